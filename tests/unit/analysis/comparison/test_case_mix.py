# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from machikata.analysis.comparison.arrays import CaseAttribute, CaseTable
from machikata.analysis.comparison.case_mix import (
    OTHER,
    choose_case_mix,
    make_strata,
    searchable,
    uncertainty_coefficient,
)
from machikata.analysis.comparison.resampling import cluster_sums
from machikata.analysis.comparison.standardise import standardise
from machikata.analysis.comparison.stratified import stratified_difference, van_elteren


def attribute(name, values, *, person=False):
    known = tuple(dict.fromkeys(v for v in values if v is not None))
    codes = np.array([known.index(v) if v is not None else -1 for v in values], dtype=np.int64)
    return CaseAttribute(name, codes, known, person)


def table(days, body, attributes, *, is_open=None):
    n = len(days)
    zeros = np.zeros(n, dtype=np.int64)
    opened = np.zeros(n, dtype=bool) if is_open is None else is_open
    names = tuple(str(b) for b in range(int(max(body)) + 1))
    days, body = np.asarray(days, dtype=float), np.asarray(body, dtype=np.int64)
    rows = np.arange(n, dtype=np.int64)
    return CaseTable(names, body, days, days, opened, zeros, rows, n, zeros, rows, {a.name: a for a in attributes})


def test_the_most_frequent_values_are_strata_and_the_rest_and_the_missing_are_other():
    strata = make_strata([attribute("kind", [*"aaabbc", None])], n=7, kept=2)
    assert strata.labels == ("a", "b", OTHER)
    assert strata.codes.tolist() == [0, 0, 0, 1, 1, 2, 2]


def test_equal_frequencies_are_ordered_by_value():
    assert make_strata([attribute("kind", list("cbacba"))], n=6, kept=2).labels == ("a", "b", OTHER)


def test_two_attributes_give_their_combinations():
    strata = make_strata([attribute("k", ["a", "a", "b", None]), attribute("c", ["x", "y", "x", "x"])], n=4, kept=12)
    assert strata.labels == ("a／x", "a／y", "b／x", OTHER)
    assert strata.codes.tolist() == [0, 1, 2, 3]


def test_persons_and_identifiers_are_not_searched():
    assert searchable(attribute("kind", list("aaabbb")))
    assert not searchable(attribute("who", list("aaabbb"), person=True))
    assert not searchable(attribute("id", list("abcd")))


def test_the_attribute_that_explains_most_inside_bodies_is_chosen_and_how_a_case_ended_is_passed_over():
    rng = np.random.default_rng(1)
    n = 600
    kind, weak = rng.integers(0, 3, n), rng.integers(0, 2, n)
    days = 10.0 * kind + 2.0 * weak + rng.normal(size=n)
    ending = (days > np.median(days)).astype(np.int64)
    attributes = [
        attribute("kind", [f"k{k}" for k in kind]),
        attribute("weak", [f"w{w}" for w in weak]),
        attribute("result", [f"r{e}" for e in ending]),
        attribute("who", [f"p{int(d) // 5}" for d in days], person=True),
    ]
    cases = table(days, rng.integers(0, 4, n), attributes)
    _, mix = choose_case_mix(cases, np.where(kind == 2, kind, rng.integers(0, 2, n)) * 0 + ending, declared=(), kept=12)
    assert mix.attributes == ("weak",)  # "kind" tells the ending here, as "result" does
    _, mix = choose_case_mix(cases, np.zeros(n, dtype=np.int64), declared=(), kept=12)
    assert mix.attributes in (("kind",), ("result",))
    assert mix.explained > 0.5


def test_without_any_usable_attribute_what_is_expected_is_the_common_mean():
    cases = table([1.0, 2, 3, 6], [0, 0, 1, 1], [])
    strata, mix = choose_case_mix(cases, np.zeros(4, dtype=np.int64), declared=(), kept=12)
    assert mix.attributes == ()
    result = standardise(cases.days, cases.body, strata.codes, n_bodies=2, n_strata=strata.n)
    assert result.expected.tolist() == [6, 6]


def test_observed_over_expected_takes_the_mix_out():
    # Body 0 has mostly long cases, body 1 mostly short ones; inside each kind they are equal.
    values = np.array([30.0] * 8 + [10.0] * 2 + [30.0] * 2 + [10.0] * 8)
    body = np.repeat([0, 1], 10)
    kind = (values < 20).astype(np.int64)
    result = standardise(values, body, kind, n_bodies=2, n_strata=2)
    assert result.ratio == pytest.approx([1, 1])
    assert result.expected.sum() == pytest.approx(values.sum())


def test_the_stratified_difference_is_the_coefficient_of_a_regression_with_a_constant_per_stratum():
    rng = np.random.default_rng(3)
    n = 400
    body, kind = rng.integers(0, 3, n), rng.integers(0, 4, n)
    values = 3.0 * kind + 2.0 * (body == 1) + rng.normal(size=n)
    sums = cluster_sums(values, np.arange(n), kind, n_clusters=n, n_strata=4)
    found = stratified_difference(sums, body, 1, level=0.95)
    design = np.column_stack([(body == 1).astype(float), np.eye(4)[kind]])
    coefficient, *_ = np.linalg.lstsq(design, values, rcond=None)
    residual = values - design @ coefficient
    bread = np.linalg.inv(design.T @ design)
    robust = bread @ (design.T * residual**2) @ design @ bread * n / (n - 1)
    assert found.value == pytest.approx(coefficient[0])
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(np.sqrt(robust[0, 0]), rel=0.02)


def test_van_elteren_with_one_stratum_is_mann_whitney_without_continuity_correction():
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(4)
    values, body = np.round(rng.normal(size=60), 1), rng.integers(0, 2, 60)
    p = van_elteren(values, body, np.zeros(60, dtype=np.int64), n_bodies=2, n_strata=1)
    expected = mannwhitneyu(values[body == 0], values[body == 1], use_continuity=False, method="asymptotic").pvalue
    assert p == pytest.approx([expected, expected])


def test_van_elteren_is_not_deceived_by_the_mix():
    rng = np.random.default_rng(5)
    body = np.repeat([0, 1], 300)
    kind = np.where(rng.random(600) < np.where(body == 0, 0.8, 0.2), 1, 0)
    values = 5.0 * kind + rng.normal(size=600)
    assert van_elteren(values, body, kind, n_bodies=2, n_strata=2)[0] > 0.01
    assert van_elteren(values, body, kind * 0, n_bodies=2, n_strata=2)[0] < 1e-6


def test_an_attribute_that_says_nothing_about_another_has_coefficient_zero():
    first = np.tile([0, 1], 50)
    assert uncertainty_coefficient(first, np.repeat([0, 1], 50)) == pytest.approx(0, abs=1e-9)
    assert uncertainty_coefficient(first, first) == pytest.approx(1)
    assert uncertainty_coefficient(np.zeros(4, dtype=np.int64), np.arange(4)) == 0


def test_a_value_that_few_cases_have_is_never_named():
    kind = attribute("kind", ["usual"] * 25 + ["often"] * 12 + ["only her"] * 3)
    assert make_strata([kind], n=40, kept=12, least=10).labels == ("usual", "often", OTHER)
