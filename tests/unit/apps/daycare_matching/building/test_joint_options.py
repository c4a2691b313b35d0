# SPDX-License-Identifier: Apache-2.0
"""Joint options of siblings against a second, slow way of writing them down, and the cases a parent would ask about."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest

from machikata.apps.daycare_matching.applications import Pool, PoolKind, SameFacility, Seat, Staggering
from machikata.apps.daycare_matching.building import build
from machikata.apps.daycare_matching.rules import ruleset
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES, parse_sibling_condition
from machikata.domain.errors import InputRefused

RULES = ruleset("fujimizaka-2027")
FORM_CODES = [c.code for c in SIBLING_CODES if c.condition.chilmai is None]


def allowed(option, condition):
    """Whether the form allows a combination; "-" is no seat."""
    seated = [w for w in option if w != "-"]
    if not seated or (condition.same_facility is SameFacility.REQUIRED and len(set(seated)) > 1):
        return False
    if condition.staggering is Staggering.TOGETHER:
        return len(seated) == len(option)
    if condition.staggering is Staggering.OLDER_FIRST:
        return option[0] != "-"
    return condition.staggering is not Staggering.YOUNGER_FIRST or option[-1] != "-"


def place(option, lists, condition):
    """What a combination is sorted by."""
    ranks = [wishes.index(w) + 1 if w != "-" else len(wishes) + 1 for wishes, w in zip(lists, option, strict=True)]
    seated, key = [w for w in option if w != "-"], []
    if condition.staggering is not Staggering.TOGETHER:
        key.append(-len(seated))
    if condition.staggering is Staggering.OLDER_FIRST:
        key.append([w == "-" for w in option])
    if condition.staggering is Staggering.YOUNGER_FIRST:
        key.append([w == "-" for w in reversed(option)])
    if condition.same_facility is SameFacility.PREFERRED:
        key.append(-max(Counter(seated).values()))
    return [*key, sum(ranks), *ranks]


def slow_list(lists, stays, code):
    """All combinations of wishes and "no seat", thrown out and sorted as design 5.2 says, one by one."""
    condition = parse_sibling_condition(code)
    every = [o for o in product(*[[*wishes, "-"] for wishes in lists]) if allowed(o, condition)]
    every.sort(key=lambda o: place(o, lists, condition))
    return [
        tuple("=" if w == "-" and stay else w for w, stay in zip(option, stays, strict=True))
        for option in [*every, ["-"] * len(lists)]
    ]


@pytest.mark.parametrize("code", FORM_CODES)
def test_the_options_are_those_of_the_form_in_the_order_of_the_design(code, new_town, options):
    rng = np.random.default_rng(FORM_CODES.index(code))
    for _ in range(25):
        children = int(rng.choice([2, 2, 3, 4]))
        common = str(rng.integers(1, 6))
        lists, stays = [], []
        for _ in range(children):
            wishes = [str(n) for n in rng.permutation(5)[: rng.integers(0, 4)] + 1]
            lists.append([w for w in wishes if w != common] + [common])
            stays.append(rng.random() < 0.2)
        town = new_town(nurseries=6)
        ages = sorted(rng.choice(6, children, replace=False).tolist(), reverse=True)
        for j, (wishes, stay) in enumerate(zip(lists, stays, strict=True)):
            town.child(f"c{j}", wishes, household="h", age=ages[j], code=code, current="6" if stay else None,
                       tie_values=(1, 1))  # fmt: skip
        assert options(build(town.applications(), RULES), "h") == slow_list(lists, stays, code)


def test_a_child_alone_has_its_wishes_and_then_nothing(town, options):
    town.child("a", ["2", "1"], tie_values=(1, 1))
    assert options(build(town.applications(), RULES), "h-a") == [("2",), ("1",), ("-",)]


def test_a_transfer_applicant_stays_when_nothing_better_is_free(town, options):
    town.child("a", ["2"], current="1", tie_values=(1, 1))
    built = build(town.applications(), RULES)
    assert options(built, "h-a") == [("2",), ("=",)]
    assert built.market.capacity[built.applications.children[0].current] == 2


def test_siblings_who_prefer_one_nursery_come_to_it_before_their_first_wishes(town, options):
    town.child("a", ["1", "2"], household="h", age=3, code="B1", tie_values=(1, 1))
    town.child("b", ["3", "2"], household="h", age=1, code="B1", tie_values=(1, 1))
    assert options(build(town.applications(), RULES), "h")[:2] == [("2", "2"), ("1", "3")]


def test_seats_of_two_kinds_at_one_nursery_are_the_same_nursery(town, options):
    town.more_pools.append(Pool(1, "9", PoolKind.CARE, frozenset({1}), 1))
    town.child("a", ["2"], household="h", age=3, code="A", tie_values=(1, 1))
    town.child("b", ["2"], household="h", age=1, code="A", tie_values=(1, 1), care="障害")
    found = options(build(town.applications(), RULES), "h")
    assert found == [("2", "2"), ("2", "2q"), ("-", "-")]


def test_a_list_of_its_own_is_kept_and_ends_with_nothing(town, options):
    town.child("a", ["1", "2"], household="h", age=3, tie_values=(1, 1))
    town.child("b", ["1", "2"], household="h", age=1, tie_values=(1, 1))
    pool = town.pool
    town.combinations["h"] = (
        (Seat(0, pool("2", 3)), Seat(1, pool("1", 1))),
        (Seat(0, None), Seat(1, pool("2", 1))),
        (Seat(0, pool("2", 3)), Seat(1, pool("1", 1))),
    )
    assert options(build(town.applications(), RULES), "h") == [("2", "1"), ("-", "2"), ("-", "-")]


def test_a_list_that_goes_on_after_nothing_or_names_seats_nobody_wished_for_is_refused(town):
    town.child("a", ["1"], household="h", age=3, tie_values=(1, 1)).child("b", ["1"], household="h", tie_values=(1, 1))
    town.combinations["h"] = ((Seat(0, None),), (Seat(0, town.pool("1", 3)),))
    town.child("c", ["1"], household="i", age=3, tie_values=(1, 1)).child("d", ["1"], household="i", tie_values=(1, 1))
    town.combinations["i"] = ((Seat(2, town.pool("3", 3)),), (Seat(0, town.pool("1", 3)),))
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), RULES)
    codes = [p.code for p in refused.value.problems]
    assert codes == ["combination-nothing-too-early", "combination-not-wished", "combination-other-household"]


def test_a_list_of_more_than_a_hundred_thousand_combinations_is_a_problem_and_no_memory(new_town):
    town = new_town(nurseries=40)
    for j in range(4):
        town.child(f"c{j}", [str(n + 1) for n in range(20)], household="h", age=j, code="C他2", tie_values=(1, 1))
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), RULES)
    assert [p.code for p in refused.value.problems] == ["joint-list-too-long"]
    assert "194,481" in refused.value.problems[0].what.ja
    same = new_town(nurseries=40)
    for j in range(4):
        same.child(f"c{j}", [str(n + 1) for n in range(20)], household="h", age=j, code="A", tie_values=(1, 1))
    assert build(same.applications(), RULES).market.options == 21  # one facility only: nothing to multiply


def test_what_is_wrong_with_sibling_conditions_is_said_at_once(town):
    shiomihara = ruleset("shiomihara-2026")
    more = {"tie_values": (1, 1)}
    town.child("a", ["1"], household="x", age=3, **more).child("b", ["1"], household="x", **more)
    town.child("c", ["1"], household="y", age=3, code="A", **more).child("d", ["1"], household="y", code="B1", **more)
    town.child("e", ["1"], household="z", age=3, code="C上1", **more)
    town.child("f", ["1"], household="z", code="C上1", **more)
    town.child("g", ["1"], household="w", age=3, code="A", **more).child("h", ["2"], household="w", code="A", **more)
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), shiomihara)
    assert sorted(p.code for p in refused.value.problems) == [
        "no-common-facility", "sibling-condition-missing", "sibling-condition-not-taken", "sibling-conditions-differ",
    ]  # fmt: skip


def chilmai_order(lists, pattern):
    """ChilmAI's order of the options of new applicants, written down from its documentation and source."""

    def allowed(option):
        seated = {w for w in option if w}
        if not seated or (pattern == 2 and not option[0]) or (pattern == 3 and not option[-1]):
            return False
        if pattern in (1, 4, 6) and not all(option):
            return False
        return pattern > 3 or len(seated) == 1

    def score(option):
        ranks = [wishes.index(w) + 1 if w else 99 for wishes, w in zip(lists, option, strict=True)]
        seated = [w for w in option if w]
        product_of_ranks = int(np.prod(ranks))
        largest = 0 if pattern > 5 else max(Counter(seated).values())
        plain = [len(seated), largest, -product_of_ranks]
        if pattern == 2:
            return [[bool(w) for w in option], *plain, [-r for r in ranks]]
        if pattern == 3:
            return [[bool(w) for w in reversed(option)], *plain, [-r for r in reversed(ranks)]]
        return [*plain, [-r for r in ranks]]

    every = [o for o in product(*[[*wishes, ""] for wishes in lists]) if allowed(o)]
    return [tuple(w or "-" for w in o) for o in sorted(every, key=score, reverse=True)] + [("-",) * len(lists)]


@pytest.mark.parametrize("pattern", range(1, 8))
def test_patterns_of_chilmai_keep_its_own_order(pattern, new_town, options):
    rng = np.random.default_rng(pattern)
    rules = ruleset("chilmai")
    for _ in range(20):
        town, lists = new_town(nurseries=5), []
        for j in range(int(rng.choice([2, 3]))):
            lists.append(["1", *[str(n) for n in rng.permutation([2, 3, 4, 5])[: rng.integers(0, 4)]]])
            rng.shuffle(lists[-1])
            town.child(f"c{j}", lists[-1], household="h", age=4 - j, code=f"P{pattern}")
        assert options(build(town.applications(), rules), "h") == chilmai_order(lists, pattern)
