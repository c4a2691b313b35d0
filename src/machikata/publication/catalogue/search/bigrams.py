# SPDX-License-Identifier: Apache-2.0
r"""Searching without a dictionary: an index over pairs of characters for the static site, and the rule by which a page scores a query.

The rule, to be followed by the script of the static site letter by letter (`scores` is its twin):

1. Fold the query: `normalize("NFKC")`, `toLowerCase()`, `normalize("NFKC")`, of its first 400 characters (code points). Cut it into runs
   of letters and digits (`/[\p{L}\p{N}]+/gu`). A run of one character is a gram; a longer one gives every two neighbours (by code point).
2. As long as another gram remains, grams of hiragana alone (U+3041–U+3096) as typed are left out: particles and endings. Then katakana
   U+30A1–U+30F6 become hiragana (code − 0x60). Each gram counts once; the first `MOST_GRAMS` are used. Texts of the cases are folded
   the same way, with every gram kept.
3. A gram that is no key of `grams` is left out, but counts in 4. Else it adds weight × rarity to each of its cases, where rarity is
   ln(1 + (n − d + 0.5) / (d + 0.5)) with n cases in all and d cases of the gram.
4. A case's score is the sum times the share of the query's grams that it holds; more first, then the order of `ids`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from machikata.domain.case_study import NOTHING, CaseStudy
from machikata.publication.catalogue.search.case_fields import WEIGHTS, searched_texts
from machikata.publication.catalogue.search.folding import hiragana
from machikata.publication.catalogue.search.postings import Saturation
from machikata.publication.catalogue.search.values import SearchField

FORMAT: Final = 1
"""Of `to_plain`; a page that knows another one says that it cannot search."""

MOST_GRAMS: Final = 64
_LONGEST_QUERY: Final = 400
_RUN: Final = re.compile(r"[^\W_]+")
_HIRAGANA: Final = re.compile(r"[ぁ-ゖ]+")
_STEPS: Final = 100
"""Weights are kept as whole hundredths."""


@dataclass(frozen=True, slots=True)
class BigramIndex:
    """`grams[gram]` is case, weight, case, weight …: places in `ids` in rising order and hundredths of a weight between 0 and 1."""

    ids: tuple[str, ...]
    grams: Mapping[str, tuple[int, ...]]

    def to_plain(self) -> dict[str, Any]:
        """As JSON: {"format", "ids", "grams": {gram: [place, weight, …]}}, keys sorted; places are steps from the one before."""
        return {
            "format": FORMAT,
            "ids": list(self.ids),
            "grams": {g: _stepped(self.grams[g]) for g in sorted(self.grams)},
        }

    def search(self, query: str, *, limit: int | None = None) -> list[str]:
        """Ids of the cases in the order of the rule; without a gram in the query none."""
        scored = self.scores(query)
        best = sorted(scored, key=lambda place: (-scored[place], place))
        return [self.ids[place] for place in best[:limit]]

    def scores(self, query: str) -> dict[int, float]:
        """Place of a case → its score; the twin of the page's script."""
        asked = grams_of_query(query)
        total: dict[int, float] = defaultdict(float)
        held: dict[int, int] = defaultdict(int)
        for gram in asked:
            row = self.grams.get(gram, ())
            n_holding = len(row) // 2
            rarity = math.log(1 + (len(self.ids) - n_holding + 0.5) / (n_holding + 0.5))
            for place, weight in zip(row[::2], row[1::2], strict=True):
                total[place] += rarity * weight / _STEPS
                held[place] += 1
        return {place: score * held[place] / len(asked) for place, score in total.items()}


def bigram_index(cases: Sequence[CaseStudy], *, settings: Saturation = Saturation()) -> BigramIndex:
    """An index of all texts of the cases that are searched, in the order given; withdrawn cases are left out. Both languages.

    Weights are those of BM25F as in `postings`, without the length of fields: a page needs no more.
    """
    kept = [case for case in cases if case.withdrawn == NOTHING]
    grams: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(kept):
        for gram, weight in _weights(case).items():
            share = round(_STEPS * weight / (settings.k1 + weight))
            if share:
                grams[gram] += (place, share)
    return BigramIndex(tuple(c.id for c in kept), {g: tuple(row) for g, row in grams.items()})


def grams_of_query(query: str) -> tuple[str, ...]:
    """Steps 1 and 2 of the rule.

    >>> grams_of_query("ロボットを使いたい")
    ('ろぼ', 'ぼっ', 'っと', 'とを', 'を使', '使い')
    """
    typed = _grams(query[:_LONGEST_QUERY])
    telling = [gram for gram in typed if not _HIRAGANA.fullmatch(gram)]
    return tuple(dict.fromkeys(hiragana(gram) for gram in telling or typed))[:MOST_GRAMS]


def _weights(case: CaseStudy) -> Mapping[str, float]:
    """Gram → its weighted count over the fields; of the two languages of a text each counts for itself."""
    weights: dict[str, float] = defaultdict(float)
    for part in searched_texts(case):
        if part.field is SearchField.OTHER:
            continue
        for text in {part.text.ja, part.text.en}:
            for gram in _grams(text):
                weights[hiragana(gram)] += WEIGHTS[part.field]
    return weights


def _grams(text: str) -> list[str]:
    """Pairs of neighbours, and single characters that have none, in their order; katakana as they are."""
    usual = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    runs = _RUN.findall(usual)
    return [run[i : i + 2] for run in runs for i in range(max(len(run) - 1, 1))]


def _stepped(row: Sequence[int]) -> list[int]:
    """Places as steps from the one before, weights as they are."""
    before, found = 0, []
    for place, weight in zip(row[::2], row[1::2], strict=True):
        found += [place - before, weight]
        before = place
    return found
