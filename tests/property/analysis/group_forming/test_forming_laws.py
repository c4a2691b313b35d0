# SPDX-License-Identifier: Apache-2.0
"""Groups of small calls are what a search through every grouping finds, by an account of the rules of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.analysis.group_forming.checking import check_grouping
from machikata.analysis.group_forming.forming import form_groups, worth_of
from machikata.domain.call import Call, CallApplication, ClassWish, Grouping, WhyNot
from machikata.domain.case_study import ServiceField

from .drawn_calls import AT, calls

Group = tuple[tuple[CallApplication, ...], ServiceField]


def meets(a: CallApplication, b: CallApplication) -> bool:
    if a.class_wish is ClassWish.SAME:
        return bool(a.body_class) and a.body_class == b.body_class
    if a.class_wish is ClassWish.NEAR:
        known = a.population is not None and b.population is not None
        return known and max(a.population, b.population) <= 2 * min(a.population, b.population)
    return True


def allowed(members: Sequence[CallApplication], field: ServiceField) -> bool:
    pairs = combinations(members, 2)
    return all(field in m.wishes for m in members) and all(meets(a, b) and meets(b, a) for a, b in pairs)


def groupings(left: tuple[CallApplication, ...], call: Call) -> Iterator[tuple[Group, ...]]:
    """Every grouping by the hard rules, those without a group left out."""
    if not left:
        yield ()
        return
    first, others = left[0], left[1:]
    yield from groupings(others, call)
    for size in range(call.smallest, call.largest + 1):
        for more in combinations(others, size - 1):
            members = (first, *more)
            for field in call.fields:
                if allowed(members, field):
                    rest = tuple(a for a in others if a not in more)
                    for following in groupings(rest, call):
                        yield ((members, field), *following)


def value(groups: Sequence[Group], call: Call) -> tuple[int, ...]:
    """What the rules count, one after the other."""
    levels = [m.wishes.index(field) for members, field in groups for m in members]
    named = [
        (b.body in a.partners) + (a.body in b.partners) for members, _ in groups for a, b in combinations(members, 2)
    ]
    one_class = sum(len(ms) for ms, _ in groups if len({m.body_class for m in ms}) == 1 and ms[0].body_class)
    near = spread = 0
    for members, _ in groups:
        known = [m.population for m in members if m.population is not None]
        if len(known) == len(members) and max(known) <= 2 * min(known):
            near += len(members)
        spread += sum(min((p - min(known)) * 100 // min(known), 1000) for p in known)
    return (
        len(levels), *(levels.count(k) for k in range(len(call.fields))), named.count(2), named.count(1), one_class, near,
        -len(groups), -spread,
    )  # fmt: skip


def by_code(groups: Sequence[Group], call: Call, codes: Sequence[str]) -> tuple[tuple[int, tuple[str, ...], int], ...]:
    """For every body in the order of codes, the codes of its group and its field; without a group comes last."""
    of = {m.body: (0, tuple(sorted(x.body for x in ms)), call.fields.index(f)) for ms, f in groups for m in ms}
    return tuple(of.get(code, (1, (), 0)) for code in codes)


def plain(grouping: Grouping) -> set[tuple[tuple[str, ...], ServiceField]]:
    return {(g.members, g.field) for g in grouping.groups}


@settings(max_examples=80, deadline=None)
@given(calls())
def test_small_calls_equal_a_search_through_every_grouping(drawn: tuple[Call, tuple[CallApplication, ...]]) -> None:
    call, applications = drawn
    standing = tuple(sorted((a for a in applications if not a.withdrawn.ja), key=lambda a: a.body))
    codes = [a.body for a in standing]
    every = list(groupings(standing, call))
    most = max(value(g, call) for g in every)
    first = min((g for g in every if value(g, call) == most), key=lambda g: by_code(g, call, codes))
    formed = form_groups(applications, call, at=AT)
    assert formed.optimal
    assert worth_of(formed, applications, call) == most
    assert plain(formed) == {(tuple(m.body for m in members), field) for members, field in first}
    assert check_grouping(formed, applications, call) == ()
    for told in formed.rest:
        assert_true(told.why, next(a for a in applications if a.body == told.body), standing, every, formed, call)


def assert_true(
    why: WhyNot,
    a: CallApplication,
    standing: Sequence[CallApplication],
    every: Sequence[tuple[Group, ...]],
    formed: Grouping,
    call: Call,
) -> None:
    """The reason, said anew from the applications and from every grouping there is."""
    others = [o for o in standing if o.body != a.body]
    wished = {f: [o for o in others if f in o.wishes] for f in a.wishes}
    fitting = {f: [o for o in found if meets(a, o) and meets(o, a)] for f, found in wished.items()}
    needed = call.smallest - 1
    possible = [g for g in every if any(a in members for members, _ in g)]
    grouped = {m for g in formed.groups for m in g.members}
    unknown = (a.class_wish is ClassWish.SAME and not a.body_class) or (
        a.class_wish is ClassWish.NEAR and a.population is None
    )
    truths = {
        WhyNot.WITHDRAWN: bool(a.withdrawn.ja),
        WhyNot.NO_CLASS: a.class_wish is ClassWish.SAME and a.body_class == "",
        WhyNot.NO_POPULATION: a.class_wish is ClassWish.NEAR and a.population is None,
        WhyNot.NOBODY_ELSE: not any(wished.values()),
        WhyNot.TOO_FEW_WISHED: any(wished.values()) and all(len(f) < needed for f in wished.values()),
        WhyNot.TOO_FEW_FIT: any(len(f) >= needed for f in wished.values())
        and all(len(f) < needed for f in fitting.values()),
        WhyNot.NOT_AMONG_THEMSELVES: any(len(f) >= needed for f in fitting.values()) and not possible,
        WhyNot.OTHERS_WOULD_LEAVE: bool(possible)
        and all(grouped - {m.body for members, _ in g for m in members} for g in possible),
    }
    assert truths[why]
    assert bool(possible) == (why is WhyNot.OTHERS_WOULD_LEAVE)
    assert unknown == (why in {WhyNot.NO_CLASS, WhyNot.NO_POPULATION}) or why is WhyNot.WITHDRAWN


@settings(max_examples=25, deadline=None)
@given(calls(most=14), st.randoms(use_true_random=False))
def test_neither_the_order_of_applications_nor_other_codes_in_the_same_order_change_anything(drawn, random) -> None:
    call, applications = drawn
    formed = form_groups(applications, call, at=AT)
    shuffled = list(applications)
    random.shuffle(shuffled)
    assert form_groups(shuffled, call, at=AT) == formed
    new = {a.body: f"x{i * 7:05}" for i, a in enumerate(sorted(applications, key=lambda a: a.body))}
    renamed = [
        replace(a, id=new[a.body], body=new[a.body], partners=tuple(new[p] for p in a.partners)) for a in applications
    ]
    again = form_groups(renamed, call, at=AT)
    assert plain(again) == {(tuple(new[m] for m in members), field) for members, field in plain(formed)}


@settings(max_examples=25, deadline=None)
@given(calls(most=14))
def test_everyone_is_in_one_group_or_listed_once_with_a_reason(drawn) -> None:
    call, applications = drawn
    formed = form_groups(applications, call, at=AT)
    told = [m for g in formed.groups for m in g.members] + [r.body for r in formed.rest]
    assert sorted(told) == sorted(a.body for a in applications)
    assert all(r.reason.ja and r.reason.en for r in formed.rest)
    assert all(len(g.reasons) >= 3 and list(g.members) == sorted(g.members) for g in formed.groups)


@settings(max_examples=25, deadline=None)
@given(calls(most=12))
def test_groups_that_are_fixed_stay_and_the_others_are_formed_without_their_members(drawn) -> None:
    call, applications = drawn
    formed = form_groups(applications, call, at=AT)
    for kept in formed.groups[:1]:
        again = form_groups(applications, call, at=AT, fixed=[kept])
        assert again.groups[0] == kept
        others = [a for a in applications if a.body not in kept.members]
        assert plain(again) - {(kept.members, kept.field)} == plain(form_groups(others, call, at=AT))
        assert len({g.id for g in again.groups}) == len(again.groups)
        assert check_grouping(again, applications, call) == ()
