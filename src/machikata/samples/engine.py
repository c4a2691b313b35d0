# SPDX-License-Identifier: Apache-2.0
"""Runs a flow in an office: every element becomes a node that cases enter and leave in office time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from machikata.samples.flow import Again, Awaited, Both, Choice, Element, Factors, Flow, Leave, Share, Step, Wait, Watch
from machikata.samples.office import Desk, Office, Person
from machikata.samples.office_days import OPEN_MINUTES

NO_PERSON = -1


class Node(Protocol):
    """Where a case can be."""

    def enter(self, t: float, case: int, what: Any = None) -> None:
        """Take a case at office time `t`."""
        ...


@dataclass(frozen=True, slots=True)
class CaseValues:
    """Case attributes as codes: `codes[name][case]` indexes `values[name]`."""

    values: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, NDArray[np.int64]]

    def scaled(self, base: float, factors: Factors) -> list[float]:
        """`base` times the factors of each case."""
        n = len(next(iter(self.codes.values())))
        result = np.full(n, base)
        for name, by_value in factors.items():
            result *= np.array([by_value.get(v, 1.0) for v in self.values[name]])[self.codes[name]]
        return result.tolist()


@dataclass(slots=True)
class Compiler:
    """Turns flows into nodes; `concepts` numbers the activities."""

    office: Office
    cases: CaseValues
    desks: Mapping[str, Desk]
    concepts: dict[str, int]

    def flow(self, flow: Sequence[Element], after: Node) -> Node:
        """The node at which `flow` begins; cases that have passed it enter `after`."""
        for element in reversed(flow):
            after = self._element(element, after)
        return after

    def _element(self, element: Element, after: Node) -> Node:
        match element:
            case Step():
                return self._step(element, after)
            case Both():
                return self._both(element, after)
            case Choice():
                return _Fork(self.office, self._shares(element.share), self.flow(element.then, after),
                             self.flow(element.otherwise, after))
            case Again():
                gate = _Fork(self.office, self._shares(element.share), self.flow(element.flow, after), after)
                return self.flow(element.flow, gate)
            case Awaited():
                return self._awaited(element, after)
            case Watch():
                step = self._step(element.step, _Nowhere())
                return _Timer(self.office, element.after_days, self._shares(element.share), step, after)
            case Leave():
                out = self._step(element.step, _Gone(self.office))
                return _Fork(self.office, self._shares(element.share), out, after)

    def _step(self, step: Step, after: Node) -> Node:
        concept = self.concepts.setdefault(step.concept, len(self.concepts))
        work: Node
        if step.desk:
            work = _Work(self.office, self.desks[step.desk], concept, step.minutes, step.spread, after)
        else:
            work = _Happens(self.office, concept, after)
        if step.rounds is not None:
            r = step.rounds
            table = self.office.days.rounds(r.weekdays).tolist()
            work = _NextRound(self.office, table, r.minute, r.lead_days, r.places, work)
        if step.wait is not None:
            work = _Delay(self.office, self._days(step.wait), step.wait.spread, work)
        return work

    def _both(self, element: Both, after: Node) -> Node:
        join = _Join(self.office, after)
        return _Split(self.flow(element.left, join), self.flow(element.right, join))

    def _awaited(self, element: Awaited, after: Node) -> Node:
        received = self._step(element.received, after)
        node = _Await(self.office, self._days(element.wait), element.wait.spread, element.limit_days,
                      self._shares(element.share), element.shortened_to, received)
        node.reminder = self._step(element.reminder, _Nowhere())
        return node

    def _days(self, wait: Wait) -> list[float]:
        return self.cases.scaled(wait.days, wait.factors)

    def _shares(self, share: Share) -> list[float]:
        return self.cases.scaled(share.value, share.factors)


class _Nowhere:
    __slots__ = ()

    def enter(self, t: float, case: int, what: Any = None) -> None:
        """Beside the flow: nothing follows."""


class Close:
    """The end of the flow: the case is closed."""

    __slots__ = ("office",)

    def __init__(self, office: Office) -> None:
        self.office = office

    def enter(self, t: float, case: int, what: Any = None) -> None:
        self.office.closed[case] = True


class _Gone:
    __slots__ = ("office",)

    def __init__(self, office: Office) -> None:
        self.office = office

    def enter(self, t: float, case: int, what: Any = None) -> None:
        self.office.closed[case] = True
        self.office.left[case] = True


class _Work:
    __slots__ = ("after", "concept", "desk", "minutes", "office", "spread")

    def __init__(self, office: Office, desk: Desk, concept: int, minutes: float, spread: float, after: Node) -> None:
        self.office, self.desk, self.concept, self.after = office, desk, concept, after
        self.minutes, self.spread = minutes * exp(-spread * spread / 2.0), spread

    def enter(self, t: float, case: int, what: Any = None) -> None:
        if not self.office.closed[case]:
            self.desk.ask(t, self.begin, case)

    def begin(self, t: float, case: int, person: Person) -> None:
        office = self.office
        minutes = self.minutes * exp(self.spread * office.normal()) * person.pace
        office.later(t + minutes, self.finish, case, (person, minutes))

    def finish(self, t: float, case: int, what: tuple[Person, float]) -> None:
        person, minutes = what
        self.office.write(t, case, self.concept, person.index, minutes)
        self.desk.free(t, person)
        self.after.enter(t, case)


class _Happens:
    __slots__ = ("after", "concept", "office")

    def __init__(self, office: Office, concept: int, after: Node) -> None:
        self.office, self.concept, self.after = office, concept, after

    def enter(self, t: float, case: int, what: Any = None) -> None:
        if not self.office.closed[case]:
            self.office.write(t, case, self.concept, NO_PERSON, 0.0)
            self.after.enter(t, case)


class _Delay:
    __slots__ = ("after", "medians", "office", "spread")

    def __init__(self, office: Office, medians: list[float], spread: float, after: Node) -> None:
        self.office, self.medians, self.spread, self.after = office, medians, spread, after

    def enter(self, t: float, case: int, what: Any = None) -> None:
        office = self.office
        days = self.medians[case] * exp(self.spread * office.normal())
        office.later(office.after_days(t, days + office.uniform()), self.after.enter, case)


class _NextRound:
    __slots__ = ("after", "lead_days", "minute", "office", "places", "table", "taken")

    def __init__(
        self, office: Office, table: list[int], minute: float, lead_days: int, places: int | None, after: Node
    ) -> None:
        self.office, self.table, self.minute, self.after = office, table, minute, after
        self.lead_days, self.places = lead_days, places
        self.taken: dict[int, int] = {}

    def enter(self, t: float, case: int, what: Any = None) -> None:
        office = self.office
        day = int(t // OPEN_MINUTES)
        if day >= len(office.values):
            return
        calendar_day = office.values[day] - office.days.first + self.lead_days
        while calendar_day < len(self.table):
            found = self.table[calendar_day]
            moment = found * OPEN_MINUTES + self.minute
            if found < len(office.values) and moment >= t and self._takes(found):
                office.later(moment, self.after.enter, case)
                return
            calendar_day += 1 if found >= len(office.values) else office.values[found] - office.days.first - calendar_day + 1

    def _takes(self, found: int) -> bool:
        if self.places is None:
            return True
        taken = self.taken.get(found, 0)
        self.taken[found] = taken + 1
        return taken < self.places


class _Fork:
    __slots__ = ("office", "otherwise", "shares", "then")

    def __init__(self, office: Office, shares: list[float], then: Node, otherwise: Node) -> None:
        self.office, self.shares, self.then, self.otherwise = office, shares, then, otherwise

    def enter(self, t: float, case: int, what: Any = None) -> None:
        (self.then if self.office.uniform() < self.shares[case] else self.otherwise).enter(t, case)


class _Split:
    __slots__ = ("left", "right")

    def __init__(self, left: Node, right: Node) -> None:
        self.left, self.right = left, right

    def enter(self, t: float, case: int, what: Any = None) -> None:
        self.left.enter(t, case)
        self.right.enter(t, case)


class _Join:
    __slots__ = ("after", "came", "office")

    def __init__(self, office: Office, after: Node) -> None:
        self.office, self.after = office, after
        self.came: set[int] = set()

    def enter(self, t: float, case: int, what: Any = None) -> None:
        if case in self.came:
            self.came.discard(case)
            self.after.enter(t, case)
        else:
            self.came.add(case)


class _Timer:
    __slots__ = ("after", "days", "office", "shares", "step")

    def __init__(self, office: Office, days: float, shares: list[float], step: Node, after: Node) -> None:
        self.office, self.days, self.shares, self.step, self.after = office, days, shares, step, after

    def enter(self, t: float, case: int, what: Any = None) -> None:
        office = self.office
        if office.uniform() < self.shares[case]:
            office.later(office.after_days(t, self.days), self.step.enter, case)
        self.after.enter(t, case)


class _Await:
    __slots__ = ("limit", "medians", "office", "received", "reminder", "shares", "shortened", "spread")

    def __init__(
        self, office: Office, medians: list[float], spread: float, limit: float, shares: list[float],
        shortened: float, received: Node,
    ) -> None:  # fmt: skip
        self.office, self.medians, self.spread, self.limit = office, medians, spread, limit
        self.shares, self.shortened, self.received = shares, shortened, received
        self.reminder: Node = _Nowhere()

    def enter(self, t: float, case: int, what: Any = None) -> None:
        office = self.office
        days = self.medians[case] * exp(self.spread * office.normal()) + office.uniform()
        if days > self.limit and office.uniform() < self.shares[case]:
            office.later(office.after_days(t, self.limit), self.reminder.enter, case)
            days = self.limit + (days - self.limit) * self.shortened
        office.later(office.after_days(t, days), self.received.enter, case)
