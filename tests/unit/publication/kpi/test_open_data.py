# SPDX-License-Identifier: Apache-2.0
"""The key figures as open data pass the 30 checks with their companions, and hold every figure with its sources."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from machikata.domain.adoption import Tool
from machikata.facts.adoption import adoption_facts
from machikata.facts.municipalities import municipality_facts
from machikata.publication.kpi import COUNTED, kpi, kpi_files
from machikata.records.table_checks import Answer, Companions, check_table

KPI = kpi(adoption_facts(), municipality_facts())
FILES = kpi_files(KPI)
TABLES = [name for name in FILES if name.startswith("adoption_")]


def rows(name, files=FILES):
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("kpi")
    for name, content in FILES.items():
        (place / name).write_bytes(content)
    return place


@pytest.mark.parametrize("name", TABLES)
def test_each_table_passes_the_checks_with_its_companions(folder, name):
    companions = Companions(code_table=folder / "codes.csv", definitions=folder / "definitions.csv")
    report = check_table(folder / name, companions=companions)
    open_ = [(r.check.id, r.answer) for r in report.results if r.answer not in (Answer.PASS, Answer.NOT_APPLICABLE)]
    assert open_ == [("3-07", Answer.COMPANION_NEEDED)]  # last year's file


@pytest.mark.parametrize("name", ["sources.csv", "codes.csv", "definitions.csv"])
def test_each_companion_passes_alone(folder, name):
    report = check_table(folder / name)
    told = [p.sentence() for r in report.results if r.answer is Answer.FAIL for p in r.problems]
    assert told == []


def test_every_count_is_there_with_its_sources():
    found = {r["fact_code"]: r for r in rows("adoption_by_year.csv")}
    for count in adoption_facts().counts:
        row = found.pop(count.id)
        assert (row["bodies_at_least"], row["bodies_at_most"]) == tuple(
            "" if v is None else str(v) for v in (count.low, count.high)
        )
        assert tuple(row["source_codes"].split()) == count.sources
    assert found == {}


def test_the_status_tells_what_is_known():
    status = {r["fact_code"]: r["status"] for r in rows("adoption_by_year.csv")}
    assert status["either-2020-all"] == "bounds"
    assert status["either-2022-all"] == "lower_bound_only"
    assert status["either-2024-all"] == "exact"
    assert status["ai-2018-all"] == "share_only"
    assert status["ai-2018-other"] == "share_only_approximate"


def test_groups_add_up_to_the_whole_country_and_every_source_is_listed():
    known = {r["source_code"] for r in rows("sources.csv")}
    found = rows("adoption_by_group.csv")
    for grouping in ("whole", "population", "class", "prefecture"):
        for tool in COUNTED:
            of = [r for r in found if (r["grouping_code"], r["tool_code"]) == (grouping, tool.value)]
            assert sum(int(r["bodies_using"]) for r in of) == KPI.whole.of(tool).users
            assert sum(int(r["bodies_n"]) for r in of) == 1741
    assert all(set(r["source_codes"].split()) <= known for r in (*found, *rows("adoption_by_municipality.csv")))


def test_every_municipality_is_there_with_five_and_six_digits_and_its_class_in_ascii():
    found = rows("adoption_by_municipality.csv")
    assert [r["organisation_code"] for r in found] == [b.code for b in KPI.bodies]
    assert all(r["area_code"] == r["organisation_code"][:5] and r["class_code"].isascii() for r in found)
    assert sum(r["either_use_code"] == "yes" for r in found) == 1012


def test_every_code_used_is_in_the_code_table():
    known = {(r["column"], r["code"]) for r in rows("codes.csv")}
    for name in TABLES:
        for row in rows(name):
            for column, value in row.items():
                if column in {c for c, _ in known} and column != "source_codes":
                    assert (column, value) in known


def test_a_group_that_gave_no_answer_has_no_share_and_says_so():
    silent = tuple(replace(b, ai=None, rpa=None) if b.code[:2] == "47" else b for b in KPI.bodies)
    files = kpi_files(kpi(adoption_facts(), silent))
    (row,) = [
        r for r in rows("adoption_by_group.csv", files) if r["area_code"] == "47000" and r["tool_code"] == Tool.AI.value
    ]
    assert (row["share"], row["status"], row["bodies_n"], row["bodies_answered"]) == ("", "no_answer", "41", "0")


def test_equal_figures_give_equal_bytes():
    assert kpi_files(kpi(adoption_facts(), municipality_facts())) == FILES
