# SPDX-License-Identifier: Apache-2.0
"""Surveys of bodies whose true minutes are known because they are drawn, not played: for coverage and for false alarms.

One ordinary body is played once; it gives the profile of a process: which section and kind of staff does which step, how often and how
long. Each drawn body then has its own residents, its own true minutes around the profile's (by `spread`), and as many cases as chance
gives. It is answered exactly as a played body is.

With `spread` 0 all bodies truly work alike and whatever differs between their answers is error of reporting: a null set. That is fair
because nothing else may make an alarm there. Of the office only the differences of staff and luck are left out, which are real
differences between bodies and no false alarms. What belongs to logs (counts, order) is agreed upon by construction; surveys beside logs
come from `answer_survey` on played logs, whose answers can be redrawn by another seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil

import numpy as np

from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind
from machikata.rules.survey_reporting import ReportingError, reporting_error
from machikata.samples import care
from machikata.samples.answering import ORDINARY, AnsweringHabit
from machikata.samples.model import Behaviour
from machikata.samples.municipalities import invent_municipalities
from machikata.samples.plans import MODELS
from machikata.samples.simulate import simulate
from machikata.samples.surveys import WorkedStep, answer_work
from machikata.samples.worked import WorkedLine, WorkedSection, work_of

_PROFILE_RESIDENTS = 60_000
_PROFILE_SEED = (2025, 4, 1)
_DRAWN_CLASS = "都市Ⅰ-3"


@dataclass(frozen=True, slots=True)
class DrawnSurveys:
    """Bodies, what their sections answered, and the truth by body, section, step and kind of staff."""

    bodies: tuple[Municipality, ...]
    surveys: tuple[SectionSurvey, ...]
    worked: Mapping[tuple[str, str, str, StaffKind], WorkedStep]


def drawn_surveys(
    bodies: int | Sequence[Municipality],
    *,
    seed: int,
    process: Process = care.PROCESS,
    spread: float = 0.15,
    habit: AnsweringHabit = ORDINARY,
    error: ReportingError | None = None,
) -> DrawnSurveys:
    """Surveys of invented bodies (so many of 都市Ⅰ-3, or these) about one process, with their true minutes.

    `spread` is the standard deviation of the logarithm of a body's true minutes around the profile's, drawn for each step and kind
    apart; its median is the profile's. `process` is one of those the generator plays (`plans.MODELS`). Without `error` the assumptions in
    force at the end of the sample's period are used.

    >>> drawn = drawn_surveys(3, seed=1)
    >>> [(s.section, len(s.lines)) for s in drawn.surveys[:2]]
    [('介護保険係', 2), ('介護認定係', 12)]
    """
    chosen = tuple(invent_municipalities({_DRAWN_CLASS: bodies}, seed=0)) if isinstance(bodies, int) else tuple(bodies)
    model = next(m for m in MODELS if m.process.id == process.id)
    believed = error or reporting_error(as_of=model.period.end)
    surveys: list[SectionSurvey] = []
    worked: dict[tuple[str, str, str, StaffKind], WorkedStep] = {}
    for body in chosen:
        numbers = (seed, int(body.code))
        rng = np.random.default_rng([*numbers, 2025])
        share = (body.population or 0) / _PROFILE_RESIDENTS
        sections = tuple(_drawn(section, share, spread, rng) for section in _profile(process.id))
        answered = answer_work(sections, body.code, seed=numbers, habit=habit, error=believed)
        surveys.extend(answered.surveys)
        worked.update({(body.code, *key): truth for key, truth in answered.worked.items()})
    return DrawnSurveys(chosen, tuple(surveys), worked)


def null_surveys(
    n: int = 30,
    *,
    seed: int,
    process: Process = care.PROCESS,
    habit: AnsweringHabit = ORDINARY,
) -> DrawnSurveys:
    """`drawn_surveys` of `n` bodies that truly need the same minutes. Another seed gives other answers of the same bodies."""
    return drawn_surveys(n, seed=seed, process=process, spread=0.0, habit=habit)


@cache
def _profile(process: str) -> tuple[WorkedSection, ...]:
    """What the sections of one ordinary body worked, which never changes."""
    model = next(m for m in MODELS if m.process.id == process)
    log = simulate(model, Behaviour(), population=_PROFILE_RESIDENTS, seed=_PROFILE_SEED)
    return work_of(log, rng=np.random.default_rng(_PROFILE_SEED))


def _drawn(section: WorkedSection, share: float, spread: float, rng: np.random.Generator) -> WorkedSection:
    """The section of a body `share` times as large as the profile's."""
    cases = rng.poisson([line.cases * share for line in section.lines]).tolist()
    factors = np.exp(spread * rng.standard_normal(len(cases))).tolist()
    lines = tuple(_line(line, n, factor) for line, n, factor in zip(section.lines, cases, factors, strict=True) if n)
    return replace(section, lines=lines, staff=tuple(_people(kind, share) for kind in section.staff))


def _line(line: WorkedLine, cases: int, factor: float) -> WorkedLine:
    return replace(line, cases=cases, hours=cases * (line.hours / line.cases) * factor)


def _people(staff: SectionStaff, share: float) -> SectionStaff:
    """As many as the volume needs, whole persons; pay as in the profile."""
    had = staff.persons or 1.0
    times = max(1, ceil(had * share)) / had
    hours, overtime = (round((h or 0.0) * times, -1) for h in (staff.hours, staff.overtime_hours))
    return replace(staff, persons=had * times, hours=hours, overtime_hours=overtime)
