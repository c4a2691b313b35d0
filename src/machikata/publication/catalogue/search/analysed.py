# SPDX-License-Identifier: Apache-2.0
"""A case as numbers of terms per field: the costly part of an index, kept from one index to the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.domain.case_study import CaseStudy
from machikata.publication.catalogue.search.case_fields import FIELDS, fingerprint, searched_texts
from machikata.publication.catalogue.search.morphology import cut
from machikata.publication.catalogue.search.sightings import sightings
from machikata.publication.catalogue.search.vocabulary import Vocabulary

MOST_OF_ONE = 255
"""A term is counted up to this often in a field; more says nothing more."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """Parallel arrays: `terms[i]` stands `counts[i]` times in field number `fields[i]`. `lengths` are words per field."""

    fingerprint: str
    terms: npt.NDArray[np.int32]
    fields: npt.NDArray[np.uint8]
    counts: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.int32]


def analyse(case: CaseStudy, vocabulary: Vocabulary) -> Analysed:
    """The case as numbers of `vocabulary`, which grows. Of the two languages of a field the higher count stands for a term."""
    japanese: Counter[tuple[int, int]] = Counter()
    english: Counter[tuple[int, int]] = Counter()
    lengths = np.zeros((2, len(FIELDS)), np.int32)
    for part in searched_texts(case):
        place = FIELDS.index(part.field)
        languages = [(0, part.text.ja, japanese)]
        languages += [(1, part.text.en, english)] if part.text.en != part.text.ja else []
        for language, text, counts in languages:
            lengths[language, place] += _count(text, place, counts, vocabulary)
    counts = japanese | english  # the greater of the two
    keys = sorted(counts)
    return Analysed(
        fingerprint=fingerprint(case),
        terms=np.array([k[0] for k in keys], np.int32),
        fields=np.array([k[1] for k in keys], np.uint8),
        counts=np.array([min(counts[k], MOST_OF_ONE) for k in keys], np.uint8),
        lengths=lengths.max(axis=0),
    )


def _count(text: str, place: int, counts: Counter[tuple[int, int]], vocabulary: Vocabulary) -> int:
    words = cut(text)
    for sighting in sightings(words):
        number = vocabulary.number_of(sighting, words.text[sighting.start : sighting.end])
        counts[number, place] += 1
    return sum(not u.weak for u in words.units)
