# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: DTZ001 (local times without a zone are the subject)
"""Laws of reading: cells come back as they were written, the fast way through times is the slow one, zones are those of the library."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.domain.event_log import DateStyle
from machikata.domain.written_dates import DateFault, read_moment
from machikata.records.admission.zones import localise, offsets_at
from machikata.records.masking.identifiers import masked_text
from machikata.records.plain_times import NO_OFFSET, read_plain
from machikata.records.readers import read_file

JAPANESE = "受付審査決裁通知保管確認補正調査あいうえおアイウエオｱｲｳ一二三，、。－～Ａｂ１２ ab12,;\t\"'\n|"
CELLS = st.text(JAPANESE, max_size=12)
EPOCH = datetime(1970, 1, 1)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@settings(max_examples=40)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=30), delimiter=st.sampled_from(",\t;|"))
def test_cells_survive_every_encoding_and_delimiter(tmp_path_factory, codec, rows, delimiter):
    rows = [(f"番号{i}", *row) for i, row in enumerate(rows)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [("案件番号", "作業", "備考", "日時"), *rows]
    )
    path = tmp_path_factory.mktemp("csv") / "記録.csv"
    path.write_bytes(text.getvalue().encode(codec))
    raw = read_file(path, encoding=codec, delimiter=delimiter, header_row=1)
    assert [tuple(r.values()) for r in raw.events.to_pylist()] == rows
    assert raw.problems == ()


WRITTEN_TIMES = st.one_of(
    st.datetimes(datetime(1890, 1, 1), datetime(2110, 1, 1)).map(str),
    st.datetimes(datetime(1890, 1, 1), datetime(2110, 1, 1)).map(lambda d: d.isoformat(timespec="minutes")),
    st.datetimes(datetime(1890, 1, 1), datetime(2110, 1, 1)).map(lambda d: d.isoformat(timespec="milliseconds") + "+09:00"),
    st.datetimes(datetime(1890, 1, 1), datetime(2110, 1, 1)).map(lambda d: f"{d:%Y/%m/%d %H:%M:%S}Z"),
    st.dates().map(str),
    st.from_regex(r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3}([0-9]{3})?)?)?)?(Z|[+-][0-9]{2}:[0-9]{2})?", fullmatch=True),
    st.text("0123456789-/:TZ+. ", max_size=32),
)  # fmt: skip


@given(st.lists(WRITTEN_TIMES, max_size=30), st.sampled_from([DateStyle.ISO, DateStyle.JAPANESE]))
def test_the_fast_way_through_times_tells_what_the_slow_one_tells(values, style):
    read = read_plain(pa.array(values, pa.string()), style)
    for i in np.flatnonzero(read.done).tolist():
        moment = read_moment(values[i], style)
        assert not isinstance(moment, DateFault), values[i]
        local = (moment.day.toordinal() - EPOCH.toordinal()) * 86_400_000_000 + (moment.micros or 0)
        assert (read.local_us[i], read.offset_min[i]) == (
            local,
            NO_OFFSET if moment.offset_min is None else moment.offset_min,
        )


@given(st.lists(st.datetimes(datetime(1900, 3, 1), datetime(2100, 12, 30)), min_size=1, max_size=30))
def test_regular_times_all_take_the_fast_way(moments):
    values = [m.isoformat(sep=" ", timespec="seconds") for m in moments]
    assert read_plain(pa.array(values), DateStyle.ISO).done.all()


@settings(max_examples=60)
@given(
    st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 30)), min_size=1, max_size=30),
    st.sampled_from(["Asia/Tokyo", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_local_times_become_the_instants_that_the_zone_library_tells(moments, name):
    zone = ZoneInfo(name)
    local = np.array([(m - EPOCH) // timedelta(microseconds=1) for m in moments])
    found = localise(local, zone)
    for i, moment in enumerate(moments):
        aware = moment.replace(tzinfo=zone)
        assert found.offset_min[i] == round(aware.utcoffset() / timedelta(minutes=1))
        back = aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        assert bool(found.skipped[i]) == (back != moment)
    real = ~found.skipped
    assert (
        offsets_at(found.time_us[real], zone)[~found.repeated[real]] == found.offset_min[real][~found.repeated[real]]
    ).all()


@given(st.text(JAPANESE + "0123456789-@.()", max_size=60))
def test_masking_twice_is_masking_once(text):
    once = masked_text(text)
    assert masked_text(once) == once
