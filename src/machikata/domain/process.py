# SPDX-License-Identifier: Apache-2.0
"""A business process and the dictionary of its activities."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a process's dictionary: what an activity of any body can be called in common."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """A step (工程) of the workload survey, coarser than the activities of a log.

    `concepts` are the activities that belong to it; `counted` those whose events make its yearly volume (all concepts when empty).
    """

    id: str
    title: Text
    concepts: tuple[str, ...]
    counted: tuple[str, ...] = ()
    duty: Text = Text("", "")
    """The 事務 it belongs to."""


@dataclass(frozen=True, slots=True)
class Process:
    """A business process (業務プロセス) that bodies bring logs of, with the dictionary of its activities.

    `limit_days` is the statutory or stated limit for a case, in calendar days, with its source.
    """

    id: str
    title: Text
    concepts: tuple[Concept, ...] = ()
    limit_days: float | None = None
    limit_source: Text = Text("", "")
    steps: tuple[ProcessStep, ...] = ()

    @property
    def surveyed_steps(self) -> tuple[ProcessStep, ...]:
        """What a survey asks about: the steps, or every concept as a step of its own where nobody has joined any."""
        return self.steps or tuple(ProcessStep(c.id, c.label, (c.id,)) for c in self.concepts)
