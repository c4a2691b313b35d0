# SPDX-License-Identifier: Apache-2.0
"""A workspace with values of every kind that stand at every step on their way to the public, told apart by their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from machikata.automation.app.context import Proposal
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Role
from machikata.domain.call import ClassWish
from machikata.domain.case_study import (
    CaseFigure,
    CaseOrigin,
    CaseSource,
    CaseStatus,
    CaseStudy,
    FigureRole,
    ServiceField,
    Technology,
)
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.call_groupings import form_call_groups, propose_grouping
from machikata.workspace.calls import close_call, open_call, propose_call
from machikata.workspace.cases import own_case, propose_case, save_case, withdraw_case
from machikata.workspace.effects import propose_effect, save_effect
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.workspace import Workspace

TOWNS = tuple(town(n).code for n in range(1, 5))
PUBLIC = (
    "公表済みの取り組み",
    "4321.5",
    "公表した報告",
    "8642",
    "測らなかった仕事",
    "公表した公募",
    "誤りがあったため",
)
"""What stands on the site."""
SECRET = (
    "下書きの事例", "公表後の直し", "署名待ちの事例", "取り下げた中身", "70331.37", "下書きの報告", "70441.37", "70551.37", "70661.37", "下書きの公募", "応募者の連絡先", "応募者の備考",
)  # fmt: skip
"""What never does: drafts, figures that are held back, what was taken back, contacts."""


@dataclass(frozen=True, slots=True)
class PlantedOffice:
    """The workspace, and who signs."""

    ws: Workspace

    def release(self, proposal: Proposal) -> None:
        """Sign for a proposal by everyone who may."""
        for person in sorted(self.ws.library.persons(), key=lambda p: p.name):
            sign(self.ws.acting_as(person.actor()), proposal.id, agrees=True, comment="確かめた")


def planted_office(folder: Path) -> PlantedOffice:
    """The workspace with everything planted."""
    office = PlantedOffice(open_workspace(folder))
    for n in range(1, 5):
        save_body(office.ws, town(n))
    for name, role in (("架空 山野", Role.OFFICER), ("架空 川辺", Role.APPROVER)):
        save_person(office.ws, name=name, body="*", roles=[role])
    _plant_cases(office)
    _plant_effects(office)
    _plant_calls(office)
    return office


def planted_case(title: str, figure: float = 4321.5) -> CaseStudy:
    """A case of an invented body with one measured figure."""
    return CaseStudy(
        "", Text(title, f"case {title}"), "", "", ServiceField.TAX, (Technology.RPA,), CaseStatus.STOPPED, CaseOrigin.SUBMITTED,
        Text(f"{title}の要約です。", "A summary."),
        figures=(CaseFigure("F1", Text("入力の時間", "hours of entry"), "hours", FigureRole.EFFECT, FigureKind.MEASURED, saved=figure),),
        sources=(CaseSource("s1", "庁内の報告", ""),), synthetic=True,
    )  # fmt: skip


def _plant_cases(office: PlantedOffice) -> None:
    ws, body = office.ws, TOWNS[0]
    kept = save_case(ws, planted_case("公表済みの取り組み"), owner=body)
    office.release(propose_case(ws, kept.id, owner=body))
    save_case(ws, replace(kept.value, subtitle=Text("公表後の直し", "changed since")), owner=body)
    save_case(ws, planted_case("下書きの事例", 70331.37), owner=body)
    waiting = save_case(ws, planted_case("署名待ちの事例", 70331.37), owner=body)
    propose_case(ws, waiting.id, owner=body)
    gone = save_case(ws, planted_case("取り下げた中身", 70331.37), owner=body)
    office.release(propose_case(ws, gone.id, owner=body))
    office.release(withdraw_case(ws, own_case(ws, gone.id, owner=body).kept.id, owner=body, reason="誤りがあったため"))


def _plant_effects(office: PlantedOffice) -> None:
    ws, body = office.ws, TOWNS[0]
    first, last = date(2025, 4, 1), date(2026, 3, 31)
    shown = (_measure(8642, Quantity.COST, n=900, persons=None), _measure(70441.37, Quantity.STAFF_TIME, n=900, persons=2),
             _measure(70551.37, Quantity.LEAD_TIME, n=3, persons=40), _measure(70661.37, Quantity.LEAD_TIME, n=900, persons=40, aspect=Aspect.AFTER))  # fmt: skip
    report = EffectReport(
        "", "", Text("公表した報告", "public report"), ServiceField.TAX, Measured.YES, shown, begins=first, ends=last
    )
    none = EffectReport("", "", Text("測らなかった仕事", "not measured"), ServiceField.CARE, Measured.NOT_MEASURED)
    for public in (report, none):
        office.release(propose_effect(ws, save_effect(ws, public, owner=body).id, owner=body))
    save_effect(ws, replace(report, title=Text("下書きの報告", "draft report")), owner=body)


def _measure(
    value: float, quantity: Quantity, *, n: int, persons: int | None, aspect: Aspect = Aspect.SAVED
) -> ReportedMeasure:
    name, method = Text("かかったもの", "what it took"), Text("記録から", "from records")
    return ReportedMeasure(Measure(quantity, aspect, value, FigureKind.MEASURED, name, method, n), persons)


def _plant_calls(office: PlantedOffice) -> None:
    from machikata.workspace.call_applications import apply

    ws, today = office.ws, office.ws.clock().date()
    about = {
        "opened_by": "架空県",
        "fields": (ServiceField.TAX,),
        "opens": today,
        "deadline": today + timedelta(days=30),
        "synthetic": True,
    }
    kept = open_call(ws, title=Text("公表した公募", "public call"), **about)  # type: ignore[arg-type]
    office.release(propose_call(ws, kept.id))
    open_call(ws, title=Text("下書きの公募", "draft call"), **about)  # type: ignore[arg-type]
    for code in TOWNS:
        apply(
            ws,
            kept.id,
            body=code,
            wishes=(ServiceField.TAX,),
            class_wish=ClassWish.ANY,
            contact="応募者の連絡先",
            comment="応募者の備考",
        )
    close_call(ws, kept.id)
    form_call_groups(ws, kept.id)
    office.release(propose_grouping(ws, kept.id))
