# SPDX-License-Identifier: Apache-2.0
"""A complete invented `WorkloadComparison`, for tests of pages, workbooks and reports: every part is there, nothing is computed.

>>> sample_workload_comparison(n_bodies=4).mode.value
'values_only'
"""

from __future__ import annotations

from machikata.analysis.comparison.result import Assumption, Mode, Statement, Verdict
from machikata.analysis.workload.result import (
    BodyTotals,
    ClassFigures,
    CommonPrice,
    KindShare,
    Measure,
    NeededHours,
    RareStep,
    RareUse,
    StepComparison,
    StepDifference,
    StepFigure,
    WorkloadBody,
    WorkloadComparison,
    WorkloadEstimand,
)
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.domain.estimate import Estimate
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.provenance import FigureKind, Provenance
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind

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
)
_STEPS = (
    ("care.s1", Text("申請の受付", "Receiving applications"), 18.0),
    ("care.s3", Text("認定調査", "Survey visits"), 68.0),
    ("care.s5", Text("意見書の依頼・催促", "Asking for doctors' opinions"), 25.0),
)
_CONTRACTED = "care.s3"
_CASES, _NOTHING = 1_200, Text("", "")
_FEW = Text("10件未満のため表示しません", "fewer than 10 cases: not shown")


def sample_workload_comparison(*, n_bodies: int = 8, own: str | None = None) -> WorkloadComparison:
    """Three steps of `n_bodies` (3–10) bodies; the last body's opinions are suppressed, the second buys its survey visits. `own` is
    the first body unless given ('' = nobody's view).
    """
    codes = tuple(MunicipalityCode.from_five(f"99{i:03}").value for i in range(1, n_bodies + 1))
    own = codes[0] if own is None else own
    best = n_bodies >= WorkloadSettings().bodies_for_best_quarter
    group = PeerGroup("class-2022-city-1-3", Text("都市Ⅰ-3", "City I-3"), PeerGroupKind.CLASS, codes)
    return WorkloadComparison(
        group=group,
        process="care",
        fiscal_year=2025,
        own=own,
        mode=Mode.VALUES_ONLY if n_bodies < 6 else Mode.BEST_QUARTER if best else Mode.RANKED,
        estimand=_estimand(),
        bodies=tuple(_body(code, i, best) for i, code in enumerate(codes)),
        steps=tuple(_step(step, title, minutes, codes, best) for step, title, minutes in _STEPS),
        rare_steps=(
            RareStep("", Text("係長の決裁", "係長の決裁"), (RareUse(codes[2], around(210.0), 1_100),)),
            RareStep("care.s9", Text("紙の台帳", "Paper register"), (RareUse(codes[-1], None, None),)),
        ),
        hours_per_10000=_class(n_bodies, 310.0, best),
        prices=(CommonPrice(StaffKind.REGULAR, 4_312.0, n_bodies), CommonPrice(StaffKind.FIXED_TERM, None, 2)),
        assumptions=(
            Assumption("rounding", Text("分は5分きざみなどで丸めて答えたと仮定します", "minutes are assumed to be rounded on grids such as 5 minutes")),
            Assumption("forgotten", Text("短い作業の4%は書かれないと仮定します", "4 % of the minutes are assumed to be forgotten")),
        ),
        statements=(
            Statement(
                Text("意見書の依頼・催促の時間が、区分の中央より長い", "Asking for opinions takes longer than in the class"),
                Text("1件35.0分、区分の中央の1.40倍（95%の幅 1.15〜1.70）", "35.0 minutes a case, 1.40 times the class median (95 % interval 1.15 to 1.70)"),
                "care.s5"),
        ),
        suppressed=(_FEW,),
        settings=WorkloadSettings(),
        provenance=Provenance(
            Text("業務量調査（令和7年度）", "Workload survey (fiscal 2025)"), "2026-05-15", Text("申告した値と仮定した誤差", "reported figures and an assumed error"),
            _CASES * n_bodies, n_bodies, FigureKind.REPORTED, synthetic=True),
    )  # fmt: skip


def around(value: float, spread: float = 0.2) -> Estimate:
    """A figure with an interval of that relative half-width."""
    return Estimate(value, value * (1 - spread), value * (1 + spread))


def _estimand() -> WorkloadEstimand:
    return WorkloadEstimand(
        "care", Text("要介護認定", "Care certification"), 2025, 10,
        Text("令和7年度に行った工程の件数", "times each step was done in fiscal 2025"),
        Text("係が答えた1件あたりの分", "minutes per case as the sections answered"),
        Text("1件あたり、人口1万人あたり", "per case, per 10,000 residents"),
        Text("答えた団体", "bodies that answered"),
        Text("係が申告した値です。測った値ではありません", "reported by the sections themselves, not measured"),
        Text("10件未満は表示しません", "fewer than 10 cases are not shown"),
        Text("共通の単価は、比べた団体の中央の単価です", "common prices are the medians of the bodies compared"),
    )  # fmt: skip


def _class(bodies: int, value: float, best: bool) -> ClassFigures:
    note = (
        _NOTHING
        if best
        else Text("8団体に満たないため、短い側の4分の1は出しません", "no best quarter with fewer than eight bodies")
    )
    return ClassFigures(bodies, around(value, 0.1), around(value * 0.8, 0.1) if best else None, note)


def _kinds(value: float) -> tuple[KindShare, ...]:
    regular = KindShare(StaffKind.REGULAR, StaffKind.REGULAR.label, around(value), around(value))
    rest = KindShare(StaffKind.FIXED_TERM, StaffKind.FIXED_TERM.label, around(1 - value), around(1 - value))
    return regular, rest


def _body(code: str, i: int, best: bool) -> WorkloadBody:
    hours = 2_000.0 + 100.0 * i
    needed = NeededHours(
        2, around(hours), around(1_900.0), around(1_500.0) if best else None, Estimate(hours - 1_900.0, -150.0, 520.0),
        Estimate(hours - 1_500.0, 60.0, 900.0) if best else None,
        (StepDifference("care.s5", _STEPS[2][1], around(700.0), around(500.0), Estimate(200.0, 80.0, 330.0)),),
    )  # fmt: skip
    totals = BodyTotals(
        3, 0, hours * 0.95, around(hours), around(hours / 2.4), around(hours * 4_200), around(hours * 4_000), 1_250_000,
        _kinds(0.4), 0.05, needed,
    )  # fmt: skip
    name = Text(_NAMES[i], f"City {i + 1}")
    return WorkloadBody(code, name, 24_000 + 500 * i, True, 1, totals)


def _step(step: str, title: Text, minutes: float, codes: tuple[str, ...], best: bool) -> StepComparison:
    figures = tuple(_figure(step, code, i, minutes, len(codes)) for i, code in enumerate(codes))
    return StepComparison(
        step, title, Text("認定", "Certification"), codes, _class(len(codes), minutes / 60, best),
        _class(len(codes), minutes * 70, best), _class(len(codes), minutes * 8, best), int(step == "care.s5"), figures,
    )  # fmt: skip


def _figure(step: str, code: str, i: int, minutes: float, n: int) -> StepFigure:
    bought = step == _CONTRACTED and i == 1
    if step == "care.s5" and i == n - 1:
        return _hidden(code)
    longer = step == "care.s5" and i == 0
    hours = None if bought else around(_CASES * minutes * (1.4 if longer else 1.0) / 60)
    per_case = None if hours is None else around(hours.value / _CASES)
    verdict = Verdict.ABOVE if longer else Verdict.NOT_DISTINGUISHED
    words = Text("長い", "longer") if longer else Text("差があるとは言えない", "no difference shown")
    note = Text("区分の中央の1.40倍", "1.40 times the class median") if longer else _NOTHING
    return StepFigure(
        code, _CASES, None if hours is None else hours.value * 0.95, hours, per_case, around(minutes * 70),
        None if hours is None else around(hours.value / 2.4), () if bought else _kinds(0.3), 1.0 if bought else 0.0, bought,
        Measure.YEN_PER_CASE if bought else Measure.HOURS_PER_CASE, around(1.4 if longer else 1.0), 0.004 if longer else 0.6,
        verdict, words, note,
    )  # fmt: skip


def _hidden(code: str) -> StepFigure:
    return StepFigure(
        code, None, None, None, None, None, None, (), None, False, Measure.HOURS_PER_CASE, None, None, Verdict.HIDDEN,
        Text("表示しません", "not shown"), _NOTHING, suppressed=True, suppressed_note=_FEW,
    )  # fmt: skip
