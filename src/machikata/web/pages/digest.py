# SPDX-License-Identifier: Apache-2.0
"""What is new? The letter to the heads of municipalities: drafted, edited, read by another person, sent, and how far it has got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Response

from machikata.domain.digest import Delivery, Digest, DigestState, NewsItem, RecipientRole
from machikata.domain.errors import InputRefused, NotAllowed, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.security import LETTER_SECURITY_POLICY
from machikata.web.typed import Typed, hidden_number
from machikata.web.view import OUR_FORM, Choice, Form, Posted, View, Viewed
from machikata.workspace.digest_checks import MOST_ITEMS
from machikata.workspace.digest_files import Preview, digest_eml, digest_emls, preview_digest
from machikata.workspace.digest_replies import ReplyCounts, reply_counts
from machikata.workspace.digest_sending import Sending, deliveries_of, reopen_digest, send_digest, sending_of
from machikata.workspace.digests import (
    DigestEdit,
    ItemEdit,
    draft_digest,
    edit_digest,
    find_digest,
    list_digests,
    ready_digest,
    renew_news,
    title_of,
)
from machikata.workspace.jobs import start_job
from machikata.workspace.library import EVERYONE
from machikata.workspace.recipients import classes_of, list_recipients
from machikata.workspace.reminders import why_no_mail
from machikata.workspace.shelf import Kept

router = APIRouter()
TITLE = Text("総務大臣メール", "Letter to the mayors")
CRUMBS = (Link("/publish", Text("公表", "Publish")), Link("/digest", TITLE))


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A letter in the list."""

    id: str
    title: Text
    digest: Digest
    counts: ReplyCounts


@dataclass(frozen=True, slots=True)
class DigestsPage:
    """All letters, and the form of a new one."""

    digests: tuple[DigestLine, ...]
    recipients: int
    values: Mapping[str, str]
    problems: tuple[Problem, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A piece of news in the form; `number` is its place, `name` begins the names of its fields."""

    item: NewsItem
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """What became of one message; `id` names the recipient."""

    delivery: Delivery
    to: str


@dataclass(frozen=True, slots=True)
class DigestPage:
    """One letter: its parts, a preview, who gets it, and what became of it."""

    digest: Digest
    title: Text
    version: int
    items: tuple[ItemLine, ...]
    preview: Preview
    sending: Sending
    deliveries: tuple[DeliveryLine, ...]
    classes: tuple[tuple[str, int], ...]
    roles: tuple[Choice, ...]
    no_mail: Problem | None
    values: Mapping[str, str]
    problems: tuple[Problem, ...]
    address: str


def digest_address(digest_id: str) -> str:
    """Where the site shows a letter."""
    return f"/digest/{quote(digest_id)}"


@router.get("/digest")
def digests_page(view: Viewed) -> Response:
    """The list."""
    return _list(view, {}, ())


def _list(view: View, values: Mapping[str, str], problems: tuple[Problem, ...]) -> Response:
    ws = view.workspace
    held = list_digests(ws)
    lines = tuple(DigestLine(k.id, title_of(k.value), k.value, reply_counts(ws, k.id)) for k in held)
    recipients = list_recipients(ws)
    synthetic = any(k.value.synthetic for k in held) or any(r.value.synthetic for r in recipients)
    page = DigestsPage(lines, len(recipients), values, problems, synthetic)
    frame = Frame(title=TITLE, step=Step.PUBLISH, crumbs=CRUMBS, synthetic=synthetic)
    return view.page("pages/digests.html", page, frame, status=422 if problems else 200)


@router.post("/digest/draft")
def draft(view: Viewed, form: Form) -> Response:
    """Draft the next letter."""
    typed = Typed(form)
    since, until, sender = typed.day("since"), typed.day("until"), typed.both("sender_name")
    if not sender.ja:
        typed.problems.append(
            Problem("digest-sender", Text("差出人がありません", "the sender is missing"), Text("入れてください", "enter it"),
                    Place(column="sender_name"))
        )  # fmt: skip
    try:
        typed.refuse()
        kept = draft_digest(view.workspace, sender_name=sender, since=since, until=until, site=form.text("site"))
    except InputRefused as refused:
        return _list(view, form.values(), refused.problems)
    return view.go(digest_address(kept.id))


@router.get("/digest/{digest_id}")
def digest_page(view: Viewed, digest_id: str) -> Response:
    """One letter."""
    return _page(view, digest_id, ())


@router.post("/digest/{digest_id}/edit")
def edit(view: Viewed, digest_id: str, form: Form) -> Response:
    """Keep what was changed."""
    try:
        edit_digest(view.workspace, digest_id, _edit(form), found=hidden_number(form, "version"))
    except InputRefused as refused:
        return _page(view, digest_id, refused.problems, values=form.values())
    return view.go(digest_address(digest_id))


def _edit(form: Posted) -> DigestEdit:
    typed = Typed(form)
    places: list[tuple[float, ItemEdit]] = []
    for n in range(min(hidden_number(form, "items"), MOST_ITEMS)):
        if not form.text(f"keep-{n}"):
            continue
        place = typed.number(f"place-{n}")
        both = (typed.both(f"title-{n}"), typed.both(f"text-{n}"))
        places.append((n + 1 if place is None else place, ItemEdit(form.text(f"subject-{n}"), *both)))
    typed.refuse()
    return DigestEdit(
        title=typed.both("title"), opening=typed.both("opening"), closing=typed.both("closing"),
        sender_name=typed.both("sender_name"), site=form.text("site"), classes=form.texts("class"),
        roles=tuple(RecipientRole(r) for r in form.texts("role") if r in set(RecipientRole)),
        items=[item for _, item in sorted(places, key=lambda p: p[0])],
    )  # fmt: skip


@router.post("/digest/{digest_id}/renew")
def renew(view: Viewed, digest_id: str, form: Form) -> Response:
    """Add what was published since."""
    try:
        renew_news(view.workspace, digest_id, found=hidden_number(form, "version"))
    except InputRefused as refused:
        return _page(view, digest_id, refused.problems)
    return view.go(digest_address(digest_id))


@router.post("/digest/{digest_id}/ready")
def ready(view: Viewed, digest_id: str, form: Form) -> Response:
    """Say that this version may leave."""
    try:
        ready_digest(view.workspace, digest_id, found=hidden_number(form, "version"))
    except (InputRefused, NotAllowed) as refused:
        return _page(view, digest_id, refused.problems)
    return view.go(digest_address(digest_id))


@router.post("/digest/{digest_id}/reopen", dependencies=OUR_FORM)
def reopen(view: Viewed, digest_id: str) -> Response:
    """Make it a draft again, as long as no message has left."""
    try:
        reopen_digest(view.workspace, digest_id)
    except InputRefused as refused:
        return _page(view, digest_id, refused.problems)
    return view.go(digest_address(digest_id))


@router.post("/digest/{digest_id}/send")
def send(view: Viewed, digest_id: str, form: Form) -> Response:
    """Send it as a job that shows its progress and can be stopped."""
    ws = view.workspace
    digest = find_digest(ws, digest_id).value
    problem = why_no_mail(ws)
    if problem is not None or digest.state is DigestState.DRAFT:
        return _page(view, digest_id, (problem or _NOT_READY,))
    again, failed_again, language = form.texts("again"), form.text("failed_again") == "yes", view.language

    def work(progress: Progress) -> str:
        send_digest(ws, digest_id, again=again, failed_again=failed_again, language=language, progress=progress)
        return digest_address(digest_id)

    title = title_of(digest)
    job = start_job(
        ws, owner=EVERYONE, title=Text(f"メールを送る：{title.ja}", f"Send the letter: {title.en}"), work=work
    )
    return view.go(f"/jobs/{quote(job.id)}")


_NOT_READY = Problem(
    "digest-not-ready", Text("まだ下書きです", "it is still a draft"),
    Text("ほかの人が確かめて「送ってよい」とすると、送れます", "another person must mark it ready first"),
)  # fmt: skip


@router.get("/digest/{digest_id}/preview.html")
def preview_page(view: Viewed, digest_id: str, to: str = "") -> Response:
    """The letter as mail programs show it."""
    found = preview_digest(view.workspace, digest_id, recipient_id=to, language=view.language)
    return Response(
        found.html, media_type="text/html; charset=utf-8", headers={"content-security-policy": LETTER_SECURITY_POLICY}
    )


@router.get("/digest/{digest_id}/letters.zip")
def letters_file(view: Viewed, digest_id: str) -> Response:
    """One .eml file for each recipient."""
    content = digest_emls(view.workspace, digest_id, language=view.language)
    return download(content, view.text(f"メール_{digest_id}.zip", f"letters_{digest_id}.zip"))


@router.get("/digest/{digest_id}/letters/{recipient_id}.eml")
def letter_file(view: Viewed, digest_id: str, recipient_id: str) -> Response:
    """The message to one recipient."""
    return download(
        digest_eml(view.workspace, digest_id, recipient_id, language=view.language), f"{digest_id}-{recipient_id}.eml"
    )


def _page(
    view: View, digest_id: str, problems: tuple[Problem, ...], *, values: Mapping[str, str] | None = None
) -> Response:
    ws = view.workspace
    held: Kept[Digest] = find_digest(ws, digest_id)
    digest = held.value
    everybody = [k.value for k in list_recipients(ws)]
    page = DigestPage(
        digest=digest, title=title_of(digest), version=held.version,
        items=tuple(ItemLine(item, n + 1, str(n)) for n, item in enumerate(digest.items)),
        preview=preview_digest(ws, digest_id, language=view.language), sending=sending_of(ws, digest_id),
        deliveries=tuple(DeliveryLine(k.value, k.value.mail) for k in deliveries_of(ws, digest_id)),
        classes=classes_of(ws, everybody), roles=tuple(Choice(r.value, r.label) for r in RecipientRole),
        no_mail=why_no_mail(ws), values=values or {}, problems=problems, address=digest_address(digest_id),
    )  # fmt: skip
    frame = Frame(
        title=page.title, step=Step.PUBLISH, crumbs=(*CRUMBS, Link("", page.title)), synthetic=digest.synthetic
    )
    return view.page("pages/digest.html", page, frame, status=422 if problems else 200)
