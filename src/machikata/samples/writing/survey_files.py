# SPDX-License-Identifier: Apache-2.0
"""The answered workload surveys as workbooks, one for each section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.form import SurveyForm, write_form


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """One written workbook: whose it is, what it asks about, and the answers in it."""

    path: Path
    body: Municipality
    processes: tuple[Process, ...]
    answers: SectionSurvey


def write_survey(folder: Path, body: Municipality, answers: SectionSurvey, processes: Sequence[Process]) -> SurveyFile:
    """Write the form of one section, filled in, into `folder`; it asks about those of `processes` that were answered about."""
    asked = tuple(p for p in processes if p.id in answers.processes)
    path = folder / f"架空_{body.name.ja}_{answers.section}_業務量調査.xlsx"
    path.write_bytes(write_form(SurveyForm(body, answers.section, answers.fiscal_year, asked), answers))
    return SurveyFile(path, body, asked, answers)
