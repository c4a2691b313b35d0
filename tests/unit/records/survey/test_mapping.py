# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.domain.errors import InputRefused, Severity
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import Medium, StaffKind, SurveyLine
from machikata.publication.document import from_document, to_document
from machikata.records.survey.mapping import AnswerField, AnswerUnit, MappedAnswer, SurveyConstants, SurveyMapping
from machikata.records.survey.proposing import propose_mapping
from machikata.records.survey.reading import read_survey

F, U, K = AnswerField, AnswerUnit, StaffKind
WELFARE = Process(
    "welfare", Text("手当の認定", "Allowance"), steps=(ProcessStep("welfare.s1", Text("申請の受付", "Intake"), ()),)
)


def wide(_book, page):
    """A table as sections make it: a title, a head of two rows, columns for each kind of staff, omitted and merged labels, a total."""
    page.merge_range(0, 0, 0, 8, "令和7年度　業務量調査表（道路管理課）")
    for x, head in ((0, "事務"), (1, "作業内容"), (2, "年間件数"), (7, "委託料（千円）"), (8, "備考")):
        page.merge_range(2, x, 3, x, head)
    page.merge_range(2, 3, 2, 4, "正規職員")
    page.merge_range(2, 5, 2, 6, "会計年度任用職員")
    page.write_row(3, 3, ["1件当たり時間（分）", "年間時間（時間）"] * 2)
    page.merge_range(4, 0, 5, 0, "窓口の事務")
    page.write_row(4, 1, ["申請の受付", "1,200", 15, 300])
    page.write_row(5, 1, ["現地確認", 800, "２０分", "", "１０", 130, "", "毎週"])
    page.write_row(6, 0, ["交付の事務", "許可書の作成・交付", 900, "", "", "", "", 3200])
    page.write_row(7, 1, ["電話の応対", 400, 5])
    page.write_row(8, 0, ["合計", "", 3300, "", 300, "", 130, 3200])


def long_form(_book, page):
    page.write_row(
        0,
        0,
        [
            "業務",
            "工程",
            "職員区分",
            "件数（件）",
            "標準時間（時間）",
            "例外率",
            "紙・電子",
            "年度",
            "団体コード",
            "係",
        ],
    )
    page.write_row(1, 0, ["占用許可", "申請の受付", "正職員", 10, 1.5, 0.07, "紙", "R7", "992011", "管理係"])
    page.write_row(
        2, 0, ["手当の認定", "申請の受付", "会計年度", 20, 0.5, 0.2, "電子データ", "令和7年度", "992011", "管理係"]
    )


@pytest.fixture
def propose(permits):
    return lambda data, **given: propose_mapping(data, name="表.xlsx", processes=(permits,), **given)


@pytest.fixture
def read(permits):
    def reading(data, mapping, processes=(permits,), **given):
        place = given or {"body": "992011", "section": "道路管理課", "fiscal_year": 2025}
        return read_survey(data, name="表.xlsx", processes=processes, mapping=mapping, **place)

    return reading


@pytest.fixture
def refused(read):
    def problems(*args, **given):
        with pytest.raises(InputRefused) as caught:
            read(*args, **given)
        return [p for p in caught.value.problems if p.severity is Severity.ERROR]

    return problems


def decided(mapping):
    return replace(mapping, merged=(F.DUTY,), fill_down=(F.DUTY,), shared_volume=True)


def test_a_wide_table_with_a_head_of_two_rows_is_understood(propose, make_workbook):
    proposal = propose(make_workbook(wide))
    assert [(c.letter, c.field, c.staff, c.unit) for c in proposal.mapping.columns] == [
        ("A", F.DUTY, None, None), ("B", F.TITLE, None, None), ("C", F.CASES, None, None),
        ("D", F.MINUTES, K.REGULAR, U.MINUTES), ("E", F.HOURS, K.REGULAR, U.HOURS),
        ("F", F.MINUTES, K.FIXED_TERM, U.MINUTES), ("G", F.HOURS, K.FIXED_TERM, U.HOURS),
        ("H", F.FEE, K.CONTRACTOR, U.THOUSAND_YEN), ("I", F.NOTE, None, None),
    ]  # fmt: skip
    m = proposal.mapping
    assert (m.head_row, m.head_rows, m.first_row) == (3, 2, 5)
    assert (m.constants.fiscal_year, m.constants.process, m.left_out) == (2025, "permits", ("合計",))
    assert proposal.complete
    assert proposal.columns[3].samples == ("15", "２０分", "5")


def test_what_only_a_person_can_decide_is_asked_and_nothing_of_it_applied(propose, make_workbook):
    proposal = propose(make_workbook(wide))
    assert [(q.code, q.place.column, q.count) for q in proposal.questions] == [
        ("survey-labels-merged", "事務", 1),
        ("survey-labels-omitted", "事務", 1),
        ("survey-volume-shared", "年間件数", 1),
        ("survey-rows-left-out", "合計", 1),
        ("survey-step-likely", "現地確認", 1),
        ("survey-step-own", "電話の応対", 1),
    ]
    assert proposal.questions[4].choices[0] == "permits.s2"
    m = proposal.mapping
    assert (m.fill_down, m.merged, m.shared_volume, m.steps, m.staff_words) == ((), (), False, (), ())
    assert all(q.what.ja and q.what.en and q.remedy.ja and q.remedy.en for q in proposal.questions)


def test_an_undecided_table_is_refused_with_every_doubtful_cell(propose, refused, make_workbook):
    data = make_workbook(wide)
    found = refused(data, propose(data).mapping)
    assert [(p.place.row, p.place.column, p.code) for p in found] == [
        (6, "事務", "survey-label-merged"), (6, "年間件数", "survey-volume-shared"),
    ]  # fmt: skip


def test_a_decided_table_becomes_lines_for_each_kind_of_staff(propose, read, make_workbook):
    data = make_workbook(wide)
    reading = read(data, decided(propose(data).mapping))
    line = SurveyLine
    assert reading.survey.lines == (
        line("permits", "permits.s1", "申請の受付", K.REGULAR, "窓口の事務", cases=1200, minutes_per_case=15.0, hours=300.0),
        line("permits", "", "現地確認", K.REGULAR, "窓口の事務", cases=800, minutes_per_case=20.0, note="毎週"),
        line("permits", "", "現地確認", K.FIXED_TERM, "窓口の事務", cases=800, minutes_per_case=10.0, hours=130.0, note="毎週"),
        line("permits", "permits.s3", "許可書の作成・交付", K.CONTRACTOR, "交付の事務", cases=900, fee_yen=3_200_000),
        line("permits", "", "電話の応対", K.REGULAR, "交付の事務", cases=400, minutes_per_case=5.0),
    )  # fmt: skip
    assert reading.read_as == "mapped"
    assert reading.survey.staff == ()
    assert {p.code for p in reading.problems} >= {
        "cells-merged",
        "survey-row-left-out",
        "survey-steps-own",
        "survey-number-full-width",
    }
    assert {r.check.id for r in reading.report.failed} >= {"1-12", "2-01", "2-03", "3-01"}


def test_a_decision_about_a_step_goes_before_the_dictionary(propose, read, make_workbook):
    data = make_workbook(wide)
    mapping = replace(decided(propose(data).mapping), steps=(("電話の応対", "permits.s1"), ("申請の受付", "")))
    steps = {line.title: line.step for line in read(data, mapping).survey.lines}
    assert steps["電話の応対"] == "permits.s1"
    assert steps["申請の受付"] == ""


def test_a_long_table_says_process_staff_year_and_body_in_its_columns(read, permits, make_workbook):
    data = make_workbook(long_form)
    proposal = propose_mapping(data, name="表.xlsx", processes=(permits, WELFARE))
    (undecided,) = (q for q in proposal.questions if q.severity is Severity.WARNING)
    assert (undecided.code, undecided.place.column, undecided.choices) == (
        "survey-unit-undecided",
        "例外率",
        ("percent", "share"),
    )
    columns = tuple(replace(c, unit=U.SHARE) if c.field is F.EXCEPTION_SHARE else c for c in proposal.mapping.columns)
    mapping = replace(proposal.mapping, columns=columns)
    reading = read(data, mapping, (permits, WELFARE), body="992011")
    assert (reading.survey.body, reading.survey.section, reading.survey.fiscal_year) == ("992011", "管理係", 2025)
    first, second = reading.survey.lines
    assert (first.process, first.step, first.staff, first.minutes_per_case, first.exception_share) == (
        "permits", "permits.s1", K.REGULAR, 90.0, 0.07,
    )  # fmt: skip
    assert (second.process, second.step, second.medium) == ("welfare", "welfare.s1", Medium.ELECTRONIC)


def test_a_unit_left_open_is_refused(refused, permits, make_workbook):
    data = make_workbook(long_form)
    mapping = propose_mapping(data, name="表.xlsx", processes=(permits, WELFARE)).mapping
    found = refused(data, mapping, (permits, WELFARE), body="992011")
    assert [(p.code, p.place.column) for p in found] == [("survey-unit-undecided", "例外率")]


def test_spelling_is_no_difference_but_named(read, make_workbook):
    def fill(_book, page):
        page.write_row(0, 0, ["工程", "件数"])
        page.write_row(1, 0, ["申請の受け付け", 5])
        page.write_row(2, 0, ["現地の確認", 6])

    mapping = SurveyMapping(
        (MappedAnswer("A", "工程", F.TITLE), MappedAnswer("B", "件数", F.CASES)),
        constants=SurveyConstants(staff=K.REGULAR),
    )
    reading = read(make_workbook(fill), mapping)
    assert [line.step for line in reading.survey.lines] == ["permits.s1", "permits.s2"]
    assert [line.title for line in reading.survey.lines] == ["申請の受け付け", "現地の確認"]
    (spelled,) = (p for p in reading.problems if p.code == "survey-label-spelled")
    assert spelled.place.value == "申請の受け付け"


def test_a_saved_mapping_survives_moved_columns_and_refuses_renamed_ones(propose, read, refused, make_workbook):
    def order(*heads):
        row = {"工程": "申請の受付", "担い手": "正規", "件数": 3, "年間時間": 9, "新しい列": "x"}

        def fill(_book, page):
            page.write_row(0, 0, heads)
            page.write_row(1, 0, [row.get(h, 0) for h in heads])

        return make_workbook(fill)

    mapping = propose(order("工程", "担い手", "件数", "年間時間")).mapping
    moved = read(order("新しい列", "年間時間", "工程", "件数", "担い手"), mapping)
    assert (moved.survey.lines[0].cases, moved.survey.lines[0].hours) == (3, 9.0)
    assert [p.count for p in moved.problems if p.code == "survey-column-moved"] == [1, 1, 1, 1]
    found = refused(order("工程", "担い手", "処理数", "年間時間"), mapping)
    assert [(p.code, p.place.column) for p in found] == [("survey-mapping-misfit", "件数")]


def test_a_mapping_goes_through_a_document_and_back(propose, make_workbook):
    mapping = replace(
        decided(propose(make_workbook(wide)).mapping),
        staff_words=(("臨時", K.FIXED_TERM),),
        processes=(("許可", "permits"),),
    )
    assert from_document(SurveyMapping, to_document(mapping)) == mapping


def test_words_of_staff_that_a_person_settled_are_read(propose, read, refused, make_workbook):
    def fill(_book, page):
        page.write_row(0, 0, ["工程", "担い手", "件数"])
        page.write_row(1, 0, ["申請の受付", "臨時職員", 3])

    data = make_workbook(fill)
    proposal = propose(data)
    assert [(q.code, q.place.column) for q in proposal.questions if q.code.startswith("survey-staff")] == [
        ("survey-staff-unknown", "臨時職員")
    ]
    assert [p.code for p in refused(data, proposal.mapping)] == ["survey-staff-unknown"]
    settled = replace(proposal.mapping, staff_words=(("臨時職員", K.FIXED_TERM),))
    assert read(data, settled).survey.lines[0].staff is K.FIXED_TERM


def test_hours_of_several_kinds_in_one_figure_cannot_be_shared_out(refused, make_workbook):
    def fill(_book, page):
        page.write_row(0, 0, ["工程", "正規 件数", "会計年度 件数", "年間時間（時間）"])
        page.write_row(1, 0, ["申請の受付", 3, 4, 100])

    mapping = SurveyMapping(
        (
            MappedAnswer("A", "", F.TITLE), MappedAnswer("B", "", F.CASES, K.REGULAR), MappedAnswer("C", "", F.CASES, K.FIXED_TERM),
            MappedAnswer("D", "", F.HOURS, None, U.HOURS),
        ),
        shared_volume=True,
    )  # fmt: skip
    assert [(p.code, p.place.row) for p in refused(make_workbook(fill), mapping)] == [("survey-volume-shared", 2)]


def test_a_total_that_nobody_left_out_is_refused(refused, make_workbook):
    def fill(_book, page):
        page.write_row(0, 0, ["工程", "件数"])
        page.write_row(1, 0, ["申請の受付", 3])
        page.write_row(2, 0, ["合　計", 3])

    columns = (MappedAnswer("A", "工程", F.TITLE), MappedAnswer("B", "件数", F.CASES))
    mapping = SurveyMapping(columns, constants=SurveyConstants(staff=K.REGULAR))
    assert [(p.code, p.place.row) for p in refused(make_workbook(fill), mapping)] == [("survey-total-row", 3)]
    assert refused(make_workbook(lambda _b, page: page.write_row(0, 0, ["工程", "件数"])), mapping)[0].code == "no-rows"


def test_which_process_staff_and_year_must_be_known(refused, permits, make_workbook):
    def fill(_book, page):
        page.write_row(0, 0, ["工程", "件数"])
        page.write_row(1, 0, ["申請の受付", 3])

    mapping = SurveyMapping((MappedAnswer("A", "工程", F.TITLE), MappedAnswer("B", "件数", F.CASES)))
    found = refused(make_workbook(fill), mapping, (permits, WELFARE), body="992011")
    assert {p.code for p in found} == {"survey-process-missing", "survey-staff-missing"}
    (kept,) = {
        p.code
        for p in refused(
            make_workbook(fill),
            replace(mapping, constants=SurveyConstants(staff=K.REGULAR, process="permits")),
            body="992011",
        )
    }
    assert kept == "survey-place-missing"


def test_a_text_table_with_a_comma_in_a_bare_number_is_not_misread(refused):
    mapping = SurveyMapping(
        (MappedAnswer("A", "工程", F.TITLE), MappedAnswer("B", "件数", F.CASES)),
        constants=SurveyConstants(staff=K.REGULAR),
    )
    text = "工程,件数\n申請の受付,1,200\n現地の確認,3\n許可書の作成・交付,4\n"
    assert [(p.code, p.place.row) for p in refused(text.encode("cp932"), mapping)] == [("ragged-row", 2)]


def test_the_sheet_is_chosen_by_its_heads_or_by_a_person(propose, read, make_workbook):
    def fill(book, page):
        page.write(0, 0, "集計の説明")
        other = book.add_worksheet("明細")
        other.write_row(0, 0, ["工程", "担い手", "件数"])
        other.write_row(1, 0, ["申請の受付", "正規", 3])

    data = make_workbook(fill, sheet="表紙")
    proposal = propose(data)
    assert proposal.mapping.sheet == "明細"
    assert proposal.sheets == ("表紙", "明細")
    assert read(data, proposal.mapping).survey.lines[0].cases == 3
    with pytest.raises(InputRefused) as caught:
        propose(data, sheet="明細2")
    assert caught.value.problems[0].choices == ("表紙", "明細")


@pytest.mark.parametrize(
    ("head", "field", "staff", "unit"),
    [
        ("年間処理件数", F.CASES, None, None),
        ("正規_時間", F.HOURS, K.REGULAR, None),
        ("会計年度_時間（h）", F.HOURS, K.FIXED_TERM, U.HOURS),
        ("1件あたり処理時間(分)", F.MINUTES, None, U.MINUTES),
        ("一件当たり時間", F.MINUTES, None, None),
        ("年間総時間", F.HOURS, None, U.HOURS),
        ("委託料（円）", F.FEE, K.CONTRACTOR, U.YEN),
        ("委託費用（千円）", F.FEE, K.CONTRACTOR, U.THOUSAND_YEN),
        ("例外処理の割合（％）", F.EXCEPTION_SHARE, None, U.PERCENT),
        ("根拠法令", F.LEGAL_BASIS, None, None),
        ("使用システム", F.SYSTEM, None, None),
        ("繁忙期（から）", F.BUSY_FROM, None, None),
        ("工程名", F.TITLE, None, None),
        ("業務名", F.PROCESS, None, None),
        ("担当係", F.SECTION, None, None),
        ("職員区分", F.STAFF, None, None),
        ("団体コード", F.BODY, None, None),
        ("時間/件", F.MINUTES, None, U.HOURS),
        ("分／件", F.MINUTES, None, U.MINUTES),
        ("大項目", F.PROCESS, None, None),
        ("中項目", F.DUTY, None, None),
        ("小項目", F.TITLE, None, None),
        ("根拠法令等", F.LEGAL_BASIS, None, None),
        ("外部委託費（千円）", F.FEE, K.CONTRACTOR, U.THOUSAND_YEN),
        ("忙しい時期", F.BUSY, None, None),
        ("繁忙期", F.BUSY, None, None),
        ("繁忙月", F.BUSY, None, None),
        ("定型／非定型", F.NATURE, None, None),
        ("1件あたりの所要時間（分）", F.MINUTES, None, U.MINUTES),
        ("年間所要時間（ｈ）", F.HOURS, None, U.HOURS),
    ],
)
def test_heads_of_municipal_tables_say_what_they_mean(propose, make_workbook, head, field, staff, unit):
    proposal = propose(
        make_workbook(lambda _b, page: (page.write_row(0, 0, ["連番", head]), page.write_row(1, 0, ["あ", 1])))
    )
    found = next(c.answer for c in proposal.columns if c.letter == "B")
    assert (found.field, found.staff, found.unit) == (field, staff, unit)


@pytest.mark.parametrize("head", ["月間件数", "月平均件数", "1日の件数", "週の時間", "月間時間（h）", "日平均処理件数"])
def test_figures_of_a_month_a_week_or_a_day_are_not_taken_for_those_of_a_year(propose, make_workbook, head):
    proposal = propose(
        make_workbook(lambda _b, page: (page.write_row(0, 0, ["工程", head]), page.write_row(1, 0, ["あ", 1])))
    )
    assert proposal.columns[1].answer is None
    assert "1年の値ではない" in proposal.columns[1].reason.ja


@pytest.mark.parametrize("head", ["所要時間", "処理時間（分）", "会計年度 作業時間", "従事時間"])
def test_a_time_that_may_be_of_a_case_or_of_a_year_is_asked_about(propose, make_workbook, head):
    proposal = propose(
        make_workbook(lambda _b, page: (page.write_row(0, 0, ["工程", head]), page.write_row(1, 0, ["あ", 1])))
    )
    assert proposal.columns[1].answer is None
    assert "1件あたりか" in proposal.columns[1].reason.ja
    assert ("survey-time-undecided", head) in {(q.code, q.place.column) for q in proposal.questions}


def test_a_column_is_of_staff_when_its_words_are_and_not_when_it_counts_them(propose, make_workbook):
    def fill(_book, page):
        page.write_row(0, 0, ["工程", "従事者", "担当", "担い手", "件数"])
        page.write_row(1, 0, ["申請の受付", "2人", "正規", "臨時職員", 3])
        page.write_row(2, 0, ["現地の確認", "係員3名", "会計年度", "臨時職員", 4])

    fields = {c.letter: c.answer.field if c.answer else None for c in propose(make_workbook(fill)).columns}
    assert fields == {"A": F.TITLE, "B": None, "C": F.STAFF, "D": None, "E": F.CASES}


def test_a_lower_row_that_names_only_columns_under_merged_heads_belongs_to_the_head(propose, make_workbook):
    def fill(_book, page):
        page.write(0, 0, "業務量調査（R7）")
        page.write_row(2, 0, ["課名", "細事務", "年間件数"])
        page.merge_range(2, 3, 2, 4, "1件あたりの時間（分）")
        page.merge_range(2, 5, 2, 6, "年間の時間（h）")
        page.write_row(3, 3, ["正職員", "会計年度任用職員", "正職員", "会計年度任用職員"])
        page.write_row(4, 0, ["道路課", "申請の受付", 120, 15, 20, 30, 40])
        page.write_row(5, 0, ["道路課", "現地の確認", 100, 15, 20, 25, 33])

    m = propose(make_workbook(fill)).mapping
    assert (m.head_row, m.head_rows, m.first_row) == (3, 2, 5)
    assert [(c.letter, c.field, c.staff) for c in m.columns][3:] == [
        ("D", F.MINUTES, K.REGULAR), ("E", F.MINUTES, K.FIXED_TERM), ("F", F.HOURS, K.REGULAR), ("G", F.HOURS, K.FIXED_TERM),
    ]  # fmt: skip


def test_busy_months_written_in_one_cell_are_read(propose, read, refused, make_workbook):
    def fill(*months):
        def write(_book, page):
            page.write_row(0, 0, ["工程", "担い手", "件数", "繁忙期"])
            for y, text in enumerate(months, start=1):
                page.write_row(y, 0, ["申請の受付", "正規", y, text])

        return make_workbook(write)

    data = fill("3月〜5月", "４～５月", "12月から2月まで", "4月", "4", None)
    found = read(data, propose(data).mapping).survey.lines
    assert [(line.busy_from, line.busy_to) for line in found] == [(3, 5), (4, 5), (12, 2), (4, 4), (4, 4), (None, None)]
    doubtful = fill("3月、9月", "年度末", "13月", "3〜5月、9月")
    assert [p.code for p in refused(doubtful, propose(doubtful).mapping)] == ["survey-busy-unreadable"] * 4


@pytest.mark.parametrize("head", ["担当者氏名", "電話", "評価", "No", "色"])
def test_heads_that_say_nothing_known_are_left_to_a_person(propose, make_workbook, head):
    proposal = propose(
        make_workbook(
            lambda _b, page: (page.write_row(0, 0, ["作業", head]), page.write_row(1, 0, ["申請の受付", "x"]))
        )
    )
    assert next(c.answer for c in proposal.columns if c.letter == "B") is None
