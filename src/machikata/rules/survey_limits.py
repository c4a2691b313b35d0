# SPDX-License-Identifier: Apache-2.0
"""Limits for answers to a workload survey, from a dated file; each with its unit, its reason and, where a law sets it, its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.rules.loading import edition_in_force, text_of


@dataclass(frozen=True, slots=True)
class SurveyLimit:
    """One limit in the unit of `unit`. A body may set a value of its own between `lowest` and `highest`."""

    value: float
    unit: Text
    reason: Text
    source: Text
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class SurveyLimits:
    """From where on an answer is sent back, and from where on a survey contradicts a log."""

    level: SurveyLimit
    """Share of sets of sound answers in which one kind of check may find something: the error level, Holm's correction included."""
    year_hours: SurveyLimit
    """Most hours of one person in a year without overtime."""
    overtime_hours: SurveyLimit
    """Most overtime hours of one person in a year."""
    smallest_hours: SurveyLimit
    """A matter of fewer hours a year is not sent back."""
    fewest_peers: SurveyLimit
    """With answers of fewer other bodies about a step nothing is said about it."""
    class_ratio: SurveyLimit
    """Minutes within so many times (or parts) of the middle of the class are not sent back, however sure the difference is."""
    prior_answers: SurveyLimit
    """How many answers the declared rounding counts for beside those of the others, where heaping is expected."""
    coarse_from: SurveyLimit
    """Grids of the declared rounding from this many minutes on are coarse."""
    fewest_lines: SurveyLimit
    """Heaping is looked for in sections with at least this many comparable lines."""
    hours_margin: SurveyLimit
    """Hours contradict each other when their ratio lies wholly beyond 1 by more than this share."""
    count_margin: SurveyLimit
    """The same for counts."""
    order_share: SurveyLimit
    """Two steps stand in another order than the survey says when at most this share of cases has them in its order."""
    minimum_cases: SurveyLimit
    """No order is read from fewer cases."""
    missing_days: SurveyLimit
    """A log that is silent for longer at the beginning or end of the year is not that of a whole year."""

    def with_own(self, *, reason: Text, **values: float) -> SurveyLimits:
        """These limits with a body's own `values` (by name) and its reason for them.

        Raises:
            InputRefused: there is no such limit, or its value lies out of bounds.
        """
        problems = [p for name, value in values.items() if (p := self._problem(name, value))]
        if problems:
            raise InputRefused(problems)
        source = Text("団体の設定", "set by the body")
        own = {n: replace(getattr(self, n), value=v, reason=reason, source=source) for n, v in values.items()}
        return replace(self, **own)

    def _problem(self, name: str, value: float) -> Problem | None:
        place = Place(column=name, value=str(value))
        if name not in {f.name for f in fields(self)}:
            what = Text("そのような限度はありません", "there is no such limit")
            return Problem("no-such-limit", what, Text("一覧から選んでください", "choose one from the list"), place)
        limit: SurveyLimit = getattr(self, name)
        if limit.lowest <= value <= limit.highest:
            return None
        low, high = (number(v, 0 if v == int(v) else 3) for v in (limit.lowest, limit.highest))
        return Problem(
            "limit-out-of-bounds",
            Text("この限度には使えない値です", "this limit cannot have that value"),
            Text(f"{low}から{high}（{limit.unit.ja}）の間にしてください", f"choose {low} to {high} ({limit.unit.en})"),
            place,
        )


def survey_limits(*, as_of: date) -> SurveyLimits:
    """The limits in force on `as_of`; raises NotFound when no edition covers that day."""
    edition = edition_in_force("survey_limits", as_of)
    return SurveyLimits(**{f.name: _limit(edition, f.name) for f in fields(SurveyLimits)})


def _limit(edition: Mapping[str, Any], name: str) -> SurveyLimit:
    written = edition["limits"][name]
    return SurveyLimit(
        value=float(written["value"]),
        unit=text_of(written["unit"]),
        reason=text_of(edition["reasons"][name]),
        source=text_of(edition["sources"].get(name, edition["source"])),
        lowest=float(written["from"]),
        highest=float(written["to"]),
    )
