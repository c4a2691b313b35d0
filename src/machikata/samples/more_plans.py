# SPDX-License-Identifier: Apache-2.0
"""Plans of any size: bodies with ordinary differences, and bodies that do not differ at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from machikata.domain.municipality import Municipality
from machikata.domain.text import Text
from machikata.samples import care
from machikata.samples.model import Behaviour, Practice, ProcessModel
from machikata.samples.municipalities import invent_municipalities
from machikata.samples.plans import MODELS, BodyPlan, SamplePlan
from machikata.samples.styles import ALL_STYLES

TEST_CLASSES: Mapping[str, int] = {"都市Ⅰ-3": 10, "町村Ⅴ-2": 10, "町村Ⅲ-1": 10}
"""Thirty bodies, ten a class."""

_BEST: tuple[tuple[int, Practice], ...] = (
    (1, care.EARLY_OPINION), (4, care.EARLY_OPINION), (2, care.CHIEF_APPROVAL), (5, care.ELECTRONIC_COUNCIL),
    (7, care.REMIND_ALL), (8, care.REMIND_ALL),
)  # fmt: skip
"""Practices by position within a class of ten."""
_ORDINARY_SPREAD = 0.04
_MIX_SPREAD = 0.12


def varied_plan(classes: Mapping[str, int] = TEST_CLASSES, *, seed: int = 1) -> SamplePlan:
    """So many invented bodies of each class, with ordinary differences of mix and waits, and the practices of care certification.

    In every class the second and fifth body ask early for opinions, the third has the chief approve, the sixth has an electronic
    council, the eighth and ninth remind every late opinion.
    """
    rng = np.random.default_rng([seed, 30])
    places = [i for count in classes.values() for i in range(count)]
    bodies = [
        _varied(municipality, place, rng, number)
        for number, (municipality, place) in enumerate(
            zip(invent_municipalities(classes, seed=seed), places, strict=True)
        )
    ]
    n = len(bodies)
    return SamplePlan(f"varied-{n}", Text(f"架空の{n}団体", f"{n} invented bodies"), tuple(bodies))


def null_plan(n: int = 8, *, population: int = 20_000, models: tuple[ProcessModel, ...] = MODELS) -> SamplePlan:
    """`n` bodies of one size and one behaviour: whatever differs between them is chance. For false alarms."""
    bodies = tuple(BodyPlan(replace(m, population=population)) for m in invent_municipalities({"都市Ⅰ-3": n}, seed=0))
    title = Text(f"差のない架空の{n}団体", f"{n} invented bodies that do not differ")
    return SamplePlan(f"null-{n}", title, bodies, models)


def _varied(municipality: Municipality, place: int, rng: np.random.Generator, number: int) -> BodyPlan:
    behaviours = {
        care.PROCESS.id: Behaviour(
            practices=frozenset(practice for position, practice in _BEST if position == place),
            mix={care.KIND: _mix(care.MODEL, rng)},
            waits={name: _factor(rng) for name in ("care.ikensho_juryo", "care.chosa")},
            volume=_factor(rng),
        )
    }
    return BodyPlan(municipality, behaviours, ALL_STYLES[number % len(ALL_STYLES)])


def _mix(model: ProcessModel, rng: np.random.Generator) -> tuple[float, ...]:
    weights = np.array(model.attributes[0].weights) * np.exp(_MIX_SPREAD * rng.standard_normal(3))
    return tuple(float(w) for w in weights / weights.sum())


def _factor(rng: np.random.Generator) -> float:
    return float(np.exp(_ORDINARY_SPREAD * rng.standard_normal()))
