# SPDX-License-Identifier: Apache-2.0
"""How the workbook for submitting a case study is laid out. Writer and reader share it.

The case is a table of one row per entry (item × value), so that every sheet has its heads in row 1 and an item with several values takes
several rows; figures, sources and pictures are tables of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from machikata.domain.text import Language, Text
from machikata.records.case_files.columns import (
    CASE_ITEMS,
    FIGURE_ITEMS,
    MEDIA_ITEMS,
    SOURCE_ITEMS,
    Item,
    ItemKind,
    Need,
    with_english,
)
from machikata.records.survey.form_layout import FormColumn

CASE_SHEET: Final = Text("事例", "Case")
FIGURE_SHEET: Final = Text("数値", "Figures")
SOURCE_SHEET: Final = Text("出典", "Sources")
MEDIA_SHEET: Final = Text("画像・映像", "Pictures")
CODE_SHEET: Final = Text("コード表", "Codes")
GUIDE_SHEET: Final = Text("説明", "Readme")

CASE_COLUMNS: Final[tuple[Item, ...]] = (
    Item("label", Text("項目", "Item"), Text("項目の名前です。", "Name of the item."), width=24),
    Item("value", Text("記入", "Entry"), Text("ここに書きます。", "Write here."), width=60),
    Item("english", Text("英語での記入", "English text"), Text("英語の文があれば書きます。", "If there is one."), width=40),
    Item("need", Text("必要度", "Needed"), Text("必須の項目は必ず書きます。", "Required items must be filled in."), width=11),
    Item("hint", Text("書き方", "How to fill it in"), Text("何を書くかの説明です。", "What belongs here."), width=50),
    Item("item", Text("項目コード", "Item code"), Text("読み込みに使います。変えないでください。", "Used for reading; leave it as it is."), width=16),
)  # fmt: skip
GIVEN: Final = frozenset({"label", "need", "hint", "item"})
SPARE: Final = {"technologies": 4, "works": 4, "keywords": 6, "related": 3}
"""Rows for items that take several values."""
SPARE_ROWS: Final = 200
"""Rows of a table in which lists and hints work."""


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with one row per figure, source or picture; `needed` are the codes of the heads it cannot be read without."""

    name: Text
    items: tuple[Item, ...]
    needed: frozenset[str]


FIGURES: Final = TableSheet(FIGURE_SHEET, with_english(FIGURE_ITEMS), frozenset({"name", "unit", "role", "kind"}))
SOURCES: Final = TableSheet(SOURCE_SHEET, SOURCE_ITEMS, frozenset({"title", "url", "read"}))
MEDIA: Final = TableSheet(MEDIA_SHEET, MEDIA_ITEMS, frozenset({"title", "url", "licence"}))
CASE: Final = TableSheet(CASE_SHEET, CASE_COLUMNS, frozenset({"value", "item"}))


def form_columns(sheet: TableSheet, language: Language) -> tuple[FormColumn, ...]:
    """The columns as the parts of the survey's workbook take them."""
    return tuple(
        FormColumn(
            i.field, i.label.in_(language), i.width, i.hint, i.quantity, given=sheet is CASE and i.field in GIVEN
        )
        for i in sheet.items
    )


def asked_items() -> tuple[Item, ...]:
    """The items in the order of the form: those that the body fills in, then those of the office."""
    return tuple(sorted(CASE_ITEMS, key=lambda i: i.need is Need.OFFICE))


def takes_english(item: Item) -> bool:
    """Whether the second column of texts is meant for it."""
    return item.kind is ItemKind.TEXT
