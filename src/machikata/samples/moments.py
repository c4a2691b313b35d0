# SPDX-License-Identifier: Apache-2.0
"""Moments as offices write them. Each distinct day and minute is written once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from machikata.samples.styles import DateWriting

_DAY_SECONDS = 86_400
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_REIWA_OFFSET = 2018


def written_moments(seconds: NDArray[np.int64], writing: DateWriting) -> NDArray[Any]:
    """Day and time of day in one text; midnight is the day alone, as systems that know no time write it."""
    return _each(seconds, _iso if writing is DateWriting.ISO else _slashes)


def written_days(seconds: NDArray[np.int64], writing: DateWriting) -> NDArray[Any]:
    """The day in Japanese years."""
    days = seconds - seconds % _DAY_SECONDS
    return _each(days, _era_letter if writing is DateWriting.ERA_LETTER else _era_full_width)


def written_times(seconds: NDArray[np.int64]) -> NDArray[Any]:
    """Hour and minute; nothing at midnight, where only the day is known."""
    return _each(seconds % _DAY_SECONDS, lambda m: f"{m.hour}:{m:%M}" if m.hour or m.minute else "")


def _each(seconds: NDArray[np.int64], write: Callable[[datetime], str]) -> NDArray[Any]:
    distinct, index = np.unique(seconds, return_inverse=True)
    texts = [write(datetime.fromtimestamp(s, UTC)) for s in distinct.tolist()]
    return np.array(texts, dtype=object)[index]


def _iso(m: datetime) -> str:
    return f"{m:%Y-%m-%d}" if _midnight(m) else f"{m:%Y-%m-%dT%H:%M:%S}"


def _slashes(m: datetime) -> str:
    day = f"{m.year}/{m.month}/{m.day}"
    return day if _midnight(m) else f"{day} {m.hour}:{m:%M}"


def _era_letter(m: datetime) -> str:
    return f"R{m.year - _REIWA_OFFSET}.{m.month}.{m.day}"


def _era_full_width(m: datetime) -> str:
    return f"令和{m.year - _REIWA_OFFSET}年{m.month}月{m.day}日".translate(_FULL_WIDTH)


def _midnight(m: datetime) -> bool:
    return not (m.hour or m.minute or m.second)
