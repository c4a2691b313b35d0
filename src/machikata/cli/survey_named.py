# SPDX-License-Identifier: Apache-2.0
"""Campaigns and answers by the beginning of their number, as a person types them."""

from __future__ import annotations

from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.workspace.campaigns import find_campaign, list_campaigns
from machikata.workspace.submissions import find_submission
from machikata.workspace.survey_values import Campaign, Submission
from machikata.workspace.workspace import Workspace


def campaign_named(ws: Workspace, words: str) -> Campaign:
    """The campaign that is meant: its number, or the beginning of it.

    Raises:
        NotFound: none, or more than one.
    """
    matching = [c for c in list_campaigns(ws) if c.id.startswith(words)] if words else []
    if len(matching) > 1:
        raise NotFound(
            Text(
                f"「{words}」で始まる調査が{len(matching)}つあります", f"{len(matching)} campaigns begin with {words}"
            ),
            remedy=Text("番号をもう少し長く書いてください", "write more of its number"),
        )
    return matching[0] if matching else find_campaign(ws, words)


def whose_answer(ws: Workspace, body: str, section: str) -> Text:
    """Body and section by name. A body whose sections nobody has named is asked as a whole."""
    name = next((b.name for b in ws.library.bodies() if b.code == body), Text(body, body))
    if section:
        return Text(f"{name.ja} {section}", f"{name.en} {section}")
    return Text(f"{name.ja}（係を決めていない）", f"{name.en} (any of its sections)")


def answer_named(ws: Workspace, words: str) -> Submission:
    """The answer that is meant: its number, or the beginning of it.

    Raises:
        NotFound: none, or more than one.
    """
    matching = [s.id for s in ws.library.submissions() if words and s.id.startswith(words)]
    if len(matching) > 1:
        raise NotFound(
            Text(f"「{words}」で始まる回答が{len(matching)}つあります", f"{len(matching)} answers begin with {words}"),
            remedy=Text("番号をもう少し長く書いてください", "write more of its number"),
        )
    return find_submission(ws, matching[0] if matching else words)
