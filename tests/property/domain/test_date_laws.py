# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: DTZ001 (local times without a zone are the subject)
"""Laws of dates: what is written can be read again, whatever the way of writing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from machikata.domain.calendar import ERAS, era_of, fiscal_year, fiscal_year_days, wareki
from machikata.domain.event_log import DateStyle
from machikata.domain.written_dates import DateFault, WrittenMoment, read_moment

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@given(DAYS, st.booleans(), st.booleans())
def test_wareki_is_read_back_as_the_same_day(day, short, full_width):
    text = wareki(day, short=short)
    assert read_moment(text.translate(FULL_WIDTH) if full_width else text, DateStyle.JAPANESE) == WrittenMoment(day)


@given(DAYS)
def test_the_compact_form_of_municipal_systems_is_read_back(day):
    era = era_of(day)
    text = f"{era.digit}{era.year_of(day):02d}{day:%m%d}"
    assert read_moment(text, DateStyle.JAPANESE) == WrittenMoment(day)


@given(st.sampled_from(ERAS), st.integers(0, 99), st.integers(1, 12), st.integers(1, 28))
def test_an_era_date_is_read_only_inside_its_era(era, year, month, day):
    read = read_moment(f"{era.letter}{year}.{month}.{day}", DateStyle.JAPANESE)
    if isinstance(read, WrittenMoment):
        assert era.first <= read.day <= era.last
        assert era_of(read.day) is era
    else:
        assert read in (DateFault.ERA_LIMIT, DateFault.OLD_CALENDAR, DateFault.YEAR_RANGE)


@given(st.datetimes(datetime(1900, 3, 1), datetime(2100, 12, 30)))
def test_a_serial_is_read_back_to_the_millisecond(moment):
    whole = moment - timedelta(microseconds=moment.microsecond % 1000)
    serial = (whole - datetime(1899, 12, 30)) / timedelta(days=1)
    read = read_moment(repr(serial) if serial % 1 else str(int(serial)), DateStyle.EXCEL_SERIAL)
    assert isinstance(read, WrittenMoment)
    found = datetime.combine(read.day, datetime.min.time()) + timedelta(microseconds=read.micros or 0)
    assert found == whole


@given(st.integers(0, 99_999), st.sampled_from([DateStyle.ISO, DateStyle.JAPANESE]))
def test_five_bare_digits_are_never_guessed(number, style):
    assert read_moment(f"{number:05d}", style) is DateFault.FIVE_DIGITS


@given(DAYS)
def test_every_day_lies_in_its_fiscal_year(day):
    first, last = fiscal_year_days(fiscal_year(day))
    assert first <= day <= last


@given(st.text(max_size=30), st.sampled_from(DateStyle))
@example("1E10", DateStyle.EXCEL_SERIAL)
@example("2958465.9999999999", DateStyle.EXCEL_SERIAL)
def test_no_text_breaks_the_reader(text, style):
    assert isinstance(read_moment(text, style), (WrittenMoment, DateFault))
