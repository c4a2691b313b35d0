# SPDX-License-Identifier: Apache-2.0
"""Local times of a zone to instants, with the hours that summer time skips or repeats pointed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

MICROS_PER_MINUTE = 60_000_000
_MICROS_PER_DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (a local time of whichever zone)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Localised:
    """Instants in µs UTC, offsets in minutes; `skipped` local times do not exist (spring), `repeated` ones exist twice (autumn)."""

    time_us: npt.NDArray[np.int64]
    offset_min: npt.NDArray[np.int16]
    skipped: npt.NDArray[np.bool_]
    repeated: npt.NDArray[np.bool_]


def zone_named(name: str) -> ZoneInfo:
    """The zone of the IANA database with this name; refused when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        what = Text(f"時間帯「{name}」は知られていません", f"time zone “{name}” is not known")
        remedy = Text("Asia/Tokyo のような名前を選んでください", "choose a name such as Asia/Tokyo")
        raise InputRefused([Problem("unknown-time-zone", what, remedy, Place(value=name))]) from error


def localise(local_us: _Ints, zone: ZoneInfo) -> Localised:
    """The instants of local times. A repeated time is taken as its first occurrence, a skipped one with the offset before the gap."""
    days, day_of = np.unique(local_us // _MICROS_PER_DAY, return_inverse=True)
    offsets = np.array([_constant_offset(int(day), zone) for day in days], np.float64)
    offset = offsets[day_of]
    skipped, repeated = np.zeros(len(local_us), np.bool_), np.zeros(len(local_us), np.bool_)
    changing = np.flatnonzero(np.isnan(offset))
    if len(changing):
        times, time_of = np.unique(local_us[changing], return_inverse=True)
        found = np.array([_offset_at(int(t), zone) for t in times], np.float64).reshape(-1, 3)[time_of]
        offset[changing] = found[:, 0]
        skipped[changing], repeated[changing] = found[:, 1] > 0, found[:, 2] > 0
    offset_min = offset.astype(np.int16)
    return Localised(local_us - offset_min.astype(np.int64) * MICROS_PER_MINUTE, offset_min, skipped, repeated)


def offsets_at(time_us: _Ints, zone: ZoneInfo) -> npt.NDArray[np.int16]:
    """The zone's offset in minutes at instants."""
    hours, hour_of = np.unique(time_us // (15 * MICROS_PER_MINUTE), return_inverse=True)
    found = [_minutes((_EPOCH_UTC + timedelta(minutes=15 * int(h))).astimezone(zone).utcoffset()) for h in hours]
    return np.array(found, np.int16)[hour_of]


def _constant_offset(day: int, zone: ZoneInfo) -> float:
    """The offset of a local day, NaN when it changes within it (seen from an hour before to an hour after the day)."""
    start = _EPOCH + timedelta(days=day)
    probes = (start - timedelta(hours=1), start, start + timedelta(hours=12), start + timedelta(hours=25))
    found = {_minutes(probe.replace(tzinfo=zone).utcoffset()) for probe in probes}
    return float(found.pop()) if len(found) == 1 else float("nan")


def _offset_at(local_us: int, zone: ZoneInfo) -> tuple[int, bool, bool]:
    moment = (_EPOCH + timedelta(microseconds=local_us)).replace(tzinfo=zone)
    first = _minutes(moment.utcoffset())
    second = _minutes(moment.replace(fold=1).utcoffset())
    # fold=0 before a gap gives the smaller offset, before a repetition the larger
    return first, first < second, first > second


def _minutes(offset: timedelta | None) -> int:
    return round(offset.total_seconds() / 60) if offset is not None else 0
