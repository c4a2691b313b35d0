# SPDX-License-Identifier: Apache-2.0
"""Thresholds of disclosure and time limits set by law, from dated files."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from machikata.domain.text import Text
from machikata.rules.loading import edition_in_force, newest_edition, text_of


@dataclass(frozen=True, slots=True)
class DisclosureThresholds:
    """Fewest cases behind a figure, the lowest value that number may be set to, and fewest persons behind a step, a kind of staff and a
    price in a workload survey.
    """

    minimum_cases: int
    smallest_allowed_minimum: int
    persons_for_step: int
    persons_for_kind: int
    persons_for_price: int


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit in calendar days that a law sets to a process."""

    process: str
    name: Text
    days: float
    source: Text


def disclosure_thresholds() -> DisclosureThresholds:
    """Those of the newest edition: what is shown from now on, whatever the time it is about. Stored results carry their own settings."""
    edition = newest_edition("disclosure")
    return DisclosureThresholds(**{f.name: int(edition[f.name]["value"]) for f in fields(DisclosureThresholds)})


def time_limit(process: str, *, as_of: date) -> TimeLimit | None:
    """The limit a law sets to `process` (its id or its Japanese name), or None when no law in the file does."""
    for limit in edition_in_force("time_limits", as_of)["limits"]:
        if process in (limit["process"], limit["names"]["ja"], limit["names"]["en"]):
            names, source = text_of(limit["names"]), text_of(limit["source"])
            return TimeLimit(limit["process"], names, float(limit["days"]), source)
    return None
