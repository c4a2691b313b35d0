# SPDX-License-Identifier: Apache-2.0
"""The chain of criteria in a file of rules: who comes first among those who wish for the same seats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from yaml.nodes import Node, SequenceNode

from machikata.apps.daycare_matching.rules.conditions import one_who
from machikata.apps.daycare_matching.rules.values import Base, BaseKind, Blank, CriterionKind, Link, Who
from machikata.apps.daycare_matching.rules.yaml_parts import Part
from machikata.domain.text import Text

_K = CriterionKind

TITLES: Mapping[CriterionKind, Text] = {
    _K.LEAVE_EXTENSION: Text("育児休業の延長を許容する申込みでない", "not willing to extend parental leave"),
    _K.CATEGORY: Text("優先区分", "category"),
    _K.RANK: Text("ランク", "rank"),
    _K.POINTS: Text("指数", "points"),
    _K.BASE_POINTS: Text("基本指数", "base points"),
    _K.ADJUSTMENT_POINTS: Text("調整指数", "adjustment points"),
    _K.CAUSE_ORDER: Text("事由の順", "order of causes"),
    _K.TIE_VALUE: Text("優先順位項目", "tie-break item"),
    _K.WISH_RANK: Text("希望順位", "rank of the wish"),
    _K.LINKED_FACILITY: Text("連携施設の卒園児", "graduate of a linked facility"),
    _K.SIBLING_ENROLLED: Text("きょうだいが在園", "brother or sister enrolled"),
    _K.SAME_FACILITY: Text("きょうだいで同じ園", "siblings at the same facility"),
    _K.LOT: Text("抽選番号", "lot"),
    _K.CHILD_IN_HOUSEHOLD: Text("世帯内の順", "number in the household"),
}
_ONCE = set(_K) - {_K.TIE_VALUE, _K.CATEGORY}


def read_chain(root: Part, base: Base) -> tuple[Link, ...]:
    """The list `order`, checked: no criterion twice, and a strict end (lot, then the child's number in its household)."""
    parts = root.parts("order")
    links = tuple(link for part in parts if (link := _link(part)) is not None)
    for kind, count in Counter(link.kind for link in links).items():
        if count > 1 and kind in _ONCE:
            what = Text(f"「{kind.value}」が{count}回あります", f"“{kind.value}” stands {count} times")
            root.problem("rules-criterion-twice", what, Text("1つにしてください", "keep one"), key="order")
    if any(link.kind is _K.RANK for link in links) and base.kind is not BaseKind.RANK:
        what = Text("ランクのない規則でrankは使えません", "“rank” needs a base of kind rank")
        root.problem("rules-no-ranks", what, Text("pointsにしてください", "use points"), key="order")
    if len(links) == len(parts):  # a misspelled word is told as such; what it breaks is not told on top
        _strict_end(root, links)
    return links


def _strict_end(root: Part, links: tuple[Link, ...]) -> None:
    if [link.kind for link in links[-2:]] == [_K.LOT, _K.CHILD_IN_HOUSEHOLD]:
        return
    root.problem(
        "rules-no-strict-end",
        Text("最後まで同点の申込みの順が決まりません", "applications that are equal to the end stay without order"),
        Text(
            "最後の2つを「criterion: lot」「criterion: child_in_household」にしてください",
            "let the last two be “criterion: lot” and “criterion: child_in_household”",
        ),
        key="order",
    )


def _link(part: Part) -> Link | None:
    """One criterion; None where its word is missing or unknown."""
    node = part.node_of("criterion")
    kind = None if node is None else part.chosen(node, part.at("criterion"), CriterionKind)
    if kind is None:
        return None
    title = part.text("title") if part.has("title") else TITLES[kind]
    found = Link(kind, title)
    if kind is _K.TIE_VALUE:
        found = _tie_value(part, title)
    elif kind is _K.CATEGORY:
        found = Link(kind, title, groups=_groups(part))
    elif kind is _K.CAUSE_ORDER:
        worse = part.string("parent", default="worse")
        if worse not in ("worse", "better"):
            part.problem("rules-unknown-word", Text("worseかbetterです", "worse or better"), key="parent")
        found = Link(kind, title, causes=part.strings("causes"), worse_parent=worse == "worse")
    part.close()
    return found


def _tie_value(part: Part, title: Text) -> Link:
    number = part.whole("number")
    if part.has("number") and not 1 <= number <= 99:
        part.problem("rules-tie-number", Text("1から99です", "from 1 to 99"), key="number")
    direction = part.string("first")
    if direction not in ("low", "high"):
        what = Text("小さい順はlow、大きい順はhighです", "low (small first) or high (large first)")
        part.problem("rules-unknown-word", what, key="first" if part.has("first") else "")
    if not part.has("title"):
        part.problem("rules-missing", Text("項目の名前（title）がありません", "the item has no title"))
    blank = part.word("blank", Blank, Blank.REFUSE)
    return Link(CriterionKind.TIE_VALUE, title, tie_value=number, high_first=direction == "high", blank=blank)


def _groups(part: Part) -> tuple[tuple[Who, ...], ...]:
    if not part.has("title"):
        part.problem("rules-missing", Text("区分の名前（title）がありません", "the category has no title"))
    return tuple(_group(part, node, path) for node, path in part.nodes("groups"))


def _group(part: Part, node: Node, path: str) -> tuple[Who, ...]:
    nodes = node.value if isinstance(node, SequenceNode) else [node]
    return tuple(who for one in nodes if (who := one_who(part, one, path)) is not None)
