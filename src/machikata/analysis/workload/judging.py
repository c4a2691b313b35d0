# SPDX-License-Identifier: Apache-2.0
"""What may be said of a body and a step: longer, shorter, about the same, or nothing; and why, in words."""

from __future__ import annotations

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.judging import ABOUT_SAME, HIDDEN, NOT_DISTINGUISHED, Judged
from machikata.analysis.comparison.result import Verdict
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

__all__ = ["ABOUT_SAME", "HIDDEN", "NOT_DISTINGUISHED", "Judge"]

_LONGER = Text("区分の中央より長い", "longer than the class median")
_SHORTER = Text("区分の中央より短い", "shorter than the class median")
_DEARER = Text("区分の中央より高い", "higher than the class median")
_CHEAPER = Text("区分の中央より低い", "lower than the class median")
_BY_YEN = Text(
    "委託を含むため時間では比べず、1件あたりの費用で比べる",
    "partly or wholly contracted: judged by yen per case, not by hours",
)


class Judge:
    """Judges cell by cell; the sentences that say the same for many are made once."""

    def __init__(self, settings: WorkloadSettings) -> None:
        level = figures.percent(settings.level)
        self._error, self._margin = 1 - settings.level, settings.margin_ratio
        reach = figures.percent(settings.margin_ratio)
        crosses = Text(f"{level}の幅が1.00をまたぐ", f"the {level} interval contains 1.00")
        inside = Text(f"余裕の幅±{reach}の中に収まる", f"inside the margin of ±{reach}")
        few = Text(
            f"比べられる団体が{settings.minimum_bodies}団体に足りない",
            f"fewer than {settings.minimum_bodies} bodies to compare with",
        )
        missing = Text(
            "時間、件数、費用のどれかの答えがなく、比べられない", "cases, hours or cost were not answered: not compared"
        )
        made = {
            (yen, name): _with(yen, note)
            for yen in (False, True)
            for name, note in (("crosses", crosses), ("inside", inside), ("few", few), ("missing", missing))
        }
        self._nothing = {
            key: Judged(Verdict.NOT_DISTINGUISHED, NOT_DISTINGUISHED, note)
            for key, note in made.items() if key[1] != "inside"
        }  # fmt: skip
        self._same = {yen: Judged(Verdict.ABOUT_SAME, ABOUT_SAME, made[yen, "inside"]) for yen in (False, True)}

    def judge(self, ratio: Estimate | None, p_adjusted: float | None, *, by_yen: bool, has_class: bool) -> Judged:
        """About the same: the whole interval lies inside 1 ± margin (an equivalence test by interval). Longer or shorter: the test of
        ratio = 1 stands after Holm's correction. Everything else shows no difference.
        """
        if ratio is None or p_adjusted is None:
            return self._nothing[by_yen, "missing" if has_class else "few"]
        if ratio.low >= 1 - self._margin and ratio.high <= 1 + self._margin:
            return self._same[by_yen]
        if p_adjusted < self._error:
            above = ratio.value > 1
            words = (_DEARER if above else _CHEAPER) if by_yen else (_LONGER if above else _SHORTER)
            written = figures.ratio(ratio)
            note = Text(f"中央の{written.ja}", f"{written.en} the median")
            return Judged(Verdict.ABOVE if above else Verdict.BELOW, words, _with(by_yen, note))
        if not ratio.excludes(1):
            return self._nothing[by_yen, "crosses"]
        chance = Text(
            f"比べた団体と工程の数を考えに入れると、偶然でも起こる（調整後のp={p_adjusted:.2f}）",
            f"chance explains it, given how many bodies and steps were compared (adjusted p = {p_adjusted:.2f})",
        )
        return Judged(Verdict.NOT_DISTINGUISHED, NOT_DISTINGUISHED, _with(by_yen, chance))


def _with(by_yen: bool, note: Text) -> Text:
    return _BY_YEN + Text("：", ": ") + note if by_yen else note
