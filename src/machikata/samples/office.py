# SPDX-License-Identifier: Apache-2.0
"""The running office: a clock, a heap of coming events, desks with people and queues, and the record of what was done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from machikata.samples.office_days import OPEN_MINUTES, OfficeDays

Act = Callable[[float, int, Any], None]
"""Called with office time, case and whatever was handed over when it was put on the heap."""

_DRAWN_AT_ONCE = 4096


class Person:
    """One employee of a desk: `kind` is the kind of staff, `pace` a factor on touch time, `away` working days of absence."""

    __slots__ = ("away", "index", "kind", "pace")

    def __init__(self, index: int, kind: int, pace: float, away: frozenset[int]) -> None:
        self.index, self.kind, self.pace, self.away = index, kind, pace, away


class Office:
    """State of one simulated body. Everything random comes from `rng`, in the order of events, so a seed fixes the run."""

    __slots__ = (
        "_number", "closed", "days", "end", "following", "heap", "left", "normal", "rng", "uniform", "working",
        "wrote_case", "wrote_concept", "wrote_minutes", "wrote_person", "wrote_time",
    )  # fmt: skip

    def __init__(self, *, days: OfficeDays, n_cases: int, rng: np.random.Generator) -> None:
        self.days, self.rng, self.end = days, rng, days.end
        self.following: list[int] = days.following.tolist()
        self.working: list[int] = (days.days - days.first).tolist()
        self.heap: list[tuple[float, int, Act, int, Any]] = []
        self._number = 0
        self.closed = [False] * n_cases
        self.left = [False] * n_cases
        self.normal: Callable[[], float] = _endless(rng.standard_normal)
        self.uniform: Callable[[], float] = _endless(rng.random)
        self.wrote_time: list[float] = []
        self.wrote_case: list[int] = []
        self.wrote_concept: list[int] = []
        self.wrote_person: list[int] = []
        self.wrote_minutes: list[float] = []

    def later(self, t: float, act: Act, case: int, what: Any = None) -> None:
        """Let `act` happen at office time `t`."""
        self._number += 1
        heappush(self.heap, (t, self._number, act, case, what))

    def calendar_day(self, t: float) -> int:
        """The calendar day of `t`, counted from the first of the span; after the span, its length."""
        day = int(t // OPEN_MINUTES)
        return self.working[day] if day < len(self.working) else len(self.following)

    def after_days(self, t: float, days: float) -> float:
        """Office time of a moment of the first working day at least `days` calendar days after `t` (same day: a bit later)."""
        target = self.calendar_day(t) + int(days)
        if target >= len(self.following):
            return self.end + 1.0
        moment = self.following[target] * OPEN_MINUTES + self.uniform() * OPEN_MINUTES
        return moment if moment > t else t + self.uniform() * 30.0

    def write(self, t: float, case: int, concept: int, person: int, minutes: float) -> None:
        """Record a completed step."""
        self.wrote_time.append(t)
        self.wrote_case.append(case)
        self.wrote_concept.append(concept)
        self.wrote_person.append(person)
        self.wrote_minutes.append(minutes)

    def run(self) -> None:
        """Let everything happen that lies before the end of the span."""
        heap, end = self.heap, self.end
        while heap:
            t, _, act, case, what = heappop(heap)
            if t > end:
                return
            act(t, case, what)


class Desk:
    """People who share a queue, first come first served."""

    __slots__ = ("idle", "office", "people", "queue")

    def __init__(self, office: Office, people: Sequence[Person]) -> None:
        self.office, self.people = office, tuple(people)
        self.idle = deque(people)
        self.queue: deque[tuple[Callable[[float, int, Person], None], int]] = deque()

    def ask(self, t: float, begin: Callable[[float, int, Person], None], case: int) -> None:
        """Let an idle person begin, or queue."""
        idle, day = self.idle, int(t // OPEN_MINUTES)
        while idle:
            person = idle.popleft()
            if day in person.away:
                self.office.later((day + 1) * OPEN_MINUTES, self._back, case, person)
                continue
            begin(t, case, person)
            return
        self.queue.append((begin, case))

    def free(self, t: float, person: Person) -> None:
        """A person has finished: takes the next in the queue, or waits."""
        day = int(t // OPEN_MINUTES)
        if day in person.away:
            self.office.later((day + 1) * OPEN_MINUTES, self._back, -1, person)
            return
        closed = self.office.closed
        while self.queue:
            begin, case = self.queue.popleft()
            if not closed[case]:
                begin(t, case, person)
                return
        self.idle.append(person)

    def _back(self, t: float, _case: int, person: Person) -> None:
        self.free(t, person)


def _endless(draw: Callable[[int], NDArray[np.float64]]) -> Callable[[], float]:
    blocks = iter(lambda: draw(_DRAWN_AT_ONCE).tolist(), None)
    return chain.from_iterable(blocks).__next__
