# SPDX-License-Identifier: Apache-2.0
"""Who is comparable with whom: groups by class, by population band, or by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import PeerGroup, PopulationClass, band_group, class_group, hand_group
from machikata.domain.text import Text
from machikata.rules.similar_bodies import classify
from machikata.workspace.bodies import list_bodies, save_group
from machikata.workspace.workspace import Workspace

NO_CLASS = Problem(
    "no-class",
    Text("区分の決まる団体が登録されていません", "no body is known whose class can be told"),
    Text(
        "団体の人口と産業の割合を入れるか、団体を選んで組を作ってください",
        "enter population and shares of workers of the bodies, or choose the bodies by hand",
    ),
    Place(column="class"),
)
"""Told where groups by class are asked for and none can be made."""


def class_of(ws: Workspace, body: Municipality) -> PopulationClass | None:
    """The body's class under the rules in force today; None when population or workers are not known."""
    return classify(body, as_of=ws.clock().date())


def form_class_groups(ws: Workspace) -> tuple[PeerGroup, ...]:
    """A group of every class that has bodies, made anew from the bodies as they stand."""
    classes = {b.code: class_of(ws, b) for b in list_bodies(ws)}
    wanted = sorted({c for c in classes.values() if c is not None})
    return tuple(save_group(ws, class_group(classes, c)) for c in wanted)


def form_band_group(ws: Workspace, *, at_least: int, below: int) -> PeerGroup:
    """A group of the bodies with a population from `at_least` up to, not including, `below`."""
    if not 0 <= at_least < below:
        raise InputRefused(
            [
                Problem(
                    "band",
                    Text("人口の下限は上限より小さくしてください", "the lower bound must be smaller than the upper"),
                    Text("例：5万以上10万未満なら50000と100000", "e.g. 50000 and 100000"),
                    Place(column="at_least", value=str(at_least)),
                )
            ]
        )
    group = band_group(list_bodies(ws), at_least=at_least, below=below)
    if not group.members:
        raise InputRefused(
            [
                Problem(
                    "band-empty",
                    Text("人口がこの幅にある団体がありません", "no body has a population of that size"),
                    Text("団体の人口を入れるか、幅を変えてください", "enter the populations, or change the bounds"),
                    Place(column="at_least"),
                )
            ]
        )
    return save_group(ws, group)


def form_hand_group(ws: Workspace, *, name: str, members: Iterable[str], reason: str = "") -> PeerGroup:
    """A group that a person chose, with the person's reason. The id is made from the name; the same name replaces the group."""
    if not name.strip():
        raise InputRefused(
            [
                Problem(
                    "group-name",
                    Text("呼び名が要ります", "the group needs a name"),
                    Text("相手の呼び名を入れてください", "give it a name"),
                    Place(column="name"),
                )
            ]
        )
    title = Text(name.strip(), name.strip())
    return save_group(ws, hand_group(_slug(name), title, members, reason=Text(reason, reason)))


def _slug(name: str) -> str:
    """The name as a part of an address: letters of any script, digits, hyphens."""
    return "hand-" + (re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", name).strip().lower()).strip("-") or "group")
