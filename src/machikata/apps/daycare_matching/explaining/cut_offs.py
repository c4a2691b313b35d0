# SPDX-License-Identifier: Apache-2.0
"""What it took to get a seat, pool by pool."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import Allocation
from machikata.apps.daycare_matching.explaining.reasons import lowest_entries
from machikata.apps.daycare_matching.explaining.spans import spread
from machikata.apps.daycare_matching.explaining.values import CutOffs, RefusedWishes
from machikata.apps.daycare_matching.market import Market


def cut_offs(market: Market, allocation: Allocation, refused: RefusedWishes) -> CutOffs:
    """Seats given, kept and left, and the last applicant admitted, of every pool."""
    pools = len(market.capacity)
    held, _ = spread(market.entry_start, allocation.held)
    stays = market.entry_stay[held] == 1
    admitted = np.bincount(market.entry_pool[held[~stays]], minlength=pools)
    staying = np.bincount(market.entry_pool[held[stays]], minlength=pools)
    waiting = np.bincount(refused.pool[refused.waiting_rank > 0], minlength=pools)
    return CutOffs(lowest_entries(market, allocation), admitted, staying, market.capacity - admitted - staying, waiting)
