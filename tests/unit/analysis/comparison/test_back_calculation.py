# SPDX-License-Identifier: Apache-2.0
"""What a reader may try to work out from one disclosed result; each test is an attack that once succeeded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.analysis.comparison import disclose
from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, IndicatorKind
from machikata.domain.text import Text
from machikata.testing.offices import QUICK, Office, compare_offices

NAME = Text("指標", "indicator")
APPROVED = DeclaredIndicator("approved", NAME, IndicatorKind.SHARE_WITH, activity="決裁")
SPAN = DeclaredIndicator("span", NAME, IndicatorKind.DAYS_BETWEEN, start_activity="決裁", end_activity="通知")
BOTH = replace(QUICK, indicators=(TOTAL_DAYS, APPROVED))
EQUAL = [Office(slow=0.0) for _ in range(4)]


def shares(offices, audience="", settings=BOTH):
    return disclose(compare_offices(offices, settings=settings), audience).indicators[-1]


def test_the_stratified_differences_of_the_others_do_not_contain_a_hidden_body():
    rows = [r for r in disclose(compare_offices([Office(n=7), *EQUAL])).indicators[0].bodies if r.n]
    total = sum(r.n * r.crude.value for r in rows)
    count = sum(r.n for r in rows)
    for r in rows:
        others = (total - r.n * r.crude.value) / (count - r.n)
        assert r.check.difference.value == pytest.approx(r.crude.value - others)


def test_all_others_together_are_the_bodies_that_are_compared():
    settings = replace(QUICK, bodies_for_pairs=4)
    hidden, main = (compare_offices(o, settings=settings).indicators[0] for o in (
        [*[Office(n=40)] * 5, Office(n=7)], [Office(n=40)] * 5))  # fmt: skip
    assert hidden.pairs == main.pairs
    assert {p.n_b for p in main.pairs} == {160}


def test_what_is_expected_does_not_contain_a_body_with_few_values():
    settings = replace(QUICK, indicators=(SPAN,))
    rows = shares([Office(n=200, extra=0.02), *[Office(n=200, extra=0.3)] * 3], settings=settings).bodies
    assert rows[0].suppressed
    assert sum(r.n * r.expected for r in rows[1:]) == pytest.approx(sum(r.n * r.crude.value for r in rows[1:]))
