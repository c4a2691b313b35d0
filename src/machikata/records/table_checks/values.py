# SPDX-License-Identifier: Apache-2.0
"""Level 1, checks 06–09: what is written inside the cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from machikata.domain.text import Text
from machikata.records.coded import Rows
from machikata.records.table_checks.columns import Role, TableColumn
from machikata.records.table_checks.findings import (
    NOT_APPLICABLE,
    PASSED,
    Finding,
    Question,
    Spot,
    Table,
    Verdict,
    in_column,
    judged,
)
from machikata.records.table_checks.kinds import plain_text
from machikata.records.table_checks.report import Answer

_BLANK = " \t\u3000\u00a0"
_CJK = r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_EDGE = re.compile(rf"\A[{_BLANK}\r\n]|[{_BLANK}\r\n]\Z")
_SPREAD = re.compile(rf"{_CJK}(?:[{_BLANK}]+{_CJK})+")
_RUN = re.compile(rf"(?<={_CJK})[{_BLANK}]{{2,}}(?={_CJK})|(?<=\S)[{_BLANK}]{{3,}}(?=\S)|\t")
_BREAK = re.compile(r"[\r\n\x0b\u2028]")
_SUSPECT = re.compile(rf"[{_BLANK}\r\n\x0b\u2028]")
_PAIR = re.compile(r"[+\-−▲△]?[\d,.]+[円人件%]?\s*\(\s*[+\-−▲△]?[\d,.]+[円人件%]?\s*\)")
_RANGE = re.compile(r"[\d,.]+\s*[~〜～]\s*[\d,.]+")
_LIST = re.compile(r"[、，;；\n]|\s[/／]\s|(?<=\S)／(?=\S)")
_MAYBE_SEVERAL = re.compile(r"[(（~〜～、，;；／\n]|\s/\s")
_TELEPHONE = re.compile(r"\s*\(?0\d")
_ODD = re.compile(
    "[\u2460-\u24ff\u2776-\u2793\u3220-\u3247\u3250-\u32ff"  # circled, bracketed
    "\u2150-\u215f\u2160-\u2188"  # fractions, Roman numerals
    "\u3300-\u3357\u3371-\u337f\u33e0-\u33fe"  # squared words, eras, companies (units such as ㎡ are left)
    "\u2116\u2121\u213b\u301d-\u301f\u222e\u221f\u22bf\u2211"  # №, ℡, 〝〟, row 13 of the vendors
    "\ue000-\uf8ff\U000f0000-\U0010ffff\U0001f100-\U0001f2ff]"  # user-defined characters, squared words
)
_ROMAN_CODE = re.compile("[\u2160-\u217f]\\s*[-‐－ー−]\\s*[0-9０-９]")
_ABBREVIATION = re.compile("[\u3231\u3232\u3239\u323f\u33cd\u337f\u3291\u3292\u2121\u2116\u3220-\u3243]")
_NIL = frozenset(["-", "－", "―", "–", "—", "−", "ー", "‐"])
_EXPLAINS = re.compile(r"状態|区分|理由|注記|注釈|秘匿|欠測|欠損|status|flag|reason|note")


def no_padding(q: Question) -> Verdict:
    """1-06."""
    return judged(_padding(q.table))


def _padding(table: Table) -> Iterator[Finding]:
    head = table.region.head
    heads = [(r, c) for r in range(head.first, head.last + 1) for c in table.region.columns]
    spots = [(r, c) for r, c in heads if _SUSPECT.search(text := table.grid.text(r, c)) and _is_padded(text)]
    if spots:
        yield _padded(
            Text("項目名に、体裁のための空白か改行があります", "a header holds spaces or line breaks for looks"), spots
        )
    for column in table.columns:
        if not column.has(_SUSPECT):
            continue
        doubtful = {code: text for code, text, _ in column.texts if _SUSPECT.search(text)}
        proper = column.is_proper or column.is_person or column.is_note
        for what, judge in _FAULTS:
            rows = column.rows_of({code for code, text in doubtful.items() if judge(text, proper)})
            if len(rows):
                yield _padded(what, in_column(column, rows))


def _edges(text: str, proper: bool) -> bool:  # noqa: ARG001  all judges are asked alike
    return bool(_EDGE.search(text))


def _spread(text: str, proper: bool) -> bool:
    bare = text.strip(_BLANK)
    if proper or _BREAK.search(bare):
        return False
    return bool(_SPREAD.fullmatch(bare) or _RUN.search(bare))


def _broken(text: str, proper: bool) -> bool:  # noqa: ARG001
    return bool(_BREAK.search(text.strip(_BLANK + "\r\n")))


_Judge = Callable[[str, bool], bool]
_FAULTS: tuple[tuple[Text, _Judge], ...] = (
    (Text("値の前か後に空白があります", "there are spaces around the value"), _edges),
    (Text("文字の間に、体裁のための空白があります", "there are spaces between characters for looks"), _spread),
    (Text("セルの中に改行があります", "there is a line break in the cell"), _broken),
)


def _is_padded(text: str) -> bool:
    return any(judge(text, False) for _, judge in _FAULTS)


def _padded(what: Text, spots: list[Spot] | list[tuple[int, int]]) -> Finding:
    remedy = Text("空白や改行を消してください", "delete the spaces and line breaks")
    return Finding("padding", what, remedy, spots)


def one_value(q: Question) -> Verdict:
    """1-07."""
    return judged(_several(q.table))


def _several(table: Table) -> Iterator[Finding]:
    for column in table.columns:
        if column.role in (Role.CODE, Role.TIME, Role.EMPTY) or column.is_note:
            continue
        if not column.has(_MAYBE_SEVERAL):
            continue
        rows = column.where(_is_pair)
        if len(rows):
            what = Text(
                "1つのセルに、「10(5)」のように2つの数値があります", "one cell holds two numbers, such as 10(5)"
            )
            remedy = Text("数値ごとに列を分けてください", "give each number a column of its own")
            yield Finding("two-numbers", what, remedy, in_column(column, rows))
        if column.role is Role.NUMBER and len(rows := column.where(lambda t: bool(_RANGE.fullmatch(plain_text(t))))):
            what = Text("1つのセルに、「10〜20」のような範囲があります", "one cell holds a range, such as 10–20")
            remedy = Text("下限と上限の列に分けてください", "use one column for the lower and one for the upper limit")
            yield Finding("range-in-cell", what, remedy, in_column(column, rows))
        if len(rows := _listed(column)):
            what = Text("1つのセルに、いくつもの選択肢が並んでいます", "one cell lists several options")
            remedy = Text(
                "選択肢ごとに列を分けるか、行を分けてください", "give each option a column or a row of its own"
            )
            yield Finding("list-in-cell", what, remedy, in_column(column, rows))


def _is_pair(text: str) -> bool:
    return bool(_PAIR.fullmatch(plain_text(text))) and not _TELEPHONE.match(text)


def _listed(column: TableColumn) -> Rows:
    """Cells that list values which stand alone in other cells of the column, or come again in other lists.

    What ends like a sentence is one value, however often it comes again.
    """
    pieces = {
        code: [text] if text.rstrip().endswith(("。", ".")) else [p.strip() for p in _LIST.split(text)]
        for code, text, _ in column.texts
    }
    several = {code: [p for p in ps if p] for code, ps in pieces.items() if len([p for p in ps if p]) > 1}
    if not several or column.is_proper:
        return column.rows_of(set())
    cells: Counter[str] = Counter()
    for code, _, count in column.texts:
        for piece in set(several.get(code) or pieces[code]):
            cells[piece] += count
    lists = {code for code, ps in several.items() if all(len(p) <= 20 and cells[p] > 1 for p in ps)}
    return column.rows_of(lists)


def no_odd_characters(q: Question) -> Verdict:
    """1-08."""
    return judged(_odd(q.table))


def _odd(table: Table) -> Iterator[Finding]:
    head = table.region.head
    heads = [(r, c) for r in range(head.first, head.last + 1) for c in table.region.columns]
    spots: list[Spot] = [(r, c) for r, c in heads if _odd_signs(table.grid.text(r, c))]
    if spots:
        yield _odd_finding("".join(_odd_signs(table.grid.text(r or 0, c or 0)) for r, c in spots), spots)
    for column in table.columns:
        if not column.has(_ODD):
            continue
        proper = column.is_proper or column.is_person
        signs = {code: found for code, text, _ in column.texts if (found := _odd_signs(text, proper=proper))}
        if signs:
            yield _odd_finding("".join(signs.values()), in_column(column, column.rows_of(set(signs))))


def _odd_signs(text: str, *, proper: bool = False) -> str:
    """The platform-dependent characters of a text. In a proper name only abbreviations such as ㈱ count: the rest may be the name.

    >>> _odd_signs("①受付"), _odd_signs("都市Ⅲ-3"), _odd_signs("㈱町型Ⅱ", proper=True)
    ('①', '', '㈱')
    """
    if text.isascii():
        return ""
    if proper:
        return "".join(_ABBREVIATION.findall(text))
    return "".join(_ODD.findall(_ROMAN_CODE.sub("", text)))


def _odd_finding(signs: str, spots: list[Spot]) -> Finding:
    some = "".join(dict.fromkeys(signs))[:12]
    what = Text(f"機種依存文字（{some}）があります", f"there are platform-dependent characters ({some})")
    remedy = Text(
        "「1」「II」「株式会社」「No.」のように、ふつうの文字で書いてください",
        "write them with ordinary characters: 1, II, 株式会社, No.",
    )
    return Finding("odd-character", what, remedy, spots)


def blank_and_zero(q: Question) -> Verdict:
    """1-09. Blank and 0 in one column are a question to a person, unless a column of states says why cells are blank; blank, 0 and a
    dash in one column cannot be told apart by anybody.
    """
    numbers = [c for c in q.table.columns if c.role is Role.NUMBER]
    if not numbers:
        return NOT_APPLICABLE
    doubtful = [c for c in numbers if c.blanks.any() and _zeros(c) and not _explained(q.table, c)]
    failed = [c for c in doubtful if any(str(v).strip() in _NIL for _, v, _ in c.texts)]
    if failed:
        return judged(map(_three_ways, failed))
    return judged(map(_blank_or_zero, doubtful), worst=Answer.PERSON_NEEDED) if doubtful else PASSED


def _zeros(column: TableColumn) -> bool:
    return any(_is_zero(v) for _, v, _ in column.used)


def _is_zero(value: object) -> bool:
    if isinstance(value, str):
        return bool(re.fullmatch(r"0+(?:\.0+)?", plain_text(value)))
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 0


def _explained(table: Table, column: TableColumn) -> bool:
    """Whether a column of words is filled wherever this one is blank."""
    words = [
        c for c in table.columns if c is not column and c.role in (Role.CHOICE, Role.TEXT) and _EXPLAINS.search(c.key)
    ]
    return any(not (c.blanks & column.blanks).any() for c in words)


def _three_ways(column: TableColumn) -> Finding:
    what = Text(
        "空白、0、「-」が1つの列にあり、値がないのか0なのか決められません",
        "blanks, 0 and dashes stand in one column; which means zero is not told",
    )
    return _undecided(what, column)


def _blank_or_zero(column: TableColumn) -> Finding:
    what = Text("空白と0が1つの列にあります", "blanks and zeros stand in one column")
    return _undecided(what, column)


def _undecided(what: Text, column: TableColumn) -> Finding:
    remedy = Text(
        "0のセルには0を書き、値がないセルは空白にして、その理由の列（「状態」など）を足してください",
        "write 0 where the value is zero; leave a missing value blank and tell why in a column of its own (such as “status”)",
    )
    return Finding("blank-and-zero", what, remedy, in_column(column, column.rows[column.blanks]))
