# SPDX-License-Identifier: Apache-2.0
"""Did it work? The effects that bodies publish, and the forms in which a body writes its own down and has it signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.case_study import ServiceField
from machikata.domain.effect import UNITS, Aspect, Measure, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.errors import InputRefused, Problem
from machikata.domain.provenance import FigureKind, synthetic_notice
from machikata.domain.text import Text
from machikata.publication.csv_table import table_csv
from machikata.publication.effects import ShownEffect
from machikata.publication.workbook import write_workbook
from machikata.rules.thresholds import DisclosureThresholds, disclosure_thresholds
from machikata.web.deciding import ProposalLine, asked_for, line_of, others, signed, taken_back
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.typed import Typed, hidden_number
from machikata.web.view import OUR_FORM, Choice, Form, Posted, View, Viewed
from machikata.workspace.bodies import list_bodies
from machikata.workspace.effects import (
    EFFECTS,
    own_effect,
    own_effects,
    preview_effect,
    propose_effect,
    published_effects,
    published_effects_table,
    save_effect,
    withdraw_effect,
)
from machikata.workspace.releases import Own, PublicState

router = APIRouter()
_TITLE = Text("効果", "Effects")
_CRUMBS = (Link("/publish", Text("公表", "Publish")), Link("/effects", _TITLE))
_SPARE_ROWS = 3
_KINDS = (FigureKind.MEASURED, FigureKind.TRIAL, FigureKind.ANNUALISED_TRIAL, FigureKind.FORECAST, FigureKind.REPORTED)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A report of one's own body and where it stands."""

    address: str
    title: Text
    body: Text
    state: PublicState
    version: int


@dataclass(frozen=True, slots=True)
class EffectsPage:
    """What is public, by body; and one's own reports."""

    public: tuple[ShownEffect, ...]
    own: tuple[OwnLine, ...]
    thresholds: DisclosureThresholds


@dataclass(frozen=True, slots=True)
class EffectPage:
    """A report of one's own: as it was written, as others would see it, and its signatures."""

    report: EffectReport
    state: PublicState
    version: int
    preview: ShownEffect
    thresholds: DisclosureThresholds
    proposals: tuple[ProposalLine, ...]
    persons: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    address: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EffectFormPage:
    """The form. `rows` are the numbers of the lines for figures; `version` is what the person has seen."""

    owner: str
    id: str
    version: int
    values: Mapping[str, str]
    rows: tuple[int, ...]
    bodies: tuple[Choice, ...]
    fields: tuple[Choice, ...]
    measured: tuple[Choice, ...]
    quantities: tuple[Choice, ...]
    aspects: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    problems: tuple[Problem, ...]


@router.get("/effects")
def effects_page(view: Viewed) -> Response:
    """Public effects and one's own."""
    ws = view.workspace
    names = {b.code: b.name for b in list_bodies(ws)}
    public = tuple(p.effect for p in published_effects(ws))
    own = tuple(_own_line(o, names.get(o.kept.owner, Text(o.kept.owner, o.kept.owner))) for o in own_effects(ws))
    page = EffectsPage(public, own, disclosure_thresholds())
    synthetic = any(e.report.synthetic for e in public) or any(o.kept.value.synthetic for o in own_effects(ws))
    return view.page(
        "pages/effects.html", page, Frame(title=_TITLE, step=Step.PUBLISH, crumbs=_CRUMBS, synthetic=synthetic)
    )


def _own_line(own: Own[EffectReport], body: Text) -> OwnLine:
    return OwnLine(_address(own.kept.owner, own.kept.id), own.kept.value.title, body, own.state, own.kept.version)


def _address(owner: str, effect_id: str) -> str:
    return f"/effects/{quote(owner)}/{quote(effect_id)}"


@router.get("/effects/list.csv")
def effects_csv(view: Viewed) -> Response:
    """The public effects as open data."""
    return download(
        table_csv(published_effects_table(view.workspace), view.language),
        view.text("団体ごとの効果.csv", "effects.csv"),
    )


@router.get("/effects/list.xlsx")
def effects_workbook(view: Viewed) -> Response:
    """The same as a workbook."""
    synthetic = any(p.effect.report.synthetic for p in published_effects(view.workspace))
    table = published_effects_table(view.workspace)
    body = write_workbook([table], language=view.language, notice=synthetic_notice(synthetic))
    return download(body, ("架空_" if synthetic else "") + view.text("団体ごとの効果.xlsx", "effects.xlsx"))


@router.get("/effects/edit")
def effect_form(view: Viewed, owner: str = "", id: str = "") -> Response:  # noqa: A002 - the name in the address
    """The form of a new report, or of the newest version of one."""
    if not id:
        return _form(view, owner, "", 0, {"owner": owner, "measured": Measured.YES.value}, ())
    held = own_effect(view.workspace, id, owner=owner).kept
    return _form(view, owner, id, held.version, _values(held.value), ())


@router.post("/effects/edit")
def keep_effect(view: Viewed, form: Form) -> Response:
    """Keep what was written as a new version."""
    owner, effect_id = form.text("owner"), form.text("id")
    version = hidden_number(form, "version")
    try:
        kept = save_effect(view.workspace, report_of(form), owner=owner, found=version)
    except InputRefused as refused:
        return _form(view, owner, effect_id, version, form.values(), refused.problems)
    return view.go(_address(owner, kept.id))


@router.get("/effects/{owner}/{effect_id}")
def effect_page(view: Viewed, owner: str, effect_id: str) -> Response:
    """One's own report."""
    return _page(view, owner, effect_id, ())


@router.post("/effects/{owner}/{effect_id}/propose", dependencies=OUR_FORM)
def propose(view: Viewed, owner: str, effect_id: str) -> Response:
    """Ask for signatures."""
    try:
        propose_effect(view.workspace, effect_id, owner=owner)
    except InputRefused as refused:
        return _page(view, owner, effect_id, refused.problems)
    return view.go(f"{_address(owner, effect_id)}#decision")


@router.post("/effects/{owner}/{effect_id}/sign")
def sign_effect(view: Viewed, owner: str, effect_id: str, form: Form) -> Response:
    """Agree or disagree."""
    problems = signed(view, asked_for(view, form, subject=EFFECTS.key(effect_id), owner=owner), form)
    return _page(view, owner, effect_id, problems) if problems else view.go(f"{_address(owner, effect_id)}#decision")


@router.post("/effects/{owner}/{effect_id}/withdraw")
def withdraw_signing(view: Viewed, owner: str, effect_id: str, form: Form) -> Response:
    """Take the request for signatures back."""
    problems = taken_back(view, asked_for(view, form, subject=EFFECTS.key(effect_id), owner=owner), form)
    return _page(view, owner, effect_id, problems) if problems else view.go(f"{_address(owner, effect_id)}#decision")


@router.post("/effects/{owner}/{effect_id}/take-back")
def take_back(view: Viewed, owner: str, effect_id: str, form: Form) -> Response:
    """Ask for the signatures that take a public report back."""
    try:
        withdraw_effect(view.workspace, effect_id, owner=owner, reason=form.text("reason"))
    except InputRefused as refused:
        return _page(view, owner, effect_id, refused.problems, reason=form.text("reason"))
    return view.go(f"{_address(owner, effect_id)}#decision")


def _page(view: View, owner: str, effect_id: str, problems: tuple[Problem, ...], *, reason: str = "") -> Response:
    ws = view.workspace
    own = own_effect(ws, effect_id, owner=owner)
    report = own.kept.value
    page = EffectPage(
        report, own.state, own.kept.version, preview_effect(ws, effect_id, owner=owner), disclosure_thresholds(),
        (line_of(ws, own.proposal),) if own.proposal is not None else (), others(view), problems, _address(owner, effect_id),
        reason,
    )  # fmt: skip
    frame = Frame(
        title=report.title, step=Step.PUBLISH, crumbs=(*_CRUMBS, Link("", report.title)), synthetic=report.synthetic
    )
    return view.page("pages/effect.html", page, frame, status=422 if problems else 200)


def _form(
    view: View, owner: str, effect_id: str, version: int, values: Mapping[str, str], problems: tuple[Problem, ...]
) -> Response:
    ws = view.workspace
    last = max((n for n in range(1, 100) if values.get(f"value-{n}") or values.get(f"name-{n}")), default=0)
    bodies = tuple(Choice(b.code, b.name) for b in list_bodies(ws) if ws.actor.owns(b.code))
    page = EffectFormPage(
        owner, effect_id, version, values, tuple(range(1, last + _SPARE_ROWS + 1)), bodies,
        _choices(ServiceField), _choices(Measured),
        tuple(Choice(q.value, _quantity(q)) for q in Quantity), _choices(Aspect),
        tuple(Choice(k.value, k.label) for k in _KINDS), problems,
    )  # fmt: skip
    title = Text("効果を直す", "Change an effect") if effect_id else Text("効果を書く", "Write down an effect")
    body = ws.library.body(owner) if owner else None
    synthetic = body.synthetic if body else any(b.synthetic for b in list_bodies(ws))
    frame = Frame(title=title, step=Step.PUBLISH, crumbs=(*_CRUMBS, Link("", title)), synthetic=synthetic)
    return view.page("pages/effect_form.html", page, frame, status=422 if problems else 200)


def _choices(kind: type[ServiceField | Measured | Aspect]) -> tuple[Choice, ...]:
    return tuple(Choice(v.value, v.label) for v in kind)


_QUANTITIES = {
    Quantity.STAFF_TIME: Text("職員の時間", "Working time"),
    Quantity.COMPUTE_TIME: Text("機械の時間", "Machine time"),
    Quantity.LEAD_TIME: Text("処理にかかる日数", "Days to completion"),
    Quantity.COST: Text("費用", "Cost"),
    Quantity.CASES: Text("件数", "Cases"),
    Quantity.ACCURACY: Text("正しさ", "Accuracy"),
}


def _quantity(quantity: Quantity) -> Text:
    name, unit = _QUANTITIES[quantity], UNITS[quantity]
    return Text(f"{name.ja}（{unit.ja}）", f"{name.en} ({unit.en})")


def _values(report: EffectReport) -> dict[str, str]:
    values = {
        "title": report.title.ja, "title_en": report.title.en if report.title.en != report.title.ja else "",
        "field": report.field.value, "measured": report.measured.value, "process": report.process,
        "begins": report.begins.isoformat() if report.begins else "",
        "ends": report.ends.isoformat() if report.ends else "",
        "comment": report.comment.ja, "comment_en": report.comment.en if report.comment.en != report.comment.ja else "",
        "case_study": report.case_study,
    }  # fmt: skip
    for n, m in enumerate(report.measures, start=1):
        values |= {
            f"name-{n}": m.measure.name.ja, f"quantity-{n}": m.measure.quantity.value, f"aspect-{n}": m.measure.aspect.value,
            f"value-{n}": f"{m.measure.value:.12g}", f"kind-{n}": m.measure.kind.value, f"method-{n}": m.measure.method.ja,
            f"n-{n}": "" if m.measure.n is None else str(m.measure.n),
            f"persons-{n}": "" if m.persons is None else str(m.persons),
        }  # fmt: skip
    return values


def report_of(form: Posted) -> EffectReport:
    """The report that a form says.

    Raises:
        InputRefused: values that cannot be read.
    """
    typed = Typed(form)
    numbers = [n for n in range(1, 100) if form.text(f"value-{n}") or form.text(f"name-{n}")]
    report = EffectReport(
        form.text("id"),
        form.text("owner"),
        typed.both("title"),
        typed.choice("field", ServiceField) or ServiceField.OTHER,
        typed.choice("measured", Measured) or Measured.YES,
        tuple(_measure(typed, n) for n in numbers),
        form.text("process"),
        typed.day("begins"),
        typed.day("ends"),
        typed.both("comment"),
        form.text("case_study"),
    )
    typed.refuse()
    return report


def _measure(typed: Typed, n: int) -> ReportedMeasure:
    value = typed.number(f"value-{n}")
    name, method = typed.text(f"name-{n}"), typed.text(f"method-{n}")
    measure = Measure(
        typed.choice(f"quantity-{n}", Quantity) or Quantity.STAFF_TIME,
        typed.choice(f"aspect-{n}", Aspect) or Aspect.SAVED,
        float("nan") if value is None else value,
        typed.choice(f"kind-{n}", FigureKind) or FigureKind.MEASURED,
        Text(name, name),
        Text(method, method),
        typed.whole(f"n-{n}"),
    )
    return ReportedMeasure(measure, typed.whole(f"persons-{n}"))
