# SPDX-License-Identifier: Apache-2.0
"""How sections answer a workload survey: what was worked, seen through memory, rounding and habit.

The declared model (`rules.survey_reporting`) is drawn literally: true minutes × (1 − forgotten) × respondent × memory, rounded on a
grid. respondent is log-normal with median 1, forgotten a beta variable with the declared mean and spread; both, and the section's own
shares of grids (Dirichlet), are drawn once a section. Memory is drawn for every line, for minutes and for yearly hours apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

import numpy as np
from numpy.typing import NDArray

from machikata.domain.workload import Medium
from machikata.rules.survey_reporting import ReportingError


@dataclass(frozen=True, slots=True)
class AnsweringHabit:
    """What a section does on top of the declared error of reporting. The default is the ordinary way.

    `hours_factor`: reported yearly hours over those of the model. `staff_factor`: persons and hours it says it has over those it has.
    `grid` (minutes): everything is rounded to this grid, never below it. `grid_shares`: these shares of grids instead of drawn ones.
    `hours_from_minutes`: yearly hours are worked out from cases and the minutes answered. `forgotten`: this share instead of a drawn
    one. `own_steps`: concept → title of a step of the section's own, taken out of the step it belongs to. `order`, `media`: step id →
    what is written instead of the ordinary.
    """

    hours_factor: float = 1.0
    staff_factor: float = 1.0
    grid: int | None = None
    grid_shares: Mapping[int, float] | None = None
    hours_from_minutes: bool = False
    forgotten: float | None = None
    own_steps: Mapping[str, str] = field(default_factory=dict)
    order: Mapping[str, int] = field(default_factory=dict)
    media: Mapping[str, Medium] = field(default_factory=dict)


ORDINARY = AnsweringHabit()
FIVE_MINUTES = AnsweringHabit(grid_shares={5: 1.0})
"""Everything on five minutes, and what that would round to nothing on one."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Minutes per case and yearly hours as answered, one per line."""

    minutes: NDArray[np.float64]
    hours: NDArray[np.float64]


def answer_lines(
    cases: Sequence[int],
    true_hours: Sequence[float],
    *,
    rng: np.random.Generator,
    error: ReportingError,
    habit: AnsweringHabit = ORDINARY,
) -> Answers:
    """What one section answers about its lines; `true_hours` are those of the year.

    A line without cases has no minutes per case (not a number). The same draws are made whatever the habit, so that a habit changes
    nothing but what it says.
    """
    n, volume, true = len(cases), np.asarray(cases, float), np.asarray(true_hours, float)
    believed = _section_factor(rng, error, habit)
    shares = _section_shares(rng, error, habit)
    memory = np.exp(error.memory_sd * rng.standard_normal((2, n)))
    luck = rng.random(n)
    with np.errstate(divide="ignore", invalid="ignore"):
        meant = np.where(volume > 0, true * 60.0 / volume, np.nan) * believed * memory[0]
    minutes = np.array([_rounded_minutes(m, shares, u, habit.grid) for m, u in zip(meant, luck, strict=True)])
    meant_hours = true * believed * memory[1]
    if habit.hours_from_minutes:
        meant_hours = np.where(volume > 0, volume * minutes / 60.0, meant_hours)
    hours = np.array([_rounded_hours(h * habit.hours_factor, error.hours_grid) for h in meant_hours])
    return Answers(minutes, hours)


def _section_factor(rng: np.random.Generator, error: ReportingError, habit: AnsweringHabit) -> float:
    """What the whole section believes of every true minute: respondent × (1 − forgotten)."""
    respondent = float(np.exp(error.respondent_sd * rng.standard_normal()))
    mean, variance = error.forgotten_mean, error.forgotten_sd**2
    size = mean * (1.0 - mean) / variance - 1.0
    forgotten = float(rng.beta(mean * size, (1.0 - mean) * size))
    return respondent * (1.0 - (forgotten if habit.forgotten is None else habit.forgotten))


def _section_shares(rng: np.random.Generator, error: ReportingError, habit: AnsweringHabit) -> Mapping[int, float]:
    grids = list(error.grid_shares)
    drawn = rng.dirichlet(error.grid_concentration * np.array([error.grid_shares[g] for g in grids]))
    if habit.grid_shares is not None:
        return habit.grid_shares
    return dict(zip(grids, drawn.tolist(), strict=True))


def _rounded_minutes(minutes: float, shares: Mapping[int, float], luck: float, grid: int | None) -> float:
    """On a grid drawn by `luck` (0–1) among those that leave something; one minute where none does."""
    if np.isnan(minutes):
        return minutes
    if grid is not None:
        return max(float(grid), _to_grid(minutes, grid))
    left = [(g, share) for g, share in sorted(shares.items()) if _to_grid(minutes, g) > 0]
    total = sum(share for _, share in left)
    if not total > 0:
        return max(1.0, _to_grid(minutes, 1))
    reached = np.cumsum([share for _, share in left])
    chosen = left[min(int(np.searchsorted(reached, luck * total, side="right")), len(left) - 1)][0]
    return _to_grid(minutes, chosen)


def _rounded_hours(hours: float, grid: float) -> float:
    """On the grid of yearly hours; what that would round to nothing in whole hours, at least one."""
    return _to_grid(hours, grid) or max(1.0, _to_grid(hours, 1))


def _to_grid(value: float, grid: float) -> float:
    return float(grid * floor(value / grid + 0.5))
