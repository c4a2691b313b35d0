# SPDX-License-Identifier: Apache-2.0
"""The 30 checks on real tables, as a person who has looked at every finding would answer: no false alarm, nothing overlooked."""

from __future__ import annotations

import pytest

from machikata.records.table_checks import Answer, check_table

pytestmark = pytest.mark.external
ALONE = {Answer.PASS, Answer.NOT_APPLICABLE}
NEEDED = {"3-07", "3-08"}
"""Without last year's file and definitions nobody can answer these."""


@pytest.fixture
def checked(shared_data):
    def check(name):
        return check_table(shared_data / name)

    return check


def found(report):
    """Check → (answer, the columns and codes of its findings), for what is not in order."""
    return {
        r.check.id: (r.answer, {(p.code, p.place.column) for p in r.problems})
        for r in report.results
        if r.answer not in ALONE and r.check.id not in NEEDED
    }


def test_statistics_of_all_municipalities_have_a_header_of_three_rows_and_some_columns_without_a_unit(checked):
    """SSDSE-A: codes, years and names of the columns in three rows; areas, ratios and sums of money have no unit in the file."""
    report = checked("municipalities/SSDSE-A-2025.csv")
    told = found(report)
    assert set(told) == {"2-03", "3-01", "3-04"}
    assert (report.sheets[0].rows, report.sheets[0].columns) == (1744, 128)
    units = {column.rpartition("／")[2] for _, column in told["3-04"][1]}
    assert {"可住地面積", "歳入決算総額（市町村財政）", "経常収支比率（市町村財政）"} <= units
    assert not {u for u in units if "人口" in u or u.endswith("数")}
    assert [s.points for s in report.scores] == [100, 0, 0]


def test_a_table_with_percent_signs_inside_its_values(checked):
    """municipality_master: 69% in a column of shares, twice a bare %, blanks beside zeros, indices without a unit."""
    told = found(checked("municipalities/municipality_master.csv"))
    assert set(told) == {"1-09", "2-01", "3-04"}
    assert told["1-09"] == (Answer.PERSON_NEEDED, {("blank-and-zero", "std_progress_2026_01")})
    assert told["2-01"][1] == {
        ("number-with-text", "online26"),
        ("number-with-text", "online32"),
        ("text-among-numbers", "online32"),
    }
    assert "pop_census2020" not in {column for _, column in told["3-04"][1]}


def test_a_table_with_municipalities_as_columns(checked):
    """DX progress: 1,741 municipalities side by side, names that repeat, two columns without a header, a space behind a label."""
    told = found(checked("municipalities/dx_progress_by_municipality.csv"))
    assert set(told) == {"1-05", "1-06", "2-03", "3-09"}
    assert told["1-05"][1] == {("header-blank", "A"), ("header-blank", "B")}
    assert len(told["3-09"][1]) == 200
    assert checked("municipalities/dx_progress_by_municipality.csv").result("3-09").count == 1741


def test_a_long_table_of_nurseries(checked):
    """Vacancies by facility and age: well kept; five blanks beside zeros, and counts whose English heads do not say of what."""
    told = found(checked("nursery/yokohama_2026-02.csv"))
    assert set(told) == {"1-09", "3-04"}
    assert {column for _, column in told["3-04"][1]} == {"vacancies", "waiting", "enrolled"}


@pytest.mark.parametrize("name", ["StudentRecord", "StudentRecord_preprocessed", "StudentRecord_segmented"])
def test_logs_of_an_action_logger(checked, name):
    """What people typed, with the spaces they typed behind it; line breaks are written as \\n there and break no record."""
    told = found(checked(f"ui_logs/student_record/{name}.csv"))
    assert set(told) == {"1-06"}
    assert {column for _, column in told["1-06"][1]} <= {
        "content",
        "target.value",
        "target.innerHTML",
        "target.innerText",
    }
