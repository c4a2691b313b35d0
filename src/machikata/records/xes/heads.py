# SPDX-License-Identifier: Apache-2.0
"""The head of a log without what is nested in attributes of the log: some logs carry megabytes of statistics there.

Nothing of it becomes a column; it is only counted. Cutting it out before expat sees the head saves most of the head's time. What
is cut is checked in full; at anything unusual the rest of the head is left as it is.
"""

from __future__ import annotations

import re

import numpy as np

from machikata.records.xes.encodings import declared_encoding, is_utf8
from machikata.records.xes.kernels import memory
from machikata.records.xes.kernels.entry import KERNELS
from machikata.records.xes.strict import StrictReader
from machikata.records.xes.tokens import new_memory

# Possessive and atomic throughout: a hostile head must not make the search try every division of its comments.
_TAG_REST = rb"""(?:[^"'<>]|"[^"<]*+"|'[^'<]*+')*+"""
_TO_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t\r\n]|(?><\?.*?\?>)|(?><!--.*?-->))*+<log\b" + _TAG_REST + rb"(?<!/)>", re.DOTALL
)
_DECLARED = re.compile(rb"<(?:extension|classifier)\b" + _TAG_REST + rb"(?<=/)>")
_GLOBAL = re.compile(rb"<global\b[^<]*+(?:<(?!/global|global|[!?])[^<]*+)*+</global[ \t\r\n]*+>")
_SPACE = re.compile(rb"[ \t\r\n]*")
_PLAIN_KEY = re.compile(rb"[^\0-\x1f&<]+")
_FORBIDDEN = ("\ufffe", "\uffff")


def without_nested(head: bytes, reader: StrictReader) -> tuple[bytes, int]:
    """(`head` without what is nested in attributes of the log, bytes cut out). `reader` is told how much there was."""
    root = _TO_ROOT.match(head)
    if root is None or not is_utf8(declared_encoding(head) or "utf-8"):
        return head, 0
    block = np.zeros(len(head) + memory.PADDING, dtype=np.uint8)
    block[: len(head)] = np.frombuffer(head, dtype=np.uint8)
    m = new_memory(reader.limits)._replace(block=block)
    at, kept_from, parts = root.end(), 0, []
    while (after := _after_element(m, head, at)) > 0:
        begin, until, nested = (int(m.state[i]) for i in (memory.VALUE_AT, memory.VALUE_END, memory.VALUE))
        if nested:
            key = head[m.state[memory.KEY_AT] : m.state[memory.KEY_END]]
            if (
                not (_is_text(head[begin:until]) and _is_text(key))
                or b"&" in key
                or b"\n" in key
                or b"\t" in key
                or b"\r" in key
            ):
                break
            reader.head.nested(key.decode("utf-8"), nested)
            parts.append(head[kept_from:begin])
            kept_from = until
        at = after
    if not parts:
        return head, 0
    shorter = b"".join([*parts, head[kept_from:]])
    return shorter, len(head) - len(shorter)


def _after_element(m: memory.Memory, head: bytes, at: int) -> int:
    """The index after the next element of the log itself; 0 or less when it is a trace or unusual."""
    space = _SPACE.match(head, at)
    at = space.end() if space else at
    m.state[memory.VALUE] = 0
    declared = _DECLARED.match(head, at) or _GLOBAL.match(head, at)
    if declared is not None:
        return declared.end()
    if not head.startswith(b"<", at):
        return -1
    return KERNELS.log_attribute(m, at, len(head))


def _is_text(data: bytes) -> bool:
    """Proper UTF-8 without the two characters XML forbids (control characters are excluded already)."""
    if data.isascii():
        return True
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(c in text for c in _FORBIDDEN)
