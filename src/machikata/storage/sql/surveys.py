# SPDX-License-Identifier: Apache-2.0
"""`SqlSurveys`: the part of the library that keeps workload surveys."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from machikata.publication.document import from_document, to_document
from machikata.records.survey.tables import SurveyTables
from machikata.storage.sql import tables as t
from machikata.storage.sql.answers import packed, unpacked
from machikata.storage.sql.transactions import transaction
from machikata.workspace.journal import Act
from machikata.workspace.survey_values import (
    Campaign,
    LetterState,
    Participant,
    Reminder,
    SavedMapping,
    Submission,
    with_standing,
)

_AT_ONCE = 500
"""Ids in one question; databases bound how many values a statement may carry."""


class SqlSurveys:
    """Campaigns, submissions, letters and mappings. What changes together is written in one transaction."""

    _engine: Engine

    # campaigns

    def campaigns(self) -> tuple[Campaign, ...]:
        with self._engine.connect() as c:
            query = select(t.campaigns.c.document).order_by(t.campaigns.c.opened_at.desc(), t.campaigns.c.id)
            rows = c.execute(query).scalars().all()
        return tuple(from_document(Campaign, d) for d in rows)

    def put_campaign(self, campaign: Campaign, *, act: Act, asked: tuple[Participant, ...] = ()) -> None:
        with self._transaction() as c:
            same = t.campaigns.c.id == campaign.id
            if not c.execute(update(t.campaigns).where(same).values(**_campaign_row(campaign))).rowcount:
                c.execute(insert(t.campaigns).values(**_campaign_row(campaign)))
            _put_participants(c, asked)
            _journal(c, act)

    def put_participants(
        self, campaign: str, put: tuple[Participant, ...], *, act: Act, drop: tuple[Participant, ...] = ()
    ) -> None:
        with self._transaction() as c:
            _locked(c, campaign)
            for gone in (*drop, *put):
                c.execute(delete(t.participants).where(_same_section(gone)))
            _put_participants(c, put)
            _journal(c, act)

    def participants(self, campaign: str, *, body: str | None = None) -> tuple[Participant, ...]:
        p = t.participants
        query = select(p).where(p.c.campaign == campaign).order_by(p.c.owner, p.c.section)
        with self._engine.connect() as c:
            rows = c.execute(query if body is None else query.where(p.c.owner == body)).all()
        return tuple(Participant(r.campaign, r.owner, r.section, r.mail) for r in rows)

    # submissions

    def submissions(
        self,
        *,
        campaign: str | None = None,
        body: str | None = None,
        fiscal_year: int | None = None,
        bodies: Collection[str] | None = None,
    ) -> tuple[Submission, ...]:
        s = t.submissions
        query = select(s.c.document).order_by(s.c.campaign, s.c.owner, s.c.section, s.c.version)
        for column, wanted in ((s.c.campaign, campaign), (s.c.owner, body), (s.c.fiscal_year, fiscal_year)):
            query = query if wanted is None else query.where(column == wanted)
        if bodies is not None and len(bodies) <= _AT_ONCE:
            query = query.where(s.c.owner.in_(sorted(bodies)))
        with self._engine.connect() as c:
            rows = c.execute(query).scalars().all()
        found = with_standing(from_document(Submission, d) for d in rows)
        return found if bodies is None else _of(found, frozenset(bodies))

    def submission(self, submission_id: str) -> Submission | None:
        s = t.submissions
        with self._engine.connect() as c:
            place = c.execute(select(s.c.campaign, s.c.owner, s.c.section).where(s.c.id == submission_id)).one_or_none()
            found = () if place is None else _versions(c, *place)
        return next((x for x in found if x.id == submission_id), None)

    def add_submission(
        self, submission: Submission, answers: SurveyTables, *, act: Act, opening: Campaign | None = None
    ) -> Submission | None:
        lines, staff = packed(answers)
        try:
            return self._add_submission(submission, lines, staff, act, opening)
        except IntegrityError:
            # Another program has opened the same implicit campaign meanwhile: now it is there.
            return self._add_submission(submission, lines, staff, act, None)

    def _add_submission(
        self, submission: Submission, lines: bytes, staff: bytes, act: Act, opening: Campaign | None
    ) -> Submission | None:
        with self._transaction() as c:
            if not _locked(c, submission.campaign):
                if opening is None:
                    return None
                c.execute(insert(t.campaigns).values(**_campaign_row(opening)))
            campaign = c.execute(
                select(t.campaigns.c.document).where(t.campaigns.c.id == submission.campaign)
            ).scalar_one()
            if from_document(Campaign, campaign).closed_at is not None:
                return None
            versions = _versions(c, submission.campaign, submission.body, submission.section)
            if (same := _read_alike(c, versions, submission, lines, staff)) is not None:
                return same
            added = replace(submission, version=len(versions) + 1, superseded=False)
            c.execute(insert(t.submissions).values(**_submission_row(added), lines=lines, staff=staff))
            _journal(c, replace(act, details={**act.details, "version": added.version}))
        return added

    def replace_submission(self, submission: Submission, *, found: Submission, act: Act) -> bool:
        s = t.submissions
        with self._transaction() as c:
            _locked(c, found.campaign)
            if found not in _versions(c, found.campaign, found.body, found.section):
                return False
            c.execute(
                update(s).where(s.c.id == found.id).values(**_submission_row(replace(submission, superseded=False)))
            )
            _journal(c, act)
        return True

    def answers(self, submission_ids: tuple[str, ...]) -> tuple[SurveyTables, ...]:
        s = t.submissions
        held: dict[str, Row[Any]] = {}
        with self._engine.connect() as c:
            for start in range(0, len(submission_ids), _AT_ONCE):
                some = s.c.id.in_(submission_ids[start : start + _AT_ONCE])
                held |= {r.id: r for r in c.execute(select(s.c.id, s.c.lines, s.c.staff).where(some))}
        return tuple(unpacked(held[i].lines, held[i].staff) for i in submission_ids)

    # letters

    def reminders(self, campaign: str) -> tuple[Reminder, ...]:
        r = t.reminders
        with self._engine.connect() as c:
            rows = c.execute(select(r.c.document).where(r.c.campaign == campaign).order_by(r.c.number)).scalars().all()
        return tuple(from_document(Reminder, d) for d in rows)

    def add_reminder(self, reminder: Reminder, *, latest: str, act: Act) -> bool:
        r = t.reminders
        to_section = (
            (r.c.campaign == reminder.campaign) & (r.c.body == reminder.body) & (r.c.section == reminder.section)
        )
        with self._transaction() as c:
            _locked(c, reminder.campaign)
            newest = c.execute(select(r.c.id).where(to_section).order_by(r.c.number.desc()).limit(1)).scalar()
            if (newest or "") != latest:
                return False
            c.execute(insert(r).values(**_reminder_row(reminder)))
            _journal(c, act)
        return True

    def put_reminder(self, reminder: Reminder, *, act: Act) -> None:
        with self._transaction() as c:
            c.execute(update(t.reminders).where(t.reminders.c.id == reminder.id).values(**_reminder_row(reminder)))
            _journal(c, act)

    def interrupt_reminders(self) -> int:
        r = t.reminders
        sending = r.c.state == LetterState.SENDING.value
        with self._transaction() as c:
            found = [from_document(Reminder, d) for d in c.execute(select(r.c.document).where(sending)).scalars()]
            for reminder in found:
                row = _reminder_row(replace(reminder, state=LetterState.UNKNOWN))
                c.execute(update(r).where((r.c.id == reminder.id) & sending).values(**row))
        return len(found)

    # mappings

    def survey_mappings(self, *, owner: str) -> tuple[SavedMapping, ...]:
        m = t.survey_mappings
        with self._engine.connect() as c:
            rows = c.execute(select(m.c.document).where(m.c.owner == owner).order_by(m.c.name)).scalars().all()
        return tuple(from_document(SavedMapping, d) for d in rows)

    def put_survey_mapping(self, mapping: SavedMapping, *, act: Act) -> None:
        m = t.survey_mappings
        row = {"id": mapping.id, "owner": mapping.owner, "name": mapping.name, "document": to_document(mapping)}
        with self._transaction() as c:
            if not c.execute(update(m).where(m.c.id == mapping.id).values(**row)).rowcount:
                c.execute(insert(m).values(**row))
            _journal(c, act)

    def remove_survey_mapping(self, mapping_id: str, *, act: Act) -> None:
        with self._transaction() as c:
            c.execute(delete(t.survey_mappings).where(t.survey_mappings.c.id == mapping_id))
            _journal(c, act)

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine)


def _locked(c: Connection, campaign: str) -> bool:
    """Make every other program wait that changes this campaign, until the transaction ends; False when there is none.

    Being a write, it comes first: SQLite then reads what holds now, and PostgreSQL what the program it waited for has written.
    """
    mine = t.campaigns.c.id == campaign
    return bool(c.execute(update(t.campaigns).where(mine).values(id=campaign)).rowcount)


def _of(found: tuple[Submission, ...], bodies: frozenset[str]) -> tuple[Submission, ...]:
    return tuple(s for s in found if s.body in bodies)


def _versions(c: Connection, campaign: str, body: str, section: str) -> tuple[Submission, ...]:
    s = t.submissions
    mine = (s.c.campaign == campaign) & (s.c.owner == body) & (s.c.section == section)
    rows = c.execute(select(s.c.document).where(mine).order_by(s.c.version)).scalars().all()
    return with_standing(from_document(Submission, d) for d in rows)


def _read_alike(
    c: Connection, versions: tuple[Submission, ...], submission: Submission, lines: bytes, staff: bytes
) -> Submission | None:
    """The newest version of the same file that says the same; a table of a section's own may say something else when it is read anew."""
    s = t.submissions
    for v in reversed(versions):
        if v.sha256 == submission.sha256 and v.withdrawn_at is None:
            held = c.execute(select(s.c.lines, s.c.staff).where(s.c.id == v.id)).one()
            if unpacked(held.lines, held.staff) == unpacked(lines, staff):
                return v
    return None


def _journal(c: Connection, act: Act) -> None:
    c.execute(insert(t.acts).values(owner=act.owner, document=to_document(act)))


def _campaign_row(campaign: Campaign) -> dict[str, Any]:
    return {
        "id": campaign.id,
        "owner": campaign.owner,
        "opened_at": campaign.opened_at.isoformat(),
        "document": to_document(campaign),
    }


def _put_participants(c: Connection, participants: tuple[Participant, ...]) -> None:
    rows = [{"campaign": p.campaign, "owner": p.body, "section": p.section, "mail": p.mail} for p in participants]
    if rows:
        c.execute(insert(t.participants), rows)


def _same_section(participant: Participant) -> ColumnElement[bool]:
    p = t.participants
    return and_(p.c.campaign == participant.campaign, p.c.owner == participant.body, p.c.section == participant.section)


def _submission_row(submission: Submission) -> dict[str, Any]:
    return {
        "id": submission.id,
        "campaign": submission.campaign,
        "owner": submission.body,
        "section": submission.section,
        "version": submission.version,
        "fiscal_year": submission.fiscal_year,
        "document": to_document(submission),
    }


def _reminder_row(reminder: Reminder) -> dict[str, Any]:
    return {
        "id": reminder.id,
        "owner": reminder.owner,
        "campaign": reminder.campaign,
        "body": reminder.body,
        "section": reminder.section,
        "state": reminder.state.value,
        "document": to_document(replace(reminder, letter=replace(reminder.letter, attachments=()))),
    }
