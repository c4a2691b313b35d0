# SPDX-License-Identifier: Apache-2.0
"""基本指数, 調整指数 and what counts at one facility only: from the tables of the rules, or as the file gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from machikata.apps.daycare_matching.applications import Applications, Child
from machikata.apps.daycare_matching.building.people import Floats, People
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.rules.codes import plain_code, split_facility
from machikata.apps.daycare_matching.rules.values import (
    Adjustment,
    Base,
    BaseKind,
    CriterionKind,
    Parents,
    Ruleset,
    WrittenAs,
)
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text


class AtFacility:
    """Numbers that belong to (child, facility): looked up for many pairs at once, 0 where there is none."""

    def __init__(self, entries: Iterable[tuple[int, int, int]], facilities: int) -> None:
        self._count = max(facilities, 1)
        merged: dict[int, int] = {}
        for child, facility, value in entries:
            key = child * self._count + facility
            merged[key] = merged.get(key, 0) + value
        keys = sorted(merged)
        self._keys = np.array(keys, np.int64)
        self._values = np.array([merged[k] for k in keys], np.int64)

    def at(self, child: Ints, facility: Ints) -> Ints:
        """The numbers of the pairs, row by row."""
        if not len(self._keys):
            return np.zeros(len(child), np.int64)
        wanted = child * self._count + facility
        place = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.where(self._keys[place] == wanted, self._values[place], 0)


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Per child of `People`: `base` (points or rank, 0 = first rank), `adjustment`, and `points`, the 指数 without what depends on the
    facility. Infinite where the file and the tables say nothing and the chain does not need it.
    """

    base: Floats
    adjustment: Floats
    points: Floats
    extra: AtFacility
    """Points at one facility."""
    enrolled: AtFacility
    """Above 0 where a brother or sister is enrolled."""
    excluded: AtFacility
    """Above 0 where an offer was declined and the facility is closed to the child."""


@dataclass(slots=True)
class _Found:
    """Problems of many rows, one per kind: the first row, and how often."""

    children: Sequence[Child]
    first: dict[tuple[str, str], tuple[Child, Text, Text, str]] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, code: str, value: str, i: int, what: Text, remedy: Text, column: str) -> None:
        key = (code, value)
        self.first.setdefault(key, (self.children[i], what, remedy, column))
        self.counts[key] = self.counts.get(key, 0) + 1

    def problems(self) -> list[Problem]:
        return [
            Problem(
                code, what, remedy, Place(row=child.row or None, column=column, value=value), count=self.counts[key]
            )
            for key, (child, what, remedy, column) in self.first.items()
            for code, value in (key,)
        ]


def work_out_points(applications: Applications, people: People, ruleset: Ruleset, problems: list[Problem]) -> Scores:
    """The points of everybody; what cannot be worked out is added to `problems`, one per unknown code with the first row and a count."""
    children = [applications.children[int(i)] for i in people.index]
    found = _Found(children)
    adjustments = _sums(children, people, ruleset, found)
    base = _base(children, people, ruleset, found)
    points = adjustments.copy()
    if ruleset.base.kind is BaseKind.POINTS:
        points += base
    given = np.array([np.nan if c.points is None else c.points for c in children], np.float64)
    points = np.where(np.isnan(given), points, given)
    more = np.array([c.more_points for c in children], np.float64)
    points += more
    if ruleset.base.kind is BaseKind.RANK:
        adjustments = adjustments + more  # what a letter calls points where the base is a rank
    items = _at_facility(applications, children, ruleset, found)
    problems += found.problems()
    count = len(applications.facilities)
    return Scores(
        base=base,
        adjustment=adjustments,
        points=points,
        extra=AtFacility(((c, f, a.points) for c, f, a in items), count),
        enrolled=AtFacility(((c, f, 1) for c, f, a in items if a.sibling_enrolled), count),
        excluded=AtFacility(((c, f, 1) for c, f, a in items if a.excludes), count),
    )


def needs_base(ruleset: Ruleset) -> Callable[[Child], bool]:
    """Whether the chain looks at a child's 基本指数 (not when it looks at the final points alone and the file gives them)."""
    kinds = {link.kind for link in ruleset.chain}
    always = bool(kinds & {CriterionKind.BASE_POINTS, CriterionKind.RANK})
    sums = CriterionKind.POINTS in kinds and ruleset.base.kind is BaseKind.POINTS
    return lambda child: always or (sums and child.points is None)


def _base(children: Sequence[Child], people: People, ruleset: Ruleset, found: _Found) -> Floats:
    table = {c.code: c.value for c in ruleset.base.causes}
    needed, memory = needs_base(ruleset), dict[tuple[str, str], float]()
    base = np.full(len(children), np.inf)
    for i, child in enumerate(children):
        if child.base_points is not None:
            base[i] = _given_base(ruleset.base, child.base_points, i, found)
        elif needed(child):
            causes = people.causes[i]
            value = memory.get(causes)
            if value is None:
                value = _from_table(ruleset.base, table, causes, i, found)
                if np.isfinite(value):
                    memory[causes] = value
            base[i] = value
    return base


def _given_base(base: Base, given: int, i: int, found: _Found) -> float:
    if base.kind is BaseKind.POINTS:
        return given
    if 1 <= given <= len(base.ranks):
        return given - 1
    last = base.ranks[-1] if base.ranks else ""
    found.add(
        "rank-unknown", str(given), i,
        Text("そのランクはありません", "there is no such rank"),
        Text(f"1から{len(base.ranks)}（{last}）で書いてください", f"write 1 to {len(base.ranks)} ({last})"),
        "基本指数",
    )  # fmt: skip
    return np.inf


def _from_table(base: Base, table: dict[str, int], causes: tuple[str, str], i: int, found: _Found) -> float:
    if not any(causes):
        found.add(
            "points-missing", "", i,
            Text("事由も基本指数もありません", "neither causes nor base points are given"),
            Text("事由(父)と事由(母)か、基本指数を書いてください", "write the causes of the parents or 基本指数"),
            "基本指数",
        )  # fmt: skip
        return np.inf
    values = []
    for cause, column in zip(causes, ("事由(父)", "事由(母)"), strict=True):
        if cause in table:
            values.append(table[cause])
        elif cause:
            found.add(
                "cause-unknown", cause, i,
                Text("規則の表にない事由です", "the rules have no such cause"),
                Text("表にある事由にするか、規則の表に足してください", "use a cause of the table, or add it to the rules"),
                column,
            )  # fmt: skip
            return np.inf
        elif base.missing_parent is not None:
            values.append(base.missing_parent)
    return _together(base, values)


def _together(base: Base, values: Sequence[int]) -> float:
    if base.parents is Parents.SUM:
        return sum(values)
    # Of points fewer is lower; of ranks a later one is.
    lowest = (base.kind is BaseKind.POINTS) == (base.parents is Parents.LOWER)
    return min(values) if lowest else max(values)


def _sums(children: Sequence[Child], people: People, ruleset: Ruleset, found: _Found) -> Floats:
    known = {a.code: a for a in ruleset.adjustments}
    memory: dict[tuple[str, ...], int] = {}
    sums = np.zeros(len(children))
    for i, child in enumerate(children):
        if not child.adjustments:
            continue
        if child.adjustments not in memory:
            if ruleset.written_as is WrittenAs.POINTS:
                memory[child.adjustments] = _as_points(child.adjustments, i, found)
            else:
                codes = people.adjustments[i]
                _unknown(codes - known.keys(), i, found)
                memory[child.adjustments] = _sum(known[code] for code in codes & known.keys())
        sums[i] = memory[child.adjustments]
    return sums


def _sum(items: Iterable[Adjustment]) -> int:
    """Items of one facility are left aside; of a group the one that weighs most counts."""
    total, groups = 0, dict[str, int]()
    for item in items:
        if item.at_facility:
            continue
        if not item.group:
            total += item.points
        elif (abs(item.points), item.points) > (abs(groups.get(item.group, 0)), groups.get(item.group, 0)):
            groups[item.group] = item.points
    return total + sum(groups.values())


def _as_points(written: Sequence[str], i: int, found: _Found) -> int:
    total = 0
    for one in written:
        plain = plain_code(one).replace("−", "-").replace("△", "-").replace("▲", "-")
        if re.fullmatch(r"[+-]?[0-9]{1,6}", plain):
            total += int(plain)
        elif plain:
            found.add(
                "adjustment-not-points", plain, i,
                Text("点数ではありません", "it is no number of points"),
                Text("+3、-15のように書いてください", "write +3 or -15"),
                "調整指数項目",
            )  # fmt: skip
    return total


def _unknown(codes: Iterable[str], i: int, found: _Found) -> None:
    for code in sorted(codes):
        found.add(
            "adjustment-unknown", code, i,
            Text("規則の表にない調整項目です", "the rules have no such adjustment"),
            Text("表にある項目にするか、規則の表に足してください", "use an item of the table, or add it to the rules"),
            "調整指数項目",
        )  # fmt: skip


def _at_facility(
    applications: Applications, children: Sequence[Child], ruleset: Ruleset, found: _Found
) -> list[tuple[int, int, Adjustment]]:
    local = {a.code: a for a in ruleset.adjustments if a.at_facility}
    if not local or ruleset.written_as is WrittenAs.POINTS:
        return []
    numbers = {facility.number: i for i, facility in enumerate(applications.facilities)}
    items = set()
    for i, child in enumerate(children):
        for written in child.adjustments:
            code, facility = split_facility(written)
            if code not in local:
                continue
            if facility in numbers:
                items.add((i, numbers[facility], code))
            else:
                found.add(
                    "adjustment-facility", plain_code(written), i,
                    Text("施設番号がないか、一覧にありません", "its facility number is missing or not in the list"),
                    Text(f"「{code}@施設番号」と書いてください", f"write {code}@ and the number of the facility"),
                    "調整指数項目",
                )  # fmt: skip
    return [(i, facility, local[code]) for i, facility, code in sorted(items)]
