# SPDX-License-Identifier: Apache-2.0
"""Sums of lines: hours and yen of steps and bodies with their intervals.

Method: means and variances of the lines add (rounding and memory are independent between lines); the factor that a section's lines
share multiplies each section's sum and stays common; the sum is then taken as log-normal with that mean and variance (Fenton 1960, "The
sum of log-normal probability distributions in scatter transmission systems"), corrected by the fourth cumulant, because a sum of one or
two rounded answers is flatter than a normal. A sum of one line is its own distribution, without any approximation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.lines import LineHours, Lines, sums_by
from machikata.analysis.workload.mixtures import (
    Mixtures,
    below_of_sums,
    joined,
    quantiles_of_sums,
    single_pieces,
    uniform_part,
)
from machikata.analysis.workload.reporting_error import CommonError, TrueValues


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """One sum per owner: mean, variance in all and the part of it that is common to its section (of the logarithm), the fourth cumulant
    of the logarithm, and the only line of sums of one line (else −1). `factor` turns the only line's unit into that of the sum.
    """

    mean: Floats
    log_mean: Floats
    log_variance: Floats
    log_common: Floats
    log_fourth: Floats
    only: Ints
    factor: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """How lines are added: the owner of each line (0 … n − 1), and its group of owner and section with the owner of each group."""

    owner: Ints
    n: int
    group: Ints
    group_owner: Ints


def grouped(owner: Ints, n: int, lines: Lines) -> Grouping:
    """Lines by any owner."""
    width = len(lines.section_body) + 1
    keys, group = np.unique(owner * width + lines.section, return_inverse=True)
    return Grouping(owner, n, group.astype(np.int64), keys // width)


def by_body(lines: Lines) -> Grouping:
    """Lines by body: every section lies in one."""
    return Grouping(lines.body, len(lines.bodies), lines.section, lines.section_body)


def add_up(by: Grouping, effort: LineHours, *, chosen: Bools, weight: Floats | None = None) -> Sums:
    """The sums of the chosen lines by owner, each line times `weight`; an owner without lines has mean 0."""
    common, n = effort.minutes.common, by.n
    rows = np.flatnonzero(chosen)
    owner = by.owner[rows]
    times = np.ones(len(rows)) if weight is None else weight[rows]
    mean, variance = effort.mean[rows] * times, effort.variance[rows] * times**2
    in_group = sums_by(by.group[rows], mean, len(by.group_owner))
    total = sums_by(by.group_owner, in_group, n)
    together = sums_by(by.group_owner, in_group**2, n) * (common.mean_square - common.mean**2)
    apart = sums_by(owner, variance, n) * common.mean_square
    fourth = sums_by(owner, effort.fourth[rows] * mean**4, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        square = (total * common.mean) ** 2
        shared, rest = np.nan_to_num(together / square), np.nan_to_num(apart / square)
        log_fourth = np.nan_to_num(fourth / total**4)
        log_variance = np.log1p(shared + rest)
        log_mean = np.log(total * common.mean) - log_variance / 2
    count, first = np.bincount(owner, minlength=n), np.full(n, -1, dtype=np.int64)
    first[owner[::-1]] = rows[::-1]
    only, factor = np.where(count == 1, first, -1), np.zeros(n)
    factor[only >= 0] = (effort.scale if weight is None else effort.scale * weight)[only[only >= 0]]
    made = Sums(total * common.mean, log_mean, log_variance, np.log1p(shared), log_fourth, only, factor)
    return _exact_where_alone(made, effort, common)


def _exact_where_alone(sums: Sums, effort: LineHours, common: CommonError) -> Sums:
    """Mean and variance of the logarithm of single lines are known exactly."""
    mean, variance, shared = sums.log_mean.copy(), sums.log_variance.copy(), sums.log_common.copy()
    for found, owners in _alone(sums, effort):
        source = effort.source[sums.only[owners]]
        mean[owners] = found.log_mean[source] + common.log_mean + np.log(sums.factor[owners])
        variance[owners] = found.log_variance[source] + common.log_variance
        shared[owners] = common.log_variance
    return Sums(sums.mean, mean, variance, shared, sums.log_fourth, sums.only, sums.factor)


def _alone(sums: Sums, effort: LineHours) -> list[tuple[TrueValues, Ints]]:
    """The owners of a single line, by where its distribution stands."""
    single = sums.only >= 0
    by_hours = np.zeros(len(single), dtype=np.bool_)
    by_hours[single] = effort.from_hours[sums.only[single]]
    return [
        (effort.minutes, np.flatnonzero(single & ~by_hours)),
        (effort.hours, np.flatnonzero(single & by_hours)),
    ]


def interval(sums: Sums, effort: LineHours, *, level: float) -> tuple[Floats, Floats]:
    """Low and high end of every sum; `level` is that of `effort`."""
    alone = sums.only >= 0
    line = sums.only[alone]
    ends = []
    for p, exact in (((1 - level) / 2, effort.low), ((1 + level) / 2, effort.high)):
        end = np.exp(sums.log_mean + quantiles_of_sums(p, sums.log_variance, sums.log_fourth))
        end[alone] = exact[line] / effort.scale[line] * sums.factor[alone]
        ends.append(np.where(sums.mean > 0, end, 0.0))
    return ends[0], ends[1]


def as_pieces(sums: Sums, effort: LineHours) -> tuple[Mixtures, Floats]:
    """Every sum as the pieces that rounding leaves open (log) and the standard deviation of the normal error around them."""
    half, rest = uniform_part(sums.log_variance, sums.log_fourth)
    middle = np.where(np.isfinite(sums.log_mean), sums.log_mean, 0.0)
    parts, places = [single_pieces(middle - half - 1e-6, middle + half + 1e-6)], np.arange(len(half))
    sd = np.maximum(rest, 1e-6)
    shift = np.zeros(len(half))
    n = len(half)
    for found, owners in _alone(sums, effort):
        places[owners] = n + found.meant.which[effort.source[sums.only[owners]]]
        shift[owners] = found.common.log_mean + np.log(sums.factor[owners])
        sd[owners] = np.sqrt(found.memory_sd**2 + found.common.log_variance)
        parts.append(found.meant.pieces)
        n += found.meant.pieces.n
    return joined(parts).take(places).moved(shift), sd


def below(sums: Sums, effort: LineHours, owners: Ints, log_value: Floats, variance: Floats) -> Floats:
    """P(sum ≤ value) for some owners, when the logarithm of the value has an error of this variance itself."""
    found = below_of_sums(
        log_value - sums.log_mean[owners], sums.log_variance[owners] + variance, sums.log_fourth[owners]
    )
    alone = sums.only[owners]
    for side, by_hours in ((effort.minutes, False), (effort.hours, True)):
        rows = np.flatnonzero((alone >= 0) & (effort.from_hours[alone] == by_hours))
        if len(rows):
            source = effort.source[alone[rows]]
            value = np.exp(log_value[rows]) / sums.factor[owners[rows]]
            found[rows] = side.below(value, source, variance[rows])
    return found
