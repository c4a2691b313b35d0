# SPDX-License-Identifier: Apache-2.0
"""Masking of whole columns: by their header, by the form of their values, and by what a column's values have in common."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.event_log import DateStyle
from machikata.records.coded import Coded
from machikata.records.masking.headers import resident_kind
from machikata.records.masking.identifiers import (
    MAY_HOLD_IDENTIFIER,
    Found,
    IdentifierKind,
    find_identifiers,
    is_my_number,
    plain_digits,
    without,
)
from machikata.records.plain_times import read_plain

_EVIDENT_SHARE = 0.5
"""Chance lets 1/11 of twelve-digit numbers pass the check; from one half on, a column holds individual numbers."""
_EVIDENT_VALUES = 2
_YEAR_SHARE = 0.9
_YEAR_NUMBER = re.compile(r"(?:19|20)\d{2}-\d{6}")


@dataclass(frozen=True, slots=True)
class MaskedCells:
    """Cells masked in one column: how many, of which kind, and whether the whole column was taken to be of that kind."""

    column: str
    kind: IdentifierKind
    cells: int
    whole_column: bool = False
    twelve_digits: int = 0
    """Distinct values of twelve digits in the column, and below how many of them pass the check digit."""
    passing: int = 0


def mask_column(
    name: str, column: Coded, *, kind: IdentifierKind | None = None
) -> tuple[Coded, tuple[MaskedCells, ...]]:
    """The column without identifiers, and what was masked. The header decides first (or `kind`), then the values."""
    announced = kind or resident_kind(name)
    counts = column.count_values()
    if announced is not None:
        cells = int(counts.sum())
        masked = column.map_each(lambda _: announced.token) if cells else column
        return masked, (MaskedCells(name, announced, cells, whole_column=True),) if cells else ()
    found = _find_in(column)
    if not found:
        return column, ()
    values = column.values.to_pylist()
    cells_of: Counter[IdentifierKind] = Counter()
    for code, items in found.items():
        values[code] = without(values[code], items)
        for item_kind in {item.kind for item in items}:
            cells_of[item_kind] += int(counts[code])
    evidence = _evidence(column)
    return column.mapped(pa.array(values, pa.string())), tuple(
        MaskedCells(name, k, n, *(evidence if k is IdentifierKind.MY_NUMBER else (False, 0, 0)))
        for k, n in sorted(cells_of.items())
        if n
    )


def holds_identifiers(column: Coded) -> list[int]:
    """The codes of the values that hold an identifier."""
    return sorted(_find_in(column))


def _find_in(column: Coded) -> dict[int, tuple[Found, ...]]:
    """Identifiers by code of the value that holds them."""
    sieve = pc.match_substring_regex(column.values, MAY_HOLD_IDENTIFIER).fill_null(False).to_numpy(zero_copy_only=False)
    # timestamps have many digits and many distinct values, and are no identifiers
    candidates = np.flatnonzero(sieve & ~read_plain(column.values, DateStyle.JAPANESE).done).tolist()
    texts = {code: column.values[code].as_py() for code in candidates}
    found = {code: find_identifiers(text) for code, text in texts.items()}
    if _is_numbering(texts, found):
        found = {
            c: tuple(f for f in items if f.kind is not IdentifierKind.PENSION_NUMBER) for c, items in found.items()
        }
    if _evidence(column)[0]:
        found |= {c: _whole(t) for c, t in texts.items() if 10 <= len(plain_digits(t)) <= 12 and _only_digits(t)}
    return {code: items for code, items in found.items() if items}


def _whole(text: str) -> tuple[Found, ...]:
    return (Found(IdentifierKind.MY_NUMBER, 0, len(text)),)


def _is_numbering(texts: dict[int, str], found: dict[int, tuple[Found, ...]]) -> bool:
    """Whether 4-6 digit groups are running numbers by year (2026-000123) and no pension numbers."""
    groups = [
        texts[code][f.start : f.stop]
        for code, items in found.items()
        for f in items
        if f.kind is IdentifierKind.PENSION_NUMBER
    ]
    years = sum(1 for g in groups if _YEAR_NUMBER.fullmatch(f"{plain_digits(g)[:4]}-{plain_digits(g)[4:]}"))
    return bool(groups) and years >= _YEAR_SHARE * len(groups)


def _evidence(column: Coded) -> tuple[bool, int, int]:
    """Whether the column as a whole holds individual numbers; distinct twelve-digit values; those that pass the check."""
    sieve = pc.match_substring_regex(column.values, r"^\s*[0-9０-９](?:[-\s　－]?[0-9０-９]){11}\s*$")
    whole = column.values.filter(sieve.fill_null(False)).to_pylist()
    passing = sum(is_my_number(plain_digits(v)) for v in whole)
    evident = passing >= _EVIDENT_VALUES and passing >= _EVIDENT_SHARE * len(whole)
    return evident, len(whole), passing


def _only_digits(text: str) -> bool:
    return re.fullmatch(r"[\d\s\-－　]+", text) is not None
