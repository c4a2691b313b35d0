# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: DTZ001 (local times without a zone are the subject)
from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from machikata.domain.errors import InputRefused
from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.records.admission import apply_mapping
from machikata.records.readers import read_file


@pytest.fixture
def read(tmp_path):
    def reading(table, keep=1.0):
        path = tmp_path / "記録.parquet"
        pq.write_table(table, path)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * keep)])
        return read_file(path)

    return reading


def mapping(**roles):
    return ColumnMapping(tuple(MappedColumn(name, role) for name, role in roles.items()))


def test_columns_keep_their_types_and_nested_ones_are_left_out_by_name(read):
    raw = read(
        pa.table(
            {
                "案件": ["a"],
                "数": pa.array([1], pa.int16()),
                "額": [Decimal("1.50")],
                "時": [datetime(2026, 4, 1, 9)],
                "中": [{"x": 1}],
                "列": [[1, 2]],
            }
        )
    )
    assert raw.events.column_names == ["案件", "数", "額", "時"]
    assert raw.events["額"].to_pylist() == ["1.50"]
    assert [(p.code, p.place.column) for p in raw.problems] == [("column-not-plain", "中"), ("column-not-plain", "列")]


ROLES = {"案件": ColumnRole.CASE_ID, "作業": ColumnRole.ACTIVITY, "時": ColumnRole.TIMESTAMP}


@pytest.mark.parametrize(
    ("kind", "utc_hour", "offset"),
    [
        (pa.timestamp("us"), 0, 540),
        (pa.timestamp("ns", tz="UTC"), 9, 0),
        (pa.timestamp("ms", tz="Europe/Amsterdam"), 9, 120),
    ],
)
def test_typed_times_become_instants_with_the_zone_of_the_file_or_of_the_mapping(read, kind, utc_hour, offset):
    times = (
        pa.array([datetime(2026, 4, 1, 9)], pa.timestamp("us"))
        .cast(pa.timestamp(kind.unit))
        .cast(pa.int64())
        .cast(kind)
    )
    raw = read(pa.table({"案件": ["a"], "作業": ["受付"], "時": times}))
    event = apply_mapping(raw, mapping(**ROLES), secret=b"k" * 32).tables.events.to_pylist()[0]
    assert datetime.fromtimestamp(event["time_us"] / 1e6, tz=__import__("datetime").UTC).hour == utc_hour
    assert event["offset_min"] == offset


def test_typed_dates_are_local_midnights(read):
    raw = read(pa.table({"案件": ["a"], "作業": ["受付"], "時": [date(2026, 4, 1)]}))
    admission = apply_mapping(raw, mapping(**ROLES), secret=b"k" * 32)
    assert admission.quality.share("midnight") == 1.0
    assert admission.quality.first_day == "2026-04-01"


def test_individual_numbers_in_a_numeric_column_are_masked(read):
    number = int("99991234567" + "0")
    digits = f"{number // 10:011d}"
    rest = sum(w * int(d) for w, d in zip((6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), digits, strict=True)) % 11
    number = int(digits + str(0 if rest <= 1 else 11 - rest))
    table = pa.table(
        {
            "案件": ["a", "b"],
            "作業": ["受付", "受付"],
            "時": [date(2026, 4, 1)] * 2,
            "備": [number, 5],
            "率": [float(number), 1.0],
        }
    )
    roles = ROLES | {"備": ColumnRole.EVENT_ATTRIBUTE, "率": ColumnRole.EVENT_ATTRIBUTE}
    admission = apply_mapping(read(table), mapping(**roles), secret=b"k" * 32)
    assert admission.tables.events["e:備"].to_pylist() == ["〔個人番号〕", "5"]
    assert admission.tables.events["e:率"].to_pylist() == ["〔個人番号〕", "1"]


def test_an_empty_or_cut_file_is_refused(read):
    with pytest.raises(InputRefused) as empty:
        read(pa.table({"案件": pa.array([], pa.string())}))
    assert empty.value.problems[0].code == "no-rows"
    with pytest.raises(InputRefused) as cut:
        read(pa.table({"案件": ["a"] * 100}), keep=0.7)
    assert cut.value.problems[0].code == "parquet-damaged"


def test_a_file_of_100_000_columns_is_refused(read):
    with pytest.raises(InputRefused) as wide:
        read(pa.table({f"c{i}": [1] for i in range(3_000)}))
    assert wide.value.problems[0].code == "too-many-columns"


def test_numbers_of_a_case_stay_numbers(read):
    table = pa.table(
        {
            "案件": ["a", "a", "b"],
            "作業": ["受付"] * 3,
            "時": [date(2026, 4, 1)] * 3,
            "額": pa.array([1, 2, None], pa.int32()),
            "率": [0.5, None, 1.5],
        }
    )
    roles = ROLES | {"額": ColumnRole.CASE_ATTRIBUTE, "率": ColumnRole.CASE_ATTRIBUTE}
    cases = apply_mapping(read(table), mapping(**roles), secret=b"k" * 32).tables.cases
    assert cases["c:額"].to_pylist() == [2, None]
    assert cases["c:率"].to_pylist() == [0.5, 1.5]
