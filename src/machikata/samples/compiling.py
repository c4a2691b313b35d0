# SPDX-License-Identifier: Apache-2.0
"""Turns a flow into the nodes of a running office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from machikata.samples.flow import Again, Awaited, Both, Choice, Element, Factors, Leave, Share, Step, Wait, Watch
from machikata.samples.nodes import (
    Await,
    Close,
    Delay,
    Fork,
    Happens,
    Join,
    NextRound,
    Node,
    Nowhere,
    Split,
    Timer,
    Work,
)
from machikata.samples.office import Desk, Office


@dataclass(frozen=True, slots=True)
class CaseValues:
    """Categorical attributes of the cases as codes: `codes[name][case]` indexes `values[name]`."""

    values: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, NDArray[np.int64]]

    def scaled(self, base: float, factors: Factors) -> list[float]:
        """`base` times the factors of each case."""
        n = len(next(iter(self.codes.values())))
        result = np.full(n, base)
        for name, by_value in factors.items():
            result *= np.array([by_value.get(v, 1.0) for v in self.values[name]])[self.codes[name]]
        return [float(x) for x in result]


@dataclass(frozen=True, slots=True)
class Compiler:
    """`concepts` numbers the activities; `waits` (concept → factor) stretches waits and notice before them."""

    office: Office
    cases: CaseValues
    desks: Mapping[str, Desk]
    concepts: Mapping[str, int]
    waits: Mapping[str, float]

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
                join = Join(after)
                return Split(self.flow(element.left, join), self.flow(element.right, join))
            case Choice():
                then, otherwise = self.flow(element.then, after), self.flow(element.otherwise, after)
                return Fork(self.office, self._shares(element.share), then, otherwise)
            case Again():
                once_more = self.flow(element.flow, after)
                return self.flow(element.flow, Fork(self.office, self._shares(element.share), once_more, after))
            case Awaited():
                return self._awaited(element, after)
            case Watch():
                step = self._step(element.step, Nowhere())
                return Timer(self.office, element.after_days, self._shares(element.share), step, after)
            case Leave():
                out = self._step(element.step, Close(self.office, left=True))
                return Fork(self.office, self._shares(element.share), out, after)

    def _step(self, step: Step, after: Node) -> Node:
        node = self._work(step, after)
        if (r := step.rounds) is not None:
            table = [int(w) for w in self.office.days.rounds(r.weekdays)]
            lead_days = round(r.lead_days * self.waits.get(step.concept, 1.0))
            node = NextRound(self.office, table, r.minute, lead_days, r.places, node)
        if step.wait is not None:
            node = Delay(self.office, self._days(step.concept, step.wait), step.wait.spread, node)
        return node

    def _work(self, step: Step, after: Node) -> Node:
        concept = self.concepts[step.concept]
        if not step.desk:
            return Happens(self.office, concept, after)
        # the median of a log-normal whose mean is `minutes`
        medians = self.cases.scaled(step.minutes * exp(-step.spread * step.spread / 2.0), step.factors)
        return Work(self.office, self.desks[step.desk], concept, medians, step.spread, after)

    def _awaited(self, element: Awaited, after: Node) -> Node:
        wait = element.wait
        return Await(
            office=self.office,
            medians=self._days(element.received.concept, wait),
            spread=wait.spread,
            limit=element.limit_days,
            shares=self._shares(element.share),
            shortened=element.shortened_to,
            reminder=self._step(element.reminder, Nowhere()),
            received=self._step(element.received, after),
        )

    def _days(self, concept: str, wait: Wait) -> list[float]:
        return self.cases.scaled(wait.days * self.waits.get(concept, 1.0), wait.factors)

    def _shares(self, share: Share) -> list[float]:
        return self.cases.scaled(share.value, share.factors)
