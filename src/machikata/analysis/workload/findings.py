# SPDX-License-Identifier: Apache-2.0
"""What a check says about an answer, and the words that all checks share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from machikata.analysis.workload.answers import SectionKey
from machikata.domain.errors import Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.domain.workload import StaffKind


@dataclass(frozen=True, slots=True)
class LineKey:
    """Which line of a survey: ids of process and step ("" for a step of the body's own), the step's title, and the kind of staff."""

    process: str
    step: str
    title: str
    staff: StaffKind


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a section should look at again, or (NOTE) that could not be checked.

    ERROR: two answers cannot both be right. WARNING: beyond what the declared error explains. `line` is None when it concerns the
    whole section; `hours` (a year) is the size of the matter where it has one.
    """

    code: str
    what: Text
    remedy: Text
    body: str
    section: str
    fiscal_year: int
    line: LineKey | None = None
    severity: Severity = Severity.WARNING
    hours: float | None = None

    @property
    def key(self) -> SectionKey:
        """Body, section and fiscal year."""
        return self.body, self.section, self.fiscal_year


Words = tuple[Text, Text]
"""What was found, and what to look at."""


def finding(
    code: str,
    words: Words,
    key: SectionKey,
    *,
    line: LineKey | None = None,
    severity: Severity = Severity.WARNING,
    hours: float | None = None,
) -> Finding:
    """A finding about a section, or one of its lines."""
    what, remedy = words
    body, section, year = key
    return Finding(code, what, remedy, body, section, year, line, severity, hours)


Titles = Mapping[tuple[str, str], Text]
"""(process, step) → title in both languages."""


def step_titles(processes: Sequence[Process]) -> Titles:
    """The titles of all surveyed steps."""
    return {(p.id, s.id): s.title for p in processes for s in p.surveyed_steps}


def line_key(line: Mapping[str, Any]) -> LineKey:
    """The key of a line given by its columns."""
    return LineKey(line["process"], line["step"], line["title"], StaffKind(line["staff"]))


def line_name(key: LineKey, titles: Titles) -> Text:
    """A line in words.

    >>> line_name(LineKey("p", "", "確認", StaffKind.REGULAR), {}).ja
    '「確認」（正規）'
    """
    title = titles.get((key.process, key.step)) or Text(key.title or key.step, key.title or key.step)
    kind = key.staff.label
    return Text(f"「{title.ja}」（{kind.ja}）", f"“{title.en}” ({kind.en.lower()})")


def hours(value: float) -> Text:
    """Hours a year in words, to the hour."""
    text = number(value)
    return Text(f"{text}時間", f"{text} {'hour' if text == '1' else 'hours'}")


def minutes(value: float) -> Text:
    """Minutes in words; one decimal below ten where there is one."""
    text = number(value, 0 if value >= 10 or value == int(value) else 1)
    return Text(f"{text}分", f"{text} {'minute' if text == '1' else 'minutes'}")


def times(value: float) -> str:
    """A ratio: two decimals near one, fewer when large."""
    return number(value, 2 if value < 3 else 1 if value < 30 else 0)
