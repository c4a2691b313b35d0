# SPDX-License-Identifier: Apache-2.0
"""What admission gives: the tables, everything found on the way, and the quality report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machikata.domain.errors import InputRefused, Problem, Severity
from machikata.domain.event_log import ColumnMapping
from machikata.records.admission.faults import RefusedRow
from machikata.records.quality.report import QualityReport
from machikata.records.raw import LogTables, SourceFile


@dataclass(frozen=True, slots=True)
class AdmissionChoices:
    """What a person decides on the quality page. Nothing is thrown away unless chosen."""

    drop_duplicates: bool = False
    """Count rows equal in every column as one event."""
    expected_days: tuple[date, date] | None = None
    """First and last local day the file should cover; events outside are counted in the report and kept."""


@dataclass(frozen=True, slots=True)
class Admission:
    """The result of reading a file with a mapping.

    `tables` holds the rows without faults, None when there is no such row. Whoever stores it must have shown the `errors` to a
    person first: `required_tables` refuses otherwise.
    """

    source: SourceFile
    mapping: ColumnMapping
    tables: LogTables | None
    problems: tuple[Problem, ...]
    refused_rows: tuple[RefusedRow, ...]
    """The first refused rows of every reason."""
    quality: QualityReport

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop an import."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    def required_tables(self, *, admit_with_refusals: bool = False) -> LogTables:
        """The tables to store. Raises `InputRefused` with every error, unless the person admits the file without those rows."""
        if self.tables is None or (self.errors and not admit_with_refusals):
            raise InputRefused(self.errors)
        return self.tables
