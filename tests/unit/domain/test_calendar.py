# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date

import pytest

from machikata.domain.calendar import era_of, fiscal_year, fiscal_year_days, fiscal_year_text, wareki
from machikata.domain.errors import InputRefused


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 4, 1), "令和8年4月1日", "R8.4.1"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24"),
        (date(1912, 7, 29), "明治45年7月29日", "M45.7.29"),
        (date(1873, 1, 1), "明治6年1月1日", "M6.1.1"),
    ],
)
def test_days_at_the_borders_of_eras_are_written_in_the_right_era(day, long, short):
    assert (wareki(day), wareki(day, short=True)) == (long, short)


def test_days_of_the_old_calendar_are_refused_with_a_remedy():
    with pytest.raises(InputRefused) as refused:
        era_of(date(1872, 12, 31))
    assert refused.value.problems[0].remedy.ja


def test_the_fiscal_year_begins_in_april():
    assert [fiscal_year(d) for d in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1))] == [2025, 2026, 2026]
    assert fiscal_year_days(2025) == (date(2025, 4, 1), date(2026, 3, 31))


def test_the_first_fiscal_year_of_an_era_is_called_gannen():
    assert [fiscal_year_text(y).ja for y in (2018, 2019, 2020)] == ["平成30年度", "令和元年度", "令和2年度"]
