# SPDX-License-Identifier: Apache-2.0
"""Use cases of applications to a call: a body applies with its wishes until the deadline, changes and takes back.

A body has one application, of which a later one is a new version. Contact and comment are for the secretariat and the body itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from machikata.analysis.group_forming.stated import application_problems
from machikata.domain.actor import Role
from machikata.domain.call import Call, CallApplication, ClassWish
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.municipality import SYNTHETIC_PREFECTURE
from machikata.domain.text import Text
from machikata.domain.wording import long_date
from machikata.facts.municipalities import fact_of
from machikata.rules.similar_bodies import classify
from machikata.workspace.calls import APPLICATIONS, CallState, find_call, sees_all
from machikata.workspace.mail import one_line
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace

LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class KnownBody:
    """What an application says of its body: as the workspace knows it, else as published."""

    code: str
    name: str
    population: int | None
    body_class: str
    synthetic: bool


def apply(
    ws: Workspace,
    call_id: str,
    *,
    body: str,
    wishes: Sequence[ServiceField],
    class_wish: ClassWish = ClassWish.ANY,
    partners: Sequence[str] = (),
    contact: str = "",
    comment: str = "",
    found: int | None = None,
) -> Kept[CallApplication]:
    """Apply for a body, or change its application. Population and class are those of today.

    Raises:
        InputRefused: the call is not open, wishes or partners do not fit it, the body is not known; every reason is named.
        NotAllowed: the actor is no officer of `body`.
    """
    ws.require(Role.OFFICER, owner=body)
    state = find_call(ws, call_id)
    application, problems = made_application(
        ws, state.kept.value, body=body, wishes=wishes, class_wish=class_wish, partners=partners, contact=contact, comment=comment
    )  # fmt: skip
    problems = [*taking_problems(state), *problems]
    if problems:
        raise InputRefused(problems)
    return keep_application(ws, application, found=found)


def keep_application(ws: Workspace, application: CallApplication, *, found: int | None = None) -> Kept[CallApplication]:
    """Put an application that was found to be in order on record."""
    held = APPLICATIONS.find(ws, application.id, owner=application.body)
    did = "application-made" if held is None else "application-changed"
    return APPLICATIONS.put(ws, application.id, application, owner=application.body, did=did, found=found)


def withdraw_application(ws: Workspace, call_id: str, *, body: str, reason: str) -> Kept[CallApplication]:
    """Take an application back, also after the deadline; applying again undoes it while the call is open.

    Raises:
        InputRefused: it was taken back before, or no reason is given.
        NotFound: the body has not applied.
    """
    ws.require(Role.OFFICER, owner=body)
    kept = APPLICATIONS.get(ws, application_id(call_id, body), owner=body)
    told = one_line(reason)[:LONGEST]
    problems = []
    if kept.value.withdrawn.ja:
        problems.append(
            _problem(
                "application-withdrawn",
                "応募はもう取り下げてあります",
                "it was withdrawn before",
                "そのままで結構です",
                "leave it",
            )
        )
    if not told:
        problems.append(
            _problem(
                "application-reason",
                "取り下げる理由がありません",
                "no reason is given",
                "理由を入れてください",
                "enter the reason",
            )
        )
    if problems:
        raise InputRefused(problems)
    gone = replace(kept.value, withdrawn=Text(told, told), at=ws.clock())
    return APPLICATIONS.put(ws, kept.id, gone, owner=body, did="application-withdrawn", found=kept.version)


def applications(ws: Workspace, call_id: str) -> tuple[CallApplication, ...]:
    """The applications to a call that the actor may see, withdrawn ones too, by code: all for the secretariat, else the own body's."""
    kept = APPLICATIONS.all(ws, under=f"{call_id}/")
    whole = sees_all(ws)
    return tuple(k.value for k in kept if whole or ws.actor.owns(k.owner))


def own_application(ws: Workspace, call_id: str, *, body: str) -> Kept[CallApplication] | None:
    """The application of `body`, None when there is none.

    Raises:
        NotAllowed: it is another body's.
    """
    if not sees_all(ws):
        ws.require(Role.READER, owner=body)
    return APPLICATIONS.find(ws, application_id(call_id, body), owner=body)


def application_id(call_id: str, body: str) -> str:
    """One for each body and call."""
    return f"{call_id}/{body}"


def made_application(
    ws: Workspace,
    call: Call,
    *,
    body: str,
    wishes: Sequence[ServiceField],
    class_wish: ClassWish,
    partners: Sequence[str],
    contact: str,
    comment: str,
) -> tuple[CallApplication, list[Problem]]:
    """The application as it would be kept, and everything that speaks against it but for dates."""
    known = known_body(ws, body)
    problems = [] if known else [_unknown_body(body, "body")]
    problems += [_unknown_body(p, "partners") for p in partners if known_body(ws, p) is None]
    for column, words in (("contact", contact), ("comment", comment)):
        if len(words) > LONGEST:
            problems.append(Problem("application-long", Text(f"{LONGEST}字を超えています", f"longer than {LONGEST} characters"),
                                    Text("短くしてください", "shorten it"), Place(column=column)))  # fmt: skip
    of = known or KnownBody(body, body, None, "", synthetic=False)
    application = CallApplication(
        application_id(call.id, body), call.id, body, of.name, tuple(wishes), tuple(dict.fromkeys(partners)), class_wish,
        of.population, of.body_class, ws.clock(), one_line(contact), comment.strip(), synthetic=of.synthetic,
    )  # fmt: skip
    return application, problems + list(application_problems(application, call))


def known_body(ws: Workspace, code: str) -> KnownBody | None:
    """The body as the workspace knows it; what that leaves open, and bodies that are not in it, as published."""
    here, fact = ws.library.body(code), fact_of(code)
    if here is None:
        return None if fact is None else KnownBody(code, fact.name, fact.population, fact.body_class, synthetic=False)
    found = classify(here, as_of=ws.clock().date())
    label = found.label if found else fact.body_class if fact else ""
    population = here.population if here.population is not None or fact is None else fact.population
    return KnownBody(code, here.name.ja, population, label, here.synthetic or code.startswith(SYNTHETIC_PREFECTURE))


def taking_problems(state: CallState) -> list[Problem]:
    """Why no application is taken now; empty when it is open."""
    call = state.kept.value
    if call.closed_at is not None:
        return [_late("公募は締め切られています", "the call has been closed")]
    if state.over:
        return [
            _late(
                f"締切（{long_date(call.deadline, 'ja')}）を過ぎています",
                f"the deadline ({long_date(call.deadline, 'en')}) has passed",
            )
        ]
    if not state.begun:
        return [
            _problem("call-not-begun", f"公募は{long_date(call.opens, 'ja')}に始まります", f"the call opens on {long_date(call.opens, 'en')}",
                     "その日から応募してください", "apply from that day on")
        ]  # fmt: skip
    return []


def _late(ja: str, en: str) -> Problem:
    return _problem(
        "call-over",
        ja,
        en,
        "事務局に、締切を延ばせるか相談してください",
        "ask the secretariat whether the deadline can be moved",
    )


def _unknown_body(code: str, column: str) -> Problem:
    return Problem(
        "application-body",
        Text(f"団体「{code}」が分かりません", f"body “{code}” is not known"),
        Text(
            "6桁の団体コードを確かめるか、先に団体を登録してください",
            "check its six-digit code, or put the body on record first",
        ),
        Place(column=column, value=code),
    )


def _problem(code: str, ja: str, en: str, remedy_ja: str, remedy_en: str) -> Problem:
    return Problem(code, Text(ja, en), Text(remedy_ja, remedy_en))
