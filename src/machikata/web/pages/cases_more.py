# SPDX-License-Identifier: Apache-2.0
"""Which cases are like mine, how do figures compare, and the catalogue as files: cases for a situation, scales, export and import (GIF)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool

from machikata.domain.case_study import ServiceField, Technology
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.publication.catalogue.scales import CaseScale, scale_data, scale_picture, scale_table, scales
from machikata.publication.csv_table import table_csv
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.pages.cases import CRUMBS, checked
from machikata.web.view import Choice, Form, View, Viewed
from machikata.workspace.bodies import list_bodies, list_processes
from machikata.workspace.case_exchange import (
    CaseFileForm,
    CaseImport,
    any_invented,
    export_cases,
    export_name,
    import_cases,
)
from machikata.workspace.case_situation import CasesForBody, cases_for_body
from machikata.workspace.cases import catalogue

router = APIRouter()
_SITUATION = Text("自団体に近い事例", "Cases for my situation")
_SCALES = Text("効果の値を並べる", "Figures on one scale")
_IMPORT = Text("GIFの形式の事例を取り込む", "Take in cases in the GIF layout")
_MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class SuggestedCase:
    """A case and why it is suggested, the weightiest reason first."""

    id: str
    title: Text
    body_name: str
    status: Text
    summary: Text
    kinds: tuple[Text, ...]
    reasons: tuple[Text, ...]
    read_first: bool
    verified: bool
    synthetic: bool


@dataclass(frozen=True, slots=True)
class SituationPage:
    """What was asked, what is known of the body, and the cases; `total` counts those beyond the first ones too."""

    body: str
    process: str
    word: str
    field: str
    technologies: tuple[str, ...]
    bodies: tuple[Choice, ...]
    processes: tuple[Choice, ...]
    fields: tuple[Choice, ...]
    offered: tuple[Choice, ...]
    body_class: str
    population: int | None
    total: int
    suggestions: tuple[SuggestedCase, ...]
    asked: bool


@router.get("/cases/situation")
def situation_page(view: Viewed, body: str = "", process: str = "", word: str = "", field: str = "") -> Response:
    """Choose body and work; see the cases that concern them, and why."""
    ws = view.workspace
    chosen = tuple(Technology(t) for t in view.request.query_params.getlist("technology") if t in set(Technology))
    found = None
    if body:
        of_field = ServiceField(field) if field in set(ServiceField) else None
        found = cases_for_body(ws, body, process=process, words=(word,), field=of_field, technologies=chosen)
    page = SituationPage(
        body, process, word, field, tuple(chosen), tuple(Choice(b.code, b.name) for b in list_bodies(ws)),
        (Choice("", Text("選ばない", "none")), *(Choice(p.id, p.title) for p in list_processes(ws))),
        (Choice("", Text("選ばない", "none")), *(Choice(f.value, f.label) for f in ServiceField)),
        tuple(Choice(t.value, t.label) for t in Technology),
        found.facts.class_label if found is not None else "", found.facts.population if found is not None else None,
        len(found.suggestions) if found is not None else 0, _suggested(found), found is not None,
    )  # fmt: skip
    marks = [s.synthetic for s in page.suggestions] + ([found.body.synthetic] if found is not None else [])
    frame = Frame(
        title=_SITUATION, step=Step.PUBLISH, crumbs=(*CRUMBS, Link("", _SITUATION)), synthetic=any(marks),
        mixed=not all(marks),
    )  # fmt: skip
    return view.page("pages/cases_situation.html", page, frame)


def _suggested(found: CasesForBody | None) -> tuple[SuggestedCase, ...]:
    held = found.suggestions[:_MOST_SHOWN] if found is not None else ()
    return tuple(
        SuggestedCase(
            s.case.id, s.case.title, s.case.body_name, s.case.status.label, s.case.summary,
            tuple(k.label for k in s.case.kinds), tuple(r.text for r in s.reasons), s.read_first, checked(s.case),
            s.case.synthetic,
        )
        for s in held
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScalesPage:
    """The scales that there are, and the one that is shown; None where no two figures share one."""

    offers: tuple[Choice, ...]
    chosen: CaseScale | None


@router.get("/cases/scales")
def scales_page(view: Viewed, scale: str = "") -> Response:
    """Figures of one unit, basis and measure on one axis, each kind in a panel of its own, and the same as a table."""
    held = _scales(view)
    chosen = next((s for s in held if s.id == scale), held[0] if held and not scale else None)
    if scale and chosen is None:
        raise _no_scale(scale)
    offers = tuple(Choice(s.id, s.title + Text(f"　{len(s.points)}件", f", {len(s.points)} figures")) for s in held)
    marks = [p.case.synthetic for p in (chosen.points if chosen is not None else ())]
    frame = Frame(
        title=_SCALES,
        step=Step.PUBLISH,
        crumbs=(*CRUMBS, Link("", _SCALES)),
        synthetic=any(marks),
        mixed=not all(marks),
    )
    return view.page(
        "pages/cases_scales.html", ScalesPage(offers, chosen), frame,
        picture=scale_picture(chosen, language=view.language) if chosen is not None else None,
        table=scale_table(chosen) if chosen is not None else None,
    )  # fmt: skip


@router.get("/cases/scales/{scale_id}.csv")
def scale_csv(view: Viewed, scale_id: str) -> Response:
    """A scale as open data."""
    found = next((s for s in _scales(view) if s.id == scale_id), None)
    if found is None:
        raise _no_scale(scale_id)
    mark = "架空_" if any(p.case.synthetic for p in found.points) else ""
    return download(table_csv(scale_data(found), view.language), f"{mark}{found.id}.csv")


def _scales(view: View) -> tuple[CaseScale, ...]:
    return scales(e.case for e in catalogue(view.workspace))


def _no_scale(scale: str) -> NotFound:
    return NotFound(
        Text(f"「{scale}」という目盛りはありません", f"there is no scale “{scale}”"),
        remedy=Text("一覧から選んでください", "choose one from the list"),
    )


@router.get("/cases/export.json")
def export_json(view: Viewed) -> Response:
    """The public cases as one JSON in the GIF layout."""
    return _exported(view, CaseFileForm.GIF_JSON)


@router.get("/cases/export.zip")
def export_zip(view: Viewed) -> Response:
    """The public cases as long CSV tables in the GIF layout."""
    return _exported(view, CaseFileForm.GIF_CSV)


def _exported(view: View, form: CaseFileForm) -> Response:
    ws = view.workspace
    return download(export_cases(ws, form), export_name(form, synthetic=any_invented(ws)).in_(view.language))


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A case of the file and what became of it."""

    address: str
    title: Text
    body: str
    outcome: Text


@dataclass(frozen=True, slots=True)
class CasesImportPage:
    """The form for a file, or what became of it."""

    owner: str
    bodies: tuple[Choice, ...]
    taken: tuple[TakenLine, ...]
    told: tuple[Problem, ...]
    problems: tuple[Problem, ...]


@router.get("/cases/import")
def import_page(view: Viewed) -> Response:
    """Choose a file."""
    return _import(view, "", None, ())


@router.post("/cases/import")
async def take_in(view: Viewed, form: Form) -> Response:
    """Take all cases of the file in as drafts, or none."""
    owner, file = form.text("owner"), form.file("file")
    if file is None:
        return _import(view, owner, None, (_NO_FILE,))
    try:
        data = await file.read()
        # Many cases take seconds, in which the site must go on answering others.
        done = await run_in_threadpool(import_cases, view.workspace, data, file_name=file.filename or "", owner=owner)
    except InputRefused as refused:
        return _import(view, owner, None, refused.problems)
    return _import(view, owner, done, ())


_NO_FILE = Problem(
    "cases-no-file", Text("ファイルが選ばれていません", "no file was chosen"),
    Text("JSON、ZIP、CSVのファイルを選んでください", "choose a JSON, ZIP or CSV file"), Place(column="file"),
)  # fmt: skip


def _import(view: View, owner: str, done: CaseImport | None, problems: tuple[Problem, ...]) -> Response:
    ws = view.workspace
    names = {b.code: b.name for b in list_bodies(ws)}
    mine = (Choice(code, name) for code, name in names.items() if ws.actor.owns(code))
    page = CasesImportPage(
        owner,
        (Choice("", Text("ファイルにある団体", "the body that the file names")), *mine),
        tuple(
            TakenLine(
                f"/cases/{quote(t.kept.owner)}/{quote(t.kept.id)}", t.kept.value.title,
                names[t.kept.owner].in_(view.language), t.taken.label,
            )
            for t in (done.cases if done is not None else ())
        ),
        done.problems if done is not None else (),
        problems,
    )  # fmt: skip
    synthetic = done is not None and any(t.kept.value.synthetic for t in done.cases)
    crumbs = (*CRUMBS, Link("/cases/own", Text("自団体の事例", "Own cases")), Link("", _IMPORT))
    frame = Frame(title=_IMPORT, step=Step.PUBLISH, crumbs=crumbs, synthetic=synthetic)
    return view.page("pages/cases_import.html", page, frame, status=422 if problems else 200)
