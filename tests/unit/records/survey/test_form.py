# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from machikata.domain.errors import InputRefused
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind, SurveyLine
from machikata.records.survey.form import SurveyForm, write_form
from machikata.records.survey.form_layout import ANSWER_COLUMNS, ANSWER_SHEET, CODE_SHEET, GUIDE_SHEET, STAFF_SHEET
from machikata.records.table_checks import Answer, check_table_bytes


def rows_of(data, sheet):
    found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    head, *rows = found
    return [dict(zip(head, row, strict=True)) for row in rows]


def part(data, number):
    return zipfile.ZipFile(io.BytesIO(data)).read(f"xl/worksheets/sheet{number}.xml").decode()


def test_every_step_has_a_row_for_each_kind_of_staff_and_spare_rows_follow(form):
    rows = rows_of(write_form(form), ANSWER_SHEET)
    assert [(r["工程コード"], r["担い手"]) for r in rows[:4]] == [
        ("permits.s1", "正規"), ("permits.s1", "会計年度任用"), ("permits.s1", "委託"), ("permits.s2", "正規"),
    ]  # fmt: skip
    assert [r["工程"] for r in rows[-6:]] == ["独自の工程1"] * 3 + ["独自の工程2"] * 3
    assert {(r["団体コード"], r["係"], r["年度（西暦）"]) for r in rows} == {("992011", "道路管理係", 2025.0)}


def test_answers_stand_in_the_row_of_their_step_and_the_rest_of_the_form_stays_open(form, filled):
    rows = rows_of(filled, ANSWER_SHEET)
    assert len(rows) == len(rows_of(write_form(form), ANSWER_SHEET)) + 1
    assert [r["年間件数（件）"] for r in rows[:6]] == [1200.0, 0.0, "", "", "", 400.0]
    assert rows[9]["工程"] == "沿道住民への説明"
    assert rows[9]["工程コード"] == "独自"


def test_the_same_form_gives_the_same_bytes(form, answers):
    assert write_form(form, answers) == write_form(form, answers)


def test_the_explaining_sheet_says_first_that_the_body_is_invented(form):
    notice = replace(form, notice=Text("提出は10月31日まで。", "Due on 31 October."))
    first = rows_of(write_form(notice), GUIDE_SHEET)[0]
    assert first["項目"] == "お知らせ"
    assert first["内容"] == "架空のデータです。実在の団体とは関係ありません。提出は10月31日まで。"
    real = replace(form, body=replace(form.body, synthetic=False))
    assert rows_of(write_form(real), GUIDE_SHEET)[0]["項目"] == "対象"


def test_codes_and_words_are_explained(form):
    codes = {(r["項目"], r["コード"]): r["名称"] for r in rows_of(write_form(form), CODE_SHEET)}
    assert codes["工程コード", "permits.s3"] == "許可書の作成・交付"
    assert codes["団体コード", "992011"] == "みなと台市"
    assert codes["担い手", "委託"] == "委託"


def test_every_cell_to_be_filled_in_has_a_hint_and_a_check(filled):
    sheet = part(filled, 2)
    letters = {chr(ord("A") + x): c for x, c in enumerate(ANSWER_COLUMNS)}
    validated = dict(re.findall(r'<dataValidation ([^>]*)sqref="([A-Z])2:', sheet))
    by_letter = {letter: attributes for attributes, letter in validated.items()}
    for letter, column in letters.items():
        if not column.given:
            assert "showInputMessage" in by_letter[letter], column.head
            assert column.quantity is None or "showErrorMessage" in by_letter[letter], column.head
    assert 'AND($D2&lt;&gt;"委託"' in sheet
    assert 'AND($D2="委託"' in sheet


def test_hints_fit_into_what_excel_shows():
    for column in ANSWER_COLUMNS:
        assert len(column.head) <= 32
        assert len(column.hint.ja) <= 255


def test_given_cells_are_locked_and_cells_to_fill_in_are_not(filled):
    container = zipfile.ZipFile(io.BytesIO(filled))
    styles = container.read("xl/styles.xml").decode()
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles[styles.index("<cellXfs") :], re.DOTALL)
    sheet = part(filled, 2)

    def locked(cell):
        return 'locked="0"' not in formats[int(re.search(rf'<c r="{cell}" s="(\d+)"', sheet)[1])]

    columns = {x: int(s) for x, s in re.findall(r'<col min="(\d+)"[^>]*style="(\d+)"', sheet)}
    assert locked("A2")
    assert locked("R2")
    assert not locked("F2")
    assert all('locked="0"' in formats[columns[str(x)]] for x in range(5, 18))
    assert '<sheetProtection sheet="1" objects="1" scenarios="1"' in sheet
    assert 'insertRows="0"' in sheet
    assert "password" not in sheet


def test_a_form_for_whichever_section_answers_lets_it_write_its_name_and_says_where(form):
    data = write_form(replace(form, section=""))
    container = zipfile.ZipFile(io.BytesIO(data))
    styles = container.read("xl/styles.xml").decode()
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles[styles.index("<cellXfs") :], re.DOTALL)
    for number, cell in ((2, "U2"), (3, "G2")):
        style = re.search(rf'<c r="{cell}" s="(\d+)"', part(data, number))
        assert 'locked="0"' in formats[int(style[1])]
    said = {r["項目"]: r["内容"] for r in rows_of(data, GUIDE_SHEET)}
    assert "U2" in said["係の名前"]
    assert "係の名前" not in {r["項目"] for r in rows_of(write_form(form), GUIDE_SHEET)}


def test_no_cell_holds_a_formula(form, answers):
    nasty = SurveyLine("permits", "permits.s1", "申請の受付", StaffKind.REGULAR, cases=1, note='=HYPERLINK("http://x")')
    data = write_form(form, replace(answers, lines=(nasty,)))
    for number in range(1, 6):
        sheet = part(data, number)
        assert "<f>" not in sheet[sheet.index("<sheetData") : sheet.index("</sheetData>")]


def test_the_form_passes_every_check_a_machine_can_judge(form, filled):
    for data in (write_form(form), filled):
        for sheet in (ANSWER_SHEET, STAFF_SHEET):
            report = check_table_bytes(data, name="調査票.xlsx", sheet=sheet)
            assert [p.sentence() for r in report.failed for p in r.problems] == []
            assert {r.answer for r in report.results} <= {
                Answer.PASS, Answer.NOT_APPLICABLE, Answer.COMPANION_NEEDED, Answer.PERSON_NEEDED,
            }  # fmt: skip


def test_the_explaining_sheets_break_no_rule_either(filled):
    for sheet in (GUIDE_SHEET, CODE_SHEET):
        report = check_table_bytes(filled, name="調査票.xlsx", sheet=sheet)
        assert [(r.check.id, [p.sentence() for p in r.problems[:2]]) for r in report.failed] == []


def test_a_text_that_no_cell_holds_is_named_before_anything_is_written(form, answers):
    line = answers.lines[0]
    lines = (replace(line, note="字" * 32_768), replace(line, system="\ufffe"), replace(line, note="𠮷" * 16_384))
    with pytest.raises(InputRefused) as refused:
        write_form(form, replace(answers, lines=lines))
    assert [(p.code, p.place.row) for p in refused.value.problems] == [
        ("survey-text-too-long", 2), ("survey-text-unwritable", 3), ("survey-text-too-long", 4),
    ]  # fmt: skip


def test_a_form_without_any_step_still_asks_about_the_bodys_own(form, permits):
    bare = SurveyForm(form.body, form.section, 2025, (replace(permits, steps=(), concepts=()),))
    assert {r["工程コード"] for r in rows_of(write_form(bare), ANSWER_SHEET)} == {"独自"}


def test_the_guide_says_how_two_people_count_and_where_re_employed_and_agency_staff_belong(form):
    said = {r["項目"]: r["内容"] for r in rows_of(write_form(form), GUIDE_SHEET)}
    assert "再任用の職員は、フルタイムも短時間も正規に含めます" in said["担い手"]
    assert "派遣の費用を委託料とします" in said["担い手"]
    assert "2人で行ったものは1件です" in said["年間件数"]
    assert "2人の分を足します" in said["1件あたり時間"]
