# SPDX-License-Identifier: Apache-2.0
"""Activity names of different bodies on one dictionary: what is proposed, what a person decided, and what holds now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa

from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.process import Concept, Process
from machikata.domain.text import Text
from machikata.records.dictionary import Method, Proposal, Verdict, apply_decisions, draft_concepts, propose
from machikata.workspace.bodies import save_process
from machikata.workspace.library import DictionaryDecision
from machikata.workspace.logs import names_in_use
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DictionaryState:
    """The dictionary of one process: its concepts, what awaits a decision, what holds, and what was decided in what order.

    `automatic` are names spelled letter for letter like a concept: they count as the concept without a decision, and a decision
    can still set them apart. `open` are all other undecided names, surest first.
    """

    process: Process
    automatic: tuple[Proposal, ...]
    open: tuple[Proposal, ...]
    decisions: tuple[DictionaryDecision, ...]

    @property
    def confident(self) -> tuple[Proposal, ...]:
        """The open proposals that may be accepted together."""
        return tuple(p for p in self.open if p.confident and p.concept)


def dictionary(ws: Workspace, *, process: str) -> DictionaryState:
    """Where the dictionary of a process stands. A process without concepts proposes nothing: each name is its own."""
    found = ws.process(process)
    decisions = ws.library.decisions(process)
    proposals = propose(names_in_use(ws, process=process), found.concepts, decisions) if found.concepts else ()
    automatic = tuple(p for p in proposals if p.method is Method.EXACT and not p.ambiguous)
    settled = {(p.body, p.activity) for p in automatic}
    waiting = sorted(
        (p for p in proposals if (p.body, p.activity) not in settled), key=lambda p: (-p.confidence, p.body, p.label)
    )
    return DictionaryState(found, automatic, tuple(waiting), decisions)


def make_first_dictionary(ws: Workspace, *, process: str) -> Process:
    """Concepts for a process that has none, drawn from the names its bodies use. An existing dictionary is left alone."""
    found = ws.process(process)
    if found.concepts:
        return found
    return save_process(ws, replace(found, concepts=draft_concepts(names_in_use(ws, process=process))))


def decide(ws: Workspace, *, process: str, body: str, activity: str, concept: str) -> None:
    """Say that a body's activity is `concept`; an empty concept says that it has no counterpart and stays the body's own."""
    ws.require(Role.OFFICER, owner=body)
    known = {c.id for c in ws.process(process).concepts}
    if concept and concept not in known:
        raise InputRefused([Problem(
            "no-such-concept", Text(f"共通の作業名「{concept}」はありません", f"there is no concept “{concept}”"),
            Text("一覧から選んでください", "choose one from the list"), Place(column="concept", value=concept))])  # fmt: skip
    proposal = _proposal(dictionary(ws, process=process), body, activity)
    same = proposal is not None and proposal.concept == concept
    _record(ws, process, [(body, activity, concept, proposal.method.value if proposal and same else "person",
                           proposal.confidence if proposal and same else 1.0)])  # fmt: skip


def _proposal(state: DictionaryState, body: str, activity: str) -> Proposal | None:
    return next((p for p in (*state.open, *state.automatic) if (p.body, p.activity) == (body, activity)), None)


def accept_confident(ws: Workspace, *, process: str) -> int:
    """Accept every proposal that differs in spelling at most; says how many. Each is a decision that can be undone."""
    sure = [p for p in dictionary(ws, process=process).confident if ws.actor.owns(p.body)]
    _record(ws, process, [(p.body, p.activity, p.concept, p.method.value, p.confidence) for p in sure])
    return len(sure)


def _record(ws: Workspace, process: str, rows: Iterable[tuple[str, str, str, str, float]]) -> None:
    now = ws.clock()
    ws.library.add_decisions(tuple(
        DictionaryDecision(process, body, activity, concept, Verdict.SAME if concept else Verdict.OWN, method, confidence,
                           now, ws.actor.name)
        for body, activity, concept, method, confidence in rows
    ))  # fmt: skip


def undo_decision(ws: Workspace, *, process: str, number: int) -> None:
    """Open a decided name again. The decision stays on record, the undo beside it.

    Raises:
        NotFound: no decision with this number.
    """
    found = next((d for d in ws.library.decisions(process) if d.number == number), None)
    if found is None:
        raise NotFound(Text("その決定はありません", "there is no such decision"))
    ws.require(Role.OFFICER, owner=found.owner)
    undone = replace(found, verdict=Verdict.UNDONE, decided_at=ws.clock(), decided_by=ws.actor.name, number=0)
    ws.library.add_decisions((undone,))


def activity_map(ws: Workspace, *, process: str) -> pa.Table:
    """What holds now: string columns body, activity, concept. A null concept stands for a name that a person left to its body; it
    and names that are absent keep their own name.
    """
    state = dictionary(ws, process=process)
    decided = apply_decisions(state.decisions)
    rows: dict[tuple[str, str], str | None] = {**dict.fromkeys(decided.own), **decided.same}
    rows |= {(p.body, p.activity): p.concept for p in state.automatic}
    keys = sorted(rows)
    return pa.table({
        "body": pa.array([k[0] for k in keys], pa.string()),
        "activity": pa.array([k[1] for k in keys], pa.string()),
        "concept": pa.array([rows[k] for k in keys], pa.string()),
    })  # fmt: skip


def activity_labels(ws: Workspace, *, process: str) -> Mapping[str, Text]:
    """Words to show for an activity key: the concept's label, or the label that stands beside a code in a log."""
    concepts: tuple[Concept, ...] = ws.process(process).concepts
    used = {u.activity: Text(u.label, u.label) for u in names_in_use(ws, process=process) if u.activity}
    return used | {c.id: c.label for c in concepts}
