# SPDX-License-Identifier: Apache-2.0
"""One body beside its peers in one layout: what both do, what only we do, what only they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number
from machikata.drawing.figures import share
from machikata.drawing.graph.layered import Spacing, lay_out
from machikata.drawing.graph.shapes import GraphArc, GraphLayout
from machikata.drawing.maps import parts
from machikata.drawing.maps.parts import LegendEntry, Look, Run, Sign, activity_key
from machikata.drawing.maps.scales import thickness
from machikata.drawing.markup import element, words
from machikata.drawing.palette import ARC, ARROW, OUTLINE, OWN, PEER, TEXT
from machikata.drawing.picture import Picture, framed

Pair = Literal["shares", "days"]
"""What the pair of values on each arc says: shares of cases, or median waits in days."""

Who = Literal["both", "own", "peers"]

_OWN_WIDTH: Final = 6.0
_PEERS_WIDTH: Final = 2.5
_DASHES: Final = "7 5"
_BOTH_MOST: Final = 0.5


def draw_difference_map(
    difference: DifferenceMap,
    *,
    pair: Pair = "shares",
    language: Language = "ja",
    id_prefix: str = "difference",
    seldom: float = 0.01,
    title: Text | None = None,
    legend: bool = True,
) -> Picture:
    """Both flows in one layout: a solid line is a path of both, a thick one only ours, a dashed one only theirs.

    Beside each line stands the pair of values, ours first. A share below `seldom` counts as not doing it; None is a suppressed
    value, written ―, and its path counts as used. Raises ValueError when an arc names an activity that is no node.
    """
    plan = _Plan(difference, pair, language, seldom)
    layout = _layout(plan)
    index = {node.key: i for i, node in enumerate(layout.nodes)}
    legend_markup, bottom, reached = "", layout.height, 0.0
    if legend:
        legend_markup, bottom, reached = parts.draw_legend(
            _legend(plan), left=12, top=layout.height + 8, width=max(layout.width - 24, 320)
        )
    return framed(
        element("g", *_lines(plan, layout, index), *_numbers(plan, layout)),
        element("g", *(_node(plan, layout, key, i) for key, i in index.items()), class_="pic-nodes"),
        legend_markup,
        id_prefix=id_prefix,
        title=(title or _title(difference)).in_(language),
        description=_description(plan),
        width=float(round(max(layout.width, reached + 12))),
        height=float(round(bottom)),
        class_="pic pic-map pic-difference",
    )


def lay_out_difference_map(
    difference: DifferenceMap, *, pair: Pair = "shares", language: Language = "ja"
) -> GraphLayout:
    """Where the map's activities and arcs stand, in reading order; keys as `activity_key(activity)`."""
    return _layout(_Plan(difference, pair, language, 0.01))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is drawn and how its values are read."""

    difference: DifferenceMap
    pair: Pair
    language: Language
    seldom: float

    def who(self, own: float | None, peers: float | None) -> Who:
        """Who does it. A suppressed value stands for a few cases, so it counts as doing it."""
        ours, theirs = own is None or own >= self.seldom, peers is None or peers >= self.seldom
        return "own" if ours and not theirs else "peers" if theirs and not ours else "both"

    def values(self, arc: DifferenceArc) -> tuple[str, str]:
        """The pair of values of an arc, ours first."""
        if self.pair == "shares":
            return _own(arc), share(arc.peer_share)
        return (
            self._wait(arc.own_share, arc.own_median_days),
            self._wait(arc.peer_share, arc.peer_median_days),
        )

    def _wait(self, done: float | None, days: float | None) -> str:
        # Where nobody goes there is no wait; that is no secret, unlike a suppressed one.
        return Text("なし", "none").in_(self.language) if done == 0 else _days(days, self.language)


def _own(of: DifferenceNode | DifferenceArc, decimals: int = 0) -> str:
    return f"≥{share(of.own_share)}" if of.own_at_least else share(of.own_share, decimals)


def _days(value: float | None, language: Language) -> str:
    return NOTHING if value is None else number(value, 1) + Text("日", " d").in_(language)


def _runs(ours: str, theirs: str) -> tuple[Run, ...]:
    return (Run(ours, OWN, bold=True), Run("/", TEXT), Run(theirs, TEXT))


def _layout(plan: _Plan) -> GraphLayout:
    width = parts.name_width(n.label for n in plan.difference.nodes)
    nodes = [parts.activity_node(activity_key(n.activity), _sign(plan, n, width), width) for n in plan.difference.nodes]
    arcs = [
        GraphArc(
            activity_key(a.source),
            activity_key(a.target),
            # Paths that many take lie straight, whoever takes them.
            round(1.0 + 100.0 * max(a.own_share or 0.0, a.peer_share or 0.0), 3),
            _look(plan, a)[1],
            parts.runs_width(_runs(*plan.values(a))) + 4,
        )
        for a in plan.difference.arcs
    ]
    # The pairs are wide: arcs keep further apart where they leave a node.
    return lay_out(nodes, arcs, spacing=Spacing(ports=28.0))


def _look(plan: _Plan, arc: DifferenceArc) -> tuple[Look, float]:
    who = plan.who(arc.own_share, arc.peer_share)
    if who == "own":
        return Look(OWN, class_="pic-own"), _OWN_WIDTH
    if who == "peers":
        return Look(PEER, dashes=_DASHES, class_="pic-peers"), _PEERS_WIDTH
    # Half as wide as on the process map, so that the thick lines of one side stand out.
    return Look(ARC), thickness(_BOTH_MOST * max(arc.own_share or 0.0, arc.peer_share or 0.0), 1.0)


def _lines(plan: _Plan, layout: GraphLayout, index: dict[str, int]) -> list[str]:
    by_ends = {(activity_key(a.source), activity_key(a.target)): a for a in plan.difference.arcs}
    lines = []
    for placed in layout.arcs:
        arc = by_ends[placed.source, placed.target]
        look, width = _look(plan, arc)
        lines.append(
            element(
                "g",
                element("title", words(_tooltip(plan, arc))),
                parts.draw_arc(
                    placed.points, thickness=width, look=look, head=ARROW if look.colour == ARC else look.colour
                ),
                class_="pic-way",
                data_from=f"n{index[placed.source]}",
                data_to=f"n{index[placed.target]}",
                data_who=plan.who(arc.own_share, arc.peer_share),
            )
        )
    return lines


def _numbers(plan: _Plan, layout: GraphLayout) -> list[str]:
    by_ends = {(activity_key(a.source), activity_key(a.target)): a for a in plan.difference.arcs}
    return [parts.draw_figures(p.label, _runs(*plan.values(by_ends[p.source, p.target]))) for p in layout.arcs]


def _node(plan: _Plan, layout: GraphLayout, key: str, index: int) -> str:
    node = next(n for n in plan.difference.nodes if activity_key(n.activity) == key)
    width = parts.name_width(n.label for n in plan.difference.nodes)
    return parts.draw_activity(layout.box(key), _sign(plan, node, width), index=index, activity=node.activity)


_NODE_LOOK: Final[dict[Who, Look]] = {
    "both": Look(OUTLINE, 1.5),
    "own": Look(OWN, 4.0, class_="pic-own"),
    "peers": Look(PEER, 2.0, dashes="6 4", class_="pic-peers"),
}


def _sign(plan: _Plan, node: DifferenceNode, width: float) -> Sign:
    ours, theirs = _own(node), share(node.peer_share)
    tooltip = f"{node.label}{_colon(plan.language)}{_told(plan, ours, theirs)}"
    look = _NODE_LOOK[plan.who(node.own_share, node.peer_share)]
    return Sign(parts.name_lines(node.label, width), _runs(ours, theirs), tooltip, look)


def _tooltip(plan: _Plan, arc: DifferenceArc) -> str:
    names = {n.activity: n.label for n in plan.difference.nodes}
    shares = _told(plan, _own(arc, 1), share(arc.peer_share, 1))
    days = _told(plan, *_Plan(plan.difference, "days", plan.language, plan.seldom).values(arc))
    ends = f"{names[arc.source]} → {names[arc.target]}{_colon(plan.language)}"
    return ends + Text(f"{shares}。待ちの中央は{days}", f"{shares}; median wait {days}").in_(plan.language)


def _told(plan: _Plan, ours: str, theirs: str) -> str:
    own, peers = plan.difference.own_name, plan.difference.peer_name
    hidden = Text("非表示", "not shown").in_(plan.language)
    ours, theirs = (hidden if v == NOTHING else v for v in (ours, theirs))
    return Text(f"{own} {ours}、{peers} {theirs}", f"{own} {ours}, {peers} {theirs}").in_(plan.language)


def _colon(language: Language) -> str:
    return "：" if language == "ja" else ": "


def _legend(plan: _Plan) -> list[LegendEntry]:
    own, peers = plan.difference.own_name, plan.difference.peer_name
    what = Text("行った割合", "share of cases") if plan.pair == "shares" else Text("待ちの中央", "median wait")
    entries = [
        (parts.line_sample(Look(ARC), 4.0), Text("どちらにもある道", "a path of both")),
        (parts.line_sample(Look(OWN, class_="pic-own"), _OWN_WIDTH), Text(f"{own}だけの道", f"only {own}")),
        (
            parts.line_sample(Look(PEER, dashes=_DASHES, class_="pic-peers"), _PEERS_WIDTH),
            Text(f"{own}にない道", f"not in {own}"),
        ),
        (_pair_sample(), Text(f"{what.ja}：{own}/{peers}", f"{what.en}: {own} / {peers}")),
    ]
    d = plan.difference
    if any(n.own_at_least for n in d.nodes) or any(a.own_at_least for a in d.arcs):
        bound = Text(
            "この割合以上（行わない案件は少ないため数を表示しない）",
            "at least this share: the few cases without it are not counted out",
        )
        entries.append((parts.sample_words((Run("≥", OWN, bold=True),)), bound))
    if _suppressed(plan):
        entries.append(
            (
                _nothing_sample(),
                Text(
                    "少ない件数、または逆算を防ぐため表示しない値",
                    "not shown: too few cases, or against back-calculation",
                ),
            )
        )
    return [LegendEntry(sample, meaning.in_(plan.language)) for sample, meaning in entries]


def _pair_sample() -> str:
    return parts.sample_words((Run("A", OWN, bold=True), Run("/"), Run("B")))


def _nothing_sample() -> str:
    return parts.sample_words((Run(NOTHING),))


def _suppressed(plan: _Plan) -> bool:
    shares = [(n.own_share, n.peer_share) for n in plan.difference.nodes]
    shares += [(a.own_share, a.peer_share) for a in plan.difference.arcs]
    return any(None in pair for pair in shares)


def _title(difference: DifferenceMap) -> Text:
    own, peers = difference.own_name, difference.peer_name
    return Text(f"仕事の流れの違い：{own}と{peers}", f"Differences of the flow: {own} and {peers}")


def _description(plan: _Plan) -> str:
    kinds = [plan.who(a.own_share, a.peer_share) for a in plan.difference.arcs]
    names = {
        who: [n.label for n in plan.difference.nodes if plan.who(n.own_share, n.peer_share) == who]
        for who in ("own", "peers")
    }
    own = plan.difference.own_name
    text = Text(
        f"{own}と{plan.difference.peer_name}の流れ。道{len(kinds)}本のうち、どちらにもあるもの{kinds.count('both')}本、"
        f"{own}だけのもの{kinds.count('own')}本、{own}にないもの{kinds.count('peers')}本。",
        f"The flow of {own} and of {plan.difference.peer_name}. Of {len(kinds)} paths, {kinds.count('both')} are of both, "
        f"{kinds.count('own')} only of {own}, {kinds.count('peers')} not in {own}.",
    )
    if names["own"]:
        text += Text(
            f"{own}だけの作業：{'、'.join(names['own'])}。", f" Work only of {own}: {', '.join(names['own'])}."
        )
    if names["peers"]:
        text += Text(
            f"{own}にない作業：{'、'.join(names['peers'])}。", f" Work not in {own}: {', '.join(names['peers'])}."
        )
    return text.in_(plan.language)
