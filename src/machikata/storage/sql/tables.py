# SPDX-License-Identifier: Apache-2.0
"""Tables of the library, schema version 1. Every table that holds property has an `owner` column."""

from sqlalchemy import JSON, Boolean, Column, Float, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 1

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
