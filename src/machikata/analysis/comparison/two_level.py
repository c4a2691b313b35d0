# SPDX-License-Identifier: Apache-2.0
"""Two-level model of the ratios: bodies vary around a common mean, each ratio is measured with its own error."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from machikata.analysis.comparison.arrays import Floats
from machikata.domain.estimate import Estimate

_STEPS = 200


def between_variance(log_ratio: Floats, error: Floats) -> float:
    """Variance between bodies by Paule and Mandel (1982): the τ² at which the weighted squares equal their expectation."""
    if len(log_ratio) < 2:
        return 0.0
    low, high = 0.0, float(np.var(log_ratio, ddof=1)) * 4 + 1e-12
    if _excess(log_ratio, error, 0.0) <= 0:
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _excess(log_ratio, error, middle) > 0 else (low, middle)
    return (low + high) / 2


def _excess(log_ratio: Floats, error: Floats, tau2: float) -> float:
    weights = 1 / (error**2 + tau2)
    mean = (weights * log_ratio).sum() / weights.sum()
    return float((weights * (log_ratio - mean) ** 2).sum() - (len(log_ratio) - 1))


def shrink(ratio: Floats, error: Floats, *, level: float) -> tuple[Estimate, ...]:
    """Ratios drawn toward the common mean (empirical Bayes, normal–normal on the logarithmic scale).

    `error` are standard errors of the logarithms. A body with few cases is drawn the most, so that none stands out by luck.
    """
    logs = np.log(ratio)
    tau2 = between_variance(logs, error)
    weights = 1 / (error**2 + tau2)
    mean = float((weights * logs).sum() / weights.sum())
    kept = tau2 / (tau2 + error**2)
    centre = mean + kept * (logs - mean)
    # The common mean is estimated too: its variance enters by the part that is not the body's own.
    spread = np.sqrt(kept * error**2 + (1 - kept) ** 2 / weights.sum())
    reach = float(norm.ppf((1 + level) / 2)) * spread
    return tuple(
        Estimate(float(np.exp(c)), float(np.exp(c - r)), float(np.exp(c + r)), level)
        for c, r in zip(centre, reach, strict=True)
    )
