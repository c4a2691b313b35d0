# SPDX-License-Identifier: Apache-2.0
"""A case study item by item, as it is written into forms, tables and JSON: the way back from `assembling`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from machikata.domain.case_study import CaseFigure, CaseStudy
from machikata.domain.text import Text
from machikata.records.case_files.columns import DERIVED, Item, ItemKind

Plain = str | int | float | bool | None


def entries(item: Item, case: CaseStudy) -> tuple[tuple[Plain, str], ...]:
    """Each value of an item as a code, text or number, with its English text; nothing where the item is empty."""
    value = getattr(case, item.field)
    if isinstance(value, tuple):
        return tuple((_plain(v), "") for v in value)
    if isinstance(value, Text):
        return ((value.ja, value.en),) if value.ja or value.en else ()
    plain = _plain(value)
    return () if plain is None or plain == "" or plain is False else ((plain, ""),)


def cells(items: Sequence[Item], value: object) -> Iterator[tuple[Item, Plain]]:
    """The items of a figure, source or picture (their English twins too), empty ones as None."""
    for item in items:
        yield item, _cell(item, value)


def _cell(item: Item, value: object) -> Plain:
    if item.field in DERIVED and isinstance(value, CaseFigure):
        return DERIVED[item.field] in value.derived or None
    name = item.field.removesuffix("_en")
    found = getattr(value, name)
    if isinstance(found, Text):
        found = found.en if name != item.field else found.ja
    plain = _plain(found)
    return None if plain == "" or plain is False else plain


def _plain(value: object) -> Plain:
    if isinstance(value, StrEnum):
        return value.value
    assert value is None or isinstance(value, (str, int, float, bool))
    return value


CODED: Final = (ItemKind.CODE, ItemKind.MANY_CODES)
