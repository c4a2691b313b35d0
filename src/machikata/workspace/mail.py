# SPDX-License-Identifier: Apache-2.0
"""The `Outbox` port: letters that leave by mail, and the same letter as an .eml file for a person's own mail program."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

# The common form of an address, ASCII as servers without SMTPUTF8 need it: no quoting, no comments, no lists.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?=.{1,255}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_LONGEST_LOCAL_PART = 64
NO_MORE: Mapping[str, str] = MappingProxyType({})


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


def message_bytes(
    letter: Letter,
    *,
    sender: str = "",
    sender_name: str = "",
    at: datetime | None = None,
    more: Mapping[str, str] = NO_MORE,
) -> bytes:
    """The letter as it travels (RFC 5322, lines end with CR LF); without sender, recipient or date where these are not known.

    Every text of a person goes into base64, headers too: nothing in it can end a line or a part, and equal letters are equal bytes.
    `more` are headers of our own words.
    """
    # Not `EmailMessage`: it decodes what looks like an encoded word when it is given a header, and writes the line break hidden in it.
    message = MIMEMultipart("mixed", boundary="=_" + sha256(letter.message_id.encode()).hexdigest()[:24])
    if sender:
        message["From"] = f"{_encoded(sender_name, 'From')} <{sender}>" if sender_name else sender
    if letter.to:
        message["To"] = letter.to
    message["Subject"] = _encoded(letter.subject, "Subject")
    if at is not None:
        message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    for name, value in more.items():
        message[name] = value
    message.attach(MIMEText(letter.text, "plain", "utf-8"))
    for a in letter.attachments:
        part = MIMEBase(*a.kind.split("/", 1))
        part.set_payload(a.content)
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one_line(a.name)))
        message.attach(part)
    return message.as_bytes(policy=_ON_THE_WIRE)


_ON_THE_WIRE = compat32.clone(linesep="\r\n")


def _encoded(text: str, name: str) -> str:
    return Header(one_line(text), "utf-8", header_name=name).encode()


def as_eml(letter: Letter, *, sender: str = "") -> bytes:
    """The letter as an .eml file that a mail program opens as an unsent draft."""
    return message_bytes(letter, sender=sender, more={"X-Unsent": "1"})
