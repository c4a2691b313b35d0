# SPDX-License-Identifier: Apache-2.0
"""Which mail server is spoken to, and how; read from environment variables.

MACHIKATA_SMTP_HOST           name of the server; without it no mail leaves
MACHIKATA_SMTP_PORT           587, or 465 with `tls`, or 25 with `none`, unless said
MACHIKATA_SMTP_SECURITY       starttls (the default), tls (encrypted from the first byte), none (only without a password)
MACHIKATA_SMTP_CA_FILE        certificates of an authority of one's own, in PEM; the system's otherwise
MACHIKATA_SMTP_USER           name to sign in with; without it nobody signs in
MACHIKATA_SMTP_PASSWORD       its password, or
MACHIKATA_SMTP_PASSWORD_FILE  a file whose first line it is
MACHIKATA_SMTP_SENDER         address that letters come from and are answered to
MACHIKATA_SMTP_SENDER_NAME    name beside it
MACHIKATA_SMTP_REPLY_TO       address that answers shall go to, where that is not the sender's
MACHIKATA_SMTP_TIMEOUT        seconds to wait for the server (30)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.workspace.mail import checked_address, one_line

PREFIX = "MACHIKATA_SMTP_"


class Security(StrEnum):
    """How the way to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A mail server and how to speak to it; see the top of this file."""

    host: str
    sender: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    sender_name: str = ""
    ca_file: str = ""
    timeout: float = 30.0
    reply_to: str = ""


@dataclass(slots=True)
class SettingsReader:
    """Takes settings one by one and collects what is wrong with them; their names begin with `prefix`."""

    environment: Mapping[str, str]
    prefix: str
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.environment.get(self.prefix + name, "").strip()

    def fault(self, name: str, what: Text, remedy: Text, value: str = "") -> None:
        self.problems.append(
            Problem("mail-setting", what, remedy, Place(column=self.prefix + name, value=one_line(value)))
        )

    def number(self, name: str, default: float, low: float, high: float) -> float:
        written = self.text(name)
        if not written:
            return default
        try:
            value = float(written)
        except ValueError:
            value = float("nan")
        if low <= value <= high:
            return value
        self.fault(
            name,
            Text("数として使えません", "not a number that can be used"),
            Text(f"{low:g}から{high:g}までの数にしてください", f"use a number from {low:g} to {high:g}"),
            written,
        )
        return default

    def security(self, *, default: Security = Security.STARTTLS) -> Security:
        written = self.text("SECURITY").lower() or default.value
        if written in set(Security):
            return Security(written)
        self.fault(
            "SECURITY",
            Text("暗号化のしかたとして読めません", "no such way of encrypting"),
            Text("starttls、tls、none のどれかにしてください", "use starttls, tls or none"),
            written,
        )
        return default

    def sender(self) -> str:
        written = self.text("SENDER")
        try:
            if checked_address(written):
                return written
        except InputRefused as refused:
            self.fault("SENDER", refused.what, refused.remedy, written)
            return ""
        self.fault(
            "SENDER",
            Text("差出人のメールアドレスがありません", "no sender's address is given"),
            Text("調査の担当のアドレスを入れてください", "give the address of the office that runs the survey"),
        )
        return ""

    def address(self, name: str) -> str:
        """An address that may be left out."""
        written = self.text(name)
        try:
            return checked_address(written)
        except InputRefused as refused:
            self.fault(name, refused.what, refused.remedy, written)
            return ""

    def password(self) -> str:
        file = self.text("PASSWORD_FILE")
        if not file:
            return self.environment.get(self.prefix + "PASSWORD", "")
        try:
            return (Path(file).read_text("utf-8").splitlines() or [""])[0]
        except (OSError, UnicodeDecodeError):
            self.fault(
                "PASSWORD_FILE",
                Text("パスワードのファイルを読めません", "the file with the password cannot be read"),
                Text("場所と権限を確かめてください", "check its place and permissions"),
                file,
            )
            return ""


def smtp_settings(environment: Mapping[str, str]) -> SmtpSettings | None:
    """The settings; None when no mail server is named.

    Raises:
        InputRefused: a setting cannot be used; every one is named.
    """
    read = SettingsReader(environment, PREFIX)
    if not read.text("HOST"):
        return None
    security = read.security()
    settings = SmtpSettings(
        host=read.text("HOST"),
        sender=read.sender(),
        port=int(read.number("PORT", _PORTS[security], 1, 65535)),
        security=security,
        user=read.text("USER"),
        password=read.password(),
        sender_name=one_line(read.text("SENDER_NAME")),
        ca_file=read.text("CA_FILE"),
        timeout=read.number("TIMEOUT", 30.0, 1, 120),
        reply_to=read.address("REPLY_TO"),
    )
    if settings.security is Security.NONE and settings.user:
        read.fault(
            "SECURITY",
            Text("暗号化せずにパスワードを送ることになります", "the password would travel without encryption"),
            Text("starttls か tls にするか、利用者名を消してください", "use starttls or tls, or remove the user name"),
            "none",
        )
    if read.problems:
        raise InputRefused(read.problems)
    return settings
