# SPDX-License-Identifier: Apache-2.0
"""Age classes and birth dates: who belongs to which class in which year.

A child grows a year older at the end of the day before its birthday (年齢計算ニ関スル法律), so one born on 1 April is a year older on
that day than one born on 2 April: it belongs to the older class.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from machikata.apps.daycare_matching.reading.columns import Column, Ints
from machikata.apps.daycare_matching.reading.findings import Fault, Findings, place_of
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import Problem, Severity
from machikata.domain.text import Text

NO_AGE = -1
_ENOUGH = 0.5


def cohort_of(born: date) -> int:
    """The year in whose cohort (2 April to 1 April) a child was born.

    >>> cohort_of(date(2024, 4, 1)), cohort_of(date(2024, 4, 2))
    (2023, 2024)
    """
    return born.year if (born.month, born.day) >= (4, 2) else born.year - 1


def class_in(born: date, fiscal_year: int) -> int:
    """Age class in a fiscal year: 0 for children born after its 1 April too; 6 and more are at school.

    >>> class_in(date(2025, 4, 1), 2026), class_in(date(2025, 4, 2), 2026)
    (1, 0)
    """
    return max(0, fiscal_year - cohort_of(born) - 1)


def months_on_first_april(born: date, fiscal_year: int) -> int:
    """Whole months of age on 1 April, negative for children not yet born.

    >>> months_on_first_april(date(2025, 10, 1), 2026), months_on_first_april(date(2025, 10, 2), 2026)
    (6, 5)
    """
    return (fiscal_year - born.year) * 12 + 4 - born.month - (1 if born.day > 1 else 0)


def infer_fiscal_year(
    ages: list[int | None], born: list[date | None], findings: Findings, column: Column
) -> int | None:
    """The fiscal year in which most classes agree with the birth dates; told in a note, or as an error when there is no such year.

    Where fewer than half agree the file must be wrong, or the year must be given.
    """
    counts = Counter(
        a + cohort_of(b) + 1 for a, b in zip(ages, born, strict=True) if a is not None and b is not None and a
    )
    if not counts:
        counts = Counter(
            a + cohort_of(b) + 1 for a, b in zip(ages, born, strict=True) if a is not None and b is not None
        )
    if not counts:
        return None
    year, agreeing = max(counts.items(), key=lambda item: (item[1], -item[0]))
    place = place_of(column.table, None, column.header)
    if agreeing < _ENOUGH * counts.total():
        what = Text(
            "生年月日とクラス年齢から年度を決められません", "birth dates and age classes do not tell the fiscal year"
        )
        remedy = Text(
            "年度を指定するか、生年月日とクラス年齢を確かめてください",
            "state the fiscal year, or check birth dates and classes",
        )
        findings.add(Problem("fiscal-year-unclear", what, remedy, place))
        return None
    named = fiscal_year_text(year)
    what = Text(f"{named.ja}の申込みとして読みました", f"read as applications for {named.en}")
    remedy = Text("違うときは年度を指定してください", "state the fiscal year if this is wrong")
    findings.add(Problem("fiscal-year-inferred", what, remedy, place, Severity.NOTE))
    return year


def check_classes(column: Column, ages: Ints, born: list[date | None], fiscal_year: int, findings: Findings) -> None:
    """An error for each class that contradicts the birth date."""
    of_day = {day: class_in(day, fiscal_year) for day in {b for b in born if b is not None}}
    right = np.array([NO_AGE if b is None else of_day[b] for b in born], np.int64)
    wrong = np.flatnonzero((right != NO_AGE) & (ages != NO_AGE) & (right != ages))
    findings.each(wrong, lambda row: column.problem(row, _contradiction(born[row], int(right[row]), fiscal_year)))


def _contradiction(born: date | None, right: int, fiscal_year: int) -> Fault:
    shown = "" if born is None else born.isoformat()
    should_ja = f"{right}歳クラス" if right <= 5 else "小学校に上がる年齢"
    should_en = f"class {right}" if right <= 5 else "school age"
    named = fiscal_year_text(fiscal_year)
    return Fault(
        "age-class-contradicts-birth",
        Text(f"クラス年齢が生年月日（{shown}）と合いません。{named.ja}は{should_ja}です", f"the class contradicts the birth date ({shown}); in {named.en} it is {should_en}"),
        Text("生年月日かクラス年齢を直してください（4月1日生まれは上のクラスです）", "correct the birth date or the class (born on 1 April: the older class)"),
    )  # fmt: skip
