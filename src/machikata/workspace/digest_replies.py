# SPDX-License-Identifier: Apache-2.0
"""What comes back: replies are taken in from files or an inbox, put below the letter they answer, sorted, and counted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING, CaseOrigin, CaseStatus, CaseStudy, ServiceField
from machikata.domain.digest import DeliveryState, Recipient, Reply, ReplyKind
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.mails import LARGEST, IncomingMail, own_words, read_mail, too_large
from machikata.workspace.digest_letters import REFERENCE, address_token
from machikata.workspace.digest_sending import DELIVERIES, deliveries_of
from machikata.workspace.digests import DIGESTS, find_digest
from machikata.workspace.library import EVERYONE
from machikata.workspace.mail import Arrival
from machikata.workspace.recipients import RECIPIENTS, find_recipient
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

REPLIES: Final = Shelf("replies", Reply, Text("返信", "reply"))
_AHEAD: Final = timedelta(days=1)
_LOOP: Final = Text("こちらから出したメールです", "one of our own messages")
_REACHED: Final = (DeliveryState.SENT, DeliveryState.CLAIMED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ReplyCounts:
    """What came back for a letter. `sent` messages; `recipients` of them from whom somebody has written, in `replies`; of these how many
    are of each kind, `answered`, and wait for an answer. Messages of programs are counted in `automatic` alone.
    """

    sent: int
    recipients: int
    replies: int
    proposals: int
    cases: int
    questions: int
    others: int
    not_sorted: int
    answered: int
    waiting: int
    automatic: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an inbox gave: replies that were new, how many were known already, and what could not be taken in, with the reason. The
    last ones stay unseen in the inbox.
    """

    kept: tuple[Kept[Reply], ...]
    known: int
    refused: tuple[tuple[str, Text], ...]


def take_reply(ws: Workspace, eml: bytes) -> Kept[Reply]:
    """Keep a message that came back, as a mail program saves it (.eml). The same message taken twice is one reply.

    Raises:
        InputRefused: it is too large or no message.
    """
    return _taken(ws, eml)[0]


def _taken(ws: Workspace, eml: bytes) -> tuple[Kept[Reply], bool]:
    """The reply, and whether it is new."""
    ws.require(Role.OFFICER, owner=EVERYONE)
    mail = read_mail(eml)
    reply_id = reply_id_of(mail.message_id) if mail.message_id else _id(b"eml", eml)
    held = REPLIES.find(ws, reply_id, owner=EVERYONE)
    if held is not None:
        return held, False
    reply = _unplaced(ws, mail, reply_id)
    reply = reply if reply.automatic is _LOOP else _placed(ws, mail, reply)
    try:
        return REPLIES.put(ws, reply_id, reply, owner=EVERYONE, did="reply-kept", found=0), True
    except InputRefused:
        # Another program has taken the same message at the same moment.
        return REPLIES.get(ws, reply_id, owner=EVERYONE), False


def reply_id_of(message_id: str) -> str:
    """Under which a message of this number is kept."""
    return _id(b"message-id", message_id.encode())


def _id(what: bytes, told: bytes) -> str:
    return hashlib.sha256(what + b"\n" + told).hexdigest()[:20]


def _unplaced(ws: Workspace, mail: IncomingMail, reply_id: str) -> Reply:
    now = ws.clock()
    dated = mail.sent_at is not None and mail.sent_at < now + _AHEAD
    automatic = _LOOP if _is_ours(ws, mail) else mail.automatic
    return Reply(
        reply_id,
        mail.references[0] if mail.references else mail.message_id,
        mail.message_id,
        mail.references,
        mail.sender,
        mail.subject,
        mail.text,
        mail.sent_at.astimezone(now.tzinfo) if dated and mail.sent_at is not None else now,
        ReplyKind.OTHER if automatic != NOTHING else ReplyKind.NOT_SORTED,
        attachments=mail.attachments,
        automatic=automatic,
    )


def _is_ours(ws: Workspace, mail: IncomingMail) -> bool:
    local = mail.message_id.strip("<>").partition("@")[0]
    own = ws.outbox is not None and mail.sender.casefold() == ws.outbox.sender.casefold() != ""
    return own or REFERENCE.fullmatch(local) is not None


def _placed(ws: Workspace, mail: IncomingMail, reply: Reply) -> Reply:
    """The reply below what it answers: by the numbers in its headers, the newest first, else by the number quoted in its text."""
    for number in reversed(mail.references):
        if (found := _by_number(ws, number, reply)) is not None:
            return found
    for match in REFERENCE.finditer(mail.text):
        if (found := _by_token(ws, match.group(1), match.group(2), reply)) is not None:
            return found
    return reply


def _by_number(ws: Workspace, number: str, reply: Reply) -> Reply | None:
    """Below one of our messages, one of our answers, or another reply; None where the number is neither's."""
    local = number.strip("<>").partition("@")[0]
    if match := REFERENCE.fullmatch(local):
        return _by_token(ws, match.group(1), match.group(2), reply)
    answered = answered_by_number(number)
    held = REPLIES.find(ws, answered or reply_id_of(number), owner=EVERYONE)
    if held is None:
        return None
    before = held.value
    return replace(
        reply, thread=before.thread, digest=before.digest, recipient=before.recipient, body=before.body, synthetic=before.synthetic
    )  # fmt: skip


def answered_by_number(message_id: str) -> str:
    """The id of the reply that our answer of this number answers, "" where it is not such a number.

    >>> answered_by_number("<re.0123456789abcdef0123@pref.example.jp>")
    '0123456789abcdef0123'
    """
    mark, dot, reply_id = message_id.strip("<>").partition("@")[0].partition(".")
    return reply_id if mark == "re" and dot and len(reply_id) == 20 else ""


def _by_token(ws: Workspace, digest_id: str, token: str, reply: Reply) -> Reply | None:
    """Below the message on record; one that a person carried as a file is on no record, but its token tells the recipient."""
    delivery = DELIVERIES.find(ws, f"{digest_id}.{token}", owner=EVERYONE)
    if delivery is not None:
        held = RECIPIENTS.find(ws, delivery.value.recipient, owner=EVERYONE)
        return _below(replace(reply, thread=delivery.value.message_id), digest_id, held.value if held else None)
    if DIGESTS.find(ws, digest_id, owner=EVERYONE) is None:
        return None
    everybody = (k.value for k in RECIPIENTS.all(ws, owner=EVERYONE))
    found = next((r for r in everybody if address_token(ws, r.mail) == token), None)
    return None if found is None else _below(reply, digest_id, found)


def _below(reply: Reply, digest_id: str, recipient: Recipient | None) -> Reply:
    if recipient is None:
        return replace(reply, digest=digest_id)
    return replace(
        reply, digest=digest_id, recipient=recipient.id, body=recipient.body, synthetic=recipient.synthetic
    )  # fmt: skip


def fetch_replies(ws: Workspace, *, progress: Progress = no_progress) -> Fetched:
    """Take in what waits unseen in the inbox. A message is marked as seen there after it is kept here, and never deleted.

    Raises:
        InputRefused: no inbox is named, or this is the demo.
        MailServerUnusable: the inbox cannot be used.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    if ws.demo or ws.inbox is None:
        raise InputRefused([_no_inbox(demo=ws.demo)])
    kept: list[Kept[Reply]] = []
    refused: list[tuple[str, Text]] = []
    known = 0
    for n, arrival in enumerate(ws.inbox.unseen(largest=LARGEST), start=1):
        progress(1 - 1 / (n + 1), Text(f"受け取っています：{n}通目", f"taking in message {n}"))
        try:
            reply, new = _arrived(ws, arrival)
        except InputRefused as error:
            refused.append((arrival.number, Text(error.sentence("ja"), error.sentence("en"))))
            continue
        arrival.seen()
        if new:
            kept.append(reply)
        else:
            known += 1
    return Fetched(tuple(kept), known, tuple(refused))


def _arrived(ws: Workspace, arrival: Arrival) -> tuple[Kept[Reply], bool]:
    if arrival.content is None:
        raise InputRefused([too_large(arrival.size)])
    return _taken(ws, arrival.content)


def list_replies(ws: Workspace, *, digest: str | None = None, automatic: bool = False) -> tuple[Kept[Reply], ...]:
    """Replies, the newest first; of one letter, or with "" those that could not be put below one. With `automatic` also what programs
    have written.

    Raises:
        NotAllowed: the actor does not act for the whole installation.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    held = REPLIES.all(ws, owner=EVERYONE)
    wanted = [k for k in held if digest in (None, k.value.digest) and (automatic or k.value.automatic == NOTHING)]
    return tuple(sorted(wanted, key=lambda k: (k.value.received_at, k.id), reverse=True))


def find_reply(ws: Workspace, reply_id: str) -> Kept[Reply]:
    """The reply with this id.

    Raises:
        NotFound: there is none.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    return REPLIES.get(ws, reply_id, owner=EVERYONE)


def thread_of(ws: Workspace, reply_id: str) -> tuple[Kept[Reply], ...]:
    """The replies of one thread, oldest first."""
    thread = find_reply(ws, reply_id).value.thread
    held = list_replies(ws, automatic=True)
    return tuple(k for k in reversed(held) if k.id == reply_id or (thread and k.value.thread == thread))


def shown_text(reply: Reply) -> str:
    """What was written, without what is quoted; `Reply.text` has all of it."""
    return own_words(reply.text)


def sort_reply(ws: Workspace, reply_id: str, kind: ReplyKind, *, found: int | None = None) -> Kept[Reply]:
    """Say what a reply is."""
    held = find_reply(ws, reply_id)
    seen = held.version if found is None else found
    sorted_ = replace(held.value, kind=kind)
    return REPLIES.put(ws, held.id, sorted_, owner=EVERYONE, did="reply-sorted", found=seen)


def assign_reply(
    ws: Workspace, reply_id: str, *, digest: str, recipient: str = "", found: int | None = None
) -> Kept[Reply]:
    """Say by hand which letter a reply answers, and whose it is.

    Raises:
        NotFound: there is no such letter or recipient.
    """
    held = find_reply(ws, reply_id)
    find_digest(ws, digest)
    whose = find_recipient(ws, recipient).value if recipient else None
    seen = held.version if found is None else found
    settled = _below(replace(held.value, recipient="", body=""), digest, whose)
    return REPLIES.put(ws, held.id, settled, owner=EVERYONE, did="reply-assigned", found=seen)


def by_a_person(ws: Workspace, reply_id: str, *, found: int | None = None) -> Kept[Reply]:
    """Say that a message taken for a program's was written by a person after all."""
    held = find_reply(ws, reply_id)
    seen = held.version if found is None else found
    settled = replace(held.value, automatic=NOTHING, kind=ReplyKind.NOT_SORTED)
    return REPLIES.put(ws, held.id, settled, owner=EVERYONE, did="reply-sorted", found=seen)


def forget_reply(ws: Workspace, reply_id: str) -> None:
    """Delete a reply with everything it says, for a person who asks for it; it cannot be undone.

    Raises:
        NotFound: there is none.
    """
    find_reply(ws, reply_id)
    REPLIES.forget(ws, reply_id, owner=EVERYONE, did="reply-forgotten")


def reply_counts(ws: Workspace, digest_id: str) -> ReplyCounts:
    """What came back for a letter."""
    sent = sum(k.value.state is DeliveryState.SENT for k in deliveries_of(ws, digest_id))
    every = [k.value for k in list_replies(ws, digest=digest_id, automatic=True)]
    replies = [r for r in every if r.automatic == NOTHING]
    answered = sum(r.answer_state in _REACHED for r in replies)
    return ReplyCounts(
        sent,
        len({r.recipient or r.sender for r in replies}),
        len(replies),
        _of(replies, ReplyKind.PROPOSAL),
        _of(replies, ReplyKind.CASE),
        _of(replies, ReplyKind.QUESTION),
        _of(replies, ReplyKind.OTHER),
        _of(replies, ReplyKind.NOT_SORTED),
        answered,
        len(replies) - answered,
        len(every) - len(replies),
    )


def _of(replies: Sequence[Reply], kind: ReplyKind) -> int:
    return sum(r.kind is kind for r in replies)


def case_of_reply(ws: Workspace, reply_id: str) -> CaseStudy:
    """A case study begun from what somebody wrote, for the body's officers to complete; nothing is kept yet. Field, status and figures
    are theirs to say.
    """
    reply = find_reply(ws, reply_id).value
    title, words = reply.subject, shown_text(reply)
    body = ws.library.body(reply.body)
    return CaseStudy(
        "", Text(title, ""), reply.body, body.name.ja if body is not None else "", ServiceField.OTHER, (),
        CaseStatus.UNKNOWN, CaseOrigin.SUBMITTED, Text(words, ""), synthetic=reply.synthetic,
    )  # fmt: skip


def _no_inbox(*, demo: bool) -> Problem:
    if demo:
        return Problem(
            "inbox-in-demo",
            Text("見本の作業場所では、メールを取りに行きません", "no inbox is asked from a demo"),
            Text(".eml のファイルを読み込んで確かめてください", "bring .eml files instead"),
        )
    return Problem(
        "no-inbox",
        Text("受信箱が設定されていません", "no inbox is named"),
        Text(
            "返信を .eml で保存して読み込むか、MACHIKATA_IMAP_HOST などを設定してください",
            "save replies as .eml files and bring them, or set MACHIKATA_IMAP_HOST and the rest",
        ),
        Place(value="MACHIKATA_IMAP_HOST"),
    )
