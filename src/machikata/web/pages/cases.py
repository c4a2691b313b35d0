# SPDX-License-Identifier: Apache-2.0
"""Who did this? The catalogue of case studies: search, filters, failures as plainly as successes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from machikata.domain.case_study import CaseOrigin, CaseStatus, CaseStudy, ServiceField, Technology
from machikata.domain.population_class import PopulationClass, class_id
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.publication.catalogue.search import PAGE, CaseFilters, Correction, Found, Hit, Passage
from machikata.rules.similar_bodies import class_labels
from machikata.web.frame import Frame, Link, Step
from machikata.web.view import View, Viewed
from machikata.workspace.body_facts import BodyFacts
from machikata.workspace.case_search import Catalogue, search_cases, searchable

K = TypeVar("K", bound=str)
router = APIRouter()
TITLE = Text("事例", "Case studies")
CRUMBS = (Link("/publish", Text("公表", "Publish")), Link("/cases", TITLE))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, marked where it is what was asked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list, and why it is there: `reasons` are the words that met, `passages` where."""

    id: str
    title: Text
    body_name: str
    facts: BodyFacts
    field: Text
    technologies: tuple[Text, ...]
    status: Text
    kinds: tuple[Text, ...]
    summary: Text
    start: str
    unsuccessful: bool
    verified: bool
    synthetic: bool
    reasons: tuple[Text, ...]
    passages: tuple[tuple[Text, tuple[Piece, ...]], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One value of a filter, with how many cases it would leave."""

    value: str
    label: Text
    n: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter."""

    name: str
    label: Text
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class CasesPage:
    """What was asked and what was found; `query` repeats every choice for addresses of other pages."""

    q: str
    total: int
    every: int
    lines: tuple[CaseLine, ...]
    facets: tuple[Facet, ...]
    corrected: tuple[Correction, ...]
    unknown: tuple[str, ...]
    failed: bool
    cut: bool
    page: int
    pages: int
    query: str
    narrowed: bool
    chosen: bool


@router.get("/cases")
def cases_page(view: Viewed, q: str = "", page: int = 1) -> Response:
    """The list, searched and narrowed."""
    value = present(view, q=q, page=page)
    marks = [line.synthetic for line in value.lines]
    frame = Frame(title=TITLE, step=Step.PUBLISH, crumbs=CRUMBS, synthetic=any(marks), mixed=not all(marks))
    return view.page("pages/cases.html", value, frame)


def present(view: View, *, q: str, page: int) -> CasesPage:
    """The page value."""
    held = searchable(view.workspace)
    filters = filters_of(view)
    page = max(page, 1)
    found = search_cases(
        view.workspace, q, filters=filters, limit=PAGE, offset=(page - 1) * PAGE, language=view.language
    )
    chosen = [(k, v) for k, v in view.request.query_params.multi_items() if k in _NAMES and v]
    return CasesPage(
        q=q,
        total=found.total,
        every=len(held.index.cases),
        lines=tuple(_line(held, hit) for hit in found.hits),
        facets=_facets(found, filters),
        corrected=found.corrected,
        unknown=found.unknown,
        failed=filters.unsuccessful is True,
        cut=found.cut,
        page=page,
        pages=max(-(-found.total // PAGE), 1),
        query=urlencode([("q", q), *chosen]),
        narrowed=bool(chosen) or bool(q.strip()),
        chosen=bool(chosen),
    )


_NAMES = ("technology", "field", "class", "kind", "status", "origin", "failed", "verified")


def filters_of(view: View) -> CaseFilters:
    """What the address asks for; values that mean nothing are left aside."""
    given = view.request.query_params
    return CaseFilters(
        technologies=tuple(Technology(v) for v in given.getlist("technology") if v in set(Technology)),
        fields=tuple(ServiceField(v) for v in given.getlist("field") if v in set(ServiceField)),
        classes=tuple(v for v in given.getlist("class") if v),
        kinds=tuple(FigureKind(v) for v in given.getlist("kind") if v in set(FigureKind)),
        statuses=tuple(CaseStatus(v) for v in given.getlist("status") if v in set(CaseStatus)),
        origins=tuple(CaseOrigin(v) for v in given.getlist("origin") if v in set(CaseOrigin)),
        unsuccessful=True if given.get("failed") == "yes" else None,
        verified=True if given.get("verified") == "yes" else None,
    )


def _facets(found: Found, filters: CaseFilters) -> tuple[Facet, ...]:
    f = found.facets
    return (
        Facet("technology", Text("技術", "Technology"), _offers(f.technologies, filters.technologies, {t: t.label for t in Technology})),
        Facet("field", Text("分野", "Field"), _offers(f.fields, filters.fields, {s: s.label for s in ServiceField})),
        Facet("class", Text("人口の区分", "Population class"), _offers(f.classes, filters.classes, _class_names(f.classes))),
        Facet("kind", Text("根拠の種類", "Kind of evidence"), _offers(f.kinds, filters.kinds, {k: k.label for k in FigureKind})),
        Facet("status", Text("その後", "What became of it"), _offers(f.statuses, filters.statuses, {s: s.label for s in CaseStatus})),
        Facet("origin", Text("出どころ", "Origin"), _offers(f.origins, filters.origins, {o: o.label for o in CaseOrigin})),
    )  # fmt: skip


def _offers(counts: Mapping[K, int], chosen: Sequence[K], names: Mapping[K, Text]) -> tuple[Offer, ...]:
    known = {**dict.fromkeys(chosen, 0), **counts}
    order = {value: n for n, value in enumerate(names)}
    return tuple(
        Offer(str(value), names.get(value, Text(str(value), str(value))), n, value in chosen)
        for value, n in sorted(known.items(), key=lambda item: order.get(item[0], len(order)))
        if n or value in chosen
    )


def _class_names(counts: Mapping[str, int]) -> dict[str, Text]:
    """Labels of the classes of every year that occurs, in the order of the rules."""
    years = sorted({value.split("-")[1] for value in counts if value.count("-") >= 2})
    return {
        class_id(PopulationClass(label, year)): Text(label, label)
        for year in years
        for label in class_labels(as_of=date(int(year), 4, 1))
    }


def _line(held: Catalogue, hit: Hit) -> CaseLine:
    case = held.entries[hit.case_id].case
    return CaseLine(
        case.id, case.title, case.body_name, held.facts[case.body], case.field.label,
        tuple(t.label for t in case.technologies), case.status.label, tuple(k.label for k in case.kinds), case.summary,
        case.start, case.unsuccessful, checked(case), case.synthetic, _reasons(hit),
        tuple((p.field.label, pieces(p)) for p in hit.passages),
    )  # fmt: skip


def checked(case: CaseStudy) -> bool:
    """Whether it need not be marked as unverified: a body's own case is its own word."""
    return case.verified or case.origin in (CaseOrigin.SUBMITTED, CaseOrigin.SAMPLE)


def _reasons(hit: Hit) -> tuple[Text, ...]:
    found = []
    for word in hit.words:
        met, by = "、".join(word.found), word.by.label
        found.append(
            Text(f"「{word.asked}」→ {met}（{by.ja}）", f"“{word.asked}” → {met.replace('、', ', ')} ({by.en})")
        )
    return tuple(found)


def pieces(passage: Passage) -> tuple[Piece, ...]:
    """The passage cut at its marks, with … where text was left out."""
    found, at = [Piece("…", False)] if passage.before else [], 0
    for start, end in passage.marks:
        found += [Piece(passage.text[at:start], False), Piece(passage.text[start:end], True)]
        at = end
    found.append(Piece(passage.text[at:], False))
    if passage.after:
        found.append(Piece("…", False))
    return tuple(p for p in found if p.text)
