# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from machikata.domain.case_study import CaseStatus
from machikata.domain.effect import Aspect
from machikata.domain.errors import InputRefused, Severity
from machikata.domain.text import Text
from machikata.records.case_files import read_case_form, write_case_form
from machikata.records.table_checks import Answer, check_table_bytes
from machikata.testing.case_strategies import invented_case

FINE = {Answer.PASS, Answer.NOT_APPLICABLE, Answer.COMPANION_NEEDED}


class Percent(float):
    """A number that the cell shows as a percentage."""


def edited(change, case=None, language="ja"):
    """The form after somebody has worked in it and saved it in another program: sheets as lists of rows."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_case_form(case=case or invented_case(), language=language)))
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    change(sheets)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as new:
        percent = new.add_format({"num_format": "0.0%"})
        for name, rows in sheets.items():
            sheet = new.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if isinstance(value, Percent):
                        sheet.write_number(y, x, float(value), percent)
                    elif value not in ("", None):
                        sheet.write(y, x, value)
    return out.getvalue()


def row_of(sheets, item):
    return next(row for row in sheets["事例"] if row[5] == item)


def entered(item, value):
    def change(sheets):
        row_of(sheets, item)[1] = value

    return change


def figure(column, value, row=2):
    def change(sheets):
        rows = sheets["数値"]
        rows[row - 1][rows[0].index(column)] = value

    return change


def refused(data):
    with pytest.raises(InputRefused) as caught:
        read_case_form(data, file_name="事例.xlsx")
    return [p for p in caught.value.problems if p.severity is Severity.ERROR]


def warned(data):
    return {p.code for p in read_case_form(data, file_name="事例.xlsx").problems}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("case", [None, replace(invented_case(), summary=Text("1行の概要です。", ""))])
def test_the_form_passes_what_a_machine_can_judge(language, case):
    report = check_table_bytes(write_case_form(case=case, language=language), name="事例.xlsx")
    assert [(s.sheet, r.check.id) for s in report.sheets for r in s.results if r.answer not in FINE] == []


def test_equal_cases_give_equal_bytes():
    assert write_case_form(case=invented_case()) == write_case_form(case=invented_case())


def test_an_empty_form_names_every_required_item_with_its_cell():
    problems = refused(write_case_form())
    assert {p.place.column for p in problems} == {"タイトル", "対象組織", "状況", "業務分野", "技術", "取り組みの概要"}
    assert all(p.place.cell.startswith("B") and p.place.row for p in problems)


def test_lists_offer_the_words_of_the_code_table_and_no_cell_holds_a_formula():
    pack = zipfile.ZipFile(io.BytesIO(write_case_form()))
    sheet = pack.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in sheet
    rule = next(r for r in re.findall(r"<dataValidation .*?</dataValidation>", sheet) if 'sqref="B9"' in r)
    first, last = map(
        int, re.search(r"コード表&apos;!\$C\$(\d+):\$C\$(\d+)|コード表'!\$C\$(\d+):\$C\$(\d+)", rule).group(3, 4)
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_case_form()))
    codes = book.get_sheet_by_name("コード表").to_python(skip_empty_area=False)
    words = [codes[r - 1][2] for r in range(first, last + 1)]
    assert words == [status.label.ja for status in CaseStatus]


def test_all_faults_come_at_once_with_cell_value_and_remedy():
    def change(book):
        for item, value in (("body", "990010"), ("status", "順調"), ("start", "いつか"), ("cost_yen", "約30万")):
            entered(item, value)(book)
        figure("値の単位", "リットル")(book)
        figure("数値の種類", None)(book)
        figure("幅の下の端（単位の列）", 5)(book)
        figure("幅の上の端（単位の列）", 3)(book)
        figure("出典の番号", "D9")(book)

    problems = refused(edited(change))
    found = {(p.code, p.place.column, p.place.value) for p in problems}
    assert found == {
        ("municipality-code", "全国地方公共団体コード", "990010"),
        ("case-code-unknown", "状況", "順調"),
        ("date-unreadable", "開始時期", "いつか"),
        ("case-number-about", "費用（円）", "約30万"),
        ("case-code-unknown", "値の単位", "リットル"),
        ("case-figure-kind-missing", "数値の種類", ""),
        ("case-figure-range", "幅の下の端（単位の列）", "5〜3"),
        ("case-source-unknown", "出典の番号", "D9"),
    }
    assert all(p.remedy.ja and p.remedy.en for p in problems)
    assert all(p.place.cell for p in problems if p.code != "case-figure-kind-missing")


@pytest.mark.parametrize(
    ("written", "choices"),
    [("72028", ("072028",)), (72028, ("072028",)), ("08220", ("082201",)), ("０８２２０２", ()), ("つくば市", ())],
)
def test_a_wrong_code_is_never_put_right_silently(written, choices):
    (problem,) = refused(edited(entered("body", written)))
    assert problem.code == "municipality-code"
    assert problem.choices == choices
    assert all(code in problem.remedy.ja for code in choices)


def test_full_width_digits_of_a_code_are_read():
    data = edited(entered("body", "９９００１９"))
    assert read_case_form(data, file_name="a.xlsx").case.body == "990019"


def test_a_code_of_an_invented_body_makes_the_case_invented():
    data = edited(entered("synthetic", None))
    assert read_case_form(data, file_name="a.xlsx").case.synthetic


@pytest.mark.parametrize(
    ("written", "value"),
    [("１，２３４", 1234.0), ("▲12.5", -12.5), ("−12.5", -12.5), ("1e3", 1000.0), (-3, -3.0), ("0", 0.0)],
)
def test_numbers_are_read_as_people_write_them(written, value):
    assert (
        read_case_form(edited(figure("減った量（単位の列）", written)), file_name="a.xlsx").case.figures[0].saved
        == value
    )


@pytest.mark.parametrize(
    "written", ["約30", "10〜15", "-", "なし", "30くらい", "--3", "1,2,3", "１時間", "nan", "1e999", "▲"]
)
def test_what_is_no_certain_number_is_refused(written):
    (problem,) = refused(edited(figure("減った量（単位の列）", written)))
    assert problem.place.cell.startswith("J")
    assert problem.code.startswith("case-number-")


def test_a_negative_level_is_refused_and_a_negative_saving_is_said():
    assert [p.code for p in refused(edited(figure("導入前（単位の列）", -1)))] == ["case-figure-level-negative"]

    def grew(book):
        figure("導入前（単位の列）", 10)(book)
        figure("導入後（単位の列）", 12)(book)
        figure("減った量（単位の列）", -2)(book)
        figure("減った割合（％）", -20)(book)

    assert warned(edited(grew)) >= {"case-figure-grew"}

    def said(book):
        grew(book)
        figure("数値の種類", "効果なし・逆効果")(book)

    assert "case-figure-grew" not in warned(edited(said))


def test_scale_and_context_take_no_kind():
    (problem,) = refused(edited(figure("数値の種類", "実測", row=3)))
    assert problem.code == "case-figure-kind-without-effect"
    assert problem.place.cell == "F3"


def test_levels_and_difference_that_disagree_are_kept_and_said():
    data = edited(figure("減った量（単位の列）", 300))
    reading = read_case_form(data, file_name="a.xlsx")
    assert reading.case.figures[0].saved == 300
    assert {p.code for p in reading.problems} >= {"case-figure-saved-differs", "case-figure-rate-differs"}


def test_a_typed_percentage_is_read_as_percent():
    def change(book):
        figure("減った割合（％）", Percent(0.792))(book)

    reading = read_case_form(edited(change), file_name="a.xlsx")
    assert reading.case.figures[0].rate_percent == 79.2
    assert "case-rate-percent" in {p.code for p in reading.problems}


@pytest.mark.parametrize("place", ["summary", "contact", "title"])
def test_an_individual_number_is_refused_and_never_quoted(place):
    problems = refused(edited(entered(place, "連絡は 123456789018 まで")))
    assert [p.code for p in problems] == ["case-my-number"]
    assert "123456789018" not in problems[0].sentence("ja") + problems[0].sentence("en")


def test_a_telephone_number_outside_the_contact_is_said_and_inside_it_is_not():
    assert "case-identifier" in warned(edited(entered("content", "電話 03-1234-5678")))
    assert "case-identifier" not in warned(edited(entered("contact", "電話 03-1234-5678")))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a/b", "www.example.jp", "https://a b"])
def test_an_address_that_is_no_web_address_is_refused(address):
    def change(book):
        book["出典"][1][2] = address

    (problem,) = refused(edited(change))
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("case-address", "出典", "C2")


def test_two_values_for_one_item_are_refused_and_several_rows_of_a_list_are_read():
    def twice(book):
        book["事例"].append(["", "別の題名", "", "", "", "title"])

    assert [p.code for p in refused(edited(twice))] == ["case-item-repeated"]

    def more(book):
        book["事例"].append(["", "追加", "", "", "", "keywords"])

    assert read_case_form(edited(more), file_name="a.xlsx").case.keywords == ("申告書", "自動化", "追加")


def test_a_row_without_its_code_is_found_by_its_name_and_a_strange_one_is_refused():
    def lost(book):
        row_of(book, "title")[5] = ""

    assert read_case_form(edited(lost), file_name="a.xlsx").case == invented_case()

    def strange(book):
        row_of(book, "title")[5] = "titel"

    assert {p.code for p in refused(edited(strange))} == {"case-item-unknown", "case-missing"}


def test_codes_and_words_of_both_languages_are_taken():
    for word in ("tax", "税務", "TAX"):
        assert read_case_form(edited(entered("field", word)), file_name="a.xlsx").case.field.value == "tax"


def test_every_office_field_and_what_was_derived_come_back():
    case = replace(
        invented_case(), id="C19", verified=True, verified_scope=Text("働きだけ", "function"), starred=True, withdrawn=Text("誤り", "wrong"),
        figures=(replace(invented_case().figures[0], derived=(Aspect.BEFORE, Aspect.SAVED)),),
    )  # fmt: skip
    assert read_case_form(write_case_form(case=case), file_name="a.xlsx").case == case


def test_a_text_that_no_cell_can_hold_is_refused_when_written():
    with pytest.raises(InputRefused) as caught:
        write_case_form(case=replace(invented_case(), content=Text("長" * 32_768, "")))
    assert [(p.code, p.place.column) for p in caught.value.problems] == [("case-text-too-long", "取り組み内容")]


def test_another_workbook_and_a_form_without_its_main_sheet_get_one_message():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("一覧").write_row(0, 0, ["a", "b"])
    (problem,) = refused(out.getvalue())
    assert (problem.code, problem.choices) == ("case-sheet-missing", ("一覧",))
    assert [p.code for p in refused(edited(lambda book: book.pop("事例")))] == ["case-sheet-missing"]


def test_two_sheets_of_the_case_are_refused():
    (problem,) = refused(edited(lambda book: book.update(写し=book["事例"])))
    assert problem.code == "case-sheet-doubled"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.4",
        b"\x00" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"a,b\n1,2\n",
        "項目,記入\n".encode("cp932"),
    ],
)
def test_hostile_or_foreign_files_get_one_clear_message(data):
    (problem,) = refused(data)
    assert problem.what.ja
    assert problem.remedy.ja
    assert "調査" not in problem.sentence("ja")


def test_a_damaged_form_gets_one_message_wherever_it_is_cut():
    data = write_case_form(case=invented_case())
    for size in range(100, len(data), len(data) // 25):
        assert len(refused(data[:size])) == 1


def test_an_entity_bomb_is_refused():
    data, out = write_case_form(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY b "c">]><sst', 1)
            new.writestr(name, content)
    assert len(refused(out.getvalue())) == 1
