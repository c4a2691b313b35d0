# SPDX-License-Identifier: Apache-2.0
"""What readers see, and attacks on it: whatever is hidden is changed, and nothing that others see may change with it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from machikata.analysis.comparison.result import Verdict
from machikata.analysis.workload.disclosure import disclose_workloads
from machikata.analysis.workload.result import Audience
from machikata.domain.errors import ComparisonRefused
from machikata.domain.workload import StaffKind
from machikata.publication.document import to_document
from machikata.testing.survey_offices import SurveyOffice, compare_answers

FINE = SurveyOffice(minutes=(31.0, 22.0, 13.0, 44.0))
FIVE = [FINE, replace(FINE, minutes=(28.0, 24.0, 12.0, 47.0)), *[FINE] * 3]
FEW_CASES = replace(FINE, cases_of={2: 9})
TWO_PERSONS = replace(FINE, persons=(2.0, None))
ONE_PERSON = replace(FINE, persons=(1.0, None))
UNKNOWN = replace(FINE, persons=(None, None))


def shown(offices, audience="", own=""):
    return disclose_workloads(compare_answers(offices, own=own), audience=audience)


def figures(row):
    return (
        row.cases,
        row.answered_hours,
        row.hours,
        row.hours_per_case,
        row.yen_per_case,
        row.hours_per_10000,
        row.ratio,
    )


def test_a_step_below_ten_cases_is_shown_to_its_own_body_only():
    others, own = shown([FEW_CASES, *FIVE]), shown([FEW_CASES, *FIVE], "990000")
    row = others.step("p.s2").of("990000")
    assert row.suppressed
    assert row.verdict is Verdict.HIDDEN
    assert figures(row) == (None,) * 7
    assert (row.by_staff, row.contractor_share, row.p_adjusted) == ((), None, None)
    assert any("990000市（1工程）" in note.ja and "10件未満" in note.ja for note in others.suppressed)
    mine = own.step("p.s2").of("990000")
    assert not mine.suppressed
    assert mine.cases == 9
    assert own.suppressed == ()


@pytest.mark.parametrize(("office", "word"), [(TWO_PERSONS, "3人未満"), (UNKNOWN, "人数の答えがない")])
def test_steps_of_fewer_than_three_or_of_nobody_knows_how_many_persons_stay_with_the_body(office, word):
    others, own = shown([office, *FIVE]), shown([office, *FIVE], "990000")
    assert all(s.of("990000").suppressed for s in others.steps)
    assert others.body("990000").totals is None
    assert any(word in note.ja for note in others.suppressed)
    assert not any(s.of("990000").suppressed for s in own.steps)
    assert own.body("990000").totals.hours is not None


def test_nobody_sees_the_figures_of_one_person():
    for audience in ("", "990000", "990001"):
        seen = shown([ONE_PERSON, *FIVE], audience, own="990000")
        assert all(s.of("990000").suppressed for s in seen.steps)
        assert seen.body("990000").totals is None
        assert seen.statements == ()
        assert any("1人の職員" in note.ja for note in seen.suppressed)


def test_a_step_done_by_the_only_person_of_a_kind_is_that_persons_figure():
    alone = replace(FINE, persons=(9.0, 1.0), cases_of={2: 0}, fixed_term={})
    surveyed = compare_answers([alone, *FIVE])
    assert surveyed.step("p.s2").of("990000") is None
    one = replace(FINE, persons=(1.0, 9.0), fixed_term={1: 31.0})
    found = compare_answers([one, *FIVE])
    assert found.step("p.s1").of("990000").seen_by is Audience.EVERYBODY
    assert found.step("p.s2").of("990000").seen_by is Audience.NOBODY


@pytest.mark.parametrize(
    "office", [FEW_CASES, TWO_PERSONS, ONE_PERSON, UNKNOWN], ids=["cases", "two", "one", "unknown"]
)
def test_what_is_hidden_enters_no_class_figure(office):
    with_it, without = compare_answers([office, *FIVE]), compare_answers([replace(office, without=(2,)), *FIVE])
    assert with_it.step("p.s2").hours_per_case.bodies == without.step("p.s2").hours_per_case.bodies == 5
    assert with_it.step("p.s2").hours_per_case.median.value == pytest.approx(
        without.step("p.s2").hours_per_case.median.value, rel=0.02
    )


def test_totals_hold_only_what_is_shown_so_that_nothing_comes_back_by_subtraction():
    seen = shown([FEW_CASES, *FIVE])
    totals = seen.body("990000").totals
    rows = [row for s in seen.steps if (row := s.of("990000")) and not row.suppressed]
    assert (totals.n_steps, totals.n_left_out) == (3, 1)
    assert totals.hours.value == pytest.approx(sum(r.hours.value for r in rows))
    assert totals.answered_hours == pytest.approx(sum(r.answered_hours for r in rows))
    assert totals.cost_own.value == pytest.approx(sum(r.yen_per_case.value * r.cases for r in rows))
    assert totals.needed.n_steps == 3
    assert totals.needed.own.value == pytest.approx(totals.hours.value)
    assert seen.provenance.n_cases == sum(r.cases for s in seen.steps for r in s.bodies if r.cases)
    assert seen.hours_per_10000.bodies == 5


def numbers(document):
    """Every number in a document, in order."""
    if isinstance(document, dict):
        return [x for value in document.values() for x in numbers(value)]
    if isinstance(document, list):
        return [x for value in document for x in numbers(value)]
    return [document] if isinstance(document, int | float) and not isinstance(document, bool) else []


@pytest.mark.parametrize("audience", ["", "990001"])
@pytest.mark.parametrize(
    ("office", "changed"),
    [
        (TWO_PERSONS, replace(TWO_PERSONS, minutes=(62.0, 11.0, 130.0, 4.0))),
        (UNKNOWN, replace(UNKNOWN, minutes=(62.0, 11.0, 130.0, 4.0))),
        (ONE_PERSON, replace(ONE_PERSON, minutes=(62.0, 11.0, 130.0, 4.0))),
        (replace(TWO_PERSONS, own_steps=("別の工程",)), replace(TWO_PERSONS, own_steps=("別の工程",), cases=900)),
        (replace(UNKNOWN, contracted={1: (50, 10**6)}), replace(UNKNOWN, contracted={1: (70, 9 * 10**6)})),
    ],
    ids=["two persons", "unknown", "one person", "own step", "contracted"],
)
def test_changing_what_is_hidden_changes_nothing_that_others_see(office, changed, audience):
    one, two = (json.dumps(to_document(shown([o, *FIVE], audience, own=audience))) for o in (office, changed))
    assert one == two


def test_one_hidden_step_tells_others_nothing_but_the_habit_of_rounding():
    """The answers of one section share their habit of rounding; nothing else of a hidden step reaches the steps beside it."""
    one, two = (
        numbers(to_document(shown([replace(FEW_CASES, minutes=(31.0, minutes, 13.0, 44.0)), *FIVE])))
        for minutes in (22.0, 44.0)
    )
    assert len(one) == len(two)
    assert np.allclose(one, two, rtol=0.02, atol=0.02)


MIXED = replace(FINE, persons=(12.0, 3.0), fixed_term={1: 31.0, 2: 22.0, 3: 13.0, 4: 44.0})
"""Three fixed-term persons: too few to be shown apart."""


def test_kinds_of_fewer_than_five_persons_are_joined():
    seen = shown([MIXED, *FIVE])
    row, totals = seen.step("p.s1").of("990000"), seen.body("990000").totals
    for parts in (row.by_staff, totals.by_staff):
        assert [p.staff for p in parts] == [None]
        assert parts[0].hours.value == parts[0].cost.value == 1.0
    own = shown([MIXED, *FIVE], "990000")
    assert [p.staff for p in own.step("p.s1").of("990000").by_staff] == [StaffKind.REGULAR, StaffKind.FIXED_TERM]


def test_joined_kinds_do_not_come_back_from_cost_at_common_prices():
    """hours = regular + fixed and cost = 3000 regular + 1500 fixed would be two equations for two unknowns."""
    offices = [MIXED, *[replace(FINE, fixed_term={1: 31.0})] * 4]
    assert all(price.yen_per_hour for price in compare_answers(offices).prices)
    totals = shown(offices).body("990000").totals
    assert totals.cost_common is None
    assert totals.cost_own is not None
    assert shown(offices, "990000").body("990000").totals.cost_common is not None


def test_kinds_joined_in_one_step_are_joined_in_the_total():
    """Otherwise the total's part minus those of the other steps would be the hidden one."""
    surveys = replace(FINE, persons=(12.0, 3.0), fixed_term={1: 31.0})
    totals = shown([surveys, *FIVE]).body("990000").totals
    assert [p.staff for p in totals.by_staff] == [None]
    steps = shown([surveys, *FIVE]).steps
    assert [p.staff for p in steps[1].of("990000").by_staff] == [StaffKind.REGULAR]


def test_own_officers_do_not_find_the_one_person_of_a_kind_by_their_own_prices():
    single = replace(MIXED, persons=(12.0, 1.0))
    own = shown([single, *FIVE], "990000")
    row, totals = own.step("p.s1").of("990000"), own.body("990000").totals
    assert row.hours is not None
    assert [p.staff for p in row.by_staff] == [None]
    assert (row.yen_per_case, totals.cost_own, totals.cost_common) == (None, None, None)
    assert all(p.cost is None for p in (*row.by_staff, *totals.by_staff))


def test_a_contractors_few_cases_do_not_come_back_from_hours_per_case():
    offices = [replace(FINE, contracted={2: (4, 30_000)}), *FIVE]
    seen = shown(offices)
    row, totals = seen.step("p.s2").of("990000"), seen.body("990000").totals
    assert row.cases == 404
    assert (row.contractor_share, row.hours_per_case, totals.contractor_share, totals.fee_yen) == (None,) * 4
    assert all(p.cost is None for p in (*row.by_staff, *totals.by_staff))
    own = shown(offices, "990000")
    assert own.step("p.s2").of("990000").contractor_share == pytest.approx(4 / 404)


def test_two_small_sections_do_not_hide_behind_one_another():
    two_and_two = replace(FINE, persons=(2.0, None), second_section=True)
    assert compare_answers([two_and_two, *FIVE]).step("p.s1").of("990000").seen_by is Audience.OWN


def test_a_median_of_fewer_than_three_shown_bodies_is_left_out():
    offices = [replace(FINE, without=(1,)), replace(TWO_PERSONS), *[FINE] * 2]
    comparison = compare_answers(offices)
    figures = comparison.step("p.s1").hours_per_case
    assert (figures.bodies, figures.median) == (2, None)
    assert "3団体" in figures.note.ja
    with pytest.raises(ComparisonRefused):
        compare_answers([TWO_PERSONS, UNKNOWN, ONE_PERSON, FINE])


def test_rare_steps_show_only_users_that_may_be_seen():
    offices = [replace(TWO_PERSONS, own_steps=("現地の確認",)), replace(FINE, own_steps=("現地の確認",)), *FIVE]
    rare = {s.title.ja: [u.body for u in s.users] for s in shown(offices).rare_steps}
    assert rare["現地の確認"] == ["990001"]
    only = [replace(TWO_PERSONS, own_steps=("秘密",)), *FIVE]
    assert "秘密" not in str(to_document(shown(only)))


def test_statements_for_others_say_nothing_of_hidden_steps():
    slow = replace(TWO_PERSONS, minutes=(31.0, 90.0, 13.0, 44.0))
    offices = [slow, *[FINE] * 9]
    full = compare_answers(offices, own="990000")
    assert any("工程2" in s.headline.ja + s.detail.ja for s in full.statements)
    assert disclose_workloads(full, audience="990001").statements == ()
    assert disclose_workloads(full, audience="990000").statements == full.statements


def test_disclosing_twice_changes_nothing():
    once = shown([FEW_CASES, MIXED, *FIVE], "990001")
    again = disclose_workloads(once, audience="990001")
    assert [s.bodies for s in again.steps] == [s.bodies for s in once.steps]


def test_two_persons_of_a_kind_in_a_larger_section_are_shown_with_their_kind_joined():
    office = replace(FINE, persons=(2.0, 4.0))
    row = shown([office, *FIVE]).step("p.s1").of("990000")
    assert row.hours is not None
    assert [p.staff for p in row.by_staff] == [None]
