# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: DTZ001 (local times without a zone are the subject)
from __future__ import annotations

import io
import zipfile
import zlib
from datetime import datetime, time

import pytest
import xlsxwriter

from machikata.domain.errors import InputRefused, Severity
from machikata.records.readers import read_file
from machikata.records.tables import zip_guard

HEADER = ["案件番号", "作業", "日時"]


@pytest.fixture
def written(tmp_path):
    """Write a workbook by `fill(book)` and read it."""

    def writing(fill, change=None, **choices):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            fill(book)
        data = buffer.getvalue() if change is None else change(buffer.getvalue())
        path = tmp_path / "記録.xlsx"
        path.write_bytes(data)
        return read_file(path, **choices)

    return writing


def plain(book, name="表", rows=(("A1", "受付", "2026-04-01"), ("A1", "審査", "2026-04-02"))):
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, HEADER)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    return sheet


def replaced(member, old, new):
    """A change of one member of the container."""

    def change(data):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                content = source.read(info)
                target.writestr(info.filename, content.replace(old, new) if info.filename == member else content)
        return out.getvalue()

    return change


def added(member, content):
    def change(data):
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as target:
            target.writestr(member, content)
        return out.getvalue()

    return change


def codes(raw):
    return {p.code: p for p in raw.problems}


def refused(written, fill, change=None, **choices):
    with pytest.raises(InputRefused) as caught:
        written(fill, change, **choices)
    return caught.value.problems


def test_cells_become_the_text_a_person_would_type(written):
    def fill(book):
        sheet = plain(book, rows=())
        day = book.add_format({"num_format": "yyyy/m/d"})
        wareki = book.add_format({"num_format": '[$-411]ggge"年"m"月"d"日"'})
        moment = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
        clock = book.add_format({"num_format": "h:mm"})
        sheet.write_row(1, 0, [12345, 0.5, True])
        sheet.write_datetime(2, 0, datetime(2026, 4, 1), day)
        sheet.write_number(2, 1, 46113, wareki)
        sheet.write_datetime(2, 2, datetime(2026, 4, 1, 12, 29, 59), moment)
        sheet.write_datetime(3, 0, time(12, 30), clock)
        sheet.write_number(3, 1, 46113)
        sheet.write_string(3, 2, "００７")

    rows = [list(r.values()) for r in written(fill).events.to_pylist()]
    assert rows == [
        ["12345", "0.5", "TRUE"],
        ["2026-04-01", "2026-04-01", "2026-04-01 12:29:59"],
        ["12:30:00", "46113", "００７"],
    ]


def test_title_rows_and_an_offset_table_keep_the_numbers_of_the_sheet(written):
    def fill(book):
        sheet = book.add_worksheet("表")
        sheet.write(0, 0, "処理一覧（令和7年度）")
        sheet.write_row(3, 1, HEADER)
        sheet.write_row(4, 1, ["A1", "受付", "2026-04-01"])
        sheet.write_row(6, 1, ["A1", "審査", "2026-04-02"])

    raw = written(fill)
    assert raw.source.header_row == 4
    assert [c for c in raw.events.column_names if c in HEADER] == HEADER
    assert raw.row_numbers.tolist() == [5, 7]


def test_one_visible_sheet_with_data_is_taken_and_hidden_ones_are_named(written):
    def fill(book):
        plain(book)
        plain(book, "控え").hide()
        book.add_worksheet("空")

    raw = written(fill)
    assert raw.source.sheet == "表"
    assert codes(raw)["sheet-hidden"].place.sheet == "控え"


def test_several_sheets_are_listed_for_a_choice(written):
    def fill(book):
        plain(book, "4月")
        plain(book, "5月")

    problem = refused(written, fill)[0]
    assert problem.code == "sheet-undecided"
    assert "「4月」、「5月」" in problem.remedy.ja
    assert written(fill, sheet="5月").source.sheet == "5月"
    assert refused(written, fill, sheet="6月")[0].code == "sheet-unknown"


def test_formulas_are_read_by_their_stored_results(written):
    def fill(book):
        sheet = plain(book)
        sheet.write_formula(1, 1, '="受"&"付"', value="受付")

    raw = written(fill)
    assert raw.events["作業"].to_pylist() == ["受付", "審査"]
    assert (codes(raw)["formulas"].count, codes(raw)["formulas"].severity) == (1, Severity.NOTE)


def test_rows_with_formulas_that_were_never_calculated_are_refused_by_name(written):
    def fill(book):
        sheet = plain(book)
        sheet.write_formula(2, 2, "=B1+1", value=0)

    raw = written(fill, replaced("xl/worksheets/sheet1.xml", b"</f><v>0</v>", b"</f>"))
    problem = codes(raw)["formula-without-result"]
    assert (problem.place.row, problem.place.value, problem.severity) == (3, "C3", Severity.ERROR)
    assert raw.events.num_rows == 1


def test_merged_cells_and_hidden_rows_are_named(written):
    def fill(book):
        sheet = plain(book)
        sheet.merge_range(3, 0, 4, 0, "A2")
        sheet.write_row(3, 1, ["受付", "2026-04-03"])
        sheet.write_row(4, 1, ["審査", "2026-04-04"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    raw = written(fill)
    assert "A4:A5" in codes(raw)["cells-merged"].what.ja
    assert codes(raw)["rows-or-columns-hidden"].count == 2
    assert raw.events.num_rows == 4


def test_a_header_of_two_rows_uses_the_one_that_names_every_column(written):
    def fill(book):
        sheet = book.add_worksheet("表")
        sheet.merge_range(0, 0, 0, 1, "案件")
        sheet.merge_range(0, 2, 0, 3, "処理")
        sheet.write_row(1, 0, ["番号", "区分", "作業", "日時"])
        sheet.write_row(2, 0, ["A1", "新規", "受付", "2026-04-01"])

    raw = written(fill)
    assert (raw.source.header_row, raw.events.column_names) == (2, ["番号", "区分", "作業", "日時"])


def test_macros_and_links_are_named_and_not_followed(written):
    def change(data):
        return added("xl/externalLinks/externalLink1.xml", "<x/>")(added("xl/vbaProject.bin", b"\0")(data))

    assert {"workbook-macros", "workbook-links"} <= set(codes(written(plain, change)))


def test_a_workbook_that_counts_from_1904_is_named(written):
    change = replaced("xl/workbook.xml", b"<workbookPr ", b'<workbookPr date1904="1" ')
    assert "workbook-1904" in codes(written(plain, change))


def test_a_declared_bomb_is_refused_before_it_is_opened(written):
    problem = refused(written, plain, added("xl/worksheets/sheet9.xml", b" " * (150 << 20)))[0]
    assert problem.code == "zip-bomb"


def test_a_bomb_that_lies_about_its_size_is_refused(written):
    """The directory claims few bytes; the deflate stream holds 200 MB."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = b"".join([*(packed.compress(b"\0" * (1 << 20)) for _ in range(200)), packed.flush()])

    def change(data):
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as target:
            target.writestr("xl/media/x.bin", stream)
        lying = bytearray(out.getvalue())
        name = b"xl/media/x.bin"
        local = lying.find(name) - 30
        central = lying.rfind(name) - 46
        lying[local + 8 : local + 10] = lying[central + 10 : central + 12] = (8).to_bytes(2, "little")
        lying[local + 22 : local + 26] = lying[central + 24 : central + 28] = (1000).to_bytes(4, "little")
        return bytes(lying)

    assert refused(written, plain, change)[0].code == "zip-bomb"


def test_too_many_parts_are_a_bomb(written, monkeypatch):
    monkeypatch.setattr(zip_guard, "MOST_MEMBERS", 3)
    assert refused(written, plain)[0].code == "zip-bomb"


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_workbook_cut_off_is_refused(written, keep):
    problem = refused(written, plain, lambda data: data[: int(len(data) * keep)])[0]
    assert problem.code in ("zip-damaged", "workbook-damaged")


def test_entities_in_a_workbook_are_refused(written):
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook '
    assert refused(written, plain, replaced("xl/workbook.xml", b"<workbook ", bomb))[0].code == "workbook-damaged"


def test_a_sheet_of_100_000_columns_is_refused(written):
    change = replaced("xl/worksheets/sheet1.xml", b'r="C1"', b'r="EQXD1"')
    assert refused(written, plain, change)[0].code in ("too-many-columns", "sheet-too-large", "workbook-damaged")


def test_a_header_without_rows_is_refused(written):
    assert refused(written, lambda book: plain(book, rows=()))[0].code == "no-rows"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "workbook-encrypted",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook-old-format"),
    ],
)
def test_protected_and_old_workbooks_are_refused_with_the_way_out(tmp_path, content, code):
    path = tmp_path / "記録.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputRefused) as caught:
        read_file(path)
    assert caught.value.problems[0].code == code
    assert "保存し直して" in caught.value.problems[0].remedy.ja


def test_other_containers_are_refused(tmp_path):
    path = tmp_path / "記録.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("記録.csv", "a,b\n1,2\n")
    with pytest.raises(InputRefused) as caught:
        read_file(path)
    assert caught.value.problems[0].code == "file-is-archive"
