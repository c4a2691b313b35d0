# SPDX-License-Identifier: Apache-2.0
"""The periodical letter to the heads of municipalities, its recipients, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from machikata.domain.case_study import NOTHING
from machikata.domain.text import Text


class NewsKind(StrEnum):
    """What a piece of news is about."""

    CASE = "case"
    COMPARISON = "comparison"
    EFFECT = "effect"
    CALL = "call"
    FIGURES = "figures"

    @property
    def label(self) -> Text:
        """The heading of its section in the letter."""
        return _NEWS[self]


_NEWS = {
    NewsKind.CASE: Text("新しい事例", "New case studies"),
    NewsKind.COMPARISON: Text("公表された比較", "Comparisons published"),
    NewsKind.EFFECT: Text("公表された効果", "Effects published"),
    NewsKind.CALL: Text("公募", "Calls"),
    NewsKind.FIGURES: Text("数字の更新", "Figures renewed"),
}


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One piece of news. `subject` names what it is about (`cases/…`), `path` where the site shows it; `body_name` is "" for none."""

    kind: NewsKind
    subject: str
    title: Text
    text: Text
    path: str
    at: date
    body_name: str = ""
    synthetic: bool = False


class RecipientRole(StrEnum):
    """As whom somebody gets the letter."""

    HEAD = "head"
    DIGITAL = "digital"
    REFORM = "reform"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """In office words."""
        return _RECIPIENT_ROLES[self]


_RECIPIENT_ROLES = {
    RecipientRole.HEAD: Text("首長", "head of the municipality"),
    RecipientRole.DIGITAL: Text("情報・DX担当", "digital section"),
    RecipientRole.REFORM: Text("行革担当", "reform section"),
    RecipientRole.OTHER: Text("その他", "other"),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the letter: `body` is the municipality's code. `left` says why no more letters go there."""

    id: str
    body: str
    name: str
    role: RecipientRole
    mail: str
    left: Text = NOTHING
    synthetic: bool = False


class DigestState(StrEnum):
    """Where a letter stands. Only a person makes it READY, and only a READY one leaves."""

    DRAFT = "draft"
    READY = "ready"
    SENDING = "sending"
    SENT = "sent"

    @property
    def label(self) -> Text:
        """In office words."""
        return _DIGEST_STATES[self]


_DIGEST_STATES = {
    DigestState.DRAFT: Text("下書き", "draft"),
    DigestState.READY: Text("送れます", "ready to send"),
    DigestState.SENDING: Text("送信中", "being sent"),
    DigestState.SENT: Text("送信済み", "sent"),
}


@dataclass(frozen=True, slots=True)
class Digest:
    """One letter: what is new since `since` up to `until`, as a person has edited it. `classes` and `roles` choose the recipients; empty
    means all. `site` is the address under which readers find what the letter speaks of, "" where none is public.
    """

    id: str
    number: int
    title: Text
    opening: Text
    closing: Text
    items: tuple[NewsItem, ...]
    since: date
    until: date
    state: DigestState
    sender_name: Text
    classes: tuple[str, ...] = ()
    roles: tuple[RecipientRole, ...] = ()
    site: str = ""
    synthetic: bool = False


class DeliveryState(StrEnum):
    """What became of one message. CLAIMED: a program is about to hand it over; one that stays so was interrupted and nobody can say
    whether it left, so that it is never sent again by itself.
    """

    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """In office words."""
        return _DELIVERIES[self]


_DELIVERIES = {
    DeliveryState.CLAIMED: Text("送信中", "being sent"),
    DeliveryState.SENT: Text("送った", "sent"),
    DeliveryState.FAILED: Text("送れなかった", "not sent"),
    DeliveryState.UNKNOWN: Text("届いたか分からない", "may have arrived"),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of a letter to one recipient; `message_id` is what replies refer to. `offered`: False where the mail server could not
    be used at all, so that no server has ever seen the message.
    """

    digest: str
    recipient: str
    mail: str
    message_id: str
    state: DeliveryState
    at: datetime
    trouble: Text = NOTHING
    offered: bool = True


class ReplyKind(StrEnum):
    """What came back."""

    PROPOSAL = "proposal"
    CASE = "case"
    QUESTION = "question"
    OTHER = "other"
    NOT_SORTED = "not_sorted"

    @property
    def label(self) -> Text:
        """In office words."""
        return _REPLIES[self]


_REPLIES = {
    ReplyKind.PROPOSAL: Text("提案", "proposal"),
    ReplyKind.CASE: Text("事例の紹介", "case study"),
    ReplyKind.QUESTION: Text("質問", "question"),
    ReplyKind.OTHER: Text("その他", "other"),
    ReplyKind.NOT_SORTED: Text("まだ分けていない", "not sorted yet"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that came back. `thread` is the message id of the first one of its thread; `digest` and `recipient` are "" where no
    reference leads to one of ours. `text` is all that was written, quotations too. `attachments` names files that came with it and were
    not kept. `automatic` says why a program and no person has written it, empty otherwise. `answer` is what was written back by
    `answered_by` under the number `answer_id`, and `answer_state` what became of that, None while nobody has answered; an answer that a
    person carries is SENT when the person says so.
    """

    id: str
    thread: str
    message_id: str
    references: tuple[str, ...]
    sender: str
    subject: str
    text: str
    received_at: datetime
    kind: ReplyKind = ReplyKind.NOT_SORTED
    digest: str = ""
    recipient: str = ""
    body: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    synthetic: bool = False
    attachments: tuple[str, ...] = ()
    automatic: Text = NOTHING
    answer_id: str = ""
    answer_state: DeliveryState | None = None
    answer_trouble: Text = NOTHING
