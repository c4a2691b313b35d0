# SPDX-License-Identifier: Apache-2.0
"""Case studies as files: the Excel form of a submission, and tables and JSON in the layout of the GIF 事例 model; one set of checks."""

from machikata.records.case_files.form import write_case_form
from machikata.records.case_files.form_reading import CaseReading, read_case_form
from machikata.records.case_files.gif import CasesReading, read_gif
from machikata.records.case_files.judging import case_findings, case_problems

__all__ = [
    "CaseReading",
    "CasesReading",
    "case_findings",
    "case_problems",
    "read_case_form",
    "read_gif",
    "write_case_form",
]
