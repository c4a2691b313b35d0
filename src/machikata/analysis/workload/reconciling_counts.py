# SPDX-License-Identifier: Apache-2.0
"""Counts of the survey against counts of the log, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from machikata.analysis.workload.log_year import LoggedActivity, LogYear
from machikata.analysis.workload.reconciliation import StepReconciliation, UnmatchedActivity
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind, SurveyLine
from machikata.rules.survey_limits import SurveyLimits


@dataclass(frozen=True, slots=True)
class LoggedVolume:
    """Volume of a step in the year: events dated in it, and the most that it may have been."""

    cases: int
    high: float


def logged_volumes(process: Process, log: LogYear) -> dict[str, LoggedVolume]:
    """The volume of every step that occurs in the log's year, by step id."""
    found = {a.activity: a for a in log.activities}
    volumes = {step.id: _volume(step, found, log) for step in process.surveyed_steps}
    return {step: volume for step, volume in volumes.items() if volume.high > 0}


def _volume(step: ProcessStep, found: Mapping[str, LoggedActivity], log: LogYear) -> LoggedVolume:
    counted = [found[c] for c in step.counted or step.concepts if c in found]
    dated = sum(a.n_events for a in counted)
    if log.n_before:
        return LoggedVolume(dated, float(dated))
    # A log that begins with the cases of the year lacks what was done in it for earlier ones: late steps are short by the length of a
    # case. The cases begun in the year, and what closed ones among them would make of all, say by how much.
    begun = sum(a.n_of_begun for a in counted)
    closed = sum(a.n_of_closed for a in counted) * log.n_begun / log.n_closed if log.n_closed else 0.0
    return LoggedVolume(dated, max(float(dated), float(begun), closed))


def unmatched_activities(process: Process, log: LogYear) -> tuple[UnmatchedActivity, ...]:
    """Activities of the year that belong to no step, the most frequent first."""
    known = {c for step in process.surveyed_steps for c in step.concepts}
    labels = {c.id: c.label for c in process.concepts}
    total = sum(a.n_events for a in log.activities)
    left = [a for a in log.activities if a.activity not in known and a.n_events]
    return tuple(
        UnmatchedActivity(
            a.activity, labels.get(a.activity, Text(a.activity, a.activity)), a.n_events, a.n_events / total
        )
        for a in sorted(left, key=lambda a: (-a.n_events, a.activity))
    )


def reconcile_steps(
    process: Process, lines: Sequence[SurveyLine], volumes: Mapping[str, LoggedVolume] | None, limits: SurveyLimits
) -> tuple[tuple[StepReconciliation, ...], dict[str, float]]:
    """Every step that the survey or the log has; and, where both have cases of a step, what the survey's are to be multiplied with to
    give the log's: the number in the log's range that is nearest to the survey's.

    `volumes` is None where the log may not be compared.
    """
    steps, factors = [], {}
    for step in process.surveyed_steps:
        own = [line for line in lines if line.step == step.id]
        volume = (volumes or {}).get(step.id)
        if not own and volume is None:
            continue
        found, factor = _step(step, own, volume, limits)
        steps.append(found)
        if factor is not None:
            factors[step.id] = factor
    return tuple(steps), factors


def _step(
    step: ProcessStep, lines: Sequence[SurveyLine], volume: LoggedVolume | None, limits: SurveyLimits
) -> tuple[StepReconciliation, float | None]:
    # A line with hours and no cases is work beside what is counted; one with minutes or a fee has cases that nobody gave.
    unknown = any(n.cases is None and (n.minutes_per_case or n.fee_yen) for n in lines)
    contracted = sum(n.cases or 0 for n in lines if n.staff is StaffKind.CONTRACTOR)
    every = None if unknown or not lines else sum(n.cases or 0 for n in lines)
    found = StepReconciliation(
        step=step.id,
        title=step.title,
        survey_cases=every,
        contracted_cases=contracted,
        log_cases=volume.cases if volume else None,
        log_high=volume.high if volume else None,
        ratio=None,
        hours=None,
        differs=False,
    )
    if not every or volume is None or not volume.cases:
        return found, None
    # A contractor's work may stand in the log or outside it: whichever agrees better.
    ways = [every] if contracted in {0, every} else [every, every - contracted]
    compared = min(ways, key=lambda n: _away(n, volume))
    nearest = min(max(compared, volume.cases), volume.high)
    known = [n.hours_from_volume for n in lines if n.hours_from_volume is not None]
    beyond = _away(compared, volume) > 1.0 + limits.count_margin.value
    return replace(
        found,
        ratio=compared / volume.cases,
        hours=sum(known) * (1.0 - nearest / compared) if known else None,
        differs=beyond and abs(compared - nearest) >= limits.minimum_cases.value,
    ), nearest / compared


def _away(cases: int, volume: LoggedVolume) -> float:
    """By which factor (1 or more) the count lies outside the log's range."""
    return max(1.0, cases / volume.high, volume.cases / cases)
