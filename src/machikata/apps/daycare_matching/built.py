# SPDX-License-Identifier: Apache-2.0
"""The market together with what it was built from: who stands behind the numbers, and by which criteria the pools rank them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.market import Ints, Market
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the order, the most important first. `points` marks the one that is the 指数 of the letter.

    In the keys a smaller number comes first; `sign` −1 says that the value shown to people is the key times −1 (more points first).
    """

    id: str
    title: Text
    sign: int = 1
    points: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """`market` and its meaning. Household f is `households[f]`, child c `applications.children[child[c]]`, pool s `applications.pools[s]`.

    `keys[e, k]` is the value of criterion k for entry e (smaller first); ranks follow from them alone.
    """

    applications: Applications
    market: Market
    households: tuple[str, ...]
    child: Ints
    """[C] index into `applications.children` (withdrawn ones are left out)."""
    criteria: tuple[Criterion, ...]
    keys: npt.NDArray[np.float64]
    """[E, K]"""
