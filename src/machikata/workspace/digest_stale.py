# SPDX-License-Identifier: Apache-2.0
"""News in a letter whose subject was taken back after it was put in: such a letter must not leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeVar

from machikata.domain.digest import Digest
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text
from machikata.workspace.cases import CASES
from machikata.workspace.effects import EFFECTS
from machikata.workspace.published_comparisons import COMPARISONS
from machikata.workspace.releases import Withdrawable, released
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

W = TypeVar("W", bound=Withdrawable)


def stale_problems(ws: Workspace, versions: tuple[Kept[Digest], ...]) -> tuple[Problem, ...]:
    """What keeps a letter from leaving; `versions` are all of it, oldest first. News that something was taken back is none of it: it came
    in afterwards.
    """
    gone = dict(_taken_back(ws))
    since: dict[tuple[str, date], datetime] = {}
    for kept in versions:
        for item in kept.value.items:
            since.setdefault((item.subject, item.at), kept.at)
    stale = (
        item
        for item in versions[-1].value.items
        if item.subject in gone and since[item.subject, item.at] <= gone[item.subject]
    )
    return tuple(
        Problem(
            "digest-item-withdrawn",
            Text("取り下げられたものの知らせが入っています", "it tells of something that was taken back"),
            Text("下書きに戻し、この項目を外してください", "put the letter back to draft and take the item out"),
            Place(column="items", value=item.subject),
        )
        for item in stale
    )


def _taken_back(ws: Workspace) -> Iterator[tuple[str, datetime]]:
    """What is withdrawn now, by subject, and since when."""
    yield from _of_shelf(ws, CASES)
    yield from _of_shelf(ws, EFFECTS)
    yield from _of_shelf(ws, COMPARISONS)


def _of_shelf(ws: Workspace, shelf: Shelf[W]) -> Iterator[tuple[str, datetime]]:
    yield from ((shelf.key(r.kept.id), r.at) for r in released(ws, shelf) if r.kept.value.withdrawn.ja)
