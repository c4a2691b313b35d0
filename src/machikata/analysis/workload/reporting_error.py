# SPDX-License-Identifier: Apache-2.0
"""What was truly worked, given what a section answered: the error of self-reported minutes as a distribution.

The declared model (`rules/survey_reporting`): answer = true × (1 − forgotten) × respondent × memory, rounded on a grid that nobody
writes down (`rounding`).

Rounding and memory are independent from line to line; respondent and forgotten are common to all lines of a section and stay common in
every sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, polygamma

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.workload.rounding import Meant, meant_hours, meant_minutes
from machikata.rules.survey_reporting import ReportingError


@dataclass(frozen=True, slots=True)
class CommonError:
    """The error that all lines of a section share: mean and variance of log(true / what the section believes of it)."""

    log_mean: float
    log_variance: float

    @property
    def mean(self) -> float:
        """Mean of true / believed."""
        return float(np.exp(self.log_mean + self.log_variance / 2))

    @property
    def mean_square(self) -> float:
        """Mean of its square."""
        return float(np.exp(2 * self.log_mean + 2 * self.log_variance))


def common_error(error: ReportingError) -> CommonError:
    """Respondent (log-normal around 1) and forgotten share (a beta variable with the declared mean and spread) together.

    −log(1 − forgotten) of a Beta(a, b) has mean ψ(a + b) − ψ(b) and variance ψ′(b) − ψ′(a + b).
    """
    mean, spread = error.forgotten_mean, error.forgotten_sd
    respondent = error.respondent_sd**2
    if mean <= 0:
        return CommonError(0.0, respondent)
    if spread <= 0:
        return CommonError(-float(np.log1p(-mean)), respondent)
    size = mean * (1 - mean) / spread**2 - 1
    b = (1 - mean) * size
    forgotten = float(digamma(size) - digamma(b)), float(polygamma(1, b) - polygamma(1, size))
    return CommonError(forgotten[0], forgotten[1] + respondent)


@dataclass(frozen=True, slots=True, eq=False)
class TrueValues:
    """Per line: the answer, and the distribution of the true value in the unit of the answer (minutes a case, or hours a year).

    `mean` and `variance` are of true / common error (rounding and memory only); `log_mean`, `log_variance` and `log_fourth` (fourth
    cumulant) of its logarithm.
    """

    point: Floats
    meant: Meant
    memory_sd: float
    common: CommonError
    mean: Floats
    variance: Floats
    log_mean: Floats
    log_variance: Floats
    log_fourth: Floats

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Low and high end for the true value of each line, common error included."""
        sd = np.full(self.meant.pieces.n, np.sqrt(self.memory_sd**2 + self.common.log_variance))
        low, high = (self.meant.pieces.quantile(p, sd)[self.meant.which] for p in ((1 - level) / 2, (1 + level) / 2))
        return np.exp(low + self.common.log_mean), np.exp(high + self.common.log_mean)

    def below(self, value: Floats, lines: Ints, variance: Floats) -> Floats:
        """P(true value ≤ value) for some lines, when `value` itself has an error of this variance of its logarithm."""
        sd = np.sqrt(self.memory_sd**2 + self.common.log_variance + variance)
        return self.meant.of(lines).below(np.log(value) - self.common.log_mean, sd)


def true_minutes(answers: Floats, section: Ints, *, error: ReportingError) -> TrueValues:
    """The true minutes per case behind `answers` (minutes per case, 0 or more), one per line; `section` numbers who answered, from 0.

    >>> from datetime import date
    >>> from machikata.rules.survey_reporting import reporting_error
    >>> found = true_minutes(np.array([5.0]), np.array([0]), error=reporting_error(as_of=date(2026, 3, 31)))
    >>> [round(float(end[0]), 1) for end in found.interval(0.95)]
    [2.5, 8.0]
    """
    return _true_values(answers, meant_minutes(answers, section, error=error), error)


def true_hours(answers: Floats, *, error: ReportingError) -> TrueValues:
    """The true yearly hours behind `answers` (hours a year), where no minutes were answered."""
    return _true_values(answers, meant_hours(answers, error=error), error)


def _true_values(answers: Floats, meant: Meant, error: ReportingError) -> TrueValues:
    log_mean, log_variance, fourth = meant.pieces.log_moments()
    mean, variance = meant.pieces.moments()
    which = meant.which
    once, twice = np.exp(error.memory_sd**2 / 2), np.exp(2 * error.memory_sd**2)
    square = (variance + mean**2) * twice
    return TrueValues(
        answers, meant, error.memory_sd, common_error(error), (mean * once)[which],
        np.maximum(square - (mean * once) ** 2, 0.0)[which], log_mean[which],
        (log_variance + error.memory_sd**2)[which], fourth[which],
    )  # fmt: skip
