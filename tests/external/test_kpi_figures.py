# SPDX-License-Identifier: Apache-2.0
"""The shipped facts of the municipalities, and the figures counted from them, come out of the published tables again."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from machikata.domain.adoption import BodyAdoption, Tool
from machikata.domain.municipality import Municipality, MunicipalityCode, MunicipalityKind
from machikata.domain.population_class import class_id
from machikata.domain.text import Text
from machikata.facts.adoption import adoption_facts
from machikata.facts.municipalities import HEAD, MUNICIPALITIES_AS_OF, municipality_facts
from machikata.publication.kpi import COUNTED, kpi
from machikata.records.adoption_table import read_adoption_table
from machikata.rules.similar_bodies import classify

pytestmark = pytest.mark.external
POPULATION, WORKERS, SECONDARY, TERTIARY = "A1101", "F1102", "F2211", "F2221"
KINDS = {"町": MunicipalityKind.TOWN, "村": MunicipalityKind.VILLAGE}
ANSWER = {True: "yes", False: "no", None: ""}


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "municipalities"


@pytest.fixture(scope="module")
def statistics(folder):
    """The rows of SSDSE-A, in its order, by head."""
    table = list(csv.reader(io.StringIO((folder / "SSDSE-A-2025.csv").read_bytes().decode("cp932"))))
    return [dict(zip(table[0], row, strict=True)) for row in table[3:]]


@pytest.fixture(scope="module")
def answers(folder, statistics):
    data = (folder / "dx_progress_by_municipality.csv").read_bytes()
    return read_adoption_table(data, names=[row["Municipality"] for row in statistics])


@pytest.fixture(scope="module")
def registered(folder):
    """Population of the resident register of 2022 by five-digit code; two island bodies lack it, the census stands in."""
    with (folder / "municipality_master.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {r["code5"]: int(r["pop_register_2022"] or r["pop_census2020"]) for r in csv.DictReader(stream)}


def class_of(row, code, population):
    every, second, third = (int(row[c]) for c in (WORKERS, SECONDARY, TERTIARY))
    shares = ((second + third) / every, third / every) if every else (None, None)
    name = row["Municipality"]
    kind = KINDS.get(name[-1], MunicipalityKind.CITY)
    body = Municipality(code, Text(name, name), kind, row["Prefecture"], population, *shares)
    return classify(body, as_of=date(2022, 4, 1))


@pytest.fixture(scope="module")
def bodies(statistics, answers, registered):
    made = []
    for row, ai, rpa in zip(statistics, answers.ai, answers.rpa, strict=True):
        five = row["SSDSE-A-2025"].removeprefix("R")
        code = MunicipalityCode.from_five(five).value
        found = class_of(row, code, registered[five])
        made.append((BodyAdoption(
            code, row["Municipality"], row["Prefecture"], found.label if found else "", int(row[POPULATION]), ai, rpa,
            MUNICIPALITIES_AS_OF,
        ), class_id(found) if found else ""))  # fmt: skip
    return made


def test_the_shipped_file_is_what_the_importer_makes_of_the_published_tables(bodies):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for b, class_ in bodies:
        writer.writerow((b.code, b.prefecture, b.name, class_, b.population, ANSWER[b.ai], ANSWER[b.rpa]))
    assert out.getvalue().encode() == files("machikata.facts").joinpath("municipalities.csv").read_bytes()


def test_the_shipped_facts_are_the_bodies_of_the_published_tables(bodies):
    assert municipality_facts() == tuple(b for b, _ in bodies)


def test_the_table_says_879_720_and_1012_of_1741(folder):
    """Counted from the file itself, by no code of the product."""
    with (folder / "dx_progress_by_municipality.csv").open(encoding="utf-8-sig", newline="") as stream:
        by_label = {row[1]: row[2:1743] for row in csv.reader(stream)}
    ai, rpa = by_label["AIの導入状況"], by_label["RPAの導入状況"]
    assert (len(ai), ai.count("実施"), rpa.count("実施")) == (1741, 879, 720)
    assert sum("実施" in pair for pair in zip(ai, rpa, strict=True)) == 1012


def test_every_figure_by_group_is_counted_again_from_the_master_file(folder):
    with (folder / "municipality_master.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    counted = kpi(adoption_facts(), municipality_facts())
    limits = (10_000, 50_000, 100_000, 300_000)

    def band(row):
        return sum(int(row["pop_census2020"]) >= limit for limit in limits)

    ways = (
        (lambda r: r["pref"], {g.name.ja: g for g in counted.prefectures}),
        (lambda r: r["similar_class_calc"] or "区分なし", {g.name.ja: g for g in counted.classes}),
        (band, dict(enumerate(counted.bands))),
    )
    used = {
        Tool.AI: lambda r: r["ai"] == "実施", Tool.RPA: lambda r: r["rpa"] == "実施",
        Tool.EITHER: lambda r: "実施" in (r["ai"], r["rpa"]),
    }  # fmt: skip
    for key, groups in ways:
        sizes = Counter(key(r) for r in rows)
        assert {k: g.n for k, g in groups.items()} == sizes
        for tool in COUNTED:
            users = Counter(key(r) for r in rows if used[tool](r))
            assert {k: g.of(tool).users for k, g in groups.items()} == {k: users[k] for k in groups}
