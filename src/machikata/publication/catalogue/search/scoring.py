# SPDX-License-Identifier: Apache-2.0
"""How well each case answers a question: rarity times what the case says about a word, words added up, more different words first."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.publication.catalogue.search.postings import Floats, Postings
from machikata.publication.catalogue.search.question import Alternative, AskedWord, Question


@dataclass(frozen=True, slots=True)
class Ranking:
    """Settings of the order. `compound`: what a compound adds to its words; `together`: how strongly a case that holds more of the words
    goes first (power of the share it holds); `least_share`: cases that hold less than this part of the best share are no hits.
    """

    compound: float = 0.25
    together: float = 1.0
    least_share: float = 0.3


@dataclass(frozen=True, slots=True)
class Scores:
    """Per case: the score (0 where it is no hit) and the share of the question that it holds, 0 to 1."""

    scores: Floats
    shares: Floats

    @property
    def hits(self) -> npt.NDArray[np.bool_]:
        """Whether each case is a hit."""
        return self.scores > 0


def score(question: Question, postings: Postings, ranking: Ranking = Ranking()) -> Scores:
    """Scores of all cases. A word's share is weighed by its rarity, so that a common word beside a rare one says little."""
    total, held = np.zeros(postings.n_cases), np.zeros(postings.n_cases)
    all_weights = []
    for word in question.words:
        gained, share, weight = _word(word, postings)
        total += gained
        held += share * weight
        all_weights.append(weight)
    weights = math.fsum(all_weights)
    if not weights:
        return Scores(total, held)
    shares = np.minimum((held / weights).round(9), 1.0)
    for term in question.compounds:
        cases, said = postings.cases_of(term)
        total[cases] += ranking.compound * postings.rarity(len(cases)) * said
    scores = total * shares**ranking.together
    scores[shares < ranking.least_share * shares.max(initial=0.0)] = 0.0
    return Scores(scores, shares)


def _word(word: AskedWord, postings: Postings) -> tuple[Floats, Floats, float]:
    """Per case what it says about the word and the share of the word it holds; and the weight of the word, its rarity."""
    gained, share = np.zeros(postings.n_cases), np.zeros(postings.n_cases)
    rarities = []
    for part in word.parts:
        said, rarity = _said(part.alternatives, postings)
        if not said.any():  # a word that only the list of synonyms holds
            continue
        gained += rarity * said
        share += rarity * _degree(part.alternatives) * (said > 0)
        rarities.append(rarity)
    whole = math.fsum(rarities)
    if whole:
        share /= whole
    for row in word.rows:
        said, rarity = _said((row,), postings)
        gained = np.maximum(gained, rarity * math.sqrt(max(len(word.parts), 1)) * said)
        share = np.maximum(share, row.weight * (said > 0))
        whole = max(whole, rarity) if not rarities else whole
    return gained, share, whole


def _said(alternatives: Iterable[Alternative], postings: Postings) -> tuple[Floats, float]:
    """Per case the most it says about any of the terms; and the rarity of all of them together."""
    said = np.zeros(postings.n_cases)
    for alternative in alternatives:
        cases, weights = postings.cases_of(alternative.term)
        said[cases] = np.maximum(said[cases], alternative.weight * weights)
    return said, postings.rarity(int(np.count_nonzero(said)))


def _degree(alternatives: tuple[Alternative, ...]) -> float:
    """How much of the part is met at best: a word of like letters is less than the word."""
    return max((a.weight for a in alternatives), default=0.0)
