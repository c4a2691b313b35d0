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
    CaseMix,
    ComparedBody,
    Comparison,
    Funnel,
    FunnelLine,
    FunnelPoint,
    FunnelPosition,
    Indicator,
    Mode,
    PairEffect,
    StratifiedCheck,
    TestResult,
    Verdict,
)
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.estimate import Estimate
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text
from machikata.testing.comparison_parts import (
    RATIOS,
    sample_difference_map,
    sample_flow_differences,
    sample_reversal,
    sample_statements,
    sample_survival,
)

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


_CASE_MIX = CaseMix(
    ("申請の種類",),
    ("新規", "更新", "区分変更"),
    Text("日数の順位をもっともよく説明する属性です", "the attribute that explains most of the ranks of days"),
    0.21,
)
_ASSUMPTIONS = (
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
)
_HIDDEN_BODY = Text(
    "岩清水市の値は10件未満のため表示していません", "Iwashimizu rests on fewer than 10 cases and is not shown"
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
        case_mix=_CASE_MIX,
        indicators=indicators,
        reversals=(sample_reversal(bodies[: min(4, n_bodies)]),) if whose else (),
        flow_differences=sample_flow_differences(whose, codes) if whose else (),
        difference_map=sample_difference_map() if whose else None,
        survival=sample_survival(bodies),
        assumptions=_ASSUMPTIONS,
        statements=sample_statements() if whose else (),
        suppressed=(_HIDDEN_BODY,) if n_bodies == 12 else (),
        settings=ComparisonSettings(indicators=(TOTAL_DAYS, share_over(30), _WAIT, _RETURNED)),
        provenance=_provenance(n_cases, n_bodies),
    )


def _provenance(n_cases: int, n_bodies: int) -> Provenance:
    return Provenance(
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
        return _hidden(body.code)
    ratio = 1 + (RATIOS[(i + shift * 5) % len(RATIOS)] - 1) / (1 + shift * 0.4)
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


def _hidden(code: str) -> BodyIndicator:
    few = Text("10件未満", "fewer than 10 cases")
    return BodyIndicator(
        body=code, n=None, crude=None, median=None, p25=None, p75=None, expected=None, ratio=None, shrunken=None, check=None,
        p=None, p_adjusted=None, rank=None, rank_low=None, rank_high=None, funnel_position=None, excess=None,
        verdict=Verdict.HIDDEN, verdict_text=Text("表示しない", "not shown"), verdict_note=few, suppressed=True,
        suppressed_note=few,
    )  # fmt: skip


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
