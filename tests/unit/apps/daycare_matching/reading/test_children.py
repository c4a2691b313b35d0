# SPDX-License-Identifier: Apache-2.0
"""What children.csv becomes, and what is refused in it."""

from __future__ import annotations

import time
from datetime import date

import pytest

from machikata.apps.daycare_matching.applications import PoolKind, SameFacility, Wish
from machikata.apps.daycare_matching.reading.files import MOST_ROWS
from machikata.domain.errors import Severity


def codes(problems):
    return [p.code for p in problems]


def pool_named(applications, facility, number):
    return next(
        i
        for i, p in enumerate(applications.pools)
        if (applications.facilities[p.facility].number, p.number) == (facility, number)
    )


def test_children_come_with_wishes_points_dates_and_names(read):
    applications = read()
    first, second, third, fourth = applications.children
    assert (first.number, first.household, first.born, first.age_class) == ("1001", "51", date(2024, 5, 6), 2)
    assert first.wishes == (Wish(pool_named(applications, "0020", "1"), 3),)
    assert first.siblings.same_facility is SameFacility.REQUIRED
    assert second.wishes == (Wish(pool_named(applications, "0012", "2")), Wish(pool_named(applications, "0020", "1")))
    assert third.name == "葛\U000e0100城　律"
    assert third.siblings is None
    assert fourth.current == pool_named(applications, "0031", "2")
    assert [c.row for c in applications.children] == [2, 3, 4, 5]
    assert [c.points for c in applications.children] == [40, 40, 38, 38]


def test_pools_know_kind_classes_and_what_becomes_of_freed_seats(read):
    applications = read()
    shared = applications.pools[pool_named(applications, "0012", "3")]
    assert (shared.kind, shared.classes, shared.intake, shared.reuses_freed) == (
        PoolKind.GENERAL,
        frozenset({3, 4, 5}),
        6,
        False,
    )
    assert applications.pools[pool_named(applications, "0012", "4")].kind is PoolKind.CARE
    assert applications.pools[pool_named(applications, "0020", "1")].least_months == 6
    assert applications.pools[pool_named(applications, "0020", "9")].excluded
    assert applications.facilities[0].linked == ("0020",)


def test_headers_may_differ_in_width_spaces_and_brackets(read, with_children):
    head = "宛名番号,世帯番号,生年月日,クラス年齢,事由（ 父 ）,希望１施設,希望 2 施設番号,希望2枠番号"
    child = read(with_children("1,5,2025-05-06,1,就労１,0012,0020,1", head=head)).children[0]
    assert (child.number, child.causes, len(child.wishes)) == ("1", ("就労1", ""), 2)


def test_every_missing_column_is_told_at_once(refused):
    problems = refused("氏名,生年月日\n汐見,2025-05-06\n", "名称\nつきかげ\n")
    missing = [p.place.column for p in problems if p.code == "column-missing"]
    assert missing == [
        "施設番号",
        "枠番号",
        "対象クラス",
        "募集人数",
        "申請者番号",
        "世帯番号",
        "クラス年齢",
        "希望1施設",
    ]
    assert "points-missing" in codes(problems)
    assert all(p.remedy.ja and p.remedy.en and p.what.en for p in problems)


def test_unknown_columns_give_one_warning_that_names_what_was_meant(read, with_children):
    head = "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設,備考,きょうだいの条件"
    [unknown] = [
        w for w in read(with_children("1,5,2025-05-06,1,40,0012,x,", head=head)).warnings if w.code == "columns-unknown"
    ]
    assert "「備考」" in unknown.what.ja
    assert "「きょうだいの条件」（「きょうだい条件」のことですか）" in unknown.what.ja


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("1,5,2025-05-06,1,40,9999,,,,,,,,", "facility-unknown", "希望1施設"),
        ("1,5,2025-05-06,1,40,0012,7,,,,,,,", "pool-unknown", "希望1枠番号"),
        ("1,5,2025-05-06,1,40,0012,2,,0012,,,,,", "wish-twice", "希望2施設"),
        ("1,5,2023-05-06,3,40,0012,3,,,,,0012,3,", "wish-own-seat", "希望1施設"),
        ("1,5,2025-05-06,1,40,0012,3,,,,,,,", "age-ineligible", "希望1施設"),
        ("1,5,2024-05-06,2,40,0012,,,,,,,,", "age-ineligible", "希望1施設"),
        ("1,5,2026-12-01,0,40,0020,,,,,,,,", "age-too-young", "希望1施設"),
        ("1,5,2027-02-04,0,40,0012,1,,,,,,,", "age-too-young", "希望1施設"),
        ("1,5,2025-05-06,1,40,0020,9,,,,,,,", "pool-excluded", "希望1施設"),
        ("1,5,2025-05-06,1,40,,,,,,,,,", "no-wishes", "希望1施設"),
        ("1,5,2025-05-06,1,40,,2,,0012,,,,,", "facility-empty", "希望1枠番号"),
        ("1,5,2025-05-06,1,40,0012,,,,,,0012,3,", "present-seat-ineligible", "転園元施設"),
        ("1,5,2025-05-06,1,40,0012,,,,,,9,,", "facility-unknown", "転園元施設"),
        ("1,5,2025-05-06,6,40,0012,,,,,,,,", "age-class-impossible", "クラス年齢"),
        ("1,5,2025-05-06,2,40,0020,,,,,,,,", "age-class-contradicts-birth", "クラス年齢"),
        ("1,5,45783,1,40,0012,,,,,,,,", "date-five-digits", "生年月日"),
        ("1,5,2025-02-30,1,40,0012,,,,,,,,", "date-no-such-day", "生年月日"),
        ("1,5,いつか,1,40,0012,,,,,,,,", "date-unreadable", "生年月日"),
        ("1,5,2025-05-06,1,40.5,0012,,,,,,,,", "number-not-whole", "指数"),
        ("1,5,2025-05-06,1,多い,0012,,,,,,,,", "number-unreadable", "指数"),
        ("1.23457E+17,5,2025-05-06,1,40,0012,,,,,,,,", "number-damaged", "申請者番号"),
        (",5,2025-05-06,1,40,0012,,,,,,,,", "value-missing", "申請者番号"),
        ("1,5,2025-05-06,1,40,0012,,,,,Z9,,,", "sibling-condition-unknown", "きょうだい条件"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_row_column_value_and_remedy(refused, with_children, row, code, column):
    found = refused(with_children("900,90,2025-05-06,1,40,0012,,,,,,,,", row))
    assert codes(found) == [code]
    [problem] = found
    assert (problem.place.file, problem.place.row, problem.place.column) == ("children.csv", 3, column)
    assert problem.remedy.ja
    assert problem.remedy.en


def test_all_faults_of_all_files_come_at_once(refused, with_children, with_pools):
    problems = refused(
        with_children("1,5,2025-05-06,1,x,9999,,,,,,,,", "1,5,1999-13-01,9,40,,,,,,,,,"),
        with_pools("0031,ひばり園,認可,南区,2,謎,7,-1,,,,", "0031,ひばり園,認可,南区,2,,3-5,2.5,,,,"),
    )
    assert {
        "number-unreadable", "facility-unknown", "child-twice", "date-no-such-day", "age-class-impossible", "no-wishes", "pool-kind-unknown",
        "classes-unreadable", "seats-impossible", "number-not-whole",
    } <= set(codes(problems))  # fmt: skip


def test_a_child_born_on_1_april_belongs_to_the_older_class(read, refused, with_children):
    rows = ("1,5,2025-04-01,2,40,0020,,,,,,,,", "2,6,2025-04-02,1,40,0020,,,,,,,,")
    assert [c.age_class for c in read(with_children(*rows)).children] == [2, 1]
    assert codes(refused(with_children("1,5,2025-04-01,1,40,0020,,,,,,,,"))) == ["age-class-contradicts-birth"]


def test_the_fiscal_year_is_inferred_and_told_or_asked_for(read, refused, with_children):
    applications = read(fiscal_year=None)
    assert [w.code for w in applications.warnings if w.severity is Severity.NOTE] == ["fiscal-year-inferred"]
    rows = [f"{i},{i},{2027 - 2 * i}-05-06,{i % 2 + 1},40,0020,,,,,,,," for i in range(1, 5)]
    assert "fiscal-year-unclear" in codes(refused(with_children(*rows), fiscal_year=None))


def test_numbers_that_lost_their_zeros_are_found_again_with_a_warning(read, with_children):
    applications = read(with_children("1,5,2025-05-06,1,40,12,２,,20,1,,,,"))
    assert len(applications.children[0].wishes) == 2
    assert sorted(w.place.value for w in applications.warnings if w.code == "zeros-put-back") == ["12", "20"]


def test_a_number_is_not_guessed_when_two_facilities_differ_only_by_zeros(refused, with_children, with_pools):
    pools = with_pools("012,ほか,認可,北区,1,,1,1,,,,")
    assert codes(refused(with_children("1,5,2025-05-06,1,40,12,,,,,,,,"), pools)) == ["facility-ambiguous"]


def test_long_numbers_cut_by_a_spreadsheet_are_refused_and_whole_ones_are_not(read, refused, with_children):
    cut = [f"12345678901234{i}000,{i},2025-05-06,1,40,0012,,,,,,,," for i in range(3)]
    problems = refused(with_children(*cut))
    assert codes(problems) == ["number-damaged"] * 3
    assert [p.place.row for p in problems] == [2, 3, 4]
    whole = [f"12345678901234567{i},{i},2025-05-06,1,40,0012,,,,,,,," for i in range(10)]
    assert len(read(with_children(*whole)).children) == 10


def test_a_pool_is_asked_for_where_several_take_the_child(refused, with_children, with_pools):
    problems = refused(
        with_children("1,5,2025-05-06,1,40,0012,,,,,,,,"), with_pools("0012,つきかげ保育園,認可,北区,8,,1・2,3,,,,")
    )
    assert codes(problems) == ["pool-ambiguous"]
    assert "2、8" in problems[0].remedy.ja


def test_a_wish_for_a_pool_without_seats_is_only_a_warning(read):
    [warning] = [w for w in read().warnings if w.code == "no-seats-wished"]
    assert (warning.place.row, warning.place.column, warning.count) == (4, "希望2施設", 1)


def test_withdrawn_children_are_kept_and_need_no_sibling_condition(read, with_children):
    head = "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設,併願取下げ日"
    rows = ("1,5,2025-05-06,1,40,0012,", "2,5,2025-05-06,1,40,,R8.11.3")
    applications = read(with_children(*rows, head=head))
    assert applications.children[1].withdrawn == date(2026, 11, 3)
    assert any(w.code == "withdrawn" for w in applications.warnings)


def test_flags_causes_adjustments_ties_lots_and_graduates_are_read(read, with_children):
    head = (
        "申請者番号,世帯番号,生年月日,クラス年齢,事由(父),事由(母),基本指数,調整指数項目1,調整指数項目2,優先順位項目1,優先順位項目2,"
        "育休延長許容,要配慮区分,卒園児元施設,希望1施設,希望1枠番号,抽選番号,世帯内順"
    )
    row = "1,5,2023-05-06,3,就労２,,△２,ひとり親,,１２００,,○,医療的ケア児,20,0012,4,7,1"
    child = read(with_children(row, head=head)).children[0]
    assert (child.causes, child.base_points, child.adjustments) == (("就労2", ""), -2, ("ひとり親", ""))
    assert (child.tie_values, child.leave_extension, child.care) == ((1200, None), True, "医療的ケア児")
    assert (child.graduate_of, child.lot, child.place_in_household) == (1, 7, 1)


def test_rows_left_out_by_the_reader_are_errors_here_too(refused):
    problems = refused(
        "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設\n1,5,2025-05-06,1,40,0012\n2,6,2025-05-06,1,40,0012,zu,viel\n"
    )
    assert codes(problems) == ["ragged-row"]


def test_example_rows_of_the_template_are_skipped(read, with_children):
    applications = read(with_children("例1,5,x,y,z,,,,,,,,,", "1,5,2025-05-06,1,40,0012,,,,,,,,"))
    assert [c.number for c in applications.children] == ["1"]
    assert any(w.code == "example-rows" for w in applications.warnings)


def test_faults_beyond_the_first_hundreds_are_counted(refused, with_children):
    rows = [f"{i},{i},2025-05-06,1,40,9999,,,,,,,," for i in range(1, 501)]
    problems = refused(with_children(*rows))
    assert len(problems) <= 200
    assert sum(p.count for p in problems) == 500


def test_more_rows_than_any_municipality_has_are_refused_at_once(refused, with_children):
    rows = ["1,5,2025-05-06,1,40,0012,,,,,,,,"] * (MOST_ROWS + 1)
    assert codes(refused(with_children(*rows))) == ["too-many-rows"]


def test_a_file_in_which_every_row_is_wrong_takes_no_longer(refused, with_children):
    rows = [f"{i}.5E+12,{i},x{i},1,y{i},z{i},,,,,,,," for i in range(20_000)]
    began = time.process_time()
    problems = refused(with_children(*rows))
    assert time.process_time() - began < 5
    assert {"number-damaged", "date-unreadable", "number-unreadable", "facility-unknown"} <= set(codes(problems))
    assert len(problems) <= 5 * 200


@pytest.mark.parametrize("column", ["指数", "希望1加点"])
@pytest.mark.parametrize("points", ["600000000000", "-10000000000000", "1000000000"])
def test_numbers_that_are_no_points_are_refused(refused, with_children, column, points):
    row = "1001,51,2024-05-06,2,{},0020,,{},,,,,,".format(*((points, "") if column == "指数" else ("40", points)))
    problems = refused(with_children(row))
    assert [(p.code, p.place.column, p.place.row) for p in problems] == [("points-impossible", column, 2)]
