# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date

import pytest

from machikata.domain.errors import InputRefused
from machikata.domain.municipality import MunicipalityCode
from machikata.rules.similar_bodies import class_labels, classify
from machikata.samples.demo_plan import DEMO_EIGHT, DEMO_PLAN
from machikata.samples.more_plans import TEST_CLASSES, null_plan, varied_plan
from machikata.samples.municipalities import invent_municipalities
from machikata.samples.names import all_names, invented_names

AS_OF = date(2025, 4, 1)
BANDED = [label for label in class_labels(as_of=AS_OF) if "-" in label]


@pytest.mark.parametrize("label", BANDED)
def test_bodies_invented_for_a_class_are_put_into_it_by_the_rules(label):
    for body in invent_municipalities({label: 8}, seed=5):
        assert classify(body, as_of=AS_OF).label == label


def test_codes_are_valid_and_lie_in_the_prefecture_that_does_not_exist():
    bodies = invent_municipalities({"都市Ⅰ-3": 450, "町村Ⅴ-2": 449}, seed=2)
    codes = [MunicipalityCode(b.code) for b in bodies]
    assert len(set(codes)) == 899
    assert all(c.synthetic for c in codes)
    assert all(b.synthetic for b in bodies)


def test_names_are_never_given_twice():
    names = invented_names(899, seed=3)
    assert len({n.written for n in names}) == 899
    assert len({n.written for n in all_names()}) == len(all_names())


def test_more_bodies_than_codes_and_unknown_classes_are_refused_together():
    with pytest.raises(InputRefused) as refusal:
        invent_municipalities({"都市Ⅰ-3": 899, "都市Ⅸ-3": 1}, seed=1)
    assert {p.code for p in refusal.value.problems} == {"too-many-bodies", "unknown-class"}


def test_the_demo_has_eight_three_and_one_of_three_classes():
    labels = [classify(b.municipality, as_of=AS_OF).label for b in DEMO_PLAN.bodies]
    assert labels == ["都市Ⅰ-3"] * 8 + ["町村Ⅲ-2"] * 3 + ["町村Ⅱ-0"]
    assert tuple(b.municipality.code for b in DEMO_PLAN.bodies[:8]) == DEMO_EIGHT


def test_the_test_plan_has_ten_bodies_in_each_of_three_classes():
    labels = [classify(b.municipality, as_of=AS_OF).label for b in varied_plan().bodies]
    assert {label: labels.count(label) for label in labels} == dict(TEST_CLASSES)


def test_bodies_of_the_null_plan_differ_in_name_and_code_only():
    bodies = null_plan(12).bodies
    assert len({(b.municipality.population, tuple(b.behaviours)) for b in bodies}) == 1
    assert len({b.municipality.code for b in bodies}) == 12
