# SPDX-License-Identifier: Apache-2.0
"""One message from its bytes. Nothing in it is trusted: headers are plain lines, numbers are checked, files are named and dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.lines import one_line, plain_lines
from machikata.domain.text import Text
from machikata.domain.wording import file_size
from machikata.records.mails.automatic import why_automatic
from machikata.records.mails.charsets import header_text, text_of
from machikata.records.mails.words import text_of_html

LARGEST: Final = 10 * 1024 * 1024
"""Bytes. A reply is a page of text; a large file belongs elsewhere."""
_MOST_PARTS: Final = 60
_LONGEST_TEXT: Final = 100_000
_LONGEST_HTML: Final = 1_000_000
_LONGEST_LINE: Final = 998
_MOST_NUMBERS: Final = 100
_PARTS: Final = re.compile(rb"(?i)content-type:[ \t\r\n]*(?:multipart|message)[ \t]*/")
_NUMBER: Final = re.compile(r"<[!-;=?-~]{1,180}@[!-;=?-~]{1,180}>")
_ADDRESS: Final = re.compile(r"[!-;=?A-~]{1,64}@[A-Za-z0-9.-]{1,255}")
_CUT: Final = "……（長いため、ここまでを残しました）"


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A message. `message_id` is "" where it has none that can be used, `sender` where it names no plain address, `sent_at` None where
    no date can be read. `references` are the numbers of the messages before it, oldest first, the one it answers last. `automatic` says
    why a program and no person has written it.
    """

    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    text: str
    sent_at: datetime | None
    attachments: tuple[str, ...]
    automatic: Text


def read_mail(data: bytes) -> IncomingMail:
    """Read a message as a mail program saves it (.eml).

    Raises:
        InputRefused: it is too large, has too many parts, or is no message.
    """
    if problem := _fault(data):
        raise InputRefused([problem])
    try:
        message = message_from_bytes(data)
    except (RecursionError, ValueError, LookupError) as error:
        raise InputRefused([_unreadable()]) from error
    headers = _Headers(message)
    if not headers.first("From") and not headers.first("Message-ID") and not headers.first("Subject"):
        raise InputRefused([_unreadable()])
    text, attachments = _content(message)
    name, address = _sender(headers)
    subject = one_line(header_text(headers.first("Subject")))[:_LONGEST_LINE]
    return IncomingMail(
        next(
            iter(_numbers(headers.first("Message-ID"))),
            "",
        ),
        _references(headers),
        address,
        name,
        subject,
        text,
        _moment(headers.first("Date")),
        attachments,
        why_automatic(headers.first, subject=subject, kind=message.get_content_type()),
    )


def too_large(size: int) -> Problem:
    """Why a message of `size` bytes is not taken."""
    return Problem(
        "mail-too-large",
        Text(f"メールが大きすぎます（{file_size(size)}）", f"the message is too large ({file_size(size)})"),
        Text(
            f"{file_size(LARGEST)}までにしてください。添付を外して保存できます",
            f"up to {file_size(LARGEST)}; save it without attachments",
        ),
    )


def _fault(data: bytes) -> Problem | None:
    if len(data) > LARGEST:
        return too_large(len(data))
    if len(_PARTS.findall(data)) > _MOST_PARTS:
        return Problem(
            "mail-too-many-parts",
            Text("メールの中の部分が多すぎます", "the message has too many parts"),
            Text(
                "転送の重なったメールは、本文を新しいメールに写してください",
                "copy the text of a message forwarded many times into a new one",
            ),
        )
    return None


class _Headers:
    """The headers as the parser kept them, byte for byte."""

    def __init__(self, message: Message) -> None:
        self._held: dict[str, str] = {}
        for name, value in message.raw_items():
            self._held.setdefault(name.lower(), str(value))

    def first(self, name: str) -> str:
        """The first one of this name, "" where there is none."""
        return self._held.get(name.lower(), "")


def _numbers(raw: str) -> list[str]:
    return _NUMBER.findall(raw)


def _references(headers: _Headers) -> tuple[str, ...]:
    chain = [*_numbers(headers.first("References")), *_numbers(headers.first("In-Reply-To"))[:1]]
    # The one it answers comes last, also where it stands in both.
    kept = list(dict.fromkeys(reversed(chain)))[::-1]
    return tuple(kept if len(kept) <= _MOST_NUMBERS else [kept[0], *kept[1 - _MOST_NUMBERS :]])


def _sender(headers: _Headers) -> tuple[str, str]:
    """Name and address. The address is read before words are decoded: an encoded comma must not begin another address."""
    raw = headers.first("From")
    try:
        found = getaddresses([raw[:_LONGEST_LINE]])
    except (ValueError, IndexError, RecursionError):
        found = []
    name, address = found[0] if found else ("", "")
    address = address if _ADDRESS.fullmatch(address) else ""
    return one_line(header_text(name))[:_LONGEST_LINE], address


def _moment(raw: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(raw)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _content(message: Message) -> tuple[str, tuple[str, ...]]:
    """The text, and the names of files that came with it."""
    texts, pages, files = [], [], []
    for part in _leaves(message):
        kind, name = part.get_content_type(), _file_name(part)
        attached = str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")
        if kind == "text/plain" and not attached and not name:
            texts.append(_text(part))
        elif kind == "text/html" and not attached and not name:
            pages.append(text_of_html(_text(part)[:_LONGEST_HTML]))
        else:
            files.append(name or kind)
    found = "\n\n".join(t for t in texts if t.strip()) or "\n\n".join(p for p in pages if p.strip())
    text = "\n".join(plain_lines(found))
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + _CUT, tuple(files)


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something, in order. A message within a message is one part: its words are another's."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting += [p for p in reversed(inner) if isinstance(p, Message)]
        else:
            yield part


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):
        data = None
    said = part.get_param("charset", "")
    return text_of(data if isinstance(data, bytes) else b"", said if isinstance(said, str) else str(said[2]))


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("")
    except (ValueError, LookupError, TypeError):
        name = "?"
    return one_line(header_text(name))[:200]


def _unreadable() -> Problem:
    return Problem(
        "mail-unreadable",
        Text("メールとして読めません", "this is not a mail message"),
        Text("メールソフトで「名前を付けて保存」した .eml を選んでください", "choose an .eml file as a mail program saves it"),
        Place(),
    )  # fmt: skip
