# SPDX-License-Identifier: Apache-2.0
"""Where the words that were found stand in the texts of a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from machikata.domain.text import Language
from machikata.publication.catalogue.search.case_fields import WEIGHTS, FieldText
from machikata.publication.catalogue.search.folding import Folded, fold_with_places
from machikata.publication.catalogue.search.values import Passage, SearchField

WIDTH: Final = 90
"""Characters of a passage."""
MOST_PASSAGES: Final = 3
_BREAKS: Final = re.compile(r"[。．!?！？\n]")


def passages(texts: Sequence[FieldText], written: Iterable[str], *, language: Language) -> tuple[Passage, ...]:
    """The pieces of the case with most of the words, at most three, in the order of the fields. Text of the other language only where
    that of `language` holds none of the words; labels are no text of the case.
    """
    pattern = _pattern(frozenset(written))
    if pattern is None:
        return ()
    own = _of_language(texts, pattern, language)
    found = own or _of_language(texts, pattern, "en" if language == "ja" else "ja")
    best = sorted(found, key=lambda p: -WEIGHTS[p.field] * len({p.text[a:b] for a, b in p.marks}))[:MOST_PASSAGES]
    return tuple(sorted(best, key=lambda p: list(SearchField).index(p.field)))


def standing_in(texts: Iterable[FieldText], written: Iterable[str]) -> tuple[str, ...]:
    """Those of the ways of writing that stand in a text of the case, and not only as a part of a longer one of them."""
    whole = "\n".join(_folded(t).text for part in texts for t in (part.text.ja, part.text.en) if t)
    found: list[str] = []
    for way in sorted((w for w in written if w in whole), key=len, reverse=True):
        rest = whole
        for longer in found:
            rest = rest.replace(longer, "\n") if way in longer else rest
        if way in rest:
            found.append(way)
    return tuple(sorted(found))


def _of_language(texts: Iterable[FieldText], pattern: re.Pattern[str], language: Language) -> list[Passage]:
    found: list[Passage] = []
    for part in texts:
        text = part.text.in_(language) if part.field is not SearchField.LABELS else ""
        if marks := _marks(_folded(text), pattern):
            found.append(_around(part.field, text, marks))
    return found


def _marks(text: Folded, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Places in the text as written; those that touch or overlap are one."""
    marks: list[tuple[int, int]] = []
    for match in pattern.finditer(text.text):
        start, end = text.span(match.start(1), match.end(1))
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return marks


def _around(field: SearchField, text: str, marks: Sequence[tuple[int, int]]) -> Passage:
    """The piece of `WIDTH` characters that holds most marks, begun after a full stop where one is near."""
    if len(text) <= WIDTH:
        return Passage(field, text, tuple(marks))
    first = max(marks, key=lambda m: (sum(m[0] <= a and b <= m[0] + WIDTH - 10 for a, b in marks), -m[0]))[0]
    begin = max(min(first - 10, len(text) - WIDTH), 0)
    stops = [m.end() for m in _BREAKS.finditer(text, begin, first)]
    begin = stops[-1] if stops else begin
    end = min(begin + WIDTH, len(text))
    inside = tuple((max(a, begin) - begin, min(b, end) - begin) for a, b in marks if a < end and b > begin)
    return Passage(field, text[begin:end], inside, before=begin > 0, after=end < len(text))


def _pattern(written: frozenset[str]) -> re.Pattern[str] | None:
    """At every place the longest of the words, also where another began before."""
    words = sorted((w for w in written if w.strip()), key=lambda w: (-len(w), w))
    return re.compile(f"(?=({'|'.join(_whole(w) for w in words)}))") if words else None


def _whole(word: str) -> str:
    """Latin words and numbers only as whole words; a single character only where no kanji stands beside it."""
    literal = re.escape(word)
    if word.isascii():
        return rf"(?<![a-z0-9]){literal}(?![a-z0-9])"
    return rf"(?<![一-龯]){literal}(?![一-龯])" if len(word) == 1 else literal


@lru_cache(maxsize=4_096)
def _folded(text: str) -> Folded:
    return fold_with_places(text)
