# SPDX-License-Identifier: Apache-2.0
"""The household rule: siblings who hold a seat now and would have to give it up to a brother or sister."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.engine.contest import Contest
from machikata.apps.daycare_matching.market import Ints


def counted_siblings(contest: Contest, placements: Ints, held: int) -> Ints:
    """Per placement of one option, the siblings whom option `held` seats in its pool and whom the household rule counts against it."""
    entries, all_placements = contest.entries, contest.placements
    now = range(int(contest.entry_start[held]), int(contest.entry_start[held + 1]))
    counted = np.zeros(len(placements), np.int64)
    for i, k in enumerate(placements.tolist()):
        option, pool = int(all_placements.option[k]), int(all_placements.pool[k])
        mine = slice(int(contest.entry_start[option]), int(contest.entry_start[option + 1]))
        put = set(entries.child[mine][entries.pool[mine] == pool].tolist())
        rank = int(entries.household_rank[all_placements.entry[k]])
        counted[i] = sum(
            int(entries.pool[e]) == pool
            and int(entries.place[e]) < int(all_placements.place[k])
            and int(entries.child[e]) not in put
            and int(entries.household_rank[e]) != rank
            for e in now
        )
    return counted
