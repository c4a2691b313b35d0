# SPDX-License-Identifier: Apache-2.0
"""Workload surveys of the samples speak of the very events of the log."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from itertools import permutations

import numpy as np
import pytest

from machikata.domain.municipality import MunicipalityKind
from machikata.domain.workload import StaffKind
from machikata.samples import care, moving_in, salary_reports
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.play import play_one
from machikata.samples.surveys import survey_of

FIRST, LAST = datetime(2025, 4, 1, tzinfo=UTC).timestamp(), datetime(2026, 4, 1, tzinfo=UTC).timestamp()
"""Fiscal year 2025 on the office's own clock, which the samples count as if it were UTC."""


@pytest.fixture(scope="module")
def answered(demo_logs):
    return {key: survey_of(played) for key, played in demo_logs.items()}


def lines_of(survey):
    return [(s, line) for s in survey.surveys for line in s.lines]


def in_year(log):
    return (log.seconds >= FIRST) & (log.seconds < LAST)


def test_cases_of_all_kinds_are_the_counted_events_of_the_log_in_the_fiscal_year(demo_logs, answered):
    for key, played in demo_logs.items():
        log = played.log
        names = np.array(log.concepts)[log.concept[in_year(log)]]
        own = played.body.answering.get(key[1])
        counted = {
            s.id: (set(s.counted) or set(s.concepts)) - set(own.own_steps if own else ())
            for s in log.model.process.steps
        }
        counted |= {title: {concept} for concept, title in (own.own_steps if own else {}).items()}
        found = defaultdict(int)
        for _, line in lines_of(answered[key]):
            found[line.step or line.title] += line.cases
        assert dict(found) == {s: n for s, c in counted.items() if (n := int(np.isin(names, list(c)).sum()))}, key


def test_hours_behind_the_answers_are_all_touch_time_of_the_year(demo_logs, answered):
    for key, played in demo_logs.items():
        worked = sum(step.hours for step in answered[key].worked.values())
        assert worked == pytest.approx(played.log.minutes[in_year(played.log)].sum() / 60.0)


def test_work_after_the_end_of_the_year_belongs_to_the_next_survey(demo_logs):
    late = [p.log.minutes[p.log.seconds >= LAST].sum() for p in demo_logs.values()]
    assert sum(late) > 0


def test_the_truth_is_told_for_every_line(answered):
    for survey in answered.values():
        keys = {(s.section, line.step or line.title, line.staff) for s, line in lines_of(survey)}
        assert keys == set(survey.worked)
        for s, line in lines_of(survey):
            truth = survey.worked[s.section, line.step or line.title, line.staff]
            assert truth.cases == line.cases
            assert truth.minutes * truth.cases == pytest.approx(truth.hours * 60.0)


def test_lines_of_a_kind_come_from_the_people_of_that_kind_and_section(demo_logs, answered):
    code = DEMO_PLAN.bodies[0].municipality.code
    log = demo_logs[code, care.PROCESS.id].log
    visits = in_year(log) & (log.concept == log.concepts.index("care.chosa"))
    for staff in (StaffKind.FIXED_TERM, StaffKind.CONTRACTOR):
        people = [i for i, k in enumerate(log.person_kind) if k is staff]
        chosen = visits & np.isin(log.person, people)
        truth = answered[code, care.PROCESS.id].worked["介護認定係", "care.s3", staff]
        assert truth.cases == chosen.sum()
        assert truth.hours == pytest.approx(log.minutes[chosen].sum() / 60.0)
    assert ("介護認定係", "care.s3", StaffKind.REGULAR) not in answered[code, care.PROCESS.id].worked


def test_a_contractor_has_cases_and_a_fee_above_its_hours_and_nothing_else(answered):
    contracted = 0
    for survey in answered.values():
        for s, line in lines_of(survey):
            if line.staff is not StaffKind.CONTRACTOR:
                assert line.fee_yen is None
                assert line.hours is not None
                assert (line.minutes_per_case is None) == (line.cases == 0)
                continue
            contracted += 1
            truth = survey.worked[s.section, line.step, line.staff]
            assert (line.minutes_per_case, line.hours) == (None, None)
            assert 2_000 < line.fee_yen / truth.hours < 6_000 or truth.hours < 1
    assert contracted >= 20


def test_every_section_of_the_process_answers_about_the_year_the_period_begins_in(demo_logs, answered):
    for key, played in demo_logs.items():
        sections = tuple(dict.fromkeys(d.section for d in played.model.desks))
        assert tuple(s.section for s in answered[key].surveys) == sections
        assert {s.fiscal_year for s in answered[key].surveys} == {2025}
        assert {s.body for s in answered[key].surveys} == {key[0]}
        assert {s.processes for s in answered[key].surveys} == {(key[1],)}


def test_nothing_is_answered_about_steps_that_nobody_does(answered):
    printing = {key[0] for key, s in answered.items() for _, line in lines_of(s) if line.step == "salary.s1p"}
    assert printing == set(DEMO_PLAN.truth("paper-detour").bodies)


@pytest.mark.parametrize(("process", "months"), [(salary_reports.PROCESS, {(1, 2)}), (moving_in.PROCESS, {(3, 4)})])
def test_busy_months_are_those_of_the_log(process, months, answered):
    busy = [
        (line.busy_from, line.busy_to) for key, s in answered.items() if key[1] == process.id for _, line in lines_of(s)
    ]
    usual = max(set(busy), key=busy.count)
    assert usual in months
    assert busy.count(usual) > 0.6 * len(busy)


def test_the_order_answered_is_the_order_of_the_log(demo_logs, answered):
    """Of two steps with different positions the earlier one is first in most cases that have both."""
    for (code, process), played in demo_logs.items():
        log, order = played.log, {line.step: line.order for _, line in lines_of(answered[code, process]) if line.step}
        first = {s.id: first_seconds(log, s.counted or s.concepts) for s in log.model.process.steps}
        assert sorted(set(order.values())) == list(range(1, max(order.values()) + 1))
        for one, two in permutations(order, 2):
            if order[one] < order[two]:
                both = ~np.isnan(first[one]) & ~np.isnan(first[two])
                assert (first[one] < first[two])[both].mean() > 0.6, (code, one, two)


def first_seconds(log, concepts):
    """When the first of these activities was recorded for each case; not a number where none was."""
    chosen = np.isin(np.array(log.concepts)[log.concept], list(concepts))
    first = np.full(log.n_cases, np.inf)
    np.minimum.at(first, log.case[chosen], log.seconds[chosen])
    return np.where(np.isinf(first), np.nan, first)


def test_people_have_time_for_more_than_this_process(demo_logs, answered):
    """Whole persons, and their hours are those of a working year."""
    for key, survey in answered.items():
        for section in survey.surveys:
            hours = sum(line.hours or 0.0 for line in section.lines)
            staff = {s.staff: s for s in section.staff}
            assert hours < 0.6 * sum(s.hours for s in staff.values()), key
            assert StaffKind.CONTRACTOR not in staff
            for line in section.lines:
                assert line.staff is StaffKind.CONTRACTOR or line.staff in staff
            for s in staff.values():
                assert 1_650 < s.hours / s.persons < 1_800
                assert s.persons == int(s.persons)


def test_what_stands_beside_a_step_is_filled_in(answered):
    for survey in answered.values():
        for _, line in lines_of(survey):
            assert line.title
            assert line.duty
            assert None not in (line.nature, line.medium, line.exception_share, line.order)
            assert 0.0 <= line.exception_share <= 0.5
    laws = {line.legal_basis for s in answered.values() for _, line in lines_of(s)}
    assert "介護保険法 第27条第3項" in laws


def test_another_seed_gives_other_answers_about_the_same_work(demo_logs):
    from datetime import date

    from machikata.rules.survey_reporting import reporting_error
    from machikata.samples.surveys import answer_survey

    played = demo_logs[DEMO_PLAN.bodies[0].municipality.code, care.PROCESS.id]
    error = reporting_error(as_of=date(2026, 3, 31))
    body = played.body.municipality
    one, two, again = (answer_survey(played.log, body, seed=(s, 5), error=error) for s in (1, 2, 1))
    assert one == again
    assert one.worked == two.worked
    assert [line.cases for _, line in lines_of(one)] == [line.cases for _, line in lines_of(two)]
    assert [line.hours for _, line in lines_of(one)] != [line.hours for _, line in lines_of(two)]


def test_small_villages_answer_too():
    body = next(b for b in DEMO_PLAN.bodies if b.municipality.kind is MunicipalityKind.TOWN)
    survey = survey_of(play_one(body, salary_reports.MODEL, seed=1, scale=0.01))
    assert all(line.cases is not None for _, line in lines_of(survey))
