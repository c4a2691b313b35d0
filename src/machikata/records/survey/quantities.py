# SPDX-License-Identifier: Apache-2.0
"""The quantities a survey asks for: unit, limits, and the units a person may have written beside the number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from machikata.domain.text import Text

_YEAR_MINUTES = 366 * 24 * 60
_MOST_HOURS = 366 * 24 * 1_000
"""A thousand people who never go home: more than any section."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Name, unit, inclusive limits, whether only whole numbers make sense, and factors of other units to this one."""

    label: Text
    unit: Text
    least: float
    most: float
    whole: bool
    units: Mapping[str, float]


_YEN: Mapping[str, float] = {
    "円": 1, "yen": 1, "千円": 1_000, "万円": 10_000, "十万円": 100_000, "百万円": 1_000_000, "億円": 100_000_000,
}  # fmt: skip


class Quantity(Enum):
    """A kind of number in the survey."""

    CASES = Measure(
        Text("件数", "number of cases"),
        Text("件", "cases"),
        0,
        1_000_000_000,
        True,
        {"件": 1, "回": 1, "千件": 1_000, "万件": 10_000},
    )
    MINUTES = Measure(
        Text("1件あたり時間", "minutes per case"),
        Text("分", "minutes"),
        0,
        _YEAR_MINUTES,
        False,
        {"分": 1, "min": 1, "minutes": 1, "分間": 1, "時間": 60, "h": 60, "秒": 1 / 60, "秒間": 1 / 60},
    )
    HOURS = Measure(
        Text("時間", "hours"),
        Text("時間", "hours"),
        0,
        _MOST_HOURS,
        False,
        {"時間": 1, "h": 1, "hours": 1, "分": 1 / 60, "min": 1 / 60, "分間": 1 / 60},
    )
    YEN = Measure(Text("金額", "amount"), Text("円", "yen"), 0, 1_000_000_000_000, True, _YEN)
    YEN_PER_HOUR = Measure(
        Text("1時間あたりの費用", "cost of an hour"),
        Text("円", "yen"),
        0,
        1_000_000,
        False,
        {**_YEN, "円/時間": 1, "円/h": 1},
    )
    MONTH = Measure(Text("月", "month"), Text("月", "month"), 1, 12, True, {"月": 1})
    ORDER = Measure(Text("順番", "position"), Text("番目", "position"), 1, 9_999, True, {"番": 1, "番目": 1})
    PERCENT = Measure(Text("割合", "share"), Text("％", "percent"), 0, 100, False, {"%": 1, "割": 10})
    PERSONS = Measure(Text("人数", "number of persons"), Text("人", "persons"), 0, 100_000, False, {"人": 1, "名": 1})
    RESIDENTS = Measure(
        Text("人口", "population"), Text("人", "people"), 0, 100_000_000, True, {"人": 1, "万人": 10_000}
    )
    FIGURE = Measure(
        Text("数値", "figure"), Text("単位の欄の単位", "the figure's unit"), 0, 1_000_000_000_000_000, False, {}
    )
    YEAR = Measure(Text("年度", "fiscal year"), Text("年度", "fiscal year"), 1990, 2100, True, {"年度": 1, "年": 1})
