# SPDX-License-Identifier: Apache-2.0
"""What stands around every page: strip for invented data, head, chain of steps, scope line, breadcrumb, foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from machikata.domain.text import Text


class Step(StrEnum):
    """The steps of the chain that exist, in the order of the work."""

    HOME = "home"
    RECORDS = "records"
    WORK = "work"
    COMPARE = "compare"
    APPS = "apps"
    PUBLISH = "publish"
    DICTIONARY = "dictionary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the words for it."""

    href: str
    text: Text


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One step of the chain in the head."""

    step: Step
    link: Link


CHAIN: tuple[ChainLink, ...] = (
    ChainLink(Step.HOME, Link("/", Text("ホーム", "Home"))),
    ChainLink(Step.RECORDS, Link("/records", Text("記録", "Records"))),
    ChainLink(Step.WORK, Link("/bodies", Text("仕事の流れ", "Flow of work"))),
    ChainLink(Step.COMPARE, Link("/compare", Text("比べる", "Compare"))),
    ChainLink(Step.APPS, Link("/apps", Text("自動化", "Automation"))),
    ChainLink(Step.PUBLISH, Link("/publish", Text("公表", "Publish"))),
)


@dataclass(frozen=True, slots=True)
class ScopePart:
    """One pair of the scope line, such as 団体 / 汐見原市."""

    name: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page. `title` is the h1 and the window title; `synthetic` when any value on the page is invented, and `mixed` when
    others beside it are not.
    """

    title: Text
    step: Step = Step.OTHER
    shoulder: Text | None = None
    lead: Text | None = None
    scope: tuple[ScopePart, ...] = ()
    change_scope: str | None = None
    crumbs: tuple[Link, ...] = ()
    synthetic: bool = False
    mixed: bool = False
    help_topic: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the frame tells of the workspace: who acts, how many jobs run, and the instant of the page."""

    person: Text
    named: bool
    running_jobs: int
    now: datetime | None
    version: str
