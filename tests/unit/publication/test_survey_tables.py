# SPDX-License-Identifier: Apache-2.0
"""A comparison of surveys as tables, workbook, report, JSON and open data: everywhere the same figures, hidden ones nowhere."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from machikata.domain.text import Text
from machikata.publication.comparison_tables import written
from machikata.publication.document import to_document
from machikata.publication.report import write_survey_report
from machikata.publication.summary import summary
from machikata.publication.survey_open_data import (
    HEAD,
    code_table_csv,
    definitions_csv,
    open_data_csv,
    open_data_set,
)
from machikata.publication.survey_pictures import survey_pictures
from machikata.publication.survey_tables import survey_tables
from machikata.publication.workbook import write_workbook
from machikata.records.table_checks import Answer, Companions, check_table
from machikata.testing.workload_comparisons import sample_workload_comparison

COMPARISON = sample_workload_comparison(n_bodies=8)
TABLES = {t.id: t for t in survey_tables(COMPARISON)}
TITLE = Text("比較", "Comparison")


def report(language="ja", comparison=COMPARISON):
    pictures = survey_pictures(comparison, language=language)
    return write_survey_report(comparison, title=TITLE, language=language, made_on=date(2026, 5, 15), pictures=pictures)


def open_rows(comparison=COMPARISON):
    return list(csv.DictReader(io.StringIO(open_data_csv(comparison).decode("utf-8-sig"))))


def test_every_table_has_as_many_cells_as_columns_and_no_id_twice():
    tables = survey_tables(COMPARISON)
    assert len({t.id for t in tables}) == len(tables)
    for table in tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_steps_of_a_body_stand_in_minutes_and_the_costs_in_thousands_of_yen():
    first = dict(zip([c.head.ja for c in TABLES["steps"].columns], TABLES["steps"].rows[0], strict=True))
    figure = COMPARISON.steps[0].bodies[0]
    assert first["1件あたりの分"] == pytest.approx(figure.hours_per_case.value * 60)
    cost = TABLES["cost"].rows[0]
    assert cost[1] == pytest.approx(COMPARISON.bodies[0].totals.cost_own.value / 1000)


def test_a_suppressed_step_gives_no_figure_and_its_reason():
    row = next(r for r in TABLES["steps"].rows if r[0].ja == "意見書の依頼・催促" and r[1].ja == "朝凪市")
    assert [v for v in row[2:-2] if v is not None] == []
    assert row[-1].ja == "10件未満のため表示しません"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_workbook_holds_every_figure_of_the_tables(language):
    content = write_workbook(
        tuple(TABLES.values()), language=language, notice=Text("架空のデータです", "Invented data")
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == len(TABLES)
    for name, table in zip(book.sheet_names, TABLES.values(), strict=True):
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert any(("架空" in str(c)) or ("Invented" in str(c)) for row in cells[:3] for c in row)
        for found, row in zip(cells[-len(table.rows) :], table.rows, strict=True):
            for cell, value in zip(found, row, strict=True):
                told = value.in_(language) if isinstance(value, Text) else "―" if value is None else value
                assert cell == (pytest.approx(told) if isinstance(told, float) else told)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_report_shows_every_written_value_loads_nothing_and_says_that_it_is_invented(language):
    html = report(language)
    text = re.sub(r"<[^>]+>", " ", html)
    for table in (TABLES["needed"], TABLES["steps"], TABLES["classes"], TABLES["cost"]):
        for row in table.rows:
            for value, column in zip(row, table.columns, strict=True):
                assert written(value, column.form, language) in text or written(value, column.form, language) == ""
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in html
    assert ("架空" if language == "ja" else "Synthetic") in text


def test_the_report_draws_hours_body_by_body_in_order_of_codes_and_the_own_ratios():
    html = report()
    assert html.count('role="img"') == 2
    names = [b.name.ja for b in COMPARISON.bodies]
    chart = html[html.index('id="needed-t"') :]
    places = [chart.index(f">{name}</") if f">{name}</" in chart else chart.index(name) for name in names]
    assert places == sorted(places)


def test_the_open_data_carry_the_figures_of_the_result():
    rows = open_rows()
    assert tuple(rows[0]) == HEAD
    for step in COMPARISON.steps:
        for figure in step.bodies:
            found = [r for r in rows if (r["organisation_code"], r["step_code"]) == (figure.body, step.step)]
            minutes = next(r for r in found if r["indicator_code"] == "minutes_per_case")
            if figure.hours_per_case is None:
                assert minutes["value"] == ""
                assert minutes["status"] == ("suppressed" if figure.suppressed else "not_available")
            else:
                assert float(minutes["value"]) == pytest.approx(figure.hours_per_case.value * 60, abs=1e-4)
                assert minutes["status"] == "shown"
        median = next(
            r for r in rows if r["step_code"] == step.step and r["scope"] == "class_median"
            and r["indicator_code"] == "minutes_per_case"
        )  # fmt: skip
        assert float(median["value"]) == pytest.approx(step.hours_per_case.median.value * 60, abs=1e-4)
    assert {r["figure_kind"] for r in rows} == {"reported_synthetic"}


def test_the_open_data_name_bodies_by_five_digits_their_official_name_and_six_digits():
    row = open_rows()[0]
    assert (row["area_code"], row["organisation_code"], row["organisation_name"]) == ("99001", "990019", "汐見原市")
    assert row["group_code"].isascii()


def test_the_open_data_pass_all_thirty_checks_with_their_companions(tmp_path: Path):
    files = {"data.csv": open_data_csv(COMPARISON), "codes.csv": code_table_csv(COMPARISON), "definitions.csv": definitions_csv(COMPARISON)}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    last = tmp_path / "last.csv"
    last.write_bytes(files["data.csv"])
    companions = Companions(tmp_path / "codes.csv", tmp_path / "definitions.csv", last)
    found = check_table(tmp_path / "data.csv", companions=companions)
    assert {r.answer for r in found.results} <= {Answer.PASS, Answer.NOT_APPLICABLE}, found.problems
    assert [s.points for s in found.scores] == [100, 100, 100]


def test_every_code_of_the_open_data_stands_in_the_code_table():
    codes = {
        (r["column"], r["code"]) for r in csv.DictReader(io.StringIO(code_table_csv(COMPARISON).decode("utf-8-sig")))
    }
    for row in open_rows():
        for column in ("scope", "indicator_code", "status", "figure_kind", "step_code", "group_code", "process_code"):
            assert (column, row[column]) in codes


def test_equal_comparisons_give_equal_bytes_in_every_form():
    again = sample_workload_comparison(n_bodies=8)
    assert open_data_set(COMPARISON) == open_data_set(again)
    assert report() == report(comparison=again)
    assert write_workbook(survey_tables(COMPARISON), language="ja") == write_workbook(
        survey_tables(again), language="ja"
    )
    with zipfile.ZipFile(io.BytesIO(open_data_set(COMPARISON))) as pack:
        assert pack.namelist() == ["data.csv", "codes.csv", "definitions.csv"]


def test_the_document_keeps_every_figure_and_hides_what_is_hidden():
    document = json.loads(json.dumps(to_document(COMPARISON)))
    hidden = document["steps"][2]["bodies"][-1]
    assert (hidden["suppressed"], hidden["hours"], hidden["cases"]) == (True, None, None)
    assert document["provenance"]["kind"] == "reported"


def test_the_summary_says_that_the_data_are_invented_and_then_what_differs():
    lines = summary(COMPARISON).splitlines()
    assert lines[0] == "【架空のデータ】"
    assert "意見書の依頼・催促" in lines[1]


@pytest.mark.parametrize("shape", [{"n_bodies": 3}, {"n_bodies": 8, "own": ""}, {"n_bodies": 10}])
def test_every_shape_gives_every_form(shape):
    comparison = sample_workload_comparison(**shape)
    assert write_workbook(survey_tables(comparison), language="en")
    assert "</html>" in report("en", comparison)
    assert open_rows(comparison)
