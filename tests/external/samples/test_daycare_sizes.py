# SPDX-License-Identifier: Apache-2.0
"""Invented nurseries beside real ones (横浜市, February 2026, CC BY 4.0): sizes of classes and where people wait."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import numpy as np
import pytest

from machikata.apps.daycare_matching.samples import sample_municipality

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def yokohama(shared_data):
    with (shared_data / "nursery" / "yokohama_2026-02.csv").open(encoding="utf-8") as file:
        return [
            {k: int(v or 0) if k not in ("facility_id", "ward") else v for k, v in row.items()}
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def sample():
    return sample_municipality(children=8_000, facilities=311, seed=1)


def test_people_wait_in_the_same_classes(yokohama, sample):
    """The youngest classes are short, the older ones have seats left."""
    waiting, free = Counter(), Counter()
    for row in yokohama:
        waiting[row["age"] >= 3] += row["waiting"]
        free[row["age"] >= 3] += row["vacancies"]
    assert waiting[True] / waiting[False] < 0.05
    assert free[True] > free[False]
    seats, applicants = _seats(sample), np.bincount(sample.families.age, minlength=6)
    assert seats[1] < applicants[1]
    assert seats[2] < applicants[2]
    assert all(seats[age] > applicants[age] for age in (4, 5))


def test_no_pool_is_larger_than_a_real_class(yokohama, sample):
    classes = defaultdict(list)
    for row in yokohama:
        if row["enrolled"] + row["vacancies"]:
            classes[row["age"]].append(row["enrolled"] + row["vacancies"])
    for age in range(6):
        largest = max(
            (int(s) for s, c in zip(sample.nurseries.seats, sample.nurseries.pool_classes, strict=True) if c == (age,)),
            default=0,
        )
        assert largest <= max(classes[age])


def test_class_0_opens_as_many_seats_as_real_classes_have(yokohama, sample):
    real = np.array([row["enrolled"] + row["vacancies"] for row in yokohama if row["age"] == 0])
    ours = sample.nurseries.seats[[c == (0,) for c in sample.nurseries.pool_classes]]
    assert np.median(ours) == pytest.approx(np.median(real[real > 0]), abs=2)


def test_as_many_nurseries_leave_out_the_older_classes(yokohama, sample):
    facilities = {row["facility_id"] for row in yokohama}
    small = {row["facility_id"] for row in yokohama if row["age"] >= 3 and row["enrolled"] + row["vacancies"] > 0}
    real = 1 - len(small) / len(facilities)
    ours = np.mean([kind in ("小規模", "事業所内") for kind in sample.nurseries.kinds])
    assert ours == pytest.approx(real, abs=0.05)


def _seats(sample):
    found = np.zeros(6)
    for seats, classes in zip(sample.nurseries.seats, sample.nurseries.pool_classes, strict=True):
        found[list(classes)] += seats / len(classes)
    return found
