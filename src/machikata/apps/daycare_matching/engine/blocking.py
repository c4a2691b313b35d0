# SPDX-License-Identifier: Apache-2.0
"""Who blocks a given allocation."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.engine.bounds import Bounds, fresh
from machikata.apps.daycare_matching.engine.contest import Contest
from machikata.apps.daycare_matching.engine.siblings import counted_siblings
from machikata.apps.daycare_matching.market import Ints


def blocking_options(contest: Contest, held: Ints) -> dict[int, int]:
    """Every household that blocks the feasible allocation `held`, with the best option with which it does."""
    left = np.zeros(len(contest.entry_start) - 1, bool)
    left[held] = True
    bounds = fresh(contest, left, np.ones(contest.families, bool))
    bounds.begin()
    placements = contest.placements
    sizes = np.diff(placements.of_option)
    better = np.flatnonzero((bounds.strict_count == sizes) & (np.arange(len(sizes)) < held[contest.option_family]))
    found: dict[int, int] = {}
    for option in better.tolist():
        family = int(contest.option_family[option])
        if family not in found and _accepted(bounds, option, int(held[family])):
            found[family] = option
    return found


def _accepted(bounds: Bounds, option: int, held: int) -> bool:
    """Whether the option still fits when the household's own siblings, as seated now, are counted."""
    placements = bounds.contest.placements
    k = placements.by_option[placements.of_option[option] : placements.of_option[option + 1]]
    if not placements.rivals[k].any():
        return True
    return bool((counted_siblings(bounds.contest, option)[held - option - 1] <= bounds.spare(k)).all())
