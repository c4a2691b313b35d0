# SPDX-License-Identifier: Apache-2.0
"""Answers go into tables and come back as they were."""

from __future__ import annotations

from hypothesis import given

from machikata.domain.workload import SectionSurvey
from machikata.records.survey.tables import LINES, STAFF, joined, surveys_of, tables_of
from machikata.testing.survey_strategies import surveys


@given(surveys())
def test_answers_come_back_from_their_tables(answers: tuple[SectionSurvey, ...]) -> None:
    tables = tables_of(answers)
    assert tables.lines.schema == LINES
    assert tables.staff.schema == STAFF
    assert surveys_of(tables) == tuple(sorted(answers, key=lambda s: (s.body, s.section, s.fiscal_year)))


@given(surveys())
def test_answers_joined_from_parts_are_the_answers(answers: tuple[SectionSurvey, ...]) -> None:
    assert surveys_of(joined(tables_of([a]) for a in answers)) == surveys_of(tables_of(answers))
