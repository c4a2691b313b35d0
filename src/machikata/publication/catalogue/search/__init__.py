# SPDX-License-Identifier: Apache-2.0
"""Searching case studies in Japanese and English, without a network."""

from machikata.publication.catalogue.search.index import PAGE, CaseIndex
from machikata.publication.catalogue.search.scoring import Ranking
from machikata.publication.catalogue.search.values import (
    NO_FILTERS,
    CaseFilters,
    Correction,
    Facets,
    Found,
    Hit,
    MatchedBy,
    MatchedWord,
    Passage,
    SearchField,
)

__all__ = [
    "NO_FILTERS",
    "PAGE",
    "CaseFilters",
    "CaseIndex",
    "Correction",
    "Facets",
    "Found",
    "Hit",
    "MatchedBy",
    "MatchedWord",
    "Passage",
    "Ranking",
    "SearchField",
]
