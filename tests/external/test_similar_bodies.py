# SPDX-License-Identifier: Apache-2.0
"""Every municipality of the master file comes out in its class."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.rules.similar_bodies import class_labels, classify

pytestmark = pytest.mark.external
KINDS = {
    "市": MunicipalityKind.CITY,
    "町": MunicipalityKind.TOWN,
    "村": MunicipalityKind.VILLAGE,
    "区": MunicipalityKind.CITY,
}
WORKERS, SECONDARY, TERTIARY = "F1102", "F2211", "F2221"


@pytest.fixture(scope="module")
def rows(shared_data):
    folder = shared_data / "municipalities"
    with (folder / "SSDSE-A-2025.csv").open(encoding="cp932", newline="") as stream:
        table = list(csv.reader(stream))
    columns = [table[0].index(name) for name in (WORKERS, SECONDARY, TERTIARY)]
    workers = {row[0].strip("R"): [int(row[c]) for c in columns] for row in table[3:]}
    with (folder / "municipality_master.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [(row, workers[row["code5"]]) for row in csv.DictReader(stream)]


def municipality(row, workers):
    every, second, third = workers
    population = int(row["pop_register_2022"] or row["pop_census2020"])
    s23, s3 = ((second + third) / every, third / every) if every else (None, None)
    name = Text(row["name"], row["name"])
    return Municipality(row["code6"], name, KINDS[row["name"][-1]], row["pref"], population, s23, s3)


def test_the_class_of_every_municipality_is_the_one_of_the_master_file(rows):
    assert len(rows) == 1741
    wrong = []
    for row, workers in rows:
        found = classify(municipality(row, workers), as_of=date(2022, 4, 1))
        if (found.label if found else "") != row["similar_class_calc"]:
            wrong.append((row["name"], found, row["similar_class_calc"]))
    assert wrong == []


def test_a_town_without_workers_stays_without_class(rows):
    without = [
        row["name"] for row, workers in rows if classify(municipality(row, workers), as_of=date(2022, 4, 1)) is None
    ]
    assert without == ["双葉町"]


def test_of_the_thirty_five_classes_for_size_and_industry_and_apart_thirty_three_are_occupied(rows):
    occupied = {classify(municipality(row, workers), as_of=date(2022, 4, 1)) for row, workers in rows} - {None}
    assert len(class_labels(as_of=date(2022, 4, 1))) == 35
    assert len(occupied) == 33
