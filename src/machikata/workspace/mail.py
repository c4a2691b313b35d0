# SPDX-License-Identifier: Apache-2.0
"""The `Outbox` port: letters that leave by mail, and the same letter as an .eml file for a person's own mail program."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Protocol

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

# The common form of an address, ASCII as servers without SMTPUTF8 need it: no quoting, no comments, no lists.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?=.{1,255}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_LONGEST_LOCAL_PART = 64


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a letter; `kind` is its media type."""

    name: str
    content: bytes
    kind: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in plain text. `to` is one address, "" when a person has to find the way; `message_id` stays the same when it is sent
    again, so that mail programs know it.
    """

    to: str
    subject: str
    text: str
    message_id: str
    attachments: tuple[Attachment, ...] = ()


class Outbox(Protocol):
    """Where letters leave. Named by the settings of the installation; none at all in the demo."""

    @property
    def sender(self) -> str:
        """The address letters come from."""
        ...

    def send(self, letter: Letter) -> None:
        """Hand the letter to the mail server.

        Raises:
            LetterNotSent: certainly not sent, with the reason.
            LetterPerhapsSent: nobody can say.
        """
        ...


def one_line(text: str) -> str:
    r"""`text` for a header or a file name: control, line and direction characters become blanks, blanks are joined.

    >>> one_line("窓口係\r\nBcc: all@example.jp")
    '窓口係 Bcc: all@example.jp'
    """
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in text)
    return " ".join(plain.split())


def checked_address(address: str) -> str:
    """The address without blanks around it; "" stays "".

    Raises:
        InputRefused: not one plain address.
    """
    plain = address.strip()
    if not plain or (_ADDRESS.fullmatch(plain) and len(plain.partition("@")[0]) <= _LONGEST_LOCAL_PART):
        return plain
    raise InputRefused(
        [
            Problem(
                "mail-address",
                Text("メールアドレスとして読めません", "this is not a mail address"),
                Text("例：madoguchi@town.example.jp のように、1つだけ入れてください", "enter one, e.g. counter@town.example.jp"),
                Place(column="mail", value=one_line(plain)),
            )
        ]
    )  # fmt: skip


def as_message(letter: Letter, *, sender: str = "", sender_name: str = "", at: datetime | None = None) -> EmailMessage:
    """The letter as a message; without sender, recipient or date where these are not known."""
    message = EmailMessage(policy=SMTP)
    if sender:
        message["From"] = Address(one_line(sender_name), addr_spec=sender)
    if letter.to:
        message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = one_line(letter.subject)
    if at is not None:
        message["Date"] = at
    message["Message-ID"] = one_line(letter.message_id)
    message.set_content(letter.text, charset="utf-8", cte="base64")
    for a in letter.attachments:
        main, _, sub = a.kind.partition("/")
        message.add_attachment(a.content, maintype=main, subtype=sub, filename=one_line(a.name))
    if letter.attachments:
        # Every part is base64, which has no underscore: the boundary cannot occur in a part, and equal letters give equal bytes.
        message.set_boundary("=_" + sha256(letter.message_id.encode()).hexdigest()[:24])
    return message


def as_eml(letter: Letter, *, sender: str = "") -> bytes:
    """The letter as an .eml file that a mail program opens as an unsent draft."""
    message = as_message(letter, sender=sender)
    message["X-Unsent"] = "1"
    return message.as_bytes()
