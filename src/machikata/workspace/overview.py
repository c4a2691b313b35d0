# SPDX-License-Identifier: Apache-2.0
"""What the first page tells: what to do next, what stands, what runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from machikata.automation.app.context import DecisionState
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.workspace.apps import list_apps
from machikata.workspace.bodies import list_bodies, list_groups, list_processes, list_records
from machikata.workspace.campaigns import list_campaigns
from machikata.workspace.imports import list_drafts
from machikata.workspace.jobs import list_jobs
from machikata.workspace.library import Job, JobState, LogEntry
from machikata.workspace.proposals import list_proposals
from machikata.workspace.survey_comparisons import answered_by
from machikata.workspace.survey_tasks import survey_tasks
from machikata.workspace.tasks import Task
from machikata.workspace.waiting_releases import release_tasks
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ProcessState:
    """How far one process has come: bodies with records, its groups with the number of members that have records, the bodies that
    answered a workload survey about it, the groups of which enough did, and whether a survey asks about it now.
    """

    process: Process
    bodies: tuple[str, ...]
    groups: tuple[tuple[PeerGroup, int], ...]
    answered: frozenset[str] = frozenset()
    surveyed: tuple[PeerGroup, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the installation as the actor sees it."""

    tasks: tuple[Task, ...]
    jobs: tuple[Job, ...]
    bodies: tuple[Municipality, ...]
    records: tuple[LogEntry, ...]
    processes: tuple[ProcessState, ...]

    @property
    def synthetic(self) -> bool:
        """Whether anything of it is synthetic."""
        return any(b.synthetic for b in self.bodies)


SMALLEST_GROUP = 3
_MOST_DECISIONS = 3


def overview(ws: Workspace) -> Overview:
    """What stands, and what follows from it."""
    records = ws.library.logs()
    groups = list_groups(ws)
    answered = answered_by(ws)
    asked = {p for c in list_campaigns(ws) if c.closed_at is None and not c.implicit for p in c.processes}
    states = tuple(
        _with_survey(_state(p, records, groups), answered.get(p.id, frozenset()), groups, asked=p.id in asked)
        for p in list_processes(ws)
    )
    jobs = tuple(j for j in list_jobs(ws) if j.state in (JobState.RUNNING, JobState.CANCELLING))
    return Overview(_tasks(ws, states), jobs, list_bodies(ws), list_records(ws), states)


def _state(process: Process, records: tuple[LogEntry, ...], groups: tuple[PeerGroup, ...]) -> ProcessState:
    bodies = tuple(sorted({r.owner for r in records if r.process == process.id}))
    counted = tuple((g, len(set(g.members) & set(bodies))) for g in groups)
    return ProcessState(process, bodies, tuple((g, n) for g, n in counted if n))


def _with_survey(
    state: ProcessState, answered: frozenset[str], groups: tuple[PeerGroup, ...], *, asked: bool
) -> ProcessState:
    counts = {g.id: len(answered & set(g.members)) for g in groups}
    enough = sorted((g for g in groups if counts[g.id] >= SMALLEST_GROUP), key=lambda g: -counts[g.id])
    return replace(state, answered=answered, surveyed=tuple(enough), asked=asked)


def _tasks(ws: Workspace, states: tuple[ProcessState, ...]) -> tuple[Task, ...]:
    tasks = [
        Task(
            Text(f"「{d.file_name}」の取り込みを続ける", f"Go on importing {d.file_name}"),
            Text("列と質を確かめると取り込めます", "confirm its columns and quality to admit it"),
            f"/records/drafts/{d.id}/columns",
        )
        for d in list_drafts(ws)
    ]
    tasks += [
        Task(Text("止まった処理を見る", "Look at work that stopped"), job.title, f"/jobs/{job.id}")
        for job in list_jobs(ws)
        if job.state in (JobState.FAILED, JobState.INTERRUPTED)
    ][:3]
    tasks += survey_tasks(ws)
    tasks += _decisions(ws)
    tasks += release_tasks(ws)
    for state in states:
        tasks += _process_tasks(state)
    if not tasks:
        tasks.append(
            Task(
                Text("記録を取り込む", "Import records"),
                Text(
                    "業務の記録（XES、CSV、Excelなど）から始まります",
                    "everything starts from records of the work (XES, CSV, Excel …)",
                ),
                "/records/new",
            )
        )
    return tuple(tasks)


def _decisions(ws: Workspace) -> list[Task]:
    """Outcomes of apps that wait for signatures, the newest first."""
    titles = {a.id: a.title for a in list_apps(ws)}
    return [
        Task(
            Text(f"結果を確かめて署名する：{title.ja}", f"Look through the result and sign: {title.en}"),
            Text(
                f"あと{missing}人の署名で決まります",
                f"{missing} more {'signature decides' if missing == 1 else 'signatures decide'}",
            ),
            f"/apps/{p.app}/runs/{p.run}",
        )
        for p in [p for p in list_proposals(ws, state=DecisionState.PROPOSED) if p.run][:_MOST_DECISIONS]
        for title in (titles.get(p.app, Text(p.app, p.app)),)
        for missing in (max(p.needed - sum(s.agrees for s in p.signatures), 0),)
    ]


def _process_tasks(state: ProcessState) -> list[Task]:
    title = state.process.title
    if len(state.bodies) >= SMALLEST_GROUP and not any(n >= SMALLEST_GROUP for _, n in state.groups):
        return [
            Task(
                Text(f"{title.ja}を比べる相手を決める", f"Form a group to compare: {title.en}"),
                Text(f"{len(state.bodies)}団体の記録があります", f"{len(state.bodies)} bodies have records"),
                "/bodies",
            )
        ]
    return [
        Task(
            Text(f"{title.ja}を比べる：{g.name.ja}", f"Compare {title.en}: {g.name.en}"),
            Text(f"{n}団体の記録がそろっています", f"records of {n} bodies are there"),
            f"/compare/{g.id}/{state.process.id}",
        )
        for g, n in state.groups
        if n >= SMALLEST_GROUP
    ]
