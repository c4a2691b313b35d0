# SPDX-License-Identifier: Apache-2.0
"""What was applied for: facilities, their pools of seats, children with their wishes. Read from files by `reading`, or made in tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from machikata.domain.errors import Problem

AGE_CLASSES = range(6)


class PoolKind(StrEnum):
    """枠種別: whom the seats of a pool are for."""

    GENERAL = "一般"
    CARE = "障害児"
    REGION = "地域"
    GRADUATE = "卒園児"
    STAFF = "保育士"


@dataclass(frozen=True, slots=True)
class Facility:
    """A nursery. `linked` are the numbers of its 連携施設: whose graduates it favours."""

    number: str
    name: str
    kind: str = ""
    ward: str = ""
    linked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """Seats that are given out together (枠): a facility, one or several age classes, a kind. `facility` indexes `Applications.facilities`.

    `intake` is the 募集人数. With `reuses_freed` the seats of its own transfer applicants are given out in the same run as well.
    `least_months` is the 受入月齢 (months of age on 1 April), None where there is none.
    """

    facility: int
    number: str
    kind: PoolKind
    classes: frozenset[int]
    intake: int
    reuses_freed: bool = True
    least_months: int | None = None
    excluded: bool = False
    """従業員枠: seats that the municipality does not give out."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish of a child, best first in `Child.wishes`; `pool` indexes `Applications.pools`, `points` are 希望k加点."""

    pool: int
    points: int = 0


class SameFacility(StrEnum):
    """Whether siblings must, would rather, or need not be at one facility (施設番号)."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    FREE = "free"


class Staggering(StrEnum):
    """Which of the siblings may be taken alone."""

    TOGETHER = "together"
    OLDER_FIRST = "older_first"
    YOUNGER_FIRST = "younger_first"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class SiblingCondition:
    """きょうだい条件 of a household that applies for several children. `chilmai` is the pattern 1–7 that an imported file names: its own
    order of the joint options then holds.
    """

    same_facility: SameFacility
    staggering: Staggering
    chilmai: int | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """One application. `row` is its row in the file; `name` never enters the engine.

    `causes` are the 事由 of father and mother ("" for a missing parent). `base_points` is the 基本指数 when the file gives it, `points` the
    final 指数; else the rules work them out. `adjustments` are the codes or points of 調整指数項目1..k as written, `tie_values` 優先順位項目1..m.
    """

    number: str
    household: str
    born: date
    age_class: int
    wishes: tuple[Wish, ...]
    causes: tuple[str, str] = ("", "")
    base_points: int | None = None
    points: int | None = None
    adjustments: tuple[str, ...] = ()
    tie_values: tuple[int | None, ...] = ()
    leave_extension: bool = False
    current: int | None = None
    """Pool of the seat that a transfer applicant holds."""
    care: str = ""
    """要配慮区分"""
    graduate_of: int | None = None
    """Facility (index) that the child has outgrown."""
    siblings: SiblingCondition | None = None
    withdrawn: date | None = None
    lot: int | None = None
    """抽選番号 of the household, drawn and logged before the run."""
    place_in_household: int | None = None
    """世帯内順: 1 = first; worked out from the days of birth when the file does not say it."""
    name: str = ""
    row: int = 0
    more_points: float = 0.0
    """Points on top of what file and rules give: what-if runs set them, files never do."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A child's part of an explicit combination: a pool, or None for "no seat" (for a transfer applicant: stays)."""

    child: int
    pool: int | None


@dataclass(frozen=True, slots=True)
class Applications:
    """Everything of one round. `combinations` gives, per household that listed them, its joint options, best first."""

    facilities: tuple[Facility, ...]
    pools: tuple[Pool, ...]
    children: tuple[Child, ...]
    combinations: Mapping[str, tuple[tuple[Seat, ...], ...]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
