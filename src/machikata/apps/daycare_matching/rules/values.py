# SPDX-License-Identifier: Apache-2.0
"""The rules of one municipality and year as values. What each means is said once more, for clerks, in the comments of the YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from machikata.apps.daycare_matching.allocation import Choice, Stability
from machikata.apps.daycare_matching.applications import PoolKind
from machikata.domain.text import Text


class BaseKind(StrEnum):
    """基本指数: points that are added up, or ranks (A first)."""

    POINTS = "points"
    RANK = "rank"


class Parents(StrEnum):
    """Which parent's base counts. LOWER: the one who needs the seat less (fewer points, later rank)."""

    SUM = "sum"
    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Cause:
    """事由: `value` is its points, or its place among the ranks (0 = first)."""

    code: str
    title: Text
    value: int


@dataclass(frozen=True, slots=True)
class Base:
    """The table of 基本指数. `missing_parent` is the value for a parent who is not there; None: the other one alone counts."""

    kind: BaseKind
    parents: Parents
    missing_parent: int | None
    causes: tuple[Cause, ...]
    ranks: tuple[str, ...] = ()


class WrittenAs(StrEnum):
    """What stands in 調整指数項目1..k: codes of the table, or points."""

    CODES = "codes"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An item of 調整指数 or a penalty. Of those of one `group` only the highest counts.

    With `at_facility` it is written as code@施設番号 and counts at that facility alone; `sibling_enrolled` says that a brother or sister
    is enrolled there, `excludes` that the child gets no seat there.
    """

    code: str
    title: Text
    points: int
    group: str = ""
    at_facility: bool = False
    sibling_enrolled: bool = False
    excludes: bool = False
    penalty: bool = False


class When(StrEnum):
    """What points of a facility depend on. The sibling cases look at the joint option: who holds which seat in it, stays included."""

    SAME_FACILITY = "same_facility"
    SIBLINGS_APART = "siblings_apart"
    LINKED_FACILITY = "linked_facility"


@dataclass(frozen=True, slots=True)
class FacilityPoints:
    """Points, and steps up in rank, that hold for one facility or one joint option."""

    when: When
    points: int
    ranks_up: int = 0


class Condition(StrEnum):
    """Whom a pool, a round or a category is for. LINKED looks at the facility of the seat: its own graduates and those of its 連携施設."""

    EVERYBODY = "everybody"
    CARE = "care"
    GRADUATE = "graduate"
    LINKED = "linked"
    TRANSFER = "transfer"
    NO_TRANSFER = "no_transfer"
    LEAVE_EXTENSION = "leave_extension"
    CAUSE = "cause"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class Who:
    """A condition; `code` is the cause (of either parent) or the adjustment it asks for."""

    condition: Condition
    code: str = ""


class CriterionKind(StrEnum):
    """What a link of the chain looks at."""

    LEAVE_EXTENSION = "leave_extension"
    CATEGORY = "category"
    RANK = "rank"
    POINTS = "points"
    BASE_POINTS = "base_points"
    ADJUSTMENT_POINTS = "adjustment_points"
    CAUSE_ORDER = "cause_order"
    TIE_VALUE = "tie_value"
    WISH_RANK = "wish_rank"
    LINKED_FACILITY = "linked_facility"
    SIBLING_ENROLLED = "sibling_enrolled"
    SAME_FACILITY = "same_facility"
    LOT = "lot"
    CHILD_IN_HOUSEHOLD = "child_in_household"


class Blank(StrEnum):
    """What a blank 優先順位項目 means."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Link:
    """One criterion of the chain. `groups` belong to CATEGORY (best first), `causes` and `worse_parent` to CAUSE_ORDER, the rest to
    TIE_VALUE.
    """

    kind: CriterionKind
    title: Text
    tie_value: int = 0
    high_first: bool = False
    blank: Blank = Blank.REFUSE
    groups: tuple[tuple[Who, ...], ...] = ()
    causes: tuple[str, ...] = ()
    worse_parent: bool = False


class Score(StrEnum):
    """Whose 指数 counts for siblings who apply together."""

    CHILD = "child"
    HOUSEHOLD_AVERAGE = "household_average"


class OptionOrder(StrEnum):
    """How a household's joint options are put in order; the list of the rules gives the most important first.

    ADMITTED: more children first (where not all have to come). WHO_FIRST: the oldest (youngest) first, where the form says so.
    SAME_FACILITY: most children at one facility, where the form prefers it. RANK_SUM: smaller sum of wish ranks. RANKS: the older child's
    wish rank, then the next one's.
    """

    ADMITTED = "admitted"
    WHO_FIRST = "who_first"
    SAME_FACILITY = "same_facility"
    RANK_SUM = "rank_sum"
    RANKS = "ranks"


@dataclass(frozen=True, slots=True)
class SiblingRules:
    """`accepts` are the codes of きょうだい条件 (sibling_codes.py); `default` holds where a household says nothing ("" = it must)."""

    score: Score
    accepts: tuple[str, ...]
    default: str
    order: tuple[OptionOrder, ...]


class FreedSeats(StrEnum):
    """Seats that transfer applicants leave: as the list of facilities says per pool, given out in the same run, or kept."""

    AS_LISTED = "as_listed"
    REUSE = "reuse"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class TransferRules:
    """転園."""

    accepted: bool
    freed_seats: FreedSeats


class QuotaOrder(StrEnum):
    """What a wish for a nursery means for a child to whom a quota there is open as well."""

    AS_LISTED = "as_listed"
    QUOTA_FIRST = "quota_first"
    GENERAL_FIRST = "general_first"


@dataclass(frozen=True, slots=True)
class Quota:
    """Seats of a kind: who may take them, and whether they come before or after the general seats of the nursery."""

    kind: PoolKind
    who: tuple[Who, ...]
    order: QuotaOrder


@dataclass(frozen=True, slots=True)
class Round:
    """A round (回): the kinds of seats it gives out, who takes part, and whether transfers do."""

    id: str
    title: Text
    kinds: tuple[PoolKind, ...]
    who: tuple[Who, ...]
    transfers: bool


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules of one municipality from `valid_from` on. `reference_day` is the day on which age classes and months are counted."""

    id: str
    version: str
    municipality: Text
    title: Text
    synthetic: bool
    valid_from: date
    reference_day: date
    decided_on: date
    source: Text
    base: Base
    written_as: WrittenAs
    adjustments: tuple[Adjustment, ...]
    wish_points: bool
    facility_points: tuple[FacilityPoints, ...]
    chain: tuple[Link, ...]
    siblings: SiblingRules
    transfers: TransferRules
    shared_ages: bool
    quotas: tuple[Quota, ...]
    rounds: tuple[Round, ...]
    stability: Stability
    choice: Choice

    def adjustment(self, code: str) -> Adjustment | None:
        """The adjustment or penalty of that code."""
        return next((a for a in self.adjustments if a.code == code), None)

    def quota(self, kind: PoolKind) -> Quota | None:
        """The rule of the seats of that kind; None: nobody may take them."""
        return next((q for q in self.quotas if q.kind is kind), None)

    def round(self, round_id: str) -> Round | None:
        """The round of that id."""
        return next((r for r in self.rounds if r.id == round_id), None)


KIND_TITLES: Mapping[PoolKind, Text] = {
    PoolKind.GENERAL: Text("一般枠", "general seats"),
    PoolKind.CARE: Text("障害児枠", "seats for children with special needs"),
    PoolKind.REGION: Text("地域枠", "community seats of company nurseries"),
    PoolKind.GRADUATE: Text("卒園児枠", "seats for graduates of small nurseries"),
    PoolKind.STAFF: Text("保育士枠", "seats for children of nursery teachers"),
}
