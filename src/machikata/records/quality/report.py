# SPDX-License-Identifier: Apache-2.0
"""The quality report of one file: what was found, and what can and cannot be computed from it."""

from __future__ import annotations

from dataclasses import dataclass
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

    @property
    def label(self) -> Text:
        """The verdict in words."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.READY: Text("取り込めます", "ready to import"),
    Verdict.ROWS_REFUSED: Text("このままでは入らない行があります", "some rows cannot be imported as they are"),
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
        """The whole report as plain JSON values; texts as {"ja": …, "en": …}."""
        return {
            "rows_read": self.rows_read,
            "rows_refused": self.rows_refused,
            "cases": self.cases,
            "events": self.events,
            "activities": self.activities,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "refused": [{"code": r.code, "column": r.column, "rows": r.rows, "what": _text(r.what)} for r in self.refused],
            "measures": [_measure_json(m) for m in self.measures],
            "masked": [_masked_json(m) for m in self.masked],
            "people": self.people,
            "person_columns": list(self.person_columns),
            "open_basis": self.open_basis,
            "fitness": [
                {"analysis": f.analysis, "name": _text(f.name), "level": f.level.value, "reason": _text(f.reason)}
                for f in self.fitness
            ],
            "verdict": self.verdict.value,
            "summary": _text(self.summary),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> QualityReport:
        """The report that `to_json` wrote."""
        return cls(
            **{k: data[k] for k in ("rows_read", "rows_refused", "cases", "events", "activities", "first_day", "last_day")},
            refused=tuple(RefusedCount(r["code"], r["column"], r["rows"], Text(**r["what"])) for r in data["refused"]),
            measures=tuple(
                Measure(m["code"], Text(**m["name"]), m["count"], m["of"], Text(**m["effect"])) for m in data["measures"]
            ),
            masked=tuple(
                MaskedCount(**{**m, "label": Text(**m["label"]), "advice": Text(**m["advice"])}) for m in data["masked"]
            ),
            people=data["people"],
            person_columns=tuple(data["person_columns"]),
            open_basis=data["open_basis"],
            fitness=tuple(
                Fitness(f["analysis"], Text(**f["name"]), Level(f["level"]), Text(**f["reason"])) for f in data["fitness"]
            ),
            verdict=Verdict(data["verdict"]),
            summary=Text(**data["summary"]),
        )


def _text(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _measure_json(measure: Measure) -> dict[str, Any]:
    return {
        "code": measure.code,
        "name": _text(measure.name),
        "count": measure.count,
        "of": measure.of,
        "share": measure.share,
        "effect": _text(measure.effect),
    }


def _masked_json(masked: MaskedCount) -> dict[str, Any]:
    return {
        "column": masked.column,
        "kind": masked.kind,
        "label": _text(masked.label),
        "cells": masked.cells,
        "whole_column": masked.whole_column,
        "twelve_digits": masked.twelve_digits,
        "passing": masked.passing,
        "advice": _text(masked.advice),
    }
