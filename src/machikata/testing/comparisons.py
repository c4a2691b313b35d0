# SPDX-License-Identifier: Apache-2.0
"""A complete invented `Comparison`, for tests of pages, workbooks and reports: every part is there, nothing is computed from events.

>>> sample_comparison(n_bodies=4).mode.value
'values_only'
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from machikata.analysis.comparison.estimand import (
    TOTAL_DAYS,
    DeclaredIndicator,
    Direction,
    Estimand,
    IndicatorKind,
    Population,
    Unit,
    share_over,
)
from machikata.analysis.comparison.result import (
    Assumption,
    BodyIndicator,
    BodySurvival,
    CaseMix,
    ComparedBody,
    Comparison,
    FlowDifference,
    FlowDifferenceKind,
    Funnel,
    FunnelLine,
    FunnelPoint,
    FunnelPosition,
    Indicator,
    Mode,
    PairEffect,
    Reversal,
    Statement,
    StratifiedCheck,
    StratumRow,
    StratumValue,
    SurvivalComparison,
    TestResult,
    Verdict,
)
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.estimate import Estimate
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text

_NAMES = (
    "汐見原市",
    "藤見坂市",
    "真砂浦市",
    "霧ノ宮市",
    "稲穂野市",
    "白瀬川市",
    "若竹台市",
    "朝凪市",
    "楓沢市",
    "鈴ヶ峰市",
    "雲雀野市",
    "岩清水市",
)
_ROMAN = (
    "Shiomihara",
    "Fujimizaka",
    "Masagoura",
    "Kirinomiya",
    "Inahono",
    "Shirasegawa",
    "Wakatakedai",
    "Asanagi",
    "Kaedesawa",
    "Suzugamine",
    "Hibarino",
    "Iwashimizu",
)
_RATIOS = (1.07, 0.76, 1.30, 1.01, 0.99, 1.09, 1.15, 0.81, 1.11, 1.05, 0.93, 0.69)
_CASES = (3108, 3566, 2702, 2596, 2214, 2471, 2903, 2019, 2840, 2367, 3391, 7)
_MINIMUM = 10
_WAIT = DeclaredIndicator(
    "opinion-days",
    Text("意見書を受け取るまでの日数", "Days until the opinion arrives"),
    IndicatorKind.DAYS_BETWEEN,
    start_activity="意見書の依頼",
    end_activity="意見書の受領",
)
_RETURNED = DeclaredIndicator(
    "returned",
    Text("調査票を差し戻した割合", "Share of survey sheets sent back"),
    IndicatorKind.SHARE_REPEATED,
    direction=Direction.LOWER,
    activity="調査票の確認",
)


def sample_comparison(*, n_bodies: int = 8, own: str | None = None) -> Comparison:
    """A comparison of `n_bodies` (3 to 12) invented bodies; the twelfth has too few cases to be shown.

    `own` is a body code ('' = of nobody); by default the first body's.
    """
    codes = tuple(f"9900{i:02}" for i in range(1, n_bodies + 1))
    whose = codes[0] if own is None else own
    bodies = tuple(_body(code, i) for i, code in enumerate(codes))
    mode = Mode.VALUES_ONLY if n_bodies < 6 else Mode.RANKED if n_bodies < 8 else Mode.BEST_QUARTER
    indicators = tuple(
        _indicator(declared, bodies, mode, scale=scale, shift=shift)
        for declared, scale, shift in (
            (TOTAL_DAYS, 32.0, 0),
            (share_over(30), 0.52, 1),
            (_WAIT, 16.0, 2),
            (_RETURNED, 0.066, 3),
        )
    )
    n_cases = sum(b.n_cases or 0 for b in bodies)
    return Comparison(
        group=PeerGroup("toshi-2-3", Text("都市Ⅱ-3", "City class II-3"), PeerGroupKind.CLASS, codes),
        own=whose,
        mode=mode,
        estimand=_estimand(n_cases),
        bodies=bodies,
        case_mix=CaseMix(
            ("申請の種類",),
            ("新規", "更新", "区分変更"),
            Text("日数の順位をもっともよく説明する属性です", "the attribute that explains most of the ranks of days"),
            0.21,
        ),
        indicators=indicators,
        reversals=(_reversal(bodies[: min(4, n_bodies)]),) if whose else (),
        flow_differences=_flow_differences(whose, codes) if whose else (),
        difference_map=_difference_map() if whose else None,
        survival=_survival(bodies),
        assumptions=(
            Assumption(
                "censoring",
                Text(
                    "終わっていない案件は、終わった案件と同じように進むと考えています",
                    "open cases are taken to go on as finished ones did",
                ),
            ),
            Assumption(
                "shared-staff",
                Text("団体の間で同じ職員が働くことはないと考えています", "no employee is taken to work for two bodies"),
            ),
        ),
        statements=_statements() if whose else (),
        suppressed=(
            Text(
                "岩清水市の値は10件未満のため表示していません",
                "Iwashimizu rests on fewer than 10 cases and is not shown",
            ),
        )
        if n_bodies == 12
        else (),
        settings=ComparisonSettings(indicators=(TOTAL_DAYS, share_over(30), _WAIT, _RETURNED)),
        provenance=Provenance(
            Text(f"{n_bodies}団体の処理記録", f"records of {n_bodies} bodies"),
            "2026-05-15",
            Text(
                "間接標準化（3層）。95%の幅は担当者と月のまとまりを保った再抽出",
                "indirect standardisation (3 strata); 95 % intervals from resampling clusters of staff and month",
            ),
            n_cases,
            n_bodies,
            synthetic=True,
            inputs=tuple(f"{i:064x}" for i in range(n_bodies)),
        ),
    )


def _body(code: str, i: int) -> ComparedBody:
    shown = _CASES[i] >= _MINIMUM
    return ComparedBody(
        code,
        Text(_NAMES[i], _ROMAN[i]),
        _CASES[i] if shown else None,
        41 + i if shown else None,
        18 if shown else None,
        0.46 if shown else None,
        synthetic=True,
    )


def _estimand(n_cases: int) -> Estimand:
    return Estimand(
        "care",
        Population.CLOSED,
        "2025-04-01",
        "2026-04-01",
        _MINIMUM,
        n_cases,
        214,
        Text("令和7年度に申請があったもの。取り下げを除く", "applications of fiscal year 2025 without withdrawn ones"),
        Text("申請日から結果通知日まで。休みの日も数える", "from application to notice, holidays included"),
        Text("214件。捨てずに生存時間の方法で入れる", "214; kept by survival analysis"),
        Text("10件。下回る値は表示しない", "10; smaller ones are not shown"),
    )


def _indicator(
    declared: DeclaredIndicator, bodies: Sequence[ComparedBody], mode: Mode, *, scale: float, shift: int
) -> Indicator:
    rows = tuple(_row(b, i, mode, declared, scale=scale, shift=shift) for i, b in enumerate(bodies))
    known = sorted(r.crude.value for r in rows if r.crude)
    days = declared.unit is Unit.DAYS
    return Indicator(
        declared.id,
        declared.title,
        Text("平均", "mean") if days else Text("割合", "share"),
        declared.kind,
        declared.unit,
        declared.direction,
        rows,
        scale,
        known[len(known) // 2],
        known[len(known) // 4],
        known[3 * len(known) // 4],
        known[len(known) // 4] if mode is Mode.BEST_QUARTER else None,
        TestResult(Text("クラスカル・ウォリス検定", "Kruskal–Wallis test"), 802.9, len(bodies) - 1, 1e-9, 0.142, 5649)
        if days
        else None,
        _pairs(bodies),
        False,
        _funnel(rows) if mode.ranked else None,
    )


def _row(
    body: ComparedBody, i: int, mode: Mode, declared: DeclaredIndicator, *, scale: float, shift: int
) -> BodyIndicator:
    n = body.n_cases
    if n is None:
        return BodyIndicator(
            body.code,
            *[None] * 16,
            verdict=Verdict.HIDDEN,
            verdict_text=Text("表示しない", "not shown"),  # type: ignore[arg-type]
            verdict_note=Text("件数が10件未満", "fewer than 10 cases"),
            suppressed=True,
            suppressed_note=Text("10件未満", "fewer than 10 cases"),
        )
    ratio = 1 + (_RATIOS[(i + shift * 5) % len(_RATIOS)] - 1) / (1 + shift * 0.4)
    half = 1.9 / math.sqrt(n)
    estimate = Estimate(ratio, ratio - half, ratio + half)
    verdict, words, note = _verdict(estimate)
    days = declared.unit is Unit.DAYS
    value = scale * ratio * (1.04 if i % 2 else 0.98)
    return BodyIndicator(
        body.code,
        n,
        Estimate(value, value * (1 - half), value * (1 + half)),
        value * 0.93 if days else None,
        value * 0.7 if days else None,
        value * 1.3 if days else None,
        value / ratio,
        estimate,
        Estimate(1 + (ratio - 1) * 0.9, ratio - half, ratio + half),
        StratifiedCheck(
            Estimate(scale * (ratio - 1), scale * (ratio - 1 - half), scale * (ratio - 1 + half)), 0.004, i != 2
        ),
        0.0004,
        0.012,
        1 + i if mode.ranked else None,
        max(1, i) if mode.ranked else None,
        i + 3 if mode.ranked else None,
        FunnelPosition.INSIDE if mode.ranked else None,
        value - value / ratio,
        verdict,
        words,
        note,
    )


def _verdict(ratio: Estimate) -> tuple[Verdict, Text, Text]:
    if ratio.low >= 0.95 and ratio.high <= 1.05:
        return (
            Verdict.ABOUT_SAME,
            Text("ほぼ同じ", "about the same"),
            Text("余裕の幅±5%の中に収まる", "within the margin of ±5 %"),
        )
    if ratio.low > 1:
        return (
            Verdict.ABOVE,
            Text("見込みより長い", "longer than expected"),
            Text("1件あたり+1.1日", "+1.1 days per case"),
        )
    if ratio.high < 1:
        return (
            Verdict.BELOW,
            Text("見込みより短い", "shorter than expected"),
            Text("1件あたり−3.2日", "−3.2 days per case"),
        )
    return (
        Verdict.NOT_DISTINGUISHED,
        Text("差があるとは言えない", "no difference can be stated"),
        Text("95%の幅が1.00をまたぐ", "the 95 % interval spans 1.00"),
    )


def _pairs(bodies: Sequence[ComparedBody]) -> tuple[PairEffect, ...]:
    shown = [b for b in bodies if b.n_cases is not None][:4]
    return tuple(
        PairEffect(
            a.code,
            b.code,
            a.n_cases or 0,
            b.n_cases or 0,
            Estimate(1.2 * (j - i), 0.4, 2.2),
            Estimate(0.1 * (j - i), 0.02, 0.3),
            1e-6,
            0.003,
            0.03,
        )
        for i, a in enumerate(shown)
        for j, b in enumerate(shown)
        if i < j
    )


def _limits(n: float) -> tuple[float, float, float, float]:
    wide = math.sqrt(0.012 + 15 / n)
    return 1 - 1.96 * wide, 1 + 1.96 * wide, 1 - 3.09 * wide, 1 + 3.09 * wide


def _funnel(rows: Sequence[BodyIndicator]) -> Funnel:
    points = []
    for row in rows:
        if row.n is None or row.ratio is None:
            continue
        low95, high95, low998, high998 = _limits(row.n)
        value = row.ratio.value
        position = (
            FunnelPosition.ABOVE_95
            if value > high95
            else FunnelPosition.BELOW_95
            if value < low95
            else FunnelPosition.INSIDE
        )
        points.append(
            FunnelPoint(row.body, row.n, value, 0.02, low95, high95, low998, high998, (value - 1) / 0.1, position)
        )
    lines = tuple(FunnelLine(n, *_limits(n)) for n in range(200, 4001, 100))
    return Funnel(
        tuple(points),
        lines,
        0.012,
        3.4,
        Text(
            "ばらつきの上乗せを足した限界線（両端10%を丸めて推定）",
            "limits with additive over-dispersion (10 % winsorised)",
        ),
    )


def _reversal(bodies: Sequence[ComparedBody]) -> Reversal:
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


def _flow_differences(own: str, codes: Sequence[str]) -> tuple[FlowDifference, ...]:
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


def _difference_map() -> DifferenceMap:
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
        _NAMES[0],
        "ほかの団体",
        tuple(DifferenceNode(n, n, *s) for n, s in zip(names, shares, strict=True)),
        tuple(DifferenceArc(*a) for a in arcs),
    )


def _survival(bodies: Sequence[ComparedBody]) -> SurvivalComparison:
    def one(i: int, body: ComparedBody) -> BodySurvival:
        if body.n_cases is None:
            return BodySurvival(body.code, None, None, None, None, None, ())
        scale = 32.0 * _RATIOS[i]
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


def _statements() -> tuple[Statement, ...]:
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
