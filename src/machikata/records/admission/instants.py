# SPDX-License-Identifier: Apache-2.0
"""The instant of every event, from whatever the file gives: instants with offsets, typed timestamps, or text in one or two columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.event_log import ColumnMapping, ColumnRole, DateStyle
from machikata.domain.text import Text
from machikata.domain.written_dates import (
    FIRST_YEAR,
    LAST_YEAR,
    DateFault,
    WrittenMoment,
    read_moment,
    read_time_of_day,
)
from machikata.records.admission.faults import KEPT_ROWS, RowFault, shortened
from machikata.records.admission.zones import MICROS_PER_MINUTE, localise, offsets_at, zone_named
from machikata.records.coded import Coded, Mask, Rows, coded, is_text
from machikata.records.masking.identifiers import masked_text
from machikata.records.plain_times import NO_OFFSET, read_plain

OFFSET_SUFFIX = "@offset"
_MICROS_PER_DAY = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_FIRST_US, _LAST_US = (
    (date(year, 1, 1).toordinal() - _EPOCH_DAY) * _MICROS_PER_DAY for year in (FIRST_YEAR, LAST_YEAR + 1)
)
_FAULT_CODES = tuple(DateFault)


@dataclass(frozen=True, slots=True)
class Instants:
    """Per row the instant (µs UTC) and offset (minutes); rows named in `faults` have none. Counts concern rows that were read."""

    time_us: npt.NDArray[np.int64]
    offset_min: npt.NDArray[np.int16]
    faults: tuple[RowFault, ...] = ()
    skipped: int = 0
    repeated: int = 0
    zoned: int = 0
    """Rows whose zone stood in the file; the others were read as local times of the mapping's zone."""
    dates_only: int = 0
    """Rows that wrote a day and no time of day."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    """Per distinct value: local µs, offset or `NO_OFFSET`, index of the fault or −1, whether a time of day is written."""

    local_us: npt.NDArray[np.int64]
    offset_min: npt.NDArray[np.int16]
    fault: npt.NDArray[np.int8]
    has_time: npt.NDArray[np.bool_]


def read_instants(events: pa.Table, mapping: ColumnMapping) -> Instants:
    """The instants of all rows of `events`; every row that has none is named in `faults`, by reason."""
    times = [c.name for c in mapping.named(ColumnRole.TIMESTAMP)]
    days = [c.name for c in mapping.named(ColumnRole.DATE)]
    name = times[0] if times else days[0]
    if name + OFFSET_SUFFIX in events.column_names:
        return _from_instants(events, name)
    if pa.types.is_temporal(events.schema.field(name).type) and not (times and days):
        return _from_typed(events, name, mapping)
    if times and days:
        return _from_two_columns(events, days[0], name, mapping)
    return _from_text(coded(events[name]), name, mapping)


def _from_instants(events: pa.Table, name: str) -> Instants:
    column = events[name]
    time_us = column.fill_null(0).to_numpy().astype(np.int64)
    offset = events[name + OFFSET_SUFFIX].fill_null(0).to_numpy().astype(np.int16)
    empty = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else np.zeros(len(column), np.bool_)
    faults = _range_and_empty_faults(time_us, empty, name)
    return Instants(time_us, offset, faults, zoned=len(time_us))


def _from_typed(events: pa.Table, name: str, mapping: ColumnMapping) -> Instants:
    column, kind = events[name], events.schema.field(name).type
    zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    micros = pc.cast(column, pa.timestamp("us", tz=kind.tz if zoned else None), safe=False).cast(pa.int64())
    empty = column.is_null().to_numpy(zero_copy_only=False)
    values = micros.fill_null(0).to_numpy().astype(np.int64)
    faults = _range_and_empty_faults(values, empty, name)
    inside = np.clip(values, _FIRST_US, _LAST_US)
    if zoned:
        return Instants(inside, offsets_at(inside, zone_named(kind.tz)), faults, zoned=len(values))
    found = localise(inside, zone_named(mapping.time_zone))
    only = len(values) if pa.types.is_date(kind) else 0
    return Instants(
        found.time_us, found.offset_min, faults, int(found.skipped.sum()), int(found.repeated.sum()), 0, only
    )


def _from_text(column: Coded, name: str, mapping: ColumnMapping) -> Instants:
    parsed = _parse(column, mapping.date_style)
    last = np.append(parsed.fault, -1)[column.codes]
    faults = (*_empty_faults(column.missing, name), *_faults_of(last, column, name))
    bad = column.missing | (last >= 0)
    local = np.append(parsed.local_us, 0)[column.codes]
    offset = np.append(parsed.offset_min, np.int16(NO_OFFSET))[column.codes]
    only = int((~np.append(parsed.has_time, True)[column.codes] & ~bad).sum())
    return _located(local, offset, bad, faults, only, mapping)


def _from_two_columns(events: pa.Table, day_name: str, time_name: str, mapping: ColumnMapping) -> Instants:
    days, times = coded(_as_text(events[day_name])), coded(_as_text(events[time_name]))
    parsed = _parse(days, mapping.date_style)
    clock = _parse_clock(times)
    fault = np.append(parsed.fault, -1)[days.codes]
    clock_fault = np.append(clock.fault, -1)[times.codes]
    faults = (
        *_empty_faults(days.missing, day_name),
        *_faults_of(fault, days, day_name),
        *_faults_of(np.where(days.missing | (fault >= 0), -1, clock_fault), times, time_name),
    )
    bad = days.missing | (fault >= 0) | (clock_fault >= 0)
    has_clock = ~times.missing
    day_us = np.append(parsed.local_us, 0)[days.codes]
    start = np.where(has_clock, day_us // _MICROS_PER_DAY * _MICROS_PER_DAY, day_us)
    local = start + np.append(clock.local_us, 0)[times.codes]
    offset = np.append(parsed.offset_min, np.int16(NO_OFFSET))[days.codes]
    without = ~np.append(parsed.has_time, True)[days.codes] & ~has_clock & ~bad
    return _located(local, offset, bad, faults, int(without.sum()), mapping)


def _located(
    local: Rows,
    offset: npt.NDArray[np.int16],
    bad: Mask,
    faults: tuple[RowFault, ...],
    only: int,
    mapping: ColumnMapping,
) -> Instants:
    """Local times to instants: a written zone wins, else the mapping's zone is meant."""
    zoned = np.asarray(offset != NO_OFFSET) & ~bad
    naive = ~zoned & ~bad
    offset_min = np.where(zoned, offset, 0).astype(np.int16)
    time_us = local - offset_min.astype(np.int64) * MICROS_PER_MINUTE
    found = localise(local[naive], zone_named(mapping.time_zone))
    time_us[naive], offset_min[naive] = found.time_us, found.offset_min
    return Instants(
        time_us, offset_min, faults, int(found.skipped.sum()), int(found.repeated.sum()), int(zoned.sum()), only
    )


def _parse(column: Coded, style: DateStyle) -> _Parsed:
    plain = read_plain(column.values, style)
    fault = np.full(len(column.values), -1, np.int8)
    has_time = np.asarray(pc.greater(pc.utf8_length(column.values), 10).to_numpy(zero_copy_only=False)).astype(np.bool_)
    for i in np.flatnonzero(~plain.done).tolist():
        moment = read_moment(column.values[i].as_py(), style)
        if isinstance(moment, DateFault):
            fault[i] = _FAULT_CODES.index(moment)
        else:
            plain.local_us[i], plain.offset_min[i], has_time[i] = _written(moment)
    return _Parsed(plain.local_us, plain.offset_min, fault, has_time)


def _written(moment: WrittenMoment) -> tuple[int, int, bool]:
    local = (moment.day.toordinal() - _EPOCH_DAY) * _MICROS_PER_DAY + (moment.micros or 0)
    return local, NO_OFFSET if moment.offset_min is None else moment.offset_min, moment.micros is not None


def _parse_clock(column: Coded) -> _Parsed:
    count = len(column.values)
    micros, fault = np.zeros(count, np.int64), np.full(count, -1, np.int8)
    for i, text in enumerate(column.values.to_pylist()):
        read = read_time_of_day(text)
        if isinstance(read, DateFault):
            fault[i] = _FAULT_CODES.index(read)
        else:
            micros[i] = read
    return _Parsed(micros, np.full(count, NO_OFFSET, np.int16), fault, np.ones(count, np.bool_))


def _faults_of(fault: npt.NDArray[np.int8], column: Coded, name: str) -> Iterable[RowFault]:
    for code, reason in enumerate(_FAULT_CODES):
        rows = np.flatnonzero(fault == code)
        if len(rows):
            values = shortened([masked_text(column.text_at(r)) for r in rows[:KEPT_ROWS].tolist()])
            yield RowFault(reason.value, reason.what, reason.remedy, name, rows, values)


def _empty_faults(empty: Mask, name: str) -> tuple[RowFault, ...]:
    rows = np.flatnonzero(empty)
    if not len(rows):
        return ()
    what = Text("日時が空白です", "the time is empty")
    remedy = Text(
        "日時を入れてください。分からない行は消してください", "write the time, or delete rows for which nobody knows it"
    )
    return (RowFault("time-missing", what, remedy, name, rows),)


def _range_and_empty_faults(time_us: Rows, empty: Mask, name: str) -> tuple[RowFault, ...]:
    outside = np.flatnonzero(~empty & ((time_us < _FIRST_US) | (time_us >= _LAST_US)))
    faults = _empty_faults(empty, name)
    if not len(outside):
        return faults
    reason = DateFault.YEAR_RANGE
    values = tuple(_iso(int(t)) for t in time_us[outside[:KEPT_ROWS]])
    return (*faults, RowFault(reason.value, reason.what, reason.remedy, name, outside, values))


def _iso(time_us: int) -> str:
    return str(np.datetime64(time_us, "us"))[:19]


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column if is_text(column.type) else column.cast(pa.string())
