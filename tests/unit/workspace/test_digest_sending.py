# SPDX-License-Identifier: Apache-2.0
"""A letter leaves once for each address: claimed before it leaves, whoever else is sending and whatever the server says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.digest import DeliveryState, DigestState, RecipientRole
from machikata.domain.errors import Cancelled, InputRefused, LetterNotSent, LetterPerhapsSent, MailServerUnusable
from machikata.domain.text import Text
from machikata.testing.campaigns import KeepingOutbox, town
from machikata.testing.digests import letter_persons, letter_ready, recipient_of
from machikata.workspace.digest_sending import (
    DELIVERIES,
    deliveries_of,
    forget_recipient,
    reopen_digest,
    send_digest,
    sending_of,
)
from machikata.workspace.digests import DIGESTS, DigestEdit, edit_digest, find_digest, ready_digest
from machikata.workspace.mail import Letter
from machikata.workspace.recipients import leave, list_recipients, save_recipient, take_recipients
from machikata.workspace.workspace import DEMO_MARK, Workspace

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
WHY = Text("理由", "because")


@pytest.fixture
def outbox() -> KeepingOutbox:
    return KeepingOutbox()


@pytest.fixture
def ws(tmp_path: Path, outbox: KeepingOutbox) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW, outbox=outbox)
    for n in range(1, 8):
        ws.library.put_body(town(n))
    return ws


def later(ws: Workspace, **by: float) -> Workspace:
    return replace(ws, clock=lambda: NOW + timedelta(**by))


def mails(*numbers: int) -> list[str]:
    return [f"r{n}@town.example.jp" for n in numbers]


def recipient_id(ws: Workspace, number: int) -> str:
    return next(k.id for k in list_recipients(ws) if k.value.mail == mails(number)[0])


def test_every_recipient_gets_one_message_and_the_letter_is_sent(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 3)
    sending = send_digest(ws, digest.id)
    assert (sending.chosen, sending.sent, sending.waiting) == (3, 3, 0)
    assert list(outbox.addressees()) == mails(1, 2, 3)
    assert find_digest(ws, digest.id).value.state is DigestState.SENT
    assert [k.value.state for k in deliveries_of(ws, digest.id)] == [DeliveryState.SENT] * 3
    first = outbox.letters[0]
    assert first.subject == "【架空】自治体の業務改革だより 第1号"
    assert first.text.startswith("架空1町長 様\n")
    assert "架空1町長 様" in first.html
    assert len({letter.message_id for letter in outbox.letters}) == 3
    assert {k.value.message_id for k in deliveries_of(ws, digest.id)} == {x.message_id for x in outbox.letters}
    assert first.message_id.endswith("@pref.example.jp>")


def test_sending_twice_sends_nothing_more(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 3)
    send_digest(ws, digest.id)
    assert send_digest(ws, digest.id, failed_again=True, again=[r.id for r in list_recipients(ws)]).sent == 3
    assert len(outbox.letters) == 3


def test_a_recipient_added_later_gets_what_was_sent(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 2)
    send_digest(ws, digest.id)
    take_recipients(ws, [recipient_of(ws, 3)])
    assert sending_of(ws, digest.id).waiting == 1
    send_digest(ws, digest.id)
    assert list(outbox.addressees()) == mails(1, 2, 3)


def test_one_mailbox_with_two_roles_gets_one_message(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 2)
    save_recipient(ws, body=town(1).code, role=RecipientRole.DIGITAL, mail="R1@Town.Example.jp")
    sending = send_digest(ws, digest.id)
    assert (sending.chosen, sending.addresses, sending.sent) == (3, 2, 2)
    assert list(outbox.addressees()) == mails(1, 2)


def test_who_got_it_at_an_earlier_address_does_not_get_it_again(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 2)
    send_digest(ws, digest.id)
    save_recipient(
        ws, body=town(1).code, role=RecipientRole.HEAD, mail="new@town.example.jp", recipient_id=recipient_id(ws, 1)
    )
    assert send_digest(ws, digest.id).waiting == 0
    assert len(outbox.letters) == 2


def test_who_has_left_is_not_written_to(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 2)
    leave(ws, recipient_id(ws, 1), reason=WHY)
    send_digest(ws, digest.id)
    assert list(outbox.addressees()) == mails(2)


def test_a_refused_message_is_told_and_sent_again_only_when_asked(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 2)
    outbox.troubles = [LetterNotSent(Text("受け取りません", "refused"))]
    sending = send_digest(ws, digest.id)
    assert (sending.sent, sending.failed) == (1, 1)
    assert find_digest(ws, digest.id).value.state is DigestState.SENT
    [failed] = [k.value for k in deliveries_of(ws, digest.id) if k.value.state is DeliveryState.FAILED]
    assert (failed.mail, failed.trouble.ja) == (mails(1)[0], "受け取りません")
    assert send_digest(ws, digest.id).failed == 1
    assert send_digest(ws, digest.id, failed_again=True).sent == 2
    assert list(outbox.addressees()) == mails(2, 1)


def test_a_message_that_may_have_arrived_is_never_sent_again_by_itself(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 2)
    outbox.troubles = [LetterPerhapsSent(Text("切れました", "broke"))]
    assert send_digest(ws, digest.id).unknown == 1
    assert send_digest(later(ws, hours=1), digest.id, failed_again=True).unknown == 1
    assert list(outbox.addressees()) == mails(2)
    old = next(k.value for k in deliveries_of(ws, digest.id) if k.value.state is DeliveryState.UNKNOWN)
    assert send_digest(ws, digest.id, again=[recipient_id(ws, 1)]).sent == 2
    assert outbox.letters[-1].message_id == old.message_id  # so that a mail program shows it once


def test_a_server_that_cannot_be_used_stops_the_rest_which_goes_on_later(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 4)
    send = outbox.send
    gone = MailServerUnusable(Text("つながりません", "cannot be reached"))

    def second_fails(letter: Letter) -> None:
        if len(outbox.letters) == 1:
            raise gone
        send(letter)

    failing = replace(ws, outbox=_Sending(second_fails))
    sending = send_digest(failing, digest.id)
    assert (sending.sent, sending.waiting, sending.stopped.ja) == (1, 3, "つながりません")
    assert find_digest(ws, digest.id).value.state is DigestState.SENDING
    sending = send_digest(ws, digest.id)
    assert (sending.sent, sending.waiting, sending.stopped) == (4, 0, Text("", ""))
    assert sorted(outbox.addressees()) == mails(1, 2, 3, 4)


class _Sending:
    sender = "survey@pref.example.jp"

    def __init__(self, send: Callable[[Letter], None]) -> None:
        self.send = send


def test_a_person_stops_it_and_somebody_goes_on(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 3)

    def stop(share: float, what: Text) -> None:
        if len(outbox.letters) == 2:
            raise Cancelled(Text("止めました", "stopped"))

    with pytest.raises(Cancelled, match="what was sent now \\(2 of 3\\) has left"):
        send_digest(ws, digest.id, progress=stop)
    assert sending_of(ws, digest.id).waiting == 1
    send_digest(ws, digest.id)
    assert list(outbox.addressees()) == mails(1, 2, 3)


def test_two_programs_that_send_at_once_send_each_message_once(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 7)
    ready = threading.Barrier(3)

    def run() -> None:
        other = replace(open_workspace(ws.folder), outbox=outbox, clock=lambda: NOW)
        ready.wait(10)
        send_digest(other, digest.id)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    assert sorted(outbox.addressees()) == mails(*range(1, 8))
    assert sending_of(ws, digest.id).sent == 7
    assert find_digest(ws, digest.id).value.state is DigestState.SENT


def test_a_claim_without_an_end_is_shown_as_unknown_after_the_time_a_server_takes(ws: Workspace) -> None:
    digest = letter_ready(ws, 2)

    class Dying(KeepingOutbox):
        def send(self, letter: Letter) -> None:  # noqa: ARG002
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_digest(replace(ws, outbox=Dying()), digest.id)
    assert (sending_of(ws, digest.id).claimed, sending_of(ws, digest.id).waiting) == (1, 1)
    assert send_digest(ws, digest.id, again=[recipient_id(ws, 1)]).claimed == 1  # it may be leaving at this moment
    assert find_digest(ws, digest.id).value.state is DigestState.SENDING
    hour = later(ws, hours=1)
    assert sending_of(hour, digest.id).unknown == 1
    assert send_digest(hour, digest.id).unknown == 1
    assert find_digest(ws, digest.id).value.state is DigestState.SENT
    assert send_digest(hour, digest.id, again=[recipient_id(ws, 1)]).sent == 2


def test_without_a_mail_server_and_in_the_demo_nothing_is_sent_and_what_to_do_is_said(ws: Workspace) -> None:
    digest = letter_ready(ws, 1)
    with pytest.raises(InputRefused, match="no mail server is named") as refused:
        send_digest(replace(ws, outbox=None), digest.id)
    assert ".eml" in refused.value.sentence("ja")
    (ws.folder / DEMO_MARK).write_text("{}", "utf-8")
    with pytest.raises(InputRefused, match="nothing is sent from a demo"):
        send_digest(ws, digest.id)


def test_a_draft_does_not_leave(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 1)
    assert reopen_digest(ws, digest.id).value.state is DigestState.DRAFT
    with pytest.raises(InputRefused, match="not marked ready"):
        send_digest(ws, digest.id)
    assert outbox.letters == []


def test_a_letter_goes_back_to_draft_until_a_message_has_left(ws: Workspace, outbox: KeepingOutbox) -> None:
    digest = letter_ready(ws, 2)
    outbox.troubles = [MailServerUnusable(Text("つながりません", "cannot be reached"))]
    assert send_digest(ws, digest.id).waiting == 2
    assert reopen_digest(ws, digest.id).value.state is DigestState.DRAFT
    edit_digest(ws, digest.id, DigestEdit(title=Text("直した題", "Corrected")))
    ready_digest(ws.acting_as(letter_persons(ws)[0].actor()), digest.id)
    send_digest(ws, digest.id)
    assert [x.subject for x in outbox.letters] == ["【架空】直した題"] * 2
    with pytest.raises(InputRefused, match="a message has left already"):
        reopen_digest(ws, digest.id)


def test_a_letter_put_back_while_a_program_is_sending_stops_it_before_the_next_message(
    ws: Workspace, outbox: KeepingOutbox
) -> None:
    digest = letter_ready(ws, 2)

    def put_back(share: float, what: Text) -> None:
        held = DIGESTS.get(ws, digest.id)
        if held.value.state is DigestState.SENDING:
            reopen_digest(ws, digest.id)

    sending = send_digest(ws, digest.id, progress=put_back)
    assert outbox.letters == []
    assert "put back to draft" in sending.stopped.en
    assert sending.waiting == 2


def test_the_audit_trail_names_no_address_and_no_person(ws: Workspace) -> None:
    digest = letter_ready(ws, 2)
    send_digest(ws, digest.id)
    told = "\n".join(line.text for line in ws.library.audit_lines())
    assert "delivery-sent" in told
    assert "town.example.jp" not in told
    assert "r1@" not in told


def test_who_is_forgotten_is_nowhere_in_the_database_and_gets_nothing_twice(
    ws: Workspace, outbox: KeepingOutbox
) -> None:
    digest = letter_ready(ws, 2)
    send_digest(ws, digest.id)
    forget_recipient(ws, recipient_id(ws, 1))
    assert [k.value.mail for k in list_recipients(ws, left=True)] == mails(2)
    assert sorted(k.value.mail for k in deliveries_of(ws, digest.id)) == ["", *mails(2)]
    assert [
        k.version
        for d in deliveries_of(ws, digest.id)
        for k in DELIVERIES.history(ws, d.id, owner="*")
        if not d.value.mail
    ] == [3]
    save_recipient(ws, body=town(1).code, role=RecipientRole.HEAD, mail=mails(1)[0])
    send_digest(ws, digest.id)
    assert list(outbox.addressees()) == mails(1, 2)
