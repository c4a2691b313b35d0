# SPDX-License-Identifier: Apache-2.0
"""Who is comparable? Bodies with their class, and the groups they are compared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import SYNTHETIC_PREFECTURE, Municipality, MunicipalityKind
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.publication.comparison_tables import Form as CellForm
from machikata.publication.comparison_tables import ResultTable, TableColumn
from machikata.publication.workbook import write_workbook
from machikata.rules.similar_bodies import class_source
from machikata.web.files import download
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.view import OUR_FORM, Choice, Form, Posted, View, Viewed
from machikata.web.words import KIND_WORDS
from machikata.workspace.bodies import list_bodies, list_groups, list_processes, remove_body, remove_group, save_body
from machikata.workspace.overview import SMALLEST_GROUP
from machikata.workspace.peers import NO_CLASS, class_of, form_band_group, form_class_groups, form_hand_group
from machikata.workspace.survey_comparisons import answered_by
from machikata.workspace.workspace import Workspace

router = APIRouter()
_CRUMB = Link("/bodies", Text("仕事の流れ", "Flow of work"))
GROUP_WORDS = {
    PeerGroupKind.CLASS: Text("類似団体の区分", "class of similar bodies"),
    PeerGroupKind.BAND: Text("人口の幅", "band of population"),
    PeerGroupKind.HAND: Text("人が選んだ", "chosen by hand"),
}


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body; `work` leads to its processes with records."""

    code: str
    name: Text
    kind: Text
    population: int | None
    population_class: str
    work: tuple[Link, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group: members by name, and for each process how many of them have records."""

    id: str
    name: Text
    kind: Text
    members: tuple[Text, ...]
    reason: Text
    comparable: tuple[Link, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class BodiesPage:
    """All bodies and groups. `values` are what the forms hold, `problems` what is to be corrected."""

    bodies: tuple[BodyLine, ...]
    groups: tuple[GroupLine, ...]
    class_source: Text
    process: str
    process_title: Text | None
    values: Mapping[str, str]
    chosen: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class BodyFormPage:
    """The form of one body; `code` is '' for a new one."""

    code: str
    values: Mapping[str, str]
    kinds: tuple[Choice, ...]
    population_class: str
    removable: bool
    problems: tuple[Problem, ...]


@router.get("/bodies")
def bodies_page(view: Viewed, process: str = "") -> Response:
    """The list of bodies and groups; `process` leaves only bodies with records of it."""
    return _bodies(view, process=process)


def _bodies(
    view: View, *, process: str = "", values: Mapping[str, str] | None = None, chosen: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Response:  # fmt: skip
    page = replace(present(view.workspace, process=process), values=values or {}, chosen=chosen, problems=problems)
    scope = (ScopePart(Text("業務", "Process"), page.process_title),) if page.process_title else ()
    frame = Frame(
        title=Text("団体と比べる相手", "Bodies and peers"), step=Step.WORK, crumbs=(_CRUMB,), scope=scope,
        change_scope="/bodies" if scope else None, synthetic=any(b.synthetic for b in page.bodies),
    )  # fmt: skip
    return view.page("pages/bodies.html", page, frame, status=422 if problems else 200)


@router.get("/bodies/list.xlsx")
def bodies_workbook(view: Viewed) -> Response:
    """The list as a workbook."""
    page = present(view.workspace)
    synthetic = any(b.synthetic for b in page.bodies)
    body = write_workbook([bodies_table(page)], language=view.language, notice=synthetic_notice(synthetic))
    return download(body, ("架空_" if synthetic else "") + view.text("団体の一覧.xlsx", "bodies.xlsx"))


@router.get("/bodies/edit")
def body_form(view: Viewed, code: str = "") -> Response:
    """The form of a new body, or of a known one."""
    values = _values(view.workspace.body(code)) if code else {}
    return _form(view, code, values, ())


@router.post("/bodies/edit")
def keep_body(view: Viewed, form: Form) -> Response:
    """Add a body or change its data."""
    known = form.text("known_code")
    try:
        body = body_of(form, view.workspace.body(known) if known else None)
        save_body(view.workspace, body)
    except InputRefused as refused:
        return _form(view, known, form.values(), refused.problems)
    return view.go("/bodies")


@router.post("/bodies/remove")
def drop_body(view: Viewed, form: Form) -> Response:
    """Remove a body without records."""
    try:
        remove_body(view.workspace, form.text("code"))
    except InputRefused as refused:
        return _form(view, form.text("code"), _values(view.workspace.body(form.text("code"))), refused.problems)
    return view.go("/bodies")


@router.post("/bodies/groups/class", dependencies=OUR_FORM)
def class_groups(view: Viewed) -> Response:
    """A group of every class that has bodies."""
    if not form_class_groups(view.workspace):
        return _bodies(view, problems=(NO_CLASS,))
    return view.go("/bodies#groups")


@router.post("/bodies/groups/band")
def band_group(view: Viewed, form: Form) -> Response:
    """A group by population."""
    low, high = _whole(form.text("at_least")), _whole(form.text("below"))
    if low is None or high is None:
        problems = (_unreadable("at_least" if low is None else "below"),)
        return _bodies(view, values=form.values(), problems=problems)
    try:
        form_band_group(view.workspace, at_least=low, below=high)
    except InputRefused as refused:
        return _bodies(view, values=form.values(), problems=refused.problems)
    return view.go("/bodies#groups")


@router.post("/bodies/groups/hand")
def hand_group(view: Viewed, form: Form) -> Response:
    """A group chosen by a person."""
    members = form.texts("member")
    if len(members) < 2:
        return _bodies(view, values=form.values(), chosen=members, problems=(_TOO_FEW,))
    try:
        form_hand_group(view.workspace, name=form.text("name"), members=members, reason=form.text("reason"))
    except InputRefused as refused:
        return _bodies(view, values=form.values(), chosen=members, problems=refused.problems)
    return view.go("/bodies#groups")


_TOO_FEW = Problem(
    "group-members", Text("団体が2つ以上選ばれていません", "fewer than two bodies are chosen"),
    Text("比べる団体に印を付けてください", "tick the bodies to compare"), Place(column="member"),
)  # fmt: skip


@router.post("/bodies/groups/remove")
def drop_group(view: Viewed, form: Form) -> Response:
    """Forget a group; bodies and records stay."""
    remove_group(view.workspace, form.text("id"))
    return view.go("/bodies#groups")


@router.get("/bodies/{code}")
def one_body(view: Viewed, code: str) -> Response:
    """The body's only process, or the list."""
    view.workspace.body(code)
    processes = sorted(_held(view.workspace).get(code, set()))
    return view.go(
        f"/bodies/{quote(code)}/{quote(processes[0])}" if len(processes) == 1 else f"/bodies#body-{quote(code)}"
    )


def present(ws: Workspace, *, process: str = "") -> BodiesPage:
    """The page value of bodies and groups."""
    titles = {p.id: p.title for p in list_processes(ws)}
    held, shown = logs_held(ws), _held(ws)
    bodies = [b for b in list_bodies(ws) if not process or process in shown.get(b.code, set())]
    names = {b.code: b.name for b in list_bodies(ws)}
    return BodiesPage(
        tuple(_body_line(ws, b, shown.get(b.code, set()), titles) for b in bodies),
        tuple(_group_line(g, names, held, titles) for g in list_groups(ws)),
        class_source(as_of=ws.clock().date()),
        process,
        titles.get(process),
        {},
        (),
        (),
    )


def logs_held(ws: Workspace) -> dict[str, set[str]]:
    """The processes of which each body has records."""
    held: dict[str, set[str]] = {}
    for entry in ws.library.logs():
        held.setdefault(entry.owner, set()).add(entry.process)
    return held


def _held(ws: Workspace) -> dict[str, set[str]]:
    """The processes that the actor can look at in each body: those with records, and those answered about in a survey."""
    held = logs_held(ws)
    for process, bodies in answered_by(ws).items():
        for body in bodies:
            if ws.actor.owns(body):
                held.setdefault(body, set()).add(process)
    return held


def _body_line(ws: Workspace, body: Municipality, processes: set[str], titles: dict[str, Text]) -> BodyLine:
    found = class_of(ws, body)
    work = tuple(Link(f"/bodies/{quote(body.code)}/{quote(p)}", titles.get(p, Text(p, p))) for p in sorted(processes))
    return BodyLine(
        body.code, body.name, KIND_WORDS[body.kind], body.population, found.label if found else "", work, body.synthetic
    )


def _group_line(
    group: PeerGroup, names: dict[str, Text], held: dict[str, set[str]], titles: dict[str, Text]
) -> GroupLine:
    counts = {p: sum(1 for m in group.members if p in held.get(m, set())) for p in titles}
    ready = tuple(
        Link(f"/compare/{quote(group.id)}/{quote(p)}", titles[p]) for p, n in counts.items() if n >= SMALLEST_GROUP
    )
    return GroupLine(
        group.id, group.name, GROUP_WORDS[group.kind], tuple(names[m] for m in group.members if m in names), group.reason,
        ready, max(SMALLEST_GROUP - max(counts.values(), default=0), 0),
    )  # fmt: skip


def _form(view: View, code: str, values: Mapping[str, str], problems: tuple[Problem, ...]) -> Response:
    ws = view.workspace
    body = next((b for b in list_bodies(ws) if b.code == code), None)
    found = class_of(ws, body) if body else None
    page = BodyFormPage(
        code,
        values,
        tuple(Choice(k.value, t) for k, t in KIND_WORDS.items()),
        found.label if found else "",
        body is not None and not any(e.owner == code for e in ws.library.logs()),
        problems,
    )
    title = Text(f"{body.name.ja}を直す", f"Change {body.name.en}") if body else Text("団体を登録する", "Add a body")
    frame = Frame(
        title=title, step=Step.WORK, crumbs=(_CRUMB, Link("", title)), synthetic=bool(body and body.synthetic)
    )
    return view.page("pages/body_form.html", page, frame, status=422 if problems else 200)


def _values(body: Municipality) -> dict[str, str]:
    def percent(share: float | None) -> str:
        return "" if share is None else f"{share * 100:g}"

    return {
        "code": body.code, "name": body.name.ja, "name_en": body.name.en if body.name.en != body.name.ja else "",
        "kind": body.kind.value, "population": "" if body.population is None else str(body.population),
        "s23": percent(body.s23), "s3": percent(body.s3),
    }  # fmt: skip


def body_of(form: Posted, known: Municipality | None) -> Municipality:
    """The body a form says.

    Raises:
        InputRefused: a number cannot be read.
    """
    problems = []
    population = _whole(form.text("population"))
    if form.text("population") and population is None:
        problems.append(_unreadable("population"))
    shares = {name: _percent(form.text(name)) for name in ("s23", "s3")}
    problems += [_unreadable(name) for name, share in shares.items() if form.text(name) and share is None]
    if not form.text("name"):
        problems.append(Problem("body-name", Text("名称が要ります", "a name is needed"), Text("入れてください", "enter one"),
                                Place(column="name")))  # fmt: skip
    if problems:
        raise InputRefused(problems)
    code = known.code if known else unicodedata.normalize("NFKC", form.text("code"))
    name = Text(form.text("name"), form.text("name_en") or form.text("name"))
    kind = next((k for k in MunicipalityKind if k.value == form.text("kind")), MunicipalityKind.OTHER)
    synthetic = known.synthetic if known else bool(re.fullmatch(SYNTHETIC_PREFECTURE + r"\d{4}", code))
    return Municipality(
        code, name, kind, known.prefecture if known else "", population, shares["s23"], shares["s3"], synthetic
    )


def _whole(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("人")
    return int(plain) if re.fullmatch(r"\d{1,9}", plain) else None


def _percent(text: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text).removesuffix("%")
    return float(plain) / 100 if re.fullmatch(r"\d{1,3}(\.\d+)?", plain) else None


def _unreadable(field: str) -> Problem:
    return Problem("number", Text("数字として読めません", "this is not a number"),
                   Text("数字だけを入れてください", "enter digits only"), Place(column=field))  # fmt: skip


def bodies_table(page: BodiesPage) -> ResultTable:
    """The list as a table for files."""
    columns = (
        *(TableColumn(Text(*w)) for w in (("コード", "Code"), ("団体", "Body"), ("種別", "Kind"), ("区分", "Class"))),
        TableColumn(Text("人口（人）", "Population"), CellForm.COUNT),
        TableColumn(Text("記録のある業務", "Processes with records")),
    )
    rows = tuple(
        (b.code, b.name, b.kind, b.population_class, b.population,
         Text("、".join(w.text.ja for w in b.work), ", ".join(w.text.en for w in b.work)))
        for b in page.bodies
    )  # fmt: skip
    return ResultTable("bodies", Text("団体の一覧", "Bodies"), columns, rows)
