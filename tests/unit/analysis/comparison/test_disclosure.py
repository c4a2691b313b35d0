# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.analysis.comparison import disclose
from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, IndicatorKind
from machikata.analysis.comparison.result import Verdict
from machikata.domain.text import Text
from machikata.testing.offices import QUICK, Office, compare_offices

SMALL, EQUAL = Office(n=7), [Office() for _ in range(4)]
APPROVED = DeclaredIndicator("approved", Text("決裁の割合", "approved"), IndicatorKind.SHARE_WITH, activity="決裁")


def test_nothing_of_a_body_below_ten_cases_is_shown_to_others():
    shown = disclose(compare_offices([SMALL, *EQUAL]))
    row = shown.indicators[0].of("990000")
    assert row.suppressed
    assert row.verdict is Verdict.HIDDEN
    assert (row.n, row.crude, row.median, row.ratio, row.expected, row.p, row.excess) == (None,) * 7
    assert shown.body("990000").n_cases is None
    assert shown.survival.bodies[0].curve == ()
    assert not [p for p in shown.indicators[0].pairs if "990000" in (p.a, p.b)]
    assert not [d for d in shown.flow_differences if d.body == "990000" or "990000" in d.users]
    assert any("990000市" in note.ja and "10件未満" in note.ja for note in shown.suppressed)


def test_totals_never_contained_it():
    shown = disclose(compare_offices([SMALL, *EQUAL]))
    assert shown.estimand.n_cases == sum(b.n_cases for b in shown.bodies if b.n_cases is not None) == 480
    assert shown.provenance.n_bodies == 4
    assert shown.indicators[0].omnibus.n == 480


def test_its_own_officers_see_it():
    shown = disclose(compare_offices([SMALL, *EQUAL], own="990000"), "990000")
    row = shown.indicators[0].of("990000")
    assert row.n == 7
    assert row.crude is not None
    assert row.ratio is not None
    assert shown.statements


def test_nobody_sees_the_figures_of_one_person():
    full = compare_offices([Office(persons=1), *EQUAL], own="990000")
    for audience in ("", "990000", "990001"):
        shown = disclose(full, audience)
        assert shown.indicators[0].of("990000").suppressed
        assert shown.difference_map is None
        assert shown.statements == ()
        assert any("1人の職員" in note.ja for note in shown.suppressed)


def test_a_share_of_few_cases_is_hidden_and_a_second_one_against_back_calculation():
    offices = [Office(extra=0.04), *(Office(extra=0.5) for _ in range(4))]
    settings = replace(QUICK, indicators=(TOTAL_DAYS, APPROVED))
    full = compare_offices(offices, settings=settings)
    few = full.indicators[1].of("990000")
    assert 0 < few.crude.value * few.n < 10
    shown = disclose(full)
    hidden = [row.body for row in shown.indicators[1].bodies if row.suppressed]
    assert hidden[0] == "990000"
    assert len(hidden) == 2
    assert "逆算" in shown.indicators[1].of(hidden[1]).suppressed_note.ja
    assert not any(row.suppressed for row in shown.indicators[0].bodies)
    own = disclose(full, "990000")
    assert not own.indicators[1].of("990000").suppressed


def test_all_or_none_is_no_secret():
    settings = replace(QUICK, indicators=(TOTAL_DAYS, APPROVED))
    shown = disclose(compare_offices([Office(extra=1.0), *EQUAL], settings=settings))
    assert [row.crude.value for row in shown.indicators[1].bodies] == [1, 0, 0, 0, 0]


def test_few_open_cases_are_hidden_together_with_what_would_give_them_away():
    shown = disclose(compare_offices([Office(open=3), Office(open=15), Office(open=40), *EQUAL]))
    assert [b.n_open for b in shown.bodies[:3]] == [None, None, 40]
    assert [s.n for s in shown.survival.bodies[:2]] == [None, None]
    own = disclose(compare_offices([Office(open=3), Office(open=15), Office(open=40), *EQUAL]), "990000")
    assert [b.n_open for b in own.bodies[:3]] == [3, 15, 40]


@pytest.mark.parametrize("audience", ["", "990001", "990000"])
def test_hiding_twice_hides_nothing_more(audience):
    full = compare_offices([SMALL, Office(extra=0.04, open=3), *EQUAL], own="990001")
    once = disclose(full, audience)
    twice = disclose(once, audience)
    assert replace(twice, suppressed=()) == replace(once, suppressed=())


def test_a_share_that_hardly_any_case_lacks_becomes_a_bound_in_the_map():
    """Three of 120 cases lack the step: the map says "at least", and no more than that can be computed from it."""
    full = compare_offices([Office(extra=0.97), *(Office(extra=0.5) for _ in range(4))], own="990000")
    [exact] = [n.own_share for n in full.difference_map.nodes if n.activity == "決裁"]
    assert 110 < round(exact * 120) < 120
    [shown] = [n for n in disclose(full).difference_map.nodes if n.activity == "決裁"]
    assert shown.own_at_least
    assert shown.own_share == 0.91 < exact
    [own] = [n for n in disclose(full, "990000").difference_map.nodes if n.activity == "決裁"]
    assert own.own_share == exact
    assert not own.own_at_least
