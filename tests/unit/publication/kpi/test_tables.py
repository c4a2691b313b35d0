# SPDX-License-Identifier: Apache-2.0
"""The tables of the key figures: every figure stands in them, and their CSV passes the 30 checks."""

from __future__ import annotations

import csv
import io

import pytest

from machikata.domain.adoption import Tool
from machikata.domain.prefectures import PREFECTURES
from machikata.facts.adoption import adoption_facts
from machikata.facts.municipalities import municipality_facts
from machikata.publication.csv_table import table_csv
from machikata.publication.kpi import COUNTED, kpi, kpi_tables, municipality_table
from machikata.publication.kpi.tables import by_year_table, either_table, prefecture_table
from machikata.publication.workbook import write_workbook
from machikata.records.table_checks import Answer, check_table_bytes

KPI = kpi(adoption_facts(), municipality_facts())
TABLES = {t.id: t for t in (*kpi_tables(KPI), municipality_table(KPI, "01"), municipality_table(KPI, "07"))}
ALONE = {Answer.PASS, Answer.NOT_APPLICABLE, Answer.COMPANION_NEEDED}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_csv_of_each_table_passes_the_checks(table, language):
    report = check_table_bytes(table_csv(table, language), name="表.csv")
    assert [f"{r.check.name} {p.sentence()}" for r in report.results if r.answer not in ALONE for p in r.problems] == []


def test_the_table_of_either_shows_bounds_and_targets_beside_each_other():
    rows = [(r[0], r[3], r[4], r[5], r[7]) for r in either_table(KPI).rows]
    assert rows == [
        ("2020", 417, 800, 1788, 300),
        ("2021", 672, 1229, 1788, None),
        ("2022", 838, None, 1788, 500),
        ("2023", 1059, 1059, 1788, None),
        ("2024", 1154, 1154, 1788, 1065),
        ("2023", 1012, 1012, 1741, None),
    ]


def test_each_row_of_years_names_its_sources_by_title():
    titles = {s.title.ja for s in KPI.sources}
    for table in (either_table(KPI), by_year_table(KPI)):
        assert all(set(row[-1].ja.split(" / ")) <= titles and row[-1].ja for row in table.rows)


def test_every_count_but_those_of_either_stands_in_the_table_by_year():
    assert len(by_year_table(KPI).rows) == sum(len(s.counts) for s in KPI.series if s.tool is not Tool.EITHER)


def test_where_a_number_is_missing_the_csv_says_so():
    rows = list(csv.reader(io.StringIO(table_csv(either_table(KPI), "ja").decode("utf-8-sig"))))
    assert rows[0][-1] == "値の状態"
    assert {r[0]: r[-1] for r in rows[1:6]}["2022"] == "ない値あり"


def test_prefectures_stand_in_the_order_of_codes_with_five_and_six_digits():
    rows = prefecture_table(KPI).rows
    assert [r[0] for r in rows] == [f"{i:02}000" for i in range(1, 48)] + ["00000"]
    assert rows[12][1] == "130001"


@pytest.mark.parametrize("number", PREFECTURES)
def test_each_municipality_stands_in_the_table_of_its_prefecture(number):
    table = municipality_table(KPI, number)
    assert [r[1] for r in table.rows] == [b.code for b in KPI.bodies if b.code[:2] == number]
    assert all(r[0] == r[1][:5] and r[3].isascii() for r in table.rows)
    used = [sum(r[5 + i].ja == "使っている" for r in table.rows) for i in range(3)]
    assert used == [KPI.prefectures[int(number) - 1].of(tool).users for tool in COUNTED]


def test_page_csv_and_workbook_take_the_same_tables():
    book = write_workbook(tuple(TABLES.values()), language="ja")
    assert book == write_workbook(tuple(TABLES.values()), language="ja")
    assert book[:2] == b"PK"
