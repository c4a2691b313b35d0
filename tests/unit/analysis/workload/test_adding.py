# SPDX-License-Identifier: Apache-2.0
"""Sums against a simulation of the same posterior: lines drawn from their mixtures, the section's factor in common."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from machikata.analysis.workload.adding import add_up, below, by_body, interval
from machikata.analysis.workload.lines import hours_of, lines_of
from machikata.domain.workload import SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.tables import tables_of
from machikata.rules.survey_reporting import reporting_error

MODEL = reporting_error(as_of=date(2026, 3, 31))
DRAWS = 60_000


def made(*sections):
    """Lines (cases, minutes) of sections of one body, and their hours."""
    surveys = [
        SectionSurvey(
            "990000", f"係{i}", 2025,
            tuple(
                SurveyLine("p", f"s{k}", "", StaffKind.REGULAR, cases=c, minutes_per_case=m)
                for k, (c, m) in enumerate(lines)
            ),
        )
        for i, lines in enumerate(sections)
    ]  # fmt: skip
    tables = tables_of(surveys)
    lines = lines_of(tables, process="p", fiscal_year=2025, bodies=["990000"], steps=[f"s{k}" for k in range(99)])
    return lines, hours_of(lines, MODEL)


def simulated(lines, effort, seed=1):
    """Draws of the true hours in all."""
    rng, answers = np.random.default_rng(seed), effort.minutes.meant.pieces
    total = np.zeros(DRAWS)
    size = MODEL.forgotten_mean * (1 - MODEL.forgotten_mean) / MODEL.forgotten_sd**2 - 1
    for section in range(len(lines.section_body)):
        forgotten = rng.beta(MODEL.forgotten_mean * size, (1 - MODEL.forgotten_mean) * size, DRAWS)
        shared = np.exp(MODEL.respondent_sd * rng.standard_normal(DRAWS)) / (1 - forgotten)
        for line in np.flatnonzero(lines.section == section):
            which = effort.minutes.meant.which[effort.source[line]]
            pieces = np.arange(answers.start[which], answers.start[which + 1])
            piece = rng.choice(pieces, DRAWS, p=answers.weight[pieces] / answers.weight[pieces].sum())
            meant = np.exp(rng.uniform(answers.low[piece], answers.high[piece]))
            total += shared * meant * np.exp(MODEL.memory_sd * rng.standard_normal(DRAWS)) * effort.scale[line]
    return total


@pytest.mark.parametrize(
    "sections",
    [
        [[(100, 5.0)]],
        [[(100, 5.0), (120, 5.0)]],
        [[(100, 5.0), (300, 20.0), (50, 60.0)]],
        [[(400, 10.0), (30, 7.0)], [(500, 15.0)]],
        [[(100, 5.0 * (1 + k % 4)) for k in range(30)], [(200, 10.0)] * 3],
    ],
    ids=["one line", "two small ones", "three", "two sections", "many"],
)
def test_sums_and_their_intervals_agree_with_a_simulation(sections):
    lines, effort = made(*sections)
    sums = add_up(by_body(lines), effort, chosen=effort.known)
    true = simulated(lines, effort)
    low, high = interval(sums, effort, level=0.95)
    assert sums.mean[0] == pytest.approx(true.mean(), rel=0.01)
    assert np.sqrt(np.expm1(sums.log_variance[0])) == pytest.approx(true.std() / true.mean(), rel=0.04)
    assert np.mean((low[0] <= true) & (true <= high[0])) == pytest.approx(0.95, abs=0.015)
    at = np.quantile(true, 0.1)
    assert below(sums, effort, np.array([0]), np.log([at]), np.zeros(1))[0] == pytest.approx(0.1, abs=0.02)


def test_a_sum_of_one_line_is_exactly_that_line():
    lines, effort = made([(100, 5.0)])
    sums = add_up(by_body(lines), effort, chosen=effort.known)
    low, high = interval(sums, effort, level=0.95)
    assert (low[0], high[0]) == (effort.low[0], effort.high[0])


def test_what_a_section_has_in_common_does_not_average_out():
    lines, effort = made([(100, 10.0)] * 60)
    one = add_up(by_body(lines), effort, chosen=effort.known)
    lines, effort = made(*([[(100, 10.0)]] * 60))
    apart = add_up(by_body(lines), effort, chosen=effort.known)
    assert one.log_variance[0] > effort.minutes.common.log_variance
    assert apart.log_variance[0] < effort.minutes.common.log_variance / 2


def test_nothing_chosen_is_nothing():
    lines, effort = made([(100, 5.0)])
    sums = add_up(by_body(lines), effort, chosen=np.zeros(1, dtype=bool))
    assert (sums.mean[0], interval(sums, effort, level=0.95)[0][0]) == (0.0, 0.0)
