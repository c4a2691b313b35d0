# SPDX-License-Identifier: Apache-2.0
"""Replies come in once, below the letter they answer, are sorted, answered once, and counted."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.case_study import CaseOrigin
from machikata.domain.digest import DeliveryState, ReplyKind
from machikata.domain.errors import InputRefused, LetterNotSent, LetterPerhapsSent, NotAllowed
from machikata.domain.text import Text
from machikata.testing.campaigns import KeepingOutbox, town
from machikata.testing.digests import letter_persons, letter_ready
from machikata.workspace.digest_answers import answer_eml, answer_reply, answer_state_of
from machikata.workspace.digest_replies import (
    assign_reply,
    by_a_person,
    case_of_reply,
    fetch_replies,
    find_reply,
    list_replies,
    reply_counts,
    shown_text,
    sort_reply,
    take_reply,
    thread_of,
)
from machikata.workspace.digest_sending import deliveries_of, send_digest
from machikata.workspace.mail import Arrival, Letter, message_bytes
from machikata.workspace.recipients import list_recipients
from machikata.workspace.workspace import DEMO_MARK, Workspace

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def outbox() -> KeepingOutbox:
    return KeepingOutbox()


@pytest.fixture
def ws(tmp_path: Path, outbox: KeepingOutbox) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW, outbox=outbox)
    for n in (1, 2):
        ws.library.put_body(town(n))
    digest = letter_ready(ws, 2)
    send_digest(ws, digest.id)
    return ws


def reply(number: str, *headers: str, text: str = "提案します。", subject: str = "Re: お便り") -> bytes:
    head = [f"Message-ID: {number}", "From: Mayor <r1@town.example.jp>", "Date: Fri, 20 Nov 2026 08:00:00 +0900",
            "Content-Type: text/plain; charset=utf-8", f"Subject: {subject}", *headers]  # fmt: skip
    return ("\r\n".join(head) + "\r\n\r\n" + text).encode()


def first_number(ws: Workspace) -> str:
    return next(k.value.message_id for k in deliveries_of(ws, "no-1") if k.value.mail == "r1@town.example.jp")


def test_a_reply_is_put_below_the_message_it_answers(ws: Workspace) -> None:
    kept = take_reply(ws, reply("<1@town.example.jp>", f"In-Reply-To: {first_number(ws)}")).value
    recipient = next(k.value for k in list_recipients(ws) if k.value.mail == "r1@town.example.jp")
    assert (kept.digest, kept.recipient, kept.body) == ("no-1", recipient.id, town(1).code)
    assert (kept.thread, kept.kind, kept.synthetic) == (first_number(ws), ReplyKind.NOT_SORTED, True)
    assert kept.received_at == NOW - timedelta(hours=1)


def test_the_same_message_twice_is_one_reply(ws: Workspace) -> None:
    eml = reply("<1@town.example.jp>", f"In-Reply-To: {first_number(ws)}")
    assert take_reply(ws, eml) == take_reply(ws, eml + b"\r\n")
    assert len(list_replies(ws)) == 1


def test_a_message_without_a_number_is_known_by_its_bytes(ws: Workspace) -> None:
    eml = reply("none")
    assert take_reply(ws, eml).id == take_reply(ws, eml).id != take_reply(ws, eml + b"!").id


def test_the_number_quoted_in_the_text_leads_to_the_letter_where_programs_drop_references(ws: Workspace) -> None:
    [quoted] = [x.text for x in ws.outbox.letters if x.to == "r1@town.example.jp"]  # type: ignore[union-attr]
    lines = "\n".join(f"> {line}" for line in quoted.splitlines())
    kept = take_reply(ws, reply("<1@x>", text=f"賛成です。\n\n{lines}")).value
    assert (kept.digest, kept.body) == ("no-1", town(1).code)
    assert shown_text(kept) == "賛成です。"
    assert "整理番号" in kept.text


def test_what_answers_a_reply_or_our_answer_joins_its_thread(ws: Workspace, outbox: KeepingOutbox) -> None:
    one = take_reply(ws, reply("<1@town.example.jp>", f"In-Reply-To: {first_number(ws)}"))
    answer_reply(ws, one.id, "ありがとうございます。")
    answer = outbox.letters[-1]
    two = take_reply(ws, reply("<2@town.example.jp>", f"In-Reply-To: {answer.message_id}"))
    three = take_reply(ws, reply("<3@other.example.jp>", "References: <2@town.example.jp>"))
    assert {k.value.thread for k in (one, two, three)} == {first_number(ws)}
    assert {k.id for k in thread_of(ws, two.id)} == {one.id, two.id, three.id}
    assert three.value.digest == "no-1"


def test_what_leads_nowhere_waits_to_be_assigned_by_hand(ws: Workspace) -> None:
    kept = take_reply(ws, reply("<9@x>", "References: <no-7.0123456789abcdef@x> <unknown@x>"))
    assert (kept.value.digest, kept.value.recipient) == ("", "")
    assert [k.id for k in list_replies(ws, digest="")] == [kept.id]
    recipient = list_recipients(ws)[1].value
    assigned = assign_reply(ws, kept.id, digest="no-1", recipient=recipient.id).value
    assert (assigned.digest, assigned.body) == ("no-1", recipient.body)


def test_programs_are_kept_apart_and_not_counted_as_replies(ws: Workspace) -> None:
    take_reply(ws, reply("<1@x>", f"In-Reply-To: {first_number(ws)}", "Auto-Submitted: auto-replied"))
    ours = message_bytes(ws.outbox.letters[0], sender="survey@pref.example.jp")  # type: ignore[union-attr]
    assert take_reply(ws, ours).value.automatic.en == "one of our own messages"
    assert list_replies(ws) == ()
    counts = reply_counts(ws, "no-1")
    assert (counts.replies, counts.automatic, counts.waiting) == (0, 1, 0)
    [kept] = list_replies(ws, digest="no-1", automatic=True)
    with pytest.raises(InputRefused, match="no person has written it"):
        answer_reply(ws, kept.id, "はい")
    by_a_person(ws, kept.id)
    assert reply_counts(ws, "no-1").replies == 1


def test_counts_tell_what_came_back(ws: Workspace) -> None:
    one = take_reply(ws, reply("<1@x>", f"In-Reply-To: {first_number(ws)}"))
    two = take_reply(ws, reply("<2@x>", f"In-Reply-To: {first_number(ws)}"))
    sort_reply(ws, one.id, ReplyKind.PROPOSAL)
    sort_reply(ws, two.id, ReplyKind.QUESTION)
    answer_reply(ws, two.id, "お答えします。")
    counts = reply_counts(ws, "no-1")
    assert (counts.sent, counts.recipients, counts.replies, counts.proposals, counts.questions) == (2, 1, 2, 1, 1)
    assert (counts.answered, counts.waiting) == (1, 1)


def test_an_answer_leaves_once_below_the_reply(ws: Workspace, outbox: KeepingOutbox) -> None:
    kept = take_reply(ws, reply("<1@town.example.jp>", f"References: {first_number(ws)}", subject="お尋ね"))
    answered = answer_reply(ws, kept.id, "ありがとうございます。\n検討します。").value
    assert (answered.answer_state, answered.answered_at) == (DeliveryState.SENT, NOW)
    letter = outbox.letters[-1]
    assert (letter.to, letter.subject, letter.by_hand) == ("r1@town.example.jp", "Re: お尋ね", True)
    read = email.message_from_bytes(message_bytes(letter, sender="s@pref.example.jp"), policy=email.policy.default)
    assert read["In-Reply-To"] == "<1@town.example.jp>"
    assert read["References"].split() == [first_number(ws), "<1@town.example.jp>"]
    assert "> 提案します。" in letter.text
    assert "架空のデータです" in letter.text
    with pytest.raises(InputRefused, match="answered already"):
        answer_reply(ws, kept.id, "もう一度")


def test_an_answer_that_may_have_arrived_is_sent_again_only_when_asked(ws: Workspace, outbox: KeepingOutbox) -> None:
    kept = take_reply(ws, reply("<1@x>"))
    outbox.troubles = [LetterNotSent(Text("拒否", "refused")), LetterPerhapsSent(Text("切れた", "broke"))]
    assert answer_reply(ws, kept.id, "答え").value.answer_state is DeliveryState.FAILED
    assert answer_reply(ws, kept.id, "答え").value.answer_state is DeliveryState.UNKNOWN
    with pytest.raises(InputRefused, match="nobody knows whether"):
        answer_reply(ws, kept.id, "答え")
    assert answer_reply(ws, kept.id, "答え", again=True).value.answer_state is DeliveryState.SENT


def test_an_answer_interrupted_on_its_way_is_unknown_and_leaves_again_only_when_asked(ws: Workspace) -> None:
    class Dying(KeepingOutbox):
        def send(self, letter: Letter) -> None:  # noqa: ARG002
            raise KeyboardInterrupt

    kept = take_reply(ws, reply("<1@x>"))
    with pytest.raises(KeyboardInterrupt):
        answer_reply(replace(ws, outbox=Dying()), kept.id, "答え")
    with pytest.raises(InputRefused, match="answered already"):  # it may be leaving at this moment
        answer_reply(ws, kept.id, "答え", again=True)
    hour = replace(ws, clock=lambda: NOW + timedelta(hours=1))
    assert answer_state_of(hour, find_reply(hour, kept.id).value) is DeliveryState.UNKNOWN
    with pytest.raises(InputRefused, match="nobody knows whether"):
        answer_reply(hour, kept.id, "答え")
    assert answer_reply(hour, kept.id, "答え", again=True).value.answer_state is DeliveryState.SENT


def test_two_persons_answer_once(ws: Workspace, outbox: KeepingOutbox) -> None:
    kept = take_reply(ws, reply("<1@x>"))
    answer_reply(ws, kept.id, "一人目")
    with pytest.raises(InputRefused):
        answer_reply(ws, kept.id, "二人目", found=kept.version)
    assert len(outbox.letters) == 3  # two messages of the letter, one answer


def test_an_answer_can_be_carried_as_a_file(ws: Workspace) -> None:
    kept = take_reply(ws, reply("<1@x>"))
    alone = replace(ws, outbox=None)
    with pytest.raises(InputRefused, match="no mail server is named"):
        answer_reply(alone, kept.id, "答え")
    made = email.message_from_bytes(answer_eml(alone, kept.id, "答え"), policy=email.policy.default)
    assert (made["To"], made["X-Unsent"], made["In-Reply-To"]) == ("r1@town.example.jp", "1", "<1@x>")
    assert answer_reply(alone, kept.id, "答え", send=False).value.answer_state is DeliveryState.SENT


def test_whom_nobody_can_answer_is_told_before_anything_is_kept(ws: Workspace, outbox: KeepingOutbox) -> None:
    eml = reply("<1@x>").replace(b"Mayor <r1@town.example.jp>", b"nobody")
    kept = take_reply(ws, eml)
    with pytest.raises(InputRefused) as refused:
        answer_reply(ws, kept.id, " ")
    assert [p.code for p in refused.value.problems] == ["answer-text", "answer-address"]
    assert find_reply(ws, kept.id) == kept
    assert len(outbox.letters) == 2


def test_a_case_is_begun_from_what_somebody_wrote(ws: Workspace) -> None:
    kept = take_reply(
        ws, reply("<1@x>", f"References: {first_number(ws)}", subject="窓口の自動応答", text="導入しました。")
    )
    case = case_of_reply(ws, kept.id)
    assert (case.id, case.body, case.title.ja, case.summary.ja) == (
        "",
        town(1).code,
        "窓口の自動応答",
        "導入しました。",
    )
    assert (case.origin, case.synthetic) == (CaseOrigin.SUBMITTED, True)


def test_who_acts_for_one_body_alone_sees_no_reply(ws: Workspace) -> None:
    writer, _ = letter_persons(ws)
    of_town = ws.acting_as(replace(writer, body=town(1).code).actor())
    with pytest.raises(NotAllowed):
        list_replies(of_town)
    with pytest.raises(NotAllowed):
        take_reply(of_town, reply("<1@x>"))


@dataclass(slots=True)
class Waiting:
    """An inbox with messages; `marked` are those told to be seen."""

    messages: list[bytes]
    marked: list[str] = field(default_factory=list)

    def unseen(self, *, largest: int) -> Iterator[Arrival]:
        for n, content in enumerate(self.messages):
            if str(n) not in self.marked:
                fits = len(content) <= largest
                yield Arrival(str(n), len(content), content if fits else None, lambda n=n: self.marked.append(str(n)))


def test_an_inbox_is_emptied_into_replies_and_marked_after_each_is_kept(ws: Workspace) -> None:
    inbox = Waiting([reply("<1@x>"), b"\x00\x00", reply("<1@x>"), b"x" * (11 * 1024 * 1024), reply("<2@x>")])
    fetched = fetch_replies(replace(ws, inbox=inbox))
    assert (len(fetched.kept), fetched.known, [n for n, _ in fetched.refused]) == (2, 1, ["1", "3"])
    assert "大きすぎます" in fetched.refused[1][1].ja
    assert inbox.marked == ["0", "2", "4"]
    assert fetch_replies(replace(ws, inbox=inbox)).kept == ()


def test_without_an_inbox_and_in_the_demo_what_to_do_is_said(ws: Workspace) -> None:
    with pytest.raises(InputRefused, match="no inbox is named"):
        fetch_replies(ws)
    (ws.folder / DEMO_MARK).write_text("{}", "utf-8")
    with pytest.raises(InputRefused, match="no inbox is asked from a demo"):
        fetch_replies(replace(ws, inbox=Waiting([])))
