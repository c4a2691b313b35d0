# SPDX-License-Identifier: Apache-2.0
"""Answers to replies: written by a person, sent below what they answer, or carried as a file; none leaves twice by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from machikata.domain.actor import Role
from machikata.domain.case_study import NOTHING
from machikata.domain.digest import DeliveryState, Reply
from machikata.domain.errors import InputRefused, LetterNotSent, LetterPerhapsSent, MachikataError, Place, Problem
from machikata.domain.lines import one_line, plain_lines
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.workspace.digest_letters import mail_domain
from machikata.workspace.digest_replies import REPLIES, find_reply, shown_text
from machikata.workspace.library import EVERYONE
from machikata.workspace.mail import Letter, as_eml, checked_address
from machikata.workspace.reminders import SENDING_TAKES_AT_MOST, why_no_mail
from machikata.workspace.shelf import Kept
from machikata.workspace.workspace import Workspace

_LONGEST: Final = 20_000


def answer_reply(
    ws: Workspace,
    reply_id: str,
    text: str,
    *,
    send: bool = True,
    again: bool = False,
    language: Language = "ja",
    found: int | None = None,
) -> Kept[Reply]:
    """Answer a reply: by mail, or (`send` False) as a letter that a person has carried (`answer_eml`).

    What became of it is in `answer_state`. `again` sends once more an answer of which nobody knows whether it arrived, when a person has
    found out that it did not.

    Raises:
        InputRefused: nothing is written, the reply names no plain address, is a program's, or was answered already; or no mail server.
    """
    ws.require(Role.OFFICER, owner=EVERYONE)
    held = find_reply(ws, reply_id)
    if problems := [*_problems(ws, held.value, text, again=again), *([p] if send and (p := why_no_mail(ws)) else [])]:
        raise InputRefused(problems)
    letter = answer_letter(ws, held.value, text, language=language)
    state = DeliveryState.CLAIMED if send else DeliveryState.SENT
    claimed = _recorded(
        ws,
        held,
        replace(
            held.value, answer=text, answer_id=letter.message_id, answered_at=ws.clock(), answered_by=ws.actor.name
        ),
        state,
        found=held.version if found is None else found,
    )
    return _sent(ws, claimed, letter) if send else claimed


def _sent(ws: Workspace, claimed: Kept[Reply], letter: Letter) -> Kept[Reply]:
    assert ws.outbox is not None
    try:
        ws.outbox.send(letter)
    except LetterPerhapsSent as error:
        return _recorded(ws, claimed, claimed.value, DeliveryState.UNKNOWN, trouble=_said(error))
    except LetterNotSent as error:
        return _recorded(ws, claimed, claimed.value, DeliveryState.FAILED, trouble=_said(error))
    return _recorded(ws, claimed, claimed.value, DeliveryState.SENT)


def _recorded(
    ws: Workspace, held: Kept[Reply], reply: Reply, state: DeliveryState, *, trouble: Text = NOTHING, found: int | None = None
) -> Kept[Reply]:  # fmt: skip
    settled = replace(reply, answer_state=state, answer_trouble=trouble)
    seen = held.version if found is None else found
    return REPLIES.put(ws, held.id, settled, owner=EVERYONE, did=f"reply-answer-{state.value}", found=seen)


def answer_letter(ws: Workspace, reply: Reply, text: str, *, language: Language = "ja") -> Letter:
    """The answer as a letter: below the reply in mail programs, with the reply's own words quoted."""
    subject = reply.subject if reply.subject.lower().startswith("re:") else f"Re: {reply.subject}"
    quoted = "\n".join(f"> {line}".rstrip() for line in plain_lines(shown_text(reply)))
    invented = synthetic_notice(reply.synthetic).in_(language)
    parts = ("\n".join(plain_lines(text)), invented, quoted)
    return Letter(
        checked_address(reply.sender),
        one_line(subject),
        "\n\n".join(p for p in parts if p) + "\n",
        f"<re.{reply.id}@{mail_domain(ws.outbox)}>",
        in_reply_to=reply.message_id,
        references=reply.references,
        by_hand=True,
    )


def answer_eml(ws: Workspace, reply_id: str, text: str, *, language: Language = "ja") -> bytes:
    """The answer as an .eml file that a mail program opens as an unsent draft; `answer_reply` with `send` False says that it went.

    Raises:
        InputRefused: nothing is written, or the reply names no plain address.
    """
    reply = find_reply(ws, reply_id).value
    if problems := _problems(ws, reply, text, again=True, answered=False):
        raise InputRefused(problems)
    sender = ws.outbox.sender if ws.outbox else ""
    return as_eml(answer_letter(ws, reply, text, language=language), sender=sender)


def answer_state_of(ws: Workspace, reply: Reply) -> DeliveryState | None:
    """What became of the answer; one whose sending was interrupted is UNKNOWN, None where there is none."""
    old = reply.answered_at is not None and reply.answered_at < ws.clock() - SENDING_TAKES_AT_MOST
    return DeliveryState.UNKNOWN if reply.answer_state is DeliveryState.CLAIMED and old else reply.answer_state


def _problems(ws: Workspace, reply: Reply, text: str, *, again: bool, answered: bool = True) -> list[Problem]:
    problems = []
    if not "".join(plain_lines(text)).strip() or len(text) > _LONGEST:
        problems.append(_no_text())
    try:
        addressed = checked_address(reply.sender) != ""
    except InputRefused:
        addressed = False
    if not addressed:
        problems.append(_no_address())
    if reply.automatic != NOTHING:
        problems.append(_automatic(reply.automatic))
    state = answer_state_of(ws, reply)
    done = state in (DeliveryState.SENT, DeliveryState.CLAIMED) or (state is DeliveryState.UNKNOWN and not again)
    if answered and done:
        problems.append(_answered(state))
    return problems


def _said(error: MachikataError) -> Text:
    return Text(error.sentence("ja"), error.sentence("en"))


def _no_text() -> Problem:
    return Problem(
        "answer-text",
        Text("答えの文がないか、長すぎます", "the answer is empty or too long"),
        Text(f"{_LONGEST:,}字までで書いてください", f"write up to {_LONGEST:,} characters"),
        Place(column="text"),
    )


def _no_address() -> Problem:
    return Problem(
        "answer-address",
        Text("差出人のアドレスを読めません", "the sender's address cannot be read"),
        Text("メールソフトから答えてください", "answer from a mail program"),
        Place(column="sender"),
    )


def _automatic(why: Text) -> Problem:
    return Problem(
        "answer-automatic",
        Text(f"人が書いたメールではありません（{why.ja}）", f"no person has written it ({why.en})"),
        Text("人が書いたものなら、先にそう直してください", "if a person has, say so first"),
    )


def _answered(state: DeliveryState | None) -> Problem:
    if state is DeliveryState.UNKNOWN:
        return Problem(
            "answer-perhaps",
            Text("前の答えが届いたか分かりません", "nobody knows whether the last answer arrived"),
            Text("相手に確かめ、必要なら「もう一度送る」を選んでください", "ask, and send again only if it did not"),
        )
    return Problem(
        "answer-twice",
        Text("もう答えています", "it is answered already"),
        Text("続きは、相手の次の返信に答えるか、メールソフトから送ってください", "answer the next reply, or write from a mail program"),
    )  # fmt: skip
