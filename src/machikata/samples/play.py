# SPDX-License-Identifier: Apache-2.0
"""Plays a plan: the logs of its bodies, as they happened and as the bodies recorded them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.samples.luck import lucky_run
from machikata.samples.model import ProcessModel
from machikata.samples.plans import BodyPlan, SamplePlan
from machikata.samples.simulate import SimulatedLog, simulate
from machikata.samples.styles import RecordStyle

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class PlayedLog:
    """One process of one body, as it happened."""

    body: BodyPlan
    model: ProcessModel
    log: SimulatedLog
    seed: tuple[int, ...]


def play(plan: SamplePlan, *, seed: int, scale: float = 1.0, progress: Progress = no_progress) -> Iterator[PlayedLog]:
    """The logs of all bodies and processes of `plan`, one after another.

    `scale` multiplies the cases per resident (1: as many as residents bring); offices keep the people their volume needs.
    """
    total = len(plan.bodies) * len(plan.models)
    for i, body in enumerate(plan.bodies):
        for j, model in enumerate(plan.models):
            name, title = body.municipality.name, model.process.title
            what = Text(f"{name.ja}（架空）の{title.ja}", f"{name.en} (invented), {title.en}")
            progress((i * len(plan.models) + j) / total, what)
            yield play_one(body, model, seed=seed, scale=scale)


def play_one(body: BodyPlan, model: ProcessModel, *, seed: int, scale: float = 1.0) -> PlayedLog:
    """The log of one body and process; it does not depend on which other bodies are in the plan."""
    behaviour = body.behaviour(model.process.id)
    behaviour = replace(behaviour, volume=behaviour.volume * scale)
    numbers = (seed, int(body.municipality.code))
    run = lucky_run if model.process.id in body.lucky else simulate
    log = run(model, behaviour, population=body.municipality.population or 0, seed=numbers)
    return PlayedLog(body, model, log, numbers)


def as_recorded(log: SimulatedLog, style: RecordStyle) -> SimulatedLog:
    """The log with the times the body's system keeps: seconds or minutes, for some activities the day alone."""
    seconds = log.seconds - log.seconds % 60 if style.to_the_minute else log.seconds
    if style.date_only:
        only_day = np.array([c in style.date_only for c in log.concepts])[log.concept]
        seconds = np.where(only_day, seconds - seconds % _DAY_SECONDS, seconds)
    return replace(log, seconds=seconds)
