# SPDX-License-Identifier: Apache-2.0
"""A comparison of workload surveys as files to take elsewhere; every form carries the same figures, every export is noted."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum

from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.publication.document import to_document
from machikata.publication.report import write_survey_report
from machikata.publication.survey_open_data import open_data_csv, open_data_set
from machikata.publication.survey_pictures import survey_pictures
from machikata.publication.survey_tables import survey_tables
from machikata.publication.workbook import write_workbook
from machikata.workspace.workspace import Workspace


class SurveyFormat(StrEnum):
    """The files a comparison of surveys can become; the value names the form in addresses and on the command line."""

    REPORT = "html"
    WORKBOOK = "xlsx"
    DOCUMENT = "json"
    TABLE = "csv"
    """One long table for machines."""
    OPEN_DATA = "zip"
    """The same table with its code table and its definitions."""


def export_surveys(ws: Workspace, comparison: WorkloadComparison, *, form: SurveyFormat, language: Language) -> bytes:
    """The bytes of the file."""
    c = comparison
    makers: dict[SurveyFormat, Callable[[], bytes]] = {
        SurveyFormat.REPORT: lambda: _report(ws, c, language).encode(),
        SurveyFormat.WORKBOOK: lambda: write_workbook(
            survey_tables(c), language=language, notice=synthetic_notice(c.provenance.synthetic)
        ),
        SurveyFormat.DOCUMENT: lambda: json.dumps(to_document(c), ensure_ascii=False, indent=1).encode(),
        SurveyFormat.TABLE: lambda: open_data_csv(c),
        SurveyFormat.OPEN_DATA: lambda: open_data_set(c),
    }
    content = makers[form]()
    details = {"group": c.group.id, "process": c.process, "year": c.fiscal_year, "form": form.value, "bytes": len(content)}  # fmt: skip
    ws.note("survey-comparison.exported", owner=c.group.id, details=details)
    return content


def surveys_file_name(comparison: WorkloadComparison, *, form: SurveyFormat) -> str:
    """A file name that says what is inside; synthetic figures carry 架空."""
    c = comparison
    mark = "架空_" if c.provenance.synthetic else ""
    return f"{mark}{c.group.id}_{c.process}_survey-{c.fiscal_year}.{form.value}"


def _report(ws: Workspace, c: WorkloadComparison, language: Language) -> str:
    year, name = fiscal_year_text(c.fiscal_year), c.estimand.process_title
    title = Text(f"{name.ja}の業務量調査の比較（{year.ja}）", f"Workload survey compared: {name.en}, {year.en}")
    pictures = survey_pictures(c, language=language)
    return write_survey_report(c, title=title, language=language, made_on=ws.clock().date(), pictures=pictures)
