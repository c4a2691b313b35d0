# SPDX-License-Identifier: Apache-2.0
"""The quality report of one file: what was found, and what can and cannot be computed from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from machikata.domain.text import Text


class Level(StrEnum):
    """Whether an analysis is possible. NEVER is a decision of the design, not a property of the file."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NEVER = "never"

    @property
    def label(self) -> Text:
        """The level in words."""
        return _LEVELS[self]


_LEVELS = {
    Level.YES: Text("できる", "possible"),
    Level.PARTLY: Text("一部できる", "partly possible"),
    Level.NO: Text("できない", "not possible"),
    Level.NEVER: Text("しない", "not done"),
}


class Verdict(StrEnum):
    """What the person can do with the file."""

    READY = "ready"
    ROWS_REFUSED = "rows_refused"
    """Some rows cannot be admitted: correct the file, or admit the others knowingly."""
    NOTHING_FITS = "nothing_fits"
    """No row can be admitted: most often a column or the way of writing dates is chosen wrongly."""

    @property
    def label(self) -> Text:
        """The verdict in words."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.READY: Text("取り込めます", "ready to import"),
    Verdict.ROWS_REFUSED: Text("このままでは入らない行があります", "some rows cannot be imported as they are"),
    Verdict.NOTHING_FITS: Text("取り込める行がありません", "no row can be imported"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One finding in numbers: how many of how many, as a share (0–1), and what it means for the analysis."""

    code: str
    name: Text
    count: int
    of: int
    effect: Text

    @property
    def share(self) -> float:
        """`count / of`, 0 when there is nothing to count."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Fitness:
    """Whether one kind of analysis is possible, and why (not)."""

    analysis: str
    name: Text
    level: Level
    reason: Text


@dataclass(frozen=True, slots=True)
class RefusedCount:
    """Rows refused for one reason."""

    code: str
    column: str
    rows: int
    what: Text


@dataclass(frozen=True, slots=True)
class MaskedCount:
    """Cells masked in one column. `twelve_digits` and `passing` tell how strong the evidence for individual numbers is."""

    column: str
    kind: str
    label: Text
    cells: int
    whole_column: bool = False
    twelve_digits: int = 0
    passing: int = 0
    advice: Text = Text("", "")


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Quality of one file. Counts are of rows or events; days are local ISO dates; `measures` carry shares with their meaning."""

    rows_read: int
    rows_refused: int
    cases: int
    events: int
    activities: int
    first_day: str
    last_day: str
    refused: tuple[RefusedCount, ...]
    measures: tuple[Measure, ...]
    masked: tuple[MaskedCount, ...]
    people: int
    """Distinct members of the staff replaced by pseudonyms."""
    person_columns: tuple[str, ...]
    """Columns of the admitted tables that hold pseudonyms of persons: no figure may be broken down by them."""
    open_basis: str
    """How open cases were told apart: 'status', 'end_activity' or 'unknown'."""
    fitness: tuple[Fitness, ...]
    verdict: Verdict
    summary: Text

    def measure(self, code: str) -> Measure:
        """The measure with `code`; KeyError when the file has none."""
        found = {m.code: m for m in self.measures}
        return found[code]

    def share(self, code: str) -> float:
        """The share (0–1) of the measure with `code`."""
        return self.measure(code).share

    def to_json(self) -> dict[str, Any]:
        """The whole report as plain JSON values; texts as {"ja": …, "en": …}, measures with their share."""
        document = asdict(self)
        for written, measure in zip(document["measures"], self.measures, strict=True):
            written["share"] = measure.share
        return document
