# SPDX-License-Identifier: Apache-2.0
"""The market together with what it was built from: who stands behind the numbers, and by which criteria the pools rank them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


class DropReason(StrEnum):
    """Why a wish, or a whole application, takes no part."""

    WITHDRAWN = "withdrawn"
    NOT_IN_ROUND = "not_in_round"
    NO_TRANSFERS = "no_transfers"
    POOL_NOT_IN_ROUND = "pool_not_in_round"
    EXCLUDED = "excluded"
    AGE = "age"
    MONTHS = "months"
    KIND = "kind"
    DECLINED = "declined"
    OWN_SEAT = "own_seat"
    TWICE = "twice"


DROP_TEXTS: Mapping[DropReason, Text] = {
    DropReason.WITHDRAWN: Text("申込みが取り下げられています", "the application was withdrawn"),
    DropReason.NOT_IN_ROUND: Text("この回の選考の対象ではありません", "the child does not take part in this round"),
    DropReason.NO_TRANSFERS: Text("この回では転園を受け付けません", "this round takes no transfers"),
    DropReason.POOL_NOT_IN_ROUND: Text(
        "この枠は、この回では募集しません", "these seats are not given out in this round"
    ),
    DropReason.EXCLUDED: Text("市区町村が利用調整をしない枠です", "these seats are not given out by the municipality"),
    DropReason.AGE: Text("対象のクラス年齢ではありません", "the age class does not fit"),
    DropReason.MONTHS: Text("受入月齢に達していません", "the child is too young in months"),
    DropReason.KIND: Text("この枠の対象ではありません", "these seats are for other children"),
    DropReason.DECLINED: Text("以前に内定を辞退した施設です", "an offer of this facility was declined before"),
    DropReason.OWN_SEAT: Text("いま在園している枠です", "it is the seat the child holds"),
    DropReason.TWICE: Text("同じ枠を2回希望しています", "the same seats are wished twice"),
}
"""As the end of a sentence without full stop."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A wish that takes no part; `wish` None: the whole application does not. `child` indexes `Built.applications.children`."""

    child: int
    wish: int | None
    reason: DropReason


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """`market` and its meaning. Household f is `households[f]`, child c `applications.children[child[c]]`, pool s `applications.pools[s]`.

    `applications` may differ from those given: its pools stand in the order of facility and pool number, and a wish that the quota rule
    adds (general seats after the quota, or before) stands among the wishes. Always read positions against these.

    `keys[e, k]` is the value of criterion k for entry e (smaller first); ranks follow from them alone.
    """

    applications: Applications
    market: Market
    households: tuple[str, ...]
    child: Ints
    """[C] index into `applications.children` (withdrawn ones are left out)."""
    criteria: tuple[Criterion, ...]
    keys: npt.NDArray[np.float64]
    """[E, K]. Infinite where the criterion has no value (a blank)."""
    dropped: tuple[Dropped, ...] = ()
    """Wishes and applications without part, in the order of the children."""
    form_wishes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Per child (index into `applications.children`) to whom wishes were added: the wish of the form (0 = first) behind each wish."""

    def form_wish(self, child: int, wish: int) -> int:
        """Which wish of the form (0 = first) wish `wish` of `applications.children[child]` is."""
        return self.form_wishes[child][wish] if child in self.form_wishes else wish
