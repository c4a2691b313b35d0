# SPDX-License-Identifier: Apache-2.0
"""Which of several stable allocations is taken."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.allocation import Choice
from machikata.apps.daycare_matching.market import Ints, Market


def admitted(market: Market) -> Ints:
    """[O] the children an option admits; who stays in the own seat is not admitted."""
    seated = np.concatenate((np.zeros(1, np.int64), np.cumsum(market.entry_stay == 0)))
    children: Ints = seated[market.entry_start[1:]] - seated[market.entry_start[:-1]]
    return children


def chosen_first(
    alternatives: tuple[tuple[int, ...], ...], choice: Choice, children: Ints
) -> tuple[tuple[int, ...], ...]:
    """The alternatives, which come best household first, with the chosen one in front."""
    if choice is Choice.PRIORITY or len(alternatives) < 2:
        return alternatives
    totals = [int(children[list(options)].sum()) for options in alternatives]
    at = totals.index(max(totals))
    return (alternatives[at], *alternatives[:at], *alternatives[at + 1 :])
