# SPDX-License-Identifier: Apache-2.0
"""A case as numbers of terms per field: the costly part of an index, kept from one index to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from machikata.publication.catalogue.search.case_fields import FIELDS, FieldText, fingerprint
from machikata.publication.catalogue.search.morphology import cut, cut_english
from machikata.publication.catalogue.search.sightings import Sighting, sightings
from machikata.publication.catalogue.search.vocabulary import Vocabulary

MOST_OF_ONE: Final = 255
"""A term is counted up to this often in a field; more says nothing more."""

_SHORT: Final = 40


@dataclass(frozen=True, slots=True)
class Analysed:
    """Parallel arrays, sorted by term and field: `terms[i]` stands `counts[i]` times in field number `fields[i]`. `lengths` are words per field."""

    fingerprint: str
    terms: npt.NDArray[np.int32]
    fields: npt.NDArray[np.uint8]
    counts: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.int32]

    def fields_of(self, term: int) -> tuple[int, ...]:
        """Numbers of the fields that hold the term."""
        first, last = np.searchsorted(self.terms, (term, term + 1))
        return tuple(int(place) for place in self.fields[first:last])


def analyse(texts: Sequence[FieldText], vocabulary: Vocabulary) -> Analysed:
    """A case by its texts, as numbers of `vocabulary`, which grows. Of the two languages of a field the higher count stands for a term."""
    japanese: Counter[tuple[int, int]] = Counter()
    english: Counter[tuple[int, int]] = Counter()
    lengths = np.zeros((2, len(FIELDS)), np.int32)
    for part in texts:
        place = FIELDS.index(part.field)
        lengths[0, place] += _count(_seen(part.text.ja), place, japanese, vocabulary)
        if part.text.en != part.text.ja:
            lengths[1, place] += _count(_seen(part.text.en, english=True), place, english, vocabulary)
    counts = japanese | english  # the greater of the two
    keys = sorted(counts)
    return Analysed(
        fingerprint=fingerprint(texts),
        terms=np.array([k[0] for k in keys], np.int32),
        fields=np.array([k[1] for k in keys], np.uint8),
        counts=np.array([min(counts[k], MOST_OF_ONE) for k in keys], np.uint8),
        lengths=lengths.max(axis=0),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """The terms of a text with the way each is written there, and how many words it has."""

    terms: tuple[tuple[Sighting, str], ...]
    words: int


def _seen(text: str, *, english: bool = False) -> _Seen:
    return _seen_before(text, english) if len(text) <= _SHORT else _look(text, english)


@lru_cache(maxsize=8_192)
def _seen_before(text: str, english: bool) -> _Seen:
    """Labels, works and names of bodies come again and again."""
    return _look(text, english)


def _look(text: str, english: bool) -> _Seen:
    words = cut_english(text) if english and text.isascii() else cut(text)
    terms = tuple((s, words.text[s.start : s.end]) for s in sightings(words))
    return _Seen(terms, sum(not u.weak for u in words.units))


def _count(seen: _Seen, place: int, counts: Counter[tuple[int, int]], vocabulary: Vocabulary) -> int:
    for sighting, written in seen.terms:
        counts[vocabulary.number_of(sighting, written), place] += 1
    return seen.words
