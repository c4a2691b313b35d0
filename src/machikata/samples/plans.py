# SPDX-License-Identifier: Apache-2.0
"""Which invented bodies there are and how each works: the demo's twelve, the tests' thirty, and the null set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.samples import care
from machikata.samples.model import Behaviour, ProcessModel
from machikata.samples.municipalities import invented
from machikata.samples.names import FIRST_NAMES

MODELS: tuple[ProcessModel, ...] = (care.MODEL,)
"""The processes the generator can play."""


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """An invented body and how it does each process (process id → behaviour; the ordinary way where nothing is said)."""

    municipality: Municipality
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)

    def behaviour(self, model: ProcessModel) -> Behaviour:
        """How the body does the process."""
        return self.behaviours.get(model.process.id, Behaviour())


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A set of invented bodies that belong together."""

    id: str
    bodies: tuple[BodyPlan, ...]


def _care(**settings: object) -> Mapping[str, Behaviour]:
    return {care.PROCESS.id: Behaviour(**settings)}  # type: ignore[arg-type]


def _city(number: int, population: int, s23: float, s3: float, behaviours: Mapping[str, Behaviour]) -> BodyPlan:
    place = FIRST_NAMES[number]
    body = invented(place, MunicipalityKind.CITY, number=number, population=population, s23=s23, s3=s3)
    return BodyPlan(body, behaviours)


DEMO_PLAN = SamplePlan(
    "demo",
    (
        _city(0, 24_600, 0.953, 0.702, _care(mix={care.KIND: (0.72, 0.14, 0.14)}, waits={"care.ikensho_juryo": 0.85})),
        _city(1, 28_300, 0.961, 0.713, _care(practices=frozenset({care.EARLY_OPINION}))),
        _city(2, 21_500, 0.944, 0.688, _care(practices=frozenset({care.CHIEF_APPROVAL}))),
        _city(3, 3_100, 0.938, 0.721, _care()),
        _city(4, 19_700, 0.949, 0.694, _care(practices=frozenset({care.EARLY_OPINION}))),
        _city(5, 23_900, 0.957, 0.708, _care(practices=frozenset({care.ELECTRONIC_COUNCIL}))),
        _city(6, 18_400, 0.941, 0.679, _care(waits={"care.ikensho_juryo": 1.03})),
        _city(7, 16_800, 0.946, 0.697, _care(waits={"care.ikensho_juryo": 0.98})),
    ),
)
"""The demo's bodies."""
