# SPDX-License-Identifier: Apache-2.0
"""Puts a municipality into its 類似団体 class by the dated rules of the ministry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.population_class import PopulationClass
from machikata.domain.text import Text
from machikata.rules.loading import edition_in_force, text_of

RULE = "similar_bodies"
_TOWNS = (MunicipalityKind.TOWN, MunicipalityKind.VILLAGE)
_APART = (
    MunicipalityKind.DESIGNATED_CITY,
    MunicipalityKind.SPECIAL_WARD,
    MunicipalityKind.CORE_CITY,
    MunicipalityKind.FORMER_SPECIAL_CITY,
)


def classify(municipality: Municipality, *, as_of: date) -> PopulationClass | None:
    """The class of `municipality` under the rules in force on `as_of`; None when population or workers are not known.

    A city on one of the lists kept apart (政令指定都市, 特別区, 中核市, 施行時特例市) has that class whatever its population;
    an invented city may state such a kind itself. Source: `similar_bodies.yaml`. Raises NotFound before the first edition.

    >>> city = Municipality(
    ...     "012033", Text("小樽市", "Otaru"), MunicipalityKind.CITY, population=110426, s23=0.97, s3=0.79
    ... )
    >>> classify(city, as_of=date(2022, 4, 1)).label
    '都市Ⅲ-3'
    """
    edition = edition_in_force(RULE, as_of)
    year = str(edition["valid_from"].year)
    label = _apart(edition, municipality) or _banded(edition, municipality)
    return PopulationClass(label, year) if label else None


def class_labels(*, as_of: date) -> tuple[str, ...]:
    """Every class the rules in force define, those kept apart first."""
    edition = edition_in_force(RULE, as_of)
    apart = [group["label"] for group in edition["apart"]]
    banded = [
        f"{part['prefix']}{band['numeral']}-{structure['suffix']}"
        for part in (edition["cities"], edition["towns_and_villages"])
        for band in part["bands"]
        for structure in part["structures"]
    ]
    return (*apart, *banded)


def class_source(*, as_of: date) -> Text:
    """Where the rules in force come from."""
    return text_of(edition_in_force(RULE, as_of)["source"])


def _apart(edition: Mapping[str, Any], municipality: Municipality) -> str:
    for group in edition["apart"]:
        if municipality.code in group["members"]:
            return str(group["label"])
    if municipality.synthetic and municipality.kind in _APART:
        return municipality.kind.value
    return ""


def _banded(edition: Mapping[str, Any], municipality: Municipality) -> str:
    if municipality.kind is MunicipalityKind.OTHER or not municipality.population:
        return ""
    if municipality.s23 is None or municipality.s3 is None:
        return ""
    part = edition["towns_and_villages" if municipality.kind in _TOWNS else "cities"]
    numeral = _band(part["bands"], municipality.population)
    suffix = _structure(part["structures"], municipality.s23, municipality.s3)
    return f"{part['prefix']}{numeral}-{suffix}"


def _band(bands: Sequence[Mapping[str, Any]], population: int) -> str:
    return next(
        str(band["numeral"])
        for band in bands
        if population >= band["at_least"] and (band["below"] is None or population < band["below"])
    )


def _structure(structures: Sequence[Mapping[str, Any]], s23: float, s3: float) -> str:
    return next(str(s["suffix"]) for s in structures if s23 >= s["s23_at_least"] and s3 >= s["s3_at_least"])
