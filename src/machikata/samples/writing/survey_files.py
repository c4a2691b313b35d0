# SPDX-License-Identifier: Apache-2.0
"""The answered workload surveys as workbooks, one for each section: the form filled in, or a table of the section's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.form import SurveyForm, write_form
from machikata.records.survey.mapping import SurveyMapping
from machikata.samples.writing.own_sheet import own_sheet


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """One written workbook: whose it is, what it asks about, and the answers in it.

    `mapping` says how the columns of a section's own table are to be read; the form (None) needs none.
    """

    path: Path
    body: Municipality
    processes: tuple[Process, ...]
    answers: SectionSurvey
    mapping: SurveyMapping | None = None


def write_survey(
    folder: Path, body: Municipality, answers: SectionSurvey, processes: Sequence[Process], *, own_table: bool = False
) -> SurveyFile:
    """Write what one section hands in into `folder`: the form about those of `processes` that were answered about, or its own table."""
    asked = tuple(p for p in processes if p.id in answers.processes)
    path = folder / f"架空_{body.name.ja}_{answers.section}_業務量調査.xlsx"
    if own_table:
        sheet = own_sheet(body, answers)
        path.write_bytes(sheet.content)
        return SurveyFile(path, body, asked, sheet.answers, sheet.mapping)
    path.write_bytes(write_form(SurveyForm(body, answers.section, answers.fiscal_year, asked), answers))
    return SurveyFile(path, body, asked, answers)
