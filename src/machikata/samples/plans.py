# SPDX-License-Identifier: Apache-2.0
"""What a plan is: which invented bodies there are, how each works, and how each keeps its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from machikata.domain.municipality import Municipality
from machikata.domain.text import Text
from machikata.samples import care, moving_in, salary_reports
from machikata.samples.answering import AnsweringHabit
from machikata.samples.model import Behaviour, ProcessModel
from machikata.samples.styles import PLAIN, RecordStyle
from machikata.samples.truths import PlantedTruth

MODELS: tuple[ProcessModel, ...] = (care.MODEL, moving_in.MODEL, salary_reports.MODEL)
"""The processes the generator can play."""


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """An invented body: how it does each process (process id → behaviour; the ordinary way where nothing is said).

    `lucky`: processes in which chance favours the body: of many runs of its ordinary behaviour one of the fastest is taken.
    `answering`: how its sections answer the workload survey (process id → habit; the ordinary way where nothing is said).
    `own_tables`: sections that hand in a table of their own instead of the form.
    """

    municipality: Municipality
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)
    style: RecordStyle = PLAIN
    lucky: frozenset[str] = frozenset()
    answering: Mapping[str, AnsweringHabit] = field(default_factory=dict)
    own_tables: frozenset[str] = frozenset()

    def behaviour(self, process: str) -> Behaviour:
        """How the body does the process."""
        return self.behaviours.get(process, Behaviour())


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """Invented bodies that belong together, and the truths planted in them."""

    id: str
    title: Text
    bodies: tuple[BodyPlan, ...]
    models: tuple[ProcessModel, ...] = MODELS
    truths: tuple[PlantedTruth, ...] = ()

    def body(self, code: str) -> BodyPlan:
        """The plan of one body."""
        return next(b for b in self.bodies if b.municipality.code == code)

    def truth(self, truth_id: str) -> PlantedTruth:
        """The planted truth with this id."""
        return next(t for t in self.truths if t.id == truth_id)
