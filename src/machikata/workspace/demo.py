# SPDX-License-Identifier: Apache-2.0
"""A workspace filled with invented municipalities, or with a person's own files: the whole chain in one call."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from machikata.analysis.comparison.result import Comparison
from machikata.domain.errors import ComparisonRefused
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress, part_of
from machikata.domain.text import Text
from machikata.domain.version import VERSION
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.plans import SamplePlan
from machikata.samples.write import SampleFile, write_samples
from machikata.workspace.bodies import list_groups, list_processes, save_body, save_process
from machikata.workspace.comparisons import compare
from machikata.workspace.demo_calls import plant_calls, plant_digest
from machikata.workspace.demo_publication import plant_publication
from machikata.workspace.demo_replies import plant_replies
from machikata.workspace.demo_surveys import hand_in_surveys
from machikata.workspace.dictionary import accept_confident, decide, dictionary
from machikata.workspace.imports import import_log
from machikata.workspace.logs import logs_of
from machikata.workspace.peers import form_class_groups, form_hand_group
from machikata.workspace.workspace import DEMO_MARK, Workspace


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """One process over one group: the comparison, or why there is none."""

    process: Process
    group: PeerGroup
    comparison: Comparison | None
    refusal: Text = Text("", "")


def build_demo(
    ws: Workspace, *, plan: SamplePlan = DEMO_PLAN, seed: int = 1, scale: float = 1.0, progress: Progress = no_progress
) -> bool:
    """Write the samples, import them, settle the dictionary and form the groups of each class; False when it was all there.

    The mapping of every file and the uncertain names are settled as its author would confirm them; sure proposals are accepted
    as the person at the demo would do, in bulk.
    """
    wanted = {"plan": plan.id, "seed": seed, "scale": scale, "version": VERSION}
    mark = ws.folder / DEMO_MARK
    if mark.exists() and json.loads(mark.read_text("utf-8")) == wanted:
        return False
    samples = write_samples(
        ws.folder / "samples", plan=plan, seed=seed, scale=scale, progress=part_of(progress, 0.0, 0.4)
    )
    for body in samples.bodies:
        save_body(ws, body)
    for process in samples.processes:
        save_process(ws, process)
    for n, file in enumerate(samples.files):
        progress(0.4 + 0.5 * n / len(samples.files), Text(f"取り込み {file.path.name}", f"importing {file.path.name}"))
        import_log(
            ws, file.path, body=file.body.code, process=file.process.id, mapping=file.mapping, accept_refusals=True
        )
    for process in samples.processes:
        progress(0.92, Text("作業の名前をそろえています", "settling activity names"))
        accept_confident(ws, process=process.id)
        _settle_rest(ws, process.id, samples.files)
    form_class_groups(ws)
    hand_in_surveys(
        ws,
        samples.survey_files,
        processes=samples.processes,
        groups=list_groups(ws),
        progress=part_of(progress, 0.93, 0.97),
    )
    plant_publication(ws, progress=part_of(progress, 0.97, 0.99))
    plant_calls(ws)
    plant_digest(ws)
    plant_replies(ws)
    mark.write_text(json.dumps(wanted), "utf-8")
    progress(1.0, Text("見本がそろいました", "the samples are ready"))
    return True


def _settle_rest(ws: Workspace, process: str, files: Sequence[SampleFile]) -> None:
    meant = {
        (f.body.code, name): concept for f in files if f.process.id == process for name, concept in f.concepts.items()
    }
    for proposal in dictionary(ws, process=process).open:
        concept = meant.get((proposal.body, proposal.activity), "")
        decide(ws, process=process, body=proposal.body, activity=proposal.activity, concept=concept)


def build_from_files(
    ws: Workspace, files: Sequence[Path], *, process: Process, progress: Progress = no_progress
) -> PeerGroup:
    """Import a person's own files, one body each (named after its file), and form a group of them."""
    bodies = []
    for n, file in enumerate(files):
        name = file.name.split(".")[0]
        part = part_of(progress, n / len(files), (n + 1) / len(files))
        bodies.append(import_log(ws, file, body=name, process=process, progress=part).owner)
    title = "と".join(bodies[:2]) + (f" ほか{len(bodies) - 2}団体" if len(bodies) > 2 else "")
    return form_hand_group(ws, name=title, members=bodies)


def compare_everything(ws: Workspace, *, progress: Progress = no_progress) -> tuple[ComparedGroup, ...]:
    """Every process over every group that has records of it; a refusal is a result too."""
    pairs = [
        (process, group) for group in list_groups(ws) for process in list_processes(ws)
        if logs_of(ws, process=process.id, bodies=group.members)
    ]  # fmt: skip
    pairs.sort(key=lambda pair: -len(pair[1].members))
    return tuple(
        _compared(ws, process, group, part_of(progress, n / len(pairs), (n + 1) / len(pairs)))
        for n, (process, group) in enumerate(pairs)
    )


def _compared(ws: Workspace, process: Process, group: PeerGroup, progress: Progress) -> ComparedGroup:
    try:
        return ComparedGroup(process, group, compare(ws, process=process.id, group=group, progress=progress))
    except ComparisonRefused as refusal:
        return ComparedGroup(process, group, None, Text(refusal.sentence("ja"), refusal.sentence("en")))
