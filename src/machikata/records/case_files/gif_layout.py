# SPDX-License-Identifier: Apache-2.0
r"""How case studies travel: the keys of the JSON, the tables of the CSV, and how a text with line breaks fits on one line of a table.

The rules for machine-readable tables forbid line breaks inside values. In our tables ¶ stands for a line break; a real ¶ is written \¶, a
backslash \\, and every blank that a table would lose (at the ends, doubled, tabs, no-break spaces) \uHHHH. JSON keeps texts as they are.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from machikata.domain.text import Text
from machikata.records.case_files.columns import (
    CASE_FIELDS,
    CASE_ITEMS,
    FIGURE_ITEMS,
    MEDIA_ITEMS,
    SOURCE_ITEMS,
    VALUE_FIELDS,
    Item,
    ItemKind,
    known_names,
)
from machikata.records.survey.labels import word_key

FORMAT: Final = "GIF 事例（DS-451-3）"
CASES_KEY, WITHDRAWN_KEY, FIGURES_KEY, SOURCES_KEY, MEDIA_KEY = (
    "事例",
    "取り下げた事例",
    "数値",
    "出典",
    "イメージ・ビデオ",
)
DERIVED_KEY: Final = "計算した値"
CASES_FILE, TERMS_FILE, FIGURES_FILE = "cases.csv", "terms.csv", "figures.csv"
SOURCES_FILE, MEDIA_FILE, WITHDRAWN_FILE = "sources.csv", "media.csv", "withdrawn.csv"
CODES_FILE, DEFINITIONS_FILE = "codes.csv", "definitions.csv"
LISTED: Final = tuple(i.field for i in CASE_ITEMS if i.kind.many)
"""Items with several values: rows of terms.csv."""
NO_VALUE: Final = "none"
"""The value code of a figure that holds no number."""
NOT_APPLICABLE: Final = "not_applicable"
"""The kind of a figure that is no effect, the class of a body that has none."""
IN_CASES: Final = tuple(
    i for i in CASE_ITEMS if not i.kind.many and i.field not in {"id", "body", "start", "withdrawn"}
)
FIGURE_WORDS: Final = tuple(
    i for i in FIGURE_ITEMS if i.field not in {"id", "source", *VALUE_FIELDS} and not i.field.startswith("derived_")
)
_SHORT: Final = "（単位の列）"


class Precision(StrEnum):
    """How exactly a start is known; the tables keep it beside year, month and day, so that each column is written in one way."""

    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"
    MONTH = "month"
    DAY = "day"
    NOT_STATED = "not_stated"

    @property
    def label(self) -> Text:
        """In office words."""
        return _PRECISIONS[self]


_PRECISIONS: Final = {
    Precision.YEAR: Text("年まで分かる", "the year is known"),
    Precision.FISCAL_YEAR: Text(
        "年度まで分かる（start_year は始まる年）", "the fiscal year is known (start_year: in which it begins)"
    ),
    Precision.MONTH: Text("月まで分かる", "the month is known"),
    Precision.DAY: Text("日まで分かる", "the day is known"),
    Precision.NOT_STATED: Text("資料に記載がない", "not stated in the sources"),
}
START_COLUMNS: Final = ("start_year", "start_month", "start_day", "start_precision")


def start_cells(start: str) -> tuple[int | None, int | None, int | None, str]:
    """Year, month, day and precision of a start.

    >>> start_cells("2018-07"), start_cells("FY2018")
    ((2018, 7, None, <Precision.MONTH: 'month'>), (2018, None, None, <Precision.FISCAL_YEAR: 'fiscal_year'>))
    """
    if not start:
        return None, None, None, Precision.NOT_STATED
    if start.startswith("FY"):
        return int(start[2:]), None, None, Precision.FISCAL_YEAR
    parts = [int(p) for p in start.split("-")]
    year, month, day = (*parts, None, None)[:3]
    return year, month, day, (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]


def start_of(year: str, month: str, day: str, precision: str) -> str | None:
    """The start that the four cells tell; None when they do not fit together."""
    held = (bool(year), bool(month), bool(day))
    if held != _HELD.get(precision) or not all(t.isascii() and t.isdigit() for t in (year, month, day) if t):
        return None
    if precision == Precision.FISCAL_YEAR:
        return f"FY{year}"
    return "-".join(t if n == 0 else t.zfill(2) for n, t in enumerate((year, month, day)) if t)


_HELD: Final[dict[str, tuple[bool, bool, bool]]] = {
    Precision.YEAR: (True, False, False), Precision.FISCAL_YEAR: (True, False, False), Precision.MONTH: (True, True, False),
    Precision.DAY: (True, True, True), Precision.NOT_STATED: (False, False, False),
}  # fmt: skip


def columns_of(items: tuple[Item, ...]) -> tuple[str, ...]:
    """Latin heads of items: two columns, _ja and _en, for a text. Free texts say in their head that they are (_note)."""
    return tuple(name for i in items for name in _heads(i))


def _heads(item: Item) -> tuple[str, ...]:
    if item.kind is not ItemKind.TEXT:
        return (item.field,)
    plain = item.field in _TITLES or item.field.endswith("note")
    base = item.field if plain else f"{item.field}_note"
    return f"{base}_ja", f"{base}_en"


_TITLES: Final = frozenset({"title", "subtitle", "name"})


def names_of(items: tuple[Item, ...]) -> dict[str, str]:
    """What a head or key may say, with the code of the item it means: Latin heads, names in Japanese and English, other names."""
    latin = {word_key(h): f for i in items for h, f in zip(_heads(i), (i.field, f"{i.field}_en"), strict=False)}
    short = {word_key(json_key(i)): i.field for i in items}
    return short | known_names(items) | latin


def json_key(item: Item) -> str:
    """The name of an item as a key of the JSON, where no column of units stands beside it."""
    return item.label.ja.removesuffix(_SHORT)


CASE_NAMES: Final = names_of(CASE_ITEMS) | {"case_id": "id", "organisation_code": "body"}
FIGURE_NAMES: Final = names_of(FIGURE_ITEMS) | {"figure_id": "id", "figure_unit": "unit", "source_id": "source"}
SOURCE_NAMES: Final = names_of(SOURCE_ITEMS) | {"source_id": "id", "source_name": "title"}
MEDIA_NAMES: Final = names_of(MEDIA_ITEMS) | {"media_name": "title"}

_FORMULA: Final = "=+-@"
_ESCAPED: Final = re.compile(r"\\(\\|¶|u[0-9A-F]{4}|U[0-9A-F]{8})|¶")
_SPACES: Final = " \u3000"


def one_line(text: str) -> str:
    r"""A text as a cell of our tables: on one line, and nothing of it lost.

    >>> one_line("一行目\n二行目"), one_line("前  後 ")
    ('一行目¶二行目', '前 \\u0020後\\u0020')
    """
    last = len(text) - 1
    out = []
    for n, c in enumerate(text):
        if c == "\n":
            out.append("¶")
        elif c in "\\¶":
            out.append("\\" + c)
        elif c in _SPACES:
            out.append(_coded(c) if n in (0, last) or text[n - 1] in _SPACES else c)
        elif c.isspace() or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp"):
            out.append(_coded(c))
        else:
            out.append(c)
    if text[:1] == "'" and text[1:2] and text[1] in _FORMULA:
        out[0] = _coded("'")
    return "".join(out)


def from_line(cell: str) -> str:
    """The text that `one_line` wrote, the mark that keeps it from being a formula taken off."""
    if cell[:1] == "'" and cell[1:2] and cell[1] in _FORMULA:
        cell = cell[1:]
    return _ESCAPED.sub(_meant, cell)


def _coded(c: str) -> str:
    return f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}"


def _meant(match: re.Match[str]) -> str:
    inside = match[1]
    if inside is None:
        return "\n"
    if inside in ("\\", "¶"):
        return inside
    code = int(inside[1:], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def label_of(field: str) -> str:
    """The name of an item of the case in GIF."""
    return CASE_FIELDS[field].label.ja
