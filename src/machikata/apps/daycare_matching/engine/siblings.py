# SPDX-License-Identifier: Apache-2.0
"""The household rule: siblings who hold a seat now and would have to give it up to a brother or sister."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.engine.contest import Contest
from machikata.apps.daycare_matching.market import Ints


def counted_siblings(contest: Contest, option: int) -> Ints:
    """For every worse option of the household (rows, from the next one on) and every placement of `option` (columns): the siblings whom
    the worse option seats in the pool and whom the household rule counts against the placement.
    """
    entries, placements = contest.entries, contest.placements
    end = int(contest.option_start[contest.option_family[option] + 1])
    worse = slice(int(contest.entry_start[option + 1]), int(contest.entry_start[end]))
    mine = slice(int(contest.entry_start[option]), int(contest.entry_start[option + 1]))
    k = placements.by_option[placements.of_option[option] : placements.of_option[option + 1]]
    counted = np.zeros((end - option - 1, len(k)), np.int64)
    row = entries.option[worse] - option - 1
    for column, one in enumerate(k.tolist()):
        pool = placements.pool[one]
        put = entries.child[mine][entries.pool[mine] == pool]
        counts = (entries.pool[worse] == pool) & (entries.place[worse] < placements.place[one])
        counts &= entries.household_rank[worse] != entries.household_rank[placements.entry[one]]
        for child in put.tolist():
            counts &= entries.child[worse] != child
        np.add.at(counted[:, column], row[counts], 1)
    return counted
