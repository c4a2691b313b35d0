# SPDX-License-Identifier: Apache-2.0
"""The market: applications as whole numbers, without names. What the engine solves and the checker checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """C children, F households, S pools, O joint options, E entries (a child put into a pool by an option). All arrays are int64.

    The options of household f are `option_start[f]:option_start[f+1]`, best first; its last one is always "nothing for all" (transfer
    applicants stay), which is feasible whatever the others do. The entries of option o are `entry_start[o]:entry_start[o+1]`; an option
    never holds a child twice. A transfer applicant who stays is an entry with `entry_stay` 1 in the pool of the seat (whose capacity
    counts that seat) where freed seats are given out again, and no entry where they are not.

    `entry_rank` is the place in the pool's strict order, 0 = first: between entries of different children in one pool never equal.
    Stays come before everybody. The rank may depend on the option (same-facility bonus).
    `entry_household_rank` is the same order without its last criterion, the child's number in the household: within a pool, if a ranks
    before b it has at most b's value, and siblings have equal values exactly when only that last criterion tells them apart.
    """

    capacity: Ints
    """[S] seats, own seats of transfer applicants included where freed seats are given out again."""
    child_family: Ints
    """[C]"""
    option_start: Ints
    """[F + 1]"""
    entry_start: Ints
    """[O + 1]"""
    entry_child: Ints
    """[E]"""
    entry_pool: Ints
    """[E]"""
    entry_rank: Ints
    """[E]"""
    entry_household_rank: Ints
    """[E]"""
    entry_stay: Ints
    """[E] 1 where the entry is the child's own guaranteed seat."""
    entry_wish: Ints
    """[E] which wish of the child this is (0 = first); −1 for a stay."""
    family_order: Ints
    """[F] strict order of the households, 0 = first: whose better option counts first when several allocations are stable."""

    @property
    def families(self) -> int:
        """F, the number of households."""
        return len(self.option_start) - 1

    @property
    def options(self) -> int:
        """O, the number of joint options."""
        return len(self.entry_start) - 1
