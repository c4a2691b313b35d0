# SPDX-License-Identifier: Apache-2.0
"""What the demo makes public: invented cases and effects of its bodies, signed by two invented persons, in every state there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from machikata.automation.app.context import DecisionState, Proposal
from machikata.domain.actor import Person, Role
from machikata.domain.case_study import CaseStudy
from machikata.domain.effect_report import EffectReport
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.samples.case_studies import sample_cases
from machikata.samples.effect_reports import sample_effects
from machikata.workspace.cases import CASES, propose_case, save_case, withdraw_case
from machikata.workspace.effects import EFFECTS, propose_effect, save_effect
from machikata.workspace.library import EVERYONE
from machikata.workspace.persons import acting, save_person
from machikata.workspace.proposals import sign
from machikata.workspace.releases import Own, PublicState, W, own_value
from machikata.workspace.shelf import Shelf
from machikata.workspace.workspace import Workspace

OFFICER, APPROVER = "架空 一郎", "架空 桜子"
"""The demo's two persons, who sign for all of its bodies."""
_CASES: Final = 12


class _End(StrEnum):
    """How far a value is carried."""

    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    PUBLIC = "public"
    WITHDRAWN = "withdrawn"


_ENDS: Final[Mapping[int, _End]] = {
    1: _End.RETURNED, 7: _End.WITHDRAWN, 9: _End.DRAFT, 10: _End.WAITING,
}  # fmt: skip
"""By the number of the sample; every other one becomes public, those that failed among them."""
_WHY_RETURNED: Final = "予測の値の出し方を書き足してください（見本の差し戻しです）。"
_WHY_WITHDRAWN: Final = "予測の件数に誤りがありました（見本の取り下げです）。"


@dataclass(frozen=True, slots=True)
class Planted:
    """What stands in the demo: how many cases and effects its bodies have written."""

    cases: int
    effects: int


@dataclass(frozen=True, slots=True)
class DemoSigners:
    """The workspace as each of the two persons sees it."""

    officer: Workspace
    approver: Workspace


def plant_publication(ws: Workspace, *, progress: Progress = no_progress) -> Planted:
    """Write the invented cases and effects of the bodies that are on record, and carry each as far as the demo shows it.

    What is there already is left as it is, and what was interrupted is carried on.
    """
    here = {b.code for b in ws.library.bodies() if b.synthetic}
    signers = demo_signers(ws)
    cases = [(n, c) for n, c in enumerate(sample_cases(_CASES)) if c.body in here]
    effects = [e for e in sample_effects() if e.body in here]
    total = max(len(cases) + len(effects), 1)
    for done, (n, case) in enumerate(cases):
        progress(done / total, Text("見本の事例を公表しています", "making sample cases public"))
        _plant_case(signers, case, _ENDS.get(n, _End.PUBLIC))
    for done, report in enumerate(effects, start=len(cases)):
        progress(done / total, Text("見本の効果を公表しています", "making sample effects public"))
        last = report is effects[-1]
        _plant_effect(signers, report, _End.WAITING if last else _End.PUBLIC)
    progress(1.0, Text("公表の見本がそろいました", "the samples are public"))
    return Planted(len(cases), len(effects))


def demo_signers(ws: Workspace) -> DemoSigners:
    """The demo's two persons, put on record when they are not."""
    known = {p.name: p for p in ws.library.persons() if p.removed_at is None}

    def person(name: str, role: Role) -> Person:
        return known.get(name) or save_person(ws, name=name, body=EVERYONE, roles=[role])

    return DemoSigners(
        acting(ws, person(OFFICER, Role.OFFICER).id), acting(ws, person(APPROVER, Role.APPROVER).id)
    )  # fmt: skip


def _plant_case(signers: DemoSigners, case: CaseStudy, end: _End) -> None:
    ws, owner = signers.officer, case.body
    held = next((k for k in CASES.all(ws, owner=owner) if k.value.title == case.title), None)
    kept = held or save_case(ws, replace(case, id=""), owner=owner)
    _carry(signers, CASES, kept.id, owner, end, lambda: propose_case(ws, kept.id, owner=owner))
    own = own_value(ws, CASES, kept.id, owner=owner)
    if end is _End.WITHDRAWN and own.state is PublicState.PUBLIC:
        sign_both(signers, withdraw_case(ws, kept.id, owner=owner, reason=_WHY_WITHDRAWN))


def _plant_effect(signers: DemoSigners, report: EffectReport, end: _End) -> None:
    ws, owner = signers.officer, report.body
    held = next((k for k in EFFECTS.all(ws, owner=owner) if k.value.title == report.title), None)
    case = next((k.id for k in CASES.all(ws, owner=owner)), "")
    kept = held or save_effect(ws, replace(report, case_study=case), owner=owner)
    _carry(signers, EFFECTS, kept.id, owner, end, lambda: propose_effect(ws, kept.id, owner=owner))


def _carry(
    signers: DemoSigners, shelf: Shelf[W], value_id: str, owner: str, end: _End, ask: Callable[[], Proposal]
) -> None:
    """Take a value from where it stands to its end; one that is there, or that somebody has taken further, stays as it is."""
    own: Own[W] = own_value(signers.officer, shelf, value_id, owner=owner)
    if end is _End.DRAFT or own.state not in (PublicState.DRAFT, PublicState.WAITING):
        return
    proposal = own.proposal if own.state is PublicState.WAITING and own.proposal is not None else ask()
    if end is _End.WAITING:
        sign_once(signers.officer, proposal)
    elif end is _End.RETURNED:
        sign(signers.approver, proposal.id, agrees=False, comment=_WHY_RETURNED)
    else:
        sign_both(signers, proposal)


def sign_both(signers: DemoSigners, proposal: Proposal) -> None:
    """Both sign; who has signed already is passed over."""
    sign_once(signers.approver, sign_once(signers.officer, proposal))


def sign_once(ws: Workspace, proposal: Proposal) -> Proposal:
    """The one of them signs, unless that is done."""
    if proposal.state is not DecisionState.PROPOSED or any(s.person == ws.actor.person for s in proposal.signatures):
        return proposal
    return sign(ws, proposal.id, agrees=True)
