# SPDX-License-Identifier: Apache-2.0
"""The `Outbox` port: letters that leave by mail, and the same letter as an .eml file for a person's own mail program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
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
from machikata.domain.lines import one_line
from machikata.domain.text import Text

__all__ = [
    "NO_MORE",
    "Arrival",
    "Attachment",
    "Inbox",
    "Letter",
    "Outbox",
    "as_eml",
    "checked_address",
    "checked_message_id",
    "message_bytes",
    "one_line",
]

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
    """A letter in plain text, with `html` also for programs that show it. `to` is one address, "" when a person has to find the way;
    `message_id` stays the same when it is sent again, so that mail programs know it. `in_reply_to` and `references` are the numbers of
    the letters it answers. `by_hand`: a person has written it for this one reader, so that it may be answered as a person's.
    """

    to: str
    subject: str
    text: str
    message_id: str
    attachments: tuple[Attachment, ...] = ()
    html: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    by_hand: bool = False


class Inbox(Protocol):
    """Where answers arrive. Named by the settings of the installation; none at all in the demo."""

    def unseen(self, *, largest: int) -> Iterator[Arrival]:
        """Messages that nobody has seen, oldest first; one of more than `largest` bytes comes without its content.

        Raises:
            MailServerUnusable: it cannot be reached, or refuses sign-in or encryption.
        """
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that waits in the inbox. `seen` tells the inbox that it was kept; until then it comes again. `content` is None where
    it is too large to be fetched.
    """

    number: str
    size: int
    content: bytes | None
    seen: Callable[[], None]


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
    for name, value in (_threading(letter) | dict(more)).items():
        message[name] = value
    message.attach(_body(letter))
    for a in letter.attachments:
        part = MIMEBase(*a.kind.split("/", 1))
        part.set_payload(a.content)
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one_line(a.name)))
        message.attach(part)
    return message.as_bytes(policy=_ON_THE_WIRE)


def _body(letter: Letter) -> MIMEBase:
    """The text, or the text and the same as HTML: a program shows the last one it can."""
    text = MIMEText(letter.text, "plain", "utf-8")
    if not letter.html:
        return text
    either = MIMEMultipart("alternative", boundary="=_" + sha256(b"a" + letter.message_id.encode()).hexdigest()[:24])
    either.attach(text)
    either.attach(MIMEText(letter.html, "html", "utf-8"))
    return either


def _threading(letter: Letter) -> dict[str, str]:
    """Headers by which programs show a letter below the one it answers. What is no number of a message is left out."""
    answered = checked_message_id(letter.in_reply_to)
    chain = list(dict.fromkeys(r for r in map(checked_message_id, (*letter.references, answered)) if r))
    # A long chain keeps its first number, which names the thread, and the newest ones.
    chain = chain if len(chain) <= _MOST_REFERENCES else [chain[0], *chain[1 - _MOST_REFERENCES :]]
    headers = {"In-Reply-To": answered} if answered else {}
    return headers | ({"References": "\r\n ".join(chain)} if chain else {})


_MOST_REFERENCES = 20
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,180}@[!-;=?-~]{1,180}>")


def checked_message_id(written: str) -> str:
    r"""The number of a message as it may stand in a header, "" for what is none.

    >>> checked_message_id(" <1@example.jp> "), checked_message_id("<1@example.jp>\\r\\nBcc: a@example.jp")
    ('<1@example.jp>', '')
    """
    plain = written.strip()
    return plain if _MESSAGE_ID.fullmatch(plain) else ""


_ON_THE_WIRE = compat32.clone(linesep="\r\n")


def _encoded(text: str, name: str) -> str:
    return Header(one_line(text), "utf-8", header_name=name).encode()


def as_eml(letter: Letter, *, sender: str = "") -> bytes:
    """The letter as an .eml file that a mail program opens as an unsent draft."""
    return message_bytes(letter, sender=sender, more={"X-Unsent": "1"})
