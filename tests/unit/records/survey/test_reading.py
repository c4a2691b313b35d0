# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.domain.errors import InputRefused, Severity
from machikata.domain.workload import Medium, Nature, SectionStaff, StaffKind
from machikata.records.survey.form import write_form
from machikata.records.survey.form_layout import ANSWER_COLUMNS, STAFF_COLUMNS
from machikata.records.survey.reading import read_survey

CASES, MINUTES, HOURS, FEE, SHARE = (
    "年間件数（件）",
    "1件あたり時間（分）",
    "年間時間（時間）",
    "年間委託料（円）",
    "例外の割合（％）",
)


def codes(problems, *, severity=Severity.ERROR):
    return [p.code for p in problems if p.severity is severity]


@pytest.fixture
def read(permits):
    return lambda data, **given: read_survey(data, name="調査票.xlsx", processes=(permits,), **given)


@pytest.fixture
def refused(read):
    def problems(data, **given):
        with pytest.raises(InputRefused) as caught:
            read(data, **given)
        return [p for p in caught.value.problems if p.severity is Severity.ERROR]

    return problems


def test_a_filled_form_comes_back_as_it_was(read, filled, answers):
    reading = read(filled, body="992011", section="道路管理係", fiscal_year=2025)
    assert reading.survey == answers
    assert reading.problems == ()
    assert reading.read_as == "form"
    assert len(reading.sha256) == 64
    assert [s.sheet for s in reading.report.sheets] == ["回答", "人員"]
    assert reading.report.failed == ()


def test_an_empty_form_holds_no_answers_but_says_whose_it_is(read, form):
    survey = read(write_form(form)).survey
    assert (survey.body, survey.section, survey.fiscal_year) == ("992011", "道路管理係", 2025)
    assert survey.lines == ()
    assert survey.staff == ()


def test_a_form_may_come_as_a_path_and_without_the_checks(read, filled, answers, tmp_path):
    path = tmp_path / "福祉.xlsx"
    path.write_bytes(filled)
    reading = read(path, checks=False)
    assert reading.survey == answers
    assert reading.report is None


def test_every_doubtful_cell_is_named_at_once_with_its_place(refused, hand_in):
    data = hand_in(
        {CASES: "約300", MINUTES: "10〜15分", HOURS: "-"},
        {"担い手": "臨時職員", CASES: 12.5},
        {MINUTES: -3, "繁忙期の始め（月）": 13, "定型・判断": "両方"},
        {"工程コード": "permits.s9", CASES: 1},
        {"業務コード": "welfare", CASES: 1},
    )
    found = refused(data)
    assert [(p.place.row, p.place.column, p.code) for p in found] == [
        (2, CASES, "survey-number-about"),
        (2, MINUTES, "survey-number-range"),
        (2, HOURS, "survey-number-dash"),
        (3, "担い手", "survey-staff-unknown"),
        (3, CASES, "survey-number-not-whole"),
        (4, MINUTES, "survey-number-negative"),
        (4, "繁忙期の始め（月）", "survey-number-beyond"),
        (4, "定型・判断", "survey-nature-unknown"),
        (5, "工程コード", "survey-step-unknown"),
        (6, "業務コード", "survey-process-unknown"),
    ]
    assert all(p.place.sheet == "回答" and p.what.ja and p.what.en and p.remedy.ja and p.remedy.en for p in found)


def test_what_is_certain_is_read_and_named(read, hand_in):
    data = hand_in(
        {
            CASES: "１，２００",
            MINUTES: "1時間30分",
            "担い手": "会計年度任用職員",
            "紙・電子": "紙・電子",
            "定型・判断": "定型業務",
        },
        {"工程コード": "permits.s2", CASES: 10, "年度（西暦）": "令和7年度"},
    )
    reading = read(data)
    line = reading.survey.lines[0]
    assert (line.cases, line.minutes_per_case, line.staff) == (1200, 90.0, StaffKind.FIXED_TERM)
    assert (line.medium, line.nature) == (Medium.BOTH, Nature.ROUTINE)
    assert reading.survey.fiscal_year == 2025
    assert set(codes(reading.problems, severity=Severity.WARNING)) == {
        "survey-number-full-width", "survey-number-with-comma", "survey-number-with-unit", "survey-staff-variant",
        "survey-nature-variant", "survey-medium-variant", "survey-year-written",
        "survey-staff-sheet-missing",
    }  # fmt: skip


def test_a_habit_is_named_once_a_column_with_its_count(read, hand_in):
    data = hand_in(*({"工程コード": f"permits.s{i}", CASES: "１０"} for i in (1, 2, 3)))
    habit = next(p for p in read(data).problems if p.code == "survey-number-full-width")
    assert (habit.count, habit.place.row, habit.place.column) == (3, 2, CASES)


def test_a_contractor_has_a_fee_and_no_time(refused, hand_in):
    data = hand_in({"担い手": "委託", MINUTES: 5, HOURS: 10}, {FEE: 100})
    assert [p.code for p in refused(data)] == [
        "survey-contractor-time",
        "survey-contractor-time",
        "survey-fee-of-staff",
    ]


def test_a_percent_format_tells_five_percent_from_a_twentieth_of_one(read, hand_in):
    data = hand_in(
        {SHARE: (0.05,)}, {"工程コード": "permits.s2", SHARE: 0.05}, {"工程コード": "permits.s3", SHARE: (1.0,)}
    )
    reading = read(data)
    assert [line.exception_share for line in reading.survey.lines] == [0.05, 0.0005, 1.0]
    assert [p.count for p in reading.problems if p.code == "survey-share-percent"] == [2]


def test_an_inserted_row_is_the_bodys_own_step_and_is_named(read, hand_in):
    given = dict.fromkeys(("業務", "業務コード", "工程コード", "団体コード", "係", "年度（西暦）"))
    reading = read(hand_in({CASES: 1}, given | {"工程": "占用物件の調査", CASES: 7}))
    own = reading.survey.lines[1]
    assert (own.process, own.step, own.title, own.cases) == ("permits", "", "占用物件の調査", 7)
    assert {p.code for p in reading.problems} >= {"survey-step-own", "survey-process-empty", "survey-place-empty"}


def test_an_inserted_row_called_like_a_known_step_is_not_guessed(refused, hand_in):
    assert [p.code for p in refused(hand_in({"工程コード": None, CASES: 7}))] == ["survey-step-missing"]


def test_a_spare_row_needs_a_name_once_it_is_answered(refused, hand_in):
    spare = {"工程コード": "独自", "工程": "独自の工程1"}
    assert [p.code for p in refused(hand_in(spare | {CASES: 3}, spare | {"工程": "", CASES: 4}))] == [
        "survey-title-missing"
    ] * 2


def test_a_form_of_another_body_section_or_year_is_refused(refused, filled):
    found = refused(filled, body="992020", section="公園係", fiscal_year=2024)
    assert [p.code for p in found] == ["survey-other-body", "survey-other-section", "survey-other-year"]


def test_rows_of_two_bodies_are_no_form(refused, hand_in):
    found = refused(hand_in({CASES: 1}, {CASES: 2, "団体コード": "992020"}, {CASES: 3, "年度（西暦）": 2024}))
    assert [(p.code, p.place.row) for p in found] == [("survey-place-mixed", 3), ("survey-place-mixed", 4)]


def test_a_form_that_says_nobody_is_refused(refused, hand_in):
    nobody = dict.fromkeys(("団体コード", "係", "年度（西暦）"))
    assert [(p.code, p.place.column) for p in refused(hand_in(nobody | {CASES: 1}))] == [
        ("survey-place-missing", "団体コード"),
        ("survey-place-missing", "年度（西暦）"),
    ]


def test_a_section_that_the_form_leaves_open_is_the_one_that_is_said(read, form, answers):
    open_form = write_form(replace(form, section=""), answers)
    assert read(open_form).survey.section == ""
    assert read(open_form, section="道路管理係").survey.section == "道路管理係"


def test_a_section_written_once_on_either_sheet_is_enough(read, form, answers, make_workbook, hand_in):
    def people(section):
        def fill(book, _page):
            sheet = book.add_worksheet("人員")
            for x, column in enumerate(STAFF_COLUMNS):
                sheet.write(0, x, column.head)
            row = {"staff": "正規", "persons": 2, "body": "992011", "section": section, "fiscal_year": 2025}
            for x, column in enumerate(STAFF_COLUMNS):
                sheet.write(1, x, row.get(column.field, ""))

        return fill

    only_people = hand_in({CASES: 5, "係": None}, extra=people("道路管理係"))
    only_answers = hand_in({CASES: 5}, {CASES: 6, "係": None, "工程コード": "permits.s2"}, extra=people(""))
    assert read(only_people).survey.section == "道路管理係"
    assert read(only_answers).survey.section == "道路管理係"


def test_columns_may_change_places_and_be_added(read, hand_in):
    heads = ["連絡先", *reversed([c.head for c in ANSWER_COLUMNS])]
    reading = read(hand_in({CASES: 5, "連絡先": "内線123"}, heads=heads))
    assert reading.survey.lines[0].cases == 5
    assert "survey-column-unknown" in [p.code for p in reading.problems]


def test_a_lost_column_is_named_and_a_doubled_one_refused(read, refused, hand_in):
    heads = [c.head for c in ANSWER_COLUMNS if c.field != "note"]
    lost = [p for p in read(hand_in({CASES: 5}, heads=heads)).problems if p.code == "survey-column-missing"]
    assert [p.place.column for p in lost] == ["備考"]
    assert [p.code for p in refused(hand_in({CASES: 5}, heads=[*heads, CASES]))] == ["survey-head-repeated"]


def test_a_form_that_lost_a_column_it_cannot_do_without_says_which(refused, hand_in):
    lost = ("1件あたり時間（分）", "工程コード")
    found = refused(hand_in({CASES: 5}, heads=[c.head for c in ANSWER_COLUMNS if c.head not in lost]))
    assert [(p.code, p.place.sheet, p.place.row, p.place.column) for p in found] == [
        ("survey-head-missing", "回答", 1, head) for head in lost
    ]


def test_a_csv_of_another_sheet_says_that_csv_holds_one(permits):
    with pytest.raises(InputRefused) as caught:
        read_survey("項目,内容\n業務,占用許可\n".encode(), name="調査票.csv", processes=(permits,))
    assert "CSV" in caught.value.problems[0].remedy.ja


def test_rows_above_the_head_are_named(read, make_workbook):
    def fill(_book, page):
        page.write(0, 0, "令和7年度 業務量調査")
        for x, column in enumerate(ANSWER_COLUMNS):
            page.write(2, x, column.head)
        row = {"process": "permits", "step": "permits.s1", "title": "申請の受付", "staff": "正規", "cases": 3, "body": "992011", "section": "係",
               "fiscal_year": 2025}  # fmt: skip
        for x, column in enumerate(ANSWER_COLUMNS):
            page.write(3, x, row.get(column.field, ""))

    reading = read(make_workbook(fill, sheet="回答"))
    assert reading.survey.lines[0].cases == 3
    assert "survey-head-below" in [p.code for p in reading.problems]


def test_a_renamed_sheet_is_read_and_named(read, hand_in):
    reading = read(hand_in({CASES: 5}, sheet="Sheet1 (2)"))
    assert reading.survey.lines[0].cases == 5
    assert "survey-sheet-renamed" in [p.code for p in reading.problems]


def test_two_sheets_of_answers_are_refused_with_their_names(refused, hand_in):
    def second(book, _page):
        copy = book.add_worksheet("回答 (2)")
        for x, column in enumerate(ANSWER_COLUMNS):
            copy.write(0, x, column.head)

    (found,) = refused(hand_in({CASES: 5}, extra=second))
    assert found.code == "survey-sheet-doubled"
    assert found.choices == ("回答", "回答 (2)")


def test_a_file_without_the_forms_sheet_says_which_sheets_it_has(refused, make_workbook):
    (found,) = refused(make_workbook(lambda _b, page: page.write(0, 0, "件数"), sheet="集計"))
    assert found.code == "survey-sheet-missing"
    assert found.choices == ("集計",)
    assert "「集計」" in found.what.ja


def test_the_same_row_twice_counts_twice_and_is_named(read, hand_in):
    reading = read(hand_in({CASES: 5}, {CASES: 6}))
    assert len(reading.survey.lines) == 2
    (found,) = (p for p in reading.problems if p.code == "survey-row-repeated")
    assert (found.place.row, "2行目" in found.remedy.ja) == (3, True)


def test_figures_in_merged_cells_are_refused_and_merged_words_named(read, refused, hand_in):
    def over(cells):
        return lambda _book, page: page.merge_range(cells, "" if cells.startswith("Q") else 7)

    assert "survey-answer-merged" in [
        p.code for p in refused(hand_in({CASES: 5}, {"工程コード": "permits.s2"}, extra=over("F2:F3")))
    ]
    reading = read(hand_in({CASES: 5}, {"工程コード": "permits.s2", CASES: 2}, extra=over("Q2:Q3")))
    assert "cells-merged" in [p.code for p in reading.problems]


def test_formulas_hidden_rows_and_errors_are_named(read, refused, hand_in):
    def hide(_book, page):
        page.write_formula("F2", "=3*4", None, 12)
        page.set_row(2, None, None, {"hidden": True})

    reading = read(hand_in({}, {"工程コード": "permits.s2", CASES: 2}, extra=hide))
    assert [line.cases for line in reading.survey.lines] == [12, 2]
    assert {p.code for p in reading.problems} >= {"formulas", "rows-or-columns-hidden"}

    def broken(_book, page):
        page.write_formula("F2", "=A1/0", None, "#DIV/0!")
        page.write_formula("G2", "=1+1", None, "")

    found = refused(hand_in({HOURS: 1}, extra=broken))
    assert {(p.code, p.place.column) for p in found} >= {("survey-cell-error", "F")}
    assert [p.code for p in found if p.place.column == "F"] == ["survey-cell-error"]


def test_errors_in_cells_that_are_not_read_stop_nothing(read, hand_in):
    def beside(_book, page):
        for row in range(2, 9):
            page.write_formula(f"Z{row}", "=A1/0", None, "#DIV/0!")

    reading = read(hand_in({CASES: 1}, extra=beside))
    assert [(p.code, p.severity, p.count) for p in reading.problems if p.code == "survey-cell-error"] == [
        ("survey-cell-error", Severity.WARNING, 7)
    ]


def test_a_formula_that_was_never_calculated_is_refused(refused, hand_in, change_part):
    def never(_book, page):
        page.write_formula("F2", "=1+1", None, 2)

    data = hand_in({HOURS: 1}, extra=never)
    data = change_part(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<f>1+1</f><v>2</v>", b"<f>1+1</f>"))
    assert [(p.code, p.place.row, p.place.column) for p in refused(data)] == [("formula-without-result", 2, "F")]


def test_individual_numbers_are_masked_and_named_without_being_repeated(read, hand_in):
    reading = read(hand_in({CASES: 1, "備考": "番号 123456789018 の件", "システム": "電話 03-1234-5678"}))
    line = reading.survey.lines[0]
    assert line.note == "番号 〔個人番号〕 の件"
    assert line.system == "電話 03-1234-5678"
    (found,) = (p for p in reading.problems if p.code == "survey-my-number")
    assert "123456789018" not in found.sentence()
    assert (found.place.row, found.place.column) == (2, "備考")


def test_texts_that_look_like_formulas_stay_texts_when_written_again(read, form, answers):
    nasty = replace(answers.lines[0], note="=cmd|' /C calc'!A0", system="@SUM(1+1)", legal_basis="+81", duty="-1+2")
    survey = replace(answers, lines=(nasty,))
    once = read(write_form(form, survey)).survey
    assert once == survey
    again = write_form(form, once)
    assert read(again).survey == survey
    assert b"<f>" not in b"".join(_sheets(again))


def _sheets(data):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for name in container.namelist():
            if name.startswith("xl/worksheets/sheet"):
                xml = container.read(name)
                yield xml[xml.index(b"<sheetData") : xml.index(b"</sheetData>")]


def test_the_sheet_of_people_is_read_with_the_same_care(refused, form, answers, make_workbook, hand_in):
    def people(book, _page):
        sheet = book.add_worksheet("人員")
        for x, column in enumerate(STAFF_COLUMNS):
            sheet.write(0, x, column.head)
        for y, (kind, persons) in enumerate((("正規", 2), ("正規職員", "約3"), ("再任用", 1)), start=1):
            for x, cell in enumerate((kind, persons, 100, None, None, "992020", "道路管理係", 2025)):
                if cell is not None:
                    sheet.write(y, x, cell)

    found = {(p.code, p.place.row) for p in refused(hand_in({CASES: 1}, extra=people))}
    assert found == {
        ("survey-place-mixed", None), ("survey-number-about", 3), ("survey-staff-repeated", 3), ("survey-staff-unknown", 4),
    }  # fmt: skip


def test_people_come_back_in_their_order(read, form, answers):
    people = (SectionStaff(StaffKind.CONTRACTOR, 2.0), SectionStaff(StaffKind.REGULAR, 0.5, 0.0, 0.0, 0.0))
    assert read(write_form(form, replace(answers, staff=people))).survey.staff == people


def test_the_answers_alone_may_come_as_a_text_table(read):
    heads = ",".join(c.head for c in ANSWER_COLUMNS)
    row = {"process_title": "占用許可", "duty": "窓口", "title": "申請の受付", "staff": "正規", "cases": '"1,200"', "minutes_per_case": "15",
           "process": "permits", "step": "permits.s1", "body": "992011", "section": "係", "fiscal_year": "2025"}  # fmt: skip
    text = f"{heads}\r\n" + ",".join(row.get(c.field, "") for c in ANSWER_COLUMNS) + "\r\n"
    for encoding in ("utf-8-sig", "cp932", "utf-16"):
        reading = read(text.encode(encoding))
        assert (reading.survey.lines[0].cases, reading.survey.lines[0].minutes_per_case) == (1200, 15.0)
        assert {p.code for p in reading.problems} == {"survey-number-with-comma", "survey-staff-sheet-missing"}
