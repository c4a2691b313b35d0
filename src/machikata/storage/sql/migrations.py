# SPDX-License-Identifier: Apache-2.0
"""From an older schema version to the newest, table by table, in the caller's transaction.

Each step is written out, because `tables.py` moves on while a step must go on making what its version had. Alembic gives the words:
they hold for SQLite and PostgreSQL alike, and change columns on SQLite too (by copying the table).
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


def upgrade(connection: sa.Connection, *, found: int, wanted: int) -> None:
    """Bring the tables from version `found` to `wanted`; the caller commits, so that all steps hold or none."""
    op = Operations(MigrationContext.configure(connection))
    for version in range(found + 1, wanted + 1):
        STEPS[version](op)


def _surveys(op: Operations) -> None:
    """Version 2: workload surveys."""
    _campaigns(op)
    op.create_table(
        "survey_submissions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("campaign", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("section", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False, index=True),
        sa.Column("document", sa.JSON, nullable=False),
        sa.Column("lines", sa.LargeBinary, nullable=False),
        sa.Column("staff", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("campaign", "owner", "section", "version", name="one_version"),
    )
    op.create_table(
        "survey_reminders",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("campaign", sa.String, nullable=False, index=True),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("section", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    op.create_table(
        "survey_mappings",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )


def _campaigns(op: Operations) -> None:
    op.create_table(
        "survey_campaigns",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("opened_at", sa.String, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    op.create_table(
        "survey_participants",
        sa.Column("campaign", sa.String, primary_key=True),
        sa.Column("owner", sa.String, primary_key=True, index=True),
        sa.Column("section", sa.String, primary_key=True),
        sa.Column("mail", sa.String, nullable=False),
    )


def _apps(op: Operations) -> None:
    """Version 3: what belongs to apps; persons; the audit trail."""
    op.create_table(
        "app_runs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("app", sa.String, nullable=False, index=True),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("queued_at", sa.String, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    _drawers(op)
    op.create_table(
        "app_proposals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("app", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("run", sa.String, nullable=False, index=True),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    op.create_table(
        "enabled_apps",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("enabled", sa.Boolean, nullable=False),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("owner", sa.String, nullable=False, index=True),
        sa.Column("document", sa.JSON, nullable=False),
    )
    op.create_table(
        "audit_trail",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )


def _drawers(op: Operations) -> None:
    op.create_table(
        "app_files",
        sa.Column("app", sa.String, primary_key=True),
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "app_documents",
        sa.Column("app", sa.String, primary_key=True),
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.JSON, nullable=False),
    )


STEPS: dict[int, Callable[[Operations], None]] = {2: _surveys, 3: _apps}
"""What each version added to the one before it."""
