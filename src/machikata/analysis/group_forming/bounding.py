# SPDX-License-Identifier: Apache-2.0
"""What no grouping can exceed in the number of grouped bodies and in wishes, where not every possible group can be weighed.

Every grouping puts each applicant into at most one field it wished for, in which some group could hold it, and there `smallest` − 1 others
who fit it are with it. Whatever satisfies only this much is at least as good as the best grouping, so its best value is a bound.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from machikata.analysis.group_forming.candidates import can_be_grouped
from machikata.analysis.group_forming.pool import Pool, places_of

_FEW_NEIGHBOURS = 80
"""Only for an applicant with so few is it asked that others be with it: with more it hardly ever binds and costs much."""
_NODES = 2_000
_MARGIN = 0.01


def proven_numbers(pool: Pool, among: int, worth: tuple[int, ...]) -> int:
    """How many of the first numbers of `worth` (grouped, then in wish 1, 2, …) are proven best for the applicants in `among`."""
    seats = [(p, f) for p in places_of(among) for f in range(len(pool.call.fields)) if can_be_grouped(pool, p, f)]
    if not seats:
        return 1 + len(pool.call.fields)
    rows, limits = _rows(pool, seats)
    levels = np.array([pool.levels[p][f] for p, f in seats])
    numbers = [np.ones(len(seats)), *((levels == k).astype(float) for k in range(len(pool.call.fields)))]
    for k, number in enumerate(numbers):
        answer = milp(
            -number, integrality=np.ones(len(seats)), bounds=(0, 1), constraints=LinearConstraint(rows, ub=limits),
            options={"node_limit": _NODES, "mip_rel_gap": 0.0},
        )  # fmt: skip
        bound = answer.mip_dual_bound
        if bound is None or int(-float(bound) + _MARGIN) > worth[k]:
            return k
        rows = sparse.csc_array(sparse.vstack([rows, sparse.csc_array(-number[None, :])]))
        limits = np.append(limits, -worth[k])
    return len(numbers)


def _rows(pool: Pool, seats: list[tuple[int, int]]) -> tuple[sparse.csc_array, np.ndarray]:
    """One field at most for each applicant; who sits where few others fit needs enough of them there. Rows ≤ limits over the seats."""
    at = {seat: i for i, seat in enumerate(seats)}
    cells: list[tuple[int, int, float]] = []
    limits: list[float] = []
    for place in dict.fromkeys(p for p, _ in seats):
        cells += [(len(limits), at[place, f], 1.0) for f in range(len(pool.call.fields)) if (place, f) in at]
        limits.append(1.0)
    for (place, f), i in at.items():
        others = [at[o, f] for o in places_of(pool.compatible[place] & pool.wishing[f]) if (o, f) in at]
        if len(others) <= _FEW_NEIGHBOURS:
            cells.append((len(limits), i, float(pool.call.smallest - 1)))
            cells += [(len(limits), o, -1.0) for o in others]
            limits.append(0.0)
    row, column, value = (np.array(x) for x in zip(*cells, strict=True))
    return sparse.csc_array((value, (row, column)), shape=(len(limits), len(seats))), np.array(limits)
