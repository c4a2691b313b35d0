# SPDX-License-Identifier: Apache-2.0
"""From the result of a round to the data of its letters, one per child."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from machikata.apps.daycare_matching.applications import Applications, Child
from machikata.apps.daycare_matching.built import Built, DropReason
from machikata.apps.daycare_matching.explaining import words
from machikata.apps.daycare_matching.explaining.results import result_kinds
from machikata.apps.daycare_matching.explaining.sufficing import points_place, sufficing_points
from machikata.apps.daycare_matching.explaining.values import ChildResults, CutOffs, ReasonCode, RefusedWishes
from machikata.apps.daycare_matching.letters.values import (
    LetterData,
    OfferedSeat,
    RefusedLine,
    Result,
    SiblingLine,
)
from machikata.apps.daycare_matching.sibling_codes import explained_condition
from machikata.domain.text import Text

FEWEST_TOLD = 3
"""With fewer admitted children the lowest points would be those of a family that others know."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What all children of a round share while their letters are made."""

    built: Built
    results: ChildResults
    refused: RefusedWishes
    facilities: tuple[str, ...]
    """Per pool, the name of its facility."""
    seats: tuple[Text, ...]
    points: int | None
    own_points: tuple[float | None, ...]
    """Per child of the market."""
    told: tuple[bool, ...]
    """Per pool, whether its lowest points may be told."""
    drops: dict[tuple[int, int], DropReason]


def letter_data(
    built: Built,
    results: ChildResults,
    refused: RefusedWishes,
    cut_offs: CutOffs,
    *,
    only: Sequence[int] | None = None,
    fewest_told: int = FEWEST_TOLD,
) -> tuple[LetterData, ...]:
    """The data of the letters of every child of the market, in its order, or of the children `only`.

    The lowest points of a pool stand in them only where at least `fewest_told` children were admitted.
    """
    base = _round(built, results, refused, cut_offs, fewest_told)
    lines = _lines(base, only)
    kinds = result_kinds(built, results)
    by_family: dict[int, list[int]] = {}
    for c, family in enumerate(built.market.child_family.tolist()):
        by_family.setdefault(family, []).append(c)
    families = built.market.child_family.tolist()
    return tuple(
        _letter(base, c, kinds, lines[c], [s for s in by_family[families[c]] if s != c])
        for c in (range(len(families)) if only is None else only)
    )


def _round(built: Built, results: ChildResults, refused: RefusedWishes, cut_offs: CutOffs, fewest_told: int) -> _Round:
    applications = built.applications
    points = points_place(built)
    return _Round(
        built,
        results,
        refused,
        tuple(applications.facilities[p.facility].name for p in applications.pools),
        tuple(words.seats_of(p) for p in applications.pools),
        points,
        _own_points(built, results, points),
        tuple((cut_offs.admitted >= fewest_told).tolist()),
        {(d.child, d.wish): d.reason for d in built.dropped if d.wish is not None},
    )


def _own_points(built: Built, results: ChildResults, points: int | None) -> tuple[float | None, ...]:
    """Points of the seat held, else the best of the child's entries."""
    count = len(built.child)
    if points is None or not len(built.keys):
        return (None,) * count
    market = built.market
    best = np.full(count, np.inf)
    asked = market.entry_stay == 0
    np.minimum.at(best, market.entry_child[asked], built.keys[asked, points])
    held = np.flatnonzero((results.entry >= 0) & ~results.stays)
    best[held] = built.keys[results.entry[held], points]
    values = best * built.criteria[points].sign
    return tuple(_plain(v) if math.isfinite(v) else None for v in values.tolist())


def _plain(value: float) -> float:
    return int(value) if value == int(value) else round(value, 2)


def _lines(base: _Round, only: Sequence[int] | None) -> list[list[RefusedLine]]:
    """Per child its refused wishes, best first; those behind a wish that was granted are left out."""
    refused, built = base.refused, base.built
    lines: list[list[RefusedLine]] = [[] for _ in range(len(built.child))]
    # With siblings the number would speak of one child's part alone, and often be refuted by a run.
    alone = np.bincount(built.market.child_family)[built.market.child_family] == 1
    enough = np.where(alone[refused.child], sufficing_points(built, refused), np.nan)
    held = base.results.wish[refused.child]
    asked = np.ones(len(held), dtype=np.bool_) if only is None else np.isin(refused.child, only)
    told_rows = np.flatnonzero(
        asked & ((held < 0) | (refused.wish < held) | (refused.reason != ReasonCode.BETTER_GRANTED))
    )
    arrays = (refused.child, refused.wish, refused.pool, refused.reason, refused.criterion, refused.own_entry,
              refused.lowest_entry, refused.waiting_rank, refused.sibling_pool, enough)  # fmt: skip
    columns = zip(*(array[told_rows].tolist() for array in arrays), strict=True)
    children = built.child.tolist()
    granted = base.results.wish.tolist()
    for c, wish, pool, reason, criterion, own, lowest, waiting, sibling_pool, suffices in columns:
        place = children[c]
        form = built.form_wish(place, wish)
        if granted[c] >= 0 and built.form_wish(place, granted[c]) == form:
            continue  # another kind of seat of the same wish was granted
        compared = lowest >= 0 and base.points is not None
        told = compared and base.told[pool]
        lines[c].append(
            RefusedLine(
                form + 1,
                base.facilities[pool],
                base.seats[pool],
                _sentence(base, place, wish, ReasonCode(reason), criterion, sibling_pool),
                _points_of(base, own),
                _points_of(base, lowest) if told else None,
                compared and not told,
                built.criteria[criterion].title if criterion >= 0 else None,
                waiting_rank=waiting or None,
                points_that_suffice=_plain(suffices) if told and math.isfinite(suffices) else None,
            )
        )
    return lines


def _points_of(base: _Round, entry: int) -> float | None:
    if entry < 0 or base.points is None:
        return None
    value = float(base.built.keys[entry, base.points]) * base.built.criteria[base.points].sign
    return _plain(value) if math.isfinite(value) else None


def _sentence(base: _Round, child: int, wish: int, reason: ReasonCode, criterion: int, sibling_pool: int) -> Text:
    built = base.built
    if reason is ReasonCode.NOT_ELIGIBLE or (child, wish) in base.drops:
        return words.not_eligible(base.drops[child, wish]) if (child, wish) in base.drops else words.NO_JOINT_OPTION
    if reason is ReasonCode.BETTER_GRANTED:
        return words.BETTER if built.applications.children[child].siblings is None else words.BETTER_TOGETHER
    if reason is ReasonCode.NO_SEATS:
        return words.NO_SEATS
    if reason is ReasonCode.BLOCKED:
        return words.BLOCKED
    if reason is ReasonCode.SIBLING:
        if sibling_pool < 0:
            return words.NO_JOINT_OPTION
        return words.sibling_without_room(base.seats[sibling_pool], base.facilities[sibling_pool])
    sentence = words.class_full(built.criteria[criterion] if criterion >= 0 else None)
    return sentence + words.KEEPS if reason is ReasonCode.STAYS else sentence


def _letter(
    base: _Round, c: int, kinds: Sequence[Result], lines: Sequence[RefusedLine], siblings: Sequence[int]
) -> LetterData:
    applications, place = base.built.applications, int(base.built.child[c])
    child = applications.children[place]
    pool = int(base.results.pool[c])
    seat = None
    if kinds[c] in (Result.OFFERED, Result.MOVES):
        facility = applications.facilities[applications.pools[pool].facility]
        wish = base.built.form_wish(place, int(base.results.wish[c])) + 1
        seat = OfferedSeat(facility.name, base.seats[pool], wish, facility.number)
    return LetterData(
        application=child.number,
        household=child.household,
        name=child.name,
        born=child.born,
        age_class=child.age_class,
        result=kinds[c],
        seat=seat,
        current=_current(applications, child),
        refused=tuple(lines),
        points=base.own_points[c],
        siblings=tuple(_sibling(base, s, kinds[s]) for s in siblings),
        condition=_condition(applications, child) if siblings else None,
        leave_extension=child.leave_extension,
    )


def _current(applications: Applications, child: Child) -> str:
    if child.current is None:
        return ""
    return applications.facilities[applications.pools[child.current].facility].name


def _condition(applications: Applications, child: Child) -> Text | None:
    """What the household asked for its children together, in a sentence."""
    if child.household in applications.combinations:
        return words.OWN_COMBINATIONS
    return explained_condition(child.siblings) if child.siblings is not None else None


def _sibling(base: _Round, c: int, result: Result) -> SiblingLine:
    child = base.built.applications.children[int(base.built.child[c])]
    pool = int(base.results.pool[c])
    facility = base.facilities[pool] if pool >= 0 and result in (Result.OFFERED, Result.MOVES) else ""
    return SiblingLine(child.name or child.number, result, facility)
