# SPDX-License-Identifier: Apache-2.0
"""Plans of any size: the thirty bodies of the tests."""

from __future__ import annotations

import pytest

from machikata.samples import care
from machikata.samples.more_plans import TEST_CLASSES, varied_plan
from machikata.samples.play import play
from machikata.samples.styles import ALL_STYLES
from machikata.samples.write import write_samples

PLAN = varied_plan()
PLACES = [i for count in TEST_CLASSES.values() for i in range(count)]


@pytest.fixture(scope="module")
def concepts():
    """The concepts each of the thirty records for certification, by position in the plan."""
    logs = [p.log for p in play(PLAN, seed=1, scale=0.2) if p.model is care.MODEL]
    return [{log.concepts[i] for i in set(log.concept.tolist())} for log in logs]


@pytest.mark.parametrize(
    ("concept", "places"),
    [("care.ikensho_senko", {1, 4}), ("care.kakaricho_kessai", {2}), ("care.shiryo_denshi", {5})],
)
def test_practices_sit_at_the_same_places_of_every_class(concept, places, concepts):
    assert [concept in done for done in concepts] == [place in places for place in PLACES]


def test_ordinary_bodies_differ_in_mix_and_waits():
    behaviours = [b.behaviour(care.PROCESS.id) for b in PLAN.bodies]
    assert len({b.mix[care.KIND] for b in behaviours}) == 30
    assert len({b.waits["care.chosa"] for b in behaviours}) == 30


def test_every_style_of_file_occurs_and_can_be_written(tmp_path):
    assert all(any(b.style == style for b in PLAN.bodies) for style in ALL_STYLES)
    written = write_samples(tmp_path, plan=PLAN, seed=1, scale=0.03)
    assert len(written.files) == 90
    assert all(f.path.stat().st_size for f in written.files)


def test_a_plan_of_one_body_and_a_plan_of_a_hundred_can_be_made():
    assert len(varied_plan({"町村Ⅰ-2": 1}).bodies) == 1
    assert len({b.municipality.name.ja for b in varied_plan({"都市Ⅱ-1": 60, "町村Ⅳ-0": 40}).bodies}) == 100
