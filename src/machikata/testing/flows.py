# SPDX-License-Identifier: Apache-2.0
"""Flow maps with invented figures, for tests of pictures and pages."""

from __future__ import annotations

from typing import Final

from machikata.analysis.flow import (
    DifferenceArc,
    DifferenceMap,
    DifferenceNode,
    FlowArc,
    FlowMap,
    FlowNode,
    FlowOrder,
)

_DAY_US: Final = 86_400e6
_CASES: Final = 3108
_NODES: Final = (
    ("uketsuke", "申請の受付", 3108, 3108),
    ("chosa-irai", "調査の依頼", 3108, 3108),
    ("chosa", "認定調査", 3312, 3108),
    ("kakunin", "調査票の確認", 3312, 3108),
    ("kessai", "係長の決裁", 2304, 2304),
    ("iken-irai", "意見書の依頼", 3108, 3108),
    ("saisoku", "意見書の催促", 797, 797),
    ("iken", "意見書の受領", 3108, 3108),
    ("ichiji", "一次判定", 3108, 3108),
    ("shiryo", "審査会の資料作成", 3108, 3108),
    ("shinsakai", "審査会（二次判定）", 3156, 3108),
    ("tsuchi", "結果の通知", 3108, 3108),
)
_ARCS: Final = (
    ("uketsuke", "chosa-irai", 3108, 1.0),
    ("uketsuke", "kessai", 2304, 4.0),
    ("uketsuke", "iken-irai", 804, 0.0),
    ("chosa-irai", "chosa", 3108, 8.0),
    ("chosa", "kakunin", 3108, 2.0),
    ("kakunin", "chosa", 204, 4.0),
    ("kessai", "iken-irai", 2304, 1.0),
    ("iken-irai", "saisoku", 797, 15.0),
    ("saisoku", "iken", 797, 4.0),
    ("iken-irai", "iken", 2311, 12.0),
    ("kakunin", "ichiji", 3108, 1.0),
    ("iken", "ichiji", 3108, 0.0),
    ("ichiji", "shiryo", 3108, 2.0),
    ("shiryo", "shinsakai", 3108, 8.0),
    ("shinsakai", "shinsakai", 48, 7.0),
    ("shinsakai", "tsuchi", 3108, 2.0),
)
_SHARES: Final = {"kessai": (0.741, 0.0), "saisoku": (0.256, 0.45), "shiryo": (1.0, 0.58)}
_DIFFERENCES: Final = (
    ("uketsuke", "chosa-irai", 1.0, 1.0, 1.0, 1.0),
    ("uketsuke", "kessai", 0.741, 0.0, 4.0, None),
    ("uketsuke", "iken-irai", 0.259, 1.0, 0.0, 0.5),
    ("chosa-irai", "chosa", 1.0, 1.0, 8.0, 11.0),
    ("chosa", "kakunin", 1.0, 1.0, 2.0, 2.0),
    ("kakunin", "chosa", 0.066, None, 4.0, None),
    ("kessai", "iken-irai", 0.741, 0.0, 1.0, None),
    ("iken-irai", "saisoku", 0.256, 0.45, 15.0, 14.0),
    ("saisoku", "iken", 0.256, 0.45, 4.0, 5.0),
    ("iken-irai", "iken", 0.744, 0.55, 12.0, 11.0),
    ("kakunin", "ichiji", 1.0, 1.0, 1.0, 1.0),
    ("iken", "ichiji", 1.0, 1.0, 0.0, 0.0),
    ("ichiji", "shiryo", 1.0, 0.58, 2.0, 2.0),
    ("ichiji", "denshi", 0.0, 0.42, None, 1.0),
    ("denshi", "shinsakai", 0.0, 0.42, None, 6.0),
    ("shiryo", "shinsakai", 1.0, 0.58, 8.0, 8.0),
    ("shinsakai", "shinsakai", None, 0.02, None, 7.0),
    ("shinsakai", "tsuchi", 1.0, 1.0, 2.0, 2.0),
)


def sample_flow(*, order: FlowOrder = FlowOrder.TIE_AWARE) -> FlowMap:
    """要介護認定 of an invented body: two branches, a loop, an activity that repeats itself, waits in whole days."""
    return FlowMap(
        order=order,
        n_cases=_CASES,
        n_events=sum(events for *_, events, _ in _NODES),
        nodes=tuple(FlowNode(*node) for node in _NODES),
        arcs=tuple(_arc(*arc) for arc in _ARCS),
        starts=(("uketsuke", float(_CASES)),),
        ends=(("tsuchi", float(_CASES)),),
    )


def _arc(source: str, target: str, cases: int, days: float) -> FlowArc:
    p10, median, p90, mean = (share * days * _DAY_US for share in (0.5, 1.0, 2.0, 1.1))
    return FlowArc(source, target, float(cases), cases, p10, median, p90, mean)


def sample_difference() -> DifferenceMap:
    """The same beside eleven invented peers: an activity only of the body, one only of the peers, suppressed values."""
    nodes = [DifferenceNode(key, label, *_SHARES.get(key, (1.0, 1.0))) for key, label, *_ in _NODES]
    nodes.append(DifferenceNode("denshi", "審査会の資料を電子で送る", 0.0, 0.42))
    return DifferenceMap("汐見原市", "ほかの11団体", tuple(nodes), tuple(DifferenceArc(*arc) for arc in _DIFFERENCES))
