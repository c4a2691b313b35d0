# SPDX-License-Identifier: Apache-2.0
"""What must agree within a household, and explicit combinations."""

from __future__ import annotations

import pytest

from machikata.apps.daycare_matching.applications import Seat
from machikata.apps.daycare_matching.sibling_codes import parse_sibling_condition

A = "1,5,2025-05-06,1,40,0012,,,0031,,{},,,"
B = "2,5,2023-05-06,3,40,{},,,,,{},,,"
TWO = (A.format("B1"), B.format("0012", "B1"))


def codes(problems):
    return [p.code for p in problems]


def rows_of(problems):
    return [p.place.row for p in problems]


def test_a_sibling_condition_is_needed_by_every_child_of_the_household(refused, read, with_children):
    for first, second, missing in (("", "", [2, 3]), ("A", "", [3])):
        problems = refused(with_children(A.format(first), B.format("0012", second)))
        assert codes(problems) == ["sibling-condition-missing"] * len(missing)
        assert rows_of(problems) == missing
    without = with_children(A.format(""), B.format("0012", ""))
    children = read(without, default_condition=parse_sibling_condition("B1")).children
    assert [c.siblings for c in children] == [None, None]


def test_a_missing_column_of_sibling_conditions_is_told_once(refused, with_children):
    head = "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設"
    problems = refused(with_children(*(f"{i},{i // 2},2025-05-06,1,40,0012" for i in range(8)), head=head))
    assert set(codes(problems)) == {"sibling-condition-missing"}


def test_conditions_that_differ_within_a_household_are_refused(refused, with_children):
    problems = refused(with_children(A.format("A"), B.format("0012", "B1")))
    assert codes(problems) == ["sibling-condition-differs"] * 2


def test_one_facility_needs_one_that_all_siblings_wish_for(refused, read, with_children):
    apart = B.format("0031", "A").replace("0031", "0040")
    pools = "施設番号,名称,枠番号,対象クラス,募集人数\n0012,a,1,1,2\n0031,b,1,1,2\n0040,c,1,3,2\n"
    assert codes(refused(with_children(A.format("A"), apart), pools)) == ["no-common-facility"] * 2
    assert len(read(with_children(A.format("A"), B.format("0012", "A"))).children) == 2


def test_a_condition_without_siblings_is_a_warning(read, with_children):
    assert "sibling-alone" in codes(read(with_children(A.format("A"))).warnings)


def test_households_that_differ_only_by_zeros_in_front_are_told(read, with_children):
    rows = (A.format(""), A.format("").replace("1,5,", "2,05,", 1))
    assert "zeros-differ" in codes(read(with_children(*rows)).warnings)


def test_the_same_person_under_two_numbers_is_told(read, with_children):
    rows = tuple(A.format("B1").replace("1,5,", f"{i},5,", 1) + "汐見　葵" for i in (1, 2))
    warnings = read(with_children(*rows)).warnings
    assert "person-twice" in codes(warnings)
    assert not any("汐見" in w.sentence() for w in warnings)


def test_lots_are_one_for_each_household(refused, read, with_children):
    head = "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設,きょうだい条件,抽選番号"

    def rows(*lots):
        return with_children(
            *(f"{i},{h},2025-05-06,1,40,0012,B1,{lot}" for i, (h, lot) in enumerate(zip((5, 5, 6), lots, strict=True))),
            head=head,
        )

    assert [c.lot for c in read(rows(3, "", 1)).children] == [3, 3, 1]
    assert codes(refused(rows(3, 4, 1))) == ["lot-differs"]
    assert codes(refused(rows(3, 3, 3))) == ["lot-twice"]
    assert codes(refused(rows(0, 3, 1))) == ["number-below-one"]


def test_places_in_the_household_differ(refused, with_children):
    head = "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設,きょうだい条件,世帯内順"
    rows = (f"{i},5,2025-05-06,1,40,0012,B1,1" for i in (1, 2))
    assert codes(refused(with_children(*rows, head=head))) == ["place-twice"]


def combined(*rows):
    return "\n".join(("世帯番号,順位,申請者番号1,施設番号1,枠番号1,申請者番号2,施設番号2,枠番号2", *rows)) + "\n"


def test_combinations_are_kept_in_their_order_and_need_no_condition(read, with_children):
    rows = with_children(A.format(""), B.format("0012", ""))
    applications = read(rows, siblings=combined("5,2,2,12,,1,,", "5,1,1,0012,2,2,0012,3"))
    pool = {(applications.facilities[p.facility].number, p.number): i for i, p in enumerate(applications.pools)}
    assert applications.combinations == {
        "5": ((Seat(0, pool["0012", "2"]), Seat(1, pool["0012", "3"])), (Seat(0, None), Seat(1, pool["0012", "3"])))
    }


def test_the_present_seat_in_a_combination_means_to_stay(read, with_children):
    rows = with_children(A.format(""), "2,5,2023-05-06,3,40,0012,3,,,,,0031,2,")
    applications = read(rows, siblings=combined("5,1,1,0012,,2,0031,2"))
    assert applications.combinations["5"][0][1] == Seat(1, None)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("6,1,1,0012,,2,,",), "combination-household-unknown"),
        (("5,1,77,0012,,2,,",), "combination-child-unknown"),
        (("5,1,3,0012,,2,,",), "combination-other-household"),
        (("5,1,1,0012,,1,0031,",), "combination-child-twice"),
        (("5,1,1,0012,,2,0012,3", "5,3,1,0012,,2,,"), "combination-rank-gap"),
        (("5,1,1,0012,,2,0012,3", "5,1,1,0012,,2,,"), "combination-rank-twice"),
        (("5,1,1,,,2,,", "5,2,1,0012,,2,,"), "combination-nothing-first"),
        (("5,1,1,0020,,2,,",), "combination-not-wished"),
        (("5,1,,0012,,2,,",), "combination-child-missing"),
        (("5,1,1,0012,3,2,,",), "age-ineligible"),
        (("5,1,1,8888,,2,,",), "facility-unknown"),
        (("5,0,1,0012,,2,,",), "number-below-one"),
    ],
)
def test_contradictory_combinations_are_refused(refused, with_children, rows, found):
    children = with_children(A.format(""), B.format("0012", ""), A.format("").replace("1,5,", "3,7,", 1))
    problems = refused(children, siblings=combined(*rows))
    assert found in codes(problems)
    assert all(p.place.file == "siblings.csv" for p in problems if p.code == found)


def test_households_that_name_each_others_children_are_refused_on_both_sides(refused, with_children):
    children = with_children(A.format(""), A.format("").replace("1,5,", "3,7,", 1))
    problems = refused(children, siblings=combined("5,1,3,0012,,,,", "7,1,1,0012,,,,"))
    assert codes(problems) == ["combination-other-household"] * 2
