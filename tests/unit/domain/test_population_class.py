# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machikata.domain.municipality import Municipality
from machikata.domain.population_class import (
    PeerGroupKind,
    PopulationClass,
    band_group,
    class_group,
    class_id,
    hand_group,
)
from machikata.domain.text import Text

TWO = PopulationClass("都市Ⅱ-3", "2022")
NAME = Text("名", "name")


def test_a_class_group_holds_the_bodies_of_the_class_in_order_of_codes():
    classes = {"992038": TWO, "992011": TWO, "992020": PopulationClass("都市Ⅰ-3", "2022"), "992046": None}
    group = class_group(classes, TWO)
    assert group.members == ("992011", "992038")
    assert group.kind is PeerGroupKind.CLASS
    assert group.size == 2


def test_classes_of_different_years_do_not_meet():
    assert class_group({"992011": PopulationClass("都市Ⅱ-3", "2018")}, TWO).members == ()


def test_a_band_takes_its_lower_limit_and_leaves_its_upper_one():
    bodies = [Municipality(str(p), NAME, population=p) for p in (49_999, 50_000, 99_999, 100_000)]
    unknown = Municipality("x", NAME)
    assert band_group([*bodies, unknown], at_least=50_000, below=100_000).members == ("50000", "99999")


def test_a_group_by_hand_keeps_the_order_and_drops_doubles():
    assert hand_group("g", NAME, ["b", "a", "b"], reason=NAME).members == ("b", "a")


def test_ids_are_plain_ascii():
    labels = ["都市Ⅳ-0", "町村Ⅴ-2", "政令指定都市", "特別区", "中核市", "施行時特例市"]
    ids = [class_id(PopulationClass(label, "2022")) for label in labels]
    assert all(i.isascii() for i in ids)
    assert len(set(ids)) == 6
