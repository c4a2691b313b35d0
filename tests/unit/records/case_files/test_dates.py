# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from machikata.domain.written_dates import DateFault
from machikata.records.case_files.dates import is_partial_date, read_partial_date


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2018", "2018"), ("２０１８年", "2018"), ("2018年度", "FY2018"), ("平成30年度", "FY2018"), ("令和元年度", "FY2019"), ("FY2018", "FY2018"),
        ("2018-07", "2018-07"), ("2018/7", "2018-07"), ("2018年7月", "2018-07"), ("H30.7", "2018-07"), ("平成31年", "2019"), ("令和元年", "2019"),
        ("2018-07-02", "2018-07-02"), ("2018.7.2", "2018-07-02"), ("平成30年7月2日", "2018-07-02"), ("R8.4.1", "2026-04-01"),
    ],
)  # fmt: skip
def test_what_people_write_is_read_as_exact_as_it_is(written, read):
    assert read_partial_date(written) == read
    assert is_partial_date(read)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("2018-13", DateFault.NO_SUCH_DAY), ("2018-02-30", DateFault.NO_SUCH_DAY), ("平成40年", DateFault.ERA_LIMIT), ("昭和65年", DateFault.ERA_LIMIT),
        ("令和0年", DateFault.ERA_LIMIT), ("1850", DateFault.YEAR_RANGE), ("FY9999", DateFault.YEAR_RANGE), ("春ごろ", DateFault.UNREADABLE),
        ("2018〜2019", DateFault.UNREADABLE), ("43104", DateFault.FIVE_DIGITS), ("平成31年6月1日", DateFault.ERA_LIMIT),
    ],
)  # fmt: skip
def test_what_is_no_certain_date_is_a_fault(written, fault):
    assert read_partial_date(written) is fault


@pytest.mark.parametrize("text", ["2018-7", "2018年", "fy2018", "2018-02-30", "18", "20180702"])
def test_only_the_four_forms_are_kept(text):
    assert not is_partial_date(text)
