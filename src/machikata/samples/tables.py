# SPDX-License-Identifier: Apache-2.0
"""A simulated log as the four admitted tables, without a file in between (for tests and experiments)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from machikata.domain.event_log import CASE_ATTRIBUTE_PREFIX
from machikata.records.admission.ordering import Order, put_in_order, relation_of, tie_relation_of
from machikata.records.coded import Coded
from machikata.records.raw import LogTables
from machikata.samples.model import ProcessModel
from machikata.samples.plans import BodyPlan, SamplePlan
from machikata.samples.play import as_recorded, play_one
from machikata.samples.simulate import SimulatedLog

JAPAN_OFFSET_MIN = 540


def sample_log(body: BodyPlan, model: ProcessModel, *, seed: int, scale: float = 1.0) -> LogTables:
    """The tables of one body and process of a plan, as the body records them, with the dictionary's Japanese names."""
    played = play_one(body, model, seed=seed, scale=scale)
    return log_tables(as_recorded(played.log, body.style), prefix=f"{body.municipality.code}-")


def sample_logs(plan: SamplePlan, model: ProcessModel, *, seed: int, scale: float = 1.0) -> Mapping[str, LogTables]:
    """`sample_log` of every body of `plan`, by code.

    >>> from machikata.samples.care import MODEL
    >>> from machikata.samples.more_plans import null_plan
    >>> logs = sample_logs(null_plan(3, population=500), MODEL, seed=1)
    >>> sorted(logs)
    ['991015', '991023', '991031']
    """
    return {b.municipality.code: sample_log(b, model, seed=seed, scale=scale) for b in plan.bodies}


def log_tables(log: SimulatedLog, *, labels: Mapping[str, str] | None = None, prefix: str = "") -> LogTables:
    """The tables of `domain.event_log`; activities bear `labels` (concept id → name; default: the dictionary's Japanese names).

    `prefix` stands before case numbers and persons, so that several bodies' tables can lie side by side.
    """
    time_us = (log.seconds - JAPAN_OFFSET_MIN * 60) * 1_000_000
    order = put_in_order(np.arange(len(log.case)), log.case, time_us)
    names = labels or {c.id: c.label.ja for c in log.model.process.concepts}
    activity = _coded(log.concept[order.rows], [names[c] for c in log.concepts])
    return LogTables(
        events=_events(log, order, activity, prefix),
        cases=_cases(log, order, prefix),
        relation=relation_of(order, activity),
        tie_relation=tie_relation_of(order, activity),
    )


def _events(log: SimulatedLog, order: Order, activity: Coded, prefix: str) -> pa.Table:
    person = log.person[order.rows]
    n = len(person)
    return pa.table(
        {
            "case_index": pa.array(order.case),
            "seq": pa.array(order.seq),
            "tie_group": pa.array(order.tie_group),
            "activity": activity.arrow(),
            "time_us": pa.array(order.time_us),
            "offset_min": pa.array(np.full(n, JAPAN_OFFSET_MIN, dtype=np.int16)),
            "lifecycle": _coded(np.full(n, -1), []).arrow(),
            "resource": _coded(person, [f"{prefix}{i + 1:03d}" for i in range(len(log.person_kind))]).arrow(),
            "role": _coded(person, [k.label.ja for k in log.person_kind]).arrow(),
            "section": _coded(person, [d.section for d in log.person_desk]).arrow(),
        }
    )


def _cases(log: SimulatedLog, order: Order, prefix: str) -> pa.Table:
    starts = order.case_starts
    ends = np.append(starts[1:], len(order.rows)) - 1
    number = order.case_keys
    columns = {
        "case_index": pa.array(np.arange(order.cases, dtype=np.int32)),
        "case_id": pa.array([f"{prefix}{i + 1:05d}" for i in number.tolist()]),
        "start_us": pa.array(order.time_us[starts]),
        "end_us": pa.array(order.time_us[ends]),
        "start_offset_min": pa.array(np.full(len(starts), JAPAN_OFFSET_MIN, dtype=np.int16)),
        "events": pa.array((ends - starts + 1).astype(np.int32)),
        "open": pa.array(log.status[number] == 0),
    }
    for name, codes in log.attributes.codes.items():
        columns[CASE_ATTRIBUTE_PREFIX + name] = _coded(codes[number], log.attributes.values[name]).arrow()
    return pa.table(columns)


def _coded(codes: NDArray[np.int64], values: Sequence[str]) -> Coded:
    """Codes of -1 mean that nothing is written; equal values share a code."""
    words = pa.array(values, pa.string())
    return Coded(np.asarray(codes, dtype=np.int32), words).mapped(words)
