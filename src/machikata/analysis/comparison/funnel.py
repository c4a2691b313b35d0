# SPDX-License-Identifier: Apache-2.0
"""Funnel plot of observed/expected with additive over-dispersion.

Spiegelhalter (2005), "Handling over-dispersion of performance indicators", Qual Saf Health Care 14:347–351; the English SHMI uses the
same estimate of the variance between bodies from z-scores winsorised at 10 %.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy.stats import norm

from machikata.analysis.comparison.arrays import Floats, Ints
from machikata.analysis.comparison.result import Funnel, FunnelLine, FunnelPoint, FunnelPosition
from machikata.domain.text import Text

_WINSORISED = 0.10
_LINES = 60
Z95, Z998 = float(norm.ppf(0.975)), float(norm.ppf(0.999))
METHOD = Text(
    "限界線は、件数による偶然のゆれに、団体どうしのふだんのばらつきを足したものです（両端10%を丸めて推定、足し算の形）",
    "limits add the usual variance between bodies to chance (additive, estimated from z-scores winsorised at 10 %)",
)


def over_dispersion(z: Floats, error: Floats) -> tuple[float, float]:
    """φ (mean squared winsorised z) and τ² (variance between bodies, ≥ 0) from z-scores and their standard errors."""
    count = len(z)
    low, high = np.quantile(z, [_WINSORISED, 1 - _WINSORISED])
    phi = float((np.clip(z, low, high) ** 2).mean())
    weights = 1 / error**2
    spread = float(weights.sum() - (weights**2).sum() / weights.sum())
    if count * phi <= count - 1 or spread <= 0:
        return phi, 0.0
    return phi, (count * phi - (count - 1)) / spread


def make_funnel(
    bodies: Sequence[str], n: Ints, ratio: Floats, error: Floats, *, unit_error: float, suppressed: Sequence[str] = ()
) -> Funnel:
    """The funnel of bodies (in the order given; those in `suppressed` are left out).

    `error` is the standard error of a ratio of a body that is like all; `unit_error` the same for a single case of average mix.
    """
    kept = [i for i, code in enumerate(bodies) if code not in suppressed and error[i] > 0 and np.isfinite(ratio[i])]
    if len(kept) < 2:
        return Funnel((), (), 0.0, 0.0, METHOD)
    z = (ratio[kept] - 1) / error[kept]
    phi, tau2 = over_dispersion(z, error[kept])
    points = tuple(_point(bodies[i], int(n[i]), float(ratio[i]), float(error[i]), tau2) for i in kept)
    return Funnel(points, _lines(n[kept], unit_error, tau2), tau2, phi, METHOD)


def funnel_among(funnel: Funnel, bodies: Collection[str]) -> Funnel:
    """The funnel of `bodies` alone: the variance between bodies is estimated from them, as if the others had never been there."""
    kept = [p for p in funnel.points if p.body in bodies]
    if len(kept) < 2:
        return Funnel((), (), 0.0, 0.0, METHOD)
    n, ratio, error = (np.array([getattr(p, name) for p in kept]) for name in ("n", "ratio", "standard_error"))
    last = funnel.lines[-1]
    unit_error = float(np.sqrt(max(0.0, ((last.high95 - 1) / Z95) ** 2 - funnel.tau2) * last.n))
    return make_funnel([p.body for p in kept], n, ratio, error, unit_error=unit_error)


def _point(body: str, n: int, ratio: float, error: float, tau2: float) -> FunnelPoint:
    total = float(np.sqrt(error**2 + tau2))
    z = (ratio - 1) / total
    limits = _limits(total)
    return FunnelPoint(body, n, ratio, error, *limits, z, _position(z))


def _position(z: float) -> FunnelPosition:
    if abs(z) <= Z95:
        return FunnelPosition.INSIDE
    if abs(z) <= Z998:
        return FunnelPosition.ABOVE_95 if z > 0 else FunnelPosition.BELOW_95
    return FunnelPosition.ABOVE_998 if z > 0 else FunnelPosition.BELOW_998


def _limits(total: float) -> tuple[float, float, float, float]:
    return max(0.0, 1 - Z95 * total), 1 + Z95 * total, max(0.0, 1 - Z998 * total), 1 + Z998 * total


def _lines(n: Ints, unit_error: float, tau2: float) -> tuple[FunnelLine, ...]:
    sizes = np.unique(np.geomspace(max(1.0, n.min() * 0.5), n.max() * 1.1, _LINES).round().astype(int))
    return tuple(FunnelLine(int(size), *_limits(float(np.sqrt(unit_error**2 / size + tau2)))) for size in sizes)
