# SPDX-License-Identifier: Apache-2.0
"""Figures of workload surveys in words, in both languages: hours a year, minutes a case, yen."""

from __future__ import annotations

from machikata.analysis.comparison.figures import percent, ratio
from machikata.domain import wording
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

__all__ = ["hours", "minutes", "percent", "plain_hours", "ratio", "yen"]


def plain_hours(value: float | None, *, sign: bool = False) -> Text:
    """Hours without an interval.

    >>> plain_hours(-12.4, sign=True).ja
    '−12時間'
    """
    written = wording.number(value, 0, sign=sign)
    return Text(wording.unit(written, "時間", " hours", "ja"), wording.unit(written, "時間", " hours", "en"))


def hours(estimate: Estimate | None) -> Text:
    """Hours with their interval.

    >>> hours(Estimate(1204.3, 1100.2, 1330.9)).ja
    '1,204時間（1,100〜1,331）'
    """
    return _with_interval(estimate, 1.0, 0, Text("時間", " hours"))


def minutes(estimate: Estimate | None) -> Text:
    """Hours per case, said in minutes.

    >>> minutes(Estimate(0.5, 0.4, 0.65)).en
    '30.0 minutes (24.0 to 39.0)'
    """
    return _with_interval(estimate, 60.0, 1, Text("分", " minutes"))


def yen(estimate: Estimate | None) -> Text:
    """Yen with their interval.

    >>> yen(Estimate(1500.0, 1400.0, 1650.0)).ja
    '1,500円（1,400〜1,650）'
    """
    return _with_interval(estimate, 1.0, 0, Text("円", " yen"))


def _with_interval(estimate: Estimate | None, times: float, decimals: int, unit: Text) -> Text:
    if estimate is None:
        return Text(wording.NOTHING, wording.NOTHING)
    point, low, high = (wording.number(x * times, decimals) for x in (estimate.value, estimate.low, estimate.high))
    return Text(
        f"{point}{unit.ja}（{wording.interval(low, high, 'ja')}）",
        f"{point}{unit.en} ({wording.interval(low, high, 'en')})",
    )
