# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given, settings

from machikata.domain.municipality import Municipality
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SurveyLine
from machikata.records.survey.form import SurveyForm, write_form
from machikata.records.survey.form_layout import OWN_STEP
from machikata.records.survey.reading import read_survey
from machikata.testing.survey_strategies import surveys

PERMITS = Process(
    "permits",
    Text("許可", "Permits"),
    steps=(
        ProcessStep("permits.s1", Text("受付", "Intake"), (), duty=Text("窓口", "Counter")),
        ProcessStep("permits.s2", Text("審査", "Review"), ()),
    ),
)
ANSWERS = [f.name for f in fields(SurveyLine) if f.name not in {"process", "step", "title", "staff", "duty"}]


def says_something(line: SurveyLine) -> bool:
    answers = [getattr(line, name) for name in ANSWERS]
    return any(a is not None and (not isinstance(a, str) or a.strip()) for a in answers)


def as_a_section_answers(survey):
    """Rows without an answer come back as no rows, the word for an own step stands in no other cell."""
    lines = tuple(replace(line, duty="" if line.duty == OWN_STEP else line.duty) for line in survey.lines)
    people = tuple(s for s in survey.staff if s != SectionStaff(s.staff))
    return replace(survey, lines=tuple(filter(says_something, lines)), staff=people)


@settings(max_examples=40)
@given(surveys(most=1, hard=True))
def test_written_and_read_back_answers_are_the_same(found):
    survey = as_a_section_answers(found[0])
    body = Municipality(survey.body, Text("みなと台市", "Minatodai"), synthetic=True)
    data = write_form(SurveyForm(body, survey.section, survey.fiscal_year, (PERMITS,)), survey)
    reading = read_survey(data, name="調査票.xlsx", processes=(PERMITS,), checks=False)
    assert reading.survey == survey
    assert reading.read_as == "form"
    assert {p.code for p in reading.problems} <= {"survey-row-repeated"}


@settings(max_examples=10)
@given(surveys(most=1, hard=True))
def test_what_was_read_is_written_again_byte_for_byte(found):
    survey = as_a_section_answers(found[0])
    body = Municipality(survey.body, Text("みなと台市", "Minatodai"))
    form = SurveyForm(body, survey.section, survey.fiscal_year, (PERMITS,))
    data = write_form(form, survey)
    assert write_form(form, read_survey(data, processes=(PERMITS,), checks=False).survey) == data
