# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for maps: any shape of flow, labels in both scripts and of any length."""

from __future__ import annotations

from hypothesis import strategies as st

from machikata.analysis.flow import (
    DifferenceArc,
    DifferenceMap,
    DifferenceNode,
    FlowArc,
    FlowMap,
    FlowNode,
    FlowOrder,
)

_LABELS = st.one_of(
    st.text(alphabet="申請受付調査依頼意見書の確認決裁通知（）・ーカード", min_size=1, max_size=30),
    st.text(alphabet="abcdefghij XYZ-0123456789&<>\"'", min_size=1, max_size=40),
    st.text(min_size=0, max_size=12),
)
_WAITS_US = st.one_of(st.just(0.0), st.floats(0, 400 * 86_400e6), st.integers(0, 400).map(lambda d: d * 86_400e6))
_SHARES = st.one_of(st.none(), st.just(0.0), st.floats(0, 1))


@st.composite
def graphs(draw: st.DrawFn, *, max_nodes: int = 14, max_arcs: int = 36) -> tuple[list[str], list[tuple[str, str]]]:
    """Names of nodes and distinct arcs between them: loops, self loops, nodes apart."""
    nodes = [f"a{i}" for i in range(draw(st.integers(1, max_nodes)))]
    ends = st.sampled_from(nodes)
    return nodes, draw(st.lists(st.tuples(ends, ends), unique=True, max_size=max_arcs))


@st.composite
def flow_maps(draw: st.DrawFn, *, max_nodes: int = 14, max_arcs: int = 36) -> FlowMap:
    """A flow map whose parts fit together."""
    nodes, arcs = draw(graphs(max_nodes=max_nodes, max_arcs=max_arcs))
    count = st.integers(1, 99_999)
    ends = st.lists(st.tuples(st.sampled_from(nodes), count.map(float)), unique_by=lambda e: e[0], max_size=3)
    return FlowMap(
        order=draw(st.sampled_from(FlowOrder)),
        n_cases=99_999,
        n_events=999_999,
        nodes=tuple(FlowNode(n, draw(_LABELS), draw(count), draw(count)) for n in nodes),
        arcs=tuple(_arc(a, b, draw(count), draw(_WAITS_US)) for a, b in arcs),
        starts=tuple(draw(ends)),
        ends=tuple(draw(ends)),
    )


def _arc(source: str, target: str, cases: int, wait_us: float) -> FlowArc:
    return FlowArc(source, target, float(cases), cases, wait_us / 2, wait_us, wait_us * 2, wait_us)


@st.composite
def difference_maps(draw: st.DrawFn, *, max_nodes: int = 14, max_arcs: int = 36) -> DifferenceMap:
    """A difference map with used, unused and suppressed paths."""
    nodes, arcs = draw(graphs(max_nodes=max_nodes, max_arcs=max_arcs))
    days = st.one_of(st.none(), st.floats(0, 400))
    return DifferenceMap(
        draw(_LABELS),
        draw(_LABELS),
        tuple(DifferenceNode(n, draw(_LABELS), draw(_SHARES), draw(_SHARES)) for n in nodes),
        tuple(DifferenceArc(a, b, draw(_SHARES), draw(_SHARES), draw(days), draw(days)) for a, b in arcs),
    )
