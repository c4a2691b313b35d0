# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

from machikata.analysis.comparison.estimand import TOTAL_DAYS, share_over
from machikata.testing.offices import QUICK, Office, compare_offices

EQUAL = [Office(slow=0.3) for _ in range(4)]
TWO = replace(QUICK, indicators=(TOTAL_DAYS, share_over(35)))


def test_a_body_that_only_looks_slow_is_told_that_it_is_its_mix():
    result = compare_offices([Office(n=250, slow=0.75), *EQUAL], own="990000", settings=TWO)
    said = next(s for s in result.statements if "見える" in s.headline.ja)
    assert "案件の構成のためです" in said.headline.ja
    assert "mix of cases" in said.headline.en
    assert "区分の中央" in said.detail.ja


def test_a_slow_body_is_told_the_step_that_goes_with_it():
    result = compare_offices([Office(n=250, days=24, extra=0.6), *EQUAL], own="990000", settings=TWO)
    first = result.statements[0]
    assert "見込みより" in first.headline.ja
    assert "「決裁」がある案件が区分より多く" in first.detail.ja


def test_a_turned_order_comes_first():
    offices = [Office(n=300, slow=0.93, slow_by=0.8), *(Office(n=300, slow=0.3) for _ in range(4))]
    result = compare_offices(offices, own="990000")
    assert result.statements[0].about == "reversal"
    assert "反対に短いほうになります" in result.statements[0].headline.ja
    assert "ためです" in result.statements[0].detail.ja  # the mix behind it is named


def test_without_an_own_body_the_group_is_described_without_ranks():
    result = compare_offices([Office(days=30), *EQUAL])
    assert len(result.statements) == 1
    assert "団体によって違います" in result.statements[0].headline.ja
    assert "990000市" in result.statements[0].detail.ja
    assert "番目" not in result.statements[0].detail.ja


def test_equal_bodies_are_said_to_show_no_difference():
    result = compare_offices(EQUAL, own="990001")
    assert not any(
        "長くなっています" in s.headline.ja or "短くなっています" in s.headline.ja for s in result.statements
    )
    group = compare_offices(EQUAL)
    assert "差があるとは言えません" in group.statements[0].headline.ja


def test_there_are_never_more_than_three():
    result = compare_offices([Office(n=300, slow=0.9, extra=0.5, days=26), *EQUAL], own="990000", settings=TWO)
    assert 1 <= len(result.statements) <= 3
