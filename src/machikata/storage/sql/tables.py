# SPDX-License-Identifier: Apache-2.0
"""Tables of the library, schema version 3. Every table that holds property has an `owner` column.

A change here needs the next version, and a step in `migrations.py` that makes the same of an older database.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 3

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

bodies = Table(
    "bodies",
    metadata,
    Column("code", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("name_ja", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("prefecture", String, nullable=False),
    Column("population", Integer),
    Column("s23", Float),
    Column("s3", Float),
    Column("synthetic", Boolean, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("document", JSON, nullable=False),
)

processes = Table(
    "processes",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("document", JSON, nullable=False),
)

logs = Table(
    "logs",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("process", String, nullable=False, index=True),
    Column("admitted_at", String, nullable=False),
    Column("removed_at", String),
    Column("document", JSON, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("created_at", String, nullable=False),
    Column("document", JSON, nullable=False),
)

decisions = Table(
    "dictionary_decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("process", String, nullable=False, index=True),
    Column("owner", String, nullable=False, index=True),
    Column("document", JSON, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("started_at", String, nullable=False),
    Column("document", JSON, nullable=False),
)

acts = Table(
    "acts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("owner", String, nullable=False, index=True),
    Column("document", JSON, nullable=False),
)

campaigns = Table(
    "survey_campaigns",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("opened_at", String, nullable=False),
    Column("document", JSON, nullable=False),
)

participants = Table(
    "survey_participants",
    metadata,
    Column("campaign", String, primary_key=True),
    Column("owner", String, primary_key=True, index=True),
    Column("section", String, primary_key=True),
    Column("mail", String, nullable=False),
)

submissions = Table(
    "survey_submissions",
    metadata,
    Column("id", String, primary_key=True),
    Column("campaign", String, nullable=False),
    Column("owner", String, nullable=False, index=True),
    Column("section", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("fiscal_year", Integer, nullable=False, index=True),
    Column("document", JSON, nullable=False),
    Column("lines", LargeBinary, nullable=False),
    Column("staff", LargeBinary, nullable=False),
    UniqueConstraint("campaign", "owner", "section", "version", name="one_version"),
)

reminders = Table(
    "survey_reminders",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("owner", String, nullable=False, index=True),
    Column("campaign", String, nullable=False, index=True),
    Column("body", String, nullable=False),
    Column("section", String, nullable=False),
    Column("state", String, nullable=False),
    Column("document", JSON, nullable=False),
)

survey_mappings = Table(
    "survey_mappings",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("document", JSON, nullable=False),
)

app_runs = Table(
    "app_runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("app", String, nullable=False, index=True),
    Column("owner", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("queued_at", String, nullable=False),
    Column("document", JSON, nullable=False),
)

app_files = Table(
    "app_files",
    metadata,
    Column("app", String, primary_key=True),
    Column("owner", String, primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

app_documents = Table(
    "app_documents",
    metadata,
    Column("app", String, primary_key=True),
    Column("owner", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", JSON, nullable=False),
)

app_proposals = Table(
    "app_proposals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("app", String, nullable=False),
    Column("owner", String, nullable=False, index=True),
    Column("run", String, nullable=False, index=True),
    Column("subject", String, nullable=False),
    Column("document", JSON, nullable=False),
)

enabled_apps = Table(
    "enabled_apps",
    metadata,
    Column("id", String, primary_key=True),
    Column("enabled", Boolean, nullable=False),
)

persons = Table(
    "persons",
    metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("document", JSON, nullable=False),
)

audit_trail = Table(
    "audit_trail",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("hash", String, nullable=False),
)
