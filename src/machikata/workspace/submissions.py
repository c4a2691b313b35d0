# SPDX-License-Identifier: Apache-2.0
"""What became of the answers to a survey: sent back or accepted, withdrawn and taken up again; and what counts of them now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.text import Text
from machikata.records.survey.tables import SurveyTables, joined
from machikata.workspace.campaigns import find_campaign, require_carrying, require_part
from machikata.workspace.survey_values import Decision, Submission
from machikata.workspace.workspace import Workspace


def find_submission(ws: Workspace, submission_id: str) -> Submission:
    """The submission with this id.

    Raises:
        NotFound: no such submission.
        NotAllowed: neither the own body's nor of a campaign that the actor carries through.
    """
    found = ws.library.submission(submission_id)
    if found is None:
        raise NotFound(
            Text("その回答はありません", "there is no such answer"),
            remedy=Text("回答の一覧から選んでください", "choose one from the list of answers"),
        )
    require_part(ws, find_campaign(ws, found.campaign), found.body)
    return found


def history(ws: Workspace, campaign_id: str, *, body: str, section: str | None = None) -> tuple[Submission, ...]:
    """Every version that a body, or one of its sections, has handed in: newest first."""
    campaign = find_campaign(ws, campaign_id)
    require_part(ws, campaign, body)
    held = ws.library.submissions(campaign=campaign.id, body=body)
    mine = [s for s in held if section in (None, s.section)]
    return tuple(sorted(mine, key=lambda s: (s.received_at, s.version), reverse=True))


def return_submission(ws: Workspace, submission_id: str, reasons: Sequence[Text | str]) -> Submission:
    """Send an answer back, with what is to be corrected. It counts no longer until a new version comes, or it is accepted after all.

    Raises:
        InputRefused: no reason is given, or it is not the version that stands.
    """
    found = _to_decide(ws, submission_id)
    given = tuple(r if isinstance(r, Text) else Text(r.strip(), r.strip()) for r in reasons)
    given = tuple(r for r in given if r.ja or r.en)
    if not given:
        raise InputRefused(
            [
                Problem(
                    "survey-no-reason",
                    Text("差し戻す理由がありません", "no reason for sending it back is given"),
                    Text("直してほしいことを、1つ以上書いてください", "say at least one thing to correct"),
                    Place(column="reasons"),
                )
            ]
        )
    return _decided(ws, found, Decision.RETURNED, given)


def accept_submission(ws: Workspace, submission_id: str) -> Submission:
    """Say that an answer may stand, also one that was sent back."""
    return _decided(ws, _to_decide(ws, submission_id), Decision.ACCEPTED, ())


def undecide_submission(ws: Workspace, submission_id: str) -> Submission:
    """Undo accepting or sending back."""
    return _decided(ws, _to_decide(ws, submission_id), Decision.RECEIVED, ())


def _to_decide(ws: Workspace, submission_id: str) -> Submission:
    found = find_submission(ws, submission_id)
    require_carrying(ws, find_campaign(ws, found.campaign))
    if found.stands:
        return found
    raise InputRefused(
        [
            Problem(
                "survey-not-standing",
                Text(f"この版は{found.state.label.ja}です", f"this version is {found.state.label.en.lower()}"),
                Text("いちばん新しい版を見てください", "look at the newest version"),
                Place(file=found.file_name, value=f"v{found.version}"),
            )
        ]
    )


_ACTS = {
    Decision.RECEIVED: "survey.undecided",
    Decision.RETURNED: "survey.returned",
    Decision.ACCEPTED: "survey.accepted",
}


def _decided(ws: Workspace, found: Submission, decision: Decision, reasons: tuple[Text, ...]) -> Submission:
    changed = replace(found, decision=decision, reasons=reasons, decided_at=ws.clock(), decided_by=ws.actor.name)
    return _kept(ws, changed, found, _ACTS[decision], {"reasons": [r.ja for r in reasons]} if reasons else {})


def withdraw_submission(ws: Workspace, submission_id: str) -> Submission:
    """Take a version back; the one before it stands again, as it was decided. `restore_submission` undoes it."""
    found = find_submission(ws, submission_id)
    if found.withdrawn_at is not None:
        return found
    return _kept(ws, replace(found, withdrawn_at=ws.clock()), found, "survey.withdrawn", {})


def restore_submission(ws: Workspace, submission_id: str) -> Submission:
    """Undo `withdraw_submission`."""
    found = find_submission(ws, submission_id)
    if found.withdrawn_at is None:
        return found
    return _kept(ws, replace(found, withdrawn_at=None), found, "survey.restored", {})


def _kept(
    ws: Workspace, changed: Submission, found: Submission, what: str, details: dict[str, list[str]]
) -> Submission:
    said = {"submission": found.id, "section": found.section, "version": found.version}
    if not ws.library.replace_submission(
        changed, found=found, act=ws.act(what, owner=found.body, details=said | details)
    ):
        raise InputRefused(
            [
                Problem(
                    "survey-changed",
                    Text("この回答は、ほかの人がいま変えたところです", "somebody else has just changed this answer"),
                    Text("もう一度開いて、確かめてください", "open it again and look"),
                    Place(file=found.file_name),
                )
            ]
        )
    now = ws.library.submission(found.id)
    assert now is not None
    return now


def merge_sections(ws: Workspace, campaign_id: str, *, body: str) -> SurveyTables:
    """The answers of all sections of a body in one: the newest version of each that was not withdrawn."""
    campaign = find_campaign(ws, campaign_id)
    require_part(ws, campaign, body)
    held = ws.library.submissions(campaign=campaign.id, body=body)
    return joined(ws.library.answers(tuple(s.id for s in held if s.stands)))


def answers_of(ws: Workspace, *, fiscal_year: int, bodies: Iterable[str], process: str | None = None) -> SurveyTables:
    """What counts of the answers of `bodies` about a process (None: all processes) in a year, over all campaigns.

    For each section and process: its newest accepted version, else its newest one that was neither sent back nor withdrawn. The staff
    of a section comes from the newest version that counts. No actor is asked: what is shown of it to whom is for the caller to say.
    """
    counted = counted_submissions(ws, fiscal_year=fiscal_year, bodies=bodies, process=process)
    taken: dict[str, set[str]] = {}
    newest: dict[tuple[str, str], Submission] = {}
    for (*_, about), s in counted.items():
        taken.setdefault(s.id, set()).add(about)
        newest[s.key] = max(newest.get(s.key, s), s, key=_rank)
    ids = tuple(taken)
    staffed = {s.id for s in newest.values()}
    answers = zip(ids, ws.library.answers(ids), strict=True)
    return joined(_part(tables, taken[i], with_staff=i in staffed) for i, tables in answers)


def counted_submissions(
    ws: Workspace, *, fiscal_year: int, bodies: Iterable[str], process: str | None = None
) -> dict[tuple[str, str, str], Submission]:
    """(body, section, process) → the version that counts; see `answers_of`."""
    found: dict[tuple[str, str, str], Submission] = {}
    for s in ws.library.submissions(fiscal_year=fiscal_year, bodies=frozenset(bodies)):
        if s.counts:
            for about in s.answered if process is None else {process} & set(s.answered):
                known = found.get((*s.key, about), s)
                found[*s.key, about] = max(known, s, key=_rank)
    return found


def _rank(s: Submission) -> tuple[bool, datetime, int]:
    return s.decision is Decision.ACCEPTED, s.received_at, s.version


def _part(answers: SurveyTables, about: set[str], *, with_staff: bool) -> SurveyTables:
    """The lines about these processes."""
    lines = answers.lines
    if set(lines["process"].unique().to_pylist()) - about:
        lines = lines.filter(pc.is_in(lines["process"].cast(pa.string()), pa.array(sorted(about))))
    return SurveyTables(lines, answers.staff if with_staff else answers.staff.slice(0, 0))
