# SPDX-License-Identifier: Apache-2.0
"""The parts of an invented comparison that stand beside its indicators: reversal, flow, open cases, statements."""

from __future__ import annotations

import math
from collections.abc import Sequence

from machikata.analysis.comparison.result import (
    BodySurvival,
    ComparedBody,
    FlowDifference,
    FlowDifferenceKind,
    Reversal,
    Statement,
    StratumRow,
    StratumValue,
    SurvivalComparison,
)
from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

RATIOS = (1.07, 0.76, 1.30, 1.01, 0.99, 1.09, 1.15, 0.81, 1.11, 1.05, 0.93, 0.69)


def sample_reversal(bodies: Sequence[ComparedBody]) -> Reversal:
    """The first of `bodies` is slow overall and fast for renewals."""
    strata = (
        ("新規", "New", 34.6, 33.6, 0.64, 0.38),
        ("更新", "Renewal", 25.2, 30.1, 0.26, 0.48),
        ("区分変更", "Change", 32.8, 31.8, 0.10, 0.14),
    )
    rows = tuple(
        StratumRow(
            ja,
            Text(ja, en),
            tuple(
                StratumValue(
                    b.code,
                    int((b.n_cases or 0) * (own_share if i == 0 else share)),
                    own_share if i == 0 else share,
                    own if i == 0 else together + i,
                    own - 1 if i == 0 else together + i - 1,
                )
                for i, b in enumerate(bodies)
            ),
            StratumValue("", int(9000 * share), share, together, together - 1),
        )
        for ja, en, own, together, own_share, share in strata
    )
    values = rows[1].bodies
    first = bodies[0].name
    return Reversal(
        "申請の種類",
        "更新",
        bodies[0].code,
        (),
        True,
        values,
        values,
        0.11,
        -0.38,
        0.0007,
        31,
        rows,
        Text(f"更新だけを見ると、{first.ja}は短い側にあります", f"For renewals alone {first.en} is on the short side"),
        Text(
            "全体の平均は32.0日で、区分の31.6日より少し長く見えます。けれども更新は25.2日で、区分の30.1日より4.9日短くなっています。",
            "Overall the mean of 32.0 days looks longer than the class's 31.6. Renewals, however, take 25.2 days, 4.9 fewer.",
        ),
    )


def sample_flow_differences(own: str, codes: Sequence[str]) -> tuple[FlowDifference, ...]:
    """An extra approval, a path few take, and a wait."""
    note = Text("原因を示すものではありません", "not a cause")
    return (
        FlowDifference(
            FlowDifferenceKind.ACTIVITY,
            own,
            "係長の決裁",
            "",
            Text("係長の決裁がある", "approval by the section head"),
            0.741,
            0.0,
            Estimate(0.72, 0.69, 0.75),
            2304,
            (codes[2],),
            1e-8,
            Estimate(3.4, 2.7, 4.1),
            note,
        ),
        FlowDifference(
            FlowDifferenceKind.PATH,
            own,
            "申請の受付",
            "意見書の依頼",
            Text("受付からすぐ意見書を依頼する", "opinion asked for straight after reception"),
            0.259,
            0.94,
            Estimate(-0.68, -0.71, -0.65),
            804,
            (),
            1e-8,
            None,
            note,
        ),
        FlowDifference(
            FlowDifferenceKind.WAITING,
            own,
            "資料作成",
            "審査会",
            Text("資料作成から審査会までの待ち", "wait for the board"),
            8.3,
            7.7,
            Estimate(0.4, 0.2, 0.6),
            3108,
            (),
            0.02,
            None,
            note,
        ),
    )


def sample_difference_map() -> DifferenceMap:
    """Seven activities; one share is suppressed."""
    names = ("申請の受付", "係長の決裁", "意見書の依頼", "意見書の受領", "審査会", "結果の通知", "電子で受領")
    shares = ((1.0, 1.0), (0.741, 0.02), (1.0, 1.0), (1.0, 0.6), (1.0, 1.0), (1.0, 1.0), (None, 0.4))
    arcs = (
        ("申請の受付", "係長の決裁", 0.741, 0.02, 4.0, 3.1),
        ("係長の決裁", "意見書の依頼", 0.741, 0.02, 1.0, 1.2),
        ("申請の受付", "意見書の依頼", 0.259, 0.94, 0.2, 0.4),
        ("意見書の依頼", "意見書の受領", 1.0, 0.6, 12.0, 11.0),
        ("意見書の依頼", "電子で受領", None, 0.4, None, 6.0),
        ("意見書の受領", "審査会", 1.0, 0.6, 9.0, 8.6),
        ("電子で受領", "審査会", None, 0.4, None, 8.1),
        ("審査会", "結果の通知", 1.0, 1.0, 2.0, 2.0),
    )
    return DifferenceMap(
        "汐見原市",
        "ほかの団体",
        tuple(DifferenceNode(n, n, *s) for n, s in zip(names, shares, strict=True)),
        tuple(DifferenceArc(*a) for a in arcs),
    )


def sample_survival(bodies: Sequence[ComparedBody]) -> SurvivalComparison:
    """Curves for every body that may be shown."""

    def one(i: int, body: ComparedBody) -> BodySurvival:
        if body.n_cases is None:
            return BodySurvival(body.code, None, None, None, None, None, ())
        scale = 32.0 * RATIOS[i]
        curve = tuple((float(d), math.exp(-((d / scale) ** 2))) for d in range(0, 121, 5))
        return BodySurvival(
            body.code,
            body.n_cases,
            body.n_open,
            Estimate(scale * 0.9, scale * 0.86, scale * 0.94),
            Estimate(scale, scale * 0.97, scale * 1.03),
            scale * 0.98,
            curve,
        )

    return SurvivalComparison(
        tuple(one(i, b) for i, b in enumerate(bodies)),
        120.0,
        Text(
            "終わっていない案件も、終わった案件と同じように進むと考えています",
            "open cases are taken to go on as finished ones did",
        ),
        Text("カプラン・マイヤー法", "Kaplan–Meier"),
    )


def sample_statements() -> tuple[Statement, ...]:
    """Three sentences with their figures."""
    return (
        Statement(
            Text(
                "30日を超えた割合が高く見えるのは、申請の構成のためです。",
                "The share over 30 days looks high because of the mix of cases.",
            ),
            Text(
                "そのままでは54.0%で、申請の種類をそろえると見込みの0.94倍（0.88〜1.01）です。",
                "It is 54.0 % as it stands and 0.94 times (0.88 to 1.01) what the mix makes expected.",
            ),
            "share-over-30",
        ),
        Statement(
            Text("意見書を受け取るまでが長くなっています。", "Opinions take longer to arrive."),
            Text("1件あたり1.1日（見込みの1.07倍）です。", "1.1 days per case, 1.07 times what is expected."),
            "opinion-days",
        ),
        Statement(
            Text("認定調査までは短くなっています。", "The survey comes sooner."),
            Text("1件あたり3.2日（見込みの0.76倍）です。", "3.2 days per case, 0.76 times what is expected."),
            "total-days",
        ),
    )
