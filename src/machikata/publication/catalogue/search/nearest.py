# SPDX-License-Identifier: Apache-2.0
"""The words of the index that are nearest to one it does not hold: by letters, by reading, and by pairs of characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from machikata.publication.catalogue.search.folding import katakana
from machikata.publication.catalogue.search.morphology import is_kana
from machikata.publication.catalogue.search.sightings import ROW_MARK
from machikata.publication.catalogue.search.vocabulary import Vocabulary

LONGEST: Final = 24
"""Characters of a word that is still looked at; nobody mistypes one word of more."""
_LEAST_ALIKE: Final = 0.5
_MOST_ALIKE_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Near:
    """A term of the index near to what was typed. `likeness` is 0 to 1."""

    term: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """Words and readings by their length, pairs of characters with the terms that hold them; all of terms that some case holds."""

    frequencies: Mapping[int, int]
    written: Mapping[int, Mapping[int, str]]
    """Length → term → the word."""
    spoken: Mapping[int, Mapping[str, str]]
    by_reading: Mapping[str, tuple[int, ...]]
    pairs: Mapping[str, tuple[int, ...]]
    words: tuple[str, ...]

    def read_as(self, kana: str) -> tuple[int, ...]:
        """Terms that are read like this; the most frequent first."""
        return self.by_reading.get(katakana(kana), ())

    def mistyped(self, word: str, reading: str = "") -> tuple[int, ...]:
        """Terms at the least edit distance (two neighbours swapped count one), at most one letter in six characters, two beyond; the
        most frequent first. Kana are compared as readings.
        """
        if not 3 <= len(word) <= LONGEST:
            return ()
        if is_kana(word):
            return self._misspoken(katakana(word))
        found = [
            (distance, -self.frequencies[term], self.words[term], term)
            for length in _lengths(word)
            for _, distance, term in process.extract(
                word, self.written.get(length, {}), scorer=OSA.distance, score_cutoff=_allowed(word), limit=None
            )
            if _plausible(word, self.words[term])
        ]
        if found:
            least = min(found)[0]
            return tuple(f[3] for f in sorted(found) if f[0] == least)[:3]
        return self.read_as(reading) if len(reading) >= 4 else ()

    def _misspoken(self, kana: str) -> tuple[int, ...]:
        found = [
            (distance, -max(self.frequencies[t] for t in self.by_reading[reading]), reading)
            for length in _lengths(kana)
            for reading, distance, _ in process.extract(
                kana, self.spoken.get(length, {}), scorer=OSA.distance, score_cutoff=_allowed(kana), limit=None
            )
            if _plausible(kana, reading)
        ]
        if not found:
            return ()
        least = min(found)[0]
        return tuple(t for f in sorted(found) if f[0] == least for t in self.by_reading[f[2]])[:3]

    def alike(self, word: str) -> tuple[Near, ...]:
        """Terms that share half of the pairs of characters or more (Dice's coefficient), the most alike first."""
        asked = _pairs(word[:LONGEST])
        shared: dict[int, int] = defaultdict(int)
        for pair in asked:
            for term in self.pairs.get(pair, ()):
                shared[term] += 1
        scored = [
            (2 * n / (len(asked) + len(self.words[term]) - 1), self.words[term], term) for term, n in shared.items()
        ]
        best = sorted((-likeness, word, term) for likeness, word, term in scored if likeness >= _LEAST_ALIKE)
        return tuple(Near(term, min(-likeness, 1.0)) for likeness, _, term in best[:_MOST_ALIKE_WORDS])


def nearest_of(vocabulary: Vocabulary, frequencies: Mapping[int, int]) -> Nearest:
    """Over the terms of `frequencies` (term → number of cases), rows of the word list left out."""
    terms = [t for t in frequencies if not vocabulary.terms[t].startswith(ROW_MARK)]
    written: dict[int, dict[int, str]] = defaultdict(dict)
    spoken: dict[int, dict[str, str]] = defaultdict(dict)
    readings: dict[str, list[int]] = defaultdict(list)
    pairs: dict[str, list[int]] = defaultdict(list)
    for term in terms:
        word = vocabulary.terms[term]
        if 3 <= len(word) <= LONGEST:
            written[len(word)][term] = word
        if len(word) <= LONGEST:
            for pair in _pairs(word):
                pairs[pair].append(term)
        own = (katakana(word),) if is_kana(word) else ()
        for reading in {*vocabulary.readings[term], *own}:
            readings[reading].append(term)
            spoken[len(reading)][reading] = reading
    return Nearest(
        frequencies=frequencies,
        written=dict(written),
        spoken=dict(spoken),
        by_reading={r: _frequent_first(ts, frequencies, vocabulary.terms) for r, ts in readings.items()},
        pairs={p: tuple(ts) for p, ts in pairs.items()},
        words=tuple(vocabulary.terms),
    )


def _frequent_first(terms: Iterable[int], frequencies: Mapping[int, int], words: list[str]) -> tuple[int, ...]:
    return tuple(sorted(terms, key=lambda t: (-frequencies[t], words[t])))


def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[i : i + 2] for i in range(len(word) - 1))


def _allowed(word: str) -> int:
    return 1 if len(word) <= 6 else 2


def _lengths(word: str) -> range:
    return range(max(len(word) - _allowed(word), 3), len(word) + _allowed(word) + 1)


def _plausible(typed: str, word: str) -> bool:
    """Beginning or end is right; in Latin words of five letters or more and in short kana the beginning. Numbers and shorter Latin words
    (rpa, line) are never taken for others.
    """
    if typed.isascii():
        return len(typed) > 4 and typed.isalpha() and typed[0] == word[0]
    if is_kana(typed) and len(typed) <= 4:
        return typed[0] == word[0]
    return typed[0] == word[0] or typed[-1] == word[-1]
