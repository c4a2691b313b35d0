# SPDX-License-Identifier: Apache-2.0
"""The 1,741 municipalities: code, name, population, class of similar bodies, and whether they use AI and RPA, as published.

`municipalities.csv` states these facts in our own layout. A test of tests/external makes it again from the published tables with
`records.adoption_table` and `rules.similar_bodies` and demands the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from machikata.domain.adoption import BodyAdoption, FactSource
from machikata.domain.population_class import PopulationClass, class_id
from machikata.facts.adoption import adoption_facts
from machikata.rules.similar_bodies import class_labels

MUNICIPALITIES_AS_OF: Final = "2023-12-31"
"""The day of the answers on AI and RPA."""
POPULATION_AS_OF: Final = "2020-10-01"
"""The day of the population (census). 双葉町 had no inhabitants on it."""
CLASSES_AS_OF: Final = date(2022, 4, 1)
"""The day by whose rules the classes were computed, from the resident register of 2022 and the workers of the census."""
HEAD: Final = ("code", "prefecture", "name", "class", "population", "ai", "rpa")
ANSWERS: Final[Mapping[str, bool | None]] = {"yes": True, "no": False, "": None}

ADOPTION_TABLE: Final = "dx-table-2023"
POPULATION_TABLE: Final = "ssdse-a-2025"


def municipality_sources() -> tuple[FactSource, ...]:
    """Where the answers, and where names and population come from."""
    return tuple(adoption_facts().source(wanted) for wanted in (ADOPTION_TABLE, POPULATION_TABLE))


@cache
def municipality_facts() -> tuple[BodyAdoption, ...]:
    """Every municipality in order of its code, as of `MUNICIPALITIES_AS_OF`; `population` is the census of 2020."""
    text = files(__package__).joinpath("municipalities.csv").read_text(encoding="utf-8")
    labels = {class_id(c): c.label for c in _classes()}
    return tuple(_body(row, labels) for row in csv.DictReader(text.splitlines()))


def fact_of(code: str) -> BodyAdoption | None:
    """The municipality of this six-digit code; None for any other body."""
    return _by_code().get(code)


@cache
def _by_code() -> Mapping[str, BodyAdoption]:
    return {body.code: body for body in municipality_facts()}


def _classes() -> list[PopulationClass]:
    year = str(CLASSES_AS_OF.year)
    return [PopulationClass(label, year) for label in class_labels(as_of=CLASSES_AS_OF)]


def _body(row: Mapping[str, str], labels: Mapping[str, str]) -> BodyAdoption:
    body_class = labels[row["class"]] if row["class"] else ""
    return BodyAdoption(
        row["code"],
        row["name"],
        row["prefecture"],
        body_class,
        int(row["population"]),
        ANSWERS[row["ai"]],
        ANSWERS[row["rpa"]],
        MUNICIPALITIES_AS_OF,
    )
