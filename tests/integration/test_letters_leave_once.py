# SPDX-License-Identifier: Apache-2.0
"""A kill at any moment of sending, and two programs at once: on a real mail server, no mailbox gets a letter twice."""

from __future__ import annotations

import email
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from machikata.bootstrap import open_workspace
from machikata.domain.digest import DeliveryState, DigestState
from machikata.storage.mail import outbox_from
from machikata.testing.campaigns import town
from machikata.testing.digests import letter_ready
from machikata.workspace.digest_sending import deliveries_of, send_digest, sending_of
from machikata.workspace.digests import find_digest
from machikata.workspace.recipients import list_recipients
from machikata.workspace.workspace import Workspace

TOWNS = 5
LATER = timedelta(hours=1)
SEND = """
import os, sys
from machikata.bootstrap import open_workspace
from machikata.storage.mail.smtp import SmtpOutbox
from machikata.workspace import digest_sending
folder, digest, where, number = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
ws = open_workspace(folder)
count = {"claim": 0, "send": 0}
def die():
    os.kill(os.getpid(), 9)
put = digest_sending.DELIVERIES.put
class Dying(type(digest_sending.DELIVERIES)):
    def put(self, ws, key, value, **how):
        if value.state.value == "claimed":
            count["claim"] += 1
            if where == "before the claim" and count["claim"] == number:
                die()
        elif where == "before the record" and count["send"] == number:
            die()
        kept = super().put(ws, key, value, **how)
        if value.state.value == "claimed" and where == "after the claim" and count["claim"] == number:
            die()
        return kept
shelf = digest_sending.DELIVERIES
digest_sending.DELIVERIES = Dying(shelf.room, shelf.kind, shelf.name)
send = SmtpOutbox.send
def counted(self, letter):
    send(self, letter)
    count["send"] += 1
SmtpOutbox.send = counted
print("begun", flush=True)
digest_sending.send_digest(ws, digest)
"""


class Postbox:
    """Keeps the number of each message and to whom it went."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []

    async def handle_DATA(self, *told: Any) -> str:  # noqa: N802 - aiosmtpd's word
        _, _, envelope = told
        message = email.message_from_bytes(envelope.content)
        self.arrived += [(to, message["Message-ID"]) for to in envelope.rcpt_tos]
        return "250 OK"

    def mails(self) -> list[str]:
        return [to for to, _ in self.arrived]


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    for name, value in {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SECURITY": "none",
        "SENDER": "d@pref.example.jp",
    }.items():
        monkeypatch.setenv(f"MACHIKATA_SMTP_{name}", value)
    yield box
    controller.stop(no_assert=True)


@pytest.fixture
def ws(tmp_path: Path, postbox: Postbox) -> Workspace:
    ws = open_workspace(tmp_path / "ws")
    for n in range(1, TOWNS + 1):
        ws.library.put_body(town(n))
    return ws


def started(ws: Workspace, digest: str, where: str = "", number: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SEND, str(ws.folder), digest, where, str(number)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip


def an_hour_later(ws: Workspace) -> Workspace:
    """The workspace opened anew, when no server can still be at work on a claim."""
    again = open_workspace(ws.folder)

    def clock() -> datetime:
        return datetime.now().astimezone() + LATER

    return replace(again, clock=clock, outbox=outbox_from(os.environ, clock=clock))


@pytest.mark.parametrize(
    ("where", "number", "unsure", "arrived"),
    [
        ("before the claim", 3, 0, -1), ("after the claim", 1, 1, -1), ("after the claim", TOWNS, 1, -1),
        ("before the record", 1, 1, 0), ("before the record", TOWNS, 1, 0),
    ],
)  # fmt: skip
def test_a_kill_leaves_at_most_one_message_unsure_and_none_goes_twice(
    ws: Workspace, postbox: Postbox, where: str, number: int, unsure: int, arrived: int
) -> None:
    digest = letter_ready(ws, TOWNS)
    program = started(ws, digest.id, where, number)
    _, errors = program.communicate(timeout=60)
    assert program.returncode == -signal.SIGKILL, errors
    assert len(postbox.arrived) == number + arrived
    again = an_hour_later(ws)
    assert find_digest(again, digest.id).value.state is DigestState.SENDING
    assert sending_of(again, digest.id).unknown == unsure
    sending = send_digest(again, digest.id, failed_again=True)
    assert (sending.sent, sending.unknown, sending.waiting) == (TOWNS - unsure, unsure, 0)
    assert Counter(postbox.mails()).most_common(1)[0][1] == 1
    lost = TOWNS - len(postbox.arrived)
    assert lost == (1 if where == "after the claim" else 0)
    assert find_digest(again, digest.id).value.state is DigestState.SENT


def test_who_was_asked_and_got_nothing_is_sent_the_same_number_again(ws: Workspace, postbox: Postbox) -> None:
    digest = letter_ready(ws, 2)
    started(ws, digest.id, "before the record", 1).communicate(timeout=60)
    again = an_hour_later(ws)
    [unsure] = [k.value for k in deliveries_of(again, digest.id) if k.value.state is DeliveryState.UNKNOWN]
    send_digest(again, digest.id, again=[unsure.recipient])
    assert [m for to, m in postbox.arrived if to == unsure.mail] == [unsure.message_id] * 2
    assert sending_of(again, digest.id).sent == 2


def test_kills_by_the_clock_until_all_is_sent_leave_no_mailbox_with_two(ws: Workspace, postbox: Postbox) -> None:
    """Not at chosen places: programs are begun and killed until one comes to the end."""
    digest = letter_ready(ws, TOWNS)
    for n in range(4):
        program = started(ws, digest.id)
        assert program.stdout is not None
        program.stdout.readline()
        time.sleep(0.01 + 0.02 * n)
        program.kill()
        program.communicate()
    again = an_hour_later(ws)
    sending = send_digest(again, digest.id)
    assert sending.waiting == sending.failed == 0
    assert sending.sent + sending.unknown == TOWNS
    assert set(Counter(postbox.mails()).values()) == {1}
    assert set(postbox.mails()) | {
        k.value.mail for k in deliveries_of(again, digest.id) if k.value.state is DeliveryState.UNKNOWN
    } == {k.value.mail for k in list_recipients(again)}


def test_two_programs_at_once_send_each_message_once(ws: Workspace, postbox: Postbox) -> None:
    digest = letter_ready(ws, TOWNS)
    programs = [started(ws, digest.id) for _ in range(2)]
    for program in programs:
        _, errors = program.communicate(timeout=120)
        assert program.returncode == 0, errors
    assert sorted(postbox.mails()) == [f"r{n}@town.example.jp" for n in range(1, TOWNS + 1)]
    assert sending_of(ws, digest.id).sent == TOWNS
