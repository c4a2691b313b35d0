# SPDX-License-Identifier: Apache-2.0
"""What to do next: tasks that follow from the state, running jobs, own figures, how far each process has come."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from machikata.domain.progress import Progress, part_of
from machikata.domain.text import Text
from machikata.web.frame import Frame, ScopePart, Step
from machikata.web.pages.jobs import JobView
from machikata.web.pages.jobs import present as present_job
from machikata.web.results import Results
from machikata.web.surveys_compared import survey_address
from machikata.web.view import OUR_FORM, Viewed
from machikata.workspace.demo import build_demo
from machikata.workspace.demo_apps import run_examples
from machikata.workspace.dictionary import DictionaryState, dictionary
from machikata.workspace.library import EVERYONE, Job
from machikata.workspace.overview import SMALLEST_GROUP, ProcessState, overview
from machikata.workspace.tasks import Task
from machikata.workspace.workspace import Workspace

router = APIRouter()
_MOST_TASKS = 7


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the words of its button."""

    task: Task
    button: Text


@dataclass(frozen=True, slots=True)
class StepState:
    """How far one process has come in one step: 'done', 'now' or 'wait', the words, and where to go on ('' = nowhere)."""

    kind: str
    words: Text
    address: str


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """One process with its steps in the order of `HomePage.steps`."""

    id: str
    title: Text
    address: str
    steps: tuple[StepState, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page. `more_tasks` are counted but not listed. `empty` while nothing was imported."""

    tasks: tuple[TaskLine, ...]
    more_tasks: int
    jobs: tuple[JobView, ...]
    bodies: int
    records: int
    cases: int
    comparable: int
    processes: int
    steps: tuple[Text, ...]
    lines: tuple[ProcessLine, ...]
    empty: bool


@router.get("/")
def home_page(view: Viewed) -> Response:
    """The first page."""
    page, synthetic = present(view.workspace)
    scope = (
        ScopePart(Text("団体", "Bodies"), Text(f"{page.bodies}団体", str(page.bodies))),
        ScopePart(Text("記録", "Records"), Text(f"{page.records}件", str(page.records))),
    )
    frame = Frame(
        title=Text("次にすること", "What to do next"),
        step=Step.HOME,
        synthetic=synthetic,
        scope=() if page.empty else scope,
    )
    return view.page("pages/home.html", page, frame)


@router.post("/sample", dependencies=OUR_FORM)
def try_sample(view: Viewed) -> Response:
    """Fill the workspace with invented municipalities."""
    ws = view.workspace

    def work(progress: Progress) -> str:
        build_demo(ws, progress=part_of(progress, 0.0, 0.9))
        run_examples(ws, progress=part_of(progress, 0.9, 1.0))
        return "/"

    results: Results = view.request.app.state.results
    done = results.get(
        ws,
        ("sample", ws.clock()),
        work,
        owner=EVERYONE,
        title=Text("見本の12団体をつくる", "Making the twelve samples"),
        address="/",
    )
    return view.go(f"/jobs/{done.id}" if isinstance(done, Job) else done)


def present(ws: Workspace) -> tuple[HomePage, bool]:
    """The page value, and whether anything on it is invented."""
    state = overview(ws)
    comparable = sum(1 for s in state.processes if any(n >= SMALLEST_GROUP for _, n in s.groups))
    cases = sum(int(r.manifest.get("quality", {}).get("cases", 0)) for r in state.records)
    now = ws.clock()
    names = {s.process.id: dictionary(ws, process=s.process.id) for s in state.processes if s.bodies}
    tasks = _with_names(state.tasks, tuple(names.values()))
    page = HomePage(
        tasks=tuple(TaskLine(t, _button(t.path)) for t in tasks[:_MOST_TASKS]),
        more_tasks=max(len(tasks) - _MOST_TASKS, 0),
        jobs=tuple(present_job(j, now=now) for j in state.jobs),
        bodies=len(state.bodies),
        records=len(state.records),
        cases=cases,
        comparable=comparable,
        processes=sum(1 for s in state.processes if s.bodies),
        steps=_STEPS,
        lines=tuple(_line(s, names.get(s.process.id)) for s in state.processes if s.bodies or s.answered or s.asked),
        empty=not state.records and not state.bodies,
    )
    return page, state.synthetic


_STEPS = (
    Text("記録", "Records"), Text("作業名の辞書", "Activity names"), Text("業務量調査", "Workload survey"), Text("比べる", "Compare"),
)  # fmt: skip
_BUTTONS = {
    "/compare/": Text("結果を読む", "Read the result"),
    "/apps/": Text("結果を見る", "See the result"),
    "/records/drafts/": Text("続きから始める", "Go on"),
    "/records": Text("取り込む", "Import"),
    "/jobs/": Text("確かめる", "Look"),
    "/dictionary": Text("対応を決める", "Decide"),
    "/bodies": Text("相手を決める", "Form a group"),
    "/survey/drafts/": Text("続きから始める", "Go on"),
    **dict.fromkeys(("/cases/", "/effects/", "/calls/", "/publish"), Text("内容を見る", "Look at it")),
    "/survey": Text("調査を開く", "Open the survey"),
}


def _button(path: str) -> Text:
    """What the button of a task says, by where it leads."""
    return next((words for start, words in _BUTTONS.items() if path.startswith(start)), Text("開く", "Open"))


def _with_names(tasks: tuple[Task, ...], dictionaries: tuple[DictionaryState, ...]) -> tuple[Task, ...]:
    """The tasks with names to decide put before the comparisons that rest on them."""
    added = tuple(
        Task(
            Text(f"作業名の対応を決める：{d.process.title.ja}", f"Decide on activity names: {d.process.title.en}"),
            Text(f"決めていない作業名が{len(d.open)}種類あります", f"{len(d.open)} names are undecided"),
            f"/dictionary?process={d.process.id}",
        )
        for d in dictionaries
        if d.open
    )
    first = next((i for i, t in enumerate(tasks) if t.path.startswith("/compare/")), len(tasks))
    return (*tasks[:first], *added, *tasks[first:])


def _line(state: ProcessState, found: DictionaryState | None) -> ProcessLine:
    """A process with its steps; `found` is its dictionary, None without records."""
    process = state.process
    records = StepState("done", _bodies(len(state.bodies)), "/records") if found else _NO_RECORDS
    names = _names(found) if found else StepState("wait", Text("記録のあと", "after records"), "")
    steps = (records, names, _surveyed(state), _compared(state))
    return ProcessLine(process.id, process.title, f"/bodies?process={process.id}", steps)


_NO_RECORDS = StepState("wait", Text("まだ", "none yet"), "/records/new")


def _bodies(n: int) -> Text:
    return Text(f"{n}団体", f"{n} {'body' if n == 1 else 'bodies'}")


def _surveyed(state: ProcessState) -> StepState:
    """How many bodies have answered about the process; their comparison once enough have."""
    n, process = len(state.answered), state.process.id
    if state.surveyed:
        return StepState("done", _bodies(n), survey_address(state.surveyed[0].id, process))
    if n or state.asked:
        return StepState("now", _bodies(n) if n else Text("回答を待っています", "waiting for answers"), "/survey")
    return StepState("wait", Text("まだ", "none yet"), "/survey")


def _names(found: DictionaryState) -> StepState:
    address = f"/dictionary?process={found.process.id}"
    if not found.process.concepts:
        return StepState("now", Text("辞書をつくる", "make a dictionary"), address)
    if found.open:
        return StepState("now", Text(f"{len(found.open)}種類を決める", f"{len(found.open)} to decide"), address)
    return StepState("done", Text("ずみ", "done"), address)


def _compared(state: ProcessState) -> StepState:
    ready = next((g for g, n in sorted(state.groups, key=lambda pair: -pair[1]) if n >= SMALLEST_GROUP), None)
    if ready is not None:
        return StepState("done", Text("比べられます", "can be compared"), f"/compare/{ready.id}/{state.process.id}")
    if len(state.bodies) >= SMALLEST_GROUP:
        return StepState("now", Text("相手を決める", "form a group"), "/bodies")
    missing = SMALLEST_GROUP - len(state.bodies)
    return StepState("wait", Text(f"あと{missing}団体", f"{missing} more needed"), "")
