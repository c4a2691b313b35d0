# SPDX-License-Identifier: Apache-2.0
"""Numbers as people write them into a survey: what is certain is read and its habit named, what is not is a fault.

written              read        because
３０, 1,200          30, 1200    full-width digits, thousands separators
1時間30分, 0.5時間     90, 30      the unit stands beside the number
約30, 10〜15分, −      a fault     "about", a range, a dash that may mean none or not known
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from fractions import Fraction

from machikata.domain.text import Text
from machikata.records.survey.quantities import Quantity
from machikata.records.tables.workbook import Cell


class Habit(StrEnum):
    """A way of writing that does not hide the number."""

    FULL_WIDTH = "survey-number-full-width"
    COMMA = "survey-number-with-comma"
    UNIT = "survey-number-with-unit"
    TEXT = "survey-number-as-text"

    @property
    def what(self) -> Text:
        """What was unusual."""
        return _HABITS[self]


_HABITS = {
    Habit.FULL_WIDTH: Text("全角の数字です", "the digits are full-width"),
    Habit.COMMA: Text("桁区切りのコンマが文字として入っています", "thousands separators are typed as text"),
    Habit.UNIT: Text("単位が数字と一緒に書かれています", "the unit is written beside the number"),
    Habit.TEXT: Text("数字が文字列として入っています", "the number is stored as text"),
}


class NumberFault(StrEnum):
    """Why a cell gives no certain number."""

    ABOUT = "survey-number-about"
    RANGE = "survey-number-range"
    DASH = "survey-number-dash"
    CLOCK = "survey-number-clock"
    DATE = "survey-number-date"
    NEGATIVE = "survey-number-negative"
    NOT_WHOLE = "survey-number-not-whole"
    BEYOND = "survey-number-beyond"
    TEXT = "survey-number-text"


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in the quantity's unit, and how it was written."""

    value: float
    habits: tuple[Habit, ...] = ()


_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("　"): ord(" "), ord("\u00a0"): ord(" ")}
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_UNIT = r"[^\d\s,.+-]*"
_WHOLE = re.compile(rf"[¥\\]?({_NUMBER})({_UNIT})")
_TWO_PARTS = re.compile(rf"({_NUMBER})(時間|h|分)({_NUMBER})(分|min|秒)")
_ABOUT = re.compile(
    r"^(約|およそ|ほぼ|概ね|おおむね|だいたい|大体|ca\.?|about|~|≒)"
    r"|(程度|くらい|ぐらい|前後|ほど|余り|余|弱|強|以上|以下|未満|超|内外|頃|ころ|\?)$"
)
_RANGE = re.compile(r"\d.*(?:[~〜～–—―-]|から|ないし|or|又は|または|、|/).*\d")
_DASH = re.compile(r"[-‐‑‒–—―−ー~〜─━/*×xＸ・.…]+|なし|無し|無|該当なし|対象外|不明|未定|未回答|n/?a|none")
_NEGATIVE = re.compile(rf"[-−▲△ー‐–]({_NUMBER})({_UNIT})")
_LONGEST = 60
"""No number is longer; a page of text is not searched for one."""
_LOOSE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
"""Blanks that stand between no two digits: 1 2 may be 12, or 1 and 2."""
_CLOCK = re.compile(r"\d{1,3}:\d{2}(:\d{2})?")


def read_number(
    cell: Cell, quantity: Quantity, *, typed: bool = True, factor: float = 1.0
) -> WrittenNumber | NumberFault | None:
    """The number of a cell in the unit of `quantity`; None for an empty one.

    `typed` says that the file tells numbers from texts (a workbook, not a CSV), so that a number stored as text is worth a word.
    `factor` turns the column's own unit into the quantity's (60 for hours per case); a unit written in the cell goes before it.
    """
    if type(cell) is float or type(cell) is int:
        if not math.isfinite(cell):
            return NumberFault.TEXT
        return _judged(float(cell) if factor == 1.0 else float(_exact(repr(cell), factor)), quantity, ())
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return _read_text(cell, quantity, typed=typed, factor=factor)
    if isinstance(cell, (time, timedelta)):
        return NumberFault.CLOCK
    return NumberFault.DATE if isinstance(cell, date) else NumberFault.TEXT


def _read_text(cell: str, quantity: Quantity, *, typed: bool, factor: float) -> WrittenNumber | NumberFault | None:
    plain = cell.translate(_PLAIN).strip()
    text = _LOOSE.sub("", plain).lower()
    if not text:
        return None
    if len(text) > _LONGEST:
        return NumberFault.TEXT
    number = _certain(text, quantity, factor)
    if number is None:
        return _fault_of(text)
    wide = any(a != b and b.isdigit() for a, b in zip(cell.strip(), plain, strict=False)) or "％" in cell
    unit = not re.fullmatch(_NUMBER, text)
    found = [(Habit.FULL_WIDTH, wide), (Habit.COMMA, "," in text), (Habit.UNIT, unit)]
    habits = tuple(habit for habit, holds in found if holds)
    return _judged(number, quantity, habits or ((Habit.TEXT,) if typed else ()))


def _certain(text: str, quantity: Quantity, factor: float) -> float | None:
    """The number of a text that says only one, None otherwise."""
    units = quantity.value.units
    if match := _TWO_PARTS.fullmatch(text):
        big, small = match[2], match[4]
        if big in units and small in units and big != small and (big, small) in _SEXAGESIMAL:
            return float(_exact(match[1], units[big]) + _exact(match[3], units[small]))
        return None
    match = _WHOLE.fullmatch(text)
    if match is None or (match[2] and match[2] not in units):
        return None
    if text[0] in "¥\\" and "円" not in units:
        return None
    return float(_exact(match[1], units[match[2]] if match[2] else factor))


_SEXAGESIMAL = frozenset({("時間", "分"), ("h", "分"), ("h", "min"), ("分", "秒")})


def _exact(number: str, factor: float) -> Fraction:
    # a sixtieth is no binary fraction: 20 minutes are to be a third of an hour, rounded once
    scale = Fraction(factor).limit_denominator(3600) if factor < 1 else Fraction(factor)
    return Fraction(number.replace(",", "")) * scale


def _judged(value: float, quantity: Quantity, habits: tuple[Habit, ...]) -> WrittenNumber | NumberFault:
    measure = quantity.value
    if value < 0:
        return NumberFault.NEGATIVE
    if measure.whole and value != int(value):
        return NumberFault.NOT_WHOLE
    if not measure.least <= value <= measure.most:
        return NumberFault.BEYOND
    return WrittenNumber(value + 0.0, habits)


def _fault_of(text: str) -> NumberFault:
    if _DASH.fullmatch(text):
        return NumberFault.DASH
    if _CLOCK.fullmatch(text):
        return NumberFault.CLOCK
    if _NEGATIVE.fullmatch(text):
        return NumberFault.NEGATIVE
    if any(c.isdigit() for c in text):
        if _ABOUT.search(text):
            return NumberFault.ABOUT
        if _RANGE.search(text):
            return NumberFault.RANGE
    return NumberFault.TEXT


def fault_texts(fault: NumberFault, quantity: Quantity) -> tuple[Text, Text]:
    """What is wrong with a cell, and the remedy."""
    m = quantity.value
    what, remedy = _FAULTS[fault]
    if fault is NumberFault.BEYOND:
        what = Text(
            f"{m.label.ja}は{m.least:g}から{m.most:,.0f}までです",
            f"the {m.label.en} lies between {m.least:g} and {m.most:,.0f}",
        )
    remedy = Text(remedy.ja.replace("…", m.unit.ja), remedy.en.replace("…", m.unit.en))
    return what, remedy


_FAULTS = {
    NumberFault.ABOUT: (
        Text("「約」「程度」などの付いた値は、数として決められません", "“about” does not settle a number"),
        Text("いちばん近いと思う数だけを書き、見積もりであることは備考に書いてください", "write the number you think nearest, and say in the note that it is an estimate"),
    ),
    NumberFault.RANGE: (
        Text("幅のある値は、数として決められません", "a range does not settle a number"),
        Text("平均と思う数を1つだけ書き、幅は備考に書いてください", "write one number, the average you think right, and the range in the note"),
    ),
    NumberFault.DASH: (
        Text("「-」「なし」「不明」などは、0か分からないのか決められません", "a dash or “none” may mean zero or not known"),
        Text("ないときは0、分からないときは空欄にしてください", "write 0 when there is none, and leave the cell empty when it is not known"),
    ),
    NumberFault.CLOCK: (
        Text("時刻の形の値は、時間と分か、分と秒か決められません", "a value like a clock time may be hours and minutes or minutes and seconds"),
        Text("…の数だけを書いてください（1時間30分は、分なら90、時間なら1.5）", "write the number of … alone (an hour and a half is 90 minutes or 1.5 hours)"),
    ),
    NumberFault.DATE: (
        Text("日付になっています（「4-6」などを表計算ソフトが日付に変えることがあります）", "the cell is a date (a spreadsheet turns “4-6” into one)"),
        Text("セルの表示形式を標準に戻し、…の数だけを書いてください", "set the cell’s format to General and write the number of … alone"),
    ),
    NumberFault.NEGATIVE: (
        Text("マイナスの値です", "the value is negative"),
        Text("0以上の数を書いてください", "write a number of zero or more"),
    ),
    NumberFault.NOT_WHOLE: (
        Text("整数ではありません", "the number is not whole"),
        Text("整数で書いてください", "write a whole number"),
    ),
    NumberFault.BEYOND: (
        Text("", ""),
        Text("単位（…）と桁を確かめてください", "check the unit (…) and the number of digits"),
    ),
    NumberFault.TEXT: (
        Text("数として読めません", "not readable as a number"),
        Text("…の数だけを書いてください。説明は備考に書けます", "write the number of … alone; explanations go into the note"),
    ),
}  # fmt: skip
