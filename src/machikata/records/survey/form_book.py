# SPDX-License-Identifier: Apache-2.0
"""What every workbook to be filled in has in common: its looks, its exact numbers, and which texts no cell can hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format as XlsxFormat

from machikata.domain.text import Text

FORM_CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # a constant: a clock here would make equal forms unequal files
_MOST_TEXT = 32_767
"""UTF-16 units that a cell of Excel holds."""
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
FORM_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FONT = "游ゴシック"


class Exact(float):
    """A number that is written with all its digits; XlsxWriter keeps sixteen, and 17 are needed to come back as the same one."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def form_styles(book: xlsxwriter.Workbook) -> dict[str, XlsxFormat]:
    """The formats of a form by name."""
    cell = {"valign": "top", "border": 1, "border_color": "#C8C8CB", "font_size": 10, "font_name": _FONT}
    line: dict[str, object] = {"border": 1, "border_color": "#C8C8CB"}
    free = {"valign": "top", "font_size": 10, "font_name": _FONT, "locked": False}
    head = {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "border_color": "#949494",
        "font_size": 10,
        "font_name": _FONT,
    }
    made = {
        "head": head | {"bg_color": "#D9E6FF"},
        "head_given": head | {"bg_color": "#E6E6E6"},
        "given": cell | {"text_wrap": True},
        "given_free": cell | {"text_wrap": True, "locked": False},
        # the text format keeps a value such as =1+1 or 4-6 as it is typed
        "words": free | {"num_format": "@", "text_wrap": True},
        "number": free,
        "large": free | {"num_format": "#,##0"},
        "number_filled": free | line | {"bg_color": "#FFFBEB"},
        "words_filled": free | line | {"bg_color": "#FFFBEB", "num_format": "@"},
        "large_filled": free | line | {"bg_color": "#FFFBEB", "num_format": "#,##0"},
        "greyed": {"bg_color": "#B3B3B3", "font_color": "#1A1A1C"},
        "apart": {"bg_color": "#FFC166", **line},
        "to_fill": {"bg_color": "#FFFBEB", **line},
        "to_fill_first": {"bg_color": "#FFFBEB", **line, "top": 1, "top_color": "#1A1A1C"},
        "first_of_step": {"top": 1, "top_color": "#1A1A1C"},
        "subject": {
            "bold": True,
            "valign": "top",
            "text_wrap": True,
            "font_size": 10.5,
            "font_name": _FONT,
            "border": 1,
            "border_color": "#C8C8CB",
        },
        "line": {
            "text_wrap": True,
            "valign": "top",
            "font_size": 10.5,
            "font_name": _FONT,
            "border": 1,
            "border_color": "#C8C8CB",
        },
    }
    return {name: book.add_format(properties) for name, properties in made.items()}


def unwritable(text: str) -> list[tuple[str, Text, Text]]:
    """Why no cell of Excel can hold a text: code, what, remedy."""
    found = []
    if len(text) > _MOST_TEXT // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > _MOST_TEXT:
        what = Text(
            f"文が長すぎます（Excelのセルは{_MOST_TEXT:,}字まで）",
            f"the text is too long: a cell holds {_MOST_TEXT:,} characters",
        )
        found.append(("survey-text-too-long", what, Text("短くしてください", "shorten it")))
    if _NO_XML.search(text):
        what = Text("Excelに書けない文字が入っています", "the text holds characters that Excel cannot keep")
        found.append(("survey-text-unwritable", what, Text("その文字を消してください", "delete them")))
    return found
