# SPDX-License-Identifier: Apache-2.0
"""What a reader may try to work out from one disclosed result; each test is an attack that once succeeded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.analysis.comparison import disclose
from machikata.analysis.comparison.coarse_shares import coarse_shares
from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, IndicatorKind
from machikata.analysis.comparison.result import FlowDifferenceKind, StratumRow, StratumValue
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


def test_quartiles_of_three_bodies_do_not_tell_the_two_that_are_hidden():
    found = shares([Office(n=200, extra=0.02), Office(n=200, extra=0.1), Office(n=200, extra=0.3)])
    visible = [r.observed for r in found.bodies if not r.suppressed]
    assert len(visible) == 1
    assert (found.class_p25, found.class_median, found.class_p75) == (visible[0],) * 3
    assert found.omnibus is None


def test_hidden_shares_that_add_up_to_few_take_a_third_with_them():
    offices = [Office(n=200, extra=0.01), Office(n=200, extra=0.01), *[Office(n=200, extra=0.3)] * 3]
    full = compare_offices(offices, settings=BOTH).indicators[1]
    assert 0 < sum(r.observed * r.n for r in full.bodies[:2]) < 10
    assert [r.suppressed for r in shares(offices).bodies].count(True) == 3


def test_where_nothing_is_left_to_hide_behind_the_class_mean_goes_as_well():
    found = shares([Office(n=200, extra=0.015), *[Office(n=200)] * 3])
    assert [r.suppressed for r in found.bodies] == [True] * 4
    assert (found.class_mean, found.class_median, found.omnibus, found.pairs) == (None, None, None, ())
    own = shares([Office(n=200, extra=0.015), *[Office(n=200)] * 3], "990001")
    assert [r.suppressed for r in own.bodies] == [True, False, True, True]


def test_funnel_ranks_and_shrinkage_are_made_of_what_is_shown():
    """The variance between bodies, the test over all and the common mean are equations about the hidden ones."""
    kept = [Office(n=200, extra=share) for share in (0.2, 0.4, 0.3, 0.5, 0.3, 0.35)]
    one, other = (shares([Office(n=200, extra=a), Office(n=200, extra=0.15), *kept]) for a in (0.015, 0.03))
    assert [r.suppressed for r in one.bodies] == [r.suppressed for r in other.bodies] == [True, True] + [False] * 6
    assert (one.class_median, one.omnibus) == (other.class_median, other.omnibus)
    assert {r.shrunken for r in one.bodies} | {r.rank for r in one.bodies} == {None}
    assert len(one.funnel.points) == 6
    n, z = one.omnibus.n, [(p.ratio - 1) / p.standard_error for p in one.funnel.points]
    assert n == 1200
    assert one.funnel.phi == pytest.approx(np.mean(np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2))


def test_the_curve_of_a_body_with_few_open_cases_does_not_tell_them():
    shown = disclose(compare_offices([Office(open=3), Office(open=15), Office(open=40), *EQUAL]))
    first = shown.survival.bodies[0]
    assert first.n_open is None
    # 1 − S after e endings is e/n: no whole number of endings may give a whole number of cases.
    assert all(abs(share * 100 - round(share * 100)) < 1e-9 for _, share in first.curve)


def test_the_total_of_open_cases_goes_when_only_one_body_has_any():
    shown = disclose(compare_offices([Office(open=3), *EQUAL]))
    assert shown.estimand.n_open is None
    assert "3件" not in shown.estimand.open_text.ja
    assert "3 cases" not in shown.estimand.open_text.en
    assert disclose(compare_offices([Office(open=30), *EQUAL])).estimand.n_open == 30


def test_a_reversal_whose_rest_is_few_cases_is_not_told():
    """The stratum's cases are shown, and all cases of the body: the difference would be the few."""
    offices = [Office(n=300, slow=0.97, slow_by=0.8), *(Office(n=300, slow=0.3) for _ in range(4))]
    full = compare_offices(offices)
    for r in full.reversals:
        cases = {v.body: v.n for v in r.overall}
        assert all(cases[v.body] == v.n or cases[v.body] - v.n >= 10 for v in r.inside)


def strata_of(counts):
    """The comparison of five offices with one reversal whose table holds `counts` (stratum × body); 'a' is its stratum."""
    full = compare_offices([Office(n=300, slow=0.93, slow_by=0.8), *[Office(n=300, slow=0.3)] * 4])
    found, codes = full.reversals[0], [b.code for b in full.bodies]
    rows = tuple(
        StratumRow(
            value, Text(value, value),
            tuple(StratumValue(code, n, n / 400, 20.0, 19.0) for code, n in zip(codes, line, strict=True)),
            StratumValue("", sum(line), 0.2, 20.0, 19.0),
        )
        for value, line in zip("abcdef", counts, strict=False)
    )  # fmt: skip
    inside = tuple(v for v in rows[0].bodies if v.n >= 30)
    return replace(full, reversals=(replace(found, stratum="a", inside=inside, rows=rows, explained_by=""),))


def test_small_strata_are_hidden_and_what_the_order_tells_protects_nobody():
    counts = [[90, 80, 70, 60, 50], [4, 80, 85, 90, 95], [200, 140, 145, 150, 155]]
    [shown] = disclose(strata_of(counts)).reversals
    assert [[v.n is None for v in row.bodies] for row in shown.rows] == [
        [False] * 5, [True, True, False, False, False], [True, True, False, False, False]]  # fmt: skip


def test_a_table_that_cannot_be_protected_shrinks_to_the_stratum_told():
    """In stratum a all but one are told by the order: the total would give the fifth away."""
    [shown] = disclose(strata_of([[90, 80, 70, 60, 4], [200, 140, 145, 150, 155]])).reversals
    [row] = shown.rows
    assert [v.n for v in row.bodies] == [90, 80, 70, 60, None]
    assert row.together.n is None


def test_differences_of_flow_do_not_solve_for_a_share_that_is_hidden():
    """Own minus the mean of two others, with one of the two shown: once the third came out to the last digit."""
    offices = [Office(n=300, extra=0.02), Office(n=300, extra=0.5), Office(n=300, extra=0.9)]
    full = compare_offices(offices, own="990000")
    [few] = [n.own_share for n in full.difference_map.nodes if n.activity == "決裁"]
    assert 0 < few * 300 < 10
    [listed] = [
        d for d in disclose(full).flow_differences if d.source == "決裁" and d.kind is FlowDifferenceKind.ACTIVITY
    ]
    assert listed.body == "990002"
    [middle] = [n.peer_share for n in full.difference_map.nodes if n.activity == "決裁"]
    second = 2 * middle - listed.own
    assert second == pytest.approx(0.5, abs=0.1)
    assert 2 * (listed.own - listed.difference.value) - second == pytest.approx(0.0, abs=1e-9)
    assert listed.class_median == pytest.approx(second)


def test_maps_of_several_own_bodies_do_not_solve_for_a_share_that_is_hidden():
    offices = [
        Office(n=300, extra=0.02),
        Office(n=300, extra=0.5),
        Office(n=300, extra=0.9),
        Office(n=300, extra=0.985),
    ]
    maps = [disclose(compare_offices(offices, own=f"99000{i}")).difference_map for i in range(4)]
    own, peers = zip(*((n.own_share, n.peer_share) for m in maps for n in m.nodes if n.activity == "決裁"), strict=True)
    assert own[0] is None
    assert own[3] == 0.96
    everything = peers[1] * 3 + own[1]
    assert everything - peers[0] * 3 == pytest.approx(0.0, abs=1e-9)
    assert everything - peers[3] * 3 == pytest.approx(1.0, abs=1e-9)


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda pair: sum(pair) > 0), min_size=1, max_size=8
    )
)
def test_a_coarse_share_depends_on_a_hidden_one_by_its_side_alone(pairs):
    with_it, without = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    base = with_it + without
    coarse = coarse_shares(with_it / base, base, minimum=10)
    small = ((with_it > 0) & (with_it < 10)) | ((without > 0) & (without < 10))
    assert set(coarse[small]) <= {0.0, 1.0}
    assert np.array_equal(coarse[~small], (with_it / base)[~small])
