# SPDX-License-Identifier: Apache-2.0
"""facilities.csv: one row for each pool of seats."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.applications import AGE_CLASSES, Facility, Pool, PoolKind
from machikata.apps.daycare_matching.reading.columns import Column, Ints, column_of, per_row, read_values
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of, warning
from machikata.apps.daycare_matching.reading.headers import Headers, find_headers
from machikata.apps.daycare_matching.reading.names import check_names
from machikata.apps.daycare_matching.reading.numbers import (
    AMBIGUOUS,
    UNKNOWN,
    NumberBook,
    book_of,
    read_identifiers,
    without_zeros,
)
from machikata.apps.daycare_matching.reading.schema import FACILITY_COLUMNS
from machikata.apps.daycare_matching.reading.values import (
    plain,
    read_classes,
    read_flag,
    read_freed_seats,
    read_kind,
    read_least_age,
    read_seats,
)
from machikata.automation.app.inputs import InputTable
from machikata.domain.errors import Problem
from machikata.domain.text import Text

_BETWEEN_LINKED = re.compile(r"[、,，・;；\s/／]+")
_EMPTY = Fault("value-missing", Text("空白です", "the cell is empty"), Text("値を入れてください", "fill it in"))


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Facilities and pools with what is needed to find them by the thousand.

    `admits[s, a]`: pool s takes age class a. `default[f, a]`: the only general pool of facility f for class a, `UNKNOWN` when it has
    none, `AMBIGUOUS` when several. `keys` (sorted) and `of_key` find a pool by facility and number.
    """

    facilities: tuple[Facility, ...]
    pools: tuple[Pool, ...]
    book: NumberBook
    numbers: dict[str, int]
    keys: Ints
    of_key: Ints
    admits: npt.NDArray[np.bool_]
    default: Ints
    least_days: Ints
    """Days of age needed on 1 April, 0 where 受入月齢 is in months or there is none."""

    def pool_code(self, number: str) -> int:
        """The code of a pool's number, `UNKNOWN` when no facility has such a pool."""
        return self.numbers.get(without_zeros(number), UNKNOWN)

    def find(self, facility: Ints, code: Ints) -> Ints:
        """Pools by facility and code of number; `UNKNOWN` where there is none."""
        if not len(self.keys):
            return np.full(len(facility), UNKNOWN, np.int64)
        wanted = facility * len(self.numbers) + code
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        there = (facility >= 0) & (code >= 0) & (self.keys[at] == wanted)
        return np.where(there, self.of_key[at], UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row of the file says of its pool."""

    row: int
    facility: str
    number: str
    kind: PoolKind
    classes: frozenset[int]
    intake: int
    least: tuple[int, int]
    excluded: bool
    reuses_freed: bool


def read_facilities(table: InputTable, findings: Findings) -> Places:
    """Facilities and pools, sorted by number. What is wrong goes into `findings`; such rows are left out."""
    headers = find_headers(table, FACILITY_COLUMNS, findings)
    rows = _read_rows(table, headers, findings)
    numbers = sorted({r.facility for r in rows}, key=_in_order)
    book = book_of(numbers)
    facilities = _facilities(table, headers, rows, numbers, book, findings)
    return make_places(facilities, _pools(table, headers, rows, book, findings), book)


def make_places(facilities: tuple[Facility, ...], pools: tuple[tuple[Pool, int], ...], book: NumberBook) -> Places:
    """The lookups for pools (each with the days of age it asks for)."""
    numbers = {n: i for i, n in enumerate(sorted({without_zeros(p.number) for p, _ in pools}))}
    keys = np.array([p.facility * len(numbers) + numbers[without_zeros(p.number)] for p, _ in pools], np.int64)
    order = np.argsort(keys, kind="stable")
    admits = np.zeros((len(pools), len(AGE_CLASSES)), np.bool_)
    default = np.full((len(facilities), len(AGE_CLASSES)), UNKNOWN, np.int64)
    for place, (pool, _) in enumerate(pools):
        for age in pool.classes:
            admits[place, age] = True
            if pool.kind is PoolKind.GENERAL and not pool.excluded:
                default[pool.facility, age] = place if default[pool.facility, age] == UNKNOWN else AMBIGUOUS
    return Places(
        facilities, tuple(p for p, _ in pools), book, numbers, keys[order], order.astype(np.int64), admits, default,
        np.array([days for _, days in pools], np.int64),
    )  # fmt: skip


def _in_order(number: str) -> tuple[int, str]:
    """Numbers by size, then others by letters."""
    return (len(number), number) if number.isdigit() else (1_000, number)


def _read_rows(table: InputTable, headers: Headers, findings: Findings) -> list[_Row]:
    def column(name: str) -> Column:
        return column_of(table, headers.of(name))

    facility, number = column("施設番号"), column("枠番号")
    classes, seats = column("対象クラス"), column("募集人数")
    needed = [facility, number, classes, seats]
    for one in needed:
        if one.header:
            findings.each(np.flatnonzero(~one.filled), lambda row, c=one: c.problem(row, _EMPTY))  # type: ignore[misc]
    read = [
        per_row(facility, read_identifiers(facility, findings)),
        per_row(number, read_identifiers(number, findings)),
        per_row(classes, read_values(classes, read_classes, findings)),
        per_row(seats, read_values(seats, read_seats, findings)),
    ]
    kind, least, out, freed = column("枠種別"), column("受入月齢"), column("従業員枠除外"), column("転園時空き枠扱い")
    kinds = per_row(kind, read_values(kind, read_kind, findings))
    leasts = per_row(least, read_values(least, read_least_age, findings))
    outs = per_row(out, read_values(out, read_flag, findings))
    reuses = per_row(freed, read_values(freed, read_freed_seats, findings))
    return [
        _Row(row, f, n, kinds[row] or PoolKind.GENERAL, c, s, leasts[row] or (0, 0), bool(outs[row]), reuses[row] is not False)
        for row, (f, n, c, s) in enumerate(zip(*read, strict=True))
        if f is not None and n is not None and c is not None and s is not None
    ]  # fmt: skip


def _facilities(
    table: InputTable, headers: Headers, rows: list[_Row], numbers: list[str], book: NumberBook, findings: Findings
) -> tuple[Facility, ...]:
    texts = {name: table.column(headers.of(name)) for name in ("名称", "種別", "区", "連携施設")}
    check_names(column_of(table, headers.of("名称")), findings)
    of: dict[str, list[int]] = {n: [] for n in numbers}
    for r in rows:
        of[r.facility].append(r.row)
    found = []
    for number, its in of.items():
        named = sorted({texts["名称"][row] for row in its} - {""})
        if len(named) > 1:
            what = Text(f"同じ施設番号に名称が{len(named)}つあります（{'、'.join(named)}）", f"one facility has {len(named)} names ({', '.join(named)})")  # fmt: skip
            findings.add(warning("facility-two-names", what, Text("名称をそろえてください", "use one name"), place_of(table, its[0], headers.of("施設番号"), number)))  # fmt: skip
        linked = [n for row in its for n in _linked(table, headers, row, texts["連携施設"][row], book, findings)]
        first = {
            name: min((t for t in (texts[name][row] for row in its) if t.strip()), default="")
            for name in ("名称", "種別", "区")
        }
        found.append(Facility(number, named[0] if named else number, plain(first["種別"]), plain(first["区"]), tuple(sorted(set(linked)))))  # fmt: skip
    return tuple(found)


def _linked(
    table: InputTable, headers: Headers, row: int, text: str, book: NumberBook, findings: Findings
) -> list[str]:
    numbers = list(book.exact)
    found = []
    for part in filter(None, _BETWEEN_LINKED.split(plain(text))):
        place = book.find(part)
        if place < 0:
            what = Text(
                f"連携施設「{part}」は施設の一覧にありません", f"the linked facility “{part}” is not in the list"
            )
            remedy = Text(
                "施設番号を直すか、その施設の行を加えてください", "correct the number, or add a row for the facility"
            )
            findings.add(Problem("linked-unknown", what, remedy, place_of(table, row, headers.of("連携施設"), part)))
        else:
            found.append(numbers[place])
    return found


def _pools(
    table: InputTable, headers: Headers, rows: list[_Row], book: NumberBook, findings: Findings
) -> tuple[tuple[Pool, int], ...]:
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for r in sorted(rows, key=lambda r: (_in_order(r.facility), _in_order(r.number), r.row)):
        key = (r.facility, without_zeros(r.number))
        if key in seen:
            first = int(table.rows[seen[key]])
            what = Text(
                f"同じ施設の同じ枠番号が{first}行目にもあります",
                f"the same pool of the same facility stands in row {first} too",
            )
            remedy = Text(
                "どちらかの枠番号を変えるか、行を消してください", "change one of the numbers, or delete a row"
            )
            findings.add(Problem("pool-twice", what, remedy, place_of(table, r.row, headers.of("枠番号"), r.number)))
            continue
        seen[key] = r.row
        months, days = r.least
        least = months or (days // 31 if days else None)
        kept.append((Pool(book.exact[r.facility], r.number, r.kind, r.classes, r.intake, r.reuses_freed, least, r.excluded), days))  # fmt: skip
    return tuple(kept)
