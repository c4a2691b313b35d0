# SPDX-License-Identifier: Apache-2.0
"""Who stands before whom: the chain, points of two parents, averages, bonuses, ties, and what must not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from machikata.apps.daycare_matching.applications import Wish
from machikata.apps.daycare_matching.building import build, draw_lots
from machikata.apps.daycare_matching.rules import load_ruleset, ruleset, ruleset_file
from machikata.domain.errors import InputRefused

SHIOMIHARA, FUJIMIZAKA, MASAGOURA = (ruleset(f"{name}-2027") for name in ("shiomihara", "fujimizaka", "masagoura"))
PLAIN = ruleset("chilmai")


def key_of(built, number, criterion, facility="1"):
    """The values of a criterion for the entries of an application at a facility."""
    k = [c.id for c in built.criteria].index(criterion)
    market, apps = built.market, built.applications
    return sorted(
        {
            float(built.keys[e, k]) * built.criteria[k].sign
            for e in range(len(market.entry_child))
            if apps.children[built.child[market.entry_child[e]]].number == number
            and apps.facilities[apps.pools[market.entry_pool[e]].facility].number == facility
        }
    )


def test_points_come_from_the_tables_of_both_parents_and_the_adjustments(town, queue):
    plain = {"points": None, "base_points": None}
    town.child("two", ["1"], causes=("就労1", "就労5"), **plain)
    town.child("one", ["1"], causes=("", "就労1"), adjustments=("ひとり親", "生活保護"), **plain)
    town.child("late", ["1"], causes=("就労１ ", "就労1"), adjustments=("辞退", "辞退2"), **plain)
    town.child("given", ["1"], points=33)
    built = build(town.applications(), SHIOMIHARA)
    assert key_of(built, "two", "points") == [32]
    assert key_of(built, "one", "points") == [50]  # 20 + 20 for the missing parent + the higher of one group
    assert key_of(built, "late", "points") == [5]  # full-width code; of the penalties the heavier
    assert queue(built, "1") == ["one", "given", "two", "late"]


def test_leave_extension_comes_last_whatever_the_points(town, queue):
    town.child("a", ["1"], points=90, leave_extension=True).child("b", ["1"], points=1)
    assert queue(build(town.applications(), SHIOMIHARA), "1") == ["b", "a"]


def test_the_average_of_siblings_counts_where_the_rules_say_so(town, queue):
    town.child("a", ["1"], household="h", age=1, points=40, code="B2")
    town.child("b", ["1"], household="h", age=3, points=35, code="B2")
    town.child("c", ["1"], points=38)
    built = build(town.applications(), SHIOMIHARA)
    assert key_of(built, "a", "points") == [37.5]
    assert queue(built, "1") == ["c", "a"]
    assert queue(build(replace_ties(town.applications()), FUJIMIZAKA), "1") == ["a", "c"]  # the child's own points


def replace_ties(applications):
    return replace(applications, children=tuple(replace(c, tie_values=(1, 1)) for c in applications.children))


def test_the_lower_parents_rank_counts_then_adjustment_points_then_causes(town, queue):
    plain = {"points": None, "base_points": None, "tie_values": (1, 100)}
    town.child("c", ["1"], causes=("就労A", "就労C"), **plain)
    town.child("b", ["1"], causes=("就労B", "就労A"), **plain)
    town.child("b-more", ["1"], causes=("就労B", "就労B"), adjustments=("復職",), **plain)
    town.child("alone", ["1"], causes=("就労A", ""), **plain)
    town.child("ill", ["1"], causes=("疾病A", ""), **plain)
    assert queue(build(town.applications(), FUJIMIZAKA), "1") == ["ill", "alone", "b-more", "b", "c"]


def test_a_joint_option_at_one_facility_ranks_up_and_apart_gives_fewer_points(town):
    more = {"tie_values": (1, 1), "points": 10, "household": "h", "code": "C他2", "base_points": 3}
    town.child("a", ["1"], age=3, **more).child("b", ["1", "2"], age=1, **more)
    built = build(town.applications(), FUJIMIZAKA)
    assert key_of(built, "a", "rank") == [2, 3]  # together at 1; alone or apart
    assert key_of(built, "a", "points") == [10, 13, 14]  # alone, apart, together
    ranks = built.market.entry_rank[built.market.entry_child == 0]
    assert len(set(ranks.tolist())) > 1  # the rank depends on the joint option


def test_a_sibling_who_stays_at_the_facility_counts_as_the_same_one(town):
    more = {"tie_values": (1, 1), "points": 10, "household": "h", "code": "C他2", "base_points": 3}
    town.child("a", ["2"], age=3, current="1", **more).child("b", ["1"], age=1, **more)
    assert key_of(build(town.applications(), FUJIMIZAKA), "b", "points") == [13, 14]


def test_points_of_one_facility_and_of_a_wish_count_there_alone(town, queue):
    town.child("a", ["1", "2"], points=30, adjustments=("きょうだい在園@1",))
    town.child("b", ["1", "2"], points=32)
    town.child("c", [Wish(town.pool("1", 1), 7), "2"], points=29)
    built = build(town.applications(), SHIOMIHARA)
    assert queue(built, "1") == ["c", "a", "b"]
    assert queue(built, "2") == ["b", "a", "c"]


def test_the_rank_of_the_wish_parts_equal_points_where_the_rules_say_so(town, queue):
    town.child("a", ["2", "1"], tie_values=(5, 1)).child("b", ["1"], tie_values=(5, 9)).child(
        "c", ["1"], tie_values=(6, 9)
    )
    assert queue(build(town.applications(), MASAGOURA), "1") == ["c", "b", "a"]


def test_graduates_of_a_linked_facility_come_first_there(town, queue):
    town.linked[0] = ("3",)
    town.child("a", ["1", "2"], points=10, graduate_of=2).child("b", ["1", "2"], points=40)
    built = build(town.applications(), SHIOMIHARA)
    assert queue(built, "1") == ["a", "b"]
    assert queue(built, "2") == ["b", "a"]


def test_a_blank_tie_value_is_refused_unless_the_rules_place_it(town, queue):
    town.child("a", ["1"], tie_values=(None, 1)).child("b", ["1"], tie_values=(3, 1))
    assert queue(build(town.applications(), MASAGOURA), "1") == ["b", "a"]
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), FUJIMIZAKA)
    assert [(p.code, p.count, p.place.row) for p in refused.value.problems] == [("tie-value-missing", 1, 2)]


def test_a_tie_that_nothing_decides_names_the_applications_and_the_pool(town):
    town.child("a", ["1", "2"], lot=None).child("b", ["1"], lot=None).child("c", ["2"], lot=5)
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), PLAIN)
    found = refused.value.problems
    assert [p.code for p in found] == ["silent-tie", "silent-tie"]
    assert "申請者a、b" in found[0].what.ja
    assert "第1保育園" in found[0].what.ja
    assert "申請者a、c" in found[1].what.ja  # only one of them has a lot
    assert "抽選" in found[0].remedy.ja


def test_lots_part_what_is_equal_and_equal_lots_do_not(town, queue):
    town.child("a", ["1"], lot=2).child("b", ["1"], lot=1)
    assert queue(build(town.applications(), PLAIN), "1") == ["b", "a"]
    town.child("c", ["1"], lot=1)
    with pytest.raises(InputRefused):
        build(town.applications(), PLAIN)


def test_lots_that_are_missing_do_not_matter_where_points_decide(town, queue):
    town.child("a", ["1"], lot=None, points=1).child("b", ["1"], lot=None, points=2)
    assert queue(build(town.applications(), PLAIN), "1") == ["b", "a"]


def test_siblings_share_one_lot(town, queue):
    town.child("a", ["1"], lot=2).child("b", ["1"], household="h", age=1, lot=1, code="P7")
    town.child("c", ["1"], household="h", age=1, lot=1, code="P7")
    applications = town.applications()
    blank = replace(applications, children=(*applications.children[:2], replace(applications.children[2], lot=None)))
    assert queue(build(blank, PLAIN), "1") == ["b", "c", "a"]
    other = replace(applications, children=(*applications.children[:2], replace(applications.children[2], lot=9)))
    with pytest.raises(InputRefused) as refused:
        build(other, PLAIN)
    assert [(p.code, p.place.row) for p in refused.value.problems] == [("lots-differ", 4)]


def test_children_who_stay_need_no_lot_against_each_other(town):
    town.child("a", ["2"], current="1", lot=None).child("b", ["3"], current="1", lot=None)
    built = build(town.applications(), PLAIN)
    stays = built.market.entry_rank[built.market.entry_stay == 1]
    assert sorted(stays.tolist()) == [0, 1]


def test_twins_differ_in_the_last_criterion_alone(town):
    twin = {"household": "h", "code": "P7", "born": date(2025, 5, 5)}
    town.child("a", ["1"], place_in_household=2, **twin).child("b", ["1"], place_in_household=1, **twin)
    town.child("c", ["1"], points=30)
    market = (built := build(town.applications(), PLAIN)).market
    rank, household = dict[str, int](), dict[str, int]()
    for e in range(len(market.entry_child)):
        number = built.applications.children[built.child[market.entry_child[e]]].number
        rank[number], household[number] = int(market.entry_rank[e]), int(market.entry_household_rank[e])
    assert rank["b"] == rank["a"] - 1
    assert household["a"] == household["b"] != household["c"]


def test_one_place_in_a_household_for_two_children_is_refused(town):
    twin = {"household": "h", "code": "P7", "place_in_household": 1}
    town.child("a", ["1"], age=1, **twin).child("b", ["1"], age=2, **twin)
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), PLAIN)
    assert [p.code for p in refused.value.problems] == ["place-in-household-twice"]


def test_unknown_codes_are_told_once_each_with_the_first_row_and_how_often(town):
    plain = {"points": None, "base_points": None}
    town.child("a", ["1"], causes=("就労9", "就労1"), adjustments=("謎",), **plain)
    town.child("b", ["1"], causes=("就労9", ""), **plain).child("c", ["1"], **plain)
    town.child("d", ["1"], adjustments=("きょうだい在園",)).child("e", ["1"], adjustments=("きょうだい在園@77",))
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), SHIOMIHARA)
    assert sorted((p.code, p.place.row, p.count) for p in refused.value.problems) == [
        ("adjustment-facility", 5, 1), ("adjustment-facility", 6, 1), ("adjustment-unknown", 2, 1),
        ("cause-unknown", 2, 2), ("points-missing", 4, 1),
    ]  # fmt: skip


def test_points_written_as_adjustments_are_added(town):
    town.child("a", ["1"], points=None, base_points=150, adjustments=("＋5", "-15", "△3", ""), tie_values=(1, 1))
    assert key_of(build(town.applications(), MASAGOURA), "a", "points") == [137]
    town.child("b", ["1"], points=None, base_points=150, adjustments=("五",), tie_values=(1, 1))
    with pytest.raises(InputRefused) as refused:
        build(town.applications(), MASAGOURA)
    assert [p.code for p in refused.value.problems] == ["adjustment-not-points"]


def random_town(new_town, rng):
    """Siblings, twins, transfers, quotas, ties parted by lots."""
    town = new_town(nurseries=4, intake=2)
    for h in range(14):
        size = int(rng.choice([1, 1, 2, 3]))
        born = date(2023, 5, 1)
        for j in range(size):
            wishes = [str(n) for n in rng.permutation(4)[: rng.integers(1, 4)] + 1]
            town.child(
                f"{h}-{j}", list(dict.fromkeys([*wishes, "1"])), household=f"h{h}", age=int(rng.integers(0, 3)), points=int(rng.integers(28, 31)),
                code="C他1" if size > 1 else "", lot=1 + h * 5 % 14, tie_values=(1, 1), place_in_household=j + 1,
                born=born, care="障害" if rng.random() < 0.2 else "",
            )  # fmt: skip
    return town.applications()


def meaning(built, names=lambda number: number):
    """The market in words: every household's options with the ranks, and the order of the households."""
    market, apps = built.market, built.applications

    def entry(e):
        number = apps.children[built.child[market.entry_child[e]]].number
        facility = apps.facilities[apps.pools[market.entry_pool[e]].facility].name
        return names(number), facility, int(market.entry_rank[e]), int(market.entry_household_rank[e])

    return {
        names(household): (
            int(market.family_order[f]),
            [
                {entry(e) for e in range(market.entry_start[o], market.entry_start[o + 1])}
                for o in range(market.option_start[f], market.option_start[f + 1])
            ],
        )
        for f, household in enumerate(built.households)
    }


@pytest.mark.parametrize("rules", [SHIOMIHARA, FUJIMIZAKA, MASAGOURA], ids=lambda r: r.id)
def test_rows_names_and_the_order_of_facilities_change_nothing(rules, new_town):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        applications = random_town(new_town, rng)
        expected = meaning(build(applications, rules))
        rows = rng.permutation(len(applications.children))
        mixed = replace(applications, children=tuple(applications.children[i] for i in rows))
        assert meaning(build(mixed, rules)) == expected
        assert meaning(build(turned(mixed), rules), names=lambda n: n.removeprefix("x-")) == expected


def turned(applications):
    """Facilities in reverse order and numbered the other way round, pools too, other numbers for everybody."""
    last = len(applications.facilities) - 1
    count = len(applications.pools)
    facilities = tuple(replace(f, number=str(99 - int(f.number))) for f in reversed(applications.facilities))
    pools = tuple(
        replace(p, facility=last - p.facility, number=str(50 - int(p.number))) for p in reversed(applications.pools)
    )
    children = tuple(
        replace(
            c, number=f"x-{c.number}", household=f"x-{c.household}",
            wishes=tuple(Wish(count - 1 - w.pool, w.points) for w in c.wishes),
        )
        for c in applications.children
    )  # fmt: skip
    return replace(applications, facilities=facilities, pools=pools, children=children)


def test_the_order_of_rows_leaves_no_trace_in_the_arrays(new_town):
    applications = random_town(new_town, np.random.default_rng(3))
    order = np.random.default_rng(4).permutation(len(applications.children))
    mixed = replace(applications, children=tuple(applications.children[i] for i in order))
    one, other = build(applications, SHIOMIHARA), build(mixed, SHIOMIHARA)
    for name in one.market.__slots__:
        assert np.array_equal(getattr(one.market, name), getattr(other.market, name)), name
    assert np.array_equal(one.keys, other.keys)
    assert one.households == other.households


@pytest.mark.parametrize("rules", [SHIOMIHARA, FUJIMIZAKA, MASAGOURA], ids=lambda r: r.id)
def test_the_market_keeps_what_it_promises(rules, new_town):
    built = build(random_town(new_town, np.random.default_rng(8)), rules)
    market = built.market
    for s in range(len(market.capacity)):
        entries = np.nonzero(market.entry_pool == s)[0]
        owner: dict[int, int] = {}
        for e in entries:
            assert owner.setdefault(int(market.entry_rank[e]), int(market.entry_child[e])) == market.entry_child[e]
        by = entries[np.argsort(market.entry_rank[entries])]
        assert (np.diff(market.entry_household_rank[by]) >= 0).all()
        # Ranks follow from the keys alone, and the household rank from all keys but the last.
        order = np.lexsort(built.keys[by].T[::-1])
        assert (np.diff(market.entry_rank[by][order]) >= 0).all()
        keys = [tuple(k) for k in built.keys[by][:, :-1]]
        same = market.entry_household_rank[by]
        assert all((same[i] == same[i + 1]) == (keys[i] == keys[i + 1]) for i in range(len(by) - 1))
    assert sorted(market.family_order.tolist()) == list(range(market.families))


def test_households_follow_the_smallest_key_of_their_children(town):
    town.child("a", ["1"], points=30).child("b", ["2"], household="h", age=1, points=20, code="P7")
    town.child("c", ["3"], household="h", age=2, points=40, code="P7").child("d", ["1"], points=35)
    assert build(town.applications(), PLAIN).households == ("h", "h-d", "h-a")


def test_every_household_draws_one_lot_and_the_order_of_rows_does_not_matter(new_town):
    applications = random_town(new_town, np.random.default_rng(1))
    lots = draw_lots(applications, seed=7)
    turned_rows = replace(applications, children=tuple(reversed(applications.children)))
    assert draw_lots(turned_rows, seed=7) == lots
    assert sorted(lot for _, lot in lots) == list(range(1, 15))
    assert draw_lots(applications, seed=8) != lots
    gone = replace(applications, children=tuple(replace(c, withdrawn=date(2027, 1, 1)) for c in applications.children))
    assert draw_lots(gone, seed=7) == ()


def test_a_municipality_of_its_own_needs_no_code(town, queue):
    text = ruleset_file("shiomihara-2027").decode()
    order = text.index("order:\n  - {criterion: leave_extension}")
    own = (
        text[:order]
        + "order:\n  - {criterion: sibling_enrolled}\n  - {criterion: category, title: {ja: 区分, en: group}, groups: [care, [{adjustment: ひとり親}, linked]]}\n"
        + "  - {criterion: adjustment_points}\n  - {criterion: points}\n  - {criterion: lot}\n  - {criterion: child_in_household}\n"
        + text[text.index("# 回。kinds") :]
    )
    rules = load_ruleset(own.encode(), file="own.yaml")
    town.child("plain", ["1"], points=90).child("single", ["1"], adjustments=("ひとり親",))
    town.child("care", ["1"], care="医療的ケア").child("sibling", ["1"], adjustments=("きょうだい在園@1",))
    assert queue(build(town.applications(), rules), "1") == ["sibling", "care", "single", "plain"]
