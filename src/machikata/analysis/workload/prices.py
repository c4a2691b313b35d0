# SPDX-License-Identifier: Apache-2.0
"""Common prices: what an hour of one kind of staff costs in the middle of the bodies compared."""

from __future__ import annotations

import numpy as np

from machikata.analysis.comparison.arrays import Floats
from machikata.analysis.workload.lines import KINDS, STAFF, Lines
from machikata.analysis.workload.result import CommonPrice
from machikata.analysis.workload.settings import DISCLOSURE


def common_prices(lines: Lines, *, minimum_bodies: int) -> tuple[CommonPrice, ...]:
    """The median over bodies of yen per hour, one for each kind of staff but contractors. A body's price is the mean over its sections,
    weighted by their persons of that kind (not by hours, some of which may not be shown).
    """
    return tuple(_common_price(kind, lines, minimum_bodies) for kind in STAFF)


def _common_price(kind: int, lines: Lines, minimum_bodies: int) -> CommonPrice:
    n_bodies, n_sections = len(lines.bodies), len(lines.section_body)
    works = np.bincount(lines.section[lines.kind == kind], minlength=n_sections) > 0
    price, persons = lines.prices[:, kind], np.nan_to_num(lines.persons[:, kind])
    used = works & ~np.isnan(price)
    heads = np.bincount(lines.section_body[used], persons[used], n_bodies)
    paid = np.bincount(lines.section_body[used], persons[used] * price[used], n_bodies)
    kept = heads >= DISCLOSURE.persons_for_price
    found = int(kept.sum())
    enough = found >= minimum_bodies
    return CommonPrice(KINDS[kind], float(np.median(paid[kept] / heads[kept])) if enough else None, found)


def prices_of_lines(prices: tuple[CommonPrice, ...], lines: Lines) -> Floats:
    """The common price of each line; nan where there is none, and for contractors."""
    by_kind = np.full(len(KINDS), np.nan)
    for price in prices:
        if price.yen_per_hour is not None:
            by_kind[KINDS.index(price.staff)] = price.yen_per_hour
    return np.asarray(by_kind[lines.kind], dtype=np.float64)
