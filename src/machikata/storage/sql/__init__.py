# SPDX-License-Identifier: Apache-2.0
"""What people edit, in SQL: SQLite by default, PostgreSQL when shared."""

from machikata.storage.sql.library import SqlLibrary

__all__ = ["SqlLibrary"]
