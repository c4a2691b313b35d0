# SPDX-License-Identifier: Apache-2.0
"""Texts of persons as plain lines: nothing in them ends a line, turns its direction or moves a terminal's cursor."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    r"""`text` for a header or a file name: control, line and direction characters become blanks, blanks are joined.

    >>> one_line("窓口係\r\nBcc: all@example.jp")
    '窓口係 Bcc: all@example.jp'
    """
    plain = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return " ".join(plain.split())


def plain_lines(text: str) -> tuple[str, ...]:
    r"""The lines of `text`, each on its own: blanks at the end and unseen characters are dropped; empty lines at both ends too.

    >>> plain_lines("\n一行目\u202e \r\n\n三行目\n")
    ('一行目', '', '三行目')
    """
    lines = [_seen(line).rstrip() for line in text.splitlines()]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return tuple(lines)


def _seen(line: str) -> str:
    return "".join(c for c in line if c == "\t" or unicodedata.category(c) not in _UNSEEN)
