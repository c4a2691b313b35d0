# SPDX-License-Identifier: Apache-2.0
"""Local times of one zone to instants, many at once, exactly as `values.in_zone` does one by one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np

from machikata.records.xes.kernels.memory import Longs, Shorts
from machikata.records.xes.values import MICROS_PER_MINUTE, in_zone

_MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE


def to_instants(local_micros: Longs, zone: ZoneInfo) -> tuple[Longs, Shorts]:
    """(µs UTC, offsets in minutes) of `local_micros` in `zone`.

    The zone is asked for both ends of each hour that occurs. Where they agree the whole hour has their offset, for no zone changes
    twice within an hour; where they differ every time is asked for.
    """
    hours, hour_of = np.unique(local_micros // _MICROS_PER_HOUR, return_inverse=True)
    starts = (hours * _MICROS_PER_HOUR).tolist()
    first = [_shift_and_offset(t, zone) for t in starts]
    last = [_shift_and_offset(t + _MICROS_PER_HOUR - 1, zone) for t in starts]
    shifts = np.array([shift for shift, _ in first], dtype=np.int64)[hour_of]
    offsets = np.array([offset for _, offset in first], dtype=np.int16)[hour_of]
    changing = np.array([a != b for a, b in zip(first, last, strict=True)], dtype=np.bool_)[hour_of]
    for i in np.flatnonzero(changing).tolist():
        shifts[i], offsets[i] = _shift_and_offset(int(local_micros[i]), zone)
    return local_micros - shifts, offsets


def _shift_and_offset(local_micros: int, zone: ZoneInfo) -> tuple[int, int]:
    utc, offset = in_zone(local_micros, zone)
    return local_micros - utc, offset
