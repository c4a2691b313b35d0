# SPDX-License-Identifier: Apache-2.0
"""The workload survey (業務量調査) of a simulated body: what its sections answer about the year that they really worked.

`cases` are the counted events of the log in the fiscal year and agree with it to the unit (see `worked`); minutes and hours are as the
section reports them (see `answering`), about the same events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from machikata.domain.municipality import Municipality
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.rules.survey_reporting import ReportingError, reporting_error
from machikata.samples.answering import ORDINARY, AnsweringHabit, answer_lines
from machikata.samples.play import PlayedLog
from machikata.samples.simulate import SimulatedLog
from machikata.samples.step_facts import FACTS
from machikata.samples.worked import WorkedLine, WorkedSection, work_of

__all__ = ["ORDINARY", "AnsweredSurvey", "AnsweringHabit", "WorkedStep", "answer_survey", "answer_work", "survey_of"]

_CONTRACT_YEN = (2_600.0, 3_200.0)
"""What a contractor pays for an hour, from … to; invented."""
_OVERHEAD = (1.20, 1.35)
"""What it asks over that, from … to."""
_EXCEPTION_SPREAD = 0.2


@dataclass(frozen=True, slots=True)
class WorkedStep:
    """The truth behind one line: counted events, mean minutes per counted event (0 without any), hours in the year."""

    cases: int
    minutes: float
    hours: float


@dataclass(frozen=True, slots=True)
class AnsweredSurvey:
    """The surveys of one process in one body, one per section, and the truth by section, step (id, or title of an own one) and kind."""

    surveys: tuple[SectionSurvey, ...]
    worked: Mapping[tuple[str, str, StaffKind], WorkedStep]


def survey_of(played: PlayedLog) -> AnsweredSurvey:
    """The survey of a played body and process, answered as its plan says, with the error of reporting in force."""
    return answer_survey(
        played.log,
        played.body.municipality,
        seed=played.seed,
        habit=played.body.answering.get(played.model.process.id, ORDINARY),
        error=reporting_error(as_of=played.model.period.end),
    )


def answer_survey(
    log: SimulatedLog,
    body: Municipality,
    *,
    seed: tuple[int, ...],
    habit: AnsweringHabit = ORDINARY,
    error: ReportingError,
) -> AnsweredSurvey:
    """What the sections of the body that worked `log` answer. Another `seed` gives other answers about the same work.

    A contractor's line has cases and a fee (true hours at a contract price) and neither minutes nor hours. A step nobody did has no
    line; a kind of staff that did only uncounted work of a step has hours and no minutes per case.
    """
    rng = np.random.default_rng([*seed, crc32(f"office {log.model.process.id}".encode())])
    sections = work_of(log, rng=rng, own_steps=habit.own_steps)
    return answer_work(sections, body.code, seed=seed, habit=habit, error=error)


def answer_work(
    sections: tuple[WorkedSection, ...],
    body: str,
    *,
    seed: tuple[int, ...],
    habit: AnsweringHabit = ORDINARY,
    error: ReportingError,
) -> AnsweredSurvey:
    """What sections of one body (code) answer about what they worked in one process."""
    order = _order(sections, habit)
    surveys = tuple(_answered(s, body, seed, order, habit, error) for s in sections if s.lines)
    worked = {(s.section, line.step.key, line.staff): _truth(line) for s in sections for line in s.lines}
    return AnsweredSurvey(surveys, worked)


def _truth(line: WorkedLine) -> WorkedStep:
    return WorkedStep(line.cases, line.hours * 60.0 / line.cases if line.cases else 0.0, line.hours)


def _order(sections: tuple[WorkedSection, ...], habit: AnsweringHabit) -> Mapping[str, int]:
    """Step key → position in the body's work, without gaps."""
    meant = {
        line.step.key: habit.order.get(line.step.key, FACTS[line.step.facts].order)
        for s in sections for line in s.lines if line.step.facts in FACTS
    }  # fmt: skip
    positions = sorted(set(meant.values()))
    return {key: positions.index(place) + 1 for key, place in meant.items()}


def _answered(
    work: WorkedSection, body: str, seed: tuple[int, ...], order: Mapping[str, int], habit: AnsweringHabit,
    error: ReportingError,
) -> SectionSurvey:  # fmt: skip
    rng = np.random.default_rng([*seed, crc32(f"survey {work.process} {work.section}".encode())])
    cases, hours = [line.cases for line in work.lines], [line.hours for line in work.lines]
    answers = answer_lines(cases, hours, rng=rng, error=error, habit=habit)
    exceptions = np.exp(_EXCEPTION_SPREAD * rng.standard_normal(len(cases))).tolist()
    price = float(rng.uniform(*_CONTRACT_YEN) * rng.uniform(*_OVERHEAD))
    lines = [
        _with_effort(_described(work, line, order, habit, unusual), line, minutes, yearly, price)
        for line, unusual, minutes, yearly in zip(
            work.lines, exceptions, answers.minutes.tolist(), answers.hours.tolist(), strict=True
        )
    ]
    staff = tuple(_said_of_staff(kind, habit.staff_factor) for kind in work.staff)
    return SectionSurvey(body, work.section, work.fiscal_year, tuple(lines), staff)


def _described(
    work: WorkedSection, line: WorkedLine, order: Mapping[str, int], habit: AnsweringHabit, unusual: float
) -> SurveyLine:
    step, facts = line.step, FACTS.get(line.step.facts)
    said = SurveyLine(work.process, step.id, step.title, line.staff, step.duty, cases=line.cases)
    if line.busy is not None:
        said = replace(said, busy_from=line.busy[0], busy_to=line.busy[1])
    if facts is None:
        return said
    return replace(
        said,
        order=order[step.key],
        nature=facts.nature,
        medium=habit.media.get(step.key, facts.medium),
        system=facts.system,
        legal_basis=facts.legal_basis,
        exception_share=round(min(1.0, facts.exceptions * unusual), 2),
    )


def _with_effort(said: SurveyLine, line: WorkedLine, minutes: float, hours: float, price: float) -> SurveyLine:
    if line.staff is StaffKind.CONTRACTOR:
        return replace(said, fee_yen=max(1, round(line.hours * price / 1_000.0)) * 1_000)
    return replace(said, minutes_per_case=None if np.isnan(minutes) else minutes, hours=hours)


def _said_of_staff(staff: SectionStaff, factor: float) -> SectionStaff:
    if factor == 1.0:
        return staff
    return replace(
        staff,
        persons=round((staff.persons or 0.0) * factor, 1),
        hours=round((staff.hours or 0.0) * factor, -1),
        overtime_hours=round((staff.overtime_hours or 0.0) * factor, -1),
    )
