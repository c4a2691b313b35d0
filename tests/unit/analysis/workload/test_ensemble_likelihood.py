# SPDX-License-Identifier: Apache-2.0
"""Answers that many bodies give alike are looked at once, and count as often as they were given."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from machikata.analysis.workload.ensemble import Observed, _Likelihood
from machikata.analysis.workload.mixtures import Mixtures


def plain_fit(seen: Observed, mean, spread):
    """The formula, body by body and piece by piece."""
    p, found = seen.pieces, 0.0
    for i in range(seen.n):
        s, density = np.sqrt(seen.sd[i] ** 2 + spread**2), 0.0
        for j in range(p.start[i], p.start[i + 1]):
            inside = ndtr((mean - p.low[j]) / s) - ndtr((mean - p.high[j]) / s)
            density += p.weight[j] * inside / (p.high[j] - p.low[j])
        found += np.log(max(density, 1e-12))  # one body that does not fit at all must not decide alone
    return found


def test_the_likelihood_is_the_formula():
    rng = np.random.default_rng(1)
    for same_error in (True, False):
        sizes = rng.integers(1, 4, 60)
        start = np.concatenate([[0], np.cumsum(sizes)])
        answers, grids = np.repeat(rng.choice([10.0, 15, 30], 60), sizes), rng.choice([1.0, 5, 10], start[-1])
        weight = rng.random(start[-1])
        weight /= np.repeat(np.add.reduceat(weight, start[:-1]), sizes)
        shift = np.repeat(
            rng.normal(0, 5, 60), sizes
        )  # what is added and taken off again leaves only the last digits different
        low, high = (np.log(answers + d * grids / 2) + shift - shift for d in (-1, 1))
        sd = np.full(60, 0.11) if same_error else rng.uniform(0.05, 0.3, 60)
        middle = np.log(answers[start[:-1]])
        seen = Observed(Mixtures(start, weight, low, high), sd, middle, sd**2, sd**2 / 2)
        likelihood = _Likelihood.of(seen)
        assert len(likelihood.low) <= (9 if same_error else start[-1])
        at = np.array([2.3, 2.8, 3.1])
        for spread in (0.05, 0.4):
            wanted = [plain_fit(seen, m, spread) for m in at]
            assert np.allclose(likelihood.fit(at, spread), wanted, rtol=1e-8)
