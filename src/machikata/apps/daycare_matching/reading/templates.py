# SPDX-License-Identifier: Apache-2.0
"""Empty files to fill in, each with an example that the reader skips, and sheets that explain every column and code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np
import pyarrow as pa

from machikata.apps.daycare_matching.reading.findings import Findings, place_of
from machikata.apps.daycare_matching.reading.headers import plain_header
from machikata.apps.daycare_matching.reading.schema import INPUT_FILES, NUMBERED
from machikata.apps.daycare_matching.reading.values import plain
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES
from machikata.automation.app.documents import Cell, Sheet, SheetColumn
from machikata.automation.app.inputs import InputTable
from machikata.automation.app.manifest import InputColumn, InputFile
from machikata.domain.errors import Problem, Severity
from machikata.domain.text import Text

EXAMPLE = "例"
"""A row whose number begins with this is an example and is not read."""
_REPEATED = {"希望": 5, "調整指数項目k": 3, "優先順位項目k": 2, "組み合わせ": 2}
_TOGETHER = {
    "希望k施設": "希望",
    "希望k枠番号": "希望",
    "希望k加点": "希望",
    "申請者番号k": "組み合わせ",
    "施設番号k": "組み合わせ",
    "枠番号k": "組み合わせ",
}
_KEYS = ("申請者番号", "宛名番号", "施設番号", "世帯番号")
_EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "children": {
        "申請者番号": "例1", "世帯番号": "510001", "生年月日": "2025-05-06", "クラス年齢": "1", "事由(父)": "就労1", "事由(母)": "就労1",
        "基本指数": "40", "調整指数項目1": "ひとり親", "優先順位項目1": "182000", "優先順位項目2": "2", "育休延長許容": "0",
        "希望1施設": "0001", "希望1枠番号": "2", "希望2施設": "0014", "きょうだい条件": "B1", "抽選番号": "17", "氏名": "汐見　葵",
    },
    "facilities": {
        "施設番号": "例1", "名称": "つきかげ保育園", "種別": "認可", "区": "北区", "枠番号": "2", "枠種別": "一般", "対象クラス": "1",
        "募集人数": "6", "連携施設": "0014", "従業員枠除外": "0", "転園時空き枠扱い": "今回",
    },
    "siblings": {
        "世帯番号": "例1", "順位": "1", "申請者番号1": "2600001", "施設番号1": "0001", "枠番号1": "2", "申請者番号2": "2600002", "施設番号2": "0001",
    },
}  # fmt: skip


def templates() -> tuple[Sheet, ...]:
    """The three files with one example row each, then the explanations of the columns and of the sibling conditions.

    A file to upload holds one sheet: hand the first three out one by one.
    """
    return (*(_template(file) for file in INPUT_FILES), _explanations(), _conditions())


def template_books() -> dict[str, tuple[Sheet, ...]]:
    """The templates as workbooks by name: one for every file to upload, and one to read."""
    children, facilities, siblings, *explanations = templates()
    return {s.name: (s,) for s in (children, facilities, siblings)} | {"explanations": tuple(explanations)}


def _template(file: InputFile) -> Sheet:
    names = list(_names(file.columns))
    row: tuple[Cell, ...] = tuple(_EXAMPLES[file.name].get(name, "") for name in names)
    # headers stay Japanese in both languages: they are what the reader looks for
    return Sheet(file.name, file.title, tuple(SheetColumn(Text(name, name)) for name in names), (row,))


def _names(columns: Sequence[InputColumn]) -> Iterator[str]:
    """Headers with numbers put in; numbered columns that follow each other and repeat alike alternate (希望1施設, 希望1枠番号 …)."""
    for repeated, group in groupby(columns, key=lambda c: _TOGETHER.get(c.name, c.name) if NUMBERED in c.name else ""):
        names = [column.name for column in group]
        for number in range(1, _REPEATED[repeated] + 1) if repeated else (1,):
            yield from (name.replace(NUMBERED, str(number)) for name in names)


def _explanations() -> Sheet:
    heads = (
        Text("ファイル", "File"),
        Text("列", "Column"),
        Text("必須", "Required"),
        Text("説明", "Explanation"),
        Text("例", "Example"),
    )
    yes, no = Text("はい", "yes"), Text("いいえ", "no")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (file.title, column.name, yes if column.required else no, column.help, column.example)
        for file in INPUT_FILES
        for column in file.columns
    )
    title = Text("列の説明", "Explanation of the columns")
    return Sheet("explanations", title, tuple(SheetColumn(head) for head in heads), rows)


def _conditions() -> Sheet:
    heads = (Text("きょうだい条件", "Condition"), Text("言葉でも書けます", "In words"), Text("意味", "Meaning"))
    rows: tuple[tuple[Cell, ...], ...] = tuple((c.code, c.words, c.explanation) for c in SIBLING_CODES)
    title = Text("きょうだい条件の説明", "Explanation of the sibling conditions")
    return Sheet("sibling-conditions", title, tuple(SheetColumn(head) for head in heads), rows)


def without_examples(table: InputTable, findings: Findings) -> InputTable:
    """The table without example rows, which a note counts."""
    keys = {plain_header(key) for key in _KEYS}
    header = next((h for h in table.columns.column_names if plain_header(h) in keys), None)
    if header is None:
        return table
    kept = np.array([not plain(v or "").startswith(EXAMPLE) for v in table.columns[header].to_pylist()], np.bool_)
    if kept.all():
        return table
    count = len(kept) - int(kept.sum())
    what = Text(
        f"「{EXAMPLE}」で始まる番号の行が{count}あります", f"{count} rows have a number that begins with {EXAMPLE}"
    )
    place = place_of(table, int(np.argmin(kept)), header)
    findings.add(
        Problem(
            "example-rows",
            what,
            Text("記入例として読みとばしました", "they are examples and not read"),
            place,
            Severity.NOTE,
        )
    )
    return InputTable(
        table.file_name, table.columns.filter(pa.array(kept)), table.rows[kept], table.problems, table.sheet
    )
