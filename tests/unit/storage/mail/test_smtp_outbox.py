# SPDX-License-Identifier: Apache-2.0
"""Letters reach a real mail server on the loopback; what goes wrong there is told by its cause."""

from __future__ import annotations

import email
import email.policy
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from machikata.domain.errors import InputRefused, LetterNotSent, LetterPerhapsSent, MailServerUnusable
from machikata.storage.mail import SmtpOutbox, SmtpSettings, outbox_from, smtp_settings
from machikata.storage.mail.settings import Security
from machikata.workspace.mail import Attachment, Letter

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LETTER = Letter(
    "madoguchi@town.example.jp",
    "【令和7年度 業務量調査】回答のお願い",
    "架空町 窓口係 御中\n\n.\n.. 点で始まる行\nFrom ここから\n" + "長い行" * 400 + "\n",
    "<letter-1@example.jp>",
    (Attachment("架空_調査票_窓口係.xlsx", bytes(range(256)) * 40),),
)


class Postbox:
    """Takes letters, or does what `at` says at that command."""

    def __init__(self, **at: Any) -> None:
        self.letters: list[Any] = []
        self.at = at

    async def handle_MAIL(self, *told):  # noqa: N802 - aiosmtpd's word
        _, _, envelope, address, _ = told
        envelope.mail_from = address
        return self.at.get("MAIL", "250 OK")

    async def handle_RCPT(self, *told):  # noqa: N802
        _, _, envelope, address, _ = told
        envelope.rcpt_tos.append(address)
        return self.at.get("RCPT", "250 OK")

    async def handle_DATA(self, *told):  # noqa: N802
        server, _, envelope = told
        if self.at.get("DATA") == "hang up":
            server.transport.abort()
            return "250 never arrives"
        if "DATA" not in self.at:
            self.letters.append(envelope)
        return self.at.get("DATA", "250 OK")


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[Postbox, int]]]:
    running: list[Controller] = []

    def start(postbox: Postbox, **how: Any) -> tuple[Postbox, int]:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        controller = Controller(postbox, hostname="127.0.0.1", port=port, **how)
        controller.start()
        running.append(controller)
        return postbox, port

    yield start
    for controller in running:
        controller.stop(no_assert=True)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that vouches for itself."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


def context_of(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


def outbox(port: int, **settings: Any) -> SmtpOutbox:
    plain = {"security": Security.NONE, "timeout": 5.0} | settings
    return SmtpOutbox(SmtpSettings("127.0.0.1", "survey@pref.example.jp", port, **plain), clock=lambda: NOW)


def test_a_letter_arrives_whole_with_its_attachment(serve) -> None:
    postbox, port = serve(Postbox())
    outbox(port, sender_name="架空県 調査担当").send(LETTER)
    [envelope] = postbox.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == ("survey@pref.example.jp", [LETTER.to])
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert message["Subject"] == LETTER.subject
    assert message["From"] == "架空県 調査担当 <survey@pref.example.jp>"
    assert message["To"] == LETTER.to
    assert message["Message-ID"] == LETTER.message_id
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body().get_content().replace("\r\n", "\n") == LETTER.text
    [attached] = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (
        LETTER.attachments[0].name,
        LETTER.attachments[0].content,
    )


def test_a_refused_recipient_is_told_with_the_servers_words(serve) -> None:
    postbox, port = serve(Postbox(RCPT="550 5.1.1 no such mailbox"))
    with pytest.raises(
        LetterNotSent, match=r"refuses the letter to madoguchi@town.example.jp \(550 5.1.1 no such mailbox\)"
    ) as told:
        outbox(port).send(LETTER)
    assert not isinstance(told.value, MailServerUnusable)
    assert told.value.remedy.ja == "係のアドレスを確かめてください"
    assert postbox.letters == []


def test_a_recipient_refused_for_now_may_be_tried_later(serve) -> None:
    _, port = serve(Postbox(RCPT="450 4.2.0 greylisted"))
    with pytest.raises(LetterNotSent, match="send again in a while"):
        outbox(port).send(LETTER)


def test_a_letter_refused_after_it_was_read_was_not_sent(serve) -> None:
    _, port = serve(Postbox(DATA="554 5.7.1 looks like spam"))
    with pytest.raises(LetterNotSent, match="looks like spam"):
        outbox(port).send(LETTER)


def test_a_server_that_hangs_up_after_the_letter_leaves_it_unknown(serve) -> None:
    _, port = serve(Postbox(DATA="hang up"))
    with pytest.raises(LetterPerhapsSent, match="it may have arrived"):
        outbox(port).send(LETTER)


def test_a_server_that_closes_is_no_fault_of_the_letter(serve) -> None:
    _, port = serve(Postbox(RCPT="421 4.3.2 shutting down"))
    with pytest.raises(MailServerUnusable, match="hung up"):
        outbox(port).send(LETTER)


def test_a_server_that_is_gone_is_told_with_the_settings_to_look_at() -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    with pytest.raises(MailServerUnusable, match=rf"127.0.0.1:{port} cannot be reached .*MACHIKATA_SMTP_HOST"):
        outbox(port).send(LETTER)


def test_a_server_that_does_not_speak_is_given_up_after_the_time_set() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(MailServerUnusable, match="cannot be reached"):
            outbox(silent.getsockname()[1], timeout=0.2).send(LETTER)


def test_a_server_that_wants_encryption_says_so(serve, certificate) -> None:
    postbox, port = serve(Postbox(), tls_context=context_of(certificate), require_starttls=True)
    with pytest.raises(MailServerUnusable, match="MACHIKATA_SMTP_SECURITY") as told:
        outbox(port).send(LETTER)
    assert "STARTTLS" in told.value.sentence("ja")
    outbox(port, security=Security.STARTTLS, ca_file=str(certificate[1])).send(LETTER)
    assert len(postbox.letters) == 1


def test_encryption_that_the_server_does_not_offer_is_never_left_out(serve) -> None:
    postbox, port = serve(Postbox())
    with pytest.raises(MailServerUnusable, match="does not encrypt as asked"):
        outbox(port, security=Security.STARTTLS).send(LETTER)
    with pytest.raises(MailServerUnusable, match="does not encrypt as asked"):
        outbox(port, security=Security.TLS).send(LETTER)
    assert postbox.letters == []


def test_a_certificate_of_an_unknown_authority_is_refused(serve, certificate) -> None:
    postbox, port = serve(Postbox(), tls_context=context_of(certificate), require_starttls=True)
    with pytest.raises(MailServerUnusable, match="MACHIKATA_SMTP_CA_FILE"):
        outbox(port, security=Security.STARTTLS).send(LETTER)
    assert postbox.letters == []


def test_a_way_encrypted_from_the_first_byte_works(serve, certificate) -> None:
    postbox, port = serve(Postbox(), ssl_context=context_of(certificate))
    outbox(port, security=Security.TLS, ca_file=str(certificate[1])).send(LETTER)
    assert len(postbox.letters) == 1


def test_signing_in_works_and_a_wrong_password_is_told_without_it(serve, certificate) -> None:
    def check(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and data.password == b"right"
        return AuthResult(success=right, handled=False)

    postbox, port = serve(
        Postbox(), tls_context=context_of(certificate), authenticator=check, auth_required=True, require_starttls=True
    )
    how = {"security": Security.STARTTLS, "ca_file": str(certificate[1]), "user": "survey"}
    outbox(port, **how, password="right").send(LETTER)
    assert len(postbox.letters) == 1
    with pytest.raises(MailServerUnusable, match="MACHIKATA_SMTP_PASSWORD") as told:
        outbox(port, **how, password="wrong-secret").send(LETTER)
    assert "wrong-secret" not in told.value.sentence("ja")
    with pytest.raises(MailServerUnusable, match="does not accept the sender"):
        outbox(port, **how | {"user": ""}).send(LETTER)


def test_without_a_host_there_is_no_outbox() -> None:
    assert outbox_from({"MACHIKATA_SMTP_PORT": "25"}, clock=lambda: NOW) is None


def test_settings_are_read_with_sensible_ports(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("from a file\n", "utf-8")
    given = {
        "MACHIKATA_SMTP_HOST": "mail.example.jp", "MACHIKATA_SMTP_SENDER": "a@example.jp", "MACHIKATA_SMTP_SECURITY": "TLS",
        "MACHIKATA_SMTP_USER": "u", "MACHIKATA_SMTP_PASSWORD_FILE": str(secret), "MACHIKATA_SMTP_SENDER_NAME": "県\r\nBcc: x",
    }  # fmt: skip
    settings = smtp_settings(given)
    assert settings == SmtpSettings(
        "mail.example.jp", "a@example.jp", 465, Security.TLS, "u", "from a file", sender_name="県 Bcc: x"
    )
    assert "from a file" not in repr(settings)


def test_every_wrong_setting_is_named_when_a_letter_is_to_leave_and_not_before() -> None:
    wrong = {
        "MACHIKATA_SMTP_HOST": "mail.example.jp", "MACHIKATA_SMTP_PORT": "0", "MACHIKATA_SMTP_SECURITY": "maybe",
        "MACHIKATA_SMTP_SENDER": "nobody", "MACHIKATA_SMTP_TIMEOUT": "soon", "MACHIKATA_SMTP_PASSWORD_FILE": "no-such-file",
    }  # fmt: skip
    with pytest.raises(InputRefused) as refused:
        smtp_settings(wrong)
    assert {p.place.column for p in refused.value.problems} == {
        f"MACHIKATA_SMTP_{n}" for n in ("PORT", "SECURITY", "SENDER", "TIMEOUT", "PASSWORD_FILE")
    }
    held = outbox_from(wrong, clock=lambda: NOW)
    assert held is not None
    with pytest.raises(MailServerUnusable, match="MACHIKATA_SMTP_PORT"):
        held.send(LETTER)


def test_a_password_never_travels_in_the_clear() -> None:
    with pytest.raises(InputRefused, match="without encryption"):
        smtp_settings({
            "MACHIKATA_SMTP_HOST": "h", "MACHIKATA_SMTP_SENDER": "a@example.jp", "MACHIKATA_SMTP_SECURITY": "none",
            "MACHIKATA_SMTP_USER": "u",
        })  # fmt: skip


def test_a_letter_that_also_shows_as_html_arrives_as_either(serve) -> None:
    postbox, port = serve(Postbox())
    page = "<!DOCTYPE html><html lang='ja'><body><p>お便り</p></body></html>"
    outbox(port, reply_to="office@pref.example.jp").send(replace(LETTER, html=page))
    message = email.message_from_bytes(postbox.letters[0].content, policy=email.policy.default)
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert message.get_body(("html",)).get_content().rstrip() == page
    assert [a.get_filename() for a in message.iter_attachments()] == [LETTER.attachments[0].name]
    assert message["Reply-To"] == "office@pref.example.jp"


def test_what_a_person_has_written_may_be_answered_and_stands_below_what_it_answers(serve) -> None:
    postbox, port = serve(Postbox())
    outbox(port).send(replace(LETTER, by_hand=True, in_reply_to="<2@town.example.jp>", references=("<1@example.jp>",)))
    message = email.message_from_bytes(postbox.letters[0].content, policy=email.policy.default)
    assert message["Auto-Submitted"] is None
    assert message["In-Reply-To"] == "<2@town.example.jp>"
    assert message["References"].split() == ["<1@example.jp>", "<2@town.example.jp>"]
