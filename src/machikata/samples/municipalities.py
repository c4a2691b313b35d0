# SPDX-License-Identifier: Apache-2.0
"""Invented municipalities: names that do not exist, codes of a prefecture that does not exist, data that fit a peer class."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import SYNTHETIC_PREFECTURE, Municipality, MunicipalityCode, MunicipalityKind
from machikata.domain.text import Text
from machikata.samples.names import PlaceName, invented_names

PREFECTURE = "架空県"
_MOST = 899
_KIND_WORDS = {MunicipalityKind.CITY: "City", MunicipalityKind.TOWN: "Town", MunicipalityKind.VILLAGE: "Village"}

# Inside the classes of the ministry with a margin, so that the figures stay in their class when they are rounded.
_RESIDENTS = {
    "都市Ⅰ": (12_000, 48_000), "都市Ⅱ": (52_000, 98_000), "都市Ⅲ": (102_000, 147_000), "都市Ⅳ": (153_000, 240_000),
    "町村Ⅰ": (1_200, 4_800), "町村Ⅱ": (5_200, 9_700), "町村Ⅲ": (10_300, 14_600), "町村Ⅳ": (15_400, 19_500),
    "町村Ⅴ": (20_600, 42_000),
}  # fmt: skip
_SHARES = {
    ("都市", "3"): ((0.92, 0.98), (0.67, 0.75)), ("都市", "2"): ((0.92, 0.98), (0.50, 0.62)),
    ("都市", "1"): ((0.72, 0.88), (0.57, 0.65)), ("都市", "0"): ((0.72, 0.88), (0.40, 0.53)),
    ("町村", "2"): ((0.82, 0.94), (0.62, 0.72)), ("町村", "1"): ((0.82, 0.94), (0.42, 0.57)),
    ("町村", "0"): ((0.55, 0.77), (0.35, 0.50)),
}  # fmt: skip


def invent_municipalities(classes: Mapping[str, int], *, seed: int) -> tuple[Municipality, ...]:
    """Invented bodies, so many of each 類似団体 class (labels as 都市Ⅰ-3 or 町村Ⅴ-2), all with `synthetic=True`.

    Residents and shares of workers put each body into its class by the ministry's rules.

    Raises:
        InputRefused: an unknown class, or more than 899 bodies (the codes of prefecture 99 are used up).

    >>> [str(m.name) for m in invent_municipalities({"都市Ⅰ-3": 2}, seed=1)]
    ['汐見原市', '藤見坂市']
    """
    total = sum(classes.values())
    problems = [_unknown_class(label) for label in classes if not _known(label)]
    if total > _MOST:
        problems.append(
            Problem(
                "too-many-bodies",
                Text(f"架空の団体は{_MOST}までです", f"there are codes for {_MOST} invented bodies"),
                Text("数を減らしてください", "ask for fewer"),
                Place(value=str(total)),
            )
        )
    if problems:
        raise InputRefused(problems)
    rng = np.random.default_rng([seed, 9])
    labels = [label for label, count in classes.items() for _ in range(count)]
    names = invented_names(total, seed=seed)
    return tuple(_invent(label, name, i, rng) for i, (label, name) in enumerate(zip(labels, names, strict=True)))


def invented(
    name: PlaceName, kind: MunicipalityKind, *, number: int, population: int, s23: float, s3: float
) -> Municipality:
    """One invented body; `number` (0–898) gives its code in prefecture 99."""
    code = MunicipalityCode.from_five(f"{SYNTHETIC_PREFECTURE}{101 + number:03d}")
    text = Text(f"{name.written}{kind.value}", f"{name.latin} {_KIND_WORDS[kind]}")
    return Municipality(code.value, text, kind, PREFECTURE, population, s23, s3, synthetic=True)


def _invent(label: str, name: PlaceName, number: int, rng: np.random.Generator) -> Municipality:
    size, suffix = label.split("-")
    low, high = _RESIDENTS[size]
    population = round(float(np.exp(rng.uniform(np.log(low), np.log(high)))))
    (low23, high23), (low3, high3) = _SHARES[size[:2], suffix]
    kind = MunicipalityKind.CITY
    if size.startswith("町村"):
        kind = MunicipalityKind.TOWN if population >= 5_000 else MunicipalityKind.VILLAGE
    s23, s3 = round(rng.uniform(low23, high23), 3), round(rng.uniform(low3, high3), 3)
    return invented(name, kind, number=number, population=population, s23=s23, s3=s3)


def _known(label: str) -> bool:
    size, _, suffix = label.partition("-")
    return size in _RESIDENTS and (size[:2], suffix) in _SHARES


def _unknown_class(label: str) -> Problem:
    return Problem(
        "unknown-class",
        Text("類似団体の区分が読めません", "this is no peer class"),
        Text("都市Ⅰ-3、町村Ⅴ-2 のように書いてください", "write it as 都市Ⅰ-3 or 町村Ⅴ-2"),
        Place(value=label),
    )
