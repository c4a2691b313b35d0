# SPDX-License-Identifier: Apache-2.0
"""On samples with known minutes the 95 % intervals hold the truth in 93 to 97 of a hundred: steps, bodies, hours, cases, yen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from machikata.analysis.workload.comparing import compare_workloads
from machikata.domain.population_class import hand_group
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.records.survey.tables import tables_of
from machikata.rules.survey_reporting import reporting_error
from machikata.samples.drawn_surveys import drawn_surveys
from machikata.samples.plans import MODELS
from machikata.testing.survey_offices import QUICK_WORKLOADS

BODIES = 200


def ample(survey):
    """The survey of a section with so many persons that everything may be seen."""
    return replace(survey, staff=tuple(replace(kind, persons=20.0) for kind in survey.staff))


def compared(drawn, process):
    group = hand_group("drawn", Text("組", "group"), [b.code for b in drawn.bodies], reason=Text("試験", "test"))
    return compare_workloads(
        tables_of([ample(s) for s in drawn.surveys]), group=group, bodies=drawn.bodies, process=process,
        fiscal_year=drawn.surveys[0].fiscal_year, settings=QUICK_WORKLOADS, as_of="2026-11-20",
    )  # fmt: skip


def truth(drawn):
    """True hours and yen by body and step."""
    price = {(s.body, s.section, k.staff): k.yen_per_hour for s in drawn.surveys for k in s.staff}
    hours, yen = defaultdict(float), defaultdict(float)
    for (body, section, step, kind), worked in drawn.worked.items():
        if kind is not StaffKind.CONTRACTOR:
            hours[body, step] += worked.hours
            yen[body, step] += worked.hours * price[body, section, kind]
    for survey in drawn.surveys:
        for line in survey.lines:
            yen[survey.body, line.step] += line.fee_yen or 0
    return hours, yen


def holds(estimate, true):
    return estimate.low <= true * (1 + 1e-9) and true <= estimate.high * (1 + 1e-9)


def held(comparison, drawn):
    """Share of intervals that hold the truth, by figure."""
    hours, yen = truth(drawn)
    found = defaultdict(list)
    for step in comparison.steps:
        for row in step.bodies:
            key = row.body, step.step
            if row.hours is not None:
                found["hours a year"].append(holds(row.hours, hours[key]))
            if row.hours_per_case is not None and not row.contracted:
                found["hours per case"].append(holds(row.hours_per_case, hours[key] / row.cases))
            if row.yen_per_case is not None:
                found["yen per case"].append(holds(row.yen_per_case, yen[key] / row.cases))
    for body in comparison.bodies:
        mine = [key for key in hours if key[0] == body.code]
        found["total hours"].append(holds(body.totals.hours, sum(hours[k] for k in mine)))
        paid = sum(v for k, v in yen.items() if k[0] == body.code)
        found["total yen"].append(holds(body.totals.cost_own, paid))
    return found


def all_processes(seed, error=None):
    """Of every process that the samples play."""
    found = defaultdict(list)
    for model in MODELS:
        drawn = drawn_surveys(BODIES, seed=seed, process=model.process, error=error)
        for name, hits in held(compared(drawn, model.process), drawn).items():
            found[name] += hits
    return found


def test_intervals_of_steps_and_bodies_hold_the_truth_as_often_as_they_say():
    found = all_processes(seed=1)
    assert len(found["hours a year"]) > 3000
    for name, hits in found.items():
        assert 0.93 <= np.mean(hits) <= 0.97, (name, np.mean(hits), len(hits))


@pytest.mark.slow
@pytest.mark.parametrize(("times", "least", "most"), [(0.5, 0.96, 1.0), (1.0, 0.93, 0.97), (2.0, 0.70, 0.90)])
def test_what_happens_when_the_true_error_is_smaller_or_larger_than_declared(times, least, most):
    declared = reporting_error(as_of=MODELS[0].period.end)
    true = replace(declared, memory_sd=declared.memory_sd * times, respondent_sd=declared.respondent_sd * times)
    for name, hits in all_processes(seed=2, error=true).items():
        assert least - 0.15 * (name.startswith("total") and times > 1) <= np.mean(hits) <= most, (name, np.mean(hits))


def class_held(n, spread, *, seeds):
    """Share of class figures (hours per case) that hold the truth of the very bodies compared."""
    found = defaultdict(list)
    for seed in range(seeds):
        for model in MODELS:
            drawn = drawn_surveys(n, seed=1000 + seed, process=model.process, spread=spread)
            bought = {(body, step) for (body, _, step, kind) in drawn.worked if kind is StaffKind.CONTRACTOR}
            hours, cases = defaultdict(float), defaultdict(int)
            for (body, _, step, _), worked in drawn.worked.items():
                if (body, step) not in bought:
                    hours[step, body] += worked.hours
                    cases[step, body] += worked.cases
            for step in compared(drawn, model.process).steps:
                true = [hours[key] / cases[key] for key in hours if key[0] == step.step]
                figures = step.hours_per_case
                if true and figures.median is not None and figures.bodies == len(true):
                    found["median"].append(holds(figures.median, np.quantile(true, 0.5)))
                    found["best quarter"].append(holds(figures.best_quarter, np.quantile(true, 0.25)))
    return found


@pytest.mark.slow
def test_class_figures_hold_the_truth_whether_bodies_differ_or_not():
    """Where all are exactly alike the best quarter lies at the edge of what is possible; the whole holds as often as it says."""
    found = defaultdict(list)
    for n, spread in ((10, 0.0), (30, 0.0), (10, 0.1), (30, 0.07), (30, 0.15)):
        for name, hits in class_held(n, spread, seeds=15).items():
            assert np.mean(hits) >= 0.89, (name, n, spread, np.mean(hits))
            found[name] += hits
    for name, hits in found.items():
        assert 0.92 <= np.mean(hits) <= 0.97, (name, np.mean(hits), len(hits))
