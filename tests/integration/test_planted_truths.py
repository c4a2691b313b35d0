# SPDX-License-Identifier: Apache-2.0
"""The comparison finds what was planted in the eight, and names the right bodies; two seeds, so that nothing hangs on one."""

from __future__ import annotations

import pytest

from machikata.analysis.comparison import compare_logs, disclose
from machikata.analysis.comparison.estimand import TOTAL_DAYS, share_over
from machikata.analysis.comparison.result import FlowDifferenceKind, FunnelPosition, Mode, Verdict
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.samples import care, salary_reports
from machikata.samples.demo_plan import DEMO_EIGHT, DEMO_PLAN
from machikata.samples.tables import sample_log
from machikata.samples.truths import FoundBy
from machikata.testing.event_stores import MemoryEventStore

GROUP = PeerGroup("eight", Text("架空の8団体", "eight invented bodies"), PeerGroupKind.CLASS, DEMO_EIGHT)
LABELS = {m.process.id: {c.id: c.label.ja for c in m.process.concepts} for m in DEMO_PLAN.models}


def compare(model, seed):
    store, process = MemoryEventStore(), model.process
    logs = [
        store.admit(sample_log(DEMO_PLAN.body(code), model, seed=seed), body=code, process=process.id, manifest={})
        for code in DEMO_EIGHT
    ]
    limit = (share_over(process.limit_days),) if process.limit_days else ()
    settings = ComparisonSettings(indicators=(TOTAL_DAYS, *limit))
    bodies = [DEMO_PLAN.body(code).municipality for code in DEMO_EIGHT]
    return disclose(compare_logs(store, logs, group=GROUP, bodies=bodies, process=process, settings=settings))


@pytest.fixture(scope="module", params=[1, 2])
def care_comparison(request):
    return compare(care.MODEL, request.param)


@pytest.fixture(scope="module", params=[1, 2])
def salary_comparison(request):
    return compare(salary_reports.MODEL, request.param)


def truth(truth_id):
    return DEMO_PLAN.truth(truth_id)


def uses_of(comparison, found):
    """Differences of flow in which a body does the planted activity, which half of the class does not."""
    label = LABELS[found.process][found.activity]
    return {
        d.body: d
        for d in comparison.flow_differences
        if d.kind is FlowDifferenceKind.ACTIVITY and d.source == label and (d.own or 0) > (d.class_median or 0)
    }


def test_the_comparison_has_eight_bodies_adjusted_for_the_kind_of_application(care_comparison):
    assert care_comparison.mode is Mode.BEST_QUARTER
    assert care_comparison.case_mix.attributes == (care.KIND,)


@pytest.mark.parametrize("truth_id", ["early-opinion", "electronic-council", "chief-approval"])
def test_a_planted_practice_is_listed_for_its_bodies_and_no_others(truth_id, care_comparison):
    found = truth(truth_id)
    assert set(uses_of(care_comparison, found)) == set(found.bodies)


def test_the_best_practice_of_two_bodies_is_shorter_and_each_names_the_other(care_comparison):
    uses = uses_of(care_comparison, truth("early-opinion"))
    for body, difference in uses.items():
        assert set(difference.users) == set(uses) - {body}
        assert difference.days_effect.high < 0


def test_the_practice_of_a_single_body_is_shorter_and_used_by_nobody_else(care_comparison):
    (difference,) = uses_of(care_comparison, truth("electronic-council")).values()
    assert difference.users == ()
    assert difference.days_effect.high < 0


def test_the_extra_approval_is_longer_and_its_body_above_expectation(care_comparison):
    (code,) = truth("chief-approval").bodies
    (difference,) = uses_of(care_comparison, truth("chief-approval")).values()
    assert difference.days_effect.low > 0
    assert all(i.of(code).verdict is Verdict.ABOVE for i in care_comparison.indicators)


def test_the_reversal_is_found_unasked_and_only_in_the_body_it_was_planted_in(care_comparison):
    (code,) = truth("case-mix-reversal").bodies
    found = [r for r in care_comparison.reversals if r.attribute == care.KIND]
    assert found
    assert {(r.body, r.longer_overall) for r in found} == {(code, True)}


def test_slowest_as_it_stands_and_faster_once_adjusted(care_comparison):
    (code,) = truth("case-mix-reversal").bodies
    days = care_comparison.indicators[0]
    assert max(days.bodies, key=lambda b: b.crude.value).body == code
    assert days.of(code).verdict is Verdict.BELOW


def test_the_lucky_small_body_is_not_declared_different(care_comparison):
    (code,) = truth("small-and-lucky").bodies
    for indicator in care_comparison.indicators:
        row = indicator.of(code)
        assert row.ratio.value < 1.0
        assert row.ratio.low < 1.0 < row.ratio.high
        assert row.verdict is Verdict.NOT_DISTINGUISHED
        assert row.funnel_position is FunnelPosition.INSIDE
        assert abs(row.shrunken.value - 1.0) < abs(row.ratio.value - 1.0)


def test_the_paper_detour_is_found_and_longer(salary_comparison):
    found = truth("paper-detour")
    uses = uses_of(salary_comparison, found)
    assert tuple(uses) == found.bodies
    assert uses[found.bodies[0]].users == ()
    assert uses[found.bodies[0]].days_effect.low > 0
    days = salary_comparison.indicators[0]
    assert max(days.bodies, key=lambda b: b.ratio.value).body == found.bodies[0]


def test_every_planted_truth_is_looked_for_here_or_belongs_to_the_survey():
    looked_for = {
        "early-opinion", "electronic-council", "chief-approval", "case-mix-reversal", "small-and-lucky", "paper-detour",
    }  # fmt: skip
    others = {t.id: t.found_by for t in DEMO_PLAN.truths if t.id not in looked_for}
    assert set(others.values()) <= {FoundBy.RECONCILIATION, FoundBy.SURVEY_CHECK, FoundBy.SURVEY_COMPARISON}
