# SPDX-License-Identifier: Apache-2.0
"""Level 2, checks 01, 02, 04, 05: values that mean the same are written the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import numpy as np

from machikata.domain.text import Text
from machikata.records.dictionary.spelling import spelling
from machikata.records.table_checks.columns import Role, TableColumn, of_role
from machikata.records.table_checks.findings import NOT_APPLICABLE, Finding, Question, Table, Verdict, in_column, judged
from machikata.records.table_checks.kinds import Kind, is_plain_number, plain_text

_DITTO = re.compile(r"\s*(?:〃|゛|″|\"|''|同上|同じ|上に同じ|↓|々)\s*")
_DITTO_SIGN = re.compile("[〃゛″\"'↓々]|同上|同じ")
_OTHER = re.compile(r"\s*その他\s*(?:[(（［\[:：]\s*(.+?)\s*[)）］\]]?|[、,]\s*(.+))\s*")
_OTHER_WORD = re.compile("その他")
_STANDING = re.compile(r"(?:上記|前各号|これら)以外.*|具体的に.*|自由記述|を除く.*")
_SIGNS = re.compile(r"[+\-−±%％<>＜＞≦≧=＝.．]|[0-9０-９]")
_SHORT, _LONGEST = 20, 200
_LABELS = (Role.TEXT, Role.CHOICE, Role.CODE, Role.TIME)


def numbers_numeric(q: Question) -> Verdict:
    """2-01. A display format is no text; a symbol alone in its cell is 3-03's."""
    columns = list(of_role(q.table.columns, Role.NUMBER))
    if not columns:
        return NOT_APPLICABLE
    return judged(f for c in columns for f in _not_numeric(c, q.table))


def _not_numeric(column: TableColumn, table: Table) -> Iterator[Finding]:
    of = dict(zip((code for code, _, _ in column.used), (k for k in column.kinds if k != Kind.BLANK), strict=True))
    around = {c for c, k in of.items() if k == Kind.DECORATED}
    if around:
        yield Finding(
            "number-with-text",
            Text("数値に、単位、カンマ、記号、全角数字などが付いています", "units, commas, signs or full-width digits stand with the number"),
            Text("数字だけにし、単位は項目名に、注は別の列に移してください", "leave the number alone; put the unit into the header, notes into a column of their own"),
            in_column(column, column.rows_of(around)),
        )  # fmt: skip
    if table.grid.kind.is_workbook and (typed := _numbers_as_text(column)):
        yield Finding(
            "number-as-text",
            Text("数字が文字列として入っています", "the number is stored as text"),
            Text("セルを数値に変えてください", "turn the cell into a number"), in_column(column, column.rows_of(typed)),
        )  # fmt: skip
    words = {c for c, k in of.items() if k in (Kind.WORD, Kind.DATE)}
    if words:
        yield Finding(
            "text-among-numbers",
            Text("数値の列に、数値でない値があります", "a column of numbers holds something else"),
            Text("数値だけの列にし、言葉は別の列に移してください", "keep the column to numbers; move words into a column of their own"),
            in_column(column, column.rows_of(words)),
        )  # fmt: skip


def _numbers_as_text(column: TableColumn) -> set[int]:
    return {code for code, text, _ in column.texts if is_plain_number(text.strip())}


def nothing_omitted(q: Question) -> Verdict:
    """2-02."""
    return judged(_omitted(q.table))


def _omitted(table: Table) -> Iterator[Finding]:
    remedy = Text("すべての行に値を書いてください", "write the value into every row")
    leading = True
    for column in table.columns:
        rows = column.where(lambda t: bool(_DITTO.fullmatch(t))) if column.has(_DITTO_SIGN) else ()
        if len(rows):
            what = Text("「〃」「同上」などで、上の行の値を省いています", "a ditto mark stands for the value above")
            yield Finding("ditto", what, remedy, in_column(column, rows))
        if leading and _left_blank(column, table):
            what = Text("上の行と同じ値が、空白で省かれています", "a blank stands for the value above")
            yield Finding("omitted-label", what, remedy, in_column(column, column.rows[column.blanks]))
        leading = leading and column.role in _LABELS


def _left_blank(column: TableColumn, table: Table) -> bool:
    """Whether a label column names each group once, at its top: no name comes again, the first row has one, and no row without one
    begins a new group in a column further left.
    """
    if column.role not in _LABELS or column.is_note or len(column.rows) < 3:
        return False
    blank = column.blanks
    if blank[0] or not blank.any() or column.filled > 0.6 * len(column.rows) or any(n > 1 for _, _, n in column.used):
        return False
    right = [c for c in table.columns if c.number > column.number]
    told = np.logical_or.reduce([~c.blanks for c in right]) if right else np.zeros(len(column.rows), np.bool_)
    left = [c for c in table.columns if c.number < column.number]
    begun = [~c.blanks[1:] & (np.diff(c.grid.codes[c.rows]) != 0) for c in left]
    return bool(told[blank].all()) and not any((b & blank[1:]).any() for b in begun)


def options_standard(q: Question) -> Verdict:
    """2-04."""
    columns = list(of_role(q.table.columns, Role.CHOICE))
    if not columns:
        return NOT_APPLICABLE
    return judged(f for c in columns for f in (*_variants(c), *_mixed(c)))


def _variants(column: TableColumn) -> Iterator[Finding]:
    """One option in several spellings: width, spaces, marks, okurigana."""
    if column.is_proper:
        return
    groups: dict[str, list[tuple[int, str, int]]] = {}
    for code, text, count in column.texts:
        groups.setdefault(_as_option(text), []).append((code, text, count))
    for group in groups.values():
        if len(group) > 1:
            usual = max(group, key=lambda g: g[2])
            others = {code for code, _, _ in group if code != usual[0]}
            shown = "、".join(f"「{t}」" for _, t, _ in group[:4])
            listed = ", ".join(f"“{t}”" for _, t, _ in group[:4])
            what = Text(
                f"同じ選択肢の書き方が分かれています（{shown}）", f"one option is spelled in several ways ({listed})"
            )
            remedy = Text(
                f"1つの書き方（例「{usual[1].strip()}」）にそろえてください",
                f"use one spelling (such as “{usual[1].strip()}”)",
            )
            yield Finding("option-variant", what, remedy, in_column(column, column.rows_of(others)))


def _as_option(text: str) -> str:
    """Where signs or figures carry the meaning (A+, 10%, 3-1), only width, case and spaces are habits of writing."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "".join(flat.split()) if _SIGNS.search(text) else spelling(text)


def _mixed(column: TableColumn) -> Iterator[Finding]:
    """Codes and words in one column of options."""
    numbers = [(c, n) for (c, v, n), k in _with_kinds(column) if k in (Kind.NUMBER, Kind.YEAR) and len(str(v)) <= 4]
    words = [
        (c, n) for (c, v, n), k in _with_kinds(column) if k == Kind.WORD and isinstance(v, str) and len(v) <= _SHORT
    ]
    total = sum(n for _, n in numbers) + sum(n for _, n in words)
    few = min(sum(n for _, n in numbers), sum(n for _, n in words))
    if few >= 2 and total >= 0.9 * column.filled:
        minority = numbers if sum(n for _, n in numbers) == few else words
        what = Text(
            "選択肢が、数字のところと言葉のところに分かれています",
            "options are written as figures in some rows and as words in others",
        )
        remedy = Text("数字か言葉のどちらかにそろえてください", "use either figures or words")
        yield Finding("option-mixed", what, remedy, in_column(column, column.rows_of({c for c, _ in minority})))


def _with_kinds(column: TableColumn) -> Iterator[tuple[tuple[int, object, int], Kind]]:
    return zip(column.used, (k for k in column.kinds if k != Kind.BLANK), strict=True)


def other_apart(q: Question) -> Verdict:
    """2-05."""
    columns = [c for c in q.table.columns if c.role in (Role.CHOICE, Role.TEXT) and not c.is_note]
    if not columns:
        return NOT_APPLICABLE
    return judged(f for c in columns for f in _other_inside(c))


def _other_inside(column: TableColumn) -> Iterator[Finding]:
    """「その他（…）」 with different words in it, or beside a plain 「その他」."""
    if not column.has(_OTHER_WORD):
        return
    found = {code: m for code, text, _ in column.texts if (m := _said(text))}
    plain = any(plain_text(text).strip() == "その他" for _, text, _ in column.texts)
    options = column.role is Role.CHOICE or any(count > 1 for _, _, count in column.texts)
    if found and options and (len(set(found.values())) > 1 or plain):
        what = Text(
            "「その他」の中身が、選択肢の列に書かれています", "free text about “other” stands in the column of options"
        )
        remedy = Text(
            "選択肢は「その他」だけにし、中身は別の列に移してください",
            "keep 「その他」 alone and move the text into a column of its own",
        )
        yield Finding("other-inside", what, remedy, in_column(column, column.rows_of(set(found))))


def _said(text: str) -> str:
    match = _OTHER.fullmatch(text) if len(text) <= _LONGEST else None
    said = (match[1] or match[2] or "") if match else ""
    return "" if _STANDING.fullmatch(said) else said
