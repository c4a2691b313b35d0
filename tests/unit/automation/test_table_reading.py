# SPDX-License-Identifier: Apache-2.0
"""Input tables of apps: every encoding, every container, and what is refused before it costs anything."""

from __future__ import annotations

import io
import resource
import time
import zipfile

import pytest
import xlsxwriter

from machikata.automation.app.inputs import InputContent
from machikata.automation.table_reading import MOST_ROWS, read_input_table
from machikata.domain.errors import InputRefused, Severity

TEXT = "番号,名前,備考\n001,葛\U000e0100城,\n002,辻,あ\n"


def read(data, name="file.csv"):
    return read_input_table(InputContent(name, data))


def codes(refusal):
    return [p.code for p in refusal.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_comes_through_whole(encoding):
    table = read(TEXT.encode(encoding))
    assert table.column("名前") == ["葛\U000e0100城", "辻"]
    assert table.column("番号") == ["001", "002"]
    assert table.column("備考") == ["", "あ"]
    assert table.column("ない列") == ["", ""]
    assert table.rows.tolist() == [2, 3]


def test_shift_jis_and_tabs():
    table = read("番号\t名前\n001\t髙橋①\n".encode("cp932"))
    assert table.column("名前") == ["髙橋①"]


def test_shift_jis_may_begin_with_a_character_that_holds_a_brace():
    assert read("施設番号,名称\n1,あ\n".encode("cp932")).column("施設番号") == ["1"]


def test_titles_above_the_header_and_blank_rows_keep_the_row_numbers_of_the_file():
    table = read("申込みの一覧,,\n,,\n番号,名前,数\n1,あ,2\n,,\n3,い,4\n".encode())
    assert table.column("番号") == ["1", "3"]
    assert table.rows.tolist() == [4, 6]


def test_rows_that_do_not_fit_are_left_out_and_told():
    table = read("番号,名前\n1,あ\n2,い,う\n3,え\n".encode())
    assert table.column("番号") == ["1", "3"]
    assert table.rows.tolist() == [2, 4]
    assert [(p.code, p.severity, p.place.row) for p in table.problems] == [("ragged-row", Severity.ERROR, 3)]


def test_workbooks_give_text_and_the_name_of_the_sheet():
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("申込み")
        sheet.write_row(0, 0, ["番号", "日", "数"])
        sheet.write_row(1, 0, ["001", "2025-05-06", 4])
    table = read(book.getvalue(), "book.xlsx")
    assert table.sheet == "申込み"
    assert [table.column(n) for n in ("番号", "日", "数")] == [["001"], ["2025-05-06"], ["4"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"), (b"%PDF-1.7", "file-is-pdf"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook-old-format"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "file-is-no-table"), (b'{"events": []}', "file-is-no-table"),
        (b"SQLite format 3\0" + b"\0" * 100, "file-is-no-table"), (b"PK\x03\x04broken", "zip-damaged"), (b"a,b\n1,\0\n", "nul-bytes"),
        ("番号,名前\n".encode(), "no-rows"), (b'a,b\n"1,2\n', "quote-not-closed"), (b"a,b\n1,\xff\xfe\n", "undecodable-bytes"),
    ],
)  # fmt: skip
def test_hostile_files_give_one_clear_problem(data, code):
    with pytest.raises(InputRefused) as refusal:
        read(data)
    assert codes(refusal) == [code]
    assert refusal.value.problems[0].remedy.ja


def test_ten_million_rows_are_refused_at_once_and_without_memory():
    data = b"a,b\n" + b"1,2\n" * 10_000_000
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(InputRefused) as refusal:
        read(data)
    assert codes(refusal) == ["too-many-rows"]
    assert f"{MOST_ROWS:,}" in refusal.value.problems[0].what.ja
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


def test_too_many_cells_are_refused():
    with pytest.raises(InputRefused) as refusal:
        read(b"a,b\n" + b"," * 70_000_000)
    assert codes(refusal) == ["too-many-cells"]


def test_a_zip_bomb_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/workbook.xml", b"\0" * (300 << 20))
    with pytest.raises(InputRefused) as refusal:
        read(packed.getvalue(), "book.xlsx")
    assert codes(refusal) == ["zip-bomb"]
