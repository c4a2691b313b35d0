# SPDX-License-Identifier: Apache-2.0
"""Level 3, checks 02, 03, 07 and 08: what can only be judged with another file beside the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from machikata.domain.text import Text
from machikata.records.table_checks.columns import Role, TableColumn, of_role
from machikata.records.table_checks.documents import Document, explains, read_document, same, sheets_document
from machikata.records.table_checks.findings import (
    NOT_APPLICABLE,
    PASSED,
    Finding,
    Question,
    Table,
    Verdict,
    in_column,
    judged,
    make_table,
)
from machikata.records.table_checks.grid import FileKind
from machikata.records.table_checks.kinds import Kind
from machikata.records.table_checks.opening import open_tables
from machikata.records.table_checks.places import is_region_column
from machikata.records.table_checks.report import Answer
from machikata.records.tables.workbook import cell_text

_CODED = re.compile(
    r"区分|種別|種類|分類|類型|コード|フラグ|ステータス|状態|回答|性別|問\d|設問|q\d|code|type|flag|status|category|class|kind"
)
_STANDARD = re.compile(r"郵便|電話|法人番号|jis|zip|postal|^id$|管理番号|整理番号|受付番号|案件番号|通し番号|年|月|日")
_CODE_VALUE = re.compile(r"[A-Za-z]{0,2}\d{1,4}|[A-Z]{1,2}")
_MOST_CODES = 60
_HISTORY = re.compile(
    r"更新|改定|改訂|変更履歴|履歴|作成日|公表日|updated|changed|revision|history|version", re.IGNORECASE
)
_ENCODINGS = re.compile(
    r"utf-?8|shift[_-]?jis|cp932|sjis|ms932|windows-31j|euc|文字コード|文字の種類|encoding", re.IGNORECASE
)


def codes_explained(q: Question) -> Verdict:
    """3-02. Region codes have a table of their own and need none here; another sheet of the workbook may be the code table."""
    coded = [c for c in q.table.columns if _is_coded(c)]
    if not coded:
        return NOT_APPLICABLE
    if q.companions.code_table is None:
        inside = sheets_document(q.siblings)
        if inside.rows and not any(_not_in_table(c, inside) for c in coded):
            return PASSED
        return judged(map(_code_table_needed, coded), worst=Answer.COMPANION_NEEDED)
    document = read_document(q.companions.code_table)
    return judged(f for c in coded if (f := _not_in_table(c, document)) is not None)


def _is_coded(column: TableColumn) -> bool:
    """Few short codes under a header that speaks of a class or state."""
    if is_region_column(column) or _STANDARD.search(column.key) or not column.filled:
        return False
    if not _CODED.search(column.key) or len(column.used) > _MOST_CODES:
        return False
    codes = sum(n for _, v, n in column.used if _CODE_VALUE.fullmatch(cell_text(v).strip()))
    return codes >= 0.8 * column.filled and (len(column.used) < column.filled or column.filled == 1)


def _code_table_needed(column: TableColumn) -> Finding:
    what = Text("コードの意味を示すコード表が要ります", "a code table is needed to tell what the codes mean")
    remedy = Text(
        "コード表を渡して（--code-table）、もう一度点検してください",
        "give the code table (--code-table) and check again",
    )
    return Finding("code-table-needed", what, remedy, [(None, column.number)])


def _not_in_table(column: TableColumn, document: Document) -> Finding | None:
    """Codes in use that the table does not list: under the column's name where the table has one, anywhere else."""
    name = same(column.name)
    own = [row for row in document.rows if any(same(c) == name for c in row)]
    rows = own if len(own) > 1 else document.rows
    listed = {same(c) for row in rows for c in row}
    unknown = {code for code, v, _ in column.used if same(cell_text(v)) not in listed}
    if not unknown:
        return None
    what = Text(
        f"コード表「{document.file}」にないコードがあります",
        f"there are codes that the code table {document.file} does not list",
    )
    remedy = Text("コード表に足すか、コードを直してください", "add them to the code table, or correct them")
    return Finding("code-unknown", what, remedy, in_column(column, column.rows_of(unknown)))


def symbols_defined(q: Question) -> Verdict:
    """3-03. Defined beside the table, in another document, or not at all."""
    found = list(_symbols(q.table))
    if not found:
        return NOT_APPLICABLE
    document = read_document(q.companions.definitions) if q.companions.definitions else None
    beside = Document("", (*((t,) for t in q.table.elsewhere), *sheets_document(q.siblings).rows))
    undefined = [(c, s) for c, s in found if not _defines(beside, s) and not (document and _defines(document, s))]
    if not undefined:
        return PASSED
    worst = Answer.FAIL if document else Answer.COMPANION_NEEDED
    return judged((_undefined(c, s, document is not None) for c, s in undefined), worst=worst)


def _symbols(table: Table) -> Iterator[tuple[TableColumn, str]]:
    for column in of_role(table.columns, Role.NUMBER):
        symbols = {
            cell_text(v).strip()
            for (_, v, _), k in zip(column.used, (k for k in column.kinds if k != Kind.BLANK), strict=True)
            if k == Kind.SYMBOL
        }
        yield from ((column, s) for s in sorted(symbols))


def _defines(document: Document, symbol: str) -> bool:
    """Whether a cell is the symbol with words beside it, or a text explains it: 「x」は秘匿, x：秘匿, x = suppressed."""
    said = re.escape(same(symbol))
    explained = re.compile(
        rf"(?:^|[「『“\"'\s(※、,]){said}[」』”\"']?(?:は|：|:|=|＝|…|とは|means|is)|[「『“\"]{said}[」』”\"]",
        re.MULTILINE,
    )
    in_row = any(same(row[0]) == same(symbol) and any(c.strip() for c in row[1:]) for row in document.rows if row)
    return in_row or explained.search(document.whole) is not None


def _undefined(column: TableColumn, symbol: str, given: bool) -> Finding:
    what = Text(
        f"数値の列の記号「{symbol}」の意味が示されていません",
        f"what the symbol “{symbol}” in a column of numbers means is not told",
    )
    remedy = (
        Text("定義の資料に、記号の意味を書いてください", "tell in the definitions what it means")
        if given
        else Text(
            "記号の意味を書いた資料を渡すか（--definitions）、空白にして理由の列を足してください",
            "give the definitions (--definitions), or leave the cell blank and tell why in a column of its own",
        )
    )
    rows = column.where(lambda t: t.strip() == symbol)
    return Finding("symbol-undefined", what, remedy, in_column(column, rows))


def stable_over_years(q: Question) -> Verdict:
    """3-07."""
    if q.siblings and explains(q.table.grid):
        return NOT_APPLICABLE
    if q.companions.last_year is None:
        what = Text("前年のファイルと比べると分かります", "last year’s file is needed to judge this")
        remedy = Text(
            "前年のファイルがあれば渡して（--last-year）、もう一度点検してください",
            "give last year’s file if there is one (--last-year)",
        )
        return judged([Finding("last-year-needed", what, remedy)], worst=Answer.COMPANION_NEEDED)
    before = _columns_of(q.companions.last_year, q.table)
    history = read_document(q.companions.definitions).whole if q.companions.definitions else ""
    noted = bool(re.search(r"変更|改定|改訂|追加|廃止|changed|added|removed|renamed", history))
    return judged(_changes(q.table, before, history if noted else "", q.companions.last_year.name))


def _columns_of(path: Path, table: Table) -> list[str]:
    """The columns of last year's table: on the sheet of the same name, else on the first."""
    read_document(path)
    opened = open_tables(path.read_bytes(), name=path.name)
    grid = next((g for g in opened.grids if g.sheet == table.grid.sheet), opened.grids[0])
    return [c.name for c in make_table(grid).columns if c.name]


def _changes(table: Table, before: list[str], history: str, file: str) -> Iterator[Finding]:
    now = {_year_apart(c.name): c for c in table.columns if c.name}
    then = {_year_apart(name): name for name in before}
    remedy = Text(
        "前年と同じ項目名にするか、変更の履歴を定義の資料に書いてください",
        "keep last year’s headers, or tell the change in the definitions",
    )
    added = [c for key, c in now.items() if key not in then and same(c.name) not in history]
    gone = [name for key, name in then.items() if key not in now and same(name) not in history]
    if added:
        what = Text(
            f"前年のファイル「{file}」にない項目があります",
            f"there are columns that last year’s file {file} does not have",
        )
        yield Finding("column-new", what, remedy, [(table.region.head.last, c.number) for c in added])
    for name in gone:
        what = Text(f"前年の項目「{name}」がありません", f"last year’s column “{name}” is missing")
        yield Finding("column-gone", what, remedy)


def _year_apart(name: str) -> str:
    """A header without its year: what names the year changes every year."""
    return re.sub(r"(?:令和|平成|[rh])(?:元|\d{1,2})年?度?|(?:19|20)\d{2}年?度?", "〈年〉", same(name))


def defined(q: Question) -> Verdict:
    """3-08. The definitions name every column and tell a history, and of a CSV the encoding and whether it has a BOM. Sheets of the
    workbook that explain the others may be the definitions; they need none themselves.
    """
    if q.siblings and explains(q.table.grid):
        return NOT_APPLICABLE
    if q.companions.definitions is None:
        inside = sheets_document(q.siblings)
        if inside.rows and not any(_missing(q, inside)):
            return PASSED
        what = Text("項目の定義と更新の履歴を書いた資料が要ります", "a document with definitions and history is needed")
        remedy = Text(
            "資料を渡して（--definitions）、もう一度点検してください", "give it (--definitions) and check again"
        )
        return judged([Finding("definitions-needed", what, remedy)], worst=Answer.COMPANION_NEEDED)
    return judged(_missing(q, read_document(q.companions.definitions)))


def _missing(q: Question, document: Document) -> Iterator[Finding]:
    whole = document.whole
    unnamed = [
        c for c in q.table.columns if c.name and document.row_about(c.name) is None and same(c.name) not in whole
    ]
    if unnamed:
        what = Text(
            f"定義の資料「{document.file}」に、この項目がありません",
            f"the definitions {document.file} do not name this column",
        )
        remedy = Text("項目の意味と単位を資料に書き足してください", "add its meaning and unit to the definitions")
        yield Finding("column-undefined", what, remedy, [(q.table.region.head.last, c.number) for c in unnamed])
    if not _HISTORY.search(whole):
        what = Text(
            f"定義の資料「{document.file}」に、更新の履歴がありません",
            f"the definitions {document.file} tell no history of changes",
        )
        yield Finding(
            "history-missing", what, Text("作成日と更新の履歴を書いてください", "write when it was made and changed")
        )
    if q.table.grid.kind is FileKind.CSV and not (_ENCODINGS.search(whole) and "bom" in whole):
        what = Text(
            f"定義の資料「{document.file}」に、文字コードとBOMの有無がありません",
            f"the definitions {document.file} do not tell encoding and BOM",
        )
        bom = Text("あり", "with") if q.encoding in ("utf-8-sig", "utf-16", "utf-32") else Text("なし", "without")
        remedy = Text(
            f"このファイルは {q.encoding}、BOM{bom.ja} です。そう書いてください",
            f"this file is {q.encoding}, {bom.en} BOM; say so",
        )
        yield Finding("encoding-untold", what, remedy)
