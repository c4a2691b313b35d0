# SPDX-License-Identifier: Apache-2.0
"""What a search gives back: hits with their reason, what was searched in place of mistyped words, and counts to narrow it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.case_study import CaseOrigin, CaseStatus, ServiceField, Technology
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text


class SearchField(StrEnum):
    """The part of a case in which a word was found."""

    TITLE = "title"
    WORKS = "works"
    LABELS = "labels"
    SUMMARY = "summary"
    PURPOSE = "purpose"
    CONTENT = "content"
    RESULT = "result"
    BODY = "body"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """In office words."""
        return _FIELDS[self]


_FIELDS = {
    SearchField.TITLE: Text("題名", "title"),
    SearchField.WORKS: Text("業務・キーワード", "work and keywords"),
    SearchField.LABELS: Text("技術・分野・状況", "technology, field, status"),
    SearchField.SUMMARY: Text("概要", "summary"),
    SearchField.PURPOSE: Text("目的・課題", "purpose and challenge"),
    SearchField.CONTENT: Text("取り組みの内容", "what was done"),
    SearchField.RESULT: Text("結果・評価", "result and evaluation"),
    SearchField.BODY: Text("団体", "body"),
    SearchField.OTHER: Text("そのほか", "other"),
}


class MatchedBy(StrEnum):
    """How a word that was asked for met the word that was found."""

    WORD = "word"
    SYNONYM = "synonym"
    READING = "reading"
    CORRECTED = "corrected"
    SIMILAR = "similar"

    @property
    def label(self) -> Text:
        """In office words."""
        return _WAYS[self]


_WAYS = {
    MatchedBy.WORD: Text("同じ言葉", "the same word"),
    MatchedBy.SYNONYM: Text("言い換え", "another word for it"),
    MatchedBy.READING: Text("同じ読み", "the same reading"),
    MatchedBy.CORRECTED: Text("打ち間違いとして直した言葉", "corrected as a typing error"),
    MatchedBy.SIMILAR: Text("文字が似た言葉", "a word of like letters"),
}


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What to narrow a search to: within one line any of the values, the lines together all. Empty lines narrow nothing.

    `classes` are ids of population classes; `kinds` are kinds of evidence that the case has at least one figure of; `unsuccessful`
    and `verified` are asked as yes or no, None either.
    """

    technologies: tuple[Technology, ...] = ()
    fields: tuple[ServiceField, ...] = ()
    classes: tuple[str, ...] = ()
    kinds: tuple[FigureKind, ...] = ()
    statuses: tuple[CaseStatus, ...] = ()
    origins: tuple[CaseOrigin, ...] = ()
    unsuccessful: bool | None = None
    verified: bool | None = None


NO_FILTERS = CaseFilters()


@dataclass(frozen=True, slots=True)
class MatchedWord:
    """One word of the query (`asked`, as typed) and the words of the case that met it, as they are written there."""

    asked: str
    found: tuple[str, ...]
    by: MatchedBy
    fields: tuple[SearchField, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the case's text. `marks` are (start, end) within `text`, in order, never overlapping; `before` and `after` say
    whether text was left out there.
    """

    field: SearchField
    text: str
    marks: tuple[tuple[int, int], ...]
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found. `score` compares hits of one search alone; `matched_share` (0 to 1) is how much of the query it meets."""

    case_id: str
    score: float
    matched_share: float = 1.0
    words: tuple[MatchedWord, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no case holds, and the words that were searched in its place."""

    asked: str
    searched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """Number of cases per value. Each facet counts what its value would give beside the filters of the other facets, so that a second
    value can be weighed before it is chosen. A case counts once for each technology and each kind of evidence it has.
    """

    technologies: Mapping[Technology, int]
    fields: Mapping[ServiceField, int]
    classes: Mapping[str, int]
    kinds: Mapping[FigureKind, int]
    statuses: Mapping[CaseStatus, int]
    origins: Mapping[CaseOrigin, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search. `total` counts all hits, `hits` holds those asked for; `unknown` are words that no case holds and that
    nothing near was found for; `cut` says that only the beginning of an over-long query was searched.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    corrected: tuple[Correction, ...]
    unknown: tuple[str, ...]
    facets: Facets
    cut: bool = False
