# SPDX-License-Identifier: Apache-2.0
"""Invented municipalities: the same each time, read without an error, and like the real ones in what matters."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from machikata.apps.daycare_matching.applications import PoolKind
from machikata.apps.daycare_matching.reading import read_applications
from machikata.apps.daycare_matching.rules import known_rulesets
from machikata.apps.daycare_matching.samples import children_csv, facilities_csv, sample_municipality
from machikata.automation.app.inputs import InputContent
from machikata.automation.table_reading import read_input_table
from machikata.domain.errors import Severity


def read(sample):
    return read_applications(
        *(read_input_table(InputContent("file.csv", data)) for data in (children_csv(sample), facilities_csv(sample)))
    )


def refused_share(applications):
    """Children without a seat when each in turn takes the best one left, by points and lot, siblings apart."""
    left = [p.intake for p in applications.pools]
    turn = sorted(applications.children, key=lambda c: (c.leave_extension, -c.points, c.lot))
    refused = Counter()
    for child in turn:
        pool = next((w.pool for w in child.wishes if left[w.pool] > 0), None)
        if pool is None:
            refused[child.age_class] += 1
        else:
            left[pool] -= 1
    return refused


def test_the_same_seed_gives_the_same_bytes_and_another_one_others():
    first, again, other = (sample_municipality(children=150, facilities=8, seed=s) for s in (4, 4, 5))
    assert children_csv(first) == children_csv(again)
    assert facilities_csv(first) == facilities_csv(again)
    assert children_csv(first) != children_csv(other)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("children", "facilities"), [(1, 1), (7, 2), (60, 4), (400, 17)])
def test_samples_of_every_size_are_read_without_an_error(children, facilities, seed):
    applications = read(sample_municipality(children=children, facilities=facilities, seed=seed))
    assert len(applications.children) == children
    assert len(applications.facilities) == facilities


def test_every_ruleset_has_samples():
    for ruleset in known_rulesets():
        applications = read(sample_municipality(children=120, facilities=6, seed=2, ruleset=ruleset))
        assert all(any(c.causes) or c.base_points is not None for c in applications.children)


def test_a_city_of_8000_is_like_the_real_ones():
    applications = read(sample_municipality(children=8_000, facilities=311, seed=1))
    children = applications.children
    refused = refused_share(applications)
    assert 0.20 < refused.total() / 8_000 < 0.28
    by_class = Counter(c.age_class for c in children)
    shares = {a: refused[a] / by_class[a] for a in range(6)}
    assert max(shares, key=shares.get) == 1
    assert max(by_class, key=by_class.get) == 1
    assert sum(1 for c in children if c.siblings) / 8_000 == pytest.approx(0.18, abs=0.005)
    assert sum(1 for c in children if c.current is not None) / 8_000 == pytest.approx(0.05, abs=0.012)
    assert sum(1 for c in children if c.leave_extension) / 8_000 == pytest.approx(0.05, abs=0.015)
    assert np.mean([len(c.wishes) for c in children]) == pytest.approx(8, abs=0.6)
    assert {p.kind for p in applications.pools} == set(PoolKind)
    assert any(len(p.classes) > 1 for p in applications.pools)
    assert any(f.linked for f in applications.facilities)
    assert any("\U000e0100" in c.name for c in children)
    assert {w.code for w in applications.warnings if w.severity is Severity.WARNING} <= {"no-seats-wished"}


def test_a_plain_market_has_general_pools_of_one_class():
    applications = read(sample_municipality(children=300, facilities=12, seed=2, plain=True))
    assert {p.kind for p in applications.pools} == {PoolKind.GENERAL}
    assert all(len(p.classes) == 1 and p.reuses_freed for p in applications.pools)


def test_shares_can_be_set():
    applications = read(sample_municipality(children=400, facilities=17, seed=1, sibling_share=0, transfer_share=0))
    assert not any(c.siblings or c.current is not None for c in applications.children)
    many = read(
        sample_municipality(children=400, facilities=17, seed=1, sibling_share=0.5, transfer_share=0.3, wishes=3)
    )
    assert sum(1 for c in many.children if c.siblings) == 200
    assert sum(1 for c in many.children if c.current is not None) > 60


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-8"])
def test_facilities_can_be_written_in_other_encodings(encoding):
    sample = sample_municipality(children=30, facilities=3, seed=1)
    table = read_input_table(InputContent("f.csv", facilities_csv(sample, encoding=encoding)))
    assert table.column("名称")[0].endswith("保育園")
