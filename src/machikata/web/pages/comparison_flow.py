# SPDX-License-Identifier: Apache-2.0
"""Which path differs? Our flow and the peers' flow in one layout, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Response

from machikata.analysis.comparison.result import Comparison
from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.errors import NotFound
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text
from machikata.drawing.document import svg_document
from machikata.drawing.maps.difference_map import Pair, draw_difference_map
from machikata.web.compared import Asked, compared
from machikata.web.files import download
from machikata.web.frame import Link, Step
from machikata.web.pages.comparison import ComparisonPage, frame_of
from machikata.web.pages.comparison import present as present_comparison
from machikata.web.pages.jobs import waiting_page
from machikata.web.view import View, Viewed
from machikata.workspace.dictionary import activity_labels
from machikata.workspace.library import Job

router = APIRouter()
_SELDOM = 0.01
_EASY_ARCS = 32
_PEERS = Text("ほかの団体の平均", "mean of the others")
_WORDS = Text("流れの違い", "Difference of flow")


@dataclass(frozen=True, slots=True)
class FlowPage:
    """The two flows. `only_own` and `only_peers` are activities that the others (almost) never do."""

    map: DifferenceMap
    shown: DifferenceMap
    """The paths that at least `least` percent of the cases of one side take."""
    least: int
    show: Pair
    only_own: tuple[DifferenceNode, ...]
    only_peers: tuple[DifferenceNode, ...]
    nodes: tuple[DifferenceNode, ...]
    """By size of the difference."""
    arcs: tuple[tuple[str, str, DifferenceArc], ...]
    """(label, label, arc), by size of the difference of shares."""
    minimum_count: int
    provenance: Provenance
    own_code: str
    query: str
    address: str

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """What a form on the page has to carry along."""
        return (*parse_qsl(self.query), ("show", self.show))


Least = Annotated[int | None, Query(ge=0, le=100)]


@router.get("/compare/{group}/{process}/flow")
def flow_page(
    view: Viewed, asked: Asked, group: str, process: str, show: Pair = "shares", least: Least = None
) -> Response:
    """The difference map and its table."""
    found = compared(view, asked, group=group, process=process)
    if isinstance(found, Job):
        return waiting_page(view, found, back=f"/compare/{group}/{process}", step=Step.COMPARE)
    comparison = present_comparison(found, process=view.workspace.process(process), asked=asked)
    difference = _map_of(found, view)
    page = present(found, difference, comparison, show=show, least=least, query=asked.query())
    picture = draw_difference_map(page.shown, pair=show, language=view.language)
    frame = frame_of(comparison, title=_WORDS, crumb=Link("", _WORDS))
    return view.page("pages/comparison_flow.html", page, frame, map_picture=picture)


@router.get("/compare/{group}/{process}/flow.svg")
def flow_svg(
    view: Viewed, asked: Asked, group: str, process: str, show: Pair = "shares", least: Least = None
) -> Response:
    """The difference map as a picture file, as the page shows it."""
    found = compared(view, asked, group=group, process=process, wait=True)
    assert isinstance(found, Comparison)
    difference = _map_of(found, view)
    shown = reduced(difference, easy_share(difference) if least is None else least)
    picture = draw_difference_map(shown, pair=show, language=view.language)
    prefix = view.text("架空_", "invented_") if found.provenance.synthetic else ""
    name = view.text("流れの違い", "difference_of_flow")
    content = svg_document(picture, provenance=found.provenance, language=view.language)
    return download(content, f"{prefix}{name}.svg")


def _map_of(comparison: Comparison, view: View) -> DifferenceMap:
    """The difference map with its names in the language of the page."""
    difference = comparison.difference_map
    if difference is None:
        raise NotFound(
            Text("違いの図は、自分の団体を選ぶと表示できます", "the difference map needs a body of your own"),
            remedy=Text("比較の画面で団体を選んでください", "choose a body on the page of the comparison"),
        )
    words = activity_labels(view.workspace, process=comparison.estimand.process)
    nodes = tuple(
        replace(n, label=words[n.activity].in_(view.language)) if n.activity in words else n for n in difference.nodes
    )
    own = comparison.body(comparison.own).name.in_(view.language)
    return replace(difference, own_name=own, peer_name=_PEERS.in_(view.language), nodes=nodes)


def present(
    comparison: Comparison,
    difference: DifferenceMap,
    page: ComparisonPage,
    *,
    show: Pair,
    least: int | None,
    query: str,
) -> FlowPage:
    """The page value of a difference map."""
    percent = easy_share(difference) if least is None else least
    labels = {n.activity: n.label for n in difference.nodes}
    nodes = sorted(difference.nodes, key=lambda n: -_gap(n.own_share, n.peer_share))
    arcs = sorted(difference.arcs, key=lambda a: -_gap(a.own_share, a.peer_share))
    return FlowPage(
        map=difference,
        shown=reduced(difference, percent),
        least=percent,
        show=show,
        only_own=tuple(n for n in nodes if _only(n.own_share, n.peer_share)),
        only_peers=tuple(n for n in nodes if _only(n.peer_share, n.own_share)),
        nodes=tuple(nodes),
        arcs=tuple((labels.get(a.source, a.source), labels.get(a.target, a.target), a) for a in arcs),
        minimum_count=comparison.estimand.minimum_count,
        provenance=comparison.provenance,
        own_code=comparison.own,
        query=query,
        address=page.flow_address.partition("?")[0],
    )


def reduced(difference: DifferenceMap, least: int) -> DifferenceMap:
    """The map with the paths that at least `least` percent of the cases of one side take, and the activities on them."""
    arcs = tuple(a for a in difference.arcs if max(a.own_share or 0.0, a.peer_share or 0.0) >= least / 100)
    on_paths = {name for a in arcs for name in (a.source, a.target)}
    nodes = tuple(n for n in difference.nodes if n.activity in on_paths)
    return replace(difference, arcs=arcs, nodes=nodes)


def easy_share(difference: DifferenceMap) -> int:
    """The least share (percent) with which the map has a size a person can read."""
    for least in (0, 1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50):
        if len(reduced(difference, least).arcs) <= _EASY_ARCS:
            return least
    return 60


def _only(mine: float | None, theirs: float | None) -> bool:
    """Whether one side does it and the other (almost) never. A suppressed share is not known, so nothing is said of it."""
    return mine is not None and theirs is not None and theirs < _SELDOM <= mine


def _gap(own: float | None, peers: float | None) -> float:
    return abs(own - peers) if own is not None and peers is not None else -1.0
