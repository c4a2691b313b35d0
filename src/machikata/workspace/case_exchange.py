# SPDX-License-Identifier: Apache-2.0
"""Use cases of exchanging case studies in the layout of the GIF 事例 model: the public ones go out, others come in as drafts of a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from machikata.domain.actor import Role
from machikata.domain.case_study import CaseOrigin, CaseStudy
from machikata.domain.errors import InputRefused, MachikataError, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.facts.municipalities import fact_of
from machikata.publication.catalogue.gif import gif_json, gif_zip
from machikata.records.case_files import case_problems, read_gif
from machikata.workspace.body_facts import body_facts
from machikata.workspace.cases import CASES, catalogue, save_case, shipped_case
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace

_TRIES: Final = 5


class CaseFileForm(StrEnum):
    """A file of case studies: one JSON, or a ZIP of long tables in CSV."""

    GIF_JSON = "gif-json"
    GIF_CSV = "gif-csv"

    @property
    def ending(self) -> str:
        """How the file's name ends."""
        return "json" if self is CaseFileForm.GIF_JSON else "zip"


class Taken(StrEnum):
    """What became of a case of the file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> Text:
        """In office words."""
        return _TAKEN[self]


_TAKEN = {
    Taken.NEW: Text("新しい下書き", "new draft"),
    Taken.CHANGED: Text("新しい版の下書き", "draft of a new version"),
    Taken.UNCHANGED: Text("同じ内容がもうあります", "the same is there already"),
}


@dataclass(frozen=True, slots=True)
class TakenCase:
    """One case of the file: the id it has there, and the draft that it became or that was there already."""

    given_id: str
    kept: Kept[CaseStudy]
    taken: Taken


@dataclass(frozen=True, slots=True)
class CaseImport:
    """What became of a file: its cases in their order, what is worth a word (no ERROR among it), and its fingerprint."""

    cases: tuple[TakenCase, ...]
    problems: tuple[Problem, ...]
    sha256: str


def export_cases(ws: Workspace, form: CaseFileForm) -> bytes:
    """The public cases as a file, with official names and classes by code; of withdrawn ones id and reason alone."""
    cases = [e.case for e in catalogue(ws)]
    facts = body_facts(ws, (c.body for c in cases))
    classes = {code: f.class_id for code, f in facts.items() if f.class_id}
    names = _official_names(ws, facts)
    if form is CaseFileForm.GIF_JSON:
        return gif_json(cases, issued=ws.clock().date().isoformat(), names=names, classes=classes)
    return gif_zip(cases, names=names, classes=classes)


def _official_names(ws: Workspace, codes: Mapping[str, object]) -> dict[str, str]:
    here = {b.code: b.name.ja for b in ws.library.bodies()}
    found = {}
    for code in codes:
        fact = fact_of(code)
        name = fact.name if fact is not None else here.get(code, "")
        if code and name:
            found[code] = name
    return found


def export_name(form: CaseFileForm, *, synthetic: bool) -> Text:
    """A telling name for the file; invented cases are named as such."""
    mark = ("架空_", "invented_") if synthetic else ("", "")
    return Text(f"{mark[0]}事例.{form.ending}", f"{mark[1]}cases.{form.ending}")


def any_invented(ws: Workspace) -> bool:
    """Whether an invented case is public."""
    return any(e.case.synthetic for e in catalogue(ws))


def import_cases(ws: Workspace, data: bytes, *, file_name: str, owner: str = "") -> CaseImport:
    """Take the cases of a file in as drafts of the body `owner`, or each of the body that it names where none is given.

    Nothing is taken unless every case can be. The id of a draft of that body, or of a shipped case about it, makes a new version of
    that; any other case becomes a new draft. What is there already in the same words is left as it is, so that a file can be taken
    in again. Nothing of it is public before it has been signed for.

    Raises:
        InputRefused: everything that is wrong with the file and its cases.
        NotAllowed: the actor is no officer of a body that a case is of.
    """
    reading = read_gif(data, file_name=file_name)
    here = _Here.of(ws)
    problems: list[Problem] = []
    plans: list[_Plan] = []
    for number, case in enumerate(reading.cases, start=1):
        try:
            plans.append(_planned(ws, here, case, owner, number))
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(replace(p, place=replace(p.place, file=file_name)) for p in problems)
    taken = tuple(_taken(ws, plan) for plan in plans)
    return CaseImport(taken, reading.problems, reading.sha256)


@dataclass(frozen=True, slots=True)
class _Here:
    """What bodies have written so far: by body and id, and by body and content."""

    by_id: Mapping[tuple[str, str], Kept[CaseStudy]]
    by_content: Mapping[tuple[str, CaseStudy], Kept[CaseStudy]]

    @classmethod
    def of(cls, ws: Workspace) -> _Here:
        held = CASES.all(ws)
        return cls({(k.owner, k.id): k for k in held}, {(k.owner, _content(k.value)): k for k in held})


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to become of a case: of which body, and the newest version it follows, None for a new one."""

    given_id: str
    case: CaseStudy
    owner: str
    held: Kept[CaseStudy] | None


def _planned(ws: Workspace, here: _Here, case: CaseStudy, owner: str, number: int) -> _Plan:
    """The plan for one case.

    Raises:
        InputRefused: it cannot be taken.
        NotAllowed: the actor is no officer of its body.
    """
    body = owner or case.body
    problems = [*_whose(ws, case, owner, number)]
    if case.withdrawn.ja or case.withdrawn.en:
        problems.append(_about(number, case, "case-import-withdrawn", *_WITHDRAWN))
    if problems:
        raise InputRefused(problems)
    ws.require(Role.OFFICER, owner=body)
    shipped = shipped_case(case.id)
    known = (body, case.id) in here.by_id or (shipped is not None and shipped.body == body)
    own = ws.body(body)
    settled = replace(
        case, id=case.id if known else "", body=body, body_name=case.body_name or own.name.ja, synthetic=own.synthetic,
        origin=CaseOrigin.SUBMITTED,
    )  # fmt: skip
    faults = [p for p in case_problems(replace(settled, id=settled.id or "new")) if p.severity is Severity.ERROR]
    if faults:
        raise InputRefused(replace(p, place=replace(p.place, row=number)) for p in faults)
    held = here.by_id.get((body, case.id)) if known else here.by_content.get((body, _content(settled)))
    return _Plan(case.id, settled, body, held)


def _whose(ws: Workspace, case: CaseStudy, owner: str, number: int) -> list[Problem]:
    """Nobody takes another body's case for one's own: what stands under one's name is one's word."""
    if owner and case.body and case.body != owner:
        return [_about(number, case, "case-import-other-body", *_OTHERS)]
    if not owner and not case.body:
        return [_about(number, case, "case-import-no-body", *_NOBODYS)]
    if ws.library.body(owner or case.body) is None:
        return [_about(number, case, "case-import-unknown-body", *_UNKNOWN)]
    return []


def _content(case: CaseStudy) -> CaseStudy:
    """The case without what keeping it sets anew."""
    return replace(
        case, id="", body="", body_name="", prefecture="", origin=CaseOrigin.SUBMITTED, starred=False, verified=False,
        verified_scope=Text("", ""), synthetic=False, updated="",
    )  # fmt: skip


def _taken(ws: Workspace, plan: _Plan) -> TakenCase:
    if plan.held is not None and _content(plan.held.value) == _content(plan.case):
        return TakenCase(plan.given_id, plan.held, Taken.UNCHANGED)
    if plan.case.id:
        found = plan.held.version if plan.held is not None else 0
        return TakenCase(plan.given_id, save_case(ws, plan.case, owner=plan.owner, found=found), Taken.CHANGED)
    return TakenCase(plan.given_id, _new(ws, plan), Taken.NEW)


def _new(ws: Workspace, plan: _Plan) -> Kept[CaseStudy]:
    """A new draft; where somebody else takes the same next number at this moment, the one after it."""
    for left in reversed(range(_TRIES)):
        try:
            return save_case(ws, plan.case, owner=plan.owner)
        except InputRefused as refused:
            if left == 0 or refused.problems[0].code != "shelf-version":
                raise
    raise MachikataError(
        Text("番号を取れません", "no number could be taken")
    )  # pragma: no cover - the loop ends before


def _about(number: int, case: CaseStudy, code: str, what: Text, remedy: Text) -> Problem:
    return Problem(code, what, remedy, Place(row=number, column="body", value=case.id or case.title.ja))


_OTHERS: Final = (
    Text("ほかの団体の事例です", "it is a case of another body"),
    Text(
        "その団体を選ぶか、団体を選ばずに取り込んでください",
        "choose that body, or take the file in without choosing one",
    ),
)
_NOBODYS: Final = (
    Text("団体コードがありません", "it names no body"),
    Text("どの団体の事例として取り込むかを選んでください", "choose the body whose case it is"),
)
_UNKNOWN: Final = (
    Text("この団体は登録されていません", "this body is not on record"),
    Text("先に団体を登録してください", "put the body on record first"),
)
_WITHDRAWN: Final = (
    Text("取り下げられた事例です", "it was withdrawn"),
    Text(
        "ファイルから除いてください。取り下げは、事例のページでします",
        "take it out of the file; a case is withdrawn on its page",
    ),
)
