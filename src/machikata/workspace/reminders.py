# SPDX-License-Identifier: Apache-2.0
"""Letters to the sections that are asked: to be copied, saved as .eml files, or sent. No letter is ever sent twice by itself."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from machikata.domain.errors import (
    InputRefused,
    LetterNotSent,
    LetterPerhapsSent,
    MachikataError,
    MailServerUnusable,
    Place,
    Problem,
)
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Language, Text
from machikata.workspace.campaigns import SectionState, find_campaign, require_carrying, section_states
from machikata.workspace.journal import Act
from machikata.workspace.letters import LetterFacts, letter_text, subject
from machikata.workspace.mail import Attachment, Letter, Outbox, as_eml
from machikata.workspace.survey_forms import form_name, written_form
from machikata.workspace.survey_values import Campaign, LetterKind, LetterState, Participant, Reminder
from machikata.workspace.workspace import Workspace

SENDING_TAKES_AT_MOST = timedelta(minutes=10)
"""No mail server takes longer to answer about one letter; one that is on record as being sent for longer was interrupted."""


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """How letters are written. `attach`: each with its form. `where`: where to find the form or hand it in (a folder, an address of
    the site). `contact`: who answers questions.
    """

    language: Language = "ja"
    attach: bool = True
    where: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """What became of an order to send: the letters with their states, and who got none, with the reason."""

    reminders: tuple[Reminder, ...]
    held_back: tuple[tuple[Participant, Text], ...] = ()


def remind(
    ws: Workspace,
    campaign_id: str,
    *,
    send: bool,
    only: Iterable[tuple[str, str]] | None = None,
    settings: LetterSettings = LetterSettings(),
    again: bool = False,
    progress: Progress = no_progress,
) -> Mailing:
    """Write to every section that has not answered, or must correct its answer: sent by mail, or kept as written for a person to carry.

    See `draft_letters`, `record_letters` and `send_letters`.
    """
    letters = draft_letters(ws, campaign_id, only=only, settings=settings, progress=progress)
    return send_letters(ws, letters, again=again, progress=progress) if send else Mailing(record_letters(ws, letters))


def draft_letters(
    ws: Workspace,
    campaign_id: str,
    *,
    only: Iterable[tuple[str, str]] | None = None,
    settings: LetterSettings = LetterSettings(),
    with_forms: bool = True,
    progress: Progress = no_progress,
) -> tuple[Reminder, ...]:
    """A letter to every section that has not answered or whose answer was sent back; `only` names some by body and section.

    Nothing is kept or sent: `record_letters` says that a person carries them, `send_letters` sends them. Without `with_forms` the text
    names the attached form but the form is not made: enough to look at.
    """
    campaign = find_campaign(ws, campaign_id)
    require_carrying(ws, campaign)
    wanted = None if only is None else set(only)
    states = [
        s
        for s in section_states(ws, campaign)
        if not s.answered and (wanted is None or s.participant.key in wanted)
    ]  # fmt: skip
    before = _latest(ws, campaign)
    asked = {r.key for r in _on_record(ws, campaign) if r.state is not LetterState.FAILED}
    made = []
    for n, state in enumerate(states):
        progress(n / len(states), Text("手紙を書いています", "writing letters"))
        first = LetterKind.REMINDER if state.participant.key in asked else LetterKind.REQUEST
        kind = LetterKind.RETURNED if state.returned else first
        letter = _drafted(ws, campaign, state, kind, before.get(state.participant.key), settings)
        made.append(_with_form(ws, campaign, letter) if with_forms and settings.attach else letter)
    return tuple(made)


def _drafted(
    ws: Workspace,
    campaign: Campaign,
    state: SectionState,
    kind: LetterKind,
    before: Reminder | None,
    settings: LetterSettings,
) -> Reminder:
    section = state.participant
    body = ws.body(section.body)
    name = form_name(campaign, body, section.section) if settings.attach else ""
    facts = LetterFacts(
        kind, campaign, tuple(ws.process(p) for p in campaign.processes), body, section.section, ws.clock().date(), name,
        settings.where, settings.contact, state.submission.reasons if state.submission else (),
    )  # fmt: skip
    letter_id = uuid.uuid4().hex
    # A letter of which nobody knows whether it arrived keeps its number, so that mail programs show it once.
    again = before is not None and before.state in _PERHAPS
    message_id = before.letter.message_id if before is not None and again else f"<{letter_id}@{_domain(ws.outbox)}>"
    letter = Letter(
        section.mail,
        subject(facts, settings.language),
        letter_text(facts, settings.language),
        message_id,
    )
    return Reminder(
        letter_id,
        campaign.id,
        campaign.owner,
        *section.key,
        kind,
        letter,
        LetterState.WRITTEN,
        ws.clock(),
        ws.actor.name,
    )


def _with_form(ws: Workspace, campaign: Campaign, reminder: Reminder) -> Reminder:
    name = form_name(campaign, ws.body(reminder.body), reminder.section)
    form = Attachment(name, written_form(ws, campaign, *reminder.key))
    return replace(reminder, letter=replace(reminder.letter, attachments=(form,)))


def _domain(outbox: Outbox | None) -> str:
    """The part of a letter's number after the @: the sender's, or one that can be nobody's."""
    return (outbox.sender.rpartition("@")[2] if outbox else "") or "machikata.invalid"


_PERHAPS = {LetterState.SENDING, LetterState.UNKNOWN}


def letters_of(ws: Workspace, campaign_id: str) -> tuple[Reminder, ...]:
    """Every letter on record, oldest first, without attachments. One whose sending was interrupted is UNKNOWN."""
    campaign = find_campaign(ws, campaign_id)
    require_carrying(ws, campaign)
    return _on_record(ws, campaign)


def _on_record(ws: Workspace, campaign: Campaign) -> tuple[Reminder, ...]:
    old = ws.clock() - SENDING_TAKES_AT_MOST
    return tuple(
        replace(r, state=LetterState.UNKNOWN) if r.state is LetterState.SENDING and r.at < old else r
        for r in ws.library.reminders(campaign.id)
    )


def _latest(ws: Workspace, campaign: Campaign) -> dict[tuple[str, str], Reminder]:
    return {r.key: r for r in _on_record(ws, campaign)}


def record_letters(ws: Workspace, letters: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """Keep letters that a person carries: copied, or saved as .eml files."""
    drafts, places = tuple(letters), _Places(ws)
    written = [replace(d, state=LetterState.WRITTEN, at=ws.clock(), by=ws.actor.name) for d in drafts]
    return tuple(w for w in written if _put_on_record(ws, w, places.latest(w)))


class _Places:
    """The newest letter on record to each section, looked up once a campaign; refuses who does not carry it through."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._found: dict[str, dict[tuple[str, str], Reminder]] = {}

    def latest(self, letter: Reminder) -> Reminder | None:
        if letter.campaign not in self._found:
            campaign = find_campaign(self._ws, letter.campaign)
            require_carrying(self._ws, campaign)
            self._found[letter.campaign] = _latest(self._ws, campaign)
        return self._found[letter.campaign].get(letter.key)


def eml_files(letters: Iterable[Reminder], *, sender: str = "") -> bytes:
    """The letters as a zip of .eml files, which a mail program opens as unsent drafts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for n, r in enumerate(letters, start=1):
            pack.writestr(
                zipfile.ZipInfo(f"{n:04}_{r.body}.eml", (1980, 1, 1, 0, 0, 0)), as_eml(r.letter, sender=sender)
            )
    return buffer.getvalue()


def send_letters(
    ws: Workspace, letters: Iterable[Reminder], *, again: bool = False, progress: Progress = no_progress
) -> Mailing:
    """Send drafted letters one by one. Each is on record as being sent before the mail server is spoken to.

    Held back, with the reason: a section without an address; one that was sent a letter today, or of whose last letter nobody knows
    whether it was sent, unless a person wishes it `again`; and all the rest once the mail server cannot be used.

    Raises:
        InputRefused: no mail server is named, or this is the demo, where nothing is ever sent.
    """
    outbox, drafts, places = _outbox(ws), tuple(letters), _Places(ws)
    done: list[Reminder] = []
    held: list[tuple[Participant, Text]] = []
    trouble: Text | None = None
    for n, draft in enumerate(drafts):
        progress(n / len(drafts), Text(f"送っています：{n + 1}／{len(drafts)}通", f"sending {n + 1} of {len(drafts)}"))
        latest = places.latest(draft)
        reason = trouble or _why_not(ws, draft, latest, again=again)
        sending = replace(draft, state=LetterState.SENDING, at=ws.clock(), by=ws.actor.name)
        if reason is None and not _put_on_record(ws, sending, latest):
            reason = _AT_THE_SAME_TIME
        if reason is not None:
            held.append((Participant(draft.campaign, *draft.key, draft.letter.to), reason))
            continue
        sent, trouble = _sent(outbox, sending)
        ws.library.put_reminder(sent, act=_act(ws, sent))
        done.append(sent)
    return Mailing(tuple(done), tuple(held))


_AT_THE_SAME_TIME = Text("ほかの人が同じ係に送っているところです", "somebody else is writing to this section just now")


def why_no_mail(ws: Workspace) -> Problem | None:
    """Why nothing can be sent from here, and what to do instead; None when letters can leave."""
    if ws.demo:
        return Problem(
            "mail-in-demo",
            Text("見本の作業場所からは、メールを送りません", "nothing is sent from a demo"),
            Text("文面を写すか、.emlで保存して確かめてください", "copy the text, or save it as .eml files"),
        )
    if ws.outbox is None:
        return Problem(
            "no-mail-server",
            Text("メールサーバーが設定されていません", "no mail server is named"),
            Text(
                "文面を写すか.emlで保存してください。送るには MACHIKATA_SMTP_HOST と MACHIKATA_SMTP_SENDER を設定します",
                "copy the letters or save them as .eml files; to send, set MACHIKATA_SMTP_HOST and MACHIKATA_SMTP_SENDER",
            ),
            Place(value="MACHIKATA_SMTP_HOST"),
        )
    return None


def _outbox(ws: Workspace) -> Outbox:
    if problem := why_no_mail(ws):
        raise InputRefused([problem])
    assert ws.outbox is not None
    return ws.outbox


def _why_not(ws: Workspace, draft: Reminder, latest: Reminder | None, *, again: bool) -> Text | None:
    if not draft.letter.to:
        return Text("係のメールアドレスがありません", "the section has no mail address")
    if latest is None or again:
        return None
    if latest.state in _PERHAPS:
        return Text(
            "前の手紙が、送信の途中で止まったか、ほかで送信中です。届いたかを確かめ、必要なら「もう一度送る」を選んでください",
            "the last letter was interrupted or is being sent elsewhere; find out whether it arrived, then ask to send it again",
        )
    today = latest.state is LetterState.SENT and latest.at.date() == ws.clock().date()
    new_reasons = draft.kind is LetterKind.RETURNED and draft.letter.text != latest.letter.text
    if today and not new_reasons:
        return Text("今日すでに送っています", "a letter was sent today")
    return None


def _put_on_record(ws: Workspace, reminder: Reminder, latest: Reminder | None) -> bool:
    return ws.library.add_reminder(reminder, latest=latest.id if latest else "", act=_act(ws, reminder))


def _act(ws: Workspace, reminder: Reminder) -> Act:
    details = {
        "campaign": reminder.campaign,
        "section": reminder.section,
        "kind": reminder.kind.value,
        "letter": reminder.id,
    }
    return ws.act(f"survey.letter-{reminder.state.value}", owner=reminder.body, details=details)


def _sent(outbox: Outbox, reminder: Reminder) -> tuple[Reminder, Text | None]:
    """The letter with what became of it, and why no other one should be tried, if so."""
    try:
        outbox.send(reminder.letter)
    except LetterPerhapsSent as error:
        return replace(reminder, state=LetterState.UNKNOWN, error=_said(error)), None
    except MailServerUnusable as error:
        return replace(reminder, state=LetterState.FAILED, error=_said(error)), _said(error)
    except LetterNotSent as error:
        return replace(reminder, state=LetterState.FAILED, error=_said(error)), None
    return replace(reminder, state=LetterState.SENT), None


def _said(error: MachikataError) -> Text:
    return Text(error.sentence("ja"), error.sentence("en"))
