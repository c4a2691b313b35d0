# SPDX-License-Identifier: Apache-2.0
"""On whose behalf a page works: a named person chosen on /persons (kept in a cookie), else the unnamed officer of this computer."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from machikata.domain.actor import Actor
from machikata.domain.errors import NotAllowed, NotFound
from machikata.domain.text import Text
from machikata.workspace.audit_words import who_words
from machikata.workspace.persons import acting
from machikata.workspace.workspace import Workspace

COOKIE: Final = "machikata_person"
_ONE_DAY: Final = 24 * 60 * 60


def acting_workspace(request: Request) -> Workspace:
    """The workspace as whoever was chosen sees it; somebody who was removed since is nobody."""
    ws: Workspace = request.app.state.workspace
    chosen = request.cookies.get(COOKIE, "")
    if not chosen:
        return ws
    try:
        return acting(ws, chosen)
    except (NotFound, NotAllowed):
        return ws


def remember_person(response: Response, person: str) -> None:
    """Act as this person for a day; "" ends it."""
    if person:
        response.set_cookie(COOKIE, person, max_age=_ONE_DAY, httponly=True, samesite="strict", path="/")
    else:
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def person_text(actor: Actor) -> Text:
    """Who acts, as the head of every page says it."""
    return who_words(actor.person, actor.name)
