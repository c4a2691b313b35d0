# SPDX-License-Identifier: Apache-2.0
"""Answers are fetched from a mailbox on the loopback: read unseen, marked only when told, never deleted.

The server here speaks the part of IMAP4rev1 (RFC 3501) that is asked of it, from a script; the inbox was also tried by hand against a
whole server (pymap 0.36) when it was written.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from machikata.domain.errors import InputRefused, MailServerUnusable
from machikata.storage.mail import ImapInbox, ImapSettings, imap_settings, inbox_from
from machikata.storage.mail.settings import Security

LITERAL = b"From: a@town.example.jp\r\nSubject: t\r\n\r\nbody {5}\r\n)\r\n* 1 FETCH (FLAGS (\\Deleted))\r\n"


@dataclass(slots=True)
class Mailbox:
    """Messages by their lasting number, the flags they have, and every command that came; `answers` replaces the answer to a command."""

    messages: dict[int, bytes]
    flags: dict[int, set[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)
    listener: socket.socket = field(default_factory=socket.socket)

    def start(self) -> int:
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()
        return int(self.listener.getsockname()[1])

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with suppress(OSError), connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: Any) -> None:
        stream.write(b"* OK ready\r\n")
        stream.flush()
        while line := stream.readline():
            tag, _, command = line.decode("ascii", "replace").strip().partition(" ")
            self.commands.append(command)
            answer = self._answer(command)
            if answer is None:
                return
            stream.write(answer.replace(b"TAG", tag.encode("ascii", "replace")))
            stream.flush()

    def _answer(self, command: str) -> bytes | None:
        word = command.upper()
        for begins, given in self.answers.items():
            if word.startswith(begins):
                return given or None
        if word == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
        if word.startswith("SELECT"):
            return b"* %d EXISTS\r\nTAG OK [READ-WRITE] done\r\n" % len(self.messages)
        if word.startswith("UID SEARCH"):
            unseen = [n for n in self.messages if "\\Seen" not in self.flags.get(n, set())]
            return b"* SEARCH " + b" ".join(b"%d" % n for n in unseen) + b"\r\nTAG OK done\r\n"
        if match := re.match(r"UID FETCH (\d+) \((.*)\)$", word):
            return self._fetched(int(match.group(1)), match.group(2))
        if match := re.match(r"UID STORE (\d+) \+FLAGS\.SILENT \((.*)\)$", command):
            self.flags.setdefault(int(match.group(1)), set()).add(match.group(2))
        return b"TAG OK done\r\n"

    def _fetched(self, number: int, what: str) -> bytes:
        data = self.messages[number]
        if what == "RFC822.SIZE":
            return b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\nTAG OK done\r\n" % (number, len(data))
        return b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (number, len(data)) + data + b")\r\nTAG OK done\r\n"


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[Mailbox, ImapInbox]]]:
    running: list[Mailbox] = []

    def start(messages: dict[int, bytes], **settings: Any) -> tuple[Mailbox, ImapInbox]:
        mailbox = Mailbox(messages)
        port = mailbox.start()
        running.append(mailbox)
        plain = {"password": "right", "port": port, "security": Security.NONE, "timeout": 5.0} | settings
        return mailbox, ImapInbox(ImapSettings("127.0.0.1", "user", **plain))

    yield start
    for mailbox in running:
        mailbox.listener.close()


def mark_all(inbox: ImapInbox) -> None:
    for arrival in inbox.unseen(largest=100):
        arrival.seen()


def test_unseen_messages_come_whole_and_oldest_first(serve) -> None:
    mailbox, inbox = serve({12: b"second", 3: LITERAL})
    got = [(a.number, a.size, a.content) for a in inbox.unseen(largest=10_000)]
    assert got == [("3", len(LITERAL), LITERAL), ("12", 6, b"second")]
    assert mailbox.flags == {}


def test_a_message_is_marked_when_told_and_comes_no_more(serve) -> None:
    mailbox, inbox = serve({1: b"one", 2: b"two"})
    for arrival in inbox.unseen(largest=100):
        if arrival.content == b"one":
            arrival.seen()
    assert mailbox.flags == {1: {"\\Seen"}}
    assert [a.number for a in inbox.unseen(largest=100)] == ["2"]


def test_a_message_too_large_is_not_fetched(serve) -> None:
    mailbox, inbox = serve({1: b"x" * 1000})
    [arrival] = inbox.unseen(largest=999)
    assert (arrival.size, arrival.content) == (1000, None)
    assert not any("BODY" in c for c in mailbox.commands)


def test_nothing_is_deleted_or_marked_by_reading(serve) -> None:
    mailbox, inbox = serve({1: b"one"})
    for arrival in inbox.unseen(largest=100):
        arrival.seen()
        break  # whoever asks may stop in between
    words = " ".join(mailbox.commands).upper()
    assert not any(word in words for word in ("EXPUNGE", "DELETED", "CLOSE", "MOVE", "BODY[]"))
    assert "BODY.PEEK[]" in words


@pytest.mark.parametrize(
    ("command", "answer", "told"),
    [
        ("LOGIN", b"TAG NO [AUTHENTICATIONFAILED] wrong\r\n", "refuses the name or password"),
        ("SELECT", b"TAG NO no such mailbox\r\n", "MACHIKATA_IMAP_MAILBOX"),
        ("UID SEARCH", b"TAG BAD what\r\n", "cannot be used"),
        ("UID FETCH", b"", "cannot be used"),
        ("UID FETCH", b"* 1 FETCH (BODY[] {99999}\r\nshort", "cannot be used"),
        ("UID STORE", b"TAG NO read-only\r\n", "read-only"),
    ],
)
def test_what_goes_wrong_is_told_by_its_cause(serve, command: str, answer: bytes, told: str) -> None:
    mailbox, inbox = serve({1: b"one"}, timeout=1.0)
    mailbox.answers[command] = answer
    with pytest.raises(MailServerUnusable, match=told):
        mark_all(inbox)


def test_encryption_that_the_server_does_not_offer_is_never_left_out(serve) -> None:
    mailbox, _ = serve({1: b"one"})
    for security in (Security.TLS, Security.STARTTLS):
        port = mailbox.listener.getsockname()[1]
        inbox = ImapInbox(ImapSettings("127.0.0.1", "user", "right", port, security, timeout=2.0))
        with pytest.raises(MailServerUnusable, match="MACHIKATA_IMAP_SECURITY"):
            list(inbox.unseen(largest=1))
    assert not any(c.startswith("LOGIN") for c in mailbox.commands)


def test_a_server_that_is_gone_is_told_with_the_settings_to_look_at() -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    with pytest.raises(MailServerUnusable, match="MACHIKATA_IMAP_HOST"):
        list(ImapInbox(ImapSettings("127.0.0.1", "u", "p", port, Security.NONE)).unseen(largest=1))


def test_settings_are_read_with_sensible_ports_and_hide_the_password() -> None:
    assert inbox_from({}) is None
    given = {"MACHIKATA_IMAP_HOST": "mail.example.jp", "MACHIKATA_IMAP_USER": "u", "MACHIKATA_IMAP_PASSWORD": "secret"}
    settings = imap_settings(given)
    assert settings == ImapSettings("mail.example.jp", "u", "secret", 993, Security.TLS)
    assert "secret" not in repr(settings)


def test_every_wrong_setting_is_named_when_the_inbox_is_asked_and_not_before() -> None:
    wrong = {"MACHIKATA_IMAP_HOST": "mail.example.jp", "MACHIKATA_IMAP_PORT": "0", "MACHIKATA_IMAP_SECURITY": "none",
             "MACHIKATA_IMAP_MAILBOX": "a\r\nb"}  # fmt: skip
    with pytest.raises(InputRefused) as refused:
        imap_settings(wrong)
    assert [p.place.column.rpartition("_")[2] for p in refused.value.problems] == [
        "PORT",
        "USER",
        "MAILBOX",
        "SECURITY",
    ]
    inbox = inbox_from(wrong)
    assert inbox is not None
    with pytest.raises(MailServerUnusable, match="MACHIKATA_IMAP_USER"):
        list(inbox.unseen(largest=1))
