# SPDX-License-Identifier: Apache-2.0
"""Does a file look like XES? Answered from its first bytes."""

from __future__ import annotations

import re
import zlib

GZIP_MAGIC = b"\x1f\x8b"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BEFORE_ROOT = re.compile(r"(?:\s|(?><\?.*?\?>)|(?><!--.*?-->)|(?><!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>))*+", re.DOTALL)
_LOG_ROOT = re.compile(r"<(?:[\w.-]+:)?log[\s/>]")


def looks_like_xes(head: bytes) -> bool:
    """True when `head` (some kilobytes from the start of the file, gzip or plain) opens an XML document with the root `log`.

    >>> looks_like_xes(b'<?xml version="1.0"?><log xes.version="1.0">')
    True
    >>> looks_like_xes(b"case,activity")
    False
    """
    text = _text_of(unpacked_head(head))
    before = _BEFORE_ROOT.match(text)
    return _LOG_ROOT.match(text, before.end() if before else 0) is not None


def unpacked_head(head: bytes) -> bytes:
    """`head`, unpacked as far as it goes when it is gzip; empty when it is gzip and damaged."""
    if not head.startswith(GZIP_MAGIC):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 256 * 1024)
    except zlib.error:
        return b""


def _text_of(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("latin-1")
