# SPDX-License-Identifier: Apache-2.0
"""One case study as the public sees it: every field of the GIF 事例 model, figures by kind, sources, and what it does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from machikata.domain.case_study import CaseStudy
from machikata.domain.text import Text
from machikata.publication.catalogue.describing import Field, FigureGroup, described_fields, figure_groups
from machikata.web.frame import Frame, Link, Step
from machikata.web.pages.cases import CRUMBS, checked
from machikata.web.view import View, Viewed
from machikata.workspace.body_facts import BodyFacts
from machikata.workspace.case_search import searchable
from machikata.workspace.cases import public_case

router = APIRouter()


@dataclass(frozen=True, slots=True)
class CasePage:
    """A public case. Of a withdrawn one only the reason is in it."""

    case: CaseStudy
    facts: BodyFacts
    items: tuple[Field, ...]
    groups: tuple[FigureGroup, ...]
    related: tuple[Link, ...]
    verified: bool
    version: int
    released_at: datetime | None
    signed_by: tuple[str, ...]


@router.get("/cases/{case_id}")
def case_page(view: Viewed, case_id: str) -> Response:
    """The case."""
    page = present(view, case_id)
    case = page.case
    title = Text(case.id, case.id) if case.withdrawn.ja else case.title
    frame = Frame(title=title, step=Step.PUBLISH, crumbs=(*CRUMBS, Link("", title)), synthetic=case.synthetic)
    return view.page("pages/case.html", page, frame)


def present(view: View, case_id: str) -> CasePage:
    """The page value."""
    entry = public_case(view.workspace, case_id)
    held = searchable(view.workspace)
    case = entry.case
    related = tuple(
        Link(f"/cases/{i}", held.entries[i].case.title)
        for i in case.related
        if i in held.entries and not held.entries[i].case.withdrawn.ja
    )
    return CasePage(
        case, held.facts.get(case.body, BodyFacts(case.body)), described_fields(case), figure_groups(case), related, checked(case),
        entry.version, entry.released_at, entry.signed_by,
    )  # fmt: skip
