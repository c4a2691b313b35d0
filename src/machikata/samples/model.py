# SPDX-License-Identifier: Apache-2.0
"""What the generator knows of a process and of a body's way of doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.samples.flow import Again, Awaited, Both, Choice, Element, Flow, Leave, Step, Watch


@dataclass(frozen=True, slots=True)
class Practice:
    """A way of working that some bodies have and others have not."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one body does one process. The default is the ordinary way.

    `mix`: case attribute → weights in the order of its values. `waits`: concept → factor on the wait or notice before it.
    `volume`: factor on cases per resident. `busy`: factor on the process's own `busy`. `staff`: desk → shares of the kinds of staff
    there instead of the plan's.
    """

    practices: frozenset[Practice] = frozenset()
    mix: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    waits: Mapping[str, float] = field(default_factory=dict)
    volume: float = 1.0
    busy: float = 1.0
    staff: Mapping[str, Mapping[StaffKind, float]] = field(default_factory=dict)

    def does(self, practice: Practice) -> bool:
        """Whether the body works this way."""
        return practice in self.practices


@dataclass(frozen=True, slots=True)
class CaseAttribute:
    """A categorical attribute of every case, and how often each value occurs in the ordinary body."""

    name: str
    values: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """People who share a queue: the section they sit in, the share of each kind of staff, at least so many persons."""

    name: str
    section: str
    staff: Mapping[StaffKind, float]
    at_least: int = 2


@dataclass(frozen=True, slots=True)
class Peak:
    """A bell of additional cases around a day of every year: `height` times the ordinary, `days` wide (σ)."""

    month: int
    day: int
    height: float
    days: float


@dataclass(frozen=True, slots=True)
class Season:
    """When cases come: weight of each month (January first) and of each weekday (Monday first)."""

    months: tuple[float, ...]
    weekdays: tuple[float, ...] = (1.15, 1.0, 0.95, 0.95, 0.95)
    peak: Peak | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Cases that came from `start` to `end` (both included), as the log stood at the end of `as_of`."""

    start: date
    end: date
    as_of: date


@dataclass(frozen=True, slots=True)
class ProcessModel:
    """A process as the generator plays it.

    `cases_per_10000` residents in the period. `busy` is the share of a person's office time that goes into this process on the
    average day, so it says how many people there are.
    """

    process: Process
    period: Period
    cases_per_10000: float
    season: Season
    attributes: tuple[CaseAttribute, ...]
    desks: tuple[DeskPlan, ...]
    flow: Callable[[Behaviour], Flow]
    practices: tuple[Practice, ...] = ()
    outside: tuple[str, str, str] | None = None
    """(attribute, value, concept): such cases arrive electronically, at any hour."""
    busy: float = 0.55


def expected_minutes(flow: Flow, desk: str) -> float:
    """Mean touch minutes a case costs at `desk`, factors left out (for planning how many people it needs)."""
    return sum(_expected(element, desk) for element in flow)


def _expected(element: Element, desk: str) -> float:
    match element:
        case Step():
            return element.minutes if element.desk == desk else 0.0
        case Both():
            return expected_minutes(element.left, desk) + expected_minutes(element.right, desk)
        case Choice():
            share = element.share.value
            return share * expected_minutes(element.then, desk) + (1 - share) * expected_minutes(
                element.otherwise, desk
            )
        case Again():
            return (1 + element.share.value) * expected_minutes(element.flow, desk)
        case Awaited():
            return _expected(element.received, desk) + 0.4 * element.share.value * _expected(element.reminder, desk)
        case Watch() | Leave():
            return 0.5 * element.share.value * _expected(element.step, desk)
