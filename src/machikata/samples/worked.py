# SPDX-License-Identifier: Apache-2.0
"""What the sections of a simulated body really worked in a fiscal year, by surveyed step and kind of staff. No answer shows it.

Counted are the events of the log that lie in the fiscal year (April to March) in which the sample's period begins. Cases that came
before the period are not in the log and not counted here; what was done after the year's end belongs to the next year's survey.
An open case counts with what was done for it so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from machikata.domain.process import Process, ProcessStep
from machikata.domain.workload import SectionStaff, StaffKind
from machikata.rules.holidays import is_office_day
from machikata.samples.model import Period
from machikata.samples.office_days import day_number, office_days
from machikata.samples.simulate import SimulatedLog

_STAFF = tuple(StaffKind)
_DAY_SECONDS = 86_400
_BUSY = 1.35
"""A month is busy from this many times the average month on."""
HOURS_A_DAY = 7.75
_PRESENT_SPAN = (0.91, 0.94)
"""Share of working days on which a person is there, from … to."""
_OVERTIME_HOURS = {StaffKind.REGULAR: (60.0, 180.0), StaffKind.FIXED_TERM: (0.0, 20.0)}
"""A person and year, from … to."""
_COLLEAGUES = {StaffKind.REGULAR: 2, StaffKind.FIXED_TERM: 1}
"""People of the section who do nothing of this process in the records: a section has other work too."""
_YEN = {StaffKind.REGULAR: (3_000.0, 4_000.0), StaffKind.FIXED_TERM: (1_500.0, 2_000.0)}
"""An hour, employer's share included, from … to; invented."""


@dataclass(frozen=True, slots=True)
class AskedStep:
    """A step as one body's survey lists it: of the process, or (id "") one that the section names itself.

    `facts` is the id under which `step_facts` knows it.
    """

    id: str
    title: str
    duty: str
    concepts: frozenset[str]
    counted: frozenset[str]
    facts: str

    @property
    def key(self) -> str:
        """Its id, or the title of a step of the section's own."""
        return self.id or self.title


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """One step and kind of staff: counted events, hours of all its events, and the busy months of the step (None: no busy time)."""

    step: AskedStep
    staff: StaffKind
    cases: int
    hours: float
    busy: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class WorkedSection:
    """What a section worked in one process and year, and the people it has (for everything they do)."""

    section: str
    process: str
    fiscal_year: int
    lines: tuple[WorkedLine, ...]
    staff: tuple[SectionStaff, ...]


def fiscal_year_of(period: Period) -> int:
    """The fiscal year, named by the year of its April, in which the period begins.

    >>> from datetime import date
    >>> fiscal_year_of(Period(date(2026, 1, 5), date(2026, 4, 17), date(2026, 4, 20)))
    2025
    """
    return period.start.year - (period.start.month < 4)


def asked_steps(process: Process, own_steps: Mapping[str, str]) -> tuple[AskedStep, ...]:
    """The surveyed steps of `process`; `own_steps` (concept → title) stand beside the step they are taken out of."""
    return tuple(asked for step in process.surveyed_steps for asked in _asked(step, own_steps))


def _asked(step: ProcessStep, own_steps: Mapping[str, str]) -> Iterator[AskedStep]:
    concepts = frozenset(step.concepts) - own_steps.keys()
    counted = (frozenset(step.counted) or frozenset(step.concepts)) - own_steps.keys()
    yield AskedStep(step.id, step.title.ja, step.duty.ja, concepts, counted, step.id)
    for concept in step.concepts:
        if concept in own_steps:
            only = frozenset({concept})
            yield AskedStep("", own_steps[concept], step.duty.ja, only, only, step.id)


def work_of(
    log: SimulatedLog, *, rng: np.random.Generator, own_steps: Mapping[str, str] | None = None
) -> tuple[WorkedSection, ...]:
    """What each section of the log's body worked, in order of the model's desks. `rng` draws overtime, presence and pay."""
    year = fiscal_year_of(log.model.period)
    counts = _Counts(log, year)
    steps = asked_steps(log.model.process, own_steps or {})
    sections = tuple(dict.fromkeys(desk.section for desk in log.model.desks))
    return tuple(
        WorkedSection(
            section, log.model.process.id, year, tuple(counts.lines(section, steps)), _people(log, section, year, rng)
        )
        for section in sections
    )


class _Counts:
    """Events and minutes of the year by section, kind of staff, concept and month (April first)."""

    def __init__(self, log: SimulatedLog, year: int) -> None:
        self.concepts = {c: i for i, c in enumerate(log.concepts)}
        self.sections = {s: i for i, s in enumerate(dict.fromkeys(d.section for d in log.person_desk))}
        chosen = (log.person >= 0) & in_fiscal_year(log, year)
        person = log.person[chosen]
        shape = (len(self.sections), len(_STAFF), len(self.concepts), 12)
        place = (
            np.array([self.sections[d.section] for d in log.person_desk])[person],
            np.array([_STAFF.index(k) for k in log.person_kind])[person],
            log.concept[chosen],
            (log.seconds[chosen].astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) - 3) % 12,
        )
        flat, size = np.ravel_multi_index(place, shape), int(np.prod(shape))
        self.events = np.bincount(flat, minlength=size).reshape(shape)
        self.minutes = np.bincount(flat, weights=log.minutes[chosen], minlength=size).reshape(shape)

    def lines(self, section: str, steps: tuple[AskedStep, ...]) -> Iterator[WorkedLine]:
        """A line for every step and kind of staff that did anything."""
        events, minutes = self.events[self.sections[section]], self.minutes[self.sections[section]]
        for step in steps:
            counted = [self.concepts[c] for c in sorted(step.counted)]
            all_of_it = [self.concepts[c] for c in sorted(step.concepts)]
            busy = _busy_months(events[:, counted].sum(axis=(0, 1)))
            for k, staff in enumerate(_STAFF):
                hours = float(minutes[k, all_of_it].sum()) / 60.0
                if hours > 0:
                    yield WorkedLine(step, staff, int(events[k, counted].sum()), hours, busy)


def in_fiscal_year(log: SimulatedLog, year: int) -> NDArray[np.bool_]:
    """Which events lie in the fiscal year, by the office's own clock."""
    start, end = (day_number(date(y, 4, 1)) * _DAY_SECONDS for y in (year, year + 1))
    return (log.seconds >= start) & (log.seconds < end)


def _busy_months(by_month: NDArray[np.int64]) -> tuple[int, int] | None:
    """First and last month (1–12) of the busy time around the fullest month; `by_month` begins with April."""
    busy = by_month > _BUSY * by_month.sum() / 12.0
    if not busy.any() or busy.all():
        return None
    first = last = int(by_month.argmax())
    while busy[(first - 1) % 12]:
        first -= 1
    while busy[(last + 1) % 12]:
        last += 1
    return (first + 3) % 12 + 1, (last + 3) % 12 + 1


def _people(log: SimulatedLog, section: str, year: int, rng: np.random.Generator) -> tuple[SectionStaff, ...]:
    """The body's own people of the section, colleagues with other work included; a contractor's are not its own."""
    found = []
    for staff in (StaffKind.REGULAR, StaffKind.FIXED_TERM):
        present, overtime, yen = (
            float(rng.uniform(*span)) for span in (_PRESENT_SPAN, _OVERTIME_HOURS[staff], _YEN[staff])
        )
        persons = sum(
            k is staff and d.section == section for k, d in zip(log.person_kind, log.person_desk, strict=True)
        )
        if persons:
            persons += _COLLEAGUES[staff]
            hours = round(persons * working_days(year) * HOURS_A_DAY * present, -1)
            found.append(SectionStaff(staff, float(persons), hours, round(persons * overtime, -1), round(yen, -1)))
    return tuple(found)


@cache
def working_days(year: int) -> int:
    """Working days of the fiscal year."""
    return len(office_days(date(year, 4, 1), date(year + 1, 3, 31), is_open=is_office_day).days)
