# SPDX-License-Identifier: Apache-2.0
"""What is told of a sheet beside its values."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from machikata.records.tables.workbook_looks import sheet_looks
from machikata.records.tables.zip_guard import open_guarded


@pytest.mark.parametrize("formulas", [0, 2])
def test_formulas_of_conditional_formats_are_no_formulas_of_cells(formulas):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        bold = book.add_format({"bold": True})
        sheet.conditional_format("A1:B9", {"type": "formula", "criteria": "=$A1>$B1", "format": bold})
        sheet.write_number(0, 0, 1, bold)
        sheet.write_number(2, 1, 7)
        for n in range(formulas):
            sheet.write_formula(4 + n, 1, "=A1+1", None, 2)
    looks = sheet_looks(open_guarded(made.getvalue(), "x.xlsx"), "表", "x.xlsx", height=6, width=2)
    assert looks.formula_count == formulas
    assert looks.formulas == ((5, 1), (6, 1))[:formulas]
    assert looks.marks is not None
    assert [[looks.appearances[mark].bold for mark in row] for row in looks.marks[:3]] == [
        [True, False],
        [False, False],
        [False, False],
    ]
