# SPDX-License-Identifier: Apache-2.0
"""The nurseries of an invented municipality: kinds, wards, pools and seats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.samples.invented import facility_name

Ints = npt.NDArray[np.int64]
CLASSES = 6
SEATS_PER_APPLICANT = 0.83
"""Seats for each applicant over all classes: seats stand empty where few want them while a quarter of the applicants go without."""
SHARE_OF_SEATS = (0.265, 0.305, 0.125, 0.165, 0.080, 0.060)
"""Of the seats of an April round by class: class 0 is new, class 1 grows by what class 0 leaves open, 3 by the graduates of small nurseries."""
_LARGEST = 2.5
"""No class is more than this many times the usual one."""
PER_WARD = 30
_WARDS = ["北", "南", "東", "西", "中央", "汐見", "藤見", "真砂", "雲雀", "稲穂"]
_LEAST_AGES = ("生後57日", "3か月", "6か月", "6か月", "10か月")


@dataclass(frozen=True, slots=True, eq=False)
class Nurseries:
    """F facilities; pools as parallel arrays. `at[f, a]` is the general (or community) pool of facility f for class a, −1 for none.

    `least[f]` indexes the 受入月齢 of class 0, −1 for none. `popular[f]` is how much more it is wanted. `linked[f]` is the small nursery
    whose graduates facility f favours, −1 for none.
    """

    kinds: list[str]
    ward: Ints
    popular: npt.NDArray[np.float64]
    least: Ints
    linked: Ints
    at: Ints
    pool_facility: Ints
    pool_number: list[str]
    pool_kind: list[str]
    pool_classes: list[tuple[int, ...]]
    seats: Ints
    excluded: npt.NDArray[np.bool_]
    keeps_freed: npt.NDArray[np.bool_]

    def rows(self) -> list[tuple[str, ...]]:
        """The rows of facilities.csv, in the order of `FACILITY_HEADER`."""
        return [self._row(s) for s in range(len(self.pool_number))]

    def _row(self, s: int) -> tuple[str, ...]:
        f = int(self.pool_facility[s])
        infants = self.pool_classes[s][0] == 0 and self.least[f] >= 0 and self.pool_kind[s] in ("一般", "地域")
        return (
            number_of(f), facility_name(f, self.kinds[f]), self.kinds[f], ward_name(int(self.ward[f])), self.pool_number[s],
            self.pool_kind[s], "・".join(map(str, self.pool_classes[s])), str(int(self.seats[s])),
            _LEAST_AGES[int(self.least[f])] if infants and len(self.pool_classes[s]) == 1 else "",
            number_of(int(self.linked[f])) if self.linked[f] >= 0 else "", "1" if self.excluded[s] else "",
            "次回" if self.keeps_freed[s] else "",
        )  # fmt: skip


FACILITY_HEADER = ("施設番号", "名称", "種別", "区", "枠番号", "枠種別", "対象クラス", "募集人数", "受入月齢", "連携施設", "従業員枠除外", "転園時空き枠扱い")  # fmt: skip


def facility_title(nurseries: Nurseries, facility: int) -> str:
    """名称."""
    return facility_name(facility, nurseries.kinds[facility])


def number_of(facility: int) -> str:
    """施設番号."""
    return f"{facility + 1:04d}"


def ward_name(ward: int) -> str:
    """An invented ward."""
    turn, place = divmod(ward, len(_WARDS))
    return f"{_WARDS[place]}区" if turn == 0 else f"{_WARDS[place]}{turn + 1}区"


def least_days(least: Ints) -> Ints:
    """Days of age on 1 April that make sure of each 受入月齢, 0 for none."""
    return np.array([57, 92, 184, 184, 306, 0], np.int64)[least]


def draw_nurseries(facilities: int, children: int, *, plain: bool, rng: np.random.Generator) -> Nurseries:
    """Nurseries with seats for `children` applicants. `plain` leaves out pools of several classes, quotas and seats kept for later."""
    kinds = rng.choice(["認可", "認定こども園", "小規模", "事業所内"], facilities, p=[0.62, 0.12, 0.22, 0.04])
    kinds[: min(3, facilities)] = ["認可", "認可", "小規模"][: min(3, facilities)]
    ward = np.arange(facilities) * max(1, round(facilities / PER_WARD)) // facilities
    least = rng.integers(-1, len(_LEAST_AGES), facilities)
    least[0] = -1  # so that every child finds a nursery
    pools = _Pools()
    for f, kind in enumerate(kinds.tolist()):
        _add_pools(pools, f, kind, plain, rng)
    seats = _seats(pools, kinds, children, rng)
    at = np.full((facilities, CLASSES), -1, np.int64)
    for s, (f, kind, classes, out) in enumerate(
        zip(pools.facility, pools.kind, pools.classes, pools.excluded, strict=True)
    ):
        if kind in ("一般", "地域") and not out:
            at[f, list(classes)] = s
    return Nurseries(
        kinds.tolist(), ward, rng.normal(0, 0.25, facilities), least,
        _linked(kinds, ward, rng), at, np.array(pools.facility, np.int64), pools.number, pools.kind, pools.classes, seats,
        np.array(pools.excluded, np.bool_), np.zeros(len(seats), np.bool_) if plain else rng.random(len(seats)) < 0.05,
    )  # fmt: skip


class _Pools:
    """Pools while they are gathered."""

    def __init__(self) -> None:
        self.facility: list[int] = []
        self.number: list[str] = []
        self.kind: list[str] = []
        self.classes: list[tuple[int, ...]] = []
        self.excluded: list[bool] = []

    def add(self, facility: int, classes: tuple[int, ...], kind: str = "一般", *, excluded: bool = False) -> None:
        number = 1 + (self.facility.count(facility) if self.facility and self.facility[-1] == facility else 0)
        self.facility.append(facility)
        self.number.append(str(number))
        self.kind.append(kind)
        self.classes.append(classes)
        self.excluded.append(excluded)


def _add_pools(pools: _Pools, facility: int, kind: str, plain: bool, rng: np.random.Generator) -> None:
    """The pools of one facility: a pool for each class, or one for several; quotas beside them."""
    shared, staff, care = rng.random(3)
    small = kind in ("小規模", "事業所内")
    seats = "地域" if kind == "事業所内" and not plain else "一般"
    if small:
        for classes in ((0,), (1, 2)) if shared < 0.15 and not plain else ((0,), (1,), (2,)):
            pools.add(facility, classes, seats)
    else:
        older = ((3, 4, 5),) if shared < 0.12 else ((3,), (4, 5)) if shared < 0.18 else ((3,), (4,), (5,))
        for classes in ((0,), (1,), (2,), *(((3,), (4,), (5,)) if plain else older)):
            pools.add(facility, classes, seats)
    if plain:
        return
    if kind == "事業所内":
        pools.add(facility, (0, 1, 2), "一般", excluded=True)
    elif not small and care < 0.10:
        pools.add(facility, (3, 4, 5), "障害児")
    if not small and staff < 0.05:
        pools.add(facility, (0, 1, 2), "保育士")
    if kind == "認可" and staff > 0.92:
        pools.add(facility, (3,), "卒園児")


def _seats(pools: _Pools, kinds: npt.NDArray[np.str_], children: int, rng: np.random.Generator) -> Ints:
    """Seats by class add up to their share; quotas have one or two."""
    seats = np.zeros(len(pools.number), np.int64)
    quota = np.array([k not in ("一般", "地域") or out for k, out in zip(pools.kind, pools.excluded, strict=True)])
    facility = np.array(pools.facility)
    size = np.where(np.isin(kinds, ("小規模", "事業所内")), 0.45, 1.0) * rng.lognormal(0, 0.35, len(kinds))
    for a, share in enumerate(SHARE_OF_SEATS):
        takes = np.flatnonzero(np.array([a in c for c in pools.classes]) & ~quota)
        if len(takes):
            weight = size[facility[takes]] * rng.lognormal(0, 0.25 if a < 4 else 0.7, len(takes))
            weight = np.minimum(weight, _LARGEST * np.median(weight))
            seats[takes] += _whole(weight / weight.sum() * children * SEATS_PER_APPLICANT * share)
    seats[quota] = rng.integers(1, 3, int(quota.sum()))
    return seats


def _whole(parts: npt.NDArray[np.float64]) -> Ints:
    """Whole numbers with the same sum: the largest rests are rounded up."""
    floor = np.floor(parts).astype(np.int64)
    missing = round(float(parts.sum())) - int(floor.sum())
    floor[np.argsort(floor - parts, kind="stable")[: max(0, missing)]] += 1
    return floor


def _linked(kinds: npt.NDArray[np.str_], ward: Ints, rng: np.random.Generator) -> Ints:
    """Most small nurseries have one larger one in their ward that takes their graduates first."""
    linked = np.full(len(kinds), -1, np.int64)
    for f in np.flatnonzero(kinds == "小規模"):
        near = np.flatnonzero((ward == ward[f]) & (kinds == "認可") & (linked < 0))
        if len(near) and rng.random() < 0.7:
            linked[rng.choice(near)] = f
    return linked
