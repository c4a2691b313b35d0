# SPDX-License-Identifier: Apache-2.0
"""The form of applications goes out empty and comes back filled; every fault is named at once."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from machikata.domain.call import Call, ClassWish
from machikata.domain.case_study import ServiceField as Field
from machikata.domain.errors import InputRefused
from machikata.domain.text import Text
from machikata.records.call_files import application_form, read_applications
from machikata.records.call_files.columns import heads

CALL = Call("c", Text("公募", "call"), "*", (Field.TAX, Field.WELFARE), date(2026, 4, 1), date(2026, 5, 1))


def book(rows, *, language="ja", sheet="応募"):
    """A form as a spreadsheet saves it: the header row of the call, rows, and the sheet that explains."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        first = made.add_worksheet(sheet)
        first.write_row(0, 0, [h.in_(language) for h in heads(CALL)])
        for y, row in enumerate(rows, 1):
            first.write_row(y, 0, row)
        made.add_worksheet("書き方").write_string(0, 0, "説明")
    return buffer.getvalue()


def test_an_empty_form_is_a_workbook_that_holds_no_application():
    for language in ("ja", "en"):
        with pytest.raises(InputRefused):
            read_applications(application_form(CALL, language=language), name="応募.xlsx", call=CALL)
    assert application_form(CALL, language="ja") == application_form(CALL, language="ja")


@pytest.mark.parametrize(("language", "sheet", "field", "who"), [
    ("ja", "応募", "税務", "同じ区分の団体と"), ("en", "Applications", "tax", "with bodies of the same class"), ("ja", "応募", "ｔａｘ ", "same"),
])  # fmt: skip
def test_a_filled_form_is_read_in_both_languages_and_widths(language, sheet, field, who):
    data = book(
        [["990019", "架空町", field, "福祉", who, "９９００２７", "", "990019 ", "", "", "企画課", ""]],
        language=language,
        sheet=sheet,
    )
    (row,) = read_applications(data, name="応募.xlsx", call=CALL)
    assert (row.body, row.wishes, row.class_wish) == ("990019", (Field.TAX, Field.WELFARE), ClassWish.SAME)
    assert (row.partners, row.contact, row.row) == (("990027", "990019"), "企画課", 2)


def test_every_fault_is_named_with_its_row_and_column_at_once():
    rows = [
        ["", "架空町", "税務"],
        ["990019", "", "農業"],
        ["990027", "", ""],
        ["990035", "", "税務", "", "誰とでもよい"],
    ]
    with pytest.raises(InputRefused) as refused:
        read_applications(book(rows), name="応募.xlsx", call=CALL)
    assert [(p.code, p.place.row) for p in refused.value.problems] == [
        ("applications-no-code", 2), ("applications-field", 3), ("applications-no-wish", 4), ("applications-with-whom", 5),
    ]  # fmt: skip
    assert refused.value.problems[1].choices == ("税務", "福祉")


def test_a_table_without_the_columns_says_which_are_missing():
    with pytest.raises(InputRefused) as refused:
        read_applications("名前,分野\r\nA,税務\r\n".encode(), name="x.csv", call=CALL)
    assert [p.place.column for p in refused.value.problems] == ["団体コード", "第1希望の分野"]


def test_columns_may_stand_in_any_order_and_others_count_for_nothing():
    data = "第1希望の分野,メモ,団体コード\r\n税務,x,990019\r\n".encode()
    (row,) = read_applications(data, name="x.csv", call=CALL)
    assert (row.body, row.wishes, row.class_wish) == ("990019", (Field.TAX,), ClassWish.ANY)
