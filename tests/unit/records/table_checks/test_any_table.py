# SPDX-License-Identifier: Apache-2.0
"""Whatever stands in a table, the checks give thirty answers; whatever a file holds, it is checked or refused in words."""

from __future__ import annotations

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from machikata.domain.errors import InputRefused
from machikata.records.table_checks import Answer, check_table_bytes
from machikata.records.tables.limits import NAMED_PLACES

WORDS = [
    "係",
    "工程",
    "件数（件）",
    "10",
    "0",
    "-3",
    "1,200",
    "50%",
    "１２",
    "令和6年度",
    "R6.4.1",
    "2024-04-01",
    "2024",
    "x",
    "…",
    "〃",
    "①受付",
    "㈱町型",
    "10(5)",
    "紙、電子",
    "その他（郵送）",
    "その他",
    "北海道",
    "東京",
    "札幌市",
    "011002",
    "11002",
    "0312345678",
    "※注",
    "単位：円",
    "合計",
    "1",
    "2",
    "3",
    "A",
    "B",
]
CELLS = st.sampled_from(["", "", *WORDS, " 余白 ", "改\n行", "氏　名", "=1+1", "'", '"', "\ue000"]) | st.text(
    max_size=8
)
GRIDS = st.lists(st.lists(CELLS, max_size=6), max_size=12)


def thirty_answers(report):
    assert len(report.results) == 30
    for result in report.results:
        assert len(result.problems) <= NAMED_PLACES
        assert all(p.count >= 1 and p.what.ja and p.what.en and p.remedy.ja and p.remedy.en for p in result.problems)
        assert (result.answer is Answer.FAIL) <= bool(result.problems)
        assert all(p.sentence("ja") and p.sentence("en") for p in result.problems)
    assert all(s.points is None or 0 <= s.points <= 100 for s in report.scores)


def checked(data, name):
    try:
        thirty_answers(check_table_bytes(data, name=name))
    except InputRefused as refused:
        assert refused.problems  # noqa: PT017  either of the two is right


@given(GRIDS)
@settings(max_examples=150)
def test_any_csv_is_answered_or_refused(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    checked(out.getvalue().encode("utf-8", "ignore"), "表.csv")


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "ignore")))
@settings(max_examples=150)
def test_any_bytes_are_answered_or_refused(data):
    checked(data, "表.csv")


@given(GRIDS, st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sheet_is_answered(made_workbook, rows, data):
    def change(_book, sheet):
        for _ in range(data.draw(st.integers(0, 2))):
            row, column = data.draw(st.integers(0, 8)), data.draw(st.integers(0, 5))
            sheet.set_row(row, None, None, {"hidden": data.draw(st.booleans())})
            sheet.write_formula(row, column, "=1", None, 1)

    checked(made_workbook([[c.replace("\x00", "") for c in row] for row in rows], change), "表.xlsx")
