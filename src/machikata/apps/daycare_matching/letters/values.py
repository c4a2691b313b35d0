# SPDX-License-Identifier: Apache-2.0
"""What a letter is made from: the result of one child, and what is the same in every letter of a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.market import Ints
from machikata.domain.text import Text


class Result(StrEnum):
    """What the letter tells. MOVES and STAYS are the results of transfer applicants; a child that was refused everything is HELD."""

    OFFERED = "offered"
    HELD = "held"
    MOVES = "moves"
    STAYS = "stays"


RESULT_WORDS = {
    Result.OFFERED: Text("内定", "Offered"),
    Result.HELD: Text("保留", "Held"),
    Result.MOVES: Text("転園内定", "Transfer offered"),
    Result.STAYS: Text("現在の施設に継続", "Stays in the current nursery"),
}


@dataclass(frozen=True, slots=True)
class OfferedSeat:
    """The seat a child is offered. `seats` says class and kind (1歳児クラス・一般枠); `wish` counts from 1."""

    facility: str
    seats: Text
    wish: int
    number: str = ""
    """施設番号"""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One wish that was not granted. `wish` counts from 1; `reason` is the whole sentence for the resident.

    `lowest_points` are those of the last child admitted, None when nobody was or when they may not be told; `lowest_hidden` says that
    the second is so (one or two children admitted). `criterion` is the first one that decided, None when nothing was compared;
    `own_value` and `lowest_value` are its two values where it is not the points and may be told.
    `waiting_rank` is None when the child does not wait there.
    """

    wish: int
    facility: str
    seats: Text
    reason: Text
    own_points: float | None = None
    lowest_points: float | None = None
    lowest_hidden: bool = False
    criterion: Text | None = None
    own_value: Text | None = None
    lowest_value: Text | None = None
    waiting_rank: int | None = None
    points_that_suffice: float | None = None
    """What would have sufficed, everything else unchanged; None when it was not worked out or no number would have."""


@dataclass(frozen=True, slots=True)
class SiblingLine:
    """The result of a sibling who applied in the same round; `facility` is "" when it is held."""

    name: str
    result: Result
    facility: str = ""


@dataclass(frozen=True, slots=True)
class LetterData:
    """The result of one child. `current` is the facility of a transfer applicant's own seat; `branch` numbers the letter within the round
    (架保第12号の3). `condition` says the household's きょうだい条件 in a sentence when siblings applied together.
    """

    application: str
    household: str
    name: str
    born: date
    age_class: int
    result: Result
    seat: OfferedSeat | None = None
    current: str = ""
    refused: tuple[RefusedLine, ...] = ()
    points: float | None = None
    """指数, as it was used."""
    siblings: tuple[SiblingLine, ...] = ()
    condition: Text | None = None
    leave_extension: bool = False
    guardian: str = ""
    branch: int | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who decides and who answers. `authority` is the 処分庁 (架空市長, 架空市福祉事務所長), `review` whom an appeal is sent to, `defendant` and
    `representative` the other side of a law suit.
    """

    body: Text
    authority: Text
    section: Text
    contact: Text
    review: Text
    defendant: Text
    representative: Text
    head: str = ""
    """Name of the person who is the authority; "" where letters do not carry it."""


@dataclass(frozen=True, slots=True)
class LetterFrame:
    """What is the same in every letter of a round. `number` is the 文書番号 without a branch; `start` the first day of use.

    `decline_by` is the last day to decline an offer, `held_until` the last month for which a held application stays valid, `next_result`
    the day of the next round's result; None leaves the sentence out. `rules` names the criteria (○○市保育の利用調整に関する要綱).
    """

    sender: Sender
    number: str
    issued: date
    round: Text
    start: date
    rules: Text
    decline_by: date | None = None
    held_until: date | None = None
    next_result: date | None = None
    steps: tuple[Text, ...] = ()
    """What an offered child's household has to do next, in order."""


class Placed(Protocol):
    """Where every child of the market goes (`explaining.values.ChildResults` is one); arrays of length C, as in `Market`."""

    @property
    def pool(self) -> Ints:
        """Pool held, −1 for none."""
        ...

    @property
    def wish(self) -> Ints:
        """Which wish that is (0 = first), −1 for none or a stay."""
        ...

    @property
    def stays(self) -> npt.NDArray[np.bool_]:
        """The child keeps the seat it has."""
        ...


class PoolCounts(Protocol):
    """What became of the seats of every pool (`explaining.values.CutOffs` is one); arrays of length S, as in `Market`."""

    @property
    def lowest_entry(self) -> Ints:
        """The entry that ranks last of those given a seat, −1 where none was."""
        ...

    @property
    def admitted(self) -> Ints:
        """Children given a seat."""
        ...

    @property
    def staying(self) -> Ints:
        """Children who keep theirs."""
        ...

    @property
    def unused(self) -> Ints:
        """Seats left."""
        ...

    @property
    def waiting(self) -> Ints:
        """Children who would rather be here than where they are."""
        ...
