# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np

from machikata.analysis.comparison.reversals import cell_quantiles, find_reversals
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.testing.offices import case_table

SETTINGS = ComparisonSettings()


def turned(seed=1, *, n=400, bodies=4, effect=-4.0):
    """Body 0 has mostly the long kind, and is quicker than the others inside it; a second attribute says nothing."""
    rng = np.random.default_rng(seed)
    body = np.repeat(np.arange(bodies), n)
    long = rng.random(bodies * n) < np.where(body == 0, 0.85, 0.3)
    days = np.where(long, 30.0, 15.0) + np.where((body == 0) & long, effect, 0.0) + rng.normal(0, 3, bodies * n)
    attributes = {
        "kind": ["long" if i else "short" for i in long],
        "colour": [f"c{i}" for i in rng.integers(0, 3, bodies * n)],
    }
    return case_table(days, body, attributes)


def test_a_body_that_turns_inside_a_stratum_is_found_with_those_it_turns_against():
    found, strata = find_reversals(turned(), SETTINGS)
    assert [(f.attribute, strata["kind"].labels[f.stratum], f.body) for f in found] == [("kind", "long", 0)]
    assert found[0].against == (1, 2, 3)
    assert found[0].delta_overall > 0 > found[0].delta_stratum


def test_an_attribute_whose_values_are_no_reason_gives_nothing():
    found, _ = find_reversals(turned(effect=0.0), SETTINGS)
    assert found == ()


def test_more_bodies_than_pairs_are_asked_for_are_compared_with_all_others_together():
    found, _ = find_reversals(turned(bodies=5), replace(SETTINGS, bodies_for_pairs=4))
    assert [(f.attribute, f.body, f.against) for f in found] == [("kind", 0, ())]


def test_a_stratum_with_too_few_cases_in_a_body_is_asked_only_among_the_others():
    table = turned()
    kind = table.attributes["kind"]
    codes = np.where((table.body == 3) & (np.cumsum(table.body == 3) > 20), -1, kind.codes)
    thinned = replace(table, attributes={"kind": replace(kind, codes=codes)})
    found, _ = find_reversals(thinned, SETTINGS)
    assert found[0].eligible == (0, 1, 2)


def test_persons_identifiers_and_what_a_person_excluded_are_not_searched():
    table = turned()
    kind = table.attributes["kind"]
    assert find_reversals(replace(table, attributes={"kind": replace(kind, names_person=True)}), SETTINGS)[1] == {}
    assert "kind" not in find_reversals(table, replace(SETTINGS, reversals_excluded=("kind",)))[1]


def test_with_every_case_in_one_cluster_per_body_nothing_can_be_found():
    table = turned()
    together = replace(table, cluster=table.body, n_clusters=table.n_bodies)
    assert find_reversals(together, SETTINGS)[0] == ()


def test_noise_gives_no_more_reversals_than_declared():
    alarms = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        body = np.repeat(np.arange(5), 200)
        cluster = body * 20 + rng.integers(0, 20, 1_000)
        days = rng.normal(size=100)[cluster] + rng.normal(size=1_000)
        attributes = {f"a{i}": [f"v{j}" for j in rng.integers(0, 4, 1_000)] for i in range(3)}
        alarms += bool(find_reversals(case_table(days, body, attributes, cluster=cluster), SETTINGS)[0])
    assert alarms <= 3


def test_medians_per_body_and_stratum():
    days, body, stratum = np.array([1.0, 3, 9, 4, 5]), np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    found = cell_quantiles(days, body, stratum, n_bodies=2, n_strata=2, share=0.5)
    assert found[0].tolist() == [2, 9]
    assert np.isnan(found[1, 0])
    assert found[1, 1] == 4.5
