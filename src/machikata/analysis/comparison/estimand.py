# SPDX-License-Identifier: Apache-2.0
"""What is compared, said before anything is computed: population of cases, clock, unit, direction, minimum count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text


class Population(StrEnum):
    """Which cases are counted: CLOSED ones (open cases enter by survival analysis), or ALL as they stand in the log."""

    CLOSED = "closed"
    ALL = "all"


class Unit(StrEnum):
    """Unit of an indicator: calendar DAYS (a day is 24 hours) or a SHARE of cases (0–1)."""

    DAYS = "days"
    SHARE = "share"


class Direction(StrEnum):
    """Which way is wished for. NEUTRAL where more or less is no quality by itself."""

    LOWER = "lower"
    HIGHER = "higher"
    NEUTRAL = "neutral"


class IndicatorKind(StrEnum):
    """How the value of one case is made."""

    TOTAL_DAYS = "total_days"
    """Last minus first event."""
    SHARE_OVER = "share_over"
    """Whether last minus first event is longer than `limit_days`."""
    DAYS_BETWEEN = "days_between"
    """From the first `start_activity` to the first `end_activity` that is not before it; cases without both do not count."""
    SHARE_WITH = "share_with"
    """Whether `activity` occurs."""
    SHARE_REPEATED = "share_repeated"
    """Whether `activity` occurs more than once."""


@dataclass(frozen=True, slots=True)
class DeclaredIndicator:
    """An indicator declared before the data were looked at. Activities are names of the common dictionary."""

    id: str
    title: Text
    kind: IndicatorKind
    direction: Direction = Direction.LOWER
    limit_days: float | None = None
    start_activity: str = ""
    end_activity: str = ""
    activity: str = ""

    @property
    def unit(self) -> Unit:
        """DAYS for durations, SHARE for yes-or-no values."""
        return Unit.DAYS if self.kind in (IndicatorKind.TOTAL_DAYS, IndicatorKind.DAYS_BETWEEN) else Unit.SHARE


TOTAL_DAYS = DeclaredIndicator(
    "total-days", Text("最初の記録から最後の記録までの日数", "Days from first to last record"), IndicatorKind.TOTAL_DAYS
)


def share_over(limit_days: float) -> DeclaredIndicator:
    """The share of cases that took longer than `limit_days`.

    >>> share_over(30).title.ja
    '30日を超えた割合'
    """
    days = f"{limit_days:g}"
    title = Text(f"{days}日を超えた割合", f"Share of cases over {days} days")
    return DeclaredIndicator(f"share-over-{days}", title, IndicatorKind.SHARE_OVER, limit_days=limit_days)


@dataclass(frozen=True, slots=True)
class Estimand:
    """The question in full. The window holds ISO dates (local): cases started from `start` on and before `end`; '' = no bound."""

    process: str
    population: Population
    window_start: str
    window_end: str
    minimum_count: int
    n_cases: int
    n_open: int | None
    """None where it would tell the open cases of a single body."""
    cases_text: Text
    """Which cases count."""
    clock_text: Text
    """How days are counted."""
    open_text: Text
    """What happens to cases that are not finished."""
    minimum_text: Text
    """From how many cases on a value is shown."""
