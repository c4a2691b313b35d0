# SPDX-License-Identifier: Apache-2.0
"""Letters to the sections of a survey: looked at first, then copied, saved as .eml files, or sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from machikata.domain.errors import Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Language, Text
from machikata.web.files import download
from machikata.web.frame import Link, Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.pages.survey_one import campaign_frame
from machikata.web.results import Results
from machikata.web.surveyed import CampaignLine, line_of
from machikata.web.view import Choice, Form, Posted, View, Viewed
from machikata.workspace.campaigns import CampaignState, campaign_state, find_campaign
from machikata.workspace.library import Job
from machikata.workspace.reminders import (
    LetterSettings,
    Mailing,
    draft_letters,
    eml_files,
    letters_of,
    record_letters,
    send_letters,
    why_no_mail,
)
from machikata.workspace.survey_forms import form_name
from machikata.workspace.survey_values import LetterKind, LetterState, Reminder

router = APIRouter()
_MOST_SHOWN: Final = 30
_MOST_KEPT_SHOWN: Final = 100
KIND_WORDS: Final = {
    LetterKind.REQUEST: Text("依頼", "Request"),
    LetterKind.REMINDER: Text("催促", "Reminder"),
    LetterKind.RETURNED: Text("差し戻し", "Returned"),
}
_ICONS: Final = {
    LetterState.WRITTEN: "done",
    LetterState.SENT: "done",
    LetterState.SENDING: "now",
    LetterState.FAILED: "warn",
    LetterState.UNKNOWN: "warn",
}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter as it would go out now; `key` names its section in the form."""

    key: str
    body_name: Text
    section: str
    kind: Text
    to: str
    subject: str
    text: str
    attached: str


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One letter on record."""

    body_name: Text
    section: str
    kind: Text
    to: str
    state: Text
    icon: str
    at: datetime
    by: str
    error: Text | None


@dataclass(frozen=True, slots=True)
class LettersPage:
    """Letters to those who have not answered. `more` are not listed but can be chosen together; `no_mail` says why none can be sent."""

    campaign: CampaignLine
    letters: tuple[LetterLine, ...]
    more: int
    kept: tuple[KeptLine, ...]
    kept_before: int
    languages: tuple[Choice, ...]
    values: Mapping[str, str]
    attach: bool
    no_mail: Problem | None
    without_address: int
    sent: int | None
    held: int
    failed: int
    kept_now: bool


@router.get("/survey/{campaign_id}/letters")
def letters_page(view: Viewed, campaign_id: str) -> Response:
    """The letters as they would go out now. `language`, `attach`, `where` and `contact` in the address change how they are written."""
    page = present(view, campaign_id)
    frame = campaign_frame(
        page.campaign, Link("", Text("手紙", "Letters")), title=Text("係への手紙", "Letters to the sections")
    )
    return view.page("pages/survey_letters.html", page, frame)


@router.post("/survey/{campaign_id}/letters")
def act(view: Viewed, form: Form, campaign_id: str) -> Response:
    """Save the chosen letters as .eml files, record that a person carries them, or send them."""
    settings = settings_of(form.values())
    wanted = chosen(form, campaign_state(view.workspace, campaign_id))
    doing = form.text("do")
    if doing == "send":
        return _send(view, form, campaign_id, settings, wanted)
    letters = draft_letters(view.workspace, campaign_id, only=wanted, settings=settings)
    record_letters(view.workspace, letters)
    if doing == "eml" and letters:
        outbox = view.workspace.outbox
        campaign = find_campaign(view.workspace, campaign_id)
        name = f"{campaign.title}_{view.text('手紙', 'letters')}.zip"
        return download(eml_files(letters, sender=outbox.sender if outbox else ""), name)
    return view.go(_back(campaign_id, form, kept="yes"))


def _send(
    view: View, form: Posted, campaign_id: str, settings: LetterSettings, wanted: frozenset[tuple[str, str]]
) -> Response:
    ws = view.workspace
    campaign = find_campaign(ws, campaign_id)
    back = _back(campaign_id, form)

    def work(progress: Progress) -> Mailing:
        letters = draft_letters(ws, campaign_id, only=wanted, settings=settings)
        return send_letters(ws, letters, again=form.text("again") == "yes", progress=progress)

    results: Results = view.request.app.state.results
    title = Text(f"「{campaign.title}」の手紙を送る", f"Sending letters of {campaign.title}")
    done = results.get(
        ws, ("letters", campaign_id, ws.clock()), work, owner=campaign.owner, title=title, address=back
    )  # fmt: skip
    if isinstance(done, Job):
        return waiting_page(view, done, back=back, step=Step.RECORDS)
    sent = sum(r.state is LetterState.SENT for r in done.reminders)
    failed = len(done.reminders) - sent
    return view.go(_back(campaign_id, form, sent=str(sent), held=str(len(done.held_back)), failed=str(failed)))


def _back(campaign_id: str, form: Posted, **more: str) -> str:
    asked = {name: form.text(name) for name in ("language", "attach", "where", "contact") if form.text(name)}
    return f"/survey/{campaign_id}/letters?{urlencode(asked | more)}"


def chosen(form: Posted, state: CampaignState) -> frozenset[tuple[str, str]]:
    """The sections whose letters were ticked; with "others" those that the page did not list as well."""
    ticked = set(form.texts("who"))
    listed = set(form.texts("listed"))
    others = form.text("others") == "yes"
    waiting = (s.participant.key for s in (*state.silent, *state.returned))
    return frozenset(key for key in waiting if _key(key) in ticked or (others and _key(key) not in listed))


def _key(key: tuple[str, str]) -> str:
    return "/".join(key)


def settings_of(values: Mapping[str, str]) -> LetterSettings:
    """How the letters are to be written, from a form or an address."""
    language: Language = "en" if values.get("language") == "en" else "ja"
    return LetterSettings(
        language, values.get("attach", "yes") == "yes", values.get("where", ""), values.get("contact", "")
    )


def present(view: View, campaign_id: str) -> LettersPage:
    """The page value."""
    ws, asked = view.workspace, view.request.query_params
    state = campaign_state(ws, campaign_id)
    waiting = [s.participant.key for s in state.sections if not s.answered]
    shown = waiting[:_MOST_SHOWN]
    settings = settings_of(asked)
    # The forms themselves are made when letters leave; to look at, their names are enough.
    letters = draft_letters(ws, campaign_id, only=shown, settings=settings, with_forms=False) if shown else ()
    kept = letters_of(ws, campaign_id)
    names = {b.code: b.name for b in ws.library.bodies()}
    addresses = {s.participant.key: s.participant.mail for s in state.sections}
    return LettersPage(
        line_of(ws, state), tuple(_line(view, r, state, attach=settings.attach) for r in letters), len(waiting) - len(shown),
        tuple(_kept(r, names) for r in reversed(kept[-_MOST_KEPT_SHOWN:])), max(len(kept) - _MOST_KEPT_SHOWN, 0),
        (Choice("ja", Text("日本語", "Japanese")), Choice("en", Text("英語", "English"))),
        {"language": settings.language, "where": settings.where, "contact": settings.contact}, settings.attach,
        why_no_mail(ws), sum(not addresses[key] for key in waiting), _count(asked.get("sent")), _count(asked.get("held")) or 0,
        _count(asked.get("failed")) or 0, asked.get("kept") == "yes",
    )  # fmt: skip


def _count(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() else None


def _line(view: View, r: Reminder, state: CampaignState, *, attach: bool) -> LetterLine:
    body = view.workspace.body(r.body)
    attached = form_name(state.campaign, body, r.section) if attach else ""
    return LetterLine(
        _key(r.key), body.name, r.section, KIND_WORDS[r.kind], r.letter.to, r.letter.subject, r.letter.text, attached
    )  # fmt: skip


def _kept(r: Reminder, names: Mapping[str, Text]) -> KeptLine:
    return KeptLine(
        names.get(r.body, Text(r.body, r.body)), r.section, KIND_WORDS[r.kind], r.letter.to, r.state.label, _ICONS[r.state],
        r.at, r.by, r.error,
    )  # fmt: skip
