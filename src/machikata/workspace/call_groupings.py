# SPDX-License-Identifier: Apache-2.0
"""Use cases of the groups of a call: formed by the rules, changed by hand with a reason, signed for, and made groups of the workspace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from machikata.analysis.group_forming.adjusting import adjusted
from machikata.analysis.group_forming.checking import check_grouping, standing_problems
from machikata.analysis.group_forming.explaining import BodyOutcome, explain_body
from machikata.automation.app.context import DecisionState, Proposal
from machikata.domain.actor import Role
from machikata.domain.call import Call, CallApplication, FormedGroup, Grouping
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.municipality import Municipality, kind_by_name
from machikata.domain.population_class import PeerGroup, hand_group
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.facts.municipalities import fact_of
from machikata.workspace.bodies import list_groups, remove_group, save_body, save_group
from machikata.workspace.call_applications import application_id
from machikata.workspace.calls import APPLICATIONS, CALLS, CallState, find_call, sees_all
from machikata.workspace.library import EVERYONE
from machikata.workspace.mail import one_line
from machikata.workspace.releases import propose_release, release_of, released
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

GROUPINGS: Final = Shelf("groupings", Grouping, Text("グループ編成", "grouping"))


@dataclass(frozen=True, slots=True)
class GroupingState:
    """The newest grouping of a call: what of it is not by the rules or not up to date, and where its signatures stand."""

    kept: Kept[Grouping]
    problems: tuple[Problem, ...]
    release: Proposal | None

    @property
    def signed(self) -> bool:
        """Whether all that are needed have signed for this version."""
        return self.release is not None and self.release.state is DecisionState.DECIDED


def form_call_groups(
    ws: Workspace,
    call_id: str,
    *,
    keep: Collection[str] = (),
    found: int | None = None,
    progress: Progress = no_progress,
) -> Kept[Grouping]:
    """Form the groups of a call anew by its rules, from the applications as they stand, and keep them as a new version.

    `keep` names groups of the newest version that stay as they are. Forming while applications still come in is a trial.

    Raises:
        InputRefused: nobody has applied, a group to keep that is not there or not in order; or somebody has changed the grouping since.
        NotAllowed: the actor is not the secretariat.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    call, applied = find_call(ws, call_id).kept.value, _applied(ws, call_id)
    if not applied:
        raise InputRefused([_nobody()])
    from machikata.analysis.group_forming.forming import form_groups  # loads SciPy, which no other use of calls needs

    formed = form_groups(applied, call, at=ws.clock(), fixed=_fixed(ws, call_id, keep), progress=progress)
    _refuse(standing_problems(check_grouping(formed, applied, call)))
    return _keep(ws, formed, did="grouping-formed", found=found)


def adjust_grouping(
    ws: Workspace,
    call_id: str,
    placed: Mapping[str, str],
    *,
    reason: str,
    fields: Mapping[str, ServiceField] | None = None,
    found: int | None = None,
) -> Kept[Grouping]:
    """Put bodies (code → id of the group, "" for none) elsewhere, as `analysis.group_forming.adjusting.adjusted`; a new version.

    A new id makes a group, whose field `fields` gives. Wishes and conditions may be set aside, which the groups then say with `reason`.

    Raises:
        InputRefused: a group of fewer than three, a body in two places, one that has not applied, no reason …; every problem is named.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    state, applied = grouping_state(ws, call_id), _applied(ws, call_id)
    why = one_line(reason)
    changed = adjusted(state.kept.value, placed, applied, reason=Text(why, why), at=ws.clock(), fields=fields)
    _refuse(standing_problems(check_grouping(changed, applied, find_call(ws, call_id).kept.value)))
    return _keep(ws, changed, did="grouping-adjusted", found=state.kept.version if found is None else found)


def restore_grouping(ws: Workspace, call_id: str, *, version: int, found: int | None = None) -> Kept[Grouping]:
    """Take an earlier version again, as a new one: undoes an adjustment or a forming.

    Raises:
        NotFound: no such version.
        InputRefused: applications have changed so that it cannot stand any more.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    earlier = next((k for k in GROUPINGS.history(ws, call_id, owner=EVERYONE) if k.version == version), None)
    if earlier is None:
        raise NotFound(Text(f"{version}版はありません", f"there is no version {version}"))
    value = replace(earlier.value, adopted=False)
    _refuse(standing_problems(check_grouping(value, _applied(ws, call_id), find_call(ws, call_id).kept.value)))
    return _keep(ws, value, did="grouping-restored", found=found)


def grouping_state(ws: Workspace, call_id: str) -> GroupingState:
    """The newest grouping, for the secretariat and for those who sign for it.

    Raises:
        NotFound: no groups were formed yet.
        NotAllowed: the actor is of a single body.
    """
    ws.require(Role.READER, owner=EVERYONE)
    call = find_call(ws, call_id).kept.value
    kept = GROUPINGS.find(ws, call_id, owner=EVERYONE)
    if kept is None:
        raise NotFound(
            Text("グループはまだ編成されていません", "no groups were formed yet"),
            remedy=Text("先にグループを編成してください", "form them first"),
        )
    problems = check_grouping(kept.value, _applied(ws, call_id), call)
    return GroupingState(kept, problems, release_of(ws, GROUPINGS, kept))


def grouping_history(ws: Workspace, call_id: str) -> tuple[Kept[Grouping], ...]:
    """Every version, oldest first, for the secretariat and for those who sign."""
    ws.require(Role.READER, owner=EVERYONE)
    return GROUPINGS.history(ws, call_id, owner=EVERYONE)


def public_grouping(ws: Workspace, call_id: str) -> Kept[Grouping] | None:
    """The version that was signed for last, which everybody may see; None when none was."""
    return next((r.kept for r in released(ws, GROUPINGS) if r.kept.id == call_id), None)


def outcome_of(ws: Workspace, call_id: str, *, body: str) -> BodyOutcome | None:
    """What became of the application of `body`: by the newest grouping for the secretariat, by the signed one for the body itself.

    None before there is one, or when the body has not applied.

    Raises:
        NotAllowed: another body's.
    """
    if not sees_all(ws):
        ws.require(Role.READER, owner=body)
    kept = GROUPINGS.find(ws, call_id, owner=EVERYONE) if sees_all(ws) else public_grouping(ws, call_id)
    applied = _applied(ws, call_id)
    if kept is None or all(a.body != body for a in applied):
        return None
    return explain_body(kept.value, applied, body)


def propose_grouping(ws: Workspace, call_id: str) -> Proposal:
    """Ask for the two signatures that the newest grouping needs before it can be adopted.

    Raises:
        InputRefused: applications are still taken, or have changed so that the grouping cannot stand.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    state = grouping_state(ws, call_id)
    call = find_call(ws, call_id)
    _refuse([*_open_problems(call), *standing_problems(state.problems)])
    groups = len(state.kept.value.groups)
    title = call.kept.value.title
    summary = Text(f"{title.ja}のグループ編成（{groups}グループ）", f"Groups of {title.en} ({groups})")
    return propose_release(ws, GROUPINGS, state.kept, summary=summary)


def adopt_grouping(ws: Workspace, call_id: str) -> tuple[PeerGroup, ...]:
    """Make the signed groups groups of the workspace, which comparisons use; groups of an earlier adoption that are gone are removed.

    Members that the workspace does not know yet are added as published. Doing it again changes nothing.

    Raises:
        InputRefused: the newest version is not signed for by all; applications have changed so that it cannot stand; a member is known
            neither here nor as published.
    """
    ws.require(Role.SECRETARIAT, owner=EVERYONE)
    state = grouping_state(ws, call_id)
    grouping = state.kept.value
    if not grouping.adopted:
        problems = [] if state.signed else [_not_signed()]
        _refuse([*problems, *standing_problems(state.problems)])
    unknown = _unknown_bodies(ws, grouping)
    # First the word, then the deed: whoever changes the grouping at this moment is parted here, and a program that dies afterwards
    # leaves what doing it again completes.
    if not grouping.adopted:
        _keep(ws, replace(grouping, adopted=True), did="grouping-adopted", found=state.kept.version)
    for body in unknown:
        save_body(ws, body)
    return _made_groups(ws, find_call(ws, call_id).kept.value, grouping)


def _made_groups(ws: Workspace, call: Call, grouping: Grouping) -> tuple[PeerGroup, ...]:
    """The groups on record as they were signed for; those of an earlier adoption that are gone are removed."""
    groups = tuple(_peer_group(call, g) for g in grouping.groups)
    held = {g.id: g for g in list_groups(ws) if g.id.startswith(_group_prefix(call.id))}
    for group in groups:
        if held.get(group.id) != group:
            save_group(ws, group)
    for old in held.keys() - {g.id for g in groups}:
        remove_group(ws, old)
    return groups


def _group_prefix(call_id: str) -> str:
    return f"call-{call_id}-"


def _peer_group(call: Call, group: FormedGroup) -> PeerGroup:
    field = group.field.label
    name = Text(f"{call.title.ja} {field.ja}（{group.id}）", f"{call.title.en}, {field.en} ({group.id})")
    told = [*([group.reason] if group.reason.ja else []), *group.reasons]
    reason = Text("。".join(t.ja for t in told), ". ".join(t.en for t in told))
    return hand_group(_group_prefix(call.id) + group.id, name, group.members, reason=reason)


def _unknown_bodies(ws: Workspace, grouping: Grouping) -> tuple[Municipality, ...]:
    """Members that only the published facts know, as these tell them; those that nothing knows are refused."""
    missing = [m for g in grouping.groups for m in g.members if ws.library.body(m) is None]
    facts = {code: fact_of(code) for code in missing}
    _refuse([_unknown(code) for code, fact in facts.items() if fact is None])
    return tuple(
        Municipality(code, Text(f.name, f.name), kind_by_name(f.name), f.prefecture, f.population)
        for code, f in facts.items()
        if f is not None
    )


def _applied(ws: Workspace, call_id: str) -> tuple[CallApplication, ...]:
    """All applications, without asking who may see them."""
    return tuple(k.value for k in APPLICATIONS.all(ws, under=application_id(call_id, "")))


def _fixed(ws: Workspace, call_id: str, keep: Collection[str]) -> tuple[FormedGroup, ...]:
    if not keep:
        return ()
    groups = grouping_state(ws, call_id).kept.value.groups
    unknown = sorted(set(keep) - {g.id for g in groups})
    _refuse([
        Problem("grouping-group", Text(f"グループ「{name}」はありません", f"there is no group “{name}”"),
                Text("今の編成から選んでください", "choose one of the present grouping"), Place(value=name))
        for name in unknown
    ])  # fmt: skip
    return tuple(g for g in groups if g.id in keep)


def _keep(ws: Workspace, grouping: Grouping, *, did: str, found: int | None) -> Kept[Grouping]:
    return GROUPINGS.put(ws, grouping.call, grouping, owner=EVERYONE, did=did, found=found, role=Role.SECRETARIAT)


def _refuse(problems: Collection[Problem]) -> None:
    if problems:
        raise InputRefused(problems)


def _open_problems(call: CallState) -> list[Problem]:
    if call.over:
        return []
    return [
        Problem("grouping-call-open", Text("まだ応募を受け付けています", "applications are still taken"),
                Text("締切を待つか、公募を締め切ってください", "wait for the deadline, or close the call"))
    ]  # fmt: skip


def _nobody() -> Problem:
    return Problem("grouping-nobody", Text("応募がありません", "nobody has applied"),
                   Text("応募を待つか、応募用紙を取り込んでください", "wait for applications, or bring filled forms in"))  # fmt: skip


def _not_signed() -> Problem:
    return Problem("grouping-not-signed", Text("この編成の署名がそろっていません", "this grouping has not all its signatures"),
                   Text("署名を求め、決裁者を含む2人が署名してから採用してください", "ask for them; two must sign, an approver among them"))  # fmt: skip


def _unknown(code: str) -> Problem:
    return Problem("grouping-body", Text(f"団体「{code}」が登録されていません", f"body “{code}” is not on record"),
                   Text("団体の画面で登録してから採用してください", "add it on the page of bodies first"), Place(value=code))  # fmt: skip


CALL_SHELVES: Final = (CALLS, APPLICATIONS, GROUPINGS)
"""Everything of calls that is kept, for exports and searches of who may see what."""
