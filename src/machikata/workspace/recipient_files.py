# SPDX-License-Identifier: Apache-2.0
"""The list of recipients as a table: read from CSV or Excel with everything wrong in it named at once, and written again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from machikata.domain.case_study import NOTHING
from machikata.domain.digest import Recipient, RecipientRole
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.lines import one_line
from machikata.domain.text import Language, Text
from machikata.publication.comparison_tables import ResultTable, TableColumn
from machikata.publication.csv_table import table_csv
from machikata.records.raw import RawLog
from machikata.records.readers import read_table
from machikata.workspace.recipients import (
    list_recipients,
    names_by_body,
    new_recipient,
    recipient_problems,
    twice_in,
)
from machikata.workspace.workspace import Workspace

HEADS: Final[Mapping[str, Text]] = {
    "body": Text("全国地方公共団体コード", "Local government code"),
    "body_name": Text("団体名", "Body"),
    "role": Text("役割", "Role"),
    "name": Text("氏名・職", "Name and post"),
    "mail": Text("メールアドレス", "Mail address"),
    "left": Text("送らない理由", "Why not written to"),
}
_OTHER_NAMES: Final = {
    "body": ("団体コード", "コード", "code", "body code"),
    "role": ("役職区分",),
    "name": ("氏名", "職", "職名", "氏名/職", "name"),
    "mail": ("メール", "アドレス", "mail", "email", "e-mail"),
}
_NEEDED: Final = ("body", "role", "mail")
_FORMULA: Final = ("=", "+", "-", "@")
_CODE_DIGITS: Final = 6


def read_recipients(ws: Workspace, data: bytes, *, name: str, sheet: str | None = None) -> tuple[Recipient, ...]:
    """The entries of a list (CSV, xlsx), columns in any order, unknown ones left out; nothing is kept yet.

    Columns: 全国地方公共団体コード (six digits), 役割 (首長, 情報・DX担当, 行革担当, その他), メールアドレス, and 氏名・職 if wanted.
    Rows with a reason under 送らない理由 are passed over: who has left is set on the page, not by a file.

    Raises:
        InputRefused: a column is missing, a code, role or address cannot be used, or two rows are the same; all of it.
    """  # fmt: skip
    raw = read_table(data, name, sheet=sheet)
    columns, problems = _columns(raw)
    problems += [p for p in raw.problems if p.severity.value == "error"]
    entries: list[tuple[Recipient, Place]] = []
    for i in range(0 if problems else raw.events.num_rows):
        entries += _entry(ws, raw, columns, i, problems)
    problems += twice_in(entries)
    if not problems and not entries:
        problems.append(_nobody(name))
    if problems:
        raise InputRefused(problems)
    return tuple(new_recipient(ws, body=r.body, role=r.role, mail=r.mail, name=r.name) for r, _ in entries)


def _columns(raw: RawLog) -> tuple[dict[str, Sequence[object]], list[Problem]]:
    words = {_plain(w): key for key, head in HEADS.items() for w in (head.ja, head.en, *_OTHER_NAMES.get(key, ()))}
    named: dict[str, Sequence[object]] = {}
    for column in raw.events.column_names:
        key = words.get(_plain(column))
        if key is not None and key not in named:
            named[key] = raw.events[column].to_pylist()
    return named, [_no_column(raw, HEADS[key]) for key in _NEEDED if key not in named]


def _entry(
    ws: Workspace, raw: RawLog, columns: Mapping[str, Sequence[object]], i: int, problems: list[Problem]
) -> list[tuple[Recipient, Place]]:
    row = int(raw.row_numbers[i]) if raw.row_numbers is not None else raw.source.header_row + 1 + i
    place = Place(raw.source.name, raw.source.sheet, row)
    cells = {key: _cell(values[i]) for key, values in columns.items()}
    if not any(cells.values()) or cells.get("left"):
        return []
    role = _ROLES.get(_plain(cells["role"]))
    if role is None:
        problems.append(_no_role(place, cells["role"]))
    code = unicodedata.normalize("NFKC", cells["body"])
    # A spreadsheet drops the zero at the front of 北海道's codes; the check digit then tells whether it was that.
    code = code.zfill(_CODE_DIGITS) if code.isdigit() and len(code) == _CODE_DIGITS - 1 else code
    entry = Recipient("", code, one_line(cells.get("name", "")), role or RecipientRole.OTHER, cells["mail"])
    problems += recipient_problems(ws, entry, place=place)
    return [(entry, place)]


def _cell(value: object) -> str:
    text = "" if value is None else str(value).strip()
    # csv_file marks words that look like a formula.
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


_ROLES: Final = {_plain(w): role for role in RecipientRole for w in (role.value, role.label.ja, role.label.en)}


def recipients_table(ws: Workspace) -> ResultTable:
    """All recipients, those who have left too; `read_recipients` reads it again."""
    everybody = [k.value for k in list_recipients(ws, left=True)]
    names = names_by_body(ws, {r.body for r in everybody})
    rows = (
        (r.body, names[r.body], r.role.label, r.name, r.mail, "" if r.left == NOTHING else r.left) for r in everybody
    )
    columns = tuple(TableColumn(head) for head in HEADS.values())
    return ResultTable("recipients", Text("総務大臣メールの宛先", "Recipients of the letter"), columns, tuple(rows))


def recipients_csv(ws: Workspace, language: Language = "ja") -> bytes:
    """The list as CSV. It holds addresses of persons: it is for the office that sends, and published nowhere."""
    return table_csv(recipients_table(ws), language)


def _no_column(raw: RawLog, head: Text) -> Problem:
    return Problem(
        "recipients-no-column",
        Text(f"「{head.ja}」の列がありません", f"there is no column “{head.en}”"),
        Text(
            "1行目に、全国地方公共団体コード、役割、氏名・職、メールアドレス の見出しを書いてください",
            "write these headers in row 1: Local government code, Role, Name and post, Mail address",
        ),
        Place(raw.source.name, raw.source.sheet, column=head.ja),
    )


def _no_role(place: Place, written: str) -> Problem:
    ja, en = "、".join(r.label.ja for r in RecipientRole), ", ".join(r.label.en for r in RecipientRole)
    return Problem(
        "recipient-role",
        Text("役割として読めません", "no such role"),
        Text(f"{ja} のどれかにしてください", f"use one of: {en}"),
        Place(place.file, place.sheet, place.row, HEADS["role"].ja, one_line(written)),
        choices=tuple(r.label.ja for r in RecipientRole),
    )


def _nobody(name: str) -> Problem:
    return Problem(
        "recipients-none",
        Text("宛先が1件もありません", "there is no recipient in it"),
        Text("見出しの下に、1行に1件ずつ書いてください", "write one a row below the header"),
        Place(file=name),
    )
