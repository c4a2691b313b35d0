# SPDX-License-Identifier: Apache-2.0
"""The 30 checks of a table as tables to take away: every answer, and every finding with its place and remedy."""

from __future__ import annotations

from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn
from machikata.records.table_checks import Answer, TableReport


def answers_of_checks(report: TableReport) -> ResultTable:
    """The 30 checks with their answers, one row each."""
    heads = (("点検", "Check"), ("水準", "Level"), ("内容", "What it asks"), ("結果", "Answer"))
    columns = (*(TableColumn(Text(*h)) for h in heads), TableColumn(Text("見つかった数", "Findings"), Form.COUNT))
    rows = tuple(
        (r.check.name, str(r.check.level), r.check.title, r.answer.label, r.count if r.answer is Answer.FAIL else None)
        for r in report.results
    )
    return ResultTable("checks", Text("30の点検", "The 30 checks"), columns, rows, note=report.source)


def findings_of_checks(report: TableReport) -> ResultTable:
    """Every finding with the check it belongs to, its place and its remedy."""
    heads = (
        ("点検", "Check"), ("結果", "Answer"), ("シート", "Sheet"), ("セル・行", "Cell or row"), ("列", "Column"), ("書かれている値", "Value"),
        ("理由", "Reason"), ("直し方", "Remedy"),
    )  # fmt: skip
    columns = (*(TableColumn(Text(*h)) for h in heads), TableColumn(Text("数", "Count"), Form.COUNT))
    rows = tuple(
        (r.check.name, r.answer.label, p.place.sheet, p.place.cell or (str(p.place.row) if p.place.row else ""),
         p.place.column, quoted(p.place.value), ended(p.what), ended(p.remedy), p.count)
        for r in report.results
        for p in r.problems
    )  # fmt: skip
    return ResultTable("findings", Text("見つかったこと", "Findings"), columns, rows)


def quoted(value: str) -> str:
    """A value as it stands in a file, in marks: in a list of findings it is a quotation and no figure."""
    return f"「{value}」" if value else ""


def ended(text: Text) -> Text:
    """A sentence with its full stop, so that a list of findings reads as prose."""
    return Text(f"{text.ja}。" if text.ja else "", f"{text.en[:1].upper()}{text.en[1:]}." if text.en else "")
