# SPDX-License-Identifier: Apache-2.0
"""Bodies that truly need the same minutes: verdicts that say otherwise stay below the declared level, over all bodies and steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.analysis.comparison.result import Verdict
from machikata.analysis.workload.comparing import compare_workloads
from machikata.analysis.workload.result import Measure
from machikata.domain.population_class import hand_group
from machikata.domain.text import Text
from machikata.records.survey.tables import tables_of
from machikata.samples.answering import FIVE_MINUTES, ORDINARY
from machikata.samples.drawn_surveys import null_surveys
from machikata.samples.plans import MODELS
from machikata.testing.survey_offices import QUICK_WORKLOADS

LEVEL = 0.05


def false_alarm(seed, process, bodies, habit):
    """Whether any body is said to take longer or shorter. (Yen per case truly differ: contractors ask different prices.)"""
    drawn = null_surveys(bodies, seed=seed, process=process, habit=habit)
    surveys = [replace(s, staff=tuple(replace(k, persons=20.0) for k in s.staff)) for s in drawn.surveys]
    group = hand_group("null", Text("組", "group"), [b.code for b in drawn.bodies], reason=Text("試験", "test"))
    found = compare_workloads(
        tables_of(surveys), group=group, bodies=drawn.bodies, process=process, settings=QUICK_WORKLOADS,
        fiscal_year=drawn.surveys[0].fiscal_year, as_of="2026-11-20",
    )  # fmt: skip
    rows = [r for s in found.steps for r in s.bodies if r.judged_by is Measure.HOURS_PER_CASE]
    assert rows
    return any(r.verdict in (Verdict.ABOVE, Verdict.BELOW) for r in rows)


def test_a_few_null_sets_raise_no_more_alarms_than_chance_allows():
    alarms = sum(false_alarm(seed, MODELS[0].process, 10, FIVE_MINUTES) for seed in range(8))
    assert alarms <= 1


@pytest.mark.slow
@pytest.mark.parametrize("habit", [FIVE_MINUTES, ORDINARY], ids=["five minutes", "ordinary"])
@pytest.mark.parametrize("bodies", [10, 30])
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.process.id)
def test_false_verdicts_stay_at_the_declared_level_over_200_seeds(model, bodies, habit):
    alarms = np.mean([false_alarm(seed, model.process, bodies, habit) for seed in range(200)])
    assert alarms <= LEVEL + 2 * np.sqrt(LEVEL * (1 - LEVEL) / 200)
