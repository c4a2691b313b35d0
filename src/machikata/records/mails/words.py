# SPDX-License-Identifier: Apache-2.0
"""Words of a message: HTML as text, and what somebody wrote without what is quoted."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    ("p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "hr", "section")
)  # fmt: skip
_UNSHOWN: Final = frozenset(("script", "style", "head", "title", "template", "noscript"))
_QUOTED: Final = re.compile(r"\s*[>＞|｜]")
_BEGINS_QUOTATION: Final = re.compile(
    r"\s*(?:"
    r"-{2,}\s*(?:original message|forwarded message|元のメッセージ|転送メッセージ)\s*-{2,}"
    r"|_{20,}"
    r"|on .{5,120} wrote:"
    r"|\d{4}[年/-]\s*\d{1,2}[月/-]\s*\d{1,2}日?.{0,120}(?:<[^<>\s]+@[^<>\s]+>|さん|様).{0,40}[:：]"
    r")\s*",
    re.IGNORECASE,
)
_HEAD_OF_QUOTATION: Final = re.compile(r"\s*\*?(?:from|差出人|送信者)\*?\s*[:：]", re.IGNORECASE)
_HEADS_BELOW: Final = re.compile(r"\s*\*?(?:sent|date|to|subject|送信日時|日時|宛先|件名)\*?\s*[:：]", re.IGNORECASE)


class _Reader(HTMLParser):
    """Collects the text of a page; what is in a quotation begins its lines with >."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self._unshown: list[str] = []
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own word
        if tag in _UNSHOWN:
            self._unshown.append(tag)
        if tag == "blockquote":
            self._quoted += 1
        if tag in _BLOCKS:
            self._break()
        if tag == "body":
            self._unshown.clear()  # a page whose head was never closed

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unshown:
            del self._unshown[self._unshown.index(tag) :]
        if tag == "blockquote":
            self._quoted = max(self._quoted - 1, 0)
        if tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unshown:
            words = " ".join(data.split())
            before = " " if data[:1].isspace() and self.lines[-1] and not self.lines[-1].endswith(" ") else ""
            after = " " if data[-1:].isspace() and words else ""
            if words and not self.lines[-1] and self._quoted:
                self.lines[-1] = "> "
            self.lines[-1] += (before if words else "") + words + after

    def _break(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")


def text_of_html(page: str) -> str:
    r"""The words of a page of HTML, a line for each block.

    >>> text_of_html("<style>p{}</style><p>提案<b>です</b></p><blockquote>前の手紙</blockquote>")
    '提案です\n> 前の手紙'
    """
    reader = _Reader()
    try:
        reader.feed(page)
        reader.close()
    except (AssertionError, ValueError):
        pass  # what was understood before the fault is kept
    return "\n".join(line.rstrip() for line in reader.lines).strip()


def own_words(text: str) -> str:
    r"""What somebody wrote, without what is quoted below or between; all of it where nothing else would be left.

    >>> own_words("提案します。\n\n2026年11月20日(金) 9:00 架空県 <d@pref.example.jp>:\n> 前の手紙")
    '提案します。'
    """
    lines = text.splitlines()
    end = next((i for i in range(len(lines)) if _quotation_begins(lines, i)), len(lines))
    kept = [line for line in lines[:end] if not _QUOTED.match(line)]
    return "\n".join(kept).strip() or text.strip()


def _quotation_begins(lines: list[str], i: int) -> bool:
    if _BEGINS_QUOTATION.fullmatch(lines[i]):
        return True
    below = lines[i + 1 : i + 4]
    return bool(_HEAD_OF_QUOTATION.match(lines[i])) and sum(bool(_HEADS_BELOW.match(b)) for b in below) >= 2
