# SPDX-License-Identifier: Apache-2.0
"""What is explained: per child where it goes, per wish that was not granted why, and what it would have taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.market import Ints


class ReasonCode(IntEnum):
    """Why a wish was not granted. The first that holds, in this order.

    NOT_ELIGIBLE: the child may not be taken there (age, kind of pool); the wish never entered the market.
    BETTER_GRANTED: the household holds an option it prefers to every option with this wish.
    NO_SEATS: the pool has no seat at all.
    CLASS_FULL: of every option with this wish that the household prefers to what it holds, in this pool the applicants who rank above
    the child leave no room for it. STAYS is the same for a child that keeps its current seat.
    SIBLING: there would be room for the child itself; a sibling's part of the option has none (`sibling`, `sibling_pool`);
    or no joint option holds the wish at all (`sibling` −1).
    BLOCKED: the household is one of those that had to be left blocked because no allocation is stable.
    """

    NOT_ELIGIBLE = 0
    BETTER_GRANTED = 1
    NO_SEATS = 2
    CLASS_FULL = 3
    STAYS = 4
    SIBLING = 5
    BLOCKED = 6


@dataclass(frozen=True, slots=True, eq=False)
class RefusedWishes:
    """Every wish of every child that was not granted; all arrays have length R, sorted by child and wish.

    `lowest_entry` is the lowest-ranked applicant who was given a seat there (no stays), `criterion` the first criterion (index into
    `Built.criteria`) in which it differs from `own_entry`; −1 where there is none to compare with.
    `waiting_rank` is 1 + the number of children without a seat they like as well who rank above in this pool; 0 where the child does
    not wait for it.
    """

    child: Ints
    wish: Ints
    pool: Ints
    """Index into `Applications.pools`."""
    reason: npt.NDArray[np.int8]
    criterion: Ints
    own_entry: Ints
    """The entry of the market that was compared; −1 where none."""
    lowest_entry: Ints
    waiting_rank: Ints
    sibling: Ints
    """Child of the market whose part failed; −1 where none."""
    sibling_pool: Ints


@dataclass(frozen=True, slots=True, eq=False)
class ChildResults:
    """Where every child of the market goes, swaps included; arrays of length C."""

    pool: Ints
    """Pool held (stay included where freed seats are given out again), −1 for none."""
    wish: Ints
    """Which wish that is (0 = first); −1 for none or a stay."""
    stays: npt.NDArray[np.bool_]
    """The child keeps the seat it has."""
    entry: Ints
    """The entry of the market behind `pool`; −1 for none."""


@dataclass(frozen=True, slots=True, eq=False)
class CutOffs:
    """Per pool of the market; arrays of length S. `lowest_entry` is the entry that ranks last of those given a seat, −1 where none was.

    `admitted` counts children given a seat, `staying` those who keep theirs, `unused` the seats left, `waiting` the children who would
    rather be here than where they are.
    """

    lowest_entry: Ints
    admitted: Ints
    staying: Ints
    unused: Ints
    waiting: Ints
