# SPDX-License-Identifier: Apache-2.0
"""Every data set passes the 30 checks, says its source, licence and citation, and the change log tells each figure's way."""

from __future__ import annotations

import csv
import io
import json

import pytest

from machikata.publication.open_data import Publisher
from machikata.records.table_checks import Answer, Companions, check_table
from machikata.testing.public_sites import TOWNS, planted_office
from machikata.workspace.open_data import open_data, write_open_data

ALONE = {Answer.PASS, Answer.NOT_APPLICABLE, Answer.COMPANION_NEEDED}
TABLES = {
    "kpi": ("adoption_by_year.csv", "adoption_targets.csv", "adoption_by_group.csv", "adoption_by_municipality.csv"),
    "effects": ("effects.csv",), "groups": ("groups.csv",), "changes": ("changes.csv",),
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    ws = planted_office(tmp_path_factory.mktemp("planted") / "w").ws
    folder = tmp_path_factory.mktemp("data")
    return folder, {d.id: d for d in write_open_data(ws, folder)}, ws


def rows(folder, name):
    return list(csv.DictReader(io.StringIO((folder / "data" / name).read_text("utf-8-sig"))))


def told(report):
    return [
        f"{r.check.id} {r.check.name} {p.sentence('ja')}"
        for r in report.results
        if r.answer not in ALONE
        for p in r.problems
    ]


@pytest.mark.parametrize(("data", "name"), [(d, n) for d, names in TABLES.items() for n in names])
def test_a_table_passes_the_checks_with_its_companions(written, data, name):
    folder = written[0] / "data" / data
    companions = Companions(code_table=folder / "codes.csv", definitions=folder / "definitions.csv")
    report = check_table(folder / name, companions=companions)
    assert told(report) == []
    assert [r.check.id for r in report.results if r.answer is Answer.COMPANION_NEEDED] == ["3-07"]


def test_every_other_csv_passes_too(written):
    folder = written[0] / "data"
    empty = {"media.csv", "withdrawn.csv"}
    for path in sorted(folder.rglob("*.csv")):
        if path.name not in empty or len(path.read_bytes().splitlines()) > 1:
            beside = Companions(code_table=path.parent / "codes.csv", definitions=path.parent / "definitions.csv")
            alone = path.name in {"codes.csv", "definitions.csv"} or path == folder / "kpi" / "sources.csv"
            assert told(check_table(path, companions=Companions() if alone else beside)) == [], path.name


def test_every_code_used_is_in_the_code_table(written):
    for data in ("effects", "groups", "changes"):
        codes = {(r["column"], r["code"]) for r in rows(written[0], f"{data}/codes.csv")}
        for row in rows(written[0], f"{data}/{data}.csv"):
            for column in {c for c, _ in codes}:
                assert (column, row[column]) in codes


def test_each_column_is_defined(written):
    for data in ("effects", "groups", "changes"):
        defined = {r["column"] for r in rows(written[0], f"{data}/definitions.csv")}
        assert set(rows(written[0], f"{data}/{data}.csv")[0]) <= defined


def test_effects_have_five_and_six_digits_a_class_in_ascii_and_say_why_a_value_is_missing(written):
    found = rows(written[0], "effects/effects.csv")
    assert {(r["area_code"], r["organisation_code"]) for r in found} == {(TOWNS[0][:5], TOWNS[0])}
    assert all(r["class_code"].isascii() and r["class_code"] for r in found)
    assert {r["value_status"] for r in found} == {"shown", "few_persons", "few_cases", "told_by_others", "not_measured"}
    assert all(bool(r["value"]) == (r["value_status"] == "shown") for r in found)
    assert {r["synthetic"] for r in found} == {"yes"}


def test_each_set_has_its_citation_in_both_languages_and_its_licence(written):
    folder, sets, _ = written
    for d in sets.values():
        ja, en = (folder / "data" / d.id / "citation.txt").read_text("utf-8").splitlines()
        assert d.title.ja in ja
        assert d.title.en in en
        assert ("架空" in ja) is d.synthetic
    entry = json.loads((folder / "data" / "dcat.jsonld").read_bytes())
    assert all(d["dct:license"]["@id"].startswith("https://creativecommons.org/") for d in entry["dcat:dataset"])
    assert all(d["dct:bibliographicCitation"] for d in entry["dcat:dataset"])


def test_the_log_begins_with_what_ships_and_tells_each_release(written):
    found = rows(written[0], "changes/changes.csv")
    first = [r for r in found if r["version"] == "0"]
    assert {r["subject_code"].partition("/")[0] for r in first} == {"cases", "adoption"}
    assert all(r["change_status"] == "new" for r in first)
    later = [r for r in found if r["version"] != "0"]
    assert {r["change_status"] for r in later} == {"new", "withdrawn"}
    assert any(r["value_after"] == "4321.5" and r["synthetic"] == "yes" for r in later)
    assert all(
        not r["value_after"] and r["reason_ja"] == "誤りがあったため"
        for r in later
        if r["change_status"] == "withdrawn"
    )


def test_a_share_is_in_percent_whatever_the_figure_is_in(written):
    shares = [r for r in rows(written[0], "changes/changes.csv") if "割合（％）" in r["figure_ja"]]
    assert shares
    assert {r["unit_ja"] for r in shares} == {"％"}


def test_equal_content_gives_equal_bytes(written):
    assert open_data(written[2]) == tuple(written[1].values())
    assert open_data(written[2], Publisher(written[1]["kpi"].title)) != tuple(written[1].values())
