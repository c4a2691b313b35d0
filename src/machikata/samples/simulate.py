# SPDX-License-Identifier: Apache-2.0
"""Plays one process of one body: cases come, people work, the records are kept up to the as-of date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from math import ceil
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from machikata.domain.workload import StaffKind
from machikata.rules.holidays import is_office_day
from machikata.samples.compiling import CaseValues, Compiler
from machikata.samples.model import Behaviour, DeskPlan, Period, ProcessModel, expected_minutes
from machikata.samples.nodes import NO_PERSON, Close
from machikata.samples.office import Desk, Office, Person
from machikata.samples.office_days import OPEN_MINUTES, OfficeDays, day_number, office_days

WARM_UP_DAYS = 90
"""The office is already at work when the period begins."""
_AWAY_SHARE = 0.07
_DAY_SECONDS = 86_400
_STAFF = tuple(StaffKind)


@dataclass(frozen=True, slots=True)
class SimulatedLog:
    """What was recorded, as arrays; events in the order (case, time, order of recording).

    `seconds` are local wall-clock seconds since 1970-01-01, `minutes` the touch time that no log shows, `person` indexes
    `person_kind` and `person_desk` (-1: nobody); `status` of a case: 0 open, 1 closed, 2 withdrawn.
    """

    model: ProcessModel
    concepts: tuple[str, ...]
    case: NDArray[np.int64]
    concept: NDArray[np.int64]
    seconds: NDArray[np.int64]
    person: NDArray[np.int64]
    minutes: NDArray[np.float64]
    attributes: CaseValues
    status: NDArray[np.int64]
    person_kind: tuple[StaffKind, ...]
    person_desk: tuple[DeskPlan, ...]

    @property
    def n_cases(self) -> int:
        """Cases that came in the period."""
        return len(self.status)


def simulate(model: ProcessModel, behaviour: Behaviour, *, population: int, seed: tuple[int, ...]) -> SimulatedLog:
    """The log of one body for one process; the same arguments give the same log.

    `population` (residents) and `behaviour.volume` decide how many cases come; `seed` is a sequence of integers.
    """
    rng = np.random.default_rng([*seed, crc32(model.process.id.encode())])
    days = _days(model.period)
    arrivals = _arrivals(model, behaviour, population, days, rng)
    cases = _case_values(model, behaviour, len(arrivals), rng)
    office = Office(days=days, n_cases=len(arrivals), rng=rng)
    flow = model.flow(behaviour)
    staff = _Staff(model, behaviour, flow, len(arrivals), office)
    concepts = {c.id: i for i, c in enumerate(model.process.concepts)}
    first = Compiler(office, cases, staff.desks, concepts, behaviour.waits).flow(flow, Close(office))
    for case, t in enumerate(arrivals.tolist()):
        office.later(t, first.enter, case)
    office.run()
    return _collect(model, office, arrivals, cases, staff)


@lru_cache(maxsize=8)
def _days(period: Period) -> OfficeDays:
    return office_days(period.start - timedelta(days=WARM_UP_DAYS), period.as_of, is_open=is_office_day)


def _arrivals(
    model: ProcessModel, behaviour: Behaviour, population: int, days: OfficeDays, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Office times at which cases come, sorted."""
    weights, inside = _day_weights(model, days)
    in_period = population / 10_000.0 * model.cases_per_10000 * behaviour.volume
    counts = rng.poisson(in_period * weights / weights[inside].sum())
    day = np.repeat(np.arange(len(counts)), counts)
    return np.sort((day + rng.beta(1.5, 2.0, len(day)) * 0.97) * OPEN_MINUTES)


def _day_weights(model: ProcessModel, days: OfficeDays) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    months = days.days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weights = np.array(model.season.months)[months] * np.array(model.season.weekdays)[(days.days + 3) % 7]
    if (peak := model.season.peak) is not None:
        years = range(model.period.start.year - 1, model.period.as_of.year + 2)
        away = np.array([days.days - day_number(date(year, peak.month, peak.day)) for year in years])
        weights *= 1.0 + peak.height * np.exp(-0.5 * (away / peak.days) ** 2).sum(axis=0)
    start, end = day_number(model.period.start), day_number(model.period.end)
    return weights, (days.days >= start) & (days.days <= end)


def _case_values(model: ProcessModel, behaviour: Behaviour, n: int, rng: np.random.Generator) -> CaseValues:
    codes = {}
    for attribute in model.attributes:
        weights = np.array(behaviour.mix.get(attribute.name, attribute.weights), dtype=float)
        codes[attribute.name] = rng.choice(len(weights), size=n, p=weights / weights.sum())
    return CaseValues({a.name: a.values for a in model.attributes}, codes)


class _Staff:
    """The people of a body, as many as its work needs."""

    def __init__(self, model: ProcessModel, behaviour: Behaviour, flow: tuple, n: int, office: Office) -> None:  # type: ignore[type-arg]
        self.kinds: list[StaffKind] = []
        self.plans: list[DeskPlan] = []
        self.desks: dict[str, Desk] = {}
        working_days = len(office.days.days)
        for ordinary in model.desks:
            plan = replace(ordinary, staff=behaviour.staff.get(ordinary.name, ordinary.staff))
            load = n * expected_minutes(flow, plan.name) / (working_days * OPEN_MINUTES)
            size = max(plan.at_least, ceil(load / (model.busy * behaviour.busy)))
            self.desks[plan.name] = Desk(
                office, [self._person(plan, i, size, office, working_days) for i in range(size)]
            )

    def _person(self, plan: DeskPlan, i: int, size: int, office: Office, working_days: int) -> Person:
        kinds, shares = zip(*plan.staff.items(), strict=True)
        kind = kinds[int(np.searchsorted(np.cumsum(shares)[:-1], (i + 0.5) / size))]
        index = len(self.kinds)
        self.kinds.append(kind)
        self.plans.append(plan)
        away = frozenset(np.flatnonzero(office.rng.random(working_days) < _AWAY_SHARE).tolist())
        pace = float(np.exp(0.08 * office.rng.standard_normal()))
        return Person(index, _STAFF.index(kind), pace, away)


def _collect(
    model: ProcessModel, office: Office, arrivals: NDArray[np.float64], cases: CaseValues, staff: _Staff
) -> SimulatedLog:
    came = office.days.seconds(arrivals)
    day = came // _DAY_SECONDS
    kept = (day >= day_number(model.period.start)) & (day <= day_number(model.period.end))
    case = np.array(office.wrote_case, dtype=np.int64)
    columns = [
        case,
        np.array(office.wrote_concept, dtype=np.int64),
        office.days.seconds(np.array(office.wrote_time)),
        np.array(office.wrote_person, dtype=np.int64),
        np.array(office.wrote_minutes),
    ]
    columns = _with_electronic(model, office, came, cases, columns)
    columns = [c[kept[columns[0]]] for c in columns]
    order = np.lexsort((columns[2], columns[0]))
    number = np.cumsum(kept) - 1
    status = np.where(office.left, 2, np.where(office.closed, 1, 0))[kept]
    return SimulatedLog(
        model=model,
        concepts=tuple(c.id for c in model.process.concepts),
        case=number[columns[0][order]],
        concept=columns[1][order],
        seconds=columns[2][order],
        person=columns[3][order],
        minutes=columns[4][order],
        attributes=CaseValues(cases.values, {n: c[kept] for n, c in cases.codes.items()}),
        status=status,
        person_kind=tuple(staff.kinds),
        person_desk=tuple(staff.plans),
    )


def _with_electronic(
    model: ProcessModel, office: Office, came: NDArray[np.int64], cases: CaseValues, columns: list[np.ndarray]
) -> list[np.ndarray]:
    """Add the arrival of electronic applications, up to sixteen hours before the office takes them up."""
    if model.outside is None:
        return columns
    attribute, value, concept = model.outside
    code = cases.values[attribute].index(value)
    electronic = np.flatnonzero(cases.codes[attribute] == code)
    n = len(electronic)
    before = np.floor(office.rng.beta(1.0, 1.6, n) * 16 * 3600).astype(np.int64)
    number = [c.id for c in model.process.concepts].index(concept)
    extra = [electronic, np.full(n, number), came[electronic] - before, np.full(n, NO_PERSON), np.zeros(n)]
    return [np.concatenate([e, c]) for e, c in zip(extra, columns, strict=True)]
