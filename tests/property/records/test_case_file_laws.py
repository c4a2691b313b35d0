# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import given, settings

from machikata.domain.errors import Severity
from machikata.records.case_files import case_findings, case_problems, read_case_form, write_case_form
from machikata.testing.case_strategies import case_studies


@settings(max_examples=40)
@given(case_studies(hard=True))
def test_a_written_form_is_read_as_the_same_case(case):
    for language in ("ja", "en"):
        reading = read_case_form(write_case_form(case=case, language=language), file_name="事例.xlsx")
        assert reading.case == case
        assert all(p.severity is not Severity.ERROR for p in reading.problems)


@settings(max_examples=10)
@given(case_studies(hard=True))
def test_what_was_read_is_written_again_byte_for_byte(case):
    data = write_case_form(case=case)
    assert write_case_form(case=read_case_form(data, file_name="事例.xlsx").case) == data


@settings(max_examples=40)
@given(case_studies(hard=True))
def test_what_can_be_written_is_no_problem_and_findings_do_not_depend_on_the_way_in(case):
    assert case_problems(case) == ()
    by_file = {p.code for p in read_case_form(write_case_form(case=case), file_name="事例.xlsx").problems}
    assert {p.code for p in case_findings(case)} <= by_file
