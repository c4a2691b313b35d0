# SPDX-License-Identifier: Apache-2.0
"""The households that apply: how many children of which class, born when, and what decides between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.samples.nurseries import CLASSES

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
SHARE_OF_APPLICANTS = (0.235, 0.425, 0.135, 0.130, 0.045, 0.030)
"""By class: most parents return to work when the child enters class 1."""
_DAYS = 365


@dataclass(frozen=True, slots=True, eq=False)
class Families:
    """C children of H households. `day[c]` counts from 2 April of the cohort's year; `place[c]` is the place in the household by age."""

    household: Ints
    age: Ints
    day: Ints
    fiscal_year: int
    ward_share: npt.NDArray[np.float64]
    siblings: Mask
    transfer: Mask
    leave: Mask
    care: Mask

    @property
    def households(self) -> int:
        """H."""
        return len(self.ward_share)

    def born(self) -> list[date]:
        """Birth dates."""
        first = [date(self.fiscal_year - 1 - a, 4, 2) for a in range(CLASSES)]
        return [first[a] + timedelta(days=d) for a, d in zip(self.age.tolist(), self.day.tolist(), strict=True)]

    def days_old(self) -> Ints:
        """Days of age on 1 April (for class 0 exactly, which alone has least ages)."""
        cohort = date(self.fiscal_year, 4, 1) - date(self.fiscal_year - 1, 4, 2)
        return cohort.days - self.day


def draw_families(
    children: int, *, sibling_share: float, transfer_share: float, fiscal_year: int, rng: np.random.Generator
) -> Families:
    """`children` children; `sibling_share` of them apply with a brother or sister, `transfer_share` for a transfer."""
    sizes = _sizes(children, sibling_share, rng)
    household = np.repeat(np.arange(len(sizes)), sizes)
    age, day = _ages(sizes, household, rng)
    order = np.lexsort((day, -age, household))
    age, day = age[order], day[order]
    transfer = (rng.random(len(sizes)) < transfer_share * 1.32)[household] & (age > 0)
    return Families(
        household, age, day, fiscal_year, rng.random(len(sizes)), (sizes > 1)[household], transfer,
        (rng.random(len(sizes)) < 0.08)[household] & (age <= 1) & ~transfer, rng.random(children) < 0.015,
    )  # fmt: skip


def _sizes(children: int, sibling_share: float, rng: np.random.Generator) -> Ints:
    """Children by household: mostly one, else two, at times three."""
    left = round(children * sibling_share)
    together = []
    while left > 1:
        size = 3 if left == 3 or (left > 4 and rng.random() < 0.08) else 2
        together.append(size)
        left -= size
    sizes = np.array(together + [1] * (children - sum(together)), np.int64)
    return rng.permutation(sizes)


def _ages(sizes: Ints, household: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Class and day of birth: siblings are twins or one to three years apart."""
    children = len(household)
    age = rng.choice(CLASSES, children, p=SHARE_OF_APPLICANTS)
    day = rng.integers(0, _DAYS, children)
    day = np.where(age == 0, (rng.beta(1.3, 2.0, children) * _DAYS).astype(np.int64), day)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    twins = rng.random(len(sizes)) < 0.14
    for h in np.flatnonzero(sizes > 1):
        its = np.arange(first[h], first[h] + sizes[h])
        youngest = int(rng.choice([0, 1, 2], p=[0.4, 0.45, 0.15]))
        gap = np.zeros(len(its), np.int64)
        if twins[h] and len(its) == 2:
            day[its] = day[its[0]]
        else:
            apart = rng.choice([1, 2, 3], len(its) - 1, p=[0.3, 0.5, 0.2])
            gap = np.minimum(np.cumsum(np.concatenate([[0], apart])), np.arange(len(its)) + CLASSES - len(its))
        age[its] = min(youngest, CLASSES - 1 - int(gap[-1])) + gap
    return age, day
