# SPDX-License-Identifier: Apache-2.0
"""What the elements of a flow become in a running office: nodes that a case enters and leaves in office time.

`enter(t, case, _what)` takes a case; `_what` is there because the same call stands on the heap of coming events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from typing import Any, Protocol

from machikata.samples.office import Desk, Office, Person
from machikata.samples.office_days import OPEN_MINUTES

NO_PERSON = -1


class Node(Protocol):
    """Where a case can be."""

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        """Take a case at office time `t`."""
        ...


class Nowhere:
    """Nothing follows: the end of what is done beside the flow."""

    __slots__ = ()

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        pass


@dataclass(slots=True, eq=False)
class Close:
    """The case is closed; `left` says that it was withdrawn."""

    office: Office
    left: bool = False

    def enter(self, t: float, case: int, _what: Any = None) -> None:  # noqa: ARG002  the end needs no time
        self.office.closed[case] = True
        self.office.left[case] = self.left


@dataclass(slots=True, eq=False)
class Work:
    """A person at the desk does the step; `medians` are touch minutes of each case."""

    office: Office
    desk: Desk
    concept: int
    medians: list[float]
    spread: float
    after: Node

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        if not self.office.closed[case]:
            self.desk.ask(t, self.begin, case)

    def begin(self, t: float, case: int, person: Person) -> None:
        """The person takes the case up."""
        minutes = self.medians[case] * exp(self.spread * self.office.normal()) * person.pace
        self.office.later(t + minutes, self.finish, case, (person, minutes))

    def finish(self, t: float, case: int, what: tuple[Person, float]) -> None:
        """The step is done: recorded, the person is free, the case goes on."""
        person, minutes = what
        self.office.write(t, case, self.concept, person.index, minutes)
        self.desk.free(t, person)
        self.after.enter(t, case)


@dataclass(slots=True, eq=False)
class Happens:
    """Something is recorded that no employee spends time on."""

    office: Office
    concept: int
    after: Node

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        if not self.office.closed[case]:
            self.office.write(t, case, self.concept, NO_PERSON, 0.0)
            self.after.enter(t, case)


@dataclass(slots=True, eq=False)
class Delay:
    """Calendar days pass: log-normal around the case's median."""

    office: Office
    medians: list[float]
    spread: float
    after: Node

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        office = self.office
        days = self.medians[case] * exp(self.spread * office.normal()) + office.uniform()
        office.later(office.after_days(t, days), self.after.enter, case)


@dataclass(slots=True, eq=False)
class NextRound:
    """The case waits for the next round with a free place; `table` gives for each calendar day the working day of its round."""

    office: Office
    table: list[int]
    minute: float
    lead_days: int
    places: int | None
    after: Node
    taken: dict[int, int] = field(default_factory=dict)

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        calendar_day = self.office.calendar_day(t) + self.lead_days
        while calendar_day < len(self.table) and (found := self.table[calendar_day]) < len(self.office.working):
            moment = found * OPEN_MINUTES + self.minute
            if moment >= t and self._takes(found):
                self.office.later(moment, self.after.enter, case)
                return
            calendar_day = self.office.working[found] + 1

    def _takes(self, found: int) -> bool:
        if self.places is None:
            return True
        taken = self.taken.get(found, 0)
        if taken < self.places:
            self.taken[found] = taken + 1
        return taken < self.places


@dataclass(slots=True, eq=False)
class Fork:
    """Each case goes to `then` with its own share, else to `otherwise`."""

    office: Office
    shares: list[float]
    then: Node
    otherwise: Node

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        (self.then if self.office.uniform() < self.shares[case] else self.otherwise).enter(t, case)


@dataclass(slots=True, eq=False)
class Split:
    """Both branches begin."""

    left: Node
    right: Node

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        self.left.enter(t, case)
        self.right.enter(t, case)


@dataclass(slots=True, eq=False)
class Join:
    """What follows begins when both branches have come."""

    after: Node
    came: set[int] = field(default_factory=set)

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        if case in self.came:
            self.came.discard(case)
            self.after.enter(t, case)
        else:
            self.came.add(case)


@dataclass(slots=True, eq=False)
class Timer:
    """Beside the flow: after so many calendar days a share of the cases that are still open gets `step`."""

    office: Office
    days: float
    shares: list[float]
    step: Node
    after: Node

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        office = self.office
        if office.uniform() < self.shares[case]:
            office.later(office.after_days(t, self.days), self.step.enter, case)
        self.after.enter(t, case)


@dataclass(slots=True, eq=False)
class Await:
    """Something is due from outside; late, it is reminded in a share of the cases, which shortens what is left."""

    office: Office
    medians: list[float]
    spread: float
    limit: float
    shares: list[float]
    shortened: float
    reminder: Node
    received: Node

    def enter(self, t: float, case: int, _what: Any = None) -> None:
        office = self.office
        days = self.medians[case] * exp(self.spread * office.normal()) + office.uniform()
        if days > self.limit and office.uniform() < self.shares[case]:
            office.later(office.after_days(t, self.limit), self.reminder.enter, case)
            days = self.limit + (days - self.limit) * self.shortened
        office.later(office.after_days(t, days), self.received.enter, case)
