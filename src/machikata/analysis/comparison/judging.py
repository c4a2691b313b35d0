# SPDX-License-Identifier: Apache-2.0
"""What may be said of a body and an indicator: longer, shorter, about the same, or nothing; and why, in words."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.result import Verdict
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

_WORDS = {
    (Verdict.ABOVE, Unit.DAYS): Text("見込みより長い", "longer than expected"),
    (Verdict.BELOW, Unit.DAYS): Text("見込みより短い", "shorter than expected"),
    (Verdict.ABOVE, Unit.SHARE): Text("見込みより高い", "higher than expected"),
    (Verdict.BELOW, Unit.SHARE): Text("見込みより低い", "lower than expected"),
}
NOT_DISTINGUISHED = Text("差があるとは言えない", "no difference shown")
ABOUT_SAME = Text("ほぼ同じ", "about the same")
_FEW = 10
_FEW_CLUSTERS = Text(
    "担当者と月のまとまりが少なすぎて、幅を出せません",
    "too few clusters of staff and month: no interval can be given",
)
_NO_SPREAD = Text("値にばらつきがないため、幅を出せません", "the values do not vary: no interval can be given")
HIDDEN = Text("表示しない", "not shown")


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, its words, and the reason in a few words."""

    verdict: Verdict
    text: Text
    note: Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on; `excess` is observed minus expected per case, `crude_side` +1 / −1 when the crude value looks high / low.

    `ratio` is None when nothing is expected (`expected` 0 or None) or when no interval can be given; `clusters` (staff × month)
    tells why.
    """

    ratio: Estimate | None
    expected: float | None
    p_adjusted: float
    excess: float
    unit: Unit
    crude_side: int
    clusters: int = 1


def judge(evidence: Evidence, settings: ComparisonSettings) -> Judged:
    """The verdict of one body and indicator.

    About the same: the whole interval lies inside 1 ± margin (an equivalence test by interval). Longer or shorter: the test of
    ratio = 1 stands after Holm's correction. Everything else shows no difference.
    """
    ratio, margin = evidence.ratio, settings.margin_ratio
    if ratio is None and not evidence.expected:
        note = Text("どの団体にもないため、比べられません", "no body has any: nothing to compare with")
        return Judged(Verdict.NOT_DISTINGUISHED, NOT_DISTINGUISHED, note)
    if ratio is None:
        note = _FEW_CLUSTERS if evidence.clusters < _FEW else _NO_SPREAD
        return Judged(Verdict.NOT_DISTINGUISHED, NOT_DISTINGUISHED, note)
    if ratio.low >= 1 - margin and ratio.high <= 1 + margin:
        reach = figures.percent(margin)
        note = Text(f"余裕の幅±{reach}の中に収まる", f"inside the margin of ±{reach}")
        return Judged(Verdict.ABOUT_SAME, ABOUT_SAME, note)
    if evidence.p_adjusted < 1 - settings.level:
        verdict = Verdict.ABOVE if ratio.value > 1 else Verdict.BELOW
        excess = figures.difference(evidence.excess, evidence.unit)
        per_case = (
            Text("1件あたり", "per case ") if evidence.unit is Unit.DAYS else Text("見込みとの差 ", "against expected ")
        )
        return Judged(verdict, _WORDS[verdict, evidence.unit], per_case + excess)
    return Judged(Verdict.NOT_DISTINGUISHED, NOT_DISTINGUISHED, _why_not(evidence, ratio, settings))


def _why_not(evidence: Evidence, ratio: Estimate, settings: ComparisonSettings) -> Text:
    level = figures.percent(settings.level)
    if ratio.excludes(1):
        return Text(
            f"比べた団体と指標の数を考えに入れると、偶然でも起こります（調整後のp={evidence.p_adjusted:.2f}）",
            f"chance explains it, given how many bodies and indicators were compared (adjusted p = {evidence.p_adjusted:.2f})",
        )
    if evidence.crude_side > 0:
        word = Text("長く", "long") if evidence.unit is Unit.DAYS else Text("高く", "high")
    elif evidence.crude_side < 0:
        word = Text("短く", "short") if evidence.unit is Unit.DAYS else Text("低く", "low")
    else:
        return Text(f"{level}の幅が1.00をまたぐ", f"the {level} interval contains 1.00")
    return Text(f"そのままの値では{word.ja}見える", f"only the crude value looks {word.en}")
