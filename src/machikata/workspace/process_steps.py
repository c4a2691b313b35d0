# SPDX-License-Identifier: Apache-2.0
"""Joining the concepts of a process's dictionary into the steps (工程) that a survey asks about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pyarrow.compute as pc

from machikata.domain.actor import Role
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document
from machikata.workspace.campaigns import folded
from machikata.workspace.library import EVERYONE
from machikata.workspace.workspace import Workspace

_ACT = "process.steps-defined"
_MOST_ACTS = 100_000
_NO_WORDS = Text("", "")


@dataclass(frozen=True, slots=True)
class StepRow:
    """What is said of one concept: the step it belongs to ("" = it is not asked about), its 事務, and whether its events are counted.

    A row with a step and no concept is a step that leaves no trace in logs. `row` is where a person wrote it.
    """

    concept: str
    title: Text
    duty: Text = _NO_WORDS
    counted: bool = True
    row: int = 0


@dataclass(frozen=True, slots=True)
class VanishingStep:
    """A step that there would be no more: how many answers use it, and which open surveys ask about it."""

    step: ProcessStep
    answers: int
    asked: tuple[str, ...]

    @property
    def in_use(self) -> bool:
        """Whether somebody has answered, or may be answering, about it."""
        return bool(self.answers or self.asked)


@dataclass(frozen=True, slots=True)
class StepsPlan:
    """What the steps would become, before it is so."""

    process: Process
    steps: tuple[ProcessStep, ...]
    new: tuple[ProcessStep, ...]
    vanishing: tuple[VanishingStep, ...]

    @property
    def in_use(self) -> tuple[VanishingStep, ...]:
        """Steps that would vanish although somebody uses them."""
        return tuple(v for v in self.vanishing if v.in_use)


def rows_of(process: Process) -> tuple[StepRow, ...]:
    """The steps of a process as rows, one a concept, by step; then the concepts that are not asked about."""
    rows = [
        StepRow(concept, s.title, s.duty, not s.counted or concept in s.counted)
        for s in process.surveyed_steps
        for concept in s.concepts or ("",)
    ]
    asked = {row.concept for row in rows}
    rows += [StepRow(c.id, _NO_WORDS) for c in process.concepts if c.id not in asked]
    return tuple(replace(row, row=n) for n, row in enumerate(rows, start=1))


def plan_steps(ws: Workspace, *, process: str, rows: Sequence[StepRow]) -> StepsPlan:
    """What `define_steps` would make of these rows.

    Raises:
        InputRefused: every row that names no concept of the process, names one twice, or gives a step two duties; no step at all.
    """
    found = ws.process(process)
    problems = list(_problems(found, rows))
    if problems:
        raise InputRefused(problems)
    steps = _joined(found, rows, _ids(ws, found))
    kept, had = {s.id for s in steps}, {s.id for s in found.surveyed_steps}
    gone = [s for s in found.surveyed_steps if s.id not in kept]
    answers = _answers(ws, process) if gone else Counter()
    asked = tuple(
        c.title for c in ws.library.campaigns() if process in c.processes and c.closed_at is None and not c.implicit
    )
    vanishing = tuple(VanishingStep(s, answers[s.id], asked) for s in gone)
    return StepsPlan(found, steps, tuple(s for s in steps if s.id not in had), vanishing)


def define_steps(ws: Workspace, *, process: str, rows: Sequence[StepRow], confirmed: bool = False) -> Process:
    """Join the concepts of a process into steps, in order of first appearance. Concepts with the same title are one step.

    A step whose title stays, or had been used before, keeps its id, and with it what was answered. Defining the former rows again
    undoes it; they stand in the journal. Exactly one step for each concept is what holds where nobody has joined any.

    Raises:
        InputRefused: see `plan_steps`; also, unless `confirmed`, when a step would vanish that was answered or is being asked about.
        NotAllowed: the dictionary is everyone's; it is for those who carry surveys through.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    plan = plan_steps(ws, process=process, rows=rows)
    if plan.in_use and not confirmed:
        raise InputRefused([_in_use(v) for v in plan.in_use])
    unjoined = replace(plan.process, steps=())
    changed = replace(unjoined, steps=() if plan.steps == unjoined.surveyed_steps else plan.steps)
    if changed == plan.process:
        return changed
    ws.library.put_process(changed)
    ws.note(_ACT, owner=EVERYONE, details={
        "process": process, "before": to_document(plan.process.surveyed_steps), "after": to_document(changed.surveyed_steps),
    })  # fmt: skip
    return changed


def _problems(process: Process, rows: Sequence[StepRow]) -> Iterator[Problem]:
    known = {c.id for c in process.concepts}
    used = [r for r in rows if r.title.ja]
    times = Counter(r.concept for r in used if r.concept)
    titles: dict[str, StepRow] = {}
    for r in rows:
        if r.concept and r.concept not in known:
            what = Text(f"共通の作業名「{r.concept}」はありません", f"there is no concept “{r.concept}”")
            remedy = Text("作業名の辞書にある番号を書いてください", "write one that the dictionary has")
            yield Problem("no-such-concept", what, remedy, Place(row=r.row, column="concept", value=r.concept))
        if r.title.ja and times[r.concept] > 1:
            what = Text("同じ作業が、2つ以上の行にあります", "this concept stands in several rows")
            remedy = Text("1つの工程だけに入れてください", "put it into one step alone")
            yield Problem("concept-twice", what, remedy, Place(row=r.row, column="concept", value=r.concept))
        first = titles.setdefault(folded(r.title.ja), r)
        if r.title.ja and r.duty.ja and first.duty.ja and folded(r.duty.ja) != folded(first.duty.ja):
            what = Text(f"工程「{r.title.ja}」に、事務が2つあります", f"step “{r.title.en}” has two duties")
            remedy = Text(f"「{first.duty.ja}」にそろえるか、工程の名前を分けてください",
                          f"write “{first.duty.en}” as above, or give the steps two names")  # fmt: skip
            yield Problem("step-two-duties", what, remedy, Place(row=r.row, column="duty", value=r.duty.ja))
    if not used:
        what = Text("工程が1つもありません", "there is no step")
        yield Problem(
            "no-steps", what, Text("工程の名前を1つ以上書いてください", "name at least one"), Place(column="title")
        )


def _joined(process: Process, rows: Sequence[StepRow], ids: Mapping[str, str]) -> tuple[ProcessStep, ...]:
    grouped: dict[str, list[StepRow]] = {}
    for row in rows:
        if row.title.ja:
            grouped.setdefault(folded(row.title.ja), []).append(row)
    known = {folded(s.title.ja): s for s in process.surveyed_steps}
    return tuple(_step(process.id, of, known.get(key), ids.get(key, "")) for key, of in grouped.items())


def _step(process: str, rows: Sequence[StepRow], before: ProcessStep | None, known_id: str) -> ProcessStep:
    concepts = tuple(r.concept for r in rows if r.concept)
    counted = tuple(r.concept for r in rows if r.concept and r.counted)
    titles, duties = [r.title for r in rows], [r.duty for r in rows if r.duty.ja]
    title = _in_both(titles, before.title if before else None)
    duty = _in_both(duties, before.duty if before else None) if duties else _NO_WORDS
    step_id = known_id or f"{process}.{sha256(folded(title.ja).encode()).hexdigest()[:10]}"
    return ProcessStep(step_id, title, concepts, () if counted == concepts else counted, duty)


def _in_both(words: Sequence[Text], before: Text | None) -> Text:
    """The first words; English that is not given is that of another row, or what it was before, else the Japanese."""
    ja = words[0].ja
    same = before.en if before and folded(before.ja) == folded(ja) else ""
    return Text(ja, next((w.en for w in words if w.en), "") or same or ja)


def _ids(ws: Workspace, process: Process) -> dict[str, str]:
    """Titles → the id they have or had: of now, else of the newest definition in the journal, else of a concept so called."""
    ids: dict[str, str] = {}
    now = process.surveyed_steps
    for act in ws.library.acts(limit=_MOST_ACTS):
        if act.what == _ACT and act.details.get("process") == process.id:
            now += from_document(tuple[ProcessStep, ...], act.details["before"])
    now += replace(process, steps=()).surveyed_steps
    for step in now:
        if step.id not in ids.values():
            ids.setdefault(folded(step.title.ja), step.id)
    return ids


def _answers(ws: Workspace, process: str) -> Counter[str]:
    """How many answers that stand use each step."""
    held = tuple(s.id for s in ws.library.submissions() if s.stands and process in s.answered)
    found: Counter[str] = Counter()
    for tables in ws.library.answers(held):
        lines = tables.lines
        found.update(lines["step"].filter(pc.equal(lines["process"].cast("string"), process)).unique().to_pylist())
    return found


def _in_use(vanishing: VanishingStep) -> Problem:
    title, n, asked = vanishing.step.title, vanishing.answers, vanishing.asked
    told = Text(f"回答が{n}件あります", f"{n} answer{'' if n == 1 else 's'} use it") if n else Text(
        f"調査「{asked[0] if asked else ''}」でたずねています", f"survey “{asked[0] if asked else ''}” is asking about it")  # fmt: skip
    return Problem(
        "step-in-use",
        Text(f"工程「{title.ja}」がなくなりますが、{told.ja}", f"step “{title.en}” would vanish, but {told.en}"),
        Text("工程の名前を残すか、なくしてよいことを確かめてください。なくすと、その答えは辞書にない工程として扱われます",
             "keep its title, or confirm that it may go; what was answered then counts as a step that is not in the dictionary"),
        Place(column="confirmed", value=title.ja),
    )  # fmt: skip
