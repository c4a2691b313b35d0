# SPDX-License-Identifier: Apache-2.0
"""Points that would have sufficed, everybody else unchanged."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.explaining.values import RefusedWishes

_STEP = 1.0


def points_place(built: Built) -> int | None:
    """Which criterion is the 指数 of the letters; None where the rules have none."""
    return next((k for k, criterion in enumerate(built.criteria) if criterion.points), None)


def sufficing_points(built: Built, refused: RefusedWishes) -> npt.NDArray[np.float64]:
    """[R] the least points with which the child would have come before the last one admitted to the pool; NaN where there is no such
    number: nobody was admitted, a criterion before the points decided, or the rules give no points.

    Everything else of the child and of everybody stays as it is. With more points the child takes the seat of that last one, which a
    run with those points confirms (`what_if.suffices`); where siblings must come too the number speaks of this child's part alone.
    """
    points = points_place(built)
    enough = np.full(len(refused.child), np.nan)
    if points is None:
        return enough
    rows = np.flatnonzero((refused.lowest_entry >= 0) & (refused.criterion >= points))
    own, lowest = built.keys[refused.own_entry[rows]], built.keys[refused.lowest_entry[rows]]
    later_own, later_lowest = own[:, points + 1 :], lowest[:, points + 1 :]
    differs = later_own != later_lowest
    first = differs.argmax(axis=1) if differs.shape[1] else np.zeros(len(rows), dtype=np.int64)
    wins_tie = np.zeros(len(rows), dtype=np.bool_)
    if differs.shape[1]:
        at = np.arange(len(rows))
        wins_tie = differs[at, first] & (later_own[at, first] < later_lowest[at, first])
    sign = built.criteria[points].sign
    enough[rows] = lowest[:, points] * sign + np.where(wins_tie, 0.0, _STEP * -sign)
    return enough
