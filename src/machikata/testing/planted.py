# SPDX-License-Identifier: Apache-2.0
"""Two bodies in one installation, everything of one of them marked with words that the other must never read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

from machikata.domain.actor import Person, Role
from machikata.domain.call import ClassWish
from machikata.domain.case_study import CaseOrigin, CaseStatus, CaseStudy, ServiceField, Technology
from machikata.domain.digest import RecipientRole
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.call_applications import apply
from machikata.workspace.call_groupings import form_call_groups, propose_grouping
from machikata.workspace.calls import close_call, open_call, propose_call
from machikata.workspace.cases import propose_case, save_case
from machikata.workspace.digest_replies import take_reply
from machikata.workspace.digests import draft_digest
from machikata.workspace.effects import propose_effect, save_effect
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign
from machikata.workspace.recipients import save_recipient
from machikata.workspace.workspace import Workspace

MARK = "秘中の言葉"
MARKED_MAIL = "hidden-mayor@town.example"
MARKED_VALUE = 777_123.0
HELD_BACK = 888_321.0
MINE, THEIRS = town(1).code, town(2).code
MARKS = (MARK, MARKED_MAIL, "777123", "777,123", "888321", "888,321")


@dataclass(frozen=True, slots=True)
class Planted:
    """The ids of what was planted, by the names they have in addresses."""

    of: dict[str, str]
    proposals: tuple[str, ...]


def case(**more: Any) -> CaseStudy:
    """A case whose every word is secret."""
    told = Text(MARK, MARK)
    return replace(
        CaseStudy("", told, "", "架空2町", ServiceField.TAX, (Technology.RPA,), CaseStatus.IN_SERVICE, CaseOrigin.SUBMITTED, told, contact=MARK),
        **more,
    )  # fmt: skip


def measure(value: float, aspect: Aspect, *, n: int | None, persons: int | None) -> ReportedMeasure:
    """A figure of working time."""
    name = Text("年間の時間", "hours a year")
    return ReportedMeasure(
        Measure(Quantity.STAFF_TIME, aspect, value, FigureKind.MEASURED, name, Text("調査", "survey"), n), persons
    )


def report(title: str, *measures: ReportedMeasure) -> EffectReport:
    """A report with these figures."""
    told = Text(title, title)
    days = (date(2025, 4, 1), date(2026, 3, 31))
    return EffectReport("", "", told, ServiceField.TAX, Measured.YES, measures, "", *days)


def signers(ws: Workspace) -> tuple[Person, Person]:
    """Two who make something public."""
    return (
        save_person(ws, name="山野", body="*", roles=[Role.OFFICER]),
        save_person(ws, name="川辺", body="*", roles=[Role.APPROVER]),
    )


def signed_by(ws: Workspace, persons: tuple[Person, ...], proposal_id: str) -> None:
    """All of them agree."""
    for person in persons:
        sign(ws.acting_as(person.actor()), proposal_id, agrees=True)


def planted(ws: Workspace) -> Planted:
    """Fill the workspace. Nothing secret of `THEIRS` is public; the figure `HELD_BACK` stands in a public report, held back."""
    for n in range(1, 5):
        save_body(ws, town(n))
    draft = save_case(ws, case(), owner=THEIRS)
    asked = [propose_case(ws, draft.id, owner=THEIRS)]
    effect = save_effect(ws, report(MARK, measure(MARKED_VALUE, Aspect.BEFORE, n=50, persons=9)), owner=THEIRS)
    asked.append(propose_effect(ws, effect.id, owner=THEIRS))
    public = save_effect(
        ws, report("公表した取り組み", measure(HELD_BACK, Aspect.BEFORE, n=3, persons=2)), owner=THEIRS
    )
    signed_by(ws, signers(ws), propose_effect(ws, public.id, owner=THEIRS).id)
    today = ws.clock().date()
    call = open_call(
        ws, title=Text("公募", "A call"), opened_by="架空県", fields=[ServiceField.TAX], opens=today, deadline=today + timedelta(days=9)
    )  # fmt: skip
    for n in range(2, 5):
        apply(
            ws,
            call.id,
            body=town(n).code,
            wishes=[ServiceField.TAX],
            class_wish=ClassWish.ANY,
            contact=MARK,
            comment=MARK,
        )
    form_call_groups(ws, call.id)
    close_call(ws, call.id)
    asked.append(propose_grouping(ws, call.id))
    person = save_person(ws, name="谷口", body="*", roles=[Role.OFFICER])
    sign(ws.acting_as(person.actor()), propose_call(ws, call.id).id, agrees=False, comment=MARK)
    recipient = save_recipient(ws, body=THEIRS, role=RecipientRole.HEAD, mail=MARKED_MAIL, name=MARK)
    digest = draft_digest(ws, sender_name=Text(MARK, MARK))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = MARKED_MAIL, "office@pref.example", MARK
    mail["Message-ID"] = "<one@town.example>"
    mail.set_content(MARK)
    reply = take_reply(ws, mail.as_bytes())
    ids = {
        "owner": THEIRS, "case_id": draft.id, "effect_id": effect.id, "call_id": call.id, "digest_id": digest.id,
        "recipient_id": recipient.id, "reply_id": reply.id, "edition_id": "2024-12-31", "kind": "csv", "number": "13",
        "scale_id": "x", "table_id": "x",
    }  # fmt: skip
    return Planted(ids, tuple(p.id for p in asked))


def held(ws: Workspace, but: str = "") -> list[tuple[str, str, int]]:
    """Every kept value with its newest version, but those of one owner."""
    found = ws.library.newest_app_documents(app="_workspace")
    return [(owner, d.key, d.version) for owner, d in found if owner != but]
