# SPDX-License-Identifier: Apache-2.0
"""The people of a section whose own table does not tell them."""

from __future__ import annotations

import pytest

from machikata.domain.errors import InputRefused
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind
from machikata.records.survey.people import people_written, with_people

REGULAR = SectionStaff(StaffKind.REGULAR, 3.0, 5600.0, 120.0, 3100.0)
SURVEY = SectionSurvey("992011", "窓口係", 2025, ())


def test_figures_are_read_as_in_the_form() -> None:
    written = {
        StaffKind.REGULAR: {"persons": "３人", "hours": "5,600", "overtime_hours": "120", "yen_per_hour": "3100円"},
        StaffKind.FIXED_TERM: {"persons": " ", "hours": ""},
    }
    assert people_written(written) == (REGULAR,)


def test_every_figure_that_is_not_certain_is_named_at_its_field() -> None:
    with pytest.raises(InputRefused) as refused:
        people_written({StaffKind.REGULAR: {"persons": "約3", "hours": "-"}, StaffKind.CONTRACTOR: {"persons": "二人"}})
    assert [p.place.column for p in refused.value.problems] == [
        "people-regular-persons",
        "people-regular-hours",
        "people-contractor-persons",
    ]
    assert "正規の人数（人）" in refused.value.problems[0].what.ja


def test_people_are_said_once_and_within_what_can_be() -> None:
    assert with_people(SURVEY, (REGULAR, SectionStaff(StaffKind.CONTRACTOR)), "表.csv").staff == (REGULAR,)
    wrong = (REGULAR, SectionStaff(StaffKind.REGULAR, -1.0, float("nan")))
    with pytest.raises(InputRefused) as refused:
        with_people(SectionSurvey("992011", "窓口係", 2025, (), (REGULAR,)), wrong, "表.csv")
    assert {p.code for p in refused.value.problems} == {
        "survey-staff-repeated", "survey-number-negative", "survey-number-text", "survey-people-twice",
    }  # fmt: skip
