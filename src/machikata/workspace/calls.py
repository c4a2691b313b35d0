# SPDX-License-Identifier: Apache-2.0
"""Use cases of calls (公募): the secretariat opens one, changes it and closes it.

A call takes applications (`call_applications`) from the day it opens; it becomes public (site, digest) when two persons have signed for
it (`releases`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from machikata.analysis.group_forming.stated import call_problems
from machikata.automation.app.context import Proposal
from machikata.domain.actor import Role
from machikata.domain.call import Call, CallApplication
from machikata.domain.case_study import NOTHING, ServiceField
from machikata.domain.errors import InputRefused, Problem
from machikata.domain.text import Text
from machikata.workspace.library import EVERYONE
from machikata.workspace.mail import one_line
from machikata.workspace.releases import propose_release
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

CALLS: Final = Shelf("calls", Call, Text("公募", "call"))
APPLICATIONS: Final = Shelf("applications", CallApplication, Text("応募", "application"))


@dataclass(frozen=True, slots=True)
class CallState:
    """Where a call stands on a day: not yet open, open, or over. `applied` counts the standing applications."""

    kept: Kept[Call]
    begun: bool
    over: bool
    applied: int

    @property
    def open(self) -> bool:
        """Whether applications are taken."""
        return self.begun and not self.over


def list_calls(ws: Workspace) -> tuple[CallState, ...]:
    """Every call, the latest deadline first. Everyone in the installation may see them."""
    states = (_state(ws, kept) for kept in CALLS.all(ws, owner=EVERYONE))
    return tuple(sorted(states, key=lambda s: (s.kept.value.deadline, s.kept.id), reverse=True))


def find_call(ws: Workspace, call_id: str) -> CallState:
    """The call and where it stands.

    Raises:
        NotFound: no such call.
    """
    return _state(ws, CALLS.get(ws, call_id, owner=EVERYONE))


def _state(ws: Workspace, kept: Kept[Call]) -> CallState:
    call, today = kept.value, ws.clock().date()
    applied = sum(1 for a in APPLICATIONS.all(ws, under=f"{call.id}/") if not a.value.withdrawn.ja)
    return CallState(kept, call.opens <= today, call.closed_at is not None or today > call.deadline, applied)


def open_call(
    ws: Workspace,
    *,
    title: Text,
    opened_by: str,
    fields: Sequence[ServiceField],
    opens: date,
    deadline: date,
    text: Text = NOTHING,
    process: str = "",
    smallest: int = 3,
    largest: int = 6,
    call_id: str = "",
    synthetic: bool = False,
) -> Kept[Call]:
    """Open a call; bodies of this installation can apply from the day `opens`. `opened_by` says in words who asks.

    Raises:
        InputRefused: no title, no field, groups under three, a deadline that has passed or lies before the opening; every reason.
        NotFound: no such process.
        NotAllowed: the actor is not the secretariat of the installation.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    call = Call(
        call_id or _next_id(ws), title, one_line(opened_by), tuple(fields), opens, deadline, text, process,
        smallest, largest, synthetic=synthetic,
    )  # fmt: skip
    _refuse_faulty(ws, call)
    return CALLS.put(ws, call.id, call, owner=EVERYONE, did="call-opened", found=0, role=Role.SECRETARIAT)


def _next_id(ws: Workspace) -> str:
    numbers = (int(k.id.removeprefix("c")) for k in CALLS.all(ws, owner=EVERYONE) if k.id.removeprefix("c").isdecimal())
    return f"c{max(numbers, default=0) + 1}"


def edit_call(ws: Workspace, call: Call, *, found: int | None = None) -> Kept[Call]:
    """Keep a changed call as a new version, such as with a later deadline. What is public stays as it was until it is signed anew.

    Raises:
        InputRefused: as `open_call`; or a field is gone that standing applications wish for; or somebody has changed it since `found`.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    find_call(ws, call.id)
    _refuse_faulty(ws, call, wished=_wished(ws, call))
    return CALLS.put(ws, call.id, call, owner=EVERYONE, did="call-changed", found=found, role=Role.SECRETARIAT)


def close_call(ws: Workspace, call_id: str) -> Kept[Call]:
    """Take no more applications; `reopen_call` undoes it."""
    return _closed(ws, call_id, closed=True)


def reopen_call(ws: Workspace, call_id: str) -> Kept[Call]:
    """Take applications again, until the deadline (`edit_call` moves that)."""
    return _closed(ws, call_id, closed=False)


def _closed(ws: Workspace, call_id: str, *, closed: bool) -> Kept[Call]:
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    kept = CALLS.get(ws, call_id, owner=EVERYONE)
    if (kept.value.closed_at is not None) == closed:
        return kept
    call = replace(kept.value, closed_at=ws.clock() if closed else None)
    did = "call-closed" if closed else "call-reopened"
    return CALLS.put(ws, call_id, call, owner=EVERYONE, did=did, found=kept.version, role=Role.SECRETARIAT)


def propose_call(ws: Workspace, call_id: str) -> Proposal:
    """Ask for the two signatures that make the newest version public."""
    kept = CALLS.get(ws, call_id, owner=EVERYONE)
    return propose_release(ws, CALLS, kept, summary=kept.value.title)


def sees_all(ws: Workspace) -> bool:
    """Whether the actor is the secretariat of the installation."""
    return ws.actor.may(Role.SECRETARIAT) and ws.actor.owns(EVERYONE)


def _wished(ws: Workspace, call: Call) -> Counter[ServiceField]:
    standing = (k.value for k in APPLICATIONS.all(ws, under=f"{call.id}/") if not k.value.withdrawn.ja)
    return Counter(w for a in standing for w in a.wishes)


def _refuse_faulty(ws: Workspace, call: Call, *, wished: Counter[ServiceField] | None = None) -> None:
    """Refuse what cannot be a call; `wished` counts the wishes of standing applications, None for a new call."""
    gone = [(f, n) for f, n in (wished or Counter()).items() if f not in call.fields]
    checks = (
        (not call.title.ja.strip() or not call.opened_by, "call-title", "題名か、募集する団体がありません",
         "title or opener is missing", "両方を入れてください", "fill in both"),
        (call.deadline < call.opens, "call-dates", "締切が始まりより前です", "the deadline lies before the opening",
         "日を直してください", "correct the dates"),
        (wished is None and call.deadline < ws.clock().date(), "call-deadline", "締切が過ぎた日になっています",
         "the deadline has passed already", "今日以後の日を入れてください", "enter today or a later day"),
        (not call.id or any(c in call.id for c in "/\\?#% "), "call-id", "公募の番号に使えない文字があります",
         "the id holds a character it may not", "英数字と - を使ってください", "use letters, digits and -"),
        *((True, "call-field-wished", f"「{f.label.ja}」は{n}団体が希望しています", f"{n} bodies wish for “{f.label.en}”",
           "分野を残してください", "keep the field") for f, n in gone),
    )  # fmt: skip
    problems = [*call_problems(call), *(_problem(*words) for wrong, *words in checks if wrong)]
    if problems:
        raise InputRefused(problems)
    if call.process:
        ws.process(call.process)


def _problem(code: str, ja: str, en: str, remedy_ja: str, remedy_en: str) -> Problem:
    return Problem(code, Text(ja, en), Text(remedy_ja, remedy_en))
