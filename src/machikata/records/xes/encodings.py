# SPDX-License-Identifier: Apache-2.0
"""Encodings of XES files: expat knows UTF-8, UTF-16 and single-byte encodings; Python decodes the Japanese multi-byte ones."""

from __future__ import annotations

import codecs
import re

_DECLARATION = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_MULTI_BYTE = {
    # What Windows and office systems call Shift_JIS is CP932, which also holds ①, ㈱ and 髙.
    "shift_jis": "cp932",
    "cp932": "cp932",
    "shift_jis_2004": "shift_jis_2004",
    "shift_jisx0213": "shift_jisx0213",
    "euc_jp": "euc_jp",
    "euc_jis_2004": "euc_jis_2004",
    "iso2022_jp": "iso2022_jp",
}
_UTF8_NAMES = frozenset({"utf-8", "utf8"})


def declared_encoding(head: bytes) -> str | None:
    """The encoding named in the XML declaration at the start of `head`, lower case; None when none is named."""
    match = _DECLARATION.match(head.removeprefix(codecs.BOM_UTF8))
    return match[1].decode("ascii").lower() if match else None


def decoder_for(declared: str) -> codecs.IncrementalDecoder | None:
    """A strict decoder when `declared` is a Japanese multi-byte encoding, which expat cannot read; else None."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return None
    python_name = _MULTI_BYTE.get(name)
    return None if python_name is None else codecs.getincrementaldecoder(python_name)("strict")


def is_utf8(encoding: str) -> bool:
    """Is a document in the declared `encoding` plain UTF-8 (or ASCII, its part)?"""
    return encoding in _UTF8_NAMES


def belongs(data: bytes, at: int, encoding: str) -> bool:
    """Does a character of `encoding` begin at byte `at` of `data`? True also when it cannot be told."""
    if not is_utf8(encoding) or not 0 <= at < len(data):
        return True
    for length in range(1, 5):
        try:
            data[at : at + length].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return len(data) - at < 4 and data[at] >= 0xC2
