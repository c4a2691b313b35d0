# SPDX-License-Identifier: Apache-2.0
"""What is found while reading, gathered until everything has been looked at. No kind of fault is named more often than helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text

NAMED = 200
"""Places named for one kind of fault in one file; the count is always complete."""


@dataclass(slots=True)
class Findings:
    """All problems so far. `problems` are in the order found."""

    problems: list[Problem] = field(default_factory=list)
    _of_kind: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, problem: Problem, *, count: int = 1) -> None:
        """Keep a problem; beyond `NAMED` of its kind in its file only the count of the last one grows."""
        places = self._of_kind.setdefault((problem.code, problem.place.file), [])
        if len(places) < NAMED:
            places.append(len(self.problems))
            self.problems.append(replace(problem, count=count) if count != problem.count else problem)
        else:
            last = places[-1]
            self.problems[last] = replace(self.problems[last], count=self.problems[last].count + count)

    def each(self, rows: npt.NDArray[np.int64], make: Callable[[int], Problem]) -> None:
        """A problem for each of `rows`; only those that are named are made."""
        for row in rows[:NAMED].tolist():
            self.add(make(row))
        if len(rows) > NAMED:
            self.add(make(int(rows[NAMED])), count=len(rows) - NAMED)

    def take(self, problems: Iterable[Problem]) -> None:
        """Findings of the platform's reader."""
        self.problems.extend(problems)

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far stops the reading."""
        return any(p.severity is Severity.ERROR for p in self.problems)

    def refuse(self) -> None:
        """Raise `InputRefused` with everything found, errors first, if there is an error."""
        if self.has_errors:
            raise InputRefused(sorted(self.problems, key=lambda p: p.severity is not Severity.ERROR))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What does not stop."""
        return tuple(p for p in self.problems if p.severity is not Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be taken."""

    code: str
    what: Text
    remedy: Text


def place_of(table: InputTable, row: int | None, column: str = "", value: str = "") -> Place:
    """The place of row `row` (0 = first) of a table, as a person sees it in the file."""
    return Place(
        file=table.file_name,
        sheet=table.sheet,
        row=None if row is None else int(table.rows[row]),
        column=column,
        value=value,
    )


def warning(code: str, what: Text, remedy: Text, place: Place) -> Problem:
    """A problem that does not stop the reading."""
    return Problem(code, what, remedy, place, Severity.WARNING)
