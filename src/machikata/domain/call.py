# SPDX-License-Identifier: Apache-2.0
"""Calls (公募): a ministry or prefecture asks, municipalities apply with wishes, and groups are formed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from machikata.domain.case_study import NOTHING, ServiceField
from machikata.domain.text import Text


class ClassWish(StrEnum):
    """With whom an applicant wants to be grouped."""

    SAME = "same"
    NEAR = "near"
    ANY = "any"

    @property
    def label(self) -> Text:
        """In office words."""
        return _CLASS_WISHES[self]


_CLASS_WISHES = {
    ClassWish.SAME: Text("同じ区分の団体と", "with bodies of the same class"),
    ClassWish.NEAR: Text("人口が近い団体と", "with bodies of similar population"),
    ClassWish.ANY: Text("どの団体とでも", "with any body"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `opened_by` is the ministry or prefecture; groups have from `smallest` (3 or more) to `largest` members. `process` is the
    process of the workspace that the groups will compare, "" where each group settles that itself. `closed_at` when no application is
    taken any more.
    """

    id: str
    title: Text
    opened_by: str
    fields: tuple[ServiceField, ...]
    opens: date
    deadline: date
    text: Text = NOTHING
    process: str = ""
    smallest: int = 3
    largest: int = 6
    closed_at: datetime | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class CallApplication:
    """A body's application. `wishes` are fields of the call, the dearest first; `partners` codes of bodies it would like to work with.

    `population` and `body_class` are those of the day of application, so that forming groups again gives the same ("" : no class).
    """

    id: str
    call: str
    body: str
    body_name: str
    wishes: tuple[ServiceField, ...]
    partners: tuple[str, ...]
    class_wish: ClassWish
    population: int | None
    body_class: str
    at: datetime
    contact: str = ""
    comment: str = ""
    synthetic: bool = False
    withdrawn: Text = NOTHING


@dataclass(frozen=True, slots=True)
class FormedGroup:
    """A group of a call: its field, its members' codes in order, and why it is so. `by_hand`: a person changed it, for `reason`."""

    id: str
    field: ServiceField
    members: tuple[str, ...]
    reasons: tuple[Text, ...] = ()
    by_hand: bool = False
    reason: Text = NOTHING


class WhyNot(StrEnum):
    """What kind of reason keeps an applicant out of every group. The first seven hold whatever the others' groups are."""

    WITHDRAWN = "withdrawn"
    NO_CLASS = "no_class"
    NO_POPULATION = "no_population"
    NOBODY_ELSE = "nobody_else"
    TOO_FEW_WISHED = "too_few_wished"
    TOO_FEW_FIT = "too_few_fit"
    NOT_AMONG_THEMSELVES = "not_among_themselves"
    OTHERS_WOULD_LEAVE = "others_would_leave"
    NONE_FOUND = "none_found"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class NotGrouped:
    """An applicant without a group, with the reason."""

    body: str
    reason: Text
    why: WhyNot = WhyNot.NONE_FOUND


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups of a call and everyone who is in none. `optimal`: whether it is proven that no grouping is better by the stated rules."""

    call: str
    groups: tuple[FormedGroup, ...]
    rest: tuple[NotGrouped, ...]
    rules: tuple[Text, ...]
    optimal: bool
    at: datetime
    adopted: bool = False
    """Whether the groups have become groups of the workspace."""
    proof: Text = NOTHING
    """What is proven about the grouping, in words."""
    note: Text = NOTHING
    """Why a person changed it; NOTHING for one that was only formed."""
