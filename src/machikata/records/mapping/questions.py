# SPDX-License-Identifier: Apache-2.0
"""What only a person can decide about a file: how dates are written, what "open" is called, which column is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.event_log import ColumnMapping, ColumnRole, DateStyle, MappedColumn
from machikata.domain.text import Text
from machikata.records.admission.cases import value_key
from machikata.records.coded import coded, is_text
from machikata.records.mapping.content import Content
from machikata.records.raw import RawLog

_OPEN = re.compile(
    r"^(o|open|opened|pending|active|in ?progress|ongoing|waiting|not ?(closed|finished|done)|オープン|継続|保留|未|未.+|.+中)$"
)
_NOT_OPEN = re.compile(r"中止|中断終了|集中")
_STATUS_VALUES = 200


def date_style_of(contents: dict[str, Content], columns: dict[ColumnRole, str]) -> DateStyle:
    """ISO when every date looked at is ISO, else the Japanese style, which reads ISO too. Serials are never guessed."""
    name = columns.get(ColumnRole.DATE) or columns.get(ColumnRole.TIMESTAMP)
    if name is None or contents[name].typed_time or contents[name].iso_dates >= 1.0:
        return DateStyle.ISO
    return DateStyle.JAPANESE


def open_values_of(raw: RawLog, columns: tuple[MappedColumn, ...]) -> tuple[str, ...]:
    """Values of the status column that sound like a case still under way."""
    status = next((c for c in columns if c.role is ColumnRole.CASE_STATUS), None)
    if status is None:
        return ()
    table = raw.cases if status.scope == "case" and raw.cases is not None else raw.events
    if not is_text(table[status.name].type):
        return ()
    column = coded(table[status.name])
    used = np.flatnonzero(column.count_values())[:_STATUS_VALUES]
    values = [column.values[int(code)].as_py() for code in used]
    return tuple(sorted(v for v in values if _OPEN.search(value_key(v)) and not _NOT_OPEN.search(value_key(v))))


def questions_of(raw: RawLog, mapping: ColumnMapping, contents: dict[str, Content]) -> Iterator[Problem]:
    """What the person who confirms the mapping has to decide or to supply."""
    yield from _missing_roles(raw, mapping)
    for column in (*mapping.named(ColumnRole.DATE), *mapping.named(ColumnRole.TIMESTAMP)):
        if column.scope == "event" and contents[column.name].five_digits > 0:
            yield _question(raw, "date-five-digits-undecided", column.name, *_FIVE_DIGITS)
    status = mapping.named(ColumnRole.CASE_STATUS)
    if status and not mapping.open_values:
        yield _question(raw, "open-values-undecided", status[0].name, *_OPEN_VALUES)


def _missing_roles(raw: RawLog, mapping: ColumnMapping) -> Iterator[Problem]:
    found = {c.role for c in mapping.columns}
    if raw.cases is None and ColumnRole.CASE_ID not in found:
        yield _question(raw, "no-case-column", "", *_NO_CASE)
    if ColumnRole.ACTIVITY not in found:
        yield _question(raw, "no-activity-column", "", *_NO_ACTIVITY)
    if not found & {ColumnRole.TIMESTAMP, ColumnRole.DATE}:
        yield _question(raw, "no-time-column", "", *_NO_TIME)


def _question(raw: RawLog, code: str, column: str, what: Text, remedy: Text) -> Problem:
    return Problem(code, what, remedy, Place(file=raw.source.name, column=column), Severity.WARNING)


_FIVE_DIGITS = (
    Text(
        "5桁の数字の日付があります。和暦の年月（43104＝平成31年4月）か、表計算ソフトの通し番号か決められません",
        "there are dates of five digits: era, year and month (43104 = April of Heisei 31) or a spreadsheet’s serial number",
    ),
    Text(
        "通し番号なら、日付の書き方で「表計算の通し番号」を選んでください",
        "if they are serials, choose “spreadsheet serial”",
    ),
)
_OPEN_VALUES = (
    Text(
        "状態の列のどの値が「終わっていない」を表すか分かりません",
        "which values of the status column mean “still open” is not clear",
    ),
    Text("終わっていない案件を表す値を選んでください", "choose the values of cases that are still open"),
)
_NO_CASE = (
    Text("案件の番号の列が見つかりません", "no column of case ids was found"),
    Text("どの列が1件ごとの番号かを選んでください", "choose the column that tells one case from another"),
)
_NO_ACTIVITY = (
    Text("作業の名前の列が見つかりません", "no column of activities was found"),
    Text("どの列が作業の名前かを選んでください", "choose the column that holds names of activities"),
)
_NO_TIME = (
    Text("日時の列が見つかりません", "no column of times was found"),
    Text("どの列が作業の日時かを選んでください", "choose the column that says when the activity was done"),
)
