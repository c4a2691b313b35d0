# SPDX-License-Identifier: Apache-2.0
"""Figures of a comparison in words, in both languages."""

from __future__ import annotations

from machikata.analysis.comparison.estimand import Unit
from machikata.domain import wording
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text


def days(value: float | None, *, sign: bool = False) -> Text:
    """Days with one decimal.

    >>> days(32.04).ja, days(-4.9, sign=True).en
    ('32.0日', '−4.9 days')
    """
    written = wording.number(value, 1, sign=sign)
    return Text(wording.unit(written, "日", " days", "ja"), wording.unit(written, "日", " days", "en"))


def share(value: float | None, *, n: int | None = None) -> Text:
    """A share in percent."""
    written = wording.share(value, n=n)
    return Text(written, written)


def points(value: float | None) -> Text:
    """A difference of shares in percentage points, with its sign.

    >>> points(0.034).ja
    '+3.4ポイント'
    """
    written = wording.number(None if value is None else value * 100, 1, sign=True)
    return Text(wording.unit(written, "ポイント", " points", "ja"), wording.unit(written, "", " points", "en"))


def value(figure: float | None, unit: Unit, *, n: int | None = None) -> Text:
    """A figure of an indicator in its unit."""
    return days(figure) if unit is Unit.DAYS else share(figure, n=n)


def difference(figure: float | None, unit: Unit) -> Text:
    """A difference between two figures of an indicator, with its sign."""
    return days(figure, sign=True) if unit is Unit.DAYS else points(figure)


def ratio(estimate: Estimate) -> Text:
    """Observed/expected with its interval.

    >>> ratio(Estimate(0.94, 0.88, 1.01)).ja
    '0.94倍（0.88〜1.01）'
    """
    point, low, high = (wording.number(x, 2) for x in (estimate.value, estimate.low, estimate.high))
    return Text(
        f"{point}倍（{wording.interval(low, high, 'ja')}）", f"{point} times ({wording.interval(low, high, 'en')})"
    )


def cases(n: int | None) -> Text:
    """A number of cases."""
    written = wording.number(n)
    return Text(wording.unit(written, "件", "", "ja"), wording.unit(written, "", " cases", "en"))


def percent(part: float) -> str:
    """A level or margin as whole percent.

    >>> percent(0.95)
    '95%'
    """
    return f"{part * 100:.3g}%"
