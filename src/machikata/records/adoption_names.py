# SPDX-License-Identifier: Apache-2.0
"""Whether the names of a table are the expected ones, one by one; and how they differ where they are not.

Names are compared sign by sign. A variant form of the same name (鰺ヶ沢町 and 鯵ヶ沢町, ヶ and ケ) is told as such, and still refused: a
person decides that both are one body.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text

# Each group is one character in several forms, as they occur in names of municipalities.
_FORMS: Final = (
    "ヶケ", "ヵカ", "鰺鯵", "檮梼", "龍竜", "富冨", "曽曾", "竈竃", "舘館", "檜桧", "髙高", "﨑崎嵜", "濱浜", "邊邉辺", "澤沢",
    "廣広", "國国", "會会", "關関", "齋齊斎斉", "龜亀", "與与", "淵渕", "蘆芦", "瀧滝", "藪薮", "礪砺", "壹壱", "劍剣劔", "櫻桜", "榮栄",
    "圓円", "條条", "實実", "眞真", "豐豊", "鹽塩", "萬万", "兒児", "縣県", "德徳", "餅餠", "麴麹", "籠篭", "諫諌",
    "吉𠮷",
)  # fmt: skip
_SELECTORS: Final = dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_PLAIN: Final = {**_SELECTORS, **{ord(form): group[0] for group in _FORMS for form in group[1:]}}
_MOST_NAMED: Final = 20


def differing_names(found: Sequence[str], expected: Sequence[str], *, first_column: int = 1) -> Iterator[Problem]:
    """A problem for each place where `found` is not `expected`; `first_column` is the column of the first name, counted from 1."""
    if len(found) > 2 * len(expected) + _MOST_NAMED:
        # Another table altogether; to align it name by name would take long and help nobody.
        yield _too_many(len(found), len(expected))
        return
    told = list(_differences(tuple(found), tuple(expected), first_column))
    yield from told[:_MOST_NAMED]
    if (left := len(told) - _MOST_NAMED) > 0:
        yield Problem(
            "adoption-table-names",
            Text(f"ほかに{left}か所、名称が一覧と違います", f"{left} more names differ from the list"),
            Text("表の年と、一覧の年（合併など）が合っているか確かめてください", "see whether table and list are of the same year"),
            count=left,
        )  # fmt: skip


def _too_many(found: int, expected: int) -> Problem:
    what = Text(
        f"名称の列が{found}あり、一覧の{expected}と違いすぎます", f"{found} columns of names, the list has {expected}"
    )
    remedy = Text(
        "市区町村の表か、一覧の年と合う表かを確かめてください", "choose the table of municipalities of the same year"
    )
    return Problem("adoption-table-width", what, remedy, Place(row=1), count=found)


def same_but_for_form(one: str, other: str) -> bool:
    """Whether two different names are written alike but for variant forms of characters.

    >>> (
    ...     same_but_for_form("鰺ヶ沢町", "鯵ケ沢町"),
    ...     same_but_for_form("府中市", "府中市"),
    ...     same_but_for_form("森町", "林町"),
    ... )
    (True, False, False)
    """
    return one != other and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).translate(_PLAIN)


def _differences(found: tuple[str, ...], expected: tuple[str, ...], first: int) -> Iterator[Problem]:
    if found == expected:
        return
    for kind, a, b, c, d in SequenceMatcher(None, found, expected, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for i, (name, wanted) in enumerate(zip_longest(found[a:b], expected[c:d])):
            yield _difference(name, wanted, first + a + i, c + i + 1)


def _difference(name: str | None, wanted: str | None, column: int, position: int) -> Problem:
    """The problem at a column: `name` stands there, `wanted` is the `position`th of the list; None where one of them ends."""
    place = Place(row=1, column=str(column), value=name or "")
    if name is None:
        what = Text(
            f"一覧の{position}番目の「{wanted}」がここにありません",
            f"“{wanted}”, number {position} of the list, is missing here",
        )
        remedy = Text(
            "列が欠けていないか、合併で一覧から外れる団体か確かめてください",
            "see whether a column is lacking, or the body was merged",
        )
        return Problem("adoption-table-name-missing", what, remedy, Place(row=1, column=str(column)))  # fmt: skip
    if wanted is None:
        what = Text("一覧にない名称の列があります", "a column whose name the list does not hold here")
        remedy = Text(
            "列が重なっていないか、新しい団体を一覧に入れるべきか確かめてください",
            "see whether a column is doubled, or the list lacks a new body",
        )
        return Problem("adoption-table-name-extra", what, remedy, place)
    if same_but_for_form(name, wanted):
        what = Text(
            f"一覧では「{wanted}」です。字の形だけが違います（{_signs(name, wanted)}）",
            f"the list writes “{wanted}”; only the form of a character differs ({_signs(name, wanted)})",
        )
        remedy = Text(
            "同じ団体だと確かめてから、どちらかの表記にそろえてください",
            "make sure that both are one body, then write it the same way",
        )
        return Problem("adoption-table-name-form", what, remedy, place)
    what = Text(
        f"一覧ではこの位置は「{wanted}」です（{position}番目）", f"the list has “{wanted}” here (number {position})"
    )
    remedy = Text(
        "列の順番を公表された順（団体コードの順）に戻してください", "put the columns back into the order of the codes"
    )
    return Problem("adoption-table-name", what, remedy, place)


def _signs(name: str, wanted: str) -> str:
    """The signs that differ, with their numbers in Unicode, for fonts may show both alike."""
    pairs = [(a, b) for a, b in zip_longest(name, wanted, fillvalue="") if a != b]
    return "、".join(f"{_sign(a)}≠{_sign(b)}" for a, b in pairs[:3])


def _sign(character: str) -> str:
    return f"{character} U+{ord(character):04X}" if character else "∅"
