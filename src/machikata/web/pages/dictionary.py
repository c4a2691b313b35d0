# SPDX-License-Identifier: Apache-2.0
"""Same work, other name? Proposals by confidence, a person's decision on each, undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.text import Text
from machikata.publication.csv_table import Cell, csv_file
from machikata.records.dictionary import Method, Proposal, Verdict
from machikata.web.files import download
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.view import OUR_FORM, Choice, Form, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.dictionary import (
    DictionaryState,
    accept_confident,
    decide,
    dictionary,
    make_first_dictionary,
    undo_decision,
)
from machikata.workspace.library import DictionaryDecision
from machikata.workspace.overview import overview
from machikata.workspace.workspace import Workspace

router = APIRouter()
_MOST_ROWS = 100
_WORDS = Text("作業名の辞書", "Activity names")
METHOD_WORDS = {
    Method.EXACT.value: Text("同じ名前", "same name"),
    Method.NORMALISED.value: Text("書き方だけの違い", "spelling only"),
    Method.TOKEN.value: Text("言葉の重なり", "words in common"),
    Method.NONE.value: Text("似た名前なし", "nothing similar"),
    "person": Text("人が選んだ", "chosen by a person"),
}


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One name of one body that awaits a decision; `choices` hold the proposed concept first, then the next candidates."""

    body: str
    body_name: Text
    activity: str
    label: str
    concept: str
    concept_label: Text
    confidence: float
    method: Text
    ambiguous: bool
    reasons: tuple[Text, ...]
    events: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision that holds."""

    number: int
    body: str
    body_name: Text
    activity: str
    concept_label: Text
    own: bool
    method: Text
    confidence: float
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DictionaryPage:
    """The dictionary of one process; `process` is '' when there is none yet."""

    process: str
    title: Text
    processes: tuple[Choice, ...]
    concepts: tuple[Choice, ...]
    automatic: int
    sure: tuple[ProposalLine, ...]
    open: tuple[ProposalLine, ...]
    more_open: int
    decided: tuple[DecisionLine, ...]
    has_concepts: bool
    accepted: int
    address: str


@router.get("/dictionary")
def dictionary_page(view: Viewed, process: str = "", accepted: int = 0) -> Response:
    """The dictionary of a process."""
    ws = view.workspace
    state = overview(ws)
    used = tuple(s.process for s in state.processes if s.bodies)
    chosen = process or (used[0].id if used else "")
    choices = tuple(Choice(p.id, p.title) for p in used)
    page = present(ws, dictionary(ws, process=chosen), choices, accepted) if chosen else _nothing(choices)
    scope = (ScopePart(Text("業務", "Process"), page.title),) if chosen else ()
    frame = Frame(
        title=_WORDS,
        step=Step.DICTIONARY,
        crumbs=(Link("/dictionary", _WORDS),),
        scope=scope,
        synthetic=state.synthetic,
    )
    return view.page("pages/dictionary.html", page, frame)


@router.get("/dictionary/{process}.csv")
def dictionary_csv(view: Viewed, process: str) -> Response:
    """What holds now, as a CSV file that spreadsheets open (UTF-8 with a mark)."""
    ws = view.workspace
    page = present(ws, dictionary(ws, process=process), (), 0)
    head = [view.text("団体コード", "body code"), view.text("団体", "body"), view.text("作業", "activity"),
            view.text("共通の名前", "concept"), view.text("決め方", "method"), view.text("確かさ（0〜1）", "confidence (0–1)")]  # fmt: skip
    rows: list[list[Cell]] = [
        [line.body, line.body_name.in_(view.language), line.activity, "" if line.own else line.concept_label.in_(view.language),
         line.method.in_(view.language), round(line.confidence, 2)]
        for line in page.decided
    ]  # fmt: skip
    content = csv_file([head, *rows])
    ws.note("dictionary.exported", owner="*", details={"process": process, "form": "csv", "bytes": len(content)})
    return download(content, f"{process}_{view.text('作業名の辞書', 'dictionary')}.csv")


@router.post("/dictionary/{process}/first", dependencies=OUR_FORM)
def first_dictionary(view: Viewed, process: str) -> Response:
    """Draw up concepts from the names in use."""
    make_first_dictionary(view.workspace, process=process)
    return view.go(f"/dictionary?process={quote(process)}")


@router.post("/dictionary/{process}/decide")
def decide_one(view: Viewed, form: Form, process: str) -> Response:
    """Say what one name stands for; without a concept it stays the body's own."""
    concept = "" if form.text("own") else form.text("concept")
    decide(view.workspace, process=process, body=form.text("body"), activity=form.text("activity"), concept=concept)
    return view.go(f"/dictionary?process={quote(process)}#open")


@router.post("/dictionary/{process}/accept", dependencies=OUR_FORM)
def accept(view: Viewed, process: str) -> Response:
    """Accept every sure proposal."""
    n = accept_confident(view.workspace, process=process)
    return view.go(f"/dictionary?process={quote(process)}&accepted={n}")


@router.post("/dictionary/{process}/undo")
def undo(view: Viewed, form: Form, process: str) -> Response:
    """Open decided names again (one or several numbers)."""
    for number in form.texts("number"):
        undo_decision(view.workspace, process=process, number=int(number))
    return view.go(f"/dictionary?process={quote(process)}#open")


def present(ws: Workspace, state: DictionaryState, processes: tuple[Choice, ...], accepted: int) -> DictionaryPage:
    """The page value of a dictionary."""
    names = {b.code: b.name for b in list_bodies(ws)}
    concepts = {c.id: c.label for c in state.process.concepts}
    lines = tuple(_line(p, names, concepts) for p in state.open)
    sure = {(p.body, p.activity) for p in state.confident}
    rest = tuple(line for line in lines if (line.body, line.activity) not in sure)
    return DictionaryPage(
        process=state.process.id,
        title=state.process.title,
        processes=processes,
        concepts=tuple(Choice(k, v) for k, v in concepts.items()),
        automatic=len(state.automatic),
        sure=tuple(line for line in lines if (line.body, line.activity) in sure),
        open=rest[:_MOST_ROWS],
        more_open=max(len(rest) - _MOST_ROWS, 0),
        decided=tuple(_decision(d, names, concepts) for d in holding(state.decisions)),
        has_concepts=bool(concepts),
        accepted=accepted,
        address=f"/dictionary?process={quote(state.process.id)}",
    )


def _nothing(processes: tuple[Choice, ...]) -> DictionaryPage:
    return DictionaryPage("", Text("", ""), processes, (), 0, (), (), 0, (), False, 0, "/dictionary?")


def holding(decisions: tuple[DictionaryDecision, ...]) -> tuple[DictionaryDecision, ...]:
    """The newest decision on each name, newest first; undone ones left out."""
    newest = {(d.owner, d.activity): d for d in sorted(decisions, key=lambda d: d.number)}
    kept = [d for d in newest.values() if d.verdict is not Verdict.UNDONE]
    return tuple(sorted(kept, key=lambda d: -d.number))


def _line(proposal: Proposal, names: dict[str, Text], concepts: dict[str, Text]) -> ProposalLine:
    near = [proposal.concept, *(c.concept for c in proposal.alternatives)]
    return ProposalLine(
        proposal.body,
        names.get(proposal.body, Text(proposal.body, proposal.body)),
        proposal.activity,
        proposal.label,
        proposal.concept,
        concepts.get(proposal.concept, Text("", "")),
        proposal.confidence,
        METHOD_WORDS[proposal.method.value],
        proposal.ambiguous,
        proposal.reasons,
        proposal.events,
        tuple(Choice(c, concepts[c]) for c in dict.fromkeys(near) if c in concepts),
    )


def _decision(decision: DictionaryDecision, names: dict[str, Text], concepts: dict[str, Text]) -> DecisionLine:
    return DecisionLine(
        decision.number,
        decision.owner,
        names.get(decision.owner, Text(decision.owner, decision.owner)),
        decision.activity,
        concepts.get(decision.concept, Text(decision.concept, decision.concept)),
        decision.verdict is Verdict.OWN,
        METHOD_WORDS.get(decision.method, Text(decision.method, decision.method)),
        decision.confidence,
        decision.decided_at,
        decision.decided_by,
    )
