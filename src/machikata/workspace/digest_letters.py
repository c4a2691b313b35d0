# SPDX-License-Identifier: Apache-2.0
"""One message of a letter to one recipient: its number, by which replies are known again, its texts, and the same as an .eml file."""

from __future__ import annotations

import hmac
import re
from typing import Final

from machikata.domain.case_study import NOTHING
from machikata.domain.digest import Digest, Recipient
from machikata.domain.text import Language, Text
from machikata.publication.digest import html, plain_text, subject
from machikata.workspace.mail import Letter, Outbox, as_eml
from machikata.workspace.workspace import Workspace

REFERENCE: Final = re.compile(r"(no-[1-9][0-9]{0,5})\.([0-9a-f]{16})")
"""The number of one message: the letter's id and a token for the address."""


def address_token(ws: Workspace, mail: str) -> str:
    """Sixteen signs that stand for an address and tell nobody who it is. One address has one token, in whatever case it is written:
    this is what keeps one mailbox from getting a letter twice.
    """
    return hmac.new(ws.secret, b"delivery\n" + mail.strip().casefold().encode(), "sha256").hexdigest()[:16]


def delivery_id(ws: Workspace, digest_id: str, mail: str) -> str:
    """Under which a message of this letter to this address is on record."""
    return f"{digest_id}.{address_token(ws, mail)}"


def message_id(reference: str, outbox: Outbox | None) -> str:
    """The number as it stands in the header; the part after the @ is the sender's, or one that can be nobody's."""
    return f"<{reference}@{mail_domain(outbox)}>"


def mail_domain(outbox: Outbox | None) -> str:
    """The sender's domain, or one that can be nobody's."""
    return (outbox.sender.rpartition("@")[2] if outbox else "") or "machikata.invalid"


def digest_letter(
    ws: Workspace, digest: Digest, recipient: Recipient, *, language: Language = "ja", body: Text = NOTHING
) -> Letter:
    """The message of `digest` to `recipient`; `body` is the name of the recipient's body."""
    reference = delivery_id(ws, digest.id, recipient.mail)
    return Letter(
        recipient.mail,
        subject(digest, recipient, language),
        plain_text(digest, recipient, language, body=body, reference=reference),
        message_id(reference, ws.outbox),
        html=html(digest, recipient, language, body=body, reference=reference),
    )


def eml_of(ws: Workspace, letter: Letter) -> bytes:
    """The message as an .eml file that a mail program opens as an unsent draft."""
    return as_eml(letter, sender=ws.outbox.sender if ws.outbox else "")
