# SPDX-License-Identifier: Apache-2.0
"""Markets small enough to be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import (
    GUARANTEE,
    REFUSAL,
    Allocation,
    Certificate,
    Choice,
    Deletions,
    Proof,
    Stability,
)
from machikata.apps.daycare_matching.market import Market


def ints(*values):
    return np.array(values, dtype=np.int64)


def market(capacity, households):
    """Households of options of entries (child, pool, rank, household rank, stays)."""
    options = [option for household in households for option in household]
    entries = [entry for option in options for entry in option]
    families = {entry[0]: f for f, options_of in enumerate(households) for option in options_of for entry in option}
    column = [ints(*(entry[i] for entry in entries)) for i in range(5)]
    return Market(
        capacity=ints(*capacity),
        child_family=ints(*(families[c] for c in sorted(families))),
        option_start=ints(*np.cumsum([0, *map(len, households)])),
        entry_start=ints(*np.cumsum([0, *map(len, options)])),
        entry_child=column[0],
        entry_pool=column[1],
        entry_rank=column[2],
        entry_household_rank=column[3],
        entry_stay=column[4],
        entry_wish=np.where(column[4] == 1, -1, 0),
        family_order=np.arange(len(households)),
    )


def result(held, *, rows=(), stability=Stability.HOUSEHOLD, proof=Proof.UNIQUE, searches=(), **more):
    """An allocation with deletions `rows` of (round, option, kind, cause)."""
    columns = list(zip(*rows, strict=True)) or [()] * 4
    root = Deletions(*(np.array(c, dtype=t) for c, t in zip(columns, (int, int, np.int8, int), strict=True)))
    return Allocation(ints(*held), stability, Choice.PRIORITY, proof, Certificate(root, searches), **more)


@pytest.fixture
def one_seat():
    """One seat, two children who want it; child 0 ranks first."""
    return market([1], [[[(0, 0, 0, 0, 0)], []], [[(1, 0, 1, 1, 0)], []]])


@pytest.fixture
def right():
    """What follows for `one_seat`: child 0 is sure of the seat, so child 1 is refused."""
    return result([0, 3], rows=[(0, 1, GUARANTEE, 0), (0, 2, REFUSAL, 0)])
