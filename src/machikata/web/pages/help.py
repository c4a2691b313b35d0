# SPDX-License-Identifier: Apache-2.0
"""How to use the site, how to read its figures, and the words it uses."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.text import Text
from machikata.web.frame import Frame, Link
from machikata.web.glossary import WordGroup, glossary
from machikata.web.view import Viewed

router = APIRouter()
_HELP = Link("/help", Text("使い方と用語", "Help and words"))


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What can be done next from the help page: whether bodies and records are there already."""

    has_bodies: bool
    has_records: bool


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """All words by group."""

    groups: tuple[WordGroup, ...]

    @property
    def count(self) -> int:
        """Number of words."""
        return sum(len(group.words) for group in self.groups)


@router.get("/help")
def help_page(view: Viewed) -> Response:
    """How to start and how to read the figures."""
    library = view.workspace.library
    page = HelpPage(bool(library.bodies()), bool(library.logs()))
    frame = Frame(title=Text("使い方", "How to use this site"), crumbs=(_HELP,))
    return view.page("pages/help.html", page, frame)


@router.get("/help/glossary")
def glossary_page(view: Viewed) -> Response:
    """The words, one sentence each."""
    page = GlossaryPage(glossary())
    words = Link("/help/glossary", Text("用語", "Words"))
    frame = Frame(title=Text("用語", "Words"), crumbs=(_HELP, words))
    return view.page("pages/glossary.html", page, frame)
