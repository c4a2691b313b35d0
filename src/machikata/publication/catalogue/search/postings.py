# SPDX-License-Identifier: Apache-2.0
"""How much each case says about each term: BM25F (Robertson, Zaragoza, Taylor 2004), everything but the rarity worked out beforehand.

Counts of a term are weighed by field and by the field's length before they are saturated together, so that a word in title and text is
not counted as two. Rarity comes in when a query is known, since it is shared by all words that stand for one another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from machikata.publication.catalogue.search.analysed import Analysed
from machikata.publication.catalogue.search.case_fields import FIELDS, WEIGHTS

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Saturation:
    """Settings of BM25F. `k1`: how slowly repetition saturates; `b`: how much a long field counts against it (0 to 1)."""

    k1: float = 1.2
    b: float = 0.5


@dataclass(frozen=True, slots=True)
class Postings:
    """`cases_of(term)` in compressed rows: cases from `starts[term]` to `starts[term + 1]`, with their saturated weight (0 to 1)."""

    n_cases: int
    starts: Numbers
    cases: Numbers
    weights: npt.NDArray[np.float32]

    def cases_of(self, term: int) -> tuple[Numbers, npt.NDArray[np.float32]]:
        """The cases that hold the term, and how much each says about it."""
        row = slice(self.starts[term], self.starts[term + 1])
        return self.cases[row], self.weights[row]

    def n_cases_of(self, term: int) -> int:
        """Number of cases that hold the term."""
        return int(self.starts[term + 1] - self.starts[term])

    def rarity(self, n_holding: int) -> float:
        """Inverse document frequency of what `n_holding` cases hold, always above zero."""
        return math.log(1 + (self.n_cases - n_holding + 0.5) / (n_holding + 0.5))


def postings_of(analysed: Sequence[Analysed], *, n_terms: int, settings: Saturation = Saturation()) -> Postings:
    """The postings of all cases; case numbers are places in `analysed`."""
    if not analysed:
        return Postings(0, np.zeros(n_terms + 1, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    case = np.repeat(np.arange(len(analysed), dtype=np.int32), [len(a.terms) for a in analysed])
    term = np.concatenate([a.terms for a in analysed])
    place = np.concatenate([a.fields for a in analysed])
    count = np.concatenate([a.counts for a in analysed]).astype(np.float64)
    per_field = _weight_of_length(np.stack([a.lengths for a in analysed]), settings.b)
    weighed = count * per_field[case, place]
    rows = sparse.coo_matrix((weighed, (term, case)), shape=(n_terms, len(analysed))).tocsr()
    return Postings(
        n_cases=len(analysed),
        starts=rows.indptr.astype(np.int32),
        cases=rows.indices.astype(np.int32),
        weights=(rows.data / (settings.k1 + rows.data)).astype(np.float32),
    )


def _weight_of_length(lengths: npt.NDArray[np.int32], b: float) -> Floats:
    """Per case and field, what one occurrence counts: the field's weight over its relative length. Empty fields count for no mean."""
    filled = np.maximum((lengths > 0).sum(axis=0), 1)
    mean = np.maximum(lengths.sum(axis=0) / filled, 1.0)
    weights = np.array([WEIGHTS[field] for field in FIELDS])
    found: Floats = weights / (1 - b + b * lengths / mean)
    return found
