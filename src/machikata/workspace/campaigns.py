# SPDX-License-Identifier: Apache-2.0
"""Carrying a workload survey through: opened, asked of sections, watched until its deadline, closed."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from machikata.domain.actor import Role
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.workspace.bodies import find_group
from machikata.workspace.mail import checked_address, one_line
from machikata.workspace.survey_values import (
    Asked,
    Campaign,
    Decision,
    Participant,
    Submission,
)
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SectionState:
    """Where one section stands: what it was asked, and its newest version that was not withdrawn, if any."""

    participant: Participant
    submission: Submission | None = None
    versions: int = 0

    @property
    def returned(self) -> bool:
        """Whether its answer was sent back and the correction is awaited."""
        return self.submission is not None and self.submission.decision is Decision.RETURNED

    @property
    def answered(self) -> bool:
        """Whether an answer stands that was not sent back."""
        return self.submission is not None and not self.returned


@dataclass(frozen=True, slots=True)
class CampaignState:
    """A campaign section by section, as the actor may see it. `days_left` is negative after the deadline, None without one."""

    campaign: Campaign
    sections: tuple[SectionState, ...]
    days_left: int | None

    @property
    def answered(self) -> tuple[SectionState, ...]:
        """Those whose answer stands."""
        return tuple(s for s in self.sections if s.answered)

    @property
    def returned(self) -> tuple[SectionState, ...]:
        """Those whose correction is awaited."""
        return tuple(s for s in self.sections if s.returned)

    @property
    def silent(self) -> tuple[SectionState, ...]:
        """Those that have not answered at all."""
        return tuple(s for s in self.sections if s.submission is None)

    @property
    def return_share(self) -> float:
        """Share (0–1) of the sections whose answer stands (回収率); 0 when nobody is asked."""
        return len(self.answered) / len(self.sections) if self.sections else 0.0


def open_campaign(
    ws: Workspace,
    *,
    processes: Sequence[str],
    fiscal_year: int,
    deadline: date,
    group: str = "",
    body: str = "",
    title: str = "",
    asked: Iterable[Asked] = (),
) -> Campaign:
    """Ask a group of bodies (for its secretariat), or the sections of one body (for its officer).

    A body of which `asked` names no section is asked as a whole: whichever of its sections answers is taken.

    Raises:
        InputRefused: a process without steps, a deadline that has passed, an unknown body; every reason is named.
    """
    if bool(group) == bool(body):
        raise InputRefused([_whom()])
    ws.require(Role.SECRETARIAT if group else Role.OFFICER, owner=group or body)
    bodies = find_group(ws, group).members if group else (ws.body(body).code,)
    wanted = one_line(title) or f"{fiscal_year_text(fiscal_year).ja} 業務量調査"
    campaign = Campaign(
        uuid.uuid4().hex[:12], group or body, wanted, tuple(dict.fromkeys(processes)), bodies, fiscal_year,
        ws.clock(), ws.actor.name, deadline,
    )  # fmt: skip
    participants, problems = _participants(campaign, asked)
    problems = [*_process_problems(ws, campaign.processes), *_deadline_problems(ws, deadline), *problems]
    if problems:
        raise InputRefused(problems)
    named = {p.body for p in participants}
    participants += tuple(Participant(campaign.id, b, "") for b in bodies if b not in named)
    details = {"campaign": campaign.id, "bodies": list(bodies), "processes": list(campaign.processes)}
    act = ws.act("campaign.opened", owner=campaign.owner, details=details)
    ws.library.put_campaign(campaign, asked=participants, act=act)
    return campaign


def _whom() -> Problem:
    return Problem(
        "survey-whom",
        Text("調査の相手が決まっていません", "it is not said whom the survey asks"),
        Text("団体の組か、1つの団体のどちらかを選んでください", "choose either a group or one body"),
        Place(column="group"),
    )


def _process_problems(ws: Workspace, processes: Sequence[str]) -> list[Problem]:
    if not processes:
        return [
            Problem(
                "survey-no-process",
                Text("調べる業務が選ばれていません", "no process is chosen"),
                Text("業務を1つ以上選んでください", "choose at least one"),
                Place(column="processes"),
            )
        ]
    return no_steps(ws.process(i) for i in processes)


def no_steps(processes: Iterable[Process]) -> list[Problem]:
    """Those of the processes that nothing can be asked about."""
    return [
        Problem(
            "survey-no-steps",
            Text(f"「{p.title.ja}」には、たずねる工程がありません", f"“{p.title.en}” has no steps to ask about"),
            Text("先に共通の作業名をつくってください", "make its dictionary first"),
            Place(column="processes", value=p.id),
        )
        for p in processes
        if not p.surveyed_steps
    ]


def _deadline_problems(ws: Workspace, deadline: date) -> list[Problem]:
    if deadline >= ws.clock().date():
        return []
    return [
        Problem(
            "survey-deadline",
            Text("締切が過ぎた日になっています", "the deadline has passed already"),
            Text("今日以後の日を入れてください", "enter today or a later day"),
            Place(column="deadline", value=deadline.isoformat()),
        )
    ]


def _participants(campaign: Campaign, asked: Iterable[Asked]) -> tuple[tuple[Participant, ...], list[Problem]]:
    """The participants that are meant, the last one of each section, and every reason why one cannot be."""
    made: dict[tuple[str, str], Participant] = {}
    problems: list[Problem] = []
    for one in asked:
        section = section_name(one.section)
        if one.body not in campaign.bodies:
            problems.append(not_asked(one.body))
        try:
            mail = checked_address(one.mail)
        except InputRefused as refused:
            problems += refused.problems
            continue
        made[one.body, folded(section)] = Participant(campaign.id, one.body, section, mail)
    return tuple(made.values()), problems


def not_asked(body: str) -> Problem:
    """Why nothing of this body is taken."""
    return Problem(
        "survey-other-body",
        Text(f"団体「{body}」はこの調査の相手ではありません", f"body “{body}” is not asked in this survey"),
        Text("調査の相手を確かめてください", "check whom the survey asks"),
        Place(column="body", value=body),
    )


def section_name(name: str) -> str:
    """A section's name on one line, as it is kept."""
    return one_line(name)


def folded(section: str) -> str:
    """What two spellings of one section have in common: width, case and blanks do not tell sections apart.

    >>> folded("市民課　ﾏﾄﾞｸﾞﾁ係") == folded("市民課マドグチ係")
    True
    """
    return "".join(unicodedata.normalize("NFKC", section).casefold().split())


def list_campaigns(ws: Workspace) -> tuple[Campaign, ...]:
    """The campaigns that the actor carries through or is asked in, newest first."""
    return tuple(c for c in ws.library.campaigns() if ws.actor.owns(c.owner) or ws.actor.body in c.bodies)


def asked_whom(ws: Workspace, campaign: Campaign) -> Text:
    """The group or the one body that is asked: campaigns opened alike have the same title."""
    names = {g.id: g.name for _, g in ws.library.groups()} | {b.code: b.name for b in ws.library.bodies()}
    return names.get(campaign.owner, Text(campaign.owner, campaign.owner))


def title_and_whom(ws: Workspace, campaign: Campaign) -> Text:
    """The title with whom it asks, for lists to choose from."""
    whom = asked_whom(ws, campaign)
    return Text(f"{campaign.title}（{whom.ja}）", f"{campaign.title} ({whom.en})")


def find_campaign(ws: Workspace, campaign_id: str) -> Campaign:
    """The campaign with this id.

    Raises:
        NotFound: no such campaign.
        NotAllowed: the actor neither carries it through nor is asked.
    """
    found = next((c for c in ws.library.campaigns() if c.id == campaign_id), None)
    if found is None:
        raise NotFound(
            Text("その調査はありません", "there is no such survey"),
            remedy=Text("調査の一覧から選んでください", "choose one from the list of surveys"),
        )
    if not (ws.actor.owns(found.owner) or ws.actor.body in found.bodies):
        ws.require(Role.READER, owner=found.owner)
    return found


def carries_through(ws: Workspace, campaign: Campaign) -> bool:
    """Whether the actor may decide about the campaign: the group's secretariat, or an officer of the body that asks itself."""
    role = Role.SECRETARIAT if campaign.of_group else Role.OFFICER
    return ws.actor.may(role) and ws.actor.owns(campaign.owner)


def require_carrying(ws: Workspace, campaign: Campaign) -> None:
    """Refuse who does not carry the campaign through."""
    ws.require(Role.SECRETARIAT if campaign.of_group else Role.OFFICER, owner=campaign.owner)


def require_part(ws: Workspace, campaign: Campaign, body: str) -> None:
    """Refuse who is neither an officer of `body` nor carries the campaign through.

    Raises:
        NotAllowed: as said.
        InputRefused: the body is not asked.
    """
    if not carries_through(ws, campaign):
        ws.require(Role.OFFICER, owner=body)
    if body not in campaign.bodies:
        raise InputRefused([not_asked(body)])


def add_participants(ws: Workspace, campaign_id: str, asked: Iterable[Asked]) -> tuple[Participant, ...]:
    """Name sections of bodies, or change their addresses; gives all participants.

    From then on only named sections of such a body are taken, those that have answered before among them. Asking a body with section
    "" opens it again to whichever section answers.

    Raises:
        InputRefused: an address that is none, a body that is not asked; every reason is named.
    """
    campaign, wanted = find_campaign(ws, campaign_id), tuple(asked)
    for body in dict.fromkeys(a.body for a in wanted if a.body in campaign.bodies):
        require_part(ws, campaign, body)
    put, problems = _participants(campaign, wanted)
    if problems:
        raise InputRefused(problems)
    known = ws.library.participants(campaign.id)
    spelt = {(p.body, folded(p.section)): p.section for p in known}
    put = tuple(replace(p, section=spelt.get((p.body, folded(p.section)), p.section)) for p in put)
    put += _already_answering(ws, campaign, {p.body for p in put if p.section}, {p.key for p in (*known, *put)})
    reopened = {p.body for p in put if not p.section}
    drop = tuple(p for p in known if not p.section and p.body in {x.body for x in put} - reopened)
    bodies = sorted({p.body for p in put})
    details = {"campaign": campaign.id, "sections": [list(p.key) for p in put]}
    act = ws.act("campaign.asked", owner=bodies[0] if len(bodies) == 1 else campaign.owner, details=details)
    ws.library.put_participants(campaign.id, put, drop=drop, act=act)
    return ws.library.participants(campaign.id)


def _already_answering(
    ws: Workspace, campaign: Campaign, bodies: set[str], known: set[tuple[str, str]]
) -> tuple[Participant, ...]:
    """Sections that answered while their body was asked as a whole, so that naming others does not shut them out."""
    held = {s.key for b in bodies for s in ws.library.submissions(campaign=campaign.id, body=b)}
    return tuple(Participant(campaign.id, *key) for key in sorted(held - known))


def remove_participant(ws: Workspace, campaign_id: str, *, body: str, section: str) -> None:
    """Ask a section no longer.

    Raises:
        InputRefused: it has answered; withdraw its answer first.
    """
    campaign = find_campaign(ws, campaign_id)
    require_part(ws, campaign, body)
    found = next((p for p in ws.library.participants(campaign.id) if p.key == (body, section)), None)
    if found is None:
        raise NotFound(Text(f"係「{section}」はありません", f"there is no section “{section}”"))
    if any(s.section == section and s.stands for s in ws.library.submissions(campaign=campaign.id, body=body)):
        raise InputRefused(
            [
                Problem(
                    "survey-has-answer",
                    Text("この係の回答があります", "this section has answered"),
                    Text("先に回答を取り下げてください", "withdraw the answer first"),
                    Place(column="section", value=section),
                )
            ]
        )
    act = ws.act("campaign.not-asked", owner=body, details={"campaign": campaign.id, "section": section})
    ws.library.put_participants(campaign.id, (), drop=(found,), act=act)


def campaign_state(ws: Workspace, campaign_id: str) -> CampaignState:
    """Who has answered, who has not, what was returned; of the own body only, for those who do not carry the campaign through."""
    campaign = find_campaign(ws, campaign_id)
    states = section_states(ws, campaign)
    if not ws.actor.owns(campaign.owner):
        states = tuple(s for s in states if ws.actor.owns(s.participant.body))
    days = None if campaign.deadline is None else (campaign.deadline - ws.clock().date()).days
    return CampaignState(campaign, states, days)


def section_states(ws: Workspace, campaign: Campaign) -> tuple[SectionState, ...]:
    """Every section by body and name: the named ones, and those that answered for a body asked as a whole."""
    rows = {p.key: SectionState(p) for p in ws.library.participants(campaign.id)}
    named = set(rows)
    for s in ws.library.submissions(campaign=campaign.id):
        mail = rows[s.body, ""].participant.mail if (s.body, "") in rows else ""
        row = rows.get(s.key) or SectionState(Participant(campaign.id, s.body, s.section, mail))
        rows[s.key] = replace(row, versions=row.versions + 1, submission=s if s.stands else row.submission)
    shown = {k: r for k, r in rows.items() if r.submission is not None or k in named}
    heard = {body for (body, section), r in shown.items() if section and r.submission is not None}
    return tuple(shown[k] for k in sorted(shown) if k[1] or k[0] not in heard)


def change_deadline(ws: Workspace, campaign_id: str, deadline: date) -> Campaign:
    """Give more time, or less; answers that were late stay marked so.

    Raises:
        InputRefused: the day has passed.
    """
    campaign = find_campaign(ws, campaign_id)
    require_carrying(ws, campaign)
    if problems := _deadline_problems(ws, deadline):
        raise InputRefused(problems)
    return _changed(ws, replace(campaign, deadline=deadline), "campaign.deadline", {"deadline": deadline.isoformat()})


def close_campaign(ws: Workspace, campaign_id: str) -> Campaign:
    """Take no more answers. `reopen_campaign` undoes it; answers stay as they are."""
    campaign = find_campaign(ws, campaign_id)
    require_carrying(ws, campaign)
    return (
        campaign if campaign.closed_at else _changed(ws, replace(campaign, closed_at=ws.clock()), "campaign.closed", {})
    )


def reopen_campaign(ws: Workspace, campaign_id: str) -> Campaign:
    """Take answers again."""
    campaign = find_campaign(ws, campaign_id)
    require_carrying(ws, campaign)
    return _changed(ws, replace(campaign, closed_at=None), "campaign.reopened", {}) if campaign.closed_at else campaign


def _changed(ws: Workspace, campaign: Campaign, what: str, details: dict[str, str]) -> Campaign:
    act = ws.act(what, owner=campaign.owner, details={"campaign": campaign.id} | details)
    ws.library.put_campaign(campaign, act=act)
    return campaign
