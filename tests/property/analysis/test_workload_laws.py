# SPDX-License-Identifier: Apache-2.0
"""Laws of the comparison of workload surveys: what order, scale and repetition may change, and what not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.analysis.workload.comparing import compare_workloads
from machikata.analysis.workload.disclosure import disclose_workloads
from machikata.analysis.workload.reporting_error import true_minutes
from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import hand_group
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document
from machikata.records.survey.tables import tables_of
from machikata.rules.survey_reporting import reporting_error
from machikata.testing.survey_offices import QUICK_WORKLOADS, SURVEYED, SurveyOffice, compare_answers, office_surveys
from machikata.testing.survey_strategies import surveys

MODEL = reporting_error(as_of=date(2026, 3, 31))
MINUTES = st.sampled_from([1.0, 2.0, 3.0, 5.0, 7.0, 7.5, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0])


@st.composite
def offices(draw):
    minutes = tuple(draw(st.lists(MINUTES, min_size=4, max_size=4)))
    return SurveyOffice(
        minutes,
        cases=draw(st.integers(1, 2000)),
        persons=(draw(st.sampled_from([None, 1.0, 2.0, 4.0, 12.0])), draw(st.sampled_from([None, 1.0, 4.0, 9.0]))),
        yen=(draw(st.sampled_from([None, 3000.0])), 1500.0),
        fixed_term=draw(st.dictionaries(st.integers(1, 4), MINUTES, max_size=2)),
        contracted=draw(st.dictionaries(st.integers(1, 4), st.just((40, 200_000)), max_size=1)),
        second_section=draw(st.booleans()),
        population=draw(st.sampled_from([None, 30_000])),
    )


GROUPS = st.lists(offices(), min_size=0, max_size=4).map(lambda found: [*found, *[SurveyOffice()] * 3])


@given(GROUPS)
@settings(max_examples=15)
def test_the_order_of_bodies_and_answers_changes_nothing(group):
    one, two = (to_document(compare_answers(group, backwards=b)) for b in (False, True))
    for document in (one, two):
        document["group"]["members"].sort()
    assert json.dumps(one) == json.dumps(two)


@given(GROUPS, st.integers(0, 6))
@settings(max_examples=15)
def test_every_estimate_lies_in_its_interval_and_no_reader_gets_a_number_that_is_none(group, reader):
    full = compare_answers(group, own="990000")
    for audience in ("", f"99000{reader}"):
        json.dumps(to_document(disclose_workloads(full, audience=audience)), allow_nan=False)
    for step in full.steps:
        for row in step.bodies:
            for e in (row.hours, row.hours_per_case, row.yen_per_case, row.hours_per_10000, row.ratio):
                assert e is None or 0 <= e.low <= e.value <= e.high
            for part in row.by_staff:
                assert part.hours is None or 0 <= part.hours.low <= part.hours.value <= part.hours.high <= 1
        for figures in (step.hours_per_case, step.yen_per_case, step.hours_per_10000):
            assert figures.median is None or figures.median.low <= figures.median.high
            if figures.best_quarter is not None:
                assert figures.best_quarter.value <= figures.median.value


@given(GROUPS)
@settings(max_examples=10)
def test_totals_of_a_body_are_the_sum_of_the_steps_its_reader_sees(group):
    full = compare_answers(group)
    for audience in ("", "990000"):
        seen = disclose_workloads(full, audience=audience)
        for body in seen.bodies:
            rows = [row for s in seen.steps if (row := s.of(body.code)) is not None and not row.suppressed]
            if body.totals is None:
                assert rows == []
            elif body.totals.hours is not None:
                assert body.totals.hours.value == pytest.approx(sum(r.hours.value for r in rows if r.hours), rel=1e-6)


@given(st.lists(MINUTES, min_size=1, max_size=12), st.sampled_from([2.0, 3.0, 10.0]))
def test_answers_and_grids_scaled_alike_scale_the_true_minutes(answers, times):
    section = np.zeros(len(answers), dtype=np.int64)
    scaled = replace(MODEL, grid_shares={int(g * times): s for g, s in MODEL.grid_shares.items()})
    whole = np.array([a for a in answers if a == int(a)] or [5.0])
    section = section[: len(whole)]
    one, two = true_minutes(whole, section, error=MODEL), true_minutes(whole * times, section, error=scaled)
    assert two.mean == pytest.approx(one.mean * times, rel=1e-6)
    assert np.array(two.interval(0.95)) == pytest.approx(np.array(one.interval(0.95)) * times, rel=1e-4)


@given(st.integers(1, 50))
@settings(max_examples=5)
def test_more_cases_scale_hours_and_leave_hours_per_case(times):
    office = SurveyOffice(minutes=(31.0, 22.0, 13.0, 44.0), cases=100)
    one, two = (compare_answers([replace(office, cases=n)] * 3).step("p.s1").of("990000") for n in (100, 100 * times))
    assert two.hours.value == pytest.approx(times * one.hours.value)
    assert two.hours_per_case.value == pytest.approx(one.hours_per_case.value)
    assert two.hours_per_case.low == pytest.approx(one.hours_per_case.low)


PERMITS = replace(
    SURVEYED, id="permits", steps=tuple(replace(s, id=f"permits.s{i}") for i, s in enumerate(SURVEYED.steps, 1))
)


def ordinary(year):
    """Three bodies that can be compared."""
    found = [s for i in range(3) for s in office_surveys(SurveyOffice(), f"9800{i:02}")]
    return [
        replace(
            s,
            fiscal_year=year,
            lines=tuple(replace(x, process="permits", step=f"permits.{x.step[2:]}") for x in s.lines),
        )
        for s in found
    ]


@given(st.lists(surveys(most=5), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_whatever_sections_answer_can_be_compared_and_written(found):
    answered = tuple({(s.body, s.section, s.fiscal_year): s for several in found for s in several}.values())
    year = answered[0].fiscal_year
    every = [*answered, *ordinary(year)]
    codes = sorted({s.body for s in every})
    made = compare_workloads(
        tables_of(every),
        group=hand_group("g", Text("組", "group"), codes, reason=Text("", "")),
        bodies=[Municipality(c, Text(c, c), population=10_000) for c in codes],
        process=PERMITS, fiscal_year=year, own=answered[0].body, settings=QUICK_WORKLOADS, as_of="2026-11-20",
    )  # fmt: skip
    for audience in ("", answered[0].body):
        seen = disclose_workloads(made, audience=audience)
        assert from_document(WorkloadComparison, to_document(seen)) == seen
        json.dumps(to_document(seen), allow_nan=False)
