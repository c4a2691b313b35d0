# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.judging import Evidence, judge
from machikata.analysis.comparison.result import Verdict
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.estimate import Estimate


def judged(ratio, p=1.0, *, unit=Unit.DAYS, side=0, excess=1.1):
    estimate = None if ratio is None else Estimate(*ratio)
    return judge(Evidence(estimate, 30.0, p, excess, unit, side), ComparisonSettings())


@pytest.mark.parametrize(
    ("ratio", "p", "verdict", "words"),
    [
        ((0.98, 0.97, 1.00), 1.0, Verdict.ABOUT_SAME, "ほぼ同じ"),
        ((1.02, 1.01, 1.03), 0.001, Verdict.ABOUT_SAME, "ほぼ同じ"),
        ((1.07, 1.04, 1.10), 0.001, Verdict.ABOVE, "見込みより長い"),
        ((0.76, 0.73, 0.78), 0.001, Verdict.BELOW, "見込みより短い"),
        ((0.94, 0.88, 1.01), 0.2, Verdict.NOT_DISTINGUISHED, "差があるとは言えない"),
        ((1.07, 1.01, 1.13), 0.2, Verdict.NOT_DISTINGUISHED, "差があるとは言えない"),
        (None, 1.0, Verdict.NOT_DISTINGUISHED, "差があるとは言えない"),
    ],
)
def test_verdicts_of_the_mock_up(ratio, p, verdict, words):
    found = judged(ratio, p)
    assert (found.verdict, found.text.ja) == (verdict, words)
    assert found.note.ja
    assert found.note.en


def test_the_reason_is_in_the_note():
    assert judged((1.07, 1.04, 1.10), 0.001).note.ja == "1件あたり+1.1日"
    assert "ポイント" in judged((1.3, 1.2, 1.4), 0.001, unit=Unit.SHARE, excess=0.1).note.ja
    assert judged((0.94, 0.88, 1.01), side=1).note.ja == "そのままの値では長く見える"
    assert judged((0.94, 0.88, 1.01), side=1, unit=Unit.SHARE).note.ja == "そのままの値では高く見える"
    assert judged((0.94, 0.88, 1.01)).note.ja == "95%の幅が1.00をまたぐ"
    assert "調整後のp=0.20" in judged((1.07, 1.01, 1.13), 0.2).note.ja
