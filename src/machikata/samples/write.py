# SPDX-License-Identifier: Apache-2.0
"""Writes the samples as files that municipalities might bring: logs, filled workload surveys, the bodies themselves, a README."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machikata.domain.event_log import ColumnMapping
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.plans import SamplePlan
from machikata.samples.play import PlayedLog, play
from machikata.samples.readme import readme
from machikata.samples.rows import flat_rows
from machikata.samples.spellings import spellings
from machikata.samples.styles import FileFormat
from machikata.samples.surveys import survey_of
from machikata.samples.truths import PlantedTruth
from machikata.samples.writing.flat_files import write_flat
from machikata.samples.writing.survey_files import SurveyFile, write_survey
from machikata.samples.writing.xes_files import write_xes


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One written log: whose it is, of which process, what its columns mean, and which concept each activity name stands for.

    `faulty_rows` cannot be taken by any import (planted for the quality report); the rest can.
    """

    path: Path
    body: Municipality
    process: Process
    mapping: ColumnMapping
    concepts: Mapping[str, str]
    cases: int
    events: int
    faulty_rows: int = 0


@dataclass(frozen=True, slots=True)
class SampleSet:
    """What was written."""

    folder: Path
    bodies: tuple[Municipality, ...]
    processes: tuple[Process, ...]
    files: tuple[SampleFile, ...]
    survey_files: tuple[SurveyFile, ...]
    truths: tuple[PlantedTruth, ...]

    @property
    def surveys(self) -> tuple[SectionSurvey, ...]:
        """What the sections answered."""
        return tuple(f.answers for f in self.survey_files)

    def file(self, body: str, process: str) -> SampleFile:
        """The log of one body (code) and process (id)."""
        return next(f for f in self.files if f.body.code == body and f.process.id == process)


def write_samples(
    folder: Path,
    *,
    plan: SamplePlan = DEMO_PLAN,
    seed: int = 1,
    scale: float = 1.0,
    progress: Progress = no_progress,
) -> SampleSet:
    """Write all logs of `plan` with the surveys, the bodies and a README into `folder`; the same arguments give the same bytes.

    `scale` multiplies the cases per resident (smaller files for tests). Takes about a second per 40,000 events.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[SampleFile] = []
    survey_files: list[SurveyFile] = []
    for played in play(plan, seed=seed, scale=scale, progress=progress):
        files.append(_write_log(folder, played))
        body, process = played.body.municipality, played.model.process
        survey_files.extend(
            write_survey(folder, body, answers, (process,), own_table=answers.section in played.body.own_tables)
            for answers in survey_of(played).surveys
        )
    bodies = tuple(b.municipality for b in plan.bodies)
    processes = tuple(m.process for m in plan.models)
    written = SampleSet(folder, bodies, processes, tuple(files), tuple(survey_files), plan.truths)
    _write_companions(written, plan, seed, scale)
    progress(1.0, Text("見本を書き終えました", "the samples are written"))
    return written


def _write_log(folder: Path, played: PlayedLog) -> SampleFile:
    body, process, style = played.body.municipality, played.model.process, played.body.style
    path = folder / f"架空_{body.name.ja}_{process.title.ja}.{style.format.value}"
    faulty = 0
    if style.format is FileFormat.XES:
        mapping = write_xes(path, played)
        events = len(played.log.case)
    else:
        rows = flat_rows(played)
        write_flat(path, rows, style)
        mapping, faulty, events = rows.mapping, rows.faulty_rows, len(rows.seconds)
    concepts = {label: concept for concept, label in spellings(process, style.wording).items()}
    return SampleFile(path, body, process, mapping, concepts, played.log.n_cases, events, faulty)


def _write_companions(written: SampleSet, plan: SamplePlan, seed: int, scale: float) -> None:
    bodies = json.dumps([_body(m) for m in written.bodies], ensure_ascii=False, indent=1)
    (written.folder / "municipalities.json").write_text(bodies + "\n", encoding="utf-8")
    (written.folder / "README_架空.md").write_text(readme(plan, seed=seed, scale=scale), encoding="utf-8")


def _body(m: Municipality) -> Mapping[str, Any]:
    return {
        "code": m.code, "name": {"ja": m.name.ja, "en": m.name.en}, "kind": m.kind.value, "prefecture": m.prefecture,
        "population": m.population, "s23": m.s23, "s3": m.s3, "synthetic": m.synthetic,
    }  # fmt: skip
