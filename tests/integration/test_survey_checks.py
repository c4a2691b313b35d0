# SPDX-License-Identifier: Apache-2.0
"""What was planted in thirty surveys is found by the checks and by holding them against their logs; where nothing was planted, hardly
anything is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pytest

from machikata.analysis.workload.log_year import log_years
from machikata.analysis.workload.plausibility import check_all_answers
from machikata.analysis.workload.reconciliation import Agreement, Aspect
from machikata.analysis.workload.reconciling import reconcile, reconcile_bodies
from machikata.domain.errors import Severity
from machikata.domain.workload import SectionStaff, StaffKind
from machikata.records.survey.tables import tables_of
from machikata.rules.survey_limits import survey_limits
from machikata.rules.survey_reporting import reporting_error
from machikata.samples import care
from machikata.samples.answering import FIVE_MINUTES, ORDINARY
from machikata.samples.drawn_surveys import drawn_surveys, null_surveys
from machikata.samples.more_plans import null_plan
from machikata.samples.play import as_recorded, play_one
from machikata.samples.survey_plan import SURVEY_PLAN
from machikata.samples.surveys import answer_survey, survey_of
from machikata.samples.tables import log_tables
from machikata.testing.event_stores import MemoryEventStore

END = care.MODEL.period.end
ERROR, LIMITS = reporting_error(as_of=END), survey_limits(as_of=END)
LEVEL = LIMITS.level.value
FAMILIES = {
    "staff": {"hours-beyond-staff", "kind-without-staff", "hours-beyond-year", "overtime-beyond-year"},
    "volume": {"hours-unlike-volume", "section-hours-unlike-volume"},
    "class": {"minutes-unlike-class"},
    "heaping": {"coarse-minutes"},
}
CODES = {truth.id: truth.bodies for truth in SURVEY_PLAN.truths}
NAMES = {c.id: c.id for c in care.PROCESS.concepts}


@dataclass(frozen=True)
class Thirty:
    """The thirty bodies of the plan: what was found in their answers, and against their logs, by body."""

    findings: tuple
    reconciled: dict


def admitted(store, played):
    tables = log_tables(as_recorded(played.log, played.body.style), labels=NAMES, prefix=played.body.municipality.code)
    return store.admit(tables, body=played.body.municipality.code, process=care.PROCESS.id, manifest={})


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow)])
def thirty(request):
    played = [play_one(body, care.MODEL, seed=request.param) for body in SURVEY_PLAN.bodies]
    answers = tables_of(s for p in played for s in survey_of(p).surveys)
    store = MemoryEventStore()
    logs = [admitted(store, p) for p in played]
    found = reconcile_bodies(answers, process=care.PROCESS, store=store, logs=logs, error=ERROR, limits=LIMITS)
    findings = check_all_answers(answers, error=ERROR, limits=LIMITS, processes=[care.PROCESS])
    return Thirty(findings, {r.body: r for r in found})


def bodies_with(findings, family):
    return {f.body for f in findings if f.code in FAMILIES[family]}


def test_the_section_with_more_hours_than_people_is_asked(thirty):
    assert bodies_with(thirty.findings, "staff") == set(CODES["more-hours-than-staff"])
    assert all(f.hours > 0 for f in thirty.findings if f.code == "hours-beyond-staff")


def test_the_section_that_answers_in_half_hours_is_asked(thirty):
    assert bodies_with(thirty.findings, "heaping") == set(CODES["heaping-30"])


def test_the_section_whose_hours_are_half_as_much_again_is_asked(thirty):
    assert bodies_with(thirty.findings, "volume") == set(CODES["hours-contradict-log"])


def test_nothing_else_is_asked_of_anybody(thirty):
    planted = {b for t in ("more-hours-than-staff", "heaping-30", "hours-contradict-log") for b in CODES[t]}
    assert {f.body for f in thirty.findings if f.severity is not Severity.NOTE} == planted


def test_survey_and_log_contradict_each_other_where_planted_and_nowhere_else(thirty):
    against = {b: r for b, r in thirty.reconciled.items() if r.agreement is Agreement.CONTRADICTS}
    assert set(against) == {*CODES["hours-contradict-log"], *CODES["order-contradicts-log"]}
    assert len(thirty.reconciled) == 30
    assert all(r.agreement is Agreement.AGREES for b, r in thirty.reconciled.items() if b not in against)


def test_the_contradiction_in_hours_is_told_in_hours(thirty):
    found = thirty.reconciled[CODES["hours-contradict-log"][0]]
    against = found.whole.log_volume
    assert found.contradicts(Aspect.LOG_VOLUME)
    assert against.ratio.low < 1.55 < against.ratio.high
    assert against.difference == pytest.approx(against.reported * (1 - 1 / against.ratio.value))


def test_the_contradiction_in_order_names_the_step(thirty):
    found = thirty.reconciled[CODES["order-contradicts-log"][0]]
    assert found.contradicts(Aspect.ORDER)
    assert {d.first for d in found.orders} == {"care.s6"}


def test_counts_of_the_survey_are_those_of_the_log(thirty):
    for found in thirty.reconciled.values():
        for step in found.steps:
            if step.survey_cases:
                assert step.log_cases == pytest.approx(step.survey_cases, rel=0.02, abs=3)


def test_contracted_visits_are_counted_and_have_no_hours(thirty):
    found = thirty.reconciled[CODES["contracted-step"][0]]
    visit = next(s for s in found.steps if s.step == "care.s3")
    assert visit.contracted_cases == visit.survey_cases
    assert (visit.hours, visit.differs) == (None, False)


def alarms(surveys):
    """Families in which anything was found."""
    codes = {f.code for f in check_all_answers(tables_of(surveys), error=ERROR, limits=LIMITS)}
    return {family for family, of in FAMILIES.items() if codes & of}


def fully_used(drawn):
    """The surveys with exactly the people whose hours were truly worked: the hardest null for the check of staff."""
    hours = Counter()
    for (body, section, _, staff), truth in drawn.worked.items():
        hours[body, section, staff] += truth.hours
    own = (StaffKind.REGULAR, StaffKind.FIXED_TERM)
    return [
        replace(s, staff=tuple(SectionStaff(k, None, h, 0.0) for k in own if (h := hours[s.body, s.section, k])))
        for s in drawn.surveys
    ]


def most_alarms(seeds):
    return LEVEL + 3 * np.sqrt(LEVEL * (1 - LEVEL) / seeds)


def test_hardly_any_of_twenty_sets_of_sound_answers_is_sent_back():
    """At five per cent, four alarms of one kind in twenty sets come by chance once in 60 times."""
    raised = Counter(family for seed in range(20) for family in alarms(null_surveys(30, seed=seed).surveys))
    assert all(n <= 3 for n in raised.values()), raised


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spread", "habit"), [(0.0, ORDINARY), (0.0, FIVE_MINUTES), (0.2, ORDINARY)], ids=["alike", "five", "unlike"]
)
@pytest.mark.parametrize("bodies", [9, 30])
def test_false_alarms_of_every_check_over_200_seeds_stay_at_the_declared_level(spread, habit, bodies):
    raised = Counter()
    for seed in range(200):
        drawn = drawn_surveys(bodies, seed=1_000 + seed, spread=spread, habit=habit)
        raised.update(alarms(drawn.surveys))
        raised["staff, all at work"] += "staff" in alarms(fully_used(drawn))
    for family, n in raised.items():
        assert n / 200 <= most_alarms(200), f"{family}: {n / 200:.3f}"


@pytest.fixture(scope="module")
def logged():
    """Thirty bodies that do not differ, their logs, and what the logs say about the year."""
    played = [
        play_one(body, care.MODEL, seed=5) for body in null_plan(30, population=8_000, models=(care.MODEL,)).bodies
    ]
    store = MemoryEventStore()
    logs = [admitted(store, p) for p in played]
    return played, log_years(store=store, logs=logs, process=care.PROCESS, fiscal_year=2025)


def contradictions(logged, seed):
    """Aspects in which any of the bodies, answering anew about the same work, contradicts itself or its log."""
    played, years = logged
    raised = set()
    for p in played:
        code = p.body.municipality.code
        answers = answer_survey(p.log, p.body.municipality, seed=(seed, int(code)), error=ERROR)
        found = reconcile(
            tables_of(answers.surveys),
            process=care.PROCESS,
            log=years[code],
            error=ERROR,
            limits=LIMITS,
            together=len(played),
        )
        raised |= {j.aspect for j in found.judgements if j.agreement is Agreement.CONTRADICTS}
    return raised


def test_sound_answers_hardly_ever_contradict_their_log(logged):
    assert sum(bool(contradictions(logged, seed)) for seed in range(3)) <= 1


@pytest.mark.slow
def test_false_contradictions_over_200_seeds_stay_at_the_declared_level(logged):
    raised = [bool(contradictions(logged, 2_000 + seed)) for seed in range(200)]
    assert np.mean(raised) <= most_alarms(200)
