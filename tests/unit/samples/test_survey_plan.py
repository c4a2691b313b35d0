# SPDX-License-Identifier: Apache-2.0
"""The truths of the thirty bodies are in their answers, measured here with plain means; the rest agrees with its log."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from machikata.domain.workload import Medium, StaffKind
from machikata.rules.similar_bodies import classify
from machikata.rules.survey_reporting import reporting_error
from machikata.samples import care, moving_in, salary_reports
from machikata.samples.demo_plan import DEMO_EIGHT, DEMO_PLAN
from machikata.samples.play import play
from machikata.samples.survey_plan import SURVEY_PLAN
from machikata.samples.surveys import answer_survey, survey_of
from machikata.samples.truths import FoundBy

ERROR = reporting_error(as_of=date(2026, 3, 31))
CODES = [b.municipality.code for b in SURVEY_PLAN.bodies]
OTHER_ANSWERS = 60
"""Redrawn answers about the same work."""


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow)])
def played(request):
    """Two seeds, so that nothing hangs on one; the second outside the default suite."""
    return {(p.body.municipality.code, p.model.process.id): p for p in play(SURVEY_PLAN, seed=request.param)}


@pytest.fixture(scope="module")
def answered(played):
    return {key: survey_of(p) for key, p in played.items()}


def bodies(truth_id):
    return SURVEY_PLAN.truth(truth_id).bodies


def lines(answered, code, process=care.PROCESS):
    return [line for s in answered[code, process.id].surveys for line in s.lines]


def own(lines_):
    return [line for line in lines_ if line.staff is not StaffKind.CONTRACTOR]


def balance(section):
    """Reported hours over cases times minutes; not a number for a section whose work is all contracted."""
    volume = sum(line.hours_from_volume or 0.0 for line in section.lines)
    return sum(line.hours or 0.0 for line in section.lines) / volume if volume else np.nan


def minutes_of(answered, code, step, process=care.PROCESS):
    """Reported minutes per case of a step over all own kinds of staff."""
    chosen = [line for line in own(lines(answered, code, process)) if line.step == step]
    return sum(line.cases * line.minutes_per_case for line in chosen) / sum(line.cases for line in chosen)


def class_of(code):
    return classify(SURVEY_PLAN.body(code).municipality, as_of=date(2025, 4, 1)).label


def test_thirty_bodies_in_three_classes_of_ten_and_truths_in_different_bodies():
    assert sorted(CODES.count(c) for c in set(CODES)) == [1] * 30
    labels = [class_of(c) for c in CODES]
    assert sorted(labels.count(label) for label in set(labels)) == [10, 10, 10]
    planted = [b for t in SURVEY_PLAN.truths for b in t.bodies]
    assert len(planted) == len(set(planted)) == 9


def test_every_truth_says_who_must_find_it_and_where():
    steps = {s.id for m in SURVEY_PLAN.models for s in m.process.steps}
    for truth in SURVEY_PLAN.truths:
        assert truth.found_by in (FoundBy.RECONCILIATION, FoundBy.SURVEY_CHECK, FoundBy.SURVEY_COMPARISON)
        assert truth.step in {"", "係長の決裁", *steps}


@pytest.fixture(scope="module")
def redrawn(played):
    """The balance of every section of care certification in other answers about the same work, answered the ordinary way."""
    found = {}
    for (code, process), p in played.items():
        if process == care.PROCESS.id:
            others = [
                answer_survey(p.log, p.body.municipality, seed=(1_000 + i, int(code)), error=ERROR)
                for i in range(OTHER_ANSWERS)
            ]
            for n, section in enumerate(others[0].surveys):
                found[code, section.section] = [balance(o.surveys[n]) for o in others]
    return found


def test_one_body_contradicts_its_log_and_no_other_does(answered, redrawn):
    """Ordinary answers are exchangeable with redrawn ones: few lie outside all sixty, and the planted one does.

    The front section answers two lines only, which says little: twenty minutes become half an hour there too.
    """
    outside = {}
    for (code, section), others in redrawn.items():
        ratio = next(balance(s) for s in answered[code, care.PROCESS.id].surveys if s.section == section)
        if ratio < min(others) or ratio > max(others):
            outside[code, section] = ratio
    (planted,) = bodies("hours-contradict-log")
    assert outside.pop((planted, "介護認定係")) > 1.3
    assert len([section for _, section in outside if section == "介護認定係"]) <= 3  # 2 in 61 of 29: one expected
    assert len(outside) <= 6  # of 59: two expected


def test_the_contradicting_body_reports_half_as_much_again(answered):
    (code,) = bodies("hours-contradict-log")
    worked = answered[code, care.PROCESS.id].worked
    true = sum(w.hours for (_, _, kind), w in worked.items() if kind is not StaffKind.CONTRACTOR)
    assert sum(line.hours for line in own(lines(answered, code))) == pytest.approx(1.55 * true, rel=0.15)


def test_one_body_answers_in_half_hours_only(answered):
    (code,) = bodies("heaping-30")
    share = {c: np.mean([line.minutes_per_case % 30 == 0 for line in own(lines(answered, c))]) for c in CODES}
    assert share[code] == 1.0
    assert max(s for c, s in share.items() if c != code) < 0.6


def test_one_section_reports_more_hours_than_its_people_have(answered):
    (code,) = bodies("more-hours-than-staff")
    beyond = []
    for (body, process), survey in answered.items():
        for s in survey.surveys:
            there = sum(k.hours + k.overtime_hours for k in s.staff)
            if sum(line.hours or 0.0 for line in s.lines) > there:
                beyond.append((body, process, s.section))
    assert beyond == [(code, care.PROCESS.id, "介護認定係")]


def test_one_body_contracts_all_visits(answered):
    (code,) = bodies("contracted-step")
    kinds = {c: {line.staff for line in lines(answered, c) if line.step == "care.s3"} for c in CODES}
    assert kinds.pop(code) == {StaffKind.CONTRACTOR}
    assert all(k == {StaffKind.FIXED_TERM, StaffKind.CONTRACTOR} for k in kinds.values())


def test_one_body_prints_and_types_more(answered, played):
    (code,) = bodies("paper-detour")
    printing = [
        c for c in CODES if any(line.step == "salary.s1p" for line in lines(answered, c, salary_reports.PROCESS))
    ]
    assert printing == [code]
    peers = [c for c in CODES if class_of(c) == class_of(code)]
    typed = {
        c: sum(line.cases for line in lines(answered, c, salary_reports.PROCESS) if line.step == "salary.s2")
        / played[c, salary_reports.PROCESS.id].log.n_cases
        for c in peers
    }
    assert typed[code] > 2.0 * np.median(list(typed.values()))


def test_the_best_practice_shows_in_the_minutes_of_its_step_in_both_bodies_of_one_class(answered):
    users = bodies("best-practice-step")
    assert len({class_of(c) for c in users}) == 1
    peers = [c for c in CODES if class_of(c) == class_of(users[0])]
    minutes = {c: minutes_of(answered, c, "care.s4") for c in peers}
    assert set(sorted(minutes, key=minutes.get)[:2]) == set(users)
    for code in users:
        assert minutes[code] < 0.65 * np.median(list(minutes.values()))
        media = {line.medium for line in lines(answered, code) if line.step == "care.s4"}
        assert media == {Medium.ELECTRONIC}


def test_one_body_names_a_step_of_its_own(answered):
    (code,) = bodies("own-step")
    naming = {c: {line.title for line in lines(answered, c) if not line.step} for c in CODES}
    assert naming.pop(code) == {"係長の決裁"}
    assert set().union(*naming.values()) == set()


def test_one_body_answers_another_order(answered):
    (code,) = bodies("order-contradicts-log")
    orders = {c: {line.step: line.order for line in lines(answered, c) if line.step} for c in CODES}
    assert orders.pop(code)["care.s6"] == 2
    assert {tuple(sorted(o.items())) for o in orders.values()} == {tuple(sorted(orders[CODES[0]].items()))}


def test_the_demo_has_the_same_kinds_of_truth(demo_logs):
    answered = {key: survey_of(p) for key, p in demo_logs.items()}
    codes = [b.municipality.code for b in DEMO_PLAN.bodies]
    truth = {t.id: t.bodies for t in DEMO_PLAN.truths}
    typing = {c: minutes_of(answered, c, "moving.s3", moving_in.PROCESS) for c in DEMO_EIGHT}
    assert set(sorted(typing, key=typing.get)[:2]) == set(truth["best-practice-step"])
    heaped = [c for c in DEMO_EIGHT if all(line.minutes_per_case % 30 == 0 for line in own(lines(answered, c)))]
    assert tuple(heaped) == truth["heaping-30"]
    named = [c for c in DEMO_EIGHT if any(not line.step for line in lines(answered, c))]
    assert tuple(named) == truth["own-step"]
    contracted = [c for c in codes if not any(line.step == "care.s3" for line in own(lines(answered, c)))]
    assert tuple(contracted) == truth["contracted-step"]
