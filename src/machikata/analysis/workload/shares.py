# SPDX-License-Identifier: Apache-2.0
"""Who does what: the parts of the kinds of staff in hours and in cost, with their intervals."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from machikata.analysis.comparison.arrays import Floats
from machikata.analysis.workload.amounts import Amounts
from machikata.analysis.workload.lines import CONTRACTOR, KINDS, STAFF
from machikata.analysis.workload.result import KindShare
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

JOINED = Text("職員（正規と会計年度任用）", "Staff (regular and fixed-term)")
_ALL = Estimate(1.0, 1.0, 1.0)


def hours_parts(hours: Floats, variance: Floats, *, level: float) -> Amounts:
    """Parts of staff hours: owners × kinds, nan where there is no such part. The error that a section has in common makes all its kinds longer alike and no part larger."""
    return _parts(hours, variance, np.zeros(len(hours)), 0.0, level)


def cost_parts(cost: Floats, variance: Floats, fee: Floats, *, common_variance: float, level: float) -> Amounts:
    """Parts of the cost, contractors last. Against what contractors are paid the common error counts."""
    found = _parts(cost, variance, fee, common_variance, level)
    paid = _parts(fee[:, None], np.zeros((len(fee), 1)), cost.sum(axis=1), common_variance, level, variance.sum(axis=1))
    joined = (np.concatenate([a, b], axis=1) for a, b in zip(_ends(found), _ends(paid), strict=True))
    return Amounts(*joined)


def _parts(
    mean: Floats, variance: Floats, beside: Floats, common: float, level: float, beside_variance: Floats | None = None
) -> Amounts:  # fmt: skip
    """Mean / (sum of means + beside), by the normal approximation of the logit."""
    whole = mean.sum(axis=1) + beside
    rest = whole[:, None] - mean
    rest_variance = (
        variance.sum(axis=1)[:, None] - variance + (0.0 if beside_variance is None else beside_variance[:, None])
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        against = (beside[:, None] / rest) ** 2 if beside_variance is None else np.ones_like(rest)
        spread = np.sqrt(variance / mean**2 + rest_variance / rest**2 + common * np.nan_to_num(against))
        logit = np.log(mean / rest)
        reach = float(ndtri((1 + level) / 2)) * spread
        value = np.where(mean > 0, mean / whole[:, None], np.nan)
        alone = (mean > 0) & (rest <= 1e-12 * whole[:, None])
        low, high = (np.where(alone, 1.0, 1 / (1 + np.exp(-(logit + side * reach)))) for side in (-1, 1))
    return Amounts(value, np.where(np.isnan(value), np.nan, low), np.where(np.isnan(value), np.nan, high))


def _ends(parts: Amounts) -> tuple[Floats, Floats, Floats]:
    return parts.value, parts.low, parts.high


def kind_shares(hours: Amounts, cost: Amounts | None, row: int) -> tuple[KindShare, ...]:
    """The parts of one owner, those of kinds that do something; `cost` None where prices or fees are missing."""
    found = []
    for place, kind in enumerate((*STAFF, CONTRACTOR)):
        h = _estimate(hours, row, place) if kind != CONTRACTOR else None
        c = None if cost is None else _estimate(cost, row, place)
        if h is not None or c is not None:
            found.append(KindShare(KINDS[kind], KINDS[kind].label, h, c))
    return tuple(found)


def _estimate(parts: Amounts, row: int, place: int) -> Estimate | None:
    value = float(parts.value[row, place])
    if not value > 0:
        return None
    return _ALL if value == 1.0 else Estimate(value, float(parts.low[row, place]), float(parts.high[row, place]))


def joined_kinds(parts: tuple[KindShare, ...]) -> tuple[KindShare, ...]:
    """Regular and fixed-term staff as one; a contractor stays apart."""
    paid = tuple(p for p in parts if p.staff is KINDS[CONTRACTOR])
    staff = [p for p in parts if p.staff is not KINDS[CONTRACTOR]]
    if not staff:
        return paid
    known = [p.cost for p in staff if p.cost is not None]
    cost = None if len(known) < len(staff) else _ALL
    if cost is not None and paid and paid[0].cost is not None:
        other = paid[0].cost
        cost = Estimate(1 - other.value, 1 - other.high, 1 - other.low, other.level)
    return (KindShare(None, JOINED, _ALL if any(p.hours for p in staff) else None, cost), *paid)
