# SPDX-License-Identifier: Apache-2.0
"""Writes the samples as files that a municipality might bring."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.samples.plans import DEMO_PLAN, MODELS, SamplePlan
from machikata.samples.simulate import SimulatedLog, simulate


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One written log: whose it is, of which process, and what its columns mean."""

    path: Path
    body: Municipality
    process: Process
    mapping: ColumnMapping


@dataclass(frozen=True, slots=True)
class SampleSet:
    """What was written."""

    folder: Path
    bodies: tuple[Municipality, ...]
    processes: tuple[Process, ...]
    files: tuple[SampleFile, ...]


def write_samples(
    folder: Path, *, plan: SamplePlan = DEMO_PLAN, seed: int = 1, progress: Progress = no_progress
) -> SampleSet:
    """Write the logs of all bodies of `plan` into `folder`; the same plan and seed give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for i, body in enumerate(plan.bodies):
        progress(i / len(plan.bodies), Text(f"{body.municipality.name.ja}（架空）", f"{body.municipality.name.en} (invented)"))
        for model in MODELS:
            number = int(body.municipality.code)
            log = simulate(model, body.behaviour(model), population=body.municipality.population or 0, seed=(seed, number))
            path = folder / f"架空_{body.municipality.name.ja}_{model.process.title.ja}.csv"
            files.append(SampleFile(path, body.municipality, model.process, _write_csv(path, log)))
    return SampleSet(folder, tuple(b.municipality for b in plan.bodies), tuple(m.process for m in MODELS), tuple(files))


def _write_csv(path: Path, log: SimulatedLog) -> ColumnMapping:
    table = event_rows(log)
    with path.open("wb") as f:
        f.write(b"\xef\xbb\xbf")
        pc.write_csv(table, f)
    roles = {"案件番号": ColumnRole.CASE_ID, "作業": ColumnRole.ACTIVITY, "日時": ColumnRole.TIMESTAMP,
             "担当者": ColumnRole.RESOURCE, "職種": ColumnRole.ROLE, "係": ColumnRole.SECTION, "状態": ColumnRole.CASE_STATUS}
    columns = tuple(MappedColumn(n, roles.get(n, ColumnRole.CASE_ATTRIBUTE)) for n in table.column_names)
    return ColumnMapping(columns, open_values=("処理中",))


def event_rows(log: SimulatedLog) -> pa.Table:
    """The log as rows of text, one per event."""
    labels = {c.id: c.label.ja for c in log.model.process.concepts}
    nobody = len(log.person_kind)
    person = np.where(log.person >= 0, log.person, nobody)
    columns = {
        "案件番号": _coded(log.case, [f"R7-{i + 1:05d}" for i in range(log.n_cases)]),
        "作業": _coded(log.concept, [labels[c] for c in log.concepts]),
        "日時": pa.array(log.seconds.astype("datetime64[s]").astype(str)),
        "担当者": _coded(person, [f"職員{i + 1:03d}" for i in range(nobody)] + [""]),
        "職種": _coded(person, [k.value for k in log.person_kind] + [""]),
        "係": _coded(person, [p.section for p in log.person_desk] + [""]),
        "状態": _coded(log.status[log.case], ["処理中", "完了", "取下げ"]),
    }
    for name, codes in log.attributes.codes.items():
        columns[name] = _coded(codes[log.case], list(log.attributes.values[name]))
    return pa.table(columns)


def _coded(codes: np.ndarray, values: list[str]) -> pa.Array:
    return pa.array(values).take(pa.array(codes))
