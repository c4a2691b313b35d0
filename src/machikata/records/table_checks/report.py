# SPDX-License-Identifier: Apache-2.0
"""What the 30 checks answer about a file: an answer and findings per check, a score per level, sheet by sheet and for the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from machikata.domain.errors import Problem
from machikata.domain.text import Text
from machikata.rules.machine_readability import Check

LEVELS = (1, 2, 3)


class Answer(StrEnum):
    """What a check says. Only FAIL costs points."""

    PASS = "pass"  # noqa: S105  the word of the rule, no password
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    COMPANION_NEEDED = "companion_needed"
    """Another file (code table, definitions, last year's file) has to be given before this can be judged."""
    PERSON_NEEDED = "person_needed"
    """A machine cannot judge this here; the findings say what to look at."""
    NOT_CHECKED = "not_checked"
    """The file keeps it where it is not read, such as the formatting of an xls."""

    @property
    def label(self) -> Text:
        """The answer in words."""
        return _ANSWERS[self]


_ANSWERS = {
    Answer.PASS: Text("適合", "Pass"),
    Answer.FAIL: Text("不適合", "Fail"),
    Answer.NOT_APPLICABLE: Text("対象外", "Not applicable"),
    Answer.COMPANION_NEEDED: Text("別の資料が必要", "Companion file needed"),
    Answer.PERSON_NEEDED: Text("人が確かめる", "For a person to judge"),
    Answer.NOT_CHECKED: Text("調べていない", "Not checked"),
}
_WEIGHT = (
    Answer.FAIL,
    Answer.NOT_CHECKED,
    Answer.COMPANION_NEEDED,
    Answer.PERSON_NEEDED,
    Answer.PASS,
    Answer.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class Companions:
    """Files that belong to the table: what its codes mean, what its columns are and how they changed, the same table of last year."""

    code_table: Path | None = None
    definitions: Path | None = None
    last_year: Path | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's answer. Problems are named up to a limit; the last of each kind carries in `count` those not named any more."""

    check: Check
    answer: Answer
    problems: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """All places found, named or not."""
        return sum(p.count for p in self.problems)


@dataclass(frozen=True, slots=True)
class LevelScore:
    """The sample scoring of one level: `points` of 100, 0 when a forcing check fails, None when nothing could be judged.

    `open` checks have no answer yet (companion or person needed, or not checked): the points say nothing about them.
    """

    level: int
    points: int | None
    failed: int
    open: int


@dataclass(frozen=True, slots=True)
class SheetReport:
    """The checks of one table. `sheet` is "" for a CSV; rows and columns count the table with its header."""

    sheet: str
    rows: int
    columns: int
    results: tuple[CheckResult, ...]
    scores: tuple[LevelScore, ...]


@dataclass(frozen=True, slots=True)
class TableReport:
    """The checks of one file. `results` holds all 30 in their order; of several sheets the gravest answer counts, with all findings."""

    file: str
    sha256: str
    format: str
    sheets: tuple[SheetReport, ...]
    results: tuple[CheckResult, ...]
    scores: tuple[LevelScore, ...]
    source: Text

    def result(self, check: str) -> CheckResult:
        """The result of the check with this id ("1-01")."""
        return next(r for r in self.results if r.check.id == check)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """The checks that fail, in their order."""
        return tuple(r for r in self.results if r.answer is Answer.FAIL)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every finding, in the order of the checks."""
        return tuple(p for r in self.results for p in r.problems)


def scores_of(results: Iterable[CheckResult], *, full: int) -> tuple[LevelScore, ...]:
    """The sample scoring: `full` less the penalties of what fails, 0 when a check without a penalty of its own fails."""
    found = tuple(results)
    return tuple(_score(level, [r for r in found if r.check.level == level], full) for level in LEVELS)


def _score(level: int, results: list[CheckResult], full: int) -> LevelScore:
    failed = [r for r in results if r.answer is Answer.FAIL]
    judged = failed or any(r.answer is Answer.PASS for r in results)
    undecided = sum(r.answer not in (Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE) for r in results)
    points: int | None = None
    if judged:
        forced = any(r.check.penalty is None for r in failed)
        points = 0 if forced else max(0, full - sum(r.check.penalty or 0 for r in failed))
    return LevelScore(level, points, len(failed), undecided)


def joined_results(sheets: Iterable[tuple[CheckResult, ...]]) -> tuple[CheckResult, ...]:
    """The results of several sheets as one: the gravest answer of each check, with the findings that speak for it."""
    return tuple(_gravest(list(of_one)) for of_one in zip(*sheets, strict=True))


def _gravest(results: list[CheckResult]) -> CheckResult:
    answer = min((r.answer for r in results), key=_WEIGHT.index)
    return CheckResult(results[0].check, answer, tuple(p for r in results for p in r.problems))
