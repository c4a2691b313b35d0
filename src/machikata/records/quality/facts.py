# SPDX-License-Identifier: Apache-2.0
"""What admission counts while it builds the tables; `quality.judge` makes the report of it."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.records.quality.report import MaskedCount, RefusedCount


@dataclass(frozen=True, slots=True)
class LogFacts:
    """Counts of one file. `None` where the file has no such column. Events, pairs and cases are those that can be admitted."""

    rows_read: int
    rows_refused: int
    refused: tuple[RefusedCount, ...]
    cases: int
    events: int
    activities: int
    first_day: str
    last_day: str
    """Local ISO dates, '' when there is no event."""
    midnight: int
    """Events at exactly midnight, local time."""
    pairs: int
    """Consecutive events of a case."""
    ties: int
    """Pairs with equal instants."""
    out_of_order: int
    """Events that stand in the file after a later event of their case."""
    duplicates: int
    """Events equal to an earlier one in every column."""
    open_cases: int
    open_basis: str
    without_resource: int | None
    without_section: int | None
    outside_period: int | None
    """Events outside the days the person expects."""
    with_start: int
    """Events whose lifecycle says that work began."""
    masked: tuple[MaskedCount, ...]
    people: int
    person_columns: tuple[str, ...]
