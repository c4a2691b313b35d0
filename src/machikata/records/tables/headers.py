# SPDX-License-Identifier: Apache-2.0
"""Which row of a table is its header, and names that tell its columns apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.event_log import DateStyle
from machikata.domain.text import Text
from machikata.domain.written_dates import DateFault, plain, read_moment

ROWS_LOOKED_AT = 60
_MOSTLY_WORDS, _FULL, _NAMED_COLUMNS = 0.8, 0.8, 0.5
"""A header may name a column "2026"; a row of data may lack a value; a header may leave columns unnamed."""
_NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Header:
    """The row of the header (1 = first; 0: the table has none), the unique names of its columns, and what was odd about them."""

    row: int
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def find_header(rows: Sequence[Sequence[str]], width: int) -> int:
    """The row (from 1) that holds the header of a table `width` wide, 0 when the data begin without one.

    The header is the fullest row of words above the first full row of data: titles fill few cells, and of a header in two rows
    the lower one, which names every column, is fuller than the upper one, which groups them. A row with a date above another date
    is data, however many words stand beside it.
    """
    best, best_filled = 0, 0
    for number, row in enumerate(rows[:ROWS_LOOKED_AT], start=1):
        if len(rows) > number and _dates_in_both(row, rows[number]):
            break
        filled = [plain(c) for c in row if c.strip()]
        words = sum(1 for c in filled if not _is_data(c))
        if filled and words >= _MOSTLY_WORDS * len(filled):
            if len(filled) > best_filled:
                best, best_filled = number, len(filled)
        elif len(filled) >= _FULL * width:
            break
    return best if best_filled >= _NAMED_COLUMNS * width else 0


def name_columns(cells: Sequence[str], width: int, *, row: int, file: str, sheet: str = "") -> Header:
    """Unique names for all columns: empty headers are numbered, repeated ones get a number behind."""
    texts = [" ".join(c.split()) for c in cells] + [""] * (width - len(cells))
    if row == 0:
        names = tuple(f"列{i + 1}" for i in range(width))
        return Header(0, names, (_no_header(file, sheet),))
    counts = Counter(t for t in texts if t)
    used: Counter[str] = Counter()
    names_made: list[str] = []
    for position, text in enumerate(texts, start=1):
        base = text or f"列{position}"
        used[base] += 1
        names_made.append(base if used[base] == 1 else _free_name(base, used[base], counts))
    problems = tuple(_repeated(counts, texts, row, file, sheet))
    return Header(row, tuple(names_made), problems)


def width_of(rows: Sequence[Sequence[str]]) -> int:
    """The commonest number of columns, counted to the last filled cell; the wider one among equals."""
    lengths = Counter(_last_filled(r) for r in rows if any(c.strip() for c in r))
    return max(lengths, key=lambda n: (lengths[n], n)) if lengths else 0


def _last_filled(row: Sequence[str]) -> int:
    return max((i for i, c in enumerate(row, start=1) if c.strip()), default=0)


def _is_data(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None or _is_date(cell)


def _dates_in_both(row: Sequence[str], below: Sequence[str]) -> bool:
    return any(_is_date(plain(a)) and _is_date(plain(b)) for a, b in zip(row, below, strict=False))


def _is_date(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is None and not isinstance(read_moment(cell, DateStyle.JAPANESE), DateFault)


def _free_name(base: str, count: int, taken: Counter[str]) -> str:
    name = f"{base}（{count}）"
    while name in taken:
        count += 1
        name = f"{base}（{count}）"
    return name


def _repeated(counts: Counter[str], texts: list[str], row: int, file: str, sheet: str) -> Iterator[Problem]:
    for text, count in counts.items():
        if count > 1:
            places = "、".join(str(i) for i, t in enumerate(texts, start=1) if t == text)
            yield Problem(
                "header-repeated",
                Text(
                    f"同じ見出しが{count}回あります（{places}番目の列）",
                    f"the header occurs {count} times (columns {places})",
                ),
                Text(
                    "2つ目からは番号を付けて区別しました。見出しを違う名前にしてください",
                    "numbers were added to tell them apart; better give them different names",
                ),
                Place(file=file, sheet=sheet, row=row, column=text),
                Severity.WARNING,
            )


def _no_header(file: str, sheet: str) -> Problem:
    return Problem(
        "header-missing",
        Text(
            "見出しの行が見つかりません。1行目からデータとして読みました",
            "no header row was found; the first row was read as data",
        ),
        Text(
            "1行目に見出しを付けて保存し直すと、列の意味を確かに読めます",
            "put headers into the first row and save it again; then the columns are read with certainty",
        ),
        Place(file=file, sheet=sheet, row=1),
        Severity.WARNING,
    )
