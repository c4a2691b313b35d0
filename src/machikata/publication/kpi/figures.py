# SPDX-License-Identifier: Apache-2.0
"""The key figures as values. Every figure names the facts or the table it comes from; n stands beside each."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.domain.adoption import AdoptionCount, AdoptionTarget, Among, BodyAdoption, FactSource, Tool
from machikata.domain.errors import NotFound
from machikata.domain.text import Text

WHOLE_COUNTRY = "000000"


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """How many of the `answered` bodies of a group use `tool`, out of `n` bodies; `sources` are ids of sources."""

    tool: Tool
    users: int
    answered: int
    n: int
    sources: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Share (0–1) of the bodies that answered; None when none did."""
        return self.users / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of municipalities. `id` is ASCII; `code` the six digits of a prefecture, of the whole country otherwise."""

    id: str
    name: Text
    code: str
    n: int
    figures: tuple[GroupFigure, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """What its n and its figures rest on: ids of sources."""
        return self.figures[0].sources

    def of(self, tool: Tool) -> GroupFigure:
        """The figure of `tool` (AI, RPA or either)."""
        return next(f for f in self.figures if f.tool is tool)


@dataclass(frozen=True, slots=True)
class YearSeries:
    """One thing counted among one kind of bodies, by date."""

    tool: Tool
    among: Among
    counts: tuple[AdoptionCount, ...]


@dataclass(frozen=True, slots=True)
class Kpi:
    """Who uses AI and RPA: by year with bounds and targets; by population, class and prefecture as of `as_of`; and body by body.

    `bodies` are in the order of their codes and rest on `body_sources` (ids of sources). `whole`, `bands`, `classes` and `prefectures` count them.
    """

    as_of: str
    series: tuple[YearSeries, ...]
    targets: tuple[AdoptionTarget, ...]
    whole: GroupRow
    bands: tuple[GroupRow, ...]
    classes: tuple[GroupRow, ...]
    prefectures: tuple[GroupRow, ...]
    bodies: tuple[BodyAdoption, ...]
    body_sources: tuple[str, ...]
    sources: tuple[FactSource, ...]

    def of_prefecture(self, number: str) -> tuple[BodyAdoption, ...]:
        """The municipalities of a prefecture (01–47), in the order of their codes."""
        return tuple(b for b in self.bodies if b.code[:2] == number)

    def series_of(self, tool: Tool, among: Among) -> tuple[AdoptionCount, ...]:
        """Counts of `tool` among `among` by date; empty when none was published."""
        return next((s.counts for s in self.series if (s.tool, s.among) == (tool, among)), ())

    def source(self, wanted: str) -> FactSource:
        """The source of this id; raises NotFound."""
        found = next((s for s in self.sources if s.id == wanted), None)
        if found is None:
            raise NotFound(Text(f"「{wanted}」という出典はありません", f"there is no source “{wanted}”"))
        return found


def uses(body: BodyAdoption, tool: Tool) -> bool | None:
    """Whether a body uses AI, RPA or either; None where its answers do not tell.

    >>> body = BodyAdoption("011002", "札幌市", "北海道", "", 1, ai=True, rpa=None, as_of="2023-12-31")
    >>> uses(body, Tool.EITHER), uses(body, Tool.RPA)
    (True, None)
    """
    answers = {Tool.AI: (body.ai,), Tool.RPA: (body.rpa,), Tool.EITHER: (body.ai, body.rpa)}[tool]
    return True if True in answers else None if None in answers else False
