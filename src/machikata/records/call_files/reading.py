# SPDX-License-Identifier: Apache-2.0
"""Reads applications from a table (the Excel form, CSV), its columns in any order; every fault is named at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from machikata.domain.call import Call, ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.call_files.columns import (
    CODE,
    COMMENT,
    CONTACT,
    FORMULA,
    MOST_PARTNERS,
    NAME,
    WITH_WHOM,
    ApplicationRow,
    heads,
    partner_head,
    plain,
    wish_head,
)
from machikata.records.raw import RawLog
from machikata.records.readers import read_table

_FORM_SHEETS = ("応募", "Applications")


def read_applications(data: bytes, *, name: str, call: Call) -> tuple[ApplicationRow, ...]:
    """The rows of a filled form or a table with its columns. Unknown columns count for nothing; bodies are not looked up.

    Raises:
        InputRefused: no table, a column missing, a field or wish that is not known, a row without a code; all of it.
    """
    raw = _table(data, name)
    columns, problems = _columns(raw, call)
    problems += [p for p in raw.problems if p.severity is Severity.ERROR]
    rows = [] if problems else [_row(raw, columns, i, call, problems) for i in range(raw.events.num_rows)]
    if not rows and not problems:
        problems.append(
            _fault("applications-none", "応募が1件もありません", "there is no application", Place(file=name))
        )
    if problems:
        raise InputRefused(problems)
    return tuple(rows)


def _table(data: bytes, name: str) -> RawLog:
    """The sheet of applications where the workbook has one, else its only sheet."""
    for sheet in _FORM_SHEETS:
        try:
            return read_table(data, name, sheet=sheet)
        except InputRefused as refused:
            if not any(p.code == "sheet-unknown" for p in refused.problems):
                raise
    return read_table(data, name)


def _columns(raw: RawLog, call: Call) -> tuple[dict[Text, Sequence[object]], list[Problem]]:
    words = {plain(w): head for head in heads(call) for w in (head.ja, head.en)}
    found = {words[plain(n)]: raw.events[n].to_pylist() for n in raw.events.column_names if plain(n) in words}
    problems = [
        Problem(
            "applications-no-column",
            Text(f"「{head.ja}」の列がありません", f"there is no column “{head.en}”"),
            Text("公募の応募用紙（Excel）に書いてください", "fill in the form of the call (Excel)"),
            Place(raw.source.name, raw.source.sheet, column=head.ja),
        )
        for head in (CODE, wish_head(1))
        if head not in found
    ]
    return found, problems


def _row(
    raw: RawLog, columns: Mapping[Text, Sequence[object]], i: int, call: Call, problems: list[Problem]
) -> ApplicationRow:
    row = int(raw.row_numbers[i]) if raw.row_numbers is not None else raw.source.header_row + 1 + i

    def cell(head: Text) -> str:
        value = columns[head][i] if head in columns else None
        text = "" if value is None else str(value).strip()
        return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text

    def place(head: Text) -> Place:
        return Place(raw.source.name, raw.source.sheet, row, head.ja, cell(head))

    if not cell(CODE):
        problems.append(
            _fault("applications-no-code", "団体コードがありません", "the body code is missing", place(CODE))
        )
    wishes = _wishes(call, cell, place, problems)
    partners = (plain(cell(partner_head(k))) for k in range(1, MOST_PARTNERS + 1))
    return ApplicationRow(
        plain(cell(CODE)), cell(NAME), wishes, tuple(dict.fromkeys(p for p in partners if p)),
        _with_whom(cell(WITH_WHOM), place(WITH_WHOM), problems), cell(CONTACT), cell(COMMENT), row,
    )  # fmt: skip


def _wishes(
    call: Call, cell: Callable[[Text], str], place: Callable[[Text], Place], problems: list[Problem]
) -> tuple[ServiceField, ...]:
    known = {plain(w): f for f in call.fields for w in (f.label.ja, f.label.en, f.value)}
    found = []
    for k in range(1, len(call.fields) + 1):
        head = wish_head(k)
        if not (word := plain(cell(head))):
            continue
        if word in known:
            found.append(known[word])
        else:
            labels = tuple(f.label.ja for f in call.fields)
            problems.append(
                _fault(
                    "applications-field", "この公募の分野ではありません", "no field of this call", place(head), labels
                )
            )
    if not any(cell(wish_head(k)) for k in range(1, len(call.fields) + 1)):
        problems.append(
            _fault("applications-no-wish", "希望する分野がありません", "no field is wished for", place(wish_head(1)))
        )
    return tuple(found)


def _with_whom(word: str, place: Place, problems: list[Problem]) -> ClassWish:
    known = {plain(w): wish for wish in ClassWish for w in (wish.label.ja, wish.label.en, wish.value)}
    if not word or plain(word) in known:
        return known.get(plain(word), ClassWish.ANY)
    labels = tuple(w.label.ja for w in ClassWish)
    problems.append(
        _fault("applications-with-whom", "組みたい団体の書き方が違います", "this is none of the choices", place, labels)
    )
    return ClassWish.ANY


def _fault(code: str, ja: str, en: str, place: Place, choices: tuple[str, ...] = ()) -> Problem:
    remedy = Text(f"次から選んでください：{'、'.join(choices)}", f"choose one of: {', '.join(choices)}") if choices else Text(
        "書き入れてください", "fill it in"
    )  # fmt: skip
    return Problem(code, Text(ja, en), remedy, place, choices=choices)
