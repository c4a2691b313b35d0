# SPDX-License-Identifier: Apache-2.0
"""How alike two names are in their words: pieces weighed by how telling they are, and pairs of characters.

Both measures are old ones: cosine over words with inverse document frequency (Spärck Jones 1972) and Dice's coefficient over
character pairs (Adamson and Boreham 1974). Synonyms of the word list count as the same word; words that stand against each
other, or different numbers, keep two names apart however alike they look.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from machikata.records.dictionary.spelling import parts
from machikata.records.dictionary.words import office_words

_KEPT: Final = 65_536
_RUNS: Final = re.compile(r"[0-9]+|[a-z]+|[ァ-ヺー]+|[ぁ-ゖ]+|[^0-9a-zァ-ヺーぁ-ゖ ]+")
_EMPTY_WORDS: Final = frozenset({"the", "of", "a", "an", "to", "for", "by", "on", "in", "and"})
_OPPOSED: Final = 0.35
"""What is left of the likeness when two names hold opposed words or different numbers: too little to be proposed."""


@dataclass(frozen=True, slots=True)
class WordForm:
    """A name as words (synonyms replaced by the common word) and as pairs of characters of those words run together."""

    words: tuple[str, ...]
    pairs: frozenset[str]
    numbers: frozenset[str]


@lru_cache(maxsize=_KEPT)
def word_form(label: str) -> WordForm:
    """The words and pairs of a label.

    >>> word_form("申請書の収受").words
    ('申請書', '受付')
    """
    raw = [word for part in parts(label) for run in _RUNS.findall(part) for word in _cut(run)]
    words = tuple(office_words().canonical.get(w, w) for w in raw if w not in _EMPTY_WORDS)
    joined = "".join(words)
    pairs = frozenset(joined[i : i + 2] for i in range(len(joined) - 1)) or frozenset({joined})
    return WordForm(words, pairs, frozenset(w for w in words if w.isdigit()))


def word_weights(labels: Iterable[str]) -> Mapping[str, float]:
    """How telling each word is: 1 + ln(number of names / names that hold it). Order and repetition of `labels` do not matter."""
    distinct = set(labels)
    held = Counter(word for label in distinct for word in set(word_form(label).words))
    return {word: 1 + math.log(len(distinct) / n) for word, n in held.items()}


def likeness(one: str, other: str, weights: Mapping[str, float]) -> float:
    """0 (nothing in common) to 1 (the same words in any order); symmetric.

    >>> round(likeness("申請書の受付", "受理（申請書）", {}), 2)
    1.0
    """
    a, b = word_form(one), word_form(other)
    cosine = _cosine(a.words, b.words, weights)
    score = max(cosine, (cosine + _dice(a.pairs, b.pairs)) / 2)
    return score * _OPPOSED if opposed(one, other) else score


def opposed(one: str, other: str) -> bool:
    """Whether both names hold a word of one row of opposites, and not the same one, or different numbers.

    >>> opposed("一次判定", "二次判定")
    True
    """
    a, b = word_form(one), word_form(other)
    if a.numbers != b.numbers and a.numbers and b.numbers:
        return True
    in_a, in_b = set(a.words), set(b.words)
    return any((in_a & row) and (in_b & row) and not (in_a & in_b & row) for row in office_words().contrasts)


def _cut(run: str) -> list[str]:
    """A run of kanji in words of the list, longest first; what lies between stays whole. Other scripts are words already."""
    if run[0] < "㐀":
        return [run]
    words: list[str] = []
    rest, start = "", 0
    while start < len(run):
        word = next((w for w in office_words().vocabulary if run.startswith(w, start)), "")
        if word:
            words += [rest, word] if rest else [word]
            rest = ""
        else:
            rest += run[start]
        start += len(word) or 1
    return [*words, rest] if rest else words


def _cosine(a: tuple[str, ...], b: tuple[str, ...], weights: Mapping[str, float]) -> float:
    in_a, in_b = set(a), set(b)
    common = math.fsum(weights.get(w, 1.0) ** 2 for w in sorted(in_a & in_b))
    lengths = [math.fsum(weights.get(w, 1.0) ** 2 for w in sorted(s)) for s in (in_a, in_b)]
    return common / math.sqrt(lengths[0] * lengths[1]) if common else 0.0


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b))
