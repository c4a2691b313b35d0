# SPDX-License-Identifier: Apache-2.0
"""Thresholds of disclosure and time limits set by law, from dated files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machikata.domain.text import Text
from machikata.rules.loading import edition_in_force, text_of


@dataclass(frozen=True, slots=True)
class DisclosureThresholds:
    """Fewest cases behind a figure, the lowest value that number may be set to, and fewest persons behind a staff figure."""

    minimum_cases: int
    smallest_allowed_minimum: int
    minimum_persons: int
    source: Text


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit in calendar days that a law sets to a process."""

    process: str
    name: Text
    days: float
    source: Text


def disclosure_thresholds(*, as_of: date) -> DisclosureThresholds:
    """The thresholds in force on `as_of`."""
    edition = edition_in_force("disclosure", as_of)
    return DisclosureThresholds(
        minimum_cases=int(edition["minimum_cases"]["value"]),
        smallest_allowed_minimum=int(edition["smallest_allowed_minimum"]["value"]),
        minimum_persons=int(edition["minimum_persons"]["value"]),
        source=text_of(edition["source"]),
    )


def time_limit(process: str, *, as_of: date) -> TimeLimit | None:
    """The limit a law sets to `process` (its id or its Japanese name), or None when no law in the file does."""
    for limit in edition_in_force("time_limits", as_of)["limits"]:
        if process in (limit["process"], limit["names"]["ja"], limit["names"]["en"]):
            names, source = text_of(limit["names"]), text_of(limit["source"])
            return TimeLimit(limit["process"], names, float(limit["days"]), source)
    return None
