# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date

import pytest

from machikata.domain.event_log import DateStyle
from machikata.domain.written_dates import DateFault, WrittenMoment, read_moment, read_time_of_day

HALF_PAST_TWELVE = (12 * 60 + 30) * 60_000_000
APRIL_FIRST = date(2026, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "R8.4.1",
        "r8.4.1",
        "Ｒ８．４．１",
        "令和8年4月1日",
        "令和８年４月１日（水）",
        "令8.4.1",
        "㋿8年4月1日",
        "R8/4/1",
        "R8-4-1",
        "R080401",
        "5080401",
        "2026/4/1",
        "2026.4.1",
        "2026年4月1日",
        "２０２６年４月１日",
        "2026-04-01",
        "20260401",
        "2026/4/1(水)",
    ],
)
def test_one_day_written_in_many_ways_is_one_day(text):
    assert read_moment(text, DateStyle.JAPANESE) == WrittenMoment(APRIL_FIRST)


@pytest.mark.parametrize(
    "text",
    [
        "2026/4/1 12:30",
        "２０２６／４／１　１２：３０",
        "2026年4月1日 12時30分",
        "令和8年4月1日午後0時30分",
        "R8.4.1 12:30:00",
        "2026/4/1 12:30 PM",
        "20260401123000",
        "202604011230",
    ],
)
def test_one_moment_written_in_many_ways_is_one_moment(text):
    assert read_moment(text, DateStyle.JAPANESE) == WrittenMoment(APRIL_FIRST, HALF_PAST_TWELVE)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-04-01T12:30:00Z", 0),
        ("2026-04-01T12:30:00+09:00", 540),
        ("2026-04-01 12:30-0330", -210),
        ("2026-04-01T12:30+09", 540),
    ],
)
def test_a_written_zone_is_kept(text, offset):
    assert read_moment(text, DateStyle.ISO) == WrittenMoment(APRIL_FIRST, HALF_PAST_TWELVE, offset)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("H31.4.31", DateFault.NO_SUCH_DAY),
        ("H31.5.1", DateFault.ERA_LIMIT),
        ("R1.4.30", DateFault.ERA_LIMIT),
        ("S64.1.8", DateFault.ERA_LIMIT),
        ("R0.5.1", DateFault.ERA_LIMIT),
        ("M5.1.1", DateFault.OLD_CALENDAR),
        ("M30.1.1", DateFault.YEAR_RANGE),
        ("R7.2.30", DateFault.NO_SUCH_DAY),
        ("2026/2/29", DateFault.NO_SUCH_DAY),
        ("2026/13/1", DateFault.NO_SUCH_DAY),
        ("0000-01-01", DateFault.YEAR_RANGE),
        ("0000/00/00", DateFault.YEAR_RANGE),
        ("9999/12/31", DateFault.YEAR_RANGE),
        ("1899-12-31", DateFault.YEAR_RANGE),
        ("43104", DateFault.FIVE_DIGITS),
        ("４３１０４", DateFault.FIVE_DIGITS),
        ("43104.5", DateFault.FIVE_DIGITS),
        ("26/4/1", DateFault.UNREADABLE),
        ("4/1/2026", DateFault.UNREADABLE),
        ("令和8年4月", DateFault.UNREADABLE),
        ("4月1日", DateFault.UNREADABLE),
        ("受付済", DateFault.UNREADABLE),
        ("", DateFault.UNREADABLE),
        ("2026/4/1 25:00", DateFault.NO_SUCH_TIME),
        ("2026/4/1 12:60", DateFault.NO_SUCH_TIME),
        ("2026/4/1 午後13時05分", DateFault.NO_SUCH_TIME),
    ],
)
def test_what_is_no_moment_is_told_why(text, fault):
    assert read_moment(text, DateStyle.JAPANESE) is fault
    assert fault.what.ja
    assert fault.remedy.en


def test_iso_columns_take_nothing_but_iso():
    assert read_moment("2026/4/1", DateStyle.ISO) is DateFault.UNREADABLE
    assert read_moment("R8.4.1", DateStyle.ISO) is DateFault.UNREADABLE


def test_midnight_at_the_end_of_a_day_is_the_next_day():
    assert read_moment("2026-03-31 24:00", DateStyle.ISO) == WrittenMoment(APRIL_FIRST, 0)


def test_serials_are_read_only_where_a_person_said_so():
    assert read_moment("43104", DateStyle.EXCEL_SERIAL) == WrittenMoment(date(2018, 1, 4))
    assert read_moment("46113.5208333333", DateStyle.EXCEL_SERIAL) == WrittenMoment(APRIL_FIRST, HALF_PAST_TWELVE)
    assert read_moment("2026-04-01", DateStyle.EXCEL_SERIAL) == WrittenMoment(APRIL_FIRST)


def test_the_day_that_excel_invented_is_refused_and_those_before_it_are_right():
    assert read_moment("60", DateStyle.EXCEL_SERIAL) is DateFault.NO_SUCH_DAY
    assert read_moment("59", DateStyle.EXCEL_SERIAL) == WrittenMoment(date(1900, 2, 28))
    assert read_moment("61", DateStyle.EXCEL_SERIAL) == WrittenMoment(date(1900, 3, 1))
    assert read_moment("1", DateStyle.EXCEL_SERIAL) == WrittenMoment(date(1900, 1, 1))
    assert read_moment("0.5", DateStyle.EXCEL_SERIAL) is DateFault.NO_SUCH_DAY
    assert read_moment("999999", DateStyle.EXCEL_SERIAL) is DateFault.YEAR_RANGE


@pytest.mark.parametrize(
    "text", ["12:30", "１２：３０", "12時30分", "午後0時30分", "1230", "123000", "12:30:00", "0.5208333333333333"]
)
def test_a_time_of_day_in_its_own_column(text):
    assert read_time_of_day(text) == HALF_PAST_TWELVE


@pytest.mark.parametrize("text", ["25:00", "12:3", "昼", "", "2530", "1.5"])
def test_what_is_no_time_of_day_is_a_fault(text):
    assert read_time_of_day(text) is DateFault.NO_SUCH_TIME
