# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import csv
import io

import pytest

from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn
from machikata.publication.csv_table import csv_file, table_csv
from machikata.records.table_checks import Answer, check_table_bytes


def read(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def table(*rows):
    columns = (
        TableColumn(Text("工程", "Step")), TableColumn(Text("中央値（日）", "Median (days)"), Form.DAYS),
        TableColumn(Text("割合", "Share"), Form.SHARE), TableColumn(Text("差", "Ratio of both"), Form.RATIO),
    )  # fmt: skip
    return ResultTable("t", Text("表", "Table"), columns, rows)


def test_a_csv_begins_with_a_mark_and_its_header_and_ends_lines_as_windows_does():
    data = csv_file([["係", "件数（件）"], ["資格係", 3], ["給付,係", None]])
    assert data == b"\xef\xbb\xbf" + '係,件数（件）\r\n資格係,3\r\n"給付,係",\r\n'.encode()


@pytest.mark.parametrize(("value", "written"), [
    ("=1+1", "'=1+1"), ("@SUM", "'@SUM"), ("-受付", "'-受付"), (" 受付 ", "受付"), ("窓口\n電話", "窓口 電話"), ("受付　 係", "受付 係"), ("資格　係", "資格　係"),
])  # fmt: skip
def test_words_become_no_formula_have_no_padding_and_stand_on_one_line(value, written):
    assert read(csv_file([["工程"], [value]]))[1] == [written]


def test_numbers_are_plain_and_have_their_unit_in_the_header():
    rows = read(table_csv(table(("受付", 12.25, 0.5404, 1.1)), "ja"))
    assert rows == [["工程", "中央値（日）", "割合（0〜1）", "差（比）"], ["受付", "12.25", "0.5404", "1.1"]]
    assert read(table_csv(table(("受付", 1.0, 0.5, 1.1)), "en"))[0] == [
        "Step",
        "Median (days)",
        "Share (0–1)",
        "Ratio of both (ratio)",
    ]


def test_a_number_that_is_not_there_is_empty_and_a_column_says_so():
    rows = read(table_csv(table(("受付", None, 0.5, 1.1), ("審査", 0.0, 0.1, 1.0)), "ja"))
    assert rows[0][-1] == "値の状態"
    assert rows[1] == ["受付", "", "0.5", "1.1", "ない値あり"]
    assert rows[2][-1] == "すべてあり"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_written_passes_the_checks(language):
    rows = tuple((f"工程{n}, その{n % 3}\n目", None if n == 2 else float(n), n / 20, 1.0 + n) for n in range(12))
    report = check_table_bytes(table_csv(table(*rows), language), name="t.csv")
    assert report.failed == ()
    assert report.result("1-09").answer is Answer.PASS
