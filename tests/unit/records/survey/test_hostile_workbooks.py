# SPDX-License-Identifier: Apache-2.0
"""Each hostile file has one clear answer, in bounded time and memory."""

from __future__ import annotations

import io
import resource
import time
import zipfile

import pytest

from machikata.domain.errors import InputRefused, Severity
from machikata.records.survey import book as survey_book
from machikata.records.survey.reading import read_survey

SHEET = "xl/worksheets/sheet2.xml"


@pytest.fixture
def read(permits):
    return lambda data: read_survey(data, name="調査票.xlsx", processes=(permits,), checks=False)


@pytest.fixture
def refusal(read):
    def only(data):
        with pytest.raises(InputRefused) as caught:
            read(data)
        errors = [p for p in caught.value.problems if p.severity is Severity.ERROR]
        assert len(errors) == 1
        assert errors[0].what.ja
        assert errors[0].remedy.ja
        return errors[0]

    return only


def test_a_zip_bomb(refusal):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as container:
        container.writestr("xl/workbook.xml", "<workbook/>")
        with container.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(b"0" * (1 << 20))
    assert refusal(buffer.getvalue()).code == "zip-bomb"


def test_a_cell_so_far_out_that_laying_out_would_kill_the_process(refusal, make_workbook):
    def far(_book, page):
        page.write(0, 0, 1)
        page.write(1_048_575, 16_383, 2)

    found = refusal(make_workbook(far))
    assert found.code == "cells-far-out"
    assert found.place.value == "XFD1048576"


@pytest.mark.parametrize(
    "cell",
    [
        b"<c r='XFD1048576' ><v>1</v></c>",
        b'<c\n r="XFD1048576"><v>1</v></c>',
        b'<!-- </sheetData> --><c s="1" r="XFD1048576"><v>1</v></c>',
        b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576"><x:v>1</x:v></x:c>',
    ],
)
def test_a_far_cell_hides_behind_no_way_of_writing_it(refusal, filled, change_part, cell):
    row = b'<row r="1048576">' + cell + b"</row></sheetData>"
    data = change_part(filled, SHEET, lambda xml: xml.replace(b"</sheetData>", row))
    assert refusal(data).code == "cells-far-out"


def test_a_cell_without_an_address_counts_from_the_one_before(refusal, filled, change_part):
    row = b'<row r="1048576">' + b"<c/>" * 40 + b"<c><v>1</v></c></row></sheetData>"
    assert refusal(change_part(filled, SHEET, lambda xml: xml.replace(b"</sheetData>", row))).code == "cells-far-out"


def test_a_million_empty_formatted_rows_are_skipped_and_named(read, filled, change_part, answers):
    rows = b"".join(b'<row r="%d" s="3" customFormat="1" ht="15" customHeight="1"/>' % n for n in range(100, 1_048_577))
    data = change_part(filled, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading = read(data)
    assert reading.survey == answers
    (found,) = (p for p in reading.problems if p.code == "survey-empty-rows")
    assert "1,048,4" in found.what.ja
    assert time.process_time() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600 << 10


def test_macros_and_links_are_neither_run_nor_followed_but_named(read, filled, answers):
    buffer = io.BytesIO(filled)
    with zipfile.ZipFile(buffer, "a") as container:
        container.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        container.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    reading = read(buffer.getvalue())
    assert reading.survey == answers
    assert {p.code for p in reading.problems} == {"workbook-macros", "workbook-links"}


@pytest.mark.parametrize(
    "member", ["xl/sharedStrings.xml", SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml"]
)
def test_a_document_type_with_entities(refusal, filled, change_part, member):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'

    def spoil(xml):
        at = xml.index(b"?>") + 2
        return xml[:at] + bomb + xml[at:]

    assert refusal(change_part(filled, member, spoil)).code == "workbook-dtd"


def test_a_document_type_that_points_to_a_file(refusal, filled, change_part):
    outside = b'<!DOCTYPE sst SYSTEM "file:///etc/hostname">'
    data = change_part(filled, "xl/sharedStrings.xml", lambda xml: xml.replace(b"?>", b"?>" + outside, 1))
    assert refusal(data).code == "workbook-dtd"


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_truncated_file(refusal, filled, share):
    assert refusal(filled[: int(len(filled) * share)]).code == "zip-damaged"


def test_a_file_with_a_spoiled_part(refusal, filled, change_part):
    assert refusal(change_part(filled, SHEET, lambda xml: xml[: len(xml) // 2])).code == "workbook-damaged"
    assert refusal(change_part(filled, "xl/workbook.xml", lambda _: b"not xml")).code in (
        "workbook-damaged",
        "survey-sheet-missing",
    )


def test_encrypted_files_of_both_kinds(refusal, filled):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600).code == "workbook-encrypted"
    locked = bytearray(filled)
    at = 0
    while (at := locked.find(b"PK\x01\x02", at)) >= 0:
        locked[at + 8] |= 1
        at += 4
    assert refusal(bytes(locked)).code == "workbook-encrypted"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 ",
        b"\x89PNG\r\n",
        b"<html><table></table></html>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\x1f\x8b\x08\0",
    ],
)
def test_files_that_are_no_table(refusal, data):
    assert refusal(data).code == "survey-file-foreign"


def test_other_archives_and_empty_files(refusal):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("word/document.xml", "<document/>")
    assert refusal(buffer.getvalue()).code == "survey-file-foreign"
    assert refusal(b"").code == "file-empty"


def test_a_file_beyond_the_limit_is_refused_before_it_is_opened(refusal, monkeypatch, filled):
    monkeypatch.setattr(survey_book, "MOST_BYTES", 1_000)
    assert refusal(filled).code == "survey-file-too-large"


def test_more_rows_than_any_section_has_steps(refusal, monkeypatch, filled):
    monkeypatch.setattr(survey_book, "MOST_ROWS", 5)
    assert refusal(filled).code == "survey-too-many-rows"


def test_odd_names_of_sheets_do_no_harm(read, hand_in, answers):
    for name in ("x'; DROP TABLE y", "回答<b>", "=1+1", "　"):
        reading = read(hand_in({"年間件数（件）": 5}, sheet=name))
        assert "survey-sheet-renamed" in [p.code for p in reading.problems]


def test_two_sheets_of_one_name(refusal, filled, change_part):
    double = change_part(
        filled, "xl/workbook.xml", lambda xml: xml.replace('name="コード表"'.encode(), 'name="回答"'.encode())
    )
    assert refusal(double).code == "survey-sheet-doubled"


def test_a_page_of_text_in_a_number_column_costs_no_time(refusal, hand_in):
    start = time.process_time()
    assert refusal(hand_in({"年間件数（件）": "1から" * 10_000})).code == "survey-number-text"
    assert time.process_time() - start < 2


def test_a_declaration_behind_pages_of_comment(refusal, filled, change_part):
    padding = b"<!--" + b"x" * 100_000 + b"--><!DOCTYPE x>"
    data = change_part(filled, "xl/styles.xml", lambda xml: xml.replace(b"?>", b"?>" + padding, 1))
    assert refusal(data).code == "workbook-damaged"
