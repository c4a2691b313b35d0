# SPDX-License-Identifier: Apache-2.0
"""What has come back in the demo: a first letter that a second person has read, the next one as a draft, and replies of every kind."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Final

from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING
from machikata.domain.digest import DigestState, Recipient, RecipientRole, ReplyKind
from machikata.domain.text import Text
from machikata.workspace.demo_publication import demo_signers
from machikata.workspace.digest_answers import answer_reply
from machikata.workspace.digest_letters import delivery_id, message_id
from machikata.workspace.digest_replies import find_reply, reply_id_of, sort_reply, take_reply
from machikata.workspace.digests import (
    DigestEdit,
    ItemEdit,
    draft_digest,
    edit_digest,
    list_digests,
    ready_digest,
)
from machikata.workspace.library import EVERYONE
from machikata.workspace.persons import acting, save_person
from machikata.workspace.recipients import leave, list_recipients, save_recipient
from machikata.workspace.workspace import Workspace

READER: Final = "架空 三郎"
"""Who reads the first letter before it may leave; whoever writes a letter cannot."""
SITE: Final = "https://machikata.example.jp/"
_IN_FIRST: Final = 4
_TITLE: Final = Text("自治体の業務改革だより 第1号（見本）", "Letter on better municipal work, no. 1 (sample)")
_LEFT: Final = Text("担当替えのため（見本）", "another section took over (sample)")
_PROPOSAL: Final = (
    "Re: 自治体の業務改革だより 第1号",
    "申請書の様式が団体ごとに違うため、読み取りの手直しが減りません。\n様式をそろえるための支援を、国の施策として提案します。（架空の返信です）",
)
_QUESTION: Final = (
    "Re: 自治体の業務改革だより 第1号",
    "公募には、隣の団体と一緒に応募できますか。（架空の返信です）",
)
_ANSWER: Final = "応募用紙の「組みたい団体」に、相手の団体コードを書いてください。（架空の回答です）"
_ABSENCE: Final = ("自動応答：不在にしています", "ただいま不在にしています。（架空の自動応答です）")


def plant_replies(ws: Workspace) -> None:
    """Have the first letter read, draft the next one, and take in a proposal, a question that was answered, and an automatic reply.

    Nothing leaves: the answer is put on record as one that a person has carried. What is there already is left as it is.
    """
    heads = [
        k.value for k in list_recipients(ws, left=True) if k.value.synthetic and k.value.role is RecipientRole.HEAD
    ]
    if len(heads) < 3 or not list_digests(ws):
        return
    officer = demo_signers(ws).officer
    _plant_sections(officer, heads)
    _plant_letters(ws, officer)
    first = list_digests(ws)[-1].id
    _reply(officer, first, heads[0], _PROPOSAL, ReplyKind.PROPOSAL)
    _reply(officer, first, heads[2], _ABSENCE, None)
    asked = _reply(officer, first, heads[1], _QUESTION, ReplyKind.QUESTION)
    if find_reply(officer, asked).value.answer_state is None:
        answer_reply(officer, asked, _ANSWER, send=False)


def _plant_sections(officer: Workspace, heads: list[Recipient]) -> None:
    """Sections get the letter beside the heads of three bodies; one does not any more."""
    known = {(k.value.body, k.value.role) for k in list_recipients(officer, left=True)}
    for head, role in zip(heads, (RecipientRole.DIGITAL, RecipientRole.REFORM, RecipientRole.DIGITAL), strict=False):
        if (head.body, role) not in known:
            save_recipient(officer, body=head.body, role=role, mail=f"{role.value}-{head.body}@example.jp", name="")
    last = next(k for k in list_recipients(officer, left=True) if (k.value.body, k.value.role) == (heads[2].body, RecipientRole.DIGITAL))  # fmt: skip
    if last.value.left == NOTHING and last.version == 1:
        leave(officer, last.id, reason=_LEFT)


def _plant_letters(ws: Workspace, officer: Workspace) -> None:
    """Of the first letter some items are kept and a second person has read it; the rest is told in the next one, which is a draft."""
    held = list_digests(ws)
    first = held[-1]
    if len(held) > 1 or first.value.state is not DigestState.DRAFT:
        return
    items = [ItemEdit(i.subject, i.title, i.text) for i in first.value.items[:_IN_FIRST]]
    edit_digest(officer, first.id, DigestEdit(title=_TITLE, items=items, site=SITE))
    known = next((p for p in ws.library.persons() if p.name == READER and p.removed_at is None), None)
    reader = known or save_person(ws, name=READER, body=EVERYONE, roles=[Role.OFFICER, Role.SECRETARIAT])
    ready_digest(acting(ws, reader.id), first.id)
    draft_digest(officer, sender_name=first.value.sender_name, since=first.value.since, site=SITE)


def _reply(
    officer: Workspace, digest_id: str, sender: Recipient, words: tuple[str, str], kind: ReplyKind | None
) -> str:
    """Take a message of a recipient in, as a mail program would have saved it; gives its id."""
    subject, text = words
    number = f"<sample-{digest_id}-{sender.body}@example.jp>"
    reply_id = reply_id_of(number)
    mail = EmailMessage()
    answered = message_id(delivery_id(officer, digest_id, sender.mail), officer.outbox)
    for name, value in {
        "From": sender.mail, "To": "office@example.jp", "Subject": subject, "Message-ID": number, "In-Reply-To": answered,
        "References": answered,
    }.items():  # fmt: skip
        mail[name] = value
    if kind is None:
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(text)
    kept = take_reply(officer, mail.as_bytes())
    if kept.version == 1 and kind is not None:
        sort_reply(officer, kept.id, kind)
    return reply_id
