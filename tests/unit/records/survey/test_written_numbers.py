# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date, time

import pytest

from machikata.records.survey.labels import MEDIUM_WORDS, NATURE_WORDS, STAFF_WORDS, read_fiscal_year, read_word
from machikata.records.survey.quantities import Quantity
from machikata.records.survey.written_numbers import Habit, NumberFault, WrittenNumber, fault_texts, read_number

M, H, C, Y, P = Quantity.MINUTES, Quantity.HOURS, Quantity.CASES, Quantity.YEN, Quantity.PERCENT


@pytest.mark.parametrize(
    ("cell", "quantity", "value", "habits"),
    [
        (30.0, M, 30.0, ()),
        ("３０", M, 30.0, (Habit.FULL_WIDTH,)),
        ("1,200", C, 1200.0, (Habit.COMMA,)),
        ("１，２００件", C, 1200.0, (Habit.FULL_WIDTH, Habit.COMMA, Habit.UNIT)),
        ("30分", M, 30.0, (Habit.UNIT,)),
        ("1時間30分", M, 90.0, (Habit.UNIT,)),
        ("1時間20分", H, 4 / 3, (Habit.UNIT,)),
        ("2分30秒", M, 2.5, (Habit.UNIT,)),
        ("0.5時間", M, 30.0, (Habit.UNIT,)),
        ("20分", H, 1 / 3, (Habit.UNIT,)),
        ("45 ", M, 45.0, (Habit.TEXT,)),
        ("¥1,200,000", Y, 1_200_000.0, (Habit.COMMA, Habit.UNIT)),
        ("320万円", Y, 3_200_000.0, (Habit.UNIT,)),
        ("5％", P, 5.0, (Habit.FULL_WIDTH, Habit.UNIT)),
        ("4月", Quantity.MONTH, 4.0, (Habit.UNIT,)),
        (0.0, C, 0.0, ()),
    ],
)
def test_what_is_certain_is_read_and_its_habit_named(cell, quantity, value, habits):
    assert read_number(cell, quantity) == WrittenNumber(value, habits)


@pytest.mark.parametrize(
    ("cell", "quantity", "fault"),
    [
        ("約30", M, NumberFault.ABOUT),
        ("30分程度", M, NumberFault.ABOUT),
        ("10〜15分", M, NumberFault.RANGE),
        ("10-15", M, NumberFault.RANGE),
        ("-", M, NumberFault.DASH),
        ("ー", C, NumberFault.DASH),
        ("なし", C, NumberFault.DASH),
        ("不明", C, NumberFault.DASH),
        ("1:30", M, NumberFault.CLOCK),
        (time(1, 30), M, NumberFault.CLOCK),
        (date(2026, 4, 6), M, NumberFault.DATE),
        (True, M, NumberFault.TEXT),
        (-1.0, C, NumberFault.NEGATIVE),
        ("△5", C, NumberFault.NEGATIVE),
        (12.5, C, NumberFault.NOT_WHOLE),
        (527_041.0, M, NumberFault.BEYOND),
        (13.0, Quantity.MONTH, NumberFault.BEYOND),
        (101.0, P, NumberFault.BEYOND),
        ("1 2", C, NumberFault.TEXT),
        ("1,2", C, NumberFault.TEXT),
        ("三十", M, NumberFault.TEXT),
        ("５枚", C, NumberFault.TEXT),
        ("90日", M, NumberFault.TEXT),
        ("٣", C, NumberFault.TEXT),
        (float("inf"), C, NumberFault.TEXT),
        ("9" * 5_000, C, NumberFault.TEXT),
        ("1" * 30_000 + "〜", M, NumberFault.TEXT),
    ],
)
def test_what_is_not_certain_is_a_fault(cell, quantity, fault):
    assert read_number(cell, quantity) is fault
    what, remedy = fault_texts(fault, quantity)
    assert what.ja
    assert what.en
    assert remedy.ja
    assert remedy.en


@pytest.mark.parametrize("cell", [None, "", " ", "\u3000"])
def test_an_empty_cell_is_no_answer(cell):
    assert read_number(cell, C) is None


def test_a_columns_own_unit_counts_unless_the_cell_says_another():
    assert read_number(1.5, M, factor=60) == WrittenNumber(90.0)
    assert read_number("90分", M, factor=60) == WrittenNumber(90.0, (Habit.UNIT,))
    assert read_number(20.0, H, factor=1 / 60) == WrittenNumber(1 / 3)
    assert read_number(float("inf"), H, factor=1 / 60) is NumberFault.TEXT


def test_in_a_text_table_digits_are_no_habit():
    assert read_number("30", M, typed=False) == WrittenNumber(30.0)
    assert read_number("30", M, typed=True) == WrittenNumber(30.0, (Habit.TEXT,))


@pytest.mark.parametrize(
    ("text", "year"),
    [("2025", 2025), ("2025年度", 2025), ("令和7年度", 2025), ("令和７年度", 2025), ("R7", 2025), ("令和元年度", 2019), ("平成30年度", 2018),
     ("令和7年度（2025年度）", 2025), ("令和7年度(2024年度)", None), ("7", None), ("25年度", None), ("平成32年度", None), ("(" * 9_000, None)],
)  # fmt: skip
def test_fiscal_years_are_read_from_either_calendar(text, year):
    assert read_fiscal_year(text) == year


def test_words_that_may_mean_more_than_one_thing_mean_nothing():
    for text in ("臨時職員", "非常勤", "再任用", "派遣", "非正規", "職員"):
        assert read_word(text, STAFF_WORDS, {}) == (None, False)
    assert read_word("非定型", NATURE_WORDS, {})[0] is None
    assert read_word("システム", MEDIUM_WORDS, {})[0] is None
