# SPDX-License-Identifier: Apache-2.0
"""Event logs, workload figures and residents agree with each other."""

from __future__ import annotations

import numpy as np

from machikata.domain.municipality import MunicipalityKind
from machikata.domain.workload import StaffKind
from machikata.samples import care
from machikata.samples.demo_plan import DEMO_PLAN


def test_cases_fit_the_residents(demo_logs):
    for (code, process), played in demo_logs.items():
        expected = DEMO_PLAN.body(code).municipality.population / 10_000 * played.model.cases_per_10000
        assert abs(played.log.n_cases - expected) < 4 * np.sqrt(expected), (code, process)


def test_a_step_is_done_by_people_of_its_kinds(demo_logs):
    log = demo_logs[DEMO_PLAN.bodies[0].municipality.code, care.PROCESS.id].log
    of_step = log.concept == log.concepts.index("care.chosa")
    people = np.unique(log.person[of_step & (log.minutes > 0)])
    assert {log.person_kind[p] for p in people[people >= 0]} == {StaffKind.FIXED_TERM, StaffKind.CONTRACTOR}


def test_nobody_works_more_than_the_office_is_open(demo_logs):
    for played in demo_logs.values():
        worked = np.bincount(played.log.person[played.log.person >= 0], played.log.minutes[played.log.person >= 0])
        span = (played.model.period.as_of - played.model.period.start).days * 5 / 7 * 465.0
        assert worked.max() < span


def test_staff_act_in_office_hours_on_working_days(demo_logs):
    for played in demo_logs.values():
        seconds = played.log.seconds[played.log.person >= 0]
        of_day, weekday = seconds % 86_400, (seconds // 86_400 + 3) % 7
        assert of_day.min() >= 8.5 * 3600
        assert of_day.max() <= 17.25 * 3600
        assert weekday.max() <= 4


def test_electronic_applications_come_at_any_hour(demo_logs):
    log = demo_logs[DEMO_PLAN.bodies[0].municipality.code, care.PROCESS.id].log
    arrived = log.seconds[log.concept == log.concepts.index("care.denshi_todoku")]
    outside = (arrived % 86_400 < 8.5 * 3600) | (arrived % 86_400 > 17.25 * 3600)
    assert 0.2 < outside.mean() < 0.95


def test_salary_reports_crowd_before_the_deadline_and_moves_in_spring(demo_logs):
    shares = {}
    for process, months in (("salary-reports", (1,)), ("moving-in", (3, 4))):
        firsts = np.concatenate([_first_seconds(p.log) for (_, pid), p in demo_logs.items() if pid == process])
        month = firsts.astype("datetime64[s]").astype("datetime64[M]").astype(int) % 12 + 1
        shares[process] = np.isin(month, months).mean()
    assert shares["salary-reports"] > 0.6
    assert shares["moving-in"] > 0.25


def test_cases_are_open_closed_or_withdrawn_and_open_ones_lack_the_last_step(demo_logs):
    for (_, process), played in demo_logs.items():
        if process != care.PROCESS.id:
            continue
        log = played.log
        notified = np.isin(np.arange(log.n_cases), log.case[log.concept == log.concepts.index("care.tsuchi")])
        withdrawn = np.isin(np.arange(log.n_cases), log.case[log.concept == log.concepts.index("care.torisage")])
        assert (notified == (log.status == 1)).all()
        assert (withdrawn == (log.status == 2)).all()
        assert 0.01 < (log.status == 0).mean() < 0.12


def test_cities_and_towns_only(demo_logs):
    kinds = {p.body.municipality.kind for p in demo_logs.values()}
    assert kinds == {MunicipalityKind.CITY, MunicipalityKind.TOWN}


def _first_seconds(log):
    first = np.full(log.n_cases, np.iinfo(np.int64).max)
    np.minimum.at(first, log.case, log.seconds)
    return first
