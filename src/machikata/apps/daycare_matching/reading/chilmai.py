# SPDX-License-Identifier: Apache-2.0
"""ChilmAI's pair of files, imported unchanged. Source of the column names and their meaning: its documentation, version 0.2.

| ChilmAI | here |
|---|---|
| 申請者番号, 世帯番号, 年齢 | number, household, age class |
| 点数 or 点数1 | `points`: the whole priority, tie-breakers included; the larger comes first |
| 点数N | `Wish.points` is what 点数N adds to 点数1; an empty one adds nothing |
| 希望保育園ID_N | the general pool of that facility for the child's class |
| 在籍保育所ID | `current`: the pool of that facility for the child's class |
| きょうだいパターン 1–7 | `siblings` with `chilmai` set: ChilmAI's own order of the joint options then holds |
| 保育所ID, 保育所名, N歳募集人数 | a facility with one pool for each class; seats that transfers free are given out again |
| ファミリーコード, 総当たり順位, 宛名コードN, 希望施設N | `combinations` |

What differs: (1) Equal scores: ChilmAI lets the child earlier in the file go first; here the households' lots are their order in the file,
and siblings stand older first. (2) There are no birth dates: 1 October of the class's year is put in, so months of age mean nothing.
(3) Scores beyond 2^53 become ranks, which keeps their order and their differences' sign, not their size. (4) In a combination an empty
facility of a child with a present seat means to stay; ChilmAI lets the child leave. (5) In ChilmAI's result a child who stays has the present
facility, but its total of matched children leaves such children out. (6) A combination's facility that the child did not wish for is added behind its wishes, with the child's own score.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from machikata.apps.daycare_matching.applications import (
    AGE_CLASSES,
    Applications,
    Child,
    Facility,
    Pool,
    PoolKind,
    Wish,
)
from machikata.apps.daycare_matching.reading.children import Rows, make_children, rows_under
from machikata.apps.daycare_matching.reading.columns import (
    BLANK,
    Column,
    Ints,
    as_ints,
    column_of,
    per_row,
    read_values,
)
from machikata.apps.daycare_matching.reading.combinations import RowOptions, options_under
from machikata.apps.daycare_matching.reading.facilities import Places, make_places
from machikata.apps.daycare_matching.reading.files import assembled, take_tables
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of
from machikata.apps.daycare_matching.reading.headers import Headers
from machikata.apps.daycare_matching.reading.numbers import book_of, read_identifiers
from machikata.apps.daycare_matching.reading.values import plain, read_seats
from machikata.apps.daycare_matching.reading.wishes import Wishes
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import Problem
from machikata.domain.text import Text

_SINGLE = {
    "申請者番号": ("申請者番号", "childid", "児童宛名コード"),
    "世帯番号": ("世帯番号", "householdid", "保護者宛名コード"),
    "クラス年齢": ("年齢", "age", "年齢区分", "クラス年齢"),
    "指数": ("点数", "score", "スコア", "合算後点数"),
    "転園元施設": ("在籍保育所id", "enrolleddaycareid", "在籍施設id"),
    "きょうだい条件": ("きょうだいパターン", "siblingpattern", "きょうだい条件"),
}
_NUMBERED = {
    "希望k施設": re.compile(r"希望保育[園所]id(\d+)|希望施設id(\d+)|pref(\d+)|第(\d+)希望施設id|希望(\d+)施設コード"),
    "点数k": re.compile(r"点数(\d+)|score(\d+)|スコア(\d+)"),
}
_SEATS = re.compile(r"([0-5])歳児?(?:募集人数|定員)|capacityage([0-5])")
_FACILITY = {"施設番号": ("保育所id", "daycareid", "施設id"), "名称": ("保育所名", "daycarename", "施設名")}
_COMBINATION = {"世帯番号": ("ファミリーコード", "householdid"), "順位": ("総当たり順位", "rank")}
_COMBINATION_NUMBERED = {
    "申請者番号k": re.compile(r"宛名コード(\d+)"),
    "施設番号k": re.compile(r"希望施設(\d+)"),
}
_SCORE = re.compile(r"[+-]?\d+")
_EXACT = 2**53
_EMPTY = Fault("value-missing", Text("空白です", "the cell is empty"), Text("値を入れてください", "fill it in"))
FISCAL_YEAR = 2026
"""Birth dates are put in for this April; nothing depends on it."""


def looks_like_chilmai(children: InputTable, daycares: InputTable) -> bool:
    """Whether a pair of tables is ChilmAI's: a column of seats for each class, numbered wishes and scores, and no birth dates."""
    theirs = _headers(children, _SINGLE, _NUMBERED)
    scored = "指数" in theirs.single or "点数k" in theirs.numbered
    seats = {a for h in daycares.columns.column_names if (a := _class_of(h)) is not None}
    return seats == set(AGE_CLASSES) and "希望k施設" in theirs.numbered and scored


def read_chilmai(children: InputTable, daycares: InputTable, combinations: InputTable | None = None) -> Applications:
    """The applications in ChilmAI's files; what maps to what, and what differs, stands at the top of this module.

    Raises `InputRefused` with every problem of all files.
    """
    findings = Findings()
    take_tables(findings, children, daycares, combinations)
    places = _places(daycares, findings)
    headers = _children_headers(children, findings)
    rows = rows_under(children, headers, places, None, findings, repeats_count_once=True)
    rows = replace(rows, born=[None if a < 0 else date(FISCAL_YEAR - 1 - a, 10, 1) for a in rows.ages.classes.tolist()])
    points, rows = _scored(rows, findings)
    options: RowOptions = {} if combinations is None else _options(combinations, rows, places, findings)
    exempt = frozenset(row for row, household in enumerate(rows.households) if household in options)
    made = make_children(rows, places, exempt, findings, chilmai=True)
    findings.refuse()
    return assembled(places, _with_scores(made, rows, points, options), options, findings)


def _plain(header: str) -> str:
    return re.sub(r"[\s_()\-]", "", unicodedata.normalize("NFKC", header)).casefold()


def _class_of(header: str) -> int | None:
    match = _SEATS.fullmatch(_plain(header))
    return None if match is None else int(next(g for g in match.groups() if g is not None))


def _headers(
    table: InputTable, single: Mapping[str, Sequence[str]], numbered: Mapping[str, re.Pattern[str]]
) -> Headers:
    plain_of = {_plain(h): h for h in reversed(table.columns.column_names)}
    found = {name: plain_of[o] for name, others in single.items() for o in others if o in plain_of}
    groups: dict[str, dict[int, str]] = {}
    for text, header in plain_of.items():
        for name, pattern in numbered.items():
            if (match := pattern.fullmatch(text)) is not None:
                groups.setdefault(name, {})[int(next(g for g in match.groups() if g is not None))] = header
    return Headers(found, groups)


def _require(table: InputTable, headers: Headers, needed: Mapping[str, str], findings: Findings) -> None:
    """`needed`: our name and ChilmAI's."""
    for name, theirs in needed.items():
        if name not in headers.single and name not in headers.numbered:
            what = Text(f"列「{theirs}」がありません", f"the column “{theirs}” is missing")
            remedy = Text(f"見出し「{theirs}」の列を加えてください", f"add a column with the header “{theirs}”")
            findings.add(Problem("column-missing", what, remedy, place_of(table, None, theirs)))


def _children_headers(table: InputTable, findings: Findings) -> Headers:
    headers = _headers(table, _SINGLE, _NUMBERED)
    needed = {"申請者番号": "申請者番号", "世帯番号": "世帯番号", "クラス年齢": "年齢", "希望k施設": "希望保育園ID_1"}
    _require(table, headers, needed, findings)
    if "指数" not in headers.single and 1 not in headers.numbered.get("点数k", {}):
        _require(table, Headers({}, {}), {"指数": "点数1"}, findings)
    return headers


def _places(table: InputTable, findings: Findings) -> Places:
    """A facility for each row, with a pool for each class."""
    headers = _headers(table, _FACILITY, {"募集人数k": _SEATS})
    _require(table, headers, {"施設番号": "保育所ID"}, findings)
    number = column_of(table, headers.of("施設番号"))
    numbers = per_row(number, read_identifiers(number, findings))
    if number.header:
        findings.each(np.flatnonzero(~number.filled), lambda row: number.problem(row, _EMPTY))
    seats = [_seats(table, headers, a, findings) for a in AGE_CLASSES]
    names = table.column(headers.of("名称"))
    first: dict[str, int] = {}
    for row, n in enumerate(numbers):
        if n is not None and first.setdefault(n, row) != row:
            what = Text(f"同じ保育所IDが{int(table.rows[first[n]])}行目にもあります", f"the same id stands in row {int(table.rows[first[n]])} too")  # fmt: skip
            fault = Fault(
                "facility-twice",
                what,
                Text("どちらかの行を消すか、IDを直してください", "delete one row, or correct the id"),
            )
            findings.add(number.problem(row, fault))
    ordered = sorted(first, key=lambda n: (len(n), n))
    facilities = tuple(Facility(n, names[first[n]] or n) for n in ordered)
    pools = tuple(
        (Pool(f, str(a), PoolKind.GENERAL, frozenset({a}), seats[a][first[n]]), 0)
        for f, n in enumerate(ordered)
        for a in AGE_CLASSES
    )
    return make_places(facilities, pools, book_of(ordered))


def _seats(table: InputTable, headers: Headers, age: int, findings: Findings) -> list[int]:
    column = column_of(table, headers.of("募集人数k", age))
    if not column.header:
        _require(table, Headers({}, {}), {"募集人数k": f"{age}歳募集人数"}, findings)
    else:
        findings.each(np.flatnonzero(~column.filled), lambda row: column.problem(row, _EMPTY))
    return as_ints(column, read_values(column, read_seats, findings), blank=0).tolist()  # type: ignore[no-any-return]


def _read_score(text: str) -> int | Fault:
    """A whole number of any length, as ChilmAI takes them."""
    cleaned = re.sub(r"\.0+$", "", plain(text))
    if _SCORE.fullmatch(cleaned) and len(cleaned) <= 200:
        return int(cleaned)
    return Fault(
        "number-not-whole",
        Text("点数が整数ではありません", "the score is no whole number"),
        Text(
            "整数で書いてください。長い点数は「文字列」の書式にします",
            "write a whole number; format long scores as text",
        ),
    )


def _scores(column: Column, findings: Findings) -> list[int | None]:
    """The score behind each code; long ones that a spreadsheet has cut are refused like numbers that name something."""
    whole = read_identifiers(column, findings)
    cut = {code for code, value in enumerate(whole) if value is None}
    kept = Column(
        column.table, column.header, np.where(np.isin(column.codes, list(cut)), BLANK, column.codes), column.values
    )
    return read_values(kept, _read_score, findings)


def _scored(rows: Rows, findings: Findings) -> tuple[Ints, Rows]:
    """The score of each row, and the rows with what their other scores add to it per wish."""
    headers = rows.headers
    base_column = column_of(rows.table, headers.of("指数") or headers.of("点数k", 1))
    if base_column.header:
        findings.each(np.flatnonzero(~base_column.filled), lambda row: base_column.problem(row, _EMPTY))
    base = per_row(base_column, _scores(base_column, findings))
    wishes = headers.numbers("希望k施設", "希望k枠番号", "希望k加点")
    by_wish = [_of_wish(rows, k, base_column, base, findings) for k in wishes]
    base_ranked, ranked = _as_small(base, by_wish)
    points = np.stack([r - base_ranked for r in ranked], axis=1) if ranked else rows.wishes.points
    return base_ranked, replace(rows, wishes=Wishes(rows.wishes.pools, points))


def _of_wish(rows: Rows, k: int, base_column: Column, base: list[int | None], findings: Findings) -> list[int | None]:
    """点数k; what stands in 点数1 where it is empty or not there."""
    header = rows.headers.of("点数k", k)
    if not header or header == base_column.header:
        return base
    column = column_of(rows.table, header)
    values = per_row(column, _scores(column, findings))
    return [b if v is None else v for v, b in zip(values, base, strict=True)]


def _as_small(base: list[int | None], by_wish: list[list[int | None]]) -> tuple[Ints, list[Ints]]:
    """Scores as they are, or their ranks where a number of the machine could not tell them apart."""
    lists = [[0 if v is None else v for v in values] for values in (base, *by_wish)]
    if any(abs(v) >= _EXACT for values in lists for v in values):
        rank = {v: i for i, v in enumerate(sorted({v for values in lists for v in values}))}
        lists = [[rank[v] for v in values] for values in lists]
    arrays = [np.array(values, np.int64) for values in lists]
    return arrays[0], arrays[1:]


def _options(table: InputTable, rows: Rows, places: Places, findings: Findings) -> RowOptions:
    """Combinations of households with several children; for others ChilmAI does not look at them."""
    headers = _headers(table, _COMBINATION, _COMBINATION_NUMBERED)
    needed = {
        "世帯番号": "ファミリーコード",
        "順位": "総当たり順位",
        "申請者番号k": "宛名コード1",
        "施設番号k": "希望施設1",
    }
    _require(table, headers, needed, findings)
    options = options_under(table, headers, rows, places, findings, chilmai=True)
    return {h: its for h, its in options.items() if sum(1 for other in rows.households if other == h) > 1}


def _with_scores(made: list[Child | None], rows: Rows, points: Ints, options: RowOptions) -> list[Child | None]:
    """Scores, the file's order as lots, and the wishes that only a combination names."""
    lots = {h: i for i, h in enumerate(dict.fromkeys(h for h in rows.households if h is not None), start=1)}
    place: dict[str, int] = {}
    older_first = sorted((i for i, c in enumerate(made) if c is not None), key=lambda i: -int(rows.ages.classes[i]))
    extra: dict[int, list[int]] = {}
    for its in options.values():
        for option in its:
            for row, pool in option:
                if pool is not None and pool not in rows.wishes.pools[row] and pool not in extra.setdefault(row, []):
                    extra[row].append(pool)
    found: list[Child | None] = list(made)
    for row in older_first:
        child = made[row]
        assert child is not None
        place[child.household] = place.get(child.household, 0) + 1
        more = tuple(Wish(pool) for pool in extra.get(row, ()))
        found[row] = replace(
            child, points=int(points[row]), lot=lots[child.household], place_in_household=place[child.household],
            wishes=child.wishes + more,
        )  # fmt: skip
    return found
