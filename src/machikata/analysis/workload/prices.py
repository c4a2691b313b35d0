# SPDX-License-Identifier: Apache-2.0
"""Common prices: what an hour of one kind of staff costs in the middle of the bodies compared."""

from __future__ import annotations

import numpy as np

from machikata.analysis.comparison.arrays import Floats
from machikata.analysis.workload.lines import KINDS, STAFF, LineHours, Lines
from machikata.analysis.workload.result import CommonPrice

_FEWEST_PERSONS = 3.0
"""The price of fewer persons could be the pay of one of them."""


def common_prices(lines: Lines, effort: LineHours, *, minimum_bodies: int) -> tuple[CommonPrice, ...]:
    """The median over bodies of yen per hour, one for each kind of staff but contractors. A body's price is the mean over its sections,
    weighted by their hours.
    """
    return tuple(_common_price(kind, lines, effort, minimum_bodies) for kind in STAFF)


def _common_price(kind: int, lines: Lines, effort: LineHours, minimum_bodies: int) -> CommonPrice:
    n_bodies, n_sections = len(lines.bodies), len(lines.section_body)
    rows = lines.kind == kind
    hours = np.bincount(lines.section[rows], np.nan_to_num(effort.mean[rows]), n_sections)
    price, persons = lines.prices[:, kind], np.nan_to_num(lines.persons[:, kind])
    used = (hours > 0) & ~np.isnan(price)
    weight = np.bincount(lines.section_body[used], hours[used], n_bodies)
    paid = np.bincount(lines.section_body[used], hours[used] * price[used], n_bodies)
    heads = np.bincount(lines.section_body[used], persons[used], n_bodies)
    kept = (weight > 0) & (heads >= _FEWEST_PERSONS)
    found = int(kept.sum())
    enough = found >= minimum_bodies
    return CommonPrice(KINDS[kind], float(np.median(paid[kept] / weight[kept])) if enough else None, found)


def prices_of_lines(prices: tuple[CommonPrice, ...], lines: Lines) -> Floats:
    """The common price of each line; nan where there is none, and for contractors."""
    by_kind = np.full(len(KINDS), np.nan)
    for price in prices:
        if price.yen_per_hour is not None:
            by_kind[KINDS.index(price.staff)] = price.yen_per_hour
    return np.asarray(by_kind[lines.kind], dtype=np.float64)
