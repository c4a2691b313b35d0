# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from machikata.analysis.comparison.correction import benjamini_hochberg, holm

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30).map(np.array)


@given(p_values)
def test_benjamini_hochberg_is_what_scipy_gives(p):
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p), abs=1e-12)


@given(p_values)
def test_holm_lies_between_no_correction_and_bonferroni_and_keeps_the_order(p):
    adjusted = holm(p)
    assert (adjusted >= p - 1e-12).all()
    assert (adjusted <= np.minimum(p * len(p), 1) + 1e-12).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-12).all()


def test_what_was_not_tested_does_not_count():
    p = np.array([0.02, np.nan, 0.03])
    assert holm(p)[0] == pytest.approx(0.04)
    assert np.isnan(benjamini_hochberg(p)[1])
