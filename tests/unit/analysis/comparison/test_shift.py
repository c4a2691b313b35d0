# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from machikata.analysis.comparison import shift
from machikata.analysis.comparison.shift import difference_quantile, hodges_lehmann

numbers = st.lists(st.integers(-50, 50).map(lambda i: i / 8), min_size=1, max_size=40).map(
    lambda v: np.sort(np.array(v))
)


@given(numbers, numbers)
def test_the_shift_is_the_median_of_all_differences(first, second):
    assert hodges_lehmann(first, second) == pytest.approx(np.median(first[:, None] - second[None, :]))


@given(numbers, numbers, st.floats(0, 1))
@example(np.array([0.0, 3.625]), np.array([-2.75, -2.625, -2.625, 0.0, 4.125]), 0.5)  # ties at the lower bound
def test_a_quantile_lies_between_its_neighbours_also_when_the_interval_is_narrowed(first, second, share):
    differences = np.sort((first[:, None] - second[None, :]).ravel())
    position = np.clip(share * len(differences) - 0.5, 0, len(differences) - 1)
    kept, shift._ENUMERATED = shift._ENUMERATED, 3
    try:
        found = difference_quantile(first, second, share)
    finally:
        shift._ENUMERATED = kept
    low, high = differences[int(np.floor(position))], differences[int(np.ceil(position))]
    assert low - 1e-9 <= found <= high + 1e-9


def test_swapping_the_samples_turns_the_sign():
    rng = np.random.default_rng(1)
    first, second = np.sort(rng.gamma(2, 10, 71)), np.sort(rng.gamma(2, 12, 33))
    assert hodges_lehmann(first, second) == pytest.approx(-hodges_lehmann(second, first))


def test_a_shifted_copy_is_shifted_by_that_much():
    sample = np.sort(np.random.default_rng(2).gamma(2, 10, 3_000))
    assert hodges_lehmann(sample + 7, sample) == pytest.approx(7, abs=1e-9)


def test_a_thousand_million_differences_are_never_written_down():
    rng = np.random.default_rng(3)
    first, second = np.sort(rng.gamma(2, 10, 10_000)), np.sort(rng.gamma(2, 10, 100_000))
    began = time.process_time()
    assert abs(hodges_lehmann(first, second)) < 0.5
    assert time.process_time() - began < 5
