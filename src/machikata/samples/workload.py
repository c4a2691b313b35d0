# SPDX-License-Identifier: Apache-2.0
"""What a body reports in the workload survey (業務量調査): from the touch time that was really worked, with rounding and memory."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from machikata.domain.municipality import Municipality
from machikata.domain.process import ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.samples.simulate import SimulatedLog, minutes_by_kind

_MEMORY_ERROR = 0.05
"""Spread (σ of the logarithm) of what people remember against what they did."""


@dataclass(frozen=True, slots=True)
class ReportedStep:
    """One line of the survey: cases of the period, minutes per case (whole), hours in the period (rounded to 5), all as reported."""

    step: Text
    staff: StaffKind
    cases: int
    minutes_per_case: int
    hours: int


@dataclass(frozen=True, slots=True)
class ReportedWorkload:
    """The survey of one process in one body. `total_hours` is what the section declares as a whole, and may contradict the lines."""

    body: Municipality
    process: str
    section: str
    steps: tuple[ReportedStep, ...]
    total_hours: int

    @property
    def hours_from_volume(self) -> float:
        """Cases times minutes per case, in hours."""
        return sum(s.cases * s.minutes_per_case for s in self.steps) / 60.0


def report_workload(
    log: SimulatedLog, body: Municipality, *, seed: tuple[int, ...], reported_factor: float = 1.0
) -> ReportedWorkload:
    """The survey of the body that worked `log`; `reported_factor` is what the section adds to the total (1: nothing)."""
    rng = np.random.default_rng([*seed, crc32(f"workload {log.model.process.id}".encode())])
    worked = minutes_by_kind(log)
    lines = []
    for step in log.model.process.steps:
        for staff in StaffKind:
            minutes = sum(worked.get((concept, staff), 0.0) for concept in step.concepts)
            if minutes > 0:
                lines.append(
                    _line(step, staff, minutes * float(np.exp(_MEMORY_ERROR * rng.standard_normal())), log.n_cases)
                )
    total = sum(line.hours for line in lines) * reported_factor
    section = log.model.desks[-1].section
    return ReportedWorkload(body, log.model.process.id, section, tuple(lines), _rounded(total, 10))


def _line(step: ProcessStep, staff: StaffKind, minutes: float, cases: int) -> ReportedStep:
    per_case = max(1, round(minutes / cases))
    return ReportedStep(step.title, staff, cases, per_case, _rounded(minutes / 60.0, 5))


def _rounded(hours: float, to: int) -> int:
    return max(to, to * round(hours / to))
