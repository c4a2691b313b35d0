# SPDX-License-Identifier: Apache-2.0
"""From files to answers: names and places change nothing, ChilmAI's files go in unchanged, and what means harm is said clearly."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from machikata.apps.daycare_matching.app import APP
from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.pages.letters import documents_for
from machikata.apps.daycare_matching.samples import chilmai_files, sample_municipality
from machikata.automation.app.documents import Facts
from machikata.automation.app.inputs import InputContent
from machikata.domain.errors import Severity
from machikata.testing.app_contexts import FakeContext
from machikata.testing.app_given import Given, csv_content

RULESETS = ("shiomihara-2027", "fujimizaka-2027", "masagoura-2027")
IVS_NAME = "葛\U000e0102城 \U00020bb7\u3000辻\U000e0100"
FORMULA = '=HYPERLINK("http://example.jp","x")'


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.data.decode("utf-8-sig"))))


def written(rows, name):
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return InputContent(name, out.getvalue().encode("utf-8-sig"))


def renamed(case):
    """Every application, household and facility under another number, facilities and children in another order."""
    children, facilities = rows_of(case.given.files["children"]), rows_of(case.given.files["facilities"])
    child = {r["申請者番号"]: f"Z{9_000_000 - i}" for i, r in enumerate(children)}
    household = {n: f"H{i}" for i, n in enumerate(sorted({r["世帯番号"] for r in children}, reverse=True))}
    facility = {n: f"N{900 - i}" for i, n in enumerate(dict.fromkeys(r["施設番号"] for r in facilities))}
    for row in children:
        row["申請者番号"], row["世帯番号"] = child[row["申請者番号"]], household[row["世帯番号"]]
        for key in row:
            if key.endswith("施設") and row[key]:
                row[key] = facility[row[key]]
            elif key.startswith("調整指数項目") and "@" in row[key]:
                code, at = row[key].split("@")
                row[key] = f"{code}@{facility[at]}"
    for row in facilities:
        row["施設番号"] = facility[row["施設番号"]]
        row["連携施設"] = " ".join(facility[n] for n in row["連携施設"].replace("、", " ").replace(";", " ").split())
    files = {
        "children": written(children[::-1], "別.csv"),
        "facilities": written(sorted(facilities, key=lambda r: (r["枠番号"], r["施設番号"])), "別の施設.csv"),
    }
    return type(case)(Given(files, case.given.options)), child, facility


@pytest.mark.parametrize("ruleset", RULESETS)
def test_other_numbers_and_another_order_change_no_result(city, ruleset):
    case = city(children=200, facilities=10, seed=11, ruleset=ruleset)
    other, child, facility = renamed(case)
    first, second = (dict(c.ran().ended["run-1"][1].answers) for c in (case, other))
    assert second == {child[n]: facility.get(a, a) for n, a in first.items()}
    assert {"保留", *facility} & set(first.values())


def test_the_pair_of_files_of_chilmai_is_taken_unchanged():
    sample = sample_municipality(children=120, facilities=6, seed=2, plain=True, chilmai_patterns=True)
    children, daycares = chilmai_files(sample)
    given = Given(
        {"children": InputContent("applicants.csv", children), "facilities": InputContent("daycares.csv", daycares)}
    )
    inputs = given.inputs(APP.manifest)
    assert not [p for p in APP.check(inputs) if p.severity is Severity.ERROR]
    outcome = APP.run(inputs, FakeContext(APP.manifest.id))
    assert len(outcome.answers) == 120
    assert outcome.result["rules"]["id"] == "chilmai"
    assert outcome.result["results"]["offered"] > 60


def test_names_with_variation_selectors_and_formulas_reach_the_letter_unchanged(city):
    case = city(children=40, facilities=4, seed=3)
    rows = rows_of(case.given.files["children"])
    rows[0]["氏名"], rows[1]["氏名"] = IVS_NAME, FORMULA
    named = type(case)(replace(case.given, files={**case.given.files, "children": written(rows, "申込み.csv")}))
    context = named.ran().of_run("run-1")
    documents = documents_for(context, "run-1", language="ja")
    facts = [dict(b.pairs) for d in documents for b in d.blocks if isinstance(b, Facts)]
    said = {f["児童の氏名"] for f in facts if "児童の氏名" in f}
    assert {IVS_NAME, FORMULA} <= said
    result = named.solved()
    data = letter_data(result.built, result.results, result.refused, result.cut_offs)
    assert IVS_NAME in {d.name for d in data}


def errors(case):
    found = APP.check(case.inputs)
    assert all(p.what.ja and p.what.en and p.remedy.ja and p.remedy.en for p in found)
    return [p for p in found if p.severity is Severity.ERROR]


def test_an_unknown_facility_and_seats_below_none_are_said_with_row_and_column_at_once(city):
    case = city(children=40, facilities=4, seed=3)
    children, facilities = rows_of(case.given.files["children"]), rows_of(case.given.files["facilities"])
    children[2]["希望1施設"], facilities[1]["募集人数"] = "X999", "-1"
    files = {"children": written(children, "申込み.csv"), "facilities": written(facilities, "施設.csv")}
    found = errors(type(case)(Given(files, case.given.options)))
    places = {(p.place.file, p.place.row, p.place.column, p.place.value) for p in found}
    assert {("申込み.csv", 4, "希望1施設", "X999"), ("施設.csv", 3, "募集人数", "-1")} <= places


def test_households_that_list_each_others_children_are_refused(city):
    case = city(children=40, facilities=4, seed=3)
    rows = rows_of(case.given.files["children"])
    first = rows[0]
    second = next(r for r in rows if r["世帯番号"] != first["世帯番号"])
    head = ("世帯番号", "順位", "申請者番号1", "施設番号1", "枠番号1")
    siblings = csv_content(
        "きょうだい.csv", head,
        (first["世帯番号"], "1", second["申請者番号"], second["希望1施設"], second["希望1枠番号"]),
        (second["世帯番号"], "1", first["申請者番号"], first["希望1施設"], first["希望1枠番号"]),
    )  # fmt: skip
    found = errors(type(case)(replace(case.given, files={**case.given.files, "siblings": siblings})))
    assert [(p.code, p.place.row) for p in found] == [
        ("combination-other-household", 2),
        ("combination-other-household", 3),
    ]


def test_wrong_rules_and_wrong_tables_are_told_together(city):
    case = city(children=40, facilities=4, seed=3).changed("facilities", "0001", "0001 0002 ")
    files = {**case.given.files, "rules": InputContent("規則.yaml", b"id: [1")}
    codes = {p.place.file for p in errors(type(case)(replace(case.given, files=files)))}
    assert "規則.yaml" in codes


def test_an_unknown_round_names_those_of_the_rules(city):
    [found] = errors(city(children=40, facilities=4, seed=3, in_round="third"))
    assert (found.code, found.place.column) == ("round-unknown", "round")
    assert "一次選考" in found.remedy.ja
    assert "second" in found.remedy.en


def test_ten_million_rows_are_refused_in_words(city):
    case = city(children=40, facilities=4, seed=3)
    head = case.given.files["children"].data.decode("utf-8-sig").splitlines()[0]
    data = (head + "\r\n" + "1,2\r\n" * 10_000_000).encode()
    files = {**case.given.files, "children": InputContent("多い.csv", data)}
    found = errors(type(case)(replace(case.given, files=files)))
    assert "too-many-rows" in {p.code for p in found}
