# SPDX-License-Identifier: Apache-2.0
"""What the comparison of logs says of the workload surveys of the same bodies: a short table, or what a survey would add."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.domain.errors import ComparisonRefused
from machikata.domain.text import Text
from machikata.web.survey_view import SurveyComparisonPage, present
from machikata.web.surveys_compared import SurveyQuestion, survey_address, surveys_compared
from machikata.web.view import View
from machikata.workspace.library import Job
from machikata.workspace.survey_comparisons import years_answered


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """`page` is None while nobody has answered, too few have (`refused` says it), or the work is still going on."""

    page: SurveyComparisonPage | None
    answered: bool
    refused: Text
    address: str


def survey_part(view: View, *, group: str, process: str, own: str) -> SurveyPart:
    """The part for the newest year that has answers."""
    asked = SurveyQuestion(own)
    address = survey_address(group, process, asked)
    if not years_answered(view.workspace, process=process):
        return SurveyPart(None, answered=False, refused=Text("", ""), address=address)
    try:
        found = surveys_compared(view, asked, group=group, process=process)
    except ComparisonRefused as refusal:
        return SurveyPart(None, answered=True, refused=refusal.what, address=address)
    page = None if isinstance(found, Job) else present(found.comparison)
    return SurveyPart(page, answered=True, refused=Text("", ""), address=address)
