# SPDX-License-Identifier: Apache-2.0
"""Names come through byte for byte; odd ones are told without being repeated."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from machikata.apps.daycare_matching.reading import read_applications
from machikata.automation.app.inputs import InputContent
from machikata.automation.table_reading import read_input_table

HEAD = "申請者番号,世帯番号,生年月日,クラス年齢,指数,希望1施設,氏名"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("=cmd|'/c calc'!A0", "name-like-formula"), ("＝SUM(A1)", "name-like-formula"), ("@import", "name-like-formula"),
        ("-1+1", "name-like-formula"), ("外字\ue000子", "name-gaiji"), ("山\U000f0000田", "name-gaiji"), ("山\u202e田", "name-control"),
        ("葛\U000e0100城　逢\U000e0100", None), ("𠮷野　か\u3099く", None), ("汐見  葵 ", None),
    ],
)  # fmt: skip
def test_a_name_is_kept_and_told_when_odd(read, with_children, name, code):
    applications = read(with_children(f'1,5,2025-05-06,1,40,0012,"{name}"', head=HEAD))
    assert applications.children[0].name == name
    found = [w for w in applications.warnings if w.code.startswith("name-")]
    assert [w.code for w in found] == ([code] if code else [])
    assert not any(name in w.sentence() for w in found)


def test_names_are_kept_from_shift_jis_with_gaiji_and_from_workbooks(read, tmp_path):
    gaiji = f"{HEAD}\n1,5,2025-05-06,1,40,0012,髙\ue000﨑\n".encode("cp932")
    facilities = read_input_table(
        InputContent("f.csv", "施設番号,名称,枠番号,対象クラス,募集人数\n0012,a,1,1,2\n".encode("utf-16"))
    )
    child = read_applications(read_input_table(InputContent("c.csv", gaiji)), facilities).children[0]
    assert child.name == "髙\ue000﨑"
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, [1, 5, "2025-05-06", 1, 40, 12])
        sheet.write_string(1, 6, "=葛\U000e0100城")
    table = read_input_table(InputContent("c.xlsx", book.getvalue()))
    child = read_applications(table, facilities, fiscal_year=2027).children[0]
    assert (child.name, len(child.wishes), child.row) == ("=葛\U000e0100城", 1, 2)
