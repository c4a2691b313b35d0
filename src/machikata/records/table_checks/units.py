# SPDX-License-Identifier: Apache-2.0
"""Level 3, checks 04 and 09: units of numbers, and what is laid out as columns that should be rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from machikata.domain.text import Text
from machikata.records.masking.headers import header_key
from machikata.records.table_checks.columns import Role, TableColumn, of_role
from machikata.records.table_checks.documents import read_document
from machikata.records.table_checks.findings import NOT_APPLICABLE, PASSED, Finding, Question, Table, Verdict, judged
from machikata.records.table_checks.kinds import plain_text
from machikata.records.table_checks.places import is_region_name

_UNIT_WORDS = (
    "円|%|パーセント|人|名|件|回|世帯|戸|棟|台|本|枚|冊|部|個|点|社|校|園|か所|箇所|ヶ所|カ所|団体|倍|割|歳|年|か月|ヶ月|ヵ月|月|週|日|時間|分|秒|"
    "トン|t|kg|g|km2|km|cm|mm|m2|m3|m|ha|kwh|kw|℃|度|字|行|頁|ページ|床|席|単位|ポイント|pt|dB|ドル"
)
_SHARE_OF_ONE = re.compile(r"[(（]\s*0\s*[-~〜～–]\s*1\s*[)）]|[(（](?:比|割合|share|ratio)[)）]", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    rf"[(\[【〔/]\s*(?:単位[:：\s]*)?(?:[百千万億]*(?:{_UNIT_WORDS})(?:/\S+)?|\S*あたり)\s*[)\]】〕]?", re.IGNORECASE
)
_NAMED = re.compile(r"[(\[【〔]\s*(?:単位|units?)\s*:\s*[^\s)\]】〕]", re.IGNORECASE)
_AT_END = re.compile(
    r"(?:数|人口|定員|円|年齢|年月日|番号|順位|順|位|指数|係数|偏差値|倍率|階級|級|学年|時間|分|秒|日数|歳|%|‰|緯度|経度|座標|平年差)$"
)
_BARE_NUMBER_OF = re.compile(r"(?:数|人口)(?=[(（_・のうち]|男|女|計|$)")
_ENGLISH = re.compile(
    r"(?:^|[_\W])(?:n|no|pct|percent|yen|jpy|kyen|myen|usd|hours?|hrs?|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|years?|persons?|people|children|households?|points?|seats?|cases?|count|counts|number|num|"
    r"age|pop|population|km|kg|m2|km2|ha|index|rank|lat|lon|latitude|longitude|x|y)(?:$|[_\W])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"^(?:no|№|#|連番|通番|項番|順|順番|順位|行|セル行|版|id|row|line|cellorrow|seq|index|order|rank|version)$",
    re.IGNORECASE,
)
_YEARLIKE = re.compile(
    r"(?:(?:18|19|20)\d{2}|(?:明治|大正|昭和|平成|令和|[HRS])\s*(?:元|\d{1,2}))\s*(?:年度?|/\d{1,2}|年\d{1,2}月)?",
    re.IGNORECASE,
)
_MONTHLIKE = re.compile(r"(?:1[0-2]|[1-9])月")
_NUMBERED = re.compile(r"(.*?[^\d\W])[_\-\s(]?(\d{1,2})\)?$")
_STEM = re.compile(r"^(.{1,}?)\s*[(（]([^()（）]+)[)）]\s*((?:[(（][^()（）]+[)）])?)$")


def units_given(q: Question) -> Verdict:
    """3-04. In the header, in a column of units, in the words around the table, or in the definitions."""
    numbers = [c for c in of_role(q.table.columns, Role.NUMBER) if needs_unit(c.name.rpartition("／")[2])]
    if not numbers:
        return NOT_APPLICABLE
    if any(re.search(r"単位|^units?$", c.key) for c in q.table.columns if c.role in (Role.CHOICE, Role.TEXT)):
        return PASSED
    if any(re.search(r"単位\s*[:：)）]|単位は", plain_text(text)) for text in q.table.elsewhere):
        return PASSED
    defined = read_document(q.companions.definitions) if q.companions.definitions else None
    without = [
        c
        for c in numbers
        if not has_unit(c.name) and not _unit_in_values(c) and not (defined and defined.tells_unit_of(c.name))
    ]
    what = Text("数値の列に単位がありません", "a column of numbers has no unit")
    remedy = Text(
        "項目名に「処理時間（分）」のように単位を書いてください。単位のない数値なら、定義の資料に「なし」と書いて渡してください",
        "write the unit into the header, such as “time (minutes)”; if there is none, say so in the definitions and give them",
    )
    spots = [(q.table.region.head.last if q.table.region.head.exists else None, c.number) for c in without]
    return judged([Finding("unit-missing", what, remedy, spots)] if without else [])


def _unit_in_values(column: TableColumn) -> bool:
    """Whether most values carry a unit themselves, which 2-01 speaks of."""
    united = sum(n for _, text, n in column.texts if re.search(rf"\d\s*(?:{_UNIT_WORDS})$", plain_text(text)))
    return united >= 0.5 * column.filled


def has_unit(header: str) -> bool:
    """Whether a header says in what its numbers are counted. A number of somethings counts in somethings.

    >>> [
    ...     has_unit(h)
    ...     for h in (
    ...         "処理時間（分）",
    ...         "件数",
    ...         "総人口（男）",
    ...         "歳出決算総額",
    ...         "pop_census2020",
    ...         "割合",
    ...         "価格（単位：ユーロ）",
    ...     )
    ... ]
    [True, True, True, False, True, False, True]
    """
    return any(_part_has_unit(part) for part in header.split("／"))


def needs_unit(header: str) -> bool:
    """Whether numbers below this header need a unit: numbers of lines and versions count nothing.

    >>> needs_unit("費用"), needs_unit("版")
    (True, False)
    """
    return not _ORDINAL.match(header_key(header))


def _part_has_unit(part: str) -> bool:
    flat = plain_text(part)
    bare = re.sub(r"\s*[(（\[].*$", "", flat)
    return bool(
        _IN_BRACKETS.search(flat)
        or _NAMED.search(flat)
        or _SHARE_OF_ONE.search(flat)
        or _AT_END.search(bare)
        or _BARE_NUMBER_OF.search(flat)
        or _ENGLISH.search(re.sub(r"\d+", "", flat))
    )


def long_form(q: Question) -> Verdict:
    """3-09. Years, months or regions as columns, and items repeated with a number or in brackets."""
    if not q.table.region.head.exists:
        return NOT_APPLICABLE
    return judged(_spread_out(q.table))


def _spread_out(table: Table) -> Iterator[Finding]:
    columns = [c for c in table.columns if c.name]
    for what, members in (
        (Text("年や年度が列に並んでいます", "years are laid out as columns"), _with(columns, _YEARLIKE)),
        (Text("月が列に並んでいます", "months are laid out as columns"), _with(columns, _MONTHLIKE)),
        (
            Text("地域が列に並んでいます", "regions are laid out as columns"),
            [c for c in columns if is_region_name(c.name)],
        ),
    ):
        if len(members) >= 3:
            yield _wide(what, table, members)
    for stem, members in (*_numbered(columns), *_in_brackets(columns)):
        what = Text(
            f"「{stem}」が{len(members)}つの列にくり返されています", f"“{stem}” is repeated in {len(members)} columns"
        )
        yield _wide(what, table, members)


def _with(columns: list[TableColumn], pattern: re.Pattern[str]) -> list[TableColumn]:
    """Columns of numbers whose header is told apart from others by a year or month alone."""
    groups: dict[str, list[TableColumn]] = defaultdict(list)
    for column in columns:
        if column.role not in (Role.NUMBER, Role.EMPTY):
            continue
        for part in column.name.split("／"):
            flat = plain_text(part)
            if (match := pattern.search(flat)) and not re.search(r"[A-Za-z]$", flat[: match.start()]):
                stem = column.name.replace(part, pattern.sub("", flat))
                groups[re.sub(r"\s", "", stem)].append(column)
                break
    return [c for members in groups.values() if len({m.name for m in members}) >= 3 for c in members]


def _numbered(columns: list[TableColumn]) -> Iterator[tuple[str, list[TableColumn]]]:
    """氏名1, 氏名2, 氏名3: the same item with numbers that count on."""
    groups: dict[str, list[tuple[int, TableColumn]]] = defaultdict(list)
    for column in columns:
        if match := _NUMBERED.fullmatch(plain_text(column.name)):
            groups[match[1].strip(" _-(")].append((int(match[2]), column))
    for stem, members in groups.items():
        numbers = sorted(n for n, _ in members)
        if len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1:
            yield stem, [c for _, c in members]


def _in_brackets(columns: list[TableColumn]) -> Iterator[tuple[str, list[TableColumn]]]:
    """件数（正規）, 件数（委託）…: numbers of one item for three or more groups."""
    groups: dict[tuple[str, str], list[TableColumn]] = defaultdict(list)
    for column in columns:
        match = _STEM.fullmatch(column.name)
        if match and column.role is Role.NUMBER and not _IN_BRACKETS.fullmatch(plain_text(f"({match[2]})")):
            groups[match[1], match[3]].append(column)
    for (stem, _), members in groups.items():
        if len(members) >= 3:
            yield stem, members


def _wide(what: Text, table: Table, members: list[TableColumn]) -> Finding:
    remedy = Text(
        "「年度」「区分」などの列をつくり、1つの値を1行にしてください（縦持ち）",
        "make a column for the year or group, and one row for each value (long form)",
    )
    return Finding("wide-form", what, remedy, [(table.region.head.last, c.number) for c in members])
