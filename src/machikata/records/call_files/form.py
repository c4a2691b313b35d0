# SPDX-License-Identifier: Apache-2.0
"""The Excel form of applications: one header row, lists to choose from, and a sheet that explains it. The same bytes for the same call."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from machikata.domain.call import Call, ClassWish
from machikata.domain.text import Language, Text
from machikata.domain.wording import long_date
from machikata.records.call_files.columns import CODE, WITH_WHOM, heads, wish_head

ROWS = 300
"""Rows with lists to choose from: a prefecture may collect all its bodies in one file."""
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # a constant: a clock would make equal forms differ
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SHEET, _EXPLAINED = Text("応募", "Applications"), Text("書き方", "How to fill in")


def application_form(call: Call, *, language: Language) -> bytes:
    """An empty form for the call as .xlsx, to be read by `read_applications`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": _CREATED, "title": call.title.in_(language)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        words = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_SHEET.in_(language))
        _write_rows(sheet, call, language)
        for x, head in enumerate(heads(call)):
            sheet.write_string(0, x, head.in_(language), bold)
            sheet.set_column(x, x, 20, words)  # as words: a code keeps its leading zeros
        sheet.freeze_panes(1, 2)
        told = book.add_worksheet(_EXPLAINED.in_(language))
        told.set_column(0, 0, 100)
        for y, line in enumerate(_explained(call)):
            told.write_string(y, 0, line.in_(language))
    return buffer.getvalue()


def _write_rows(sheet: Worksheet, call: Call, language: Language) -> None:
    """The lists to choose from."""
    at = {head: x for x, head in enumerate(heads(call))}
    fields = [f.label.in_(language) for f in call.fields]
    for i in range(1, len(fields) + 1):
        x = at[wish_head(i)]
        sheet.data_validation(1, x, ROWS, x, {"validate": "list", "source": fields})
    x = at[WITH_WHOM]
    sheet.data_validation(1, x, ROWS, x, {"validate": "list", "source": [w.label.in_(language) for w in ClassWish]})


def _explained(call: Call) -> tuple[Text, ...]:
    fields = Text("、".join(f.label.ja for f in call.fields), ", ".join(f.label.en for f in call.fields))
    wishes = Text("、".join(w.label.ja for w in ClassWish), ", ".join(w.label.en for w in ClassWish))
    return (
        call.title,
        Text(f"締切：{long_date(call.deadline, 'ja')}", f"Deadline: {long_date(call.deadline, 'en')}"),
        Text("1行に1団体を書いてください。", "One row for one body."),
        Text(f"{CODE.ja}：先頭の0を含む6桁です。", f"{CODE.en}: six digits with leading zeros."),
        Text(f"分野：{fields.ja} から、希望の順に1つ以上書いてください。", f"Fields, in order of preference, at least one: {fields.en}."),
        Text(f"{WITH_WHOM.ja}：{wishes.ja}。空けると「{ClassWish.ANY.label.ja}」とします。",
             f"{WITH_WHOM.en}: {wishes.en}; empty means {ClassWish.ANY.label.en}."),
        Text("希望する相手：一緒に取り組みたい団体があれば、その団体コードを書いてください。",
             "Partners: codes of bodies you would like to work with, if any."),
        Text("連絡先は、事務局と自分の団体だけが見られます。", "Only the secretariat and your own body see the contact."),
    )  # fmt: skip
