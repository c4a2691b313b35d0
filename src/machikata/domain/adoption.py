# SPDX-License-Identifier: Apache-2.0
"""How many bodies use AI and RPA: published counts, bounds where only bounds can be known, and targets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text


class Tool(StrEnum):
    """What is counted."""

    AI = "ai"
    RPA = "rpa"
    EITHER = "either"
    GENERATIVE = "generative"

    @property
    def label(self) -> Text:
        """In office words."""
        return _TOOLS[self]


_TOOLS = {
    Tool.AI: Text("AI", "AI"),
    Tool.RPA: Text("RPA", "RPA"),
    Tool.EITHER: Text("AIまたはRPA", "AI or RPA"),
    Tool.GENERATIVE: Text("生成AI", "generative AI"),
}


class Among(StrEnum):
    """Of which bodies."""

    ALL = "all"
    MUNICIPALITIES = "municipalities"
    PREFECTURES = "prefectures"
    DESIGNATED_CITIES = "designated_cities"
    OTHER_MUNICIPALITIES = "other_municipalities"

    @property
    def label(self) -> Text:
        """In office words."""
        return _AMONG[self]


_AMONG = {
    Among.ALL: Text("全団体", "all bodies"),
    Among.MUNICIPALITIES: Text("市区町村", "municipalities"),
    Among.PREFECTURES: Text("都道府県", "prefectures"),
    Among.DESIGNATED_CITIES: Text("政令指定都市", "designated cities"),
    Among.OTHER_MUNICIPALITIES: Text("その他の市区町村", "other municipalities"),
}


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where a fact stands: `id` for reference, the title as the source has it, its address, and the terms of use."""

    id: str
    title: Text
    url: str
    publisher: Text
    terms: Text
    read: str = ""
    """ISO date on which it was read."""


@dataclass(frozen=True, slots=True)
class AdoptionCount:
    """How many of `n` bodies use `tool` at `as_of` (ISO date, or year and month).

    `low` and `high` are equal where the number is known, and bounds where it is not; `high` None: no upper bound was published.
    `percent` is the share as printed, where only that was; then `low` and `high` are None unless they follow from it. `derived` says
    by which arithmetic it was got, "" where it was printed. `approximate` for a share printed with 約.
    """

    id: str
    tool: Tool
    among: Among
    as_of: str
    n: int | None
    low: int | None
    high: int | None
    sources: tuple[str, ...]
    percent: float | None = None
    derived: Text = Text("", "")
    approximate: bool = False
    note: Text = Text("", "")
    """What a reader must know beside the figure: sources that disagree, who was asked, when."""

    @property
    def known(self) -> bool:
        """Whether it is one number and no range."""
        return self.low is not None and self.low == self.high

    @property
    def fiscal_year(self) -> int:
        """The fiscal year (from April) of `as_of`: what was asked in February 2020 is of fiscal year 2019."""
        year, month = int(self.as_of[:4]), int(self.as_of[5:7])
        return year if month >= 4 else year - 1


@dataclass(frozen=True, slots=True)
class AdoptionTarget:
    """An aim of the government: `bodies` using AI or RPA by the end of fiscal year `fiscal_year`."""

    id: str
    bodies: int
    fiscal_year: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyAdoption:
    """A real municipality and whether it uses AI and RPA, by the government's table of `as_of`.

    `body_class` is the computed class of similar bodies, "" for the one body without; None where the table gives no answer.
    """

    code: str
    name: str
    prefecture: str
    body_class: str
    population: int
    ai: bool | None
    rpa: bool | None
    as_of: str
