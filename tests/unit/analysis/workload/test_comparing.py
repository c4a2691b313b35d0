# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.analysis.comparison.result import Mode, Verdict
from machikata.analysis.workload import shaping
from machikata.analysis.workload.disclosure import disclose_workloads
from machikata.analysis.workload.result import Measure, WorkloadComparison
from machikata.domain.errors import ComparisonRefused, InputRefused
from machikata.domain.provenance import FigureKind
from machikata.domain.workload import StaffKind
from machikata.publication.document import from_document, to_document
from machikata.testing.survey_offices import QUICK_WORKLOADS, SurveyOffice, compare_answers

ORDINARY = SurveyOffice()
FINE = SurveyOffice(minutes=(31.0, 22.0, 13.0, 44.0))
TEN = [FINE, ORDINARY] * 5


def verdicts(comparison, step="p.s1"):
    return {row.body: row.verdict for row in comparison.step(step).bodies}


def test_hours_are_cases_times_minutes_and_stand_beside_what_was_answered():
    row = compare_answers(TEN).step("p.s1").of("990000")
    assert row.answered_hours == pytest.approx(400 * 31 / 60)
    assert row.hours.low < row.answered_hours < row.hours.high
    # Truly a little more: short tasks that nobody writes down.
    assert row.hours.value == pytest.approx(row.answered_hours * 1.042, rel=0.01)
    assert row.hours_per_case.value == pytest.approx(row.hours.value / 400)
    assert row.hours_per_10000.value == pytest.approx(row.hours.value / 5)
    assert row.yen_per_case.value == pytest.approx(row.hours_per_case.value * 3000)


def test_steps_add_up_to_the_totals_of_the_body():
    comparison = compare_answers(TEN)
    totals = comparison.body("990000").totals
    assert totals.hours.value == pytest.approx(sum(s.of("990000").hours.value for s in comparison.steps))
    assert totals.answered_hours == pytest.approx(400 * (31 + 22 + 13 + 44) / 60)
    assert totals.cost_own.value == pytest.approx(totals.hours.value * 3000)
    assert totals.hours_per_10000.value == pytest.approx(totals.hours.value / 5)
    # Rounding and memory average out over the steps, what the section has in common does not.
    width = (totals.hours.high - totals.hours.low) / totals.hours.value
    one = comparison.step("p.s1").of("990000").hours
    assert 0.2 < width < (one.high - one.low) / one.value


def test_fewer_than_three_bodies_are_refused_and_the_reason_says_how_many_are_missing():
    with pytest.raises(ComparisonRefused) as refused:
        compare_answers([ORDINARY] * 2)
    assert "あと1団体" in refused.value.what.ja
    with pytest.raises(ComparisonRefused):
        compare_answers([ORDINARY, ORDINARY, replace(ORDINARY, persons=(2.0, None))])


@pytest.mark.parametrize(("n", "mode"), [(3, Mode.VALUES_ONLY), (7, Mode.VALUES_ONLY), (8, Mode.BEST_QUARTER)])
def test_the_best_quarter_is_named_from_eight_bodies_on_else_the_reason(n, mode):
    comparison = compare_answers([FINE] * n)
    figures, needed = comparison.step("p.s1").hours_per_case, comparison.body("990000").totals.needed
    assert comparison.mode is mode
    assert figures.median is not None
    if mode is Mode.BEST_QUARTER:
        assert figures.best_quarter.value <= figures.median.value
        assert needed.at_best_quarter is not None
    else:
        assert figures.best_quarter is None
        assert needed.at_best_quarter is None
        assert "8団体" in figures.note.ja


def test_a_step_that_two_of_ten_do_in_far_less_time_is_found_and_no_other():
    quick = replace(FINE, minutes=(31.0, 22.0, 6.0, 44.0))
    comparison = compare_answers([quick, quick, *[FINE] * 8])
    found = verdicts(comparison, "p.s3")
    assert [body for body, v in found.items() if v is Verdict.BELOW] == ["990000", "990001"]
    row = comparison.step("p.s3").of("990000")
    assert row.verdict_text.ja == "区分の中央より短い"
    assert row.ratio.high < 1
    others = {v for s in comparison.steps for r in s.bodies if s.step != "p.s3" for v in [r.verdict]}
    assert others <= {Verdict.NOT_DISTINGUISHED, Verdict.ABOUT_SAME}


def test_a_detour_is_found_and_names_the_step_that_makes_the_difference():
    slow = replace(FINE, minutes=(31.0, 62.0, 13.0, 44.0))
    comparison = compare_answers([slow, *[FINE] * 9], own="990000")
    assert verdicts(comparison, "p.s2")["990000"] is Verdict.ABOVE
    needed = comparison.body("990000").totals.needed
    assert needed.more_than_median.excludes(0)
    assert needed.own.value - needed.at_median.value == pytest.approx(needed.more_than_median.value)
    assert needed.making[0].step == "p.s2"
    assert needed.making[0].difference.low > 0
    assert "長くなっています" in comparison.statements[0].headline.ja
    assert "工程2" in comparison.statements[0].detail.ja
    assert "工程2" in comparison.statements[1].headline.ja


def test_a_contracted_step_is_judged_by_yen_and_says_so():
    bought = replace(FINE, without=(1,), contracted={2: (400, 900_000)})
    only = replace(FINE, contracted={2: (300, 2_500_000)})
    comparison = compare_answers([bought, only, *[FINE] * 8])
    row = comparison.step("p.s2").of("990001")
    assert row.contracted
    assert row.judged_by is Measure.YEN_PER_CASE
    assert row.contractor_share == pytest.approx(300 / 700)
    assert row.hours_per_case.value == pytest.approx(row.hours.value / 400)
    assert row.yen_per_case.value == pytest.approx((row.hours.value * 3000 + 2_500_000) / 700)
    assert row.verdict is Verdict.ABOVE
    assert row.verdict_text.ja == "区分の中央より高い"
    assert "委託" in row.verdict_note.ja
    assert [p.staff for p in row.by_staff] == [StaffKind.REGULAR, StaffKind.CONTRACTOR]
    assert sum(p.cost.value for p in row.by_staff) == pytest.approx(1.0)
    # The class of hours per case holds nobody who contracts the step.
    assert comparison.step("p.s2").hours_per_case.bodies == 8
    assert comparison.step("p.s2").yen_per_case.bodies == 10


def test_only_a_contractor_does_it():
    wholly = replace(FINE, minutes=(31.0, 22.0, 13.0, 44.0), cases_of={1: 0}, contracted={1: (400, 500_000)})
    row = compare_answers([wholly, *[FINE] * 4]).step("p.s1").of("990000")
    assert (row.hours, row.hours_per_case, row.answered_hours) == (None, None, None)
    assert row.yen_per_case.value == row.yen_per_case.low == row.yen_per_case.high == pytest.approx(1250)
    assert row.contractor_share == 1.0


def test_sections_that_answered_about_the_same_step_are_merged():
    two = replace(ORDINARY, second_section=True)
    comparison = compare_answers([two, *[ORDINARY] * 3])
    row, one = (comparison.step("p.s1").of(body) for body in ("990000", "990001"))
    assert row.cases == 800
    assert row.hours.value == pytest.approx(2 * one.hours.value)
    assert row.hours_per_case.value == pytest.approx(one.hours_per_case.value)
    assert row.hours.high / row.hours.value < one.hours.high / one.hours.value
    assert comparison.body("990000").n_sections == 2


def test_common_prices_are_the_median_of_the_bodies():
    offices = [replace(FINE, yen=(2000.0 + 500 * i, None)) for i in range(5)]
    comparison = compare_answers(offices)
    regular, fixed = comparison.prices
    assert (regular.staff, regular.yen_per_hour, regular.bodies) == (StaffKind.REGULAR, 3000.0, 5)
    assert (fixed.yen_per_hour, fixed.bodies) == (None, 0)
    totals = [b.totals for b in comparison.bodies]
    assert totals[0].cost_own.value == pytest.approx(2000 * totals[0].hours.value)
    assert {round(t.cost_common.value) for t in totals} == {round(3000 * totals[0].hours.value)}


def test_without_a_price_there_is_no_cost_and_the_note_says_why():
    comparison = compare_answers([replace(FINE, yen=(None, None)), *[FINE] * 3])
    totals = comparison.body("990000").totals
    assert totals.cost_own is None
    assert totals.cost_common is not None
    assert "費用" in totals.note.ja
    assert comparison.step("p.s1").of("990000").yen_per_case is None


def test_who_does_what_has_an_interval():
    mixed = replace(FINE, fixed_term={1: 31.0, 2: 11.0})
    row = compare_answers([mixed, *[FINE] * 3]).step("p.s2").of("990000")
    regular, fixed = row.by_staff
    assert (regular.staff, fixed.staff) == (StaffKind.REGULAR, StaffKind.FIXED_TERM)
    assert regular.hours.value + fixed.hours.value == pytest.approx(1.0)
    assert regular.hours.low < 2 / 3 < regular.hours.high
    assert regular.cost.value > regular.hours.value


def test_steps_only_some_have_are_listed_with_hours_and_users():
    special = replace(FINE, own_steps=("現地の確認",))
    rare = replace(FINE, without=())
    comparison = compare_answers([special, special, rare, *[replace(FINE, without=(4,))] * 4])
    steps = {s.title.ja: s for s in comparison.rare_steps}
    assert [u.body for u in steps["現地の確認"].users] == ["990000", "990001"]
    assert steps["現地の確認"].step == ""
    assert steps["現地の確認"].users[0].hours.value > 0
    assert [u.body for u in steps["工程4"].users] == ["990000", "990001", "990002"]
    # Own steps are in the totals of their body.
    assert comparison.body("990000").totals.hours.value > comparison.body("990002").totals.hours.value


def test_missing_answers_leave_figures_out_instead_of_guessing():
    comparison = compare_answers([replace(FINE, cases_of={2: None}), *[FINE] * 3])
    row = comparison.step("p.s2").of("990000")
    assert (row.cases, row.hours, row.hours_per_case, row.ratio) == (None, None, None, None)
    assert row.verdict is Verdict.NOT_DISTINGUISHED
    assert comparison.body("990000").totals.hours is None
    assert "時間の答え" in comparison.body("990000").totals.note.ja


def test_settings_below_what_is_allowed_are_refused_all_at_once():
    with pytest.raises(InputRefused) as refused:
        compare_answers(TEN, settings=replace(QUICK_WORKLOADS, minimum_count=4, persons_for_step=2, persons_for_kind=1))
    assert len(refused.value.problems) == 3


def test_the_result_says_what_it_is():
    comparison = compare_answers(TEN)
    assert comparison.provenance.kind is FigureKind.REPORTED
    assert comparison.provenance.n_bodies == 10
    assert "申告" in comparison.estimand.self_report_text.ja
    assert any(a.code == "reporting-error" and "仮定" in a.text.ja for a in comparison.assumptions)


def test_it_goes_to_json_and_back():
    comparison = disclose_workloads(
        compare_answers([replace(FINE, contracted={2: (300, 2_500_000)}, own_steps=("別の工程",)), *TEN], own="990000"),
        audience="990000",
    )
    document = to_document(comparison)
    assert from_document(WorkloadComparison, document) == comparison
    assert "NaN" not in str(document)


def test_rows_of_a_whole_country_are_made_when_asked_for_and_read_the_same(monkeypatch):
    offices = [replace(FINE, minutes=(31.0, 22.0, 6.0, 44.0)), *TEN]
    at_once = compare_answers(offices, own="990000")
    monkeypatch.setattr(shaping, "_ROWS_AT_ONCE", 10)
    later = compare_answers(offices, own="990000")
    assert isinstance(later.steps[0], shaping.StepOnDemand)
    assert later.statements == at_once.statements
    assert later.step("p.s3").of("990000") == at_once.step("p.s3").of("990000")
    assert later.step("p.s3").of("999999") is None
    for audience in ("", "990000"):
        one, two = (disclose_workloads(c, audience=audience) for c in (at_once, later))
        assert to_document(one) == to_document(two)
    with pytest.raises(AttributeError):
        _ = later.steps[0].nothing
