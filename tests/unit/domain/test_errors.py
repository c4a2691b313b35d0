# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machikata.domain.errors import Place


def test_a_place_on_a_sheet_is_told_by_its_cell_and_elsewhere_by_its_row():
    cell = Place("調査.xlsx", "回答", 12, "件数", "10件", "F12")
    assert cell.text().ja == "調査.xlsx シート「回答」 セルF12 列「件数」 値「10件」"
    assert cell.text().en == "調査.xlsx, sheet “回答”, cell F12, column “件数”, value “10件”"
    assert Place("調査.csv", row=12, column="件数").text().ja == "調査.csv 12行目 列「件数」"
