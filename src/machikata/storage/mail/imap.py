# SPDX-License-Identifier: Apache-2.0
"""`ImapInbox`: the `Inbox` port on the standard library's IMAP. It reads what is unseen, marks it as seen when told, and deletes nothing."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from machikata.domain.errors import InputRefused, MailServerUnusable
from machikata.domain.lines import one_line
from machikata.domain.text import Text
from machikata.storage.mail.imap_settings import PREFIX, ImapSettings, imap_settings
from machikata.storage.mail.settings import Security
from machikata.workspace.mail import Arrival, Inbox

_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_FAILURES: Final = (imaplib.IMAP4.error, OSError, ValueError, AssertionError)
_MOST: Final = 1000
"""Messages read in one go; the next go takes the rest."""


class ImapInbox:
    """The mailbox of `settings`."""

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings

    def unseen(self, *, largest: int) -> Iterator[Arrival]:
        server = self._connected()
        try:
            for number in self._numbers(server):
                size = self._size(server, number)
                content = self._content(server, number) if size <= largest else None
                if size <= largest and content is None:
                    continue  # somebody has deleted it meanwhile
                yield Arrival(number.decode("ascii"), size, content, self._mark(server, number))
        finally:
            # No CLOSE: that would also delete what another program has marked as deleted.
            with suppress(*_FAILURES):
                server.logout()
            _leave(server)  # where the connection broke, nobody has said goodbye and closed it

    def _connected(self) -> imaplib.IMAP4:
        s = self._settings
        try:
            context = ssl.create_default_context(cafile=s.ca_file or None)
            server: imaplib.IMAP4 = (
                imaplib.IMAP4_SSL(s.host, s.port, ssl_context=context, timeout=s.timeout)
                if s.security is Security.TLS
                else imaplib.IMAP4(s.host, s.port, timeout=s.timeout)
            )
        except _FAILURES as error:
            raise _unusable(error, s) from error
        try:
            if s.security is Security.STARTTLS:
                server.starttls(ssl_context=context)
            server.login(s.user, s.password)
        except _FAILURES as error:
            _leave(server)
            raise _unusable(error, s, signing_in=not isinstance(error, OSError | imaplib.IMAP4.abort)) from error
        try:
            _expect(server.select(_quoted(s.mailbox)))
        except _FAILURES as error:
            _leave(server)
            raise _no_mailbox(error, s) from error
        return server

    def _numbers(self, server: imaplib.IMAP4) -> list[bytes]:
        """The lasting numbers (UID) of what is unseen, oldest first."""
        found = self._asked(lambda: _expect(server.uid("SEARCH", "UNSEEN")))
        numbers = {n for line in found if isinstance(line, bytes) for n in line.split() if n.isdigit()}
        return sorted(numbers, key=int)[:_MOST]

    def _size(self, server: imaplib.IMAP4, number: bytes) -> int:
        found = self._asked(lambda: _expect(server.uid("FETCH", number.decode("ascii"), "(RFC822.SIZE)")))
        sizes = [int(m.group(1)) for part in found if (m := _SIZE.search(_flat(part)))]
        return sizes[0] if sizes else 0

    def _content(self, server: imaplib.IMAP4, number: bytes) -> bytes | None:
        # PEEK: reading alone marks nothing as seen.
        found = self._asked(lambda: _expect(server.uid("FETCH", number.decode("ascii"), "(BODY.PEEK[])")))
        parts = [part[1] for part in found if isinstance(part, tuple) and isinstance(part[1], bytes)]
        return parts[0] if parts else None

    def _mark(self, server: imaplib.IMAP4, number: bytes) -> Callable[[], None]:
        def seen() -> None:
            self._asked(lambda: _expect(server.uid("STORE", number.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)")))

        return seen

    def _asked(self, ask: Callable[[], list[Any]]) -> list[Any]:
        try:
            return ask()
        except _FAILURES as error:
            raise _unusable(error, self._settings) from error


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(_reason(_flat(data[0]) if data else b""))
    return data


def _flat(part: Any) -> bytes:
    return part[0] if isinstance(part, tuple) else part if isinstance(part, bytes) else b""


def _quoted(mailbox: str) -> str:
    return '"' + mailbox.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _leave(server: imaplib.IMAP4) -> None:
    with suppress(*_FAILURES):
        server.shutdown()


def _unusable(error: Exception, settings: ImapSettings, *, signing_in: bool = False) -> MailServerUnusable:
    """What is wrong with the way to the mailbox, and which setting to look at."""
    place = f"{settings.host}:{settings.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        what = Text(
            f"受信サーバー {place} の証明書を確かめられません", f"the certificate of {place} cannot be verified"
        )
        setting = "CA_FILE"
    elif isinstance(error, ssl.SSLError) or "TLS" in str(error).upper():
        what = Text(
            f"受信サーバー {place} と暗号化した通信ができません", f"the server {place} does not encrypt as asked"
        )
        setting = "SECURITY"
    elif signing_in:
        what = Text(f"受信サーバー {place} に入れません", f"the server {place} refuses the name or password")
        setting = "USER"
    else:
        what = Text(f"受信サーバー {place} とやり取りできません", f"the server {place} cannot be used")
        setting = "HOST"
    reason = _reason(error)
    return MailServerUnusable(
        what + Text(f"（{reason}）", f" ({reason})"),
        remedy=Text(f"{PREFIX}{setting} と、関わる設定を確かめてください", f"check {PREFIX}{setting} and what goes with it"),
    )  # fmt: skip


def _no_mailbox(error: Exception, settings: ImapSettings) -> MailServerUnusable:
    reason = _reason(error)
    return MailServerUnusable(
        Text(
            f"フォルダ「{settings.mailbox}」を開けません（{reason}）",
            f"the folder “{settings.mailbox}” cannot be opened ({reason})",
        ),
        remedy=Text(f"{PREFIX}MAILBOX を確かめてください", f"check {PREFIX}MAILBOX"),
    )


def _reason(error: Exception | bytes) -> str:
    """A server's words on one line, shortened."""
    if isinstance(error, bytes):
        return one_line(error.decode("utf-8", "replace"))[:200]
    told = error.args[0] if error.args and isinstance(error.args[0], bytes) else b""
    return _reason(told) if told else one_line(str(error))[:200] or type(error).__name__


class _Misnamed:
    """An inbox whose settings cannot be used: says so when it is asked, and is in nobody's way before."""

    def __init__(self, refused: InputRefused) -> None:
        self._refused = refused

    def unseen(self, *, largest: int) -> Iterator[Arrival]:  # noqa: ARG002 - the port's own word
        raise MailServerUnusable(Text(self._refused.sentence("ja"), self._refused.sentence("en"))) from self._refused


def inbox_from(environment: Mapping[str, str]) -> Inbox | None:
    """The inbox that the environment names, or None. Settings that cannot be used are told when it is asked."""
    try:
        settings = imap_settings(environment)
    except InputRefused as refused:
        return _Misnamed(refused)
    return None if settings is None else ImapInbox(settings)
