# SPDX-License-Identifier: Apache-2.0
"""Collecting what is wrong or worth a word in one sheet: faults cell by cell, habits once a column with their count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.tables.limits import NAMED_PLACES

_SHOWN = 40
"""A value is quoted up to here; it may be a whole page."""


@dataclass(slots=True)
class Findings:
    """The findings of one sheet. ERRORs keep their cell, up to a limit for each code; the last one then stands for the rest."""

    file: str
    sheet: str
    _errors: dict[str, list[Problem]] = field(default_factory=dict)
    _beyond: dict[str, int] = field(default_factory=dict)
    _others: dict[tuple[str, str], Problem] = field(default_factory=dict)

    def error(
        self, code: str, what: Text, remedy: Text, *, row: int | None = None, column: str = "", value: object = ""
    ) -> None:
        """A fault that stops the reading once all are collected."""
        kept = self._errors.setdefault(code, [])
        if len(kept) < NAMED_PLACES:
            place = Place(self.file, self.sheet, row, column, shown(value))
            kept.append(Problem(code, what, remedy, place))
        else:
            self._beyond[code] = self._beyond.get(code, 0) + 1

    def note(
        self, code: str, what: Text, remedy: Text, *, row: int | None = None, column: str = "", value: object = "",
        severity: Severity = Severity.WARNING,
    ) -> None:  # fmt: skip
        """Something read for certain but worth a word: named at its first place in a column, and counted."""
        key = (code, column)
        if key in self._others:
            self._others[key] = replace(self._others[key], count=self._others[key].count + 1)
        else:
            place = Place(self.file, self.sheet, row, column, shown(value))
            self._others[key] = Problem(code, what, remedy, place, severity)

    @property
    def failed(self) -> bool:
        """Whether there is a fault."""
        return bool(self._errors)

    def problems(self) -> tuple[Problem, ...]:
        """All findings: faults by row, then the rest."""
        return tuple(sorted(self._faults(), key=lambda p: p.place.row or 0)) + tuple(self._others.values())

    def _faults(self) -> Iterator[Problem]:
        for code, kept in self._errors.items():
            more = self._beyond.get(code, 0)
            yield from kept[:-1]
            yield replace(kept[-1], count=1 + more)


def shown(value: object) -> str:
    """A value as a message quotes it: one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
