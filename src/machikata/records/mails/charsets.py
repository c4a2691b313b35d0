# SPDX-License-Identifier: Apache-2.0
"""Bytes of messages as text. What a program says of its encoding is tried first, and is often wrong in Japan."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final

_ESCAPE: Final = re.compile(rb"\x1b(\$[@B]|\$\([A-Z]|\([ABHIJ])")
_NAMES: Final = {"x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "windows-31j": "cp932",
                 "ms_kanji": "cp932", "x-euc-jp": "euc_jp", "unicode-1-1-utf-7": "utf-7", "iso-2022-jp-ms": "iso-2022-jp",
                 "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp", "utf8": "utf-8", "us-ascii": "ascii"}  # fmt: skip
_TEXTS: Final = re.compile(
    r"(?:utf-?(?:7|8|16|32)|iso-?8859|windows-125|cp\d|euc|gb|big5|hz|koi8|ascii|latin|ks_c|shift|mac)[a-z0-9_-]*"
)
"""Encodings of texts. Python knows others by which bytes become code or compressed data."""


def text_of(data: bytes, said: str = "") -> str:
    r"""The text; what cannot be decoded by any likely encoding becomes �.

    >>> text_of("提案です①".encode("cp932"), "iso-2022-jp"), text_of(b"\x1b$BDs0F\x1b(B", "")
    ('提案です①', '提案')
    """
    for name in _likely(data, said):
        try:
            text = _jis(data) if name == "iso-2022-jp" else data.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
        return text.removeprefix("\ufeff")
    return data.decode("utf-8", "replace")


def _likely(data: bytes, said: str) -> Iterator[str]:
    if _ESCAPE.search(data):
        yield "iso-2022-jp"
    name = said.strip().strip("\"'").lower()
    name = _NAMES.get(name, name)
    # Seven-bit bytes without an escape are the same text in every one of these.
    if _TEXTS.fullmatch(name):
        yield name
    yield from ("utf-8", "cp932", "euc_jp")


def _jis(data: bytes) -> str:
    """ISO-2022-JP as mail programs write it: with the characters of vendors (①, 髙) and half-width katakana that the standard lacks."""
    parts, at, mode = [], 0, b"(B"
    for escape in [*_ESCAPE.finditer(data), None]:
        piece = data[at : escape.start() if escape else len(data)]
        parts.append(_piece(piece, mode))
        if escape:
            at, mode = escape.end(), escape.group(1)
    return "".join(parts)


def _piece(piece: bytes, mode: bytes) -> str:
    if mode in (b"$@", b"$B"):
        return _double(piece)
    if mode == b"(I":
        return bytes(b | 0x80 for b in piece).decode("cp932")
    if mode.startswith(b"$("):
        return (b"\x1b" + mode + piece + b"\x1b(B").decode("iso2022_jp_3", "replace")
    return piece.decode("ascii" if piece.isascii() else "cp932")


def _double(piece: bytes) -> str:
    """Rows and cells of JIS X 0208 and its vendors' rows, by way of the same places in Shift_JIS."""
    out = bytearray()
    i = 0
    while i < len(piece):
        first = piece[i]
        if first < 0x21 or first > 0x7E or i + 1 == len(piece):
            out.append(first)  # a line break within, as some programs write
            i += 1
            continue
        row, cell = first - 0x21, piece[i + 1] - 0x21
        if not 0 <= cell <= 93:
            raise ValueError("no such cell")
        lead = row // 2 + (0x81 if row < 62 else 0xC1)
        trail = cell + 0x9F if row % 2 else cell + 0x40 + (cell >= 63)
        out += bytes((lead, trail))
        i += 2
    return out.decode("cp932")


def header_text(raw: str) -> str:
    """A header as text, from what the parser kept of its bytes; encoded words, naked Japanese, and what is broken in between."""
    data = raw.encode("ascii", "surrogateescape") if _only_bytes(raw) else raw.encode("utf-8", "replace")
    if not data.isascii() or _ESCAPE.search(data):
        naked = text_of(data)
        if "=?" not in naked:
            return naked
        raw = naked
    try:
        parts = decode_header(raw)
    except (HeaderParseError, binascii.Error, ValueError, LookupError):
        return text_of(data)
    return "".join(text_of(p, said or "") if isinstance(p, bytes) else p for p, said in parts)


def _only_bytes(raw: str) -> bool:
    return all(ord(c) < 0x80 or 0xDC80 <= ord(c) <= 0xDCFF for c in raw)
