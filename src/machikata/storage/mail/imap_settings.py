# SPDX-License-Identifier: Apache-2.0
"""In which mailbox answers to letters arrive; read from environment variables.

MACHIKATA_IMAP_HOST           name of the server; without it no mailbox is asked
MACHIKATA_IMAP_PORT           993, or 143 with `starttls` and `none`, unless said
MACHIKATA_IMAP_SECURITY       tls (the default, encrypted from the first byte), starttls, none (only to this machine itself)
MACHIKATA_IMAP_CA_FILE        certificates of an authority of one's own, in PEM; the system's otherwise
MACHIKATA_IMAP_USER           name to sign in with
MACHIKATA_IMAP_PASSWORD       its password, or
MACHIKATA_IMAP_PASSWORD_FILE  a file whose first line it is
MACHIKATA_IMAP_MAILBOX        the folder that is read (INBOX)
MACHIKATA_IMAP_TIMEOUT        seconds to wait for the server (30)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from machikata.domain.errors import InputRefused
from machikata.domain.text import Text
from machikata.storage.mail.settings import Security, SettingsReader

PREFIX: Final = "MACHIKATA_IMAP_"
_PORTS: Final = {Security.STARTTLS: 143, Security.TLS: 993, Security.NONE: 143}
_HERE: Final = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """A mailbox and how to reach it; see the top of this file."""

    host: str
    user: str
    password: str = field(default="", repr=False)
    port: int = 993
    security: Security = Security.TLS
    ca_file: str = ""
    mailbox: str = "INBOX"
    timeout: float = 30.0


def imap_settings(environment: Mapping[str, str]) -> ImapSettings | None:
    """The settings; None when no server is named.

    Raises:
        InputRefused: a setting cannot be used; every one is named.
    """
    read = SettingsReader(environment, PREFIX)
    if not read.text("HOST"):
        return None
    security = read.security(default=Security.TLS)
    settings = ImapSettings(
        read.text("HOST"),
        read.text("USER"),
        read.password(),
        int(read.number("PORT", _PORTS[security], 1, 65535)),
        security,
        read.text("CA_FILE"),
        read.text("MAILBOX") or "INBOX",
        read.number("TIMEOUT", 30.0, 1, 120),
    )
    if not settings.user:
        read.fault("USER", Text("利用者名がありません", "no user name is given"), Text("受信箱に入る利用者名を入れてください", "give the name to sign in with"))  # fmt: skip
    if not settings.mailbox.isascii() or any(ord(c) < 0x20 for c in settings.mailbox):
        read.fault("MAILBOX", Text("フォルダの名前に使えない文字があります", "the folder's name holds a character it may not"), Text("英数字の名前にしてください", "use letters and digits"), settings.mailbox)  # fmt: skip
    if security is Security.NONE and settings.host not in _HERE:
        read.fault("SECURITY", Text("暗号化せずにパスワードを送ることになります", "the password would travel without encryption"), Text("tls か starttls にしてください", "use tls or starttls"), "none")  # fmt: skip
    if read.problems:
        raise InputRefused(read.problems)
    return settings
