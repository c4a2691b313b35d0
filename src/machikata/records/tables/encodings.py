# SPDX-License-Identifier: Apache-2.0
"""The encoding of a text file, found by strict decoding: no byte is replaced or dropped, an undecodable one is named.

CP932 is what Windows calls Shift_JIS; its user-defined characters (外字, 0xF040–0xF9FC) are kept as U+E000–U+E757.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8 = ("utf-8", "utf-8-sig", "ascii")
_NO_SHIFT_JIS = "\u0080\uf8f0\uf8f1\uf8f2\uf8f3"
"""What Python makes of the bytes 80, A0 and FD–FF, which no Shift_JIS text holds."""
_PROBE = 1 << 20
_NAMED_FAULTS = 20
_KATAKANA = re.compile("[\uff61-\uff9f]")
_ESCAPES = re.compile(rb"\x1b\$[@B]|\x1b\([BJ]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The file as UTF-8 bytes without a BOM, and the encoding it came in."""

    data: bytes
    encoding: str


def decode(data: bytes, *, file: str, encoding: str | None = None) -> Decoded:
    """`data` as UTF-8, from `encoding` or from the one its bytes speak for.

    Raises `InputRefused` naming row and byte of what cannot be decoded, with the encodings that could have been meant.
    """
    name, text = (_known(encoding, file), None) if encoding else _guess(data)
    if text is None:
        text = _text_of(data, name)
    if text is None:
        raise InputRefused(_faults(data, name, file))
    if name in _UTF8:
        bom = data.startswith(codecs.BOM_UTF8)
        return Decoded(data[len(codecs.BOM_UTF8) :] if bom else data, "utf-8-sig" if bom else "utf-8")
    try:
        return Decoded(text.encode("utf-8"), name)
    except UnicodeEncodeError:
        # half of a surrogate pair: UTF-16 that was cut or is none
        raise InputRefused(_faults(data, name, file)) from None


def guess_encoding(data: bytes) -> str:
    """The encoding that the bytes speak for; the likeliest one when none fits wholly."""
    return _guess(data)[0]


def _guess(data: bytes) -> tuple[str, str | None]:
    """The encoding, and the text if it was decoded on the way."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, None
    if (wide := _wide_without_bom(data[:_PROBE])) is not None:
        return wide, None
    if (text := _text_of(data, "utf-8")) is not None:
        return ("iso2022_jp", None) if _ESCAPES.search(data[:_PROBE]) else ("utf-8", text)
    text = _text_of(data, "cp932")
    if (text is None or _mostly_katakana(text)) and (other := _text_of(data, "euc_jp")) is not None:
        return "euc_jp", other
    return ("cp932", text) if text is not None else (_nearest(data), None)


def _text_of(data: bytes, name: str) -> str | None:
    """The text, None if a byte is not of the encoding."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    return None if name == "cp932" and any(c in text for c in _NO_SHIFT_JIS) else text


def _wide_without_bom(head: bytes) -> str | None:
    """UTF-16 without a BOM shows as a NUL in nearly every second byte of separators and digits."""
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = max(4, 0.1 * len(head))
    if odd >= enough and even < 0.1 * enough:
        return "utf-16-le"
    if even >= enough and odd < 0.1 * enough:
        return "utf-16-be"
    return None


def _mostly_katakana(text: str) -> bool:
    """EUC-JP read as CP932 turns into half-width katakana."""
    head = text[:_PROBE]
    beyond = sum(1 for c in head if c > "\x7f")
    return beyond > 0 and len(_KATAKANA.findall(head)) > 0.5 * beyond


def _nearest(data: bytes) -> str:
    """The encoding whose first fault comes last: the one that was meant, most likely."""

    def decodable(name: str) -> int:
        try:
            data.decode(name)
        except UnicodeDecodeError as error:
            return error.start
        return len(data)

    return max(("utf-8", "cp932", "euc_jp"), key=decodable)


def _faults(data: bytes, name: str, file: str) -> list[Problem]:
    """The first undecodable bytes, at most one a line, each with its line and the bytes themselves."""
    problems: list[Problem] = []
    at = 0
    while at < len(data) and len(problems) < _NAMED_FAULTS:
        found = _next_fault(data, at, name)
        if found is None:
            break
        start, length = found
        problems.append(_undecodable(data, start, length, name, file))
        newline = data.find(b"\n", start)
        at = newline + 1 if newline >= 0 else len(data)
    return problems or [_undecodable(data, 0, 1, name, file)]


def _next_fault(data: bytes, at: int, name: str) -> tuple[int, int] | None:
    """Place and length of the first bytes from `at` on that are not of the encoding."""
    try:
        text = data[at:].decode(name)
    except UnicodeDecodeError as error:
        return at + error.start, max(1, error.end - error.start)
    strange = min((i for c in _NO_SHIFT_JIS if (i := text.find(c)) >= 0), default=-1) if name == "cp932" else -1
    return (at + len(text[:strange].encode(name)), 1) if strange >= 0 else None


def _undecodable(data: bytes, start: int, length: int, name: str, file: str) -> Problem:
    line_start = data.rfind(b"\n", 0, start) + 1
    row = data.count(b"\n", 0, start) + 1
    byte = start - line_start + 1
    shown = data[start : start + length].hex(" ").upper()
    label = _LABELS.get(name, name)
    return Problem(
        "undecodable-bytes",
        Text(
            f"{label}として読めない文字があります（行の{byte}バイト目、{shown}）",
            f"bytes that are not {label} (byte {byte} of the line: {shown})",
        ),
        Text(
            "文字の種類（文字コード）を選び直すか、元のシステムからもう一度書き出してください",
            "choose another encoding, or export the file again",
        ),
        Place(file=file, row=row),
    )


_LABELS = {"cp932": "Shift_JIS (CP932)", "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "euc_jp": "EUC-JP", "utf-16": "UTF-16"}


def _known(encoding: str, file: str) -> str:
    name = {"shift_jis": "cp932", "sjis": "cp932", "shift-jis": "cp932", "ms932": "cp932", "windows-31j": "cp932"}.get(
        encoding.lower(), encoding.lower()
    )
    try:
        return codecs.lookup(name).name
    except LookupError:
        what = Text(f"文字の種類「{encoding}」は知られていません", f"the encoding “{encoding}” is not known")
        remedy = Text("UTF-8、CP932、EUC-JP、UTF-16 などから選んでください", "choose UTF-8, CP932, EUC-JP, UTF-16 …")
        raise InputRefused([Problem("unknown-encoding", what, remedy, Place(file=file, value=encoding))]) from None
