# SPDX-License-Identifier: Apache-2.0
"""The criteria of the chain as numbers, smaller first: of a child alone, and of a child with a wish and a joint option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.building.people import Flags, Floats, Links, People, holds
from machikata.apps.daycare_matching.building.points import Scores
from machikata.apps.daycare_matching.built import Criterion
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.rules.values import (
    BaseKind,
    Blank,
    Condition,
    CriterionKind,
    Link,
    Ruleset,
    Score,
    When,
    Who,
)
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text

ALONE, SAME, APART = 0, 1, 2
"""The context of a seat in a joint option: no brother or sister holds a seat; one at the same facility; others elsewhere."""

_K = CriterionKind
_OF_THE_SEAT = (_K.WISH_RANK, _K.LINKED_FACILITY, _K.SIBLING_ENROLLED, _K.SAME_FACILITY)
OWN_SEAT = Criterion("own_seat", Text("いま在園している席", "the seat the child holds"))


def criteria_of(ruleset: Ruleset) -> tuple[Criterion, ...]:
    """The criteria in their order: the child's own seat, then the chain of the rules."""
    found = [OWN_SEAT]
    for i, link in enumerate(ruleset.chain):
        several = sum(other.kind is link.kind for other in ruleset.chain) > 1
        name = f"{link.kind.value}_{link.tie_value or i + 1}" if several else link.kind.value
        high_base = link.kind is _K.BASE_POINTS and ruleset.base.kind is BaseKind.POINTS
        high = high_base or link.high_first or link.kind in (_K.POINTS, _K.ADJUSTMENT_POINTS)
        found.append(Criterion(name, link.title, sign=-1 if high else 1, points=link.kind is _K.POINTS))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Seats that are asked for, row by row: the child (number in `People`), facility, wish of the form, points of the wish, context."""

    person: Ints
    facility: Ints
    form_wish: Ints
    points: Ints
    context: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """The criteria of the rules, ready to give numbers. `own[k]` is criterion k of the chain for each child without regard to any
    facility, None where it has none; `place` is the child's number in its household.
    """

    ruleset: Ruleset
    people: People
    scores: Scores
    links: Links
    own: tuple[Floats | None, ...]
    shared_points: Floats
    """指数 of the siblings who apply together, added up (the child's own where the child's counts)."""
    sharers: Floats
    """By how many it is divided."""

    def at(self, k: int, seats: Seats) -> Floats | None:
        """Criterion k for seats; None: it is that of the child alone."""
        link, person = self.ruleset.chain[k], seats.person
        match link.kind:
            case _K.WISH_RANK:
                return (seats.form_wish + 1).astype(np.float64)
            case _K.LINKED_FACILITY:
                return (~self.links.holds(seats.facility, self.people.graduate_of[person])).astype(np.float64)
            case _K.SIBLING_ENROLLED:
                return (self.scores.enrolled.at(person, seats.facility) <= 0).astype(np.float64)
            case _K.SAME_FACILITY:
                return np.where(seats.context == SAME, 0.0, 1.0)
            case _K.CATEGORY if _asks_for_link(link):
                return self._category(link, seats)
            case _K.POINTS:
                return self._points(seats)
            case _K.RANK if any(p.ranks_up for p in self.ruleset.facility_points):
                up: Floats = np.maximum(self.scores.base[person] - self._steps_up(seats), 0) + 1
                return up
        return None

    def _points(self, seats: Seats) -> Floats:
        # Added up before the division, so that equal averages are equal numbers.
        sharers = self.sharers[seats.person]
        total: Floats = self.shared_points[seats.person] + sharers * self.bonus(seats)
        return -total / sharers

    def bonus(self, seats: Seats) -> Ints:
        """Points that depend on the facility, the wish or the joint option."""
        total = self.scores.extra.at(seats.person, seats.facility)
        if self.ruleset.wish_points:
            total = total + seats.points
        for rule in self.ruleset.facility_points:
            total = total + rule.points * self._when(rule.when, seats)
        return total

    def _steps_up(self, seats: Seats) -> Ints:
        total = np.zeros(len(seats.person), np.int64)
        for rule in self.ruleset.facility_points:
            total += rule.ranks_up * self._when(rule.when, seats)
        return total

    def _when(self, when: When, seats: Seats) -> Ints:
        if when is When.LINKED_FACILITY:
            return self.links.holds(seats.facility, self.people.graduate_of[seats.person]).astype(np.int64)
        holds_now: Flags = seats.context == (SAME if when is When.SAME_FACILITY else APART)
        return holds_now.astype(np.int64)

    def _category(self, link: Link, seats: Seats) -> Floats:
        linked = self.links.holds(seats.facility, self.people.graduate_of[seats.person])
        place = np.full(len(seats.person), len(link.groups))
        for i in reversed(range(len(link.groups))):
            group = link.groups[i]
            there = holds(self.people, group)[seats.person]
            if Who(Condition.LINKED) in group:
                there = there | linked
            place[there] = i
        return place.astype(np.float64)


def depends_on_context(ruleset: Ruleset) -> bool:
    """Whether any key depends on which seats brothers and sisters hold."""
    whens = {p.when for p in ruleset.facility_points}
    return bool(whens & {When.SAME_FACILITY, When.SIBLINGS_APART}) or any(
        link.kind is _K.SAME_FACILITY for link in ruleset.chain
    )


def _asks_for_link(link: Link) -> bool:
    return any(who.condition is Condition.LINKED for group in link.groups for who in group)


def chain_of(
    applications: Applications, people: People, scores: Scores, ruleset: Ruleset, problems: list[Problem]
) -> Chain:
    """The criteria of the children; blanks that the rules do not accept are added to `problems`."""
    shared: Floats = scores.points
    sharers: Floats = np.ones(len(people))
    if ruleset.siblings.score is Score.HOUSEHOLD_AVERAGE and len(people):
        shared = np.bincount(people.household, weights=scores.points).astype(np.float64)[people.household]
        sharers = sharers * np.bincount(people.household)[people.household]
    own = tuple(
        -shared / sharers if link.kind is _K.POINTS else _own(link, applications, people, scores, ruleset, problems)
        for link in ruleset.chain
    )
    return Chain(ruleset, people, scores, Links(applications), own, shared, sharers)


def _own(
    link: Link, applications: Applications, people: People, scores: Scores, ruleset: Ruleset, problems: list[Problem]
) -> Floats | None:
    match link.kind:
        case _K.LEAVE_EXTENSION:
            return people.leave.astype(np.float64)
        case _K.CATEGORY:
            place: Floats = np.full(len(people), float(len(link.groups)))
            for i in reversed(range(len(link.groups))):
                place[holds(people, link.groups[i])] = i
            return place
        case _K.RANK:
            return scores.base + 1
        case _K.BASE_POINTS:
            return -scores.base if ruleset.base.kind is BaseKind.POINTS else scores.base + 1
        case _K.ADJUSTMENT_POINTS:
            return -scores.adjustment
        case _K.CAUSE_ORDER:
            return _cause_order(link, people)
        case _K.TIE_VALUE:
            return _tie_value(link, applications, people, problems)
        case _K.LOT:
            return people.lot
    return None


def _cause_order(link: Link, people: People) -> Floats:
    order = {code: i for i, code in enumerate(link.causes)}
    memory: dict[tuple[str, str], float] = {}
    for causes in set(people.causes):
        places = [order.get(cause, len(order)) for cause in causes if cause] or [len(order)]
        memory[causes] = max(places) if link.worse_parent else min(places)
    return np.array([memory[causes] for causes in people.causes], np.float64)


def _tie_value(link: Link, applications: Applications, people: People, problems: list[Problem]) -> Floats:
    k = link.tie_value - 1
    children = [applications.children[int(i)] for i in people.index]
    written = [c.tie_values[k] if k < len(c.tie_values) else None for c in children]
    blank = -np.inf if link.blank is Blank.FIRST else np.inf
    values = np.array([np.nan if v is None else v for v in written], np.float64)
    missing = np.isnan(values)
    if link.blank is Blank.REFUSE and missing.any():
        problems.append(_blank(link, [c.row for c, gone in zip(children, missing, strict=True) if gone]))
    return np.where(missing, blank, -values if link.high_first else values)


def _blank(link: Link, rows: Sequence[int]) -> Problem:
    return Problem(
        "tie-value-missing",
        Text(f"「{link.title.ja}」の値がありません", f"“{link.title.en}” has no value"),
        Text(
            "値を書くか、規則で空欄の扱い（blank）を決めてください",
            "write the value, or say in the rules (blank) what a blank means",
        ),
        Place(row=min(rows) or None, column=f"優先順位項目{link.tie_value}"),
        count=len(rows),
    )
