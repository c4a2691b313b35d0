# SPDX-License-Identifier: Apache-2.0
"""`machikata bodies` and `group`: who can be compared with whom."""

from __future__ import annotations

from dataclasses import replace

from machikata.cli.console import complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.errors import InputRefused, Place
from machikata.domain.wording import number
from machikata.publication.document import to_document
from machikata.workspace.bodies import list_bodies, list_groups
from machikata.workspace.peers import NO_CLASS, class_of, form_class_groups, form_hand_group


def bodies(*, common: Common = STANDARD) -> None:
    """団体と区分の一覧。 List the bodies and their classes."""
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = list_bodies(ws)
        rows = [
            (
                b.code,
                b.name.in_(output.language),
                number(b.population),
                label.label if (label := class_of(ws, b)) else "―",
            )
            for b in found
        ]
        heads = [
            output.t("コード", "Code"),
            output.t("団体", "Body"),
            output.t("人口", "Population"),
            output.t("区分", "Class"),
        ]
        output.result(to_document(found), lambda: output.table("", heads, rows, right=[2]))


def group(
    members: list[str] | None = None, *, name: str = "", by_class: bool = False, common: Common = STANDARD
) -> None:
    """比べる相手を決める、または一覧を見る。 Form a group of peers, or list the groups.

    Parameters
    ----------
    members
        団体コード。 Codes of the members; none = list the groups.
    name
        相手の呼び名。 A name for the group.
    by_class
        類似団体の区分ごとに相手をつくる。 Form a group of each class that has bodies.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        if by_class and not form_class_groups(ws):
            raise InputRefused([replace(NO_CLASS, place=Place())])
        if members:
            form_hand_group(ws, name=name or " ".join(members), members=members)
        found = list_groups(ws)
        rows = [(g.id, g.name.in_(output.language), number(len(g.members)), " ".join(g.members)) for g in found]
        heads = [
            output.t("番号", "Id"),
            output.t("相手", "Group"),
            output.t("団体数", "Bodies"),
            output.t("団体", "Members"),
        ]
        output.result(to_document(found), lambda: output.table("", heads, rows, right=[2]))
