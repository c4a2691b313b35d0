# SPDX-License-Identifier: Apache-2.0
"""What is public, and what waits to become so."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.text import Text
from machikata.web.frame import Frame, Step
from machikata.web.view import Viewed
from machikata.workspace.effects import published_effects

router = APIRouter()


@dataclass(frozen=True, slots=True)
class PublishPage:
    """Counts of what is public."""

    effects: int


@router.get("/publish")
def publish_page(view: Viewed) -> Response:
    """The door to everything public."""
    page = PublishPage(len(published_effects(view.workspace)))
    return view.page("pages/publish.html", page, Frame(title=Text("公表", "Publish"), step=Step.PUBLISH))
