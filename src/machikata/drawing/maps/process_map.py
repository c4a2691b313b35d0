# SPDX-License-Identifier: Apache-2.0
"""The map of one log: activities top down, arcs as wide as their cases or their waits."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from machikata.analysis.flow import FlowArc, FlowMap, FlowNode, FlowOrder
from machikata.domain.text import Language, Text
from machikata.domain.wording import number
from machikata.drawing.figures import cases, share
from machikata.drawing.graph.layered import lay_out
from machikata.drawing.graph.shapes import GraphArc, GraphLayout
from machikata.drawing.maps import parts
from machikata.drawing.maps.parts import END_KEY, START_KEY, LegendEntry, Look, Run, Sign, activity_key
from machikata.drawing.maps.scales import Show, WaitScale, thickness, wait_scale
from machikata.drawing.markup import element, words
from machikata.drawing.palette import ARC, ARROW, MORE, WAIT_SHORT, WEAK
from machikata.drawing.picture import Picture, framed

RARE: Final = Text("ほかの団体にあまりない作業", "work that few others have")


@dataclass(frozen=True, slots=True)
class _Way:
    """An arc of the map in graph keys, with what it says. Start and end have no waits."""

    source: str
    target: str
    cases: float
    arc: FlowArc | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything decided before the layout."""

    flow: FlowMap
    language: Language
    ways: tuple[_Way, ...]
    signs: dict[str, Sign]
    waits: WaitScale
    most_cases: float
    longest_us: float

    def figures(self, way: _Way, show: Show) -> str:
        if show == "days" and way.arc is not None:
            return self.waits.written(way.arc.median_us, self.language)
        # The unit of every number of an English map stands in its legend; the Japanese unit is one character.
        if self.language == "en" and show == "cases":
            return number(way.cases)
        return cases(way.cases, self.language)

    def thickness(self, way: _Way, show: Show) -> float:
        if show == "cases":
            return thickness(way.cases, self.most_cases)
        return thickness((way.arc.median_us if way.arc else None) or 0.0, self.longest_us)

    def look(self, way: _Way, show: Show) -> Look:
        if show == "cases" or way.arc is None:
            return Look(ARC)
        return Look(self.waits.colour(way.arc.median_us))


def lay_out_process_map(flow: FlowMap, *, language: Language = "ja", show: Show = "cases") -> GraphLayout:
    """Where the map's activities and arcs stand. Keys: `activity_key(activity)`, START_KEY, END_KEY; the order is the reading order."""
    plan = _plan(flow, language, frozenset())
    return _layout(plan, (show,))


def draw_process_map(
    flow: FlowMap,
    *,
    show: Show = "cases",
    language: Language = "ja",
    id_prefix: str = "map",
    highlight: AbstractSet[str] = frozenset(),
    highlight_meaning: Text = RARE,
    title: Text | None = None,
    both_layers: bool = False,
    legend: bool = True,
) -> Picture:
    """The map of `flow` as SVG of its own size, a number on every arc.

    `highlight` are activities outlined in orange (what that means: `highlight_meaning`). With `both_layers` cases and days stand in one
    SVG as `g.layer-count` and `g.layer-time`, the one not asked for by `show` hidden until a style sheet shows it.

    Raises ValueError when an arc names an activity that is no node of the flow.
    """
    plan = _plan(flow, language, highlight)
    shown: tuple[Show, ...] = (show, "days" if show == "cases" else "cases") if both_layers else (show,)
    layout = _layout(plan, shown)
    index = {node.key: i for i, node in enumerate(layout.nodes)}
    layers = [_layer(plan, layout, index, s, hidden=s != show, named=both_layers) for s in shown]
    rare = highlight_meaning if highlight & {n.activity for n in flow.nodes} else None
    legends, bottom, right = _legends(plan, layout, show, shown, rare) if legend else ([], layout.height, layout.width)
    return framed(
        *layers,
        element("g", *(_node(plan, layout, key, i) for key, i in index.items()), class_="pic-nodes"),
        *legends,
        id_prefix=id_prefix,
        title=(title or Text("流れの図", "Process map")).in_(language),
        description=_description(plan, show),
        width=float(round(right)),
        height=float(round(bottom)),
        class_="pic pic-map",
    )


def _plan(flow: FlowMap, language: Language, highlight: AbstractSet[str]) -> _Plan:
    width = parts.name_width(n.label for n in flow.nodes)
    ways = (
        *(_Way(START_KEY, activity_key(a), count, None) for a, count in flow.starts),
        *(_Way(activity_key(a.source), activity_key(a.target), a.cases, a) for a in flow.arcs),
        *(_Way(activity_key(a), END_KEY, count, None) for a, count in flow.ends),
    )
    return _Plan(
        flow,
        language,
        ways,
        {activity_key(n.activity): _sign(n, flow, language, width, n.activity in highlight) for n in flow.nodes},
        wait_scale(a.median_us for a in flow.arcs),
        max((w.cases for w in ways), default=0.0),
        max((a.median_us or 0.0 for a in flow.arcs), default=0.0),
    )


def _sign(node: FlowNode, flow: FlowMap, language: Language, width: float, highlighted: bool) -> Sign:
    part = share(node.cases / flow.n_cases, 1) if flow.n_cases else share(None)
    written = cases(node.cases, language)
    tooltip = Text(
        f"{node.label}：{written}（全体の{part}）、のべ{number(node.events)}回",
        f"{node.label}: {written} ({part} of all), {number(node.events)} times in total",
    )
    look = Look(MORE, 2.5, class_="pic-rare") if highlighted else Look()
    return Sign(parts.name_lines(node.label, width), (Run(written, WEAK),), tooltip.in_(language), look)


def _layout(plan: _Plan, shown: tuple[Show, ...]) -> GraphLayout:
    width = parts.name_width(n.label for n in plan.flow.nodes)
    nodes = [parts.activity_node(key, sign, width) for key, sign in plan.signs.items()]
    nodes += [parts.terminal_node(START_KEY)] if plan.flow.starts else []
    nodes += [parts.terminal_node(END_KEY)] if plan.flow.ends else []
    arcs = [
        GraphArc(
            way.source,
            way.target,
            way.cases,
            max(plan.thickness(way, s) for s in shown),
            max(parts.runs_width((Run(plan.figures(way, s)),)) for s in shown) + 4,
        )
        for way in plan.ways
    ]
    return lay_out(nodes, arcs)


def _layer(plan: _Plan, layout: GraphLayout, index: dict[str, int], show: Show, *, hidden: bool, named: bool) -> str:
    by_ends = {(w.source, w.target): w for w in plan.ways}
    # Thin over thick, so that a rare path is not lost; all numbers above all lines.
    order = sorted(layout.arcs, key=lambda a: -plan.thickness(by_ends[a.source, a.target], show))
    lines = []
    for placed in order:
        way = by_ends[placed.source, placed.target]
        look = plan.look(way, show)
        lines.append(
            element(
                "g",
                element("title", words(_tooltip(plan, way))),
                parts.draw_arc(
                    placed.points,
                    thickness=plan.thickness(way, show),
                    look=look,
                    head=ARROW if look.colour == ARC else look.colour,
                ),
                class_="pic-way",
                data_from=f"n{index[way.source]}",
                data_to=f"n{index[way.target]}",
            )
        )
    numbers = [
        parts.draw_figures(placed.label, (Run(plan.figures(by_ends[placed.source, placed.target], show)),))
        for placed in layout.arcs
    ]
    return element("g", *lines, *numbers, class_=_LAYERS[show] if named else None, display="none" if hidden else None)


def _tooltip(plan: _Plan, way: _Way) -> str:
    names = {activity_key(n.activity): n.label for n in plan.flow.nodes}
    names |= {key: text.in_(plan.language) for key, text in parts.TERMINALS.items()}
    ends = f"{names[way.source]} → {names[way.target]}"
    written = cases(way.cases, plan.language)
    if way.arc is None:
        return Text(f"{ends}：{written}", f"{ends}: {written}").in_(plan.language)
    median, slow = (plan.waits.written(us, plan.language) for us in (way.arc.median_us, way.arc.p90_us))
    return Text(
        f"{ends}：{written}、待ちの中央{median}、10件のうち9件は{slow}以内",
        f"{ends}: {written}, median wait {median}, nine in ten within {slow}",
    ).in_(plan.language)


def _node(plan: _Plan, layout: GraphLayout, key: str, index: int) -> str:
    box = layout.box(key)
    if key in parts.TERMINALS:
        return parts.draw_terminal(box, parts.TERMINALS[key].in_(plan.language), index=index, key=key)
    return parts.draw_activity(box, plan.signs[key], index=index, activity=parts.key_activity(key))


_LAYERS: Final[dict[Show, str]] = {"cases": "layer-count", "days": "layer-time"}


def _legends(
    plan: _Plan, layout: GraphLayout, show: Show, shown: tuple[Show, ...], rare: Text | None
) -> tuple[list[str], float, float]:
    """A legend for each layer below the map; the lower edge and the right edge that they reach."""
    drawn, bottom, right = [], layout.height, layout.width
    for s in shown:
        markup, low, reached = parts.draw_legend(
            _legend(plan, s, rare), left=12, top=layout.height + 8, width=max(layout.width - 24, 320)
        )
        class_ = _LAYERS[s] if len(shown) > 1 else None
        drawn.append(element("g", markup, class_=class_, display="none" if s != show else None))
        bottom, right = max(bottom, low), max(right, reached + 12)
    return drawn, bottom, right


def _legend(plan: _Plan, show: Show, highlight_meaning: Text | None) -> list[LegendEntry]:
    if show == "cases":
        text = Text("線の太さと数字は件数", "width and number: cases")
        entries = [LegendEntry(parts.line_sample(Look(ARC), 7.0), text.in_(plan.language))]
    else:
        widths = dict(zip((c for c, _ in plan.waits.bands()), (2.0, 4.0, 6.0), strict=True))
        entries = [
            LegendEntry(parts.line_sample(Look(colour), widths[colour]), _band(meaning, colour).in_(plan.language))
            for colour, meaning in plan.waits.bands()
        ]
    if highlight_meaning is not None:
        look = Look(MORE, 2.5, class_="pic-rare")
        entries.append(LegendEntry(parts.box_sample(look), highlight_meaning.in_(plan.language)))
    return entries


def _band(meaning: Text, colour: str) -> Text:
    # The first entry says what all of them are.
    return Text("待ちの中央 ", "median wait ") + meaning if colour == WAIT_SHORT else meaning


_ORDER: Final = {
    FlowOrder.FILE: Text("順番は記録のとおりです。", "The order is that of the file."),
    FlowOrder.TIE_AWARE: Text("同じ時刻の記録には順番をつけません。", "Records of the same instant have no order."),
}


def _description(plan: _Plan, show: Show) -> str:
    flow = plan.flow
    what = Text("件数", "cases") if show == "cases" else Text("待ちの中央の値", "median waits")
    text = Text(
        f"{cases(flow.n_cases, 'ja')}の流れを上から下へ並べた図。作業{len(flow.nodes)}種と道{len(flow.arcs)}本。"
        f"線の太さは{what.ja}。{_ORDER[flow.order].ja}",
        f"The flow of {cases(flow.n_cases, 'en')}, top down: {len(flow.nodes)} activities and {len(flow.arcs)} paths. "
        f"The width of a line is {what.en}. {_ORDER[flow.order].en}",
    )
    busiest = max(flow.arcs, key=lambda a: (a.cases, a.source, a.target), default=None)
    if busiest is not None:
        text += Text("いちばん多い道は ", " Most cases: ") + Text(
            *(
                2
                * [
                    _tooltip(
                        plan, _Way(activity_key(busiest.source), activity_key(busiest.target), busiest.cases, busiest)
                    )
                ]
            )
        )
    return text.in_(plan.language)
