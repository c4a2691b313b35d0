# SPDX-License-Identifier: Apache-2.0
"""Public holidays of the years in which the samples play (国民の祝日に関する法律; 内閣府の告示, with substitute days)."""

from __future__ import annotations

from datetime import date

_BY_YEAR = {
    2025: "0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0721 0811 0915 0923 1013 1103 1123 1124",
    2026: "0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123",
}


def holidays() -> frozenset[date]:
    """All public holidays of 2025 and 2026."""
    return frozenset(
        date(year, int(day[:2]), int(day[2:])) for year, days in _BY_YEAR.items() for day in days.split()
    )
