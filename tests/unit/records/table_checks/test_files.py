# SPDX-License-Identifier: Apache-2.0
"""What each kind of file is answered, what is refused, and how findings are told."""

from __future__ import annotations

import io
import zipfile

import pytest

from machikata.domain.errors import InputRefused, Severity
from machikata.records.table_checks import Answer, check_opened, check_table, check_table_bytes, open_tables

ROWS = [["係", "工程", "件数（件）"], ["資格係", "受付", 10], ["給付係", "審査", 8], ["福祉係", "通知", 5]]
FORMATTING = ("1-10", "1-11", "1-13", "2-06")


def replaced(data, member, old, new):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, content.replace(old, new) if info.filename == member else content)
    return out.getvalue()


def test_the_thirty_results_stand_in_their_order(of_rows):
    report = of_rows(ROWS)
    assert [r.check.id for r in report.results] == [f"1-{n:02d}" for n in range(1, 16)] + [
        f"2-{n:02d}" for n in range(1, 7)
    ] + [f"3-{n:02d}" for n in range(1, 10)]
    assert [r.check.id for r in report.sheets[0].results] == [r.check.id for r in report.results]
    assert (report.sheets[0].rows, report.sheets[0].columns) == (4, 3)


def test_an_xls_fails_the_format_alone_and_its_formatting_is_not_checked(old_workbook):
    report = check_table_bytes(old_workbook(ROWS), name="表.xls")
    assert report.format == "xls"
    assert [r.check.id for r in report.failed] == ["1-01"]
    assert {report.result(c).answer for c in FORMATTING} == {Answer.NOT_CHECKED}
    assert report.result("2-01").answer is Answer.PASS
    assert report.scores[0].points == 0
    assert (report.sheets[0].rows, report.sheets[0].columns) == (4, 3)


def test_values_of_an_xls_are_judged_with_their_cells(old_workbook):
    report = check_table_bytes(old_workbook([*ROWS, ["税務係", "①受付", "1,200円"]]), name="表.xls")
    assert [p.place.cell for p in report.result("1-08").problems] == ["B5"]
    assert [p.place.cell for p in report.result("2-01").problems] == ["C5"]


def test_an_ods_is_read_for_its_values(open_document):
    report = check_table_bytes(open_document([*ROWS, ["税務係", "受付　", "20件"]]), name="表.ods")
    assert (report.format, report.result("1-01").answer) == ("ods", Answer.PASS)
    assert [p.place.cell for p in report.result("1-06").problems] == ["B5"]
    assert [p.place.cell for p in report.result("2-01").problems] == ["C5"]
    assert {report.result(c).answer for c in (*FORMATTING, "1-12")} == {Answer.NOT_CHECKED}


def test_json_records_are_a_table_and_other_json_is_for_a_person():
    flat = check_table_bytes('[{"係": "A", "件数": 1}, {"係": "B", "件数": "2件"}]'.encode(), name="表.json")
    assert flat.result("2-01").answer is Answer.FAIL
    nested = check_table_bytes(b'{"data": {"a": 1}}', name="a.json")
    assert {r.answer for r in nested.results if r.check.level == 3} == {Answer.PERSON_NEEDED}
    assert nested.result("1-01").answer is Answer.PASS


def test_xml_is_a_format_for_machines_and_the_rest_is_for_a_person():
    report = check_table_bytes(b"<?xml version='1.0'?><a><b>1</b></a>", name="a.xml")
    assert report.result("1-01").answer is Answer.PASS
    assert report.result("2-01").answer is Answer.PERSON_NEEDED
    assert [s.points for s in report.scores] == [100, None, None]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"\x89PNG\r\n", b"<!DOCTYPE html><html></html>", b"PAR1"])
def test_papers_pictures_and_web_pages_fail_the_format_and_nothing_else_is_judged(data):
    report = check_table_bytes(data, name="表.pdf")
    assert report.result("1-01").answer is Answer.FAIL
    assert report.result("2-01").answer is Answer.NOT_CHECKED
    assert report.scores[0].points == 0
    assert report.scores[1].points is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_every_encoding_the_project_reads_is_read(of_csv, encoding):
    report = of_csv("係,件数（件）\n資格係,1\n給付係,2\n", encoding=encoding)
    assert report.failed == ()


def test_every_visible_sheet_with_data_is_checked_or_the_chosen_one(of_rows):
    def change(book, _sheet):
        book.add_worksheet("空")
        other = book.add_worksheet("二枚目")
        other.write_row("A1", ["係", "額"])
        other.write_row("A2", ["資格係", "10円"])

    both = of_rows(ROWS, change)
    assert [s.sheet for s in both.sheets] == ["表", "二枚目"]
    assert both.result("2-01").answer is Answer.FAIL
    assert both.sheets[0].scores[1].points == 100
    assert both.sheets[1].scores[1].points == 0
    assert [s.sheet for s in of_rows(ROWS, change, name="a.xlsx").sheets] == ["表", "二枚目"]


def test_an_unknown_sheet_is_refused_with_the_names_there_are(made_workbook):
    with pytest.raises(InputRefused) as refused:
        check_table_bytes(made_workbook(ROWS), name="a.xlsx", sheet="ない")
    assert refused.value.problems[0].choices == ("表",)


def test_a_workbook_without_data_has_nothing_to_check(made_workbook):
    report = check_table_bytes(made_workbook([]), name="a.xlsx")
    assert report.sheets == ()
    assert report.failed == ()
    assert report.result("2-01").answer is Answer.NOT_CHECKED


def test_what_cannot_be_read_for_certain_is_refused(made_workbook, tmp_path):
    good = made_workbook(ROWS)
    dtd = replaced(good, "xl/workbook.xml", b"<workbook", b'<!DOCTYPE w [<!ENTITY a "x">]><workbook')
    styles = replaced(good, "xl/styles.xml", b"<styleSheet", b'<!DOCTYPE w [<!ENTITY a "x">]><styleSheet')
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    for data in (b"", good[:200], dtd, styles, ole, '係,"件数\n'.encode(), "係,件数\n".encode() + b"\x81\n"):
        with pytest.raises(InputRefused):
            check_table_bytes(data, name="表.xlsx")
    with pytest.raises(InputRefused):
        check_table(tmp_path / "ない.csv")


def test_a_million_formatted_blank_rows_cost_no_memory(made_workbook):
    good = made_workbook(ROWS, lambda book, sheet: sheet.set_column(20, 20, None, book.add_format({"bold": True})))
    blank = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(5, 1_048_577, 4))
    hidden = b'<row r="1048576" s="1" hidden="1"/>'
    report = check_table_bytes(
        replaced(good, "xl/worksheets/sheet1.xml", b"</sheetData>", blank + hidden + b"</sheetData>"), name="a.xlsx"
    )
    assert report.failed == ()
    assert report.sheets[0].rows == 4


def test_findings_are_named_up_to_a_limit_and_counted_whole(of_csv):
    report = of_csv(
        "係,件数（件）,時間（分）\n" + "".join(f"A{n},{n}件,{'5分' if n == 700 else n}\n" for n in range(1000))
    )
    result = report.result("2-01")
    assert result.count == 1001
    assert len(result.problems) <= 200
    assert {p.place.column for p in result.problems} == {"件数（件）", "時間（分）"}


def test_values_of_residents_are_not_repeated_and_numbers_of_persons_are_masked(of_csv):
    report = of_csv("氏名,連絡,件数（件）\n 山田太郎,電話 090-1234-5678 ,1\n佐藤花子,なし,2\n")
    values = [p.place.value for p in report.result("1-06").problems]
    assert values == ["", "電話 〔電話番号〕 "]


def test_a_question_to_a_person_is_a_note_and_a_failure_an_error(of_csv):
    report = of_csv("係,件数（件）\nA,0\nB,\nC,5件\nD,4\n")
    assert {p.severity for p in report.result("1-09").problems} == {Severity.NOTE}
    assert {p.severity for p in report.result("2-01").problems} == {Severity.ERROR}


def test_a_reader_that_has_opened_the_file_checks_it_without_opening_it_again(made_workbook):
    data = made_workbook(ROWS)
    opened = open_tables(data, name="表.xlsx")
    assert check_opened(opened) == check_table_bytes(data, name="表.xlsx")
    assert opened.grids[0].row(1) == ["資格係", "受付", 10]
