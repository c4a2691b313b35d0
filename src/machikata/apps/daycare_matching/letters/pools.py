# SPDX-License-Identifier: Apache-2.0
"""Pools in tables: the columns by which every roster names a facility and its seats, and the lowest points of a pool."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from machikata.apps.daycare_matching.applications import Applications
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.letters.values import PoolCounts
from machikata.apps.daycare_matching.rules.values import KIND_TITLES
from machikata.automation.app.documents import Cell, SheetColumn
from machikata.domain.text import Text

POINTS = Text("点", "points")
PERSONS = Text("人", "children")


def column(ja: str, en: str, unit: Text | None = None) -> SheetColumn:
    """A column of a sheet."""
    return SheetColumn(Text(ja, en), unit)


POOL_COLUMNS = (
    column("区", "Ward"),
    column("施設番号", "Facility number"),
    column("施設", "Facility"),
    column("枠番号", "Pool number"),
    column("枠種別", "Kind of seats"),
    column("対象クラス", "Age classes"),
)


def pool_cells(applications: Applications, pool: int) -> tuple[Cell, ...]:
    """The cells below `POOL_COLUMNS`."""
    p = applications.pools[pool]
    facility = applications.facilities[p.facility]
    kind, classes = KIND_TITLES[p.kind], class_text(sorted(p.classes))
    return facility.ward, facility.number, facility.name, p.number, kind, classes


def class_text(ages: Sequence[int]) -> Text:
    """Age classes in words.

    >>> class_text([1]).ja, class_text([3, 4, 5]).ja, class_text([0, 2]).en
    ('1歳児', '3〜5歳児', 'age 0 and 2')
    """
    if len(ages) > 1 and list(ages) == list(range(ages[0], ages[-1] + 1)):
        return Text(f"{ages[0]}〜{ages[-1]}歳児", f"age {ages[0]} to {ages[-1]}")
    return Text(f"{'・'.join(map(str, ages))}歳児", f"age {' and '.join(map(str, ages))}")


def pool_order(applications: Applications) -> list[int]:
    """Pools by number of the facility, then number of the pool."""
    number = [(applications.facilities[p.facility].number, p.number) for p in applications.pools]
    return sorted(range(len(number)), key=lambda s: number[s])


def lowest_points(built: Built, counts: PoolCounts) -> tuple[float | None, ...]:
    """Per pool the points of the last child admitted; None where nobody was, or where the rules know no points."""
    place = next((k for k, c in enumerate(built.criteria) if c.points), None)
    found: list[float | None] = []
    for entry in np.asarray(counts.lowest_entry).tolist():
        value = math.inf if place is None or entry < 0 else float(built.keys[entry, place]) * built.criteria[place].sign
        found.append(plain(value))
    return tuple(found)


def plain(value: float) -> float | None:
    """A number as it is shown: whole where it is, None where it is none."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else round(value, 2)
