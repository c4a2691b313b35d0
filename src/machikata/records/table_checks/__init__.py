# SPDX-License-Identifier: Apache-2.0
"""The 30 checks of machine readability (行政データの機械可読性に関するルール, decided 2026-03-31), on other people's tables and on our own."""

from machikata.records.table_checks.checking import check_opened, check_table, check_table_bytes
from machikata.records.table_checks.grid import FileKind, Grid
from machikata.records.table_checks.opening import OpenedTables, open_tables
from machikata.records.table_checks.report import (
    Answer,
    CheckResult,
    Companions,
    LevelScore,
    SheetReport,
    TableReport,
)

__all__ = [
    "Answer",
    "CheckResult",
    "Companions",
    "FileKind",
    "Grid",
    "LevelScore",
    "OpenedTables",
    "SheetReport",
    "TableReport",
    "check_opened",
    "check_table",
    "check_table_bytes",
    "open_tables",
]
