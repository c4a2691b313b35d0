# SPDX-License-Identifier: Apache-2.0
"""Lots: drawn once before the run, written down, and read again with the applications."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.applications import Applications


def draw_lots(applications: Applications, *, seed: int) -> tuple[tuple[str, int], ...]:
    """A number for every household (1 = first), in the order of the household numbers; withdrawn applications draw none.

    One lot per household. The order of the rows does not matter: the households are sorted before the draw.

    >>> draw_lots(Applications((), (), ()), seed=1)
    ()
    """
    households = sorted({child.household for child in applications.children if child.withdrawn is None})
    lots = np.random.default_rng(seed).permutation(len(households)) + 1
    return tuple(zip(households, lots.tolist(), strict=True))
