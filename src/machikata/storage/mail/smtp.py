# SPDX-License-Identifier: Apache-2.0
"""`SmtpOutbox`: the `Outbox` port on the standard library's SMTP, one connection a letter."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial

from machikata.domain.errors import InputRefused, LetterNotSent, LetterPerhapsSent, MailServerUnusable
from machikata.domain.text import Text
from machikata.storage.mail.settings import PREFIX, Security, SmtpSettings, smtp_settings
from machikata.workspace.mail import Letter, Outbox, message_bytes, one_line


class SmtpOutbox:
    """Letters leave by the mail server of `settings`; `clock` dates them."""

    def __init__(self, settings: SmtpSettings, *, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._trusted: ssl.SSLContext | None = None

    @property
    def sender(self) -> str:
        return self._settings.sender

    def send(self, letter: Letter) -> None:
        settings = self._settings
        message = message_bytes(
            letter,
            sender=settings.sender,
            sender_name=settings.sender_name,
            at=self._clock(),
            more=_headers(settings, letter),
        )
        server = self._connected()
        try:
            _hand_over(server, message, sender=settings.sender, to=letter.to)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        """The server, encrypted and signed in as the settings say.

        Raises:
            MailServerUnusable: any of it does not work.
        """
        settings = self._settings
        try:
            server: smtplib.SMTP = (
                smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=self._context())
                if settings.security is Security.TLS
                else smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
            )
        except (smtplib.SMTPException, OSError) as error:
            raise _unusable(error, settings) from error
        try:
            server.ehlo_or_helo_if_needed()
            if settings.security is Security.STARTTLS:
                server.starttls(context=self._context())
                server.ehlo()
            if settings.user:
                server.login(settings.user, settings.password)
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            raise _unusable(error, settings) from error
        return server

    def _context(self) -> ssl.SSLContext:
        """Whose certificates are trusted. Read once: to read them anew costs more than all the rest of a letter."""
        if self._trusted is None:
            self._trusted = ssl.create_default_context(cafile=self._settings.ca_file or None)
        return self._trusted


def _headers(settings: SmtpSettings, letter: Letter) -> dict[str, str]:
    """Nobody's absence notice shall answer what a program has written; answers may be wanted at another address."""
    headers = {} if letter.by_hand else {"Auto-Submitted": "auto-generated"}
    return headers | ({"Reply-To": settings.reply_to} if settings.reply_to else {})


def _hand_over(server: smtplib.SMTP, message: bytes, *, sender: str, to: str) -> None:
    """Envelope, then the letter. Until the letter itself travels, nothing can have been sent; after it, only an answer tells."""
    try:
        _expect(server.mail(sender), {250}, _sender_refused)
        _expect(server.rcpt(to), {250, 251}, partial(_refused, to))
        _expect(server.docmd("DATA"), {354}, partial(_refused, to))
    except (smtplib.SMTPException, OSError) as error:
        raise _gone(_reason(error)) from error
    try:
        server.send(_LINE_WITH_DOT.sub(b"..", message) + b".\r\n")
        answer = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise _perhaps(to, error) from error
    _expect(answer, {250}, partial(_refused, to))


_LINE_WITH_DOT = re.compile(rb"(?m)^\.")
"""A line of its own with one dot ends a letter: a dot that begins a line is doubled (RFC 5321, 4.5.2)."""


def _expect(answer: tuple[int, bytes], good: set[int], trouble: Callable[[int, str], LetterNotSent]) -> None:
    code, words = answer
    if code == _CLOSING:
        raise _gone(f"{code} {_plain(words)}")
    if code not in good:
        raise trouble(code, _plain(words))


_CLOSING = 421


def _sender_refused(code: int, words: str) -> MailServerUnusable:
    return MailServerUnusable(
        Text(
            f"メールサーバーが差出人を受け付けません（{code} {words}）",
            f"the mail server does not accept the sender ({code} {words})",
        ),
        remedy=Text(
            f"{PREFIX}SENDER、{PREFIX}SECURITY、{PREFIX}USER を確かめてください",
            f"check {PREFIX}SENDER, {PREFIX}SECURITY and {PREFIX}USER",
        ),
    )


def _refused(to: str, code: int, words: str) -> LetterNotSent:
    for_now = 400 <= code < 500
    return LetterNotSent(
        Text(
            f"{to} あての手紙を、メールサーバーが受け取りません（{code} {words}）",
            f"the mail server refuses the letter to {to} ({code} {words})",
        ),
        remedy=Text("しばらくして、もう一度送ってください", "send again in a while")
        if for_now
        else Text("係のアドレスを確かめてください", "check the section's address"),
    )


def _gone(reason: str) -> MailServerUnusable:
    return MailServerUnusable(
        Text(f"メールサーバーとの接続が切れました（{reason}）", f"the mail server hung up ({reason})"),
        remedy=Text("しばらくして、もう一度送ってください", "send again in a while"),
    )


def _perhaps(to: str, error: Exception) -> LetterPerhapsSent:
    return LetterPerhapsSent(
        Text(
            f"{to} あての手紙を渡している間に接続が切れ、届いたか分かりません（{_reason(error)}）",
            f"the connection broke while the letter to {to} was handed over; it may have arrived ({_reason(error)})",
        ),
        remedy=Text(
            "届いたかを係に確かめ、必要なときだけ送り直してください",
            "ask the section, and send again only if it did not",
        ),
    )


def _unusable(error: Exception, settings: SmtpSettings) -> MailServerUnusable:
    """What is wrong with the way to the server, and which setting to look at."""
    place = f"{settings.host}:{settings.port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        what = Text(f"メールサーバー {place} に入れません", f"the mail server {place} refuses the name or password")
        remedy = Text(
            f"{PREFIX}USER と {PREFIX}PASSWORD を確かめてください", f"check {PREFIX}USER and {PREFIX}PASSWORD"
        )
    elif isinstance(error, ssl.SSLCertVerificationError):
        what = Text(
            f"メールサーバー {place} の証明書を確かめられません", f"the certificate of {place} cannot be verified"
        )
        remedy = Text(
            f"{PREFIX}CA_FILE に庁内の認証局の証明書を指定してください",
            f"name your authority's certificate in {PREFIX}CA_FILE",
        )
    elif isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
        what = Text(
            f"メールサーバー {place} と暗号化した通信ができません", f"the mail server {place} does not encrypt as asked"
        )
        remedy = Text(
            f"{PREFIX}SECURITY と {PREFIX}PORT を確かめてください", f"check {PREFIX}SECURITY and {PREFIX}PORT"
        )
    else:
        what = Text(f"メールサーバー {place} につながりません", f"the mail server {place} cannot be reached")
        remedy = Text(f"{PREFIX}HOST と {PREFIX}PORT を確かめてください", f"check {PREFIX}HOST and {PREFIX}PORT")
    said = f"（{_reason(error)}）", f" ({_reason(error)})"
    return MailServerUnusable(what + Text(*said), remedy=remedy)


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_plain(error.smtp_error)}"
    return _plain(str(error)) or type(error).__name__


def _plain(answer: bytes | str) -> str:
    """A server's words on one line, shortened."""
    return one_line(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)[:200]


class _Misnamed:
    """An outbox whose settings cannot be used: says so when a letter is to leave, and is in nobody's way before."""

    sender = ""

    def __init__(self, refused: InputRefused) -> None:
        self._refused = refused

    def send(self, letter: Letter) -> None:  # noqa: ARG002 - the port's own word
        raise MailServerUnusable(Text(self._refused.sentence("ja"), self._refused.sentence("en"))) from self._refused


def outbox_from(environment: Mapping[str, str], *, clock: Callable[[], datetime]) -> Outbox | None:
    """The outbox that the environment names, or None. Settings that cannot be used are told when a letter is to be sent."""
    try:
        settings = smtp_settings(environment)
    except InputRefused as refused:
        return _Misnamed(refused)
    return None if settings is None else SmtpOutbox(settings, clock=clock)
