# SPDX-License-Identifier: Apache-2.0
"""Pages of apps, drawn with the site's own components: an app says what stands there, the site says how it looks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from fastapi import Response
from markupsafe import Markup

from machikata.automation.app.page_checks import local_address, page_problems
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    FormField,
    Heading,
    Links,
    PageCell,
    PageForm,
    PageLink,
    PageTable,
    Picture,
)
from machikata.automation.app.svg import safe_svg
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number
from machikata.web.frame import Frame
from machikata.web.view import View

_MOST_DECIMALS: Final = 3
NEVER_DRAWN: Final = frozenset(
    {
        "page-answer",
        "page-block",
        "page-characters",
        "page-table-width",
        "page-cell",
        "page-address",
        "page-form-action",
        "page-download",
    }
)
"""Faults of a page (by their code) with which it is not drawn at all."""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell as it is written; `href` where it is a link, `number` where it stands right."""

    words: str
    href: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class DrawnField:
    """A field with its own id: a page may hold two forms with fields of one name."""

    field: FormField
    id: str


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    """One block ready for the template; what does not belong to its `kind` is empty."""

    kind: str
    block: Block
    rows: tuple[tuple[DrawnCell, ...], ...] = ()
    right: tuple[bool, ...] = ()
    links: tuple[DrawnCell, ...] = ()
    action: str = ""
    owner: str = ""
    fields: tuple[DrawnField, ...] = ()
    files: bool = False
    svg: Markup | None = None


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """Blocks under one heading; the first section of a page may have none."""

    heading: Text | None
    id: str
    blocks: tuple[DrawnBlock, ...]


@dataclass(frozen=True, slots=True)
class AppPageValue:
    """A page of an app as a value (`?format=json`)."""

    app: str
    run: str
    path: str
    view: AppPageView


@dataclass(frozen=True, slots=True)
class Base:
    """The address at which an app's relative addresses begin. `owner` goes with every address of pages that belong to no run."""

    address: str
    owner: str = ""

    def to(self, address: str) -> str:
        """Where an address of the app leads.

        >>> Base("/apps/a", "990019").to("list?page=2"), Base("/apps/a", "990019").to("/help")
        ('/apps/a/list?page=2&owner=990019', '/help')
        """
        found = local_address(address, self.address)
        if not self.owner or not found.startswith(self.address):
            return found
        path, mark, anchor = found.partition("#")
        return f"{path}{'&' if '?' in path else '?'}owner={quote(self.owner, safe='')}{mark}{anchor}"


def answer_with(view: View, value: AppPageValue, frame: Frame, *, base: Base) -> Response:
    """The page of an app in the site's frame."""
    sections = drawn(value.view, base=base, language=view.language)
    problems = at_fields(value.view)
    return view.page(
        "pages/app_page.html", value, frame, sections=sections, problems=problems, status=422 if problems else 200
    )


def drawn(page: AppPageView, *, base: Base, language: Language) -> tuple[DrawnSection, ...]:
    """The blocks of a page, section by section.

    Raises:
        InputRefused: a table or an address that cannot be drawn; a picture that is refused leaves a note in its place instead.
    """
    wrong = [p for p in page_problems(page) if p.code in NEVER_DRAWN]
    if wrong:
        raise InputRefused(wrong)
    ids = _Ids()
    sections: list[DrawnSection] = [DrawnSection(None, "part-0", ())]
    for block in page.blocks:
        if isinstance(block, Heading):
            sections.append(DrawnSection(block.text, f"part-{len(sections)}", ()))
        else:
            last = sections[-1]
            sections[-1] = replace(last, blocks=(*last.blocks, _drawn(block, base, language, ids)))
    return tuple(s for s in sections if s.heading is not None or s.blocks)


class _Ids:
    """Gives each field and picture of a page an id that no other has."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, name: str) -> str:
        self._seen[name] = self._seen.get(name, 0) + 1
        return name if self._seen[name] == 1 else f"{name}-{self._seen[name]}"


def _drawn(block: Block, base: Base, language: Language, ids: _Ids) -> DrawnBlock:
    kind = type(block).__name__.lower()
    if isinstance(block, PageTable):
        numeric = tuple(_numeric(column) for column in _columns(block))
        decimals = [_decimals(column) for column in _columns(block)]
        rows = tuple(
            tuple(_cell(c, base, language, d) for c, d in zip(row, decimals, strict=True)) for row in block.rows
        )
        return DrawnBlock(kind, block, rows=rows, right=numeric)
    if isinstance(block, Links):
        return DrawnBlock(kind, block, links=tuple(_cell(link, base, language, 0) for link in block.links))
    if isinstance(block, PageForm):
        fields = tuple(DrawnField(f, ids.of(f"f-{f.name}")) for f in block.fields)
        return DrawnBlock(
            kind,
            block,
            action=base.to(block.action),
            owner=base.owner if block.get else "",
            fields=fields,
            files=any(f.file for f in block.fields),
        )
    if isinstance(block, Picture):
        return DrawnBlock(kind, block, svg=_picture(block, ids.of("app-picture")))
    return DrawnBlock(kind, block)


def _columns(table: PageTable) -> Iterator[list[PageCell]]:
    return ([row[i] for row in table.rows] for i in range(len(table.head)))


def _numeric(column: list[PageCell]) -> bool:
    """Whether a column holds numbers only (beside what is not there)."""
    there = [c for c in column if c is not None]
    return bool(there) and all(isinstance(c, (int, float)) for c in there)


def _decimals(column: list[PageCell]) -> int:
    """How many decimals the numbers of a column show, so that they stand under one another."""
    broken = [c for c in column if isinstance(c, float) and math.isfinite(c)]
    return max((_needed(c) for c in broken), default=0)


def _needed(value: float) -> int:
    return next((d for d in range(1, _MOST_DECIMALS) if round(value, d) == value), _MOST_DECIMALS)


def _cell(cell: PageCell, base: Base, language: Language, decimals: int) -> DrawnCell:
    if cell is None:
        return DrawnCell(NOTHING)
    if isinstance(cell, PageLink):
        return DrawnCell(cell.text.in_(language), base.to(cell.address))
    if isinstance(cell, Text):
        return DrawnCell(cell.in_(language))
    if isinstance(cell, str):
        return DrawnCell(cell)
    return DrawnCell(number(cell, decimals), number=True)


def _picture(picture: Picture, name: str) -> Markup | None:
    try:
        return Markup(safe_svg(picture.svg, prefix=name))  # noqa: S704 - written anew from a list of what is allowed
    except InputRefused:
        return None


def at_fields(page: AppPageView) -> tuple[Problem, ...]:
    """The problems of a page; those of no field of its forms carry their place in the sentence."""
    fields = {f.name for b in page.blocks if isinstance(b, PageForm) for f in b.fields}
    return tuple(in_words(p, fields) for p in page.problems)


def in_words(problem: Problem, fields: frozenset[str] | set[str] = frozenset()) -> Problem:
    """A problem whose place is told in its sentence, unless it is a field of the form beside it."""
    place, where = problem.place, problem.place.text()
    if (place.column in fields and place.row is None and not place.file) or not where.ja:
        return problem
    what = Text(f"{where.ja}：{problem.what.ja}", f"{where.en}: {problem.what.en}")
    return replace(problem, what=what, place=Place())
