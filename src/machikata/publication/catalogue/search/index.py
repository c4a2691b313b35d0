# SPDX-License-Identifier: Apache-2.0
"""Searching case studies: made once from the cases, then asked from any thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from machikata.domain.case_study import NOTHING, CaseStudy
from machikata.domain.errors import InputRefused, Problem
from machikata.domain.progress import no_progress
from machikata.domain.text import Language, Text
from machikata.publication.catalogue.search.analysed import Analysed, analyse
from machikata.publication.catalogue.search.case_fields import FIELDS, FieldText, fingerprint, searched_texts
from machikata.publication.catalogue.search.highlighting import passages, standing_in
from machikata.publication.catalogue.search.narrowing import Narrowing, narrowing_of
from machikata.publication.catalogue.search.nearest import nearest_of
from machikata.publication.catalogue.search.postings import Postings, postings_of
from machikata.publication.catalogue.search.question import AskedWord, Asking, Question
from machikata.publication.catalogue.search.scoring import Ranking, Scores, score
from machikata.publication.catalogue.search.sightings import listed_words, row_term
from machikata.publication.catalogue.search.stored import pack, unpack
from machikata.publication.catalogue.search.values import (
    NO_FILTERS,
    CaseFilters,
    Found,
    Hit,
    MatchedBy,
    MatchedWord,
)
from machikata.publication.catalogue.search.vocabulary import Vocabulary

PAGE = 20
"""Hits of one answer unless told otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class CaseIndex:
    """An index over case studies; never changes, so that threads share it. Make a new one when cases change (`reuse` the old one)."""

    cases: tuple[CaseStudy, ...]
    """In the order in which cases are listed without a query: newest first. Withdrawn ones are left out."""
    classes: Mapping[str, str]
    vocabulary: Vocabulary
    texts: tuple[tuple[FieldText, ...], ...]
    analysed: tuple[Analysed, ...]
    postings: Postings
    narrowing: Narrowing
    asking: Asking
    ranking: Ranking

    @classmethod
    def of(
        cls,
        cases: Sequence[CaseStudy],
        *,
        classes: Mapping[str, str] | None = None,
        reuse: CaseIndex | bytes | None = None,
        ranking: Ranking = Ranking(),
        progress: Callable[[float, Text], None] = no_progress,
    ) -> CaseIndex:
        """An index over `cases`. `classes`: body code → id of its population class, for the filter and its counts.

        About 5 ms of CPU for each case whose texts are new; what `reuse` (an earlier index, or what its `to_bytes` gave) holds of the
        same texts is taken over, with the same answers as without. Bytes of another edition are left aside. Raises InputRefused when
        two cases have one id.
        """
        ordered = tuple(sorted((c for c in cases if c.withdrawn == NOTHING), key=_newest_first))
        _refuse_twins(ordered)
        vocabulary, known = _known(reuse)
        texts = tuple(searched_texts(case) for case in ordered)
        analysed: list[Analysed] = []
        for number, own in enumerate(texts):
            if number % 100 == 0:
                progress(number / len(ordered), Text("事例の言葉を調べています", "Reading the words of the cases"))
            kept = known.get(fingerprint(own)) if known else None
            analysed.append(kept or analyse(own, vocabulary))
        for _, word in listed_words():
            vocabulary.number_of(word, "")
        postings = postings_of(analysed, n_terms=len(vocabulary.terms))
        frequencies = _frequencies(postings, vocabulary)
        return cls(
            cases=ordered,
            classes=dict(classes or {}),
            vocabulary=vocabulary,
            texts=texts,
            analysed=tuple(analysed),
            postings=postings,
            narrowing=narrowing_of(ordered, classes or {}),
            asking=Asking(vocabulary, nearest_of(vocabulary, frequencies)),
            ranking=ranking,
        )

    def to_bytes(self) -> bytes:
        """What took long to find out, for `reuse`; the cases themselves are not in it."""
        return pack(self.vocabulary, self.analysed)

    def search(
        self,
        query: str,
        *,
        filters: CaseFilters = NO_FILTERS,
        limit: int | None = PAGE,
        offset: int = 0,
        language: Language = "ja",
    ) -> Found:
        """Cases that answer the query, best first; without a word in it all cases, newest first.

        `limit` hits from `offset` on (None: all); passages are cut from the texts of `language`. Any text may be asked; never raises.

        >>> CaseIndex.of(()).search("保育園").total
        0
        """
        question = self.asking.question(query)
        scores = self._scores(query, question)
        masks = self.narrowing.masks(filters)
        hits = scores.hits.copy()
        for mask in masks.values():
            hits &= mask
        numbers = np.flatnonzero(hits)
        best = numbers[np.argsort(-scores.scores[numbers], kind="stable")]
        shown = best[offset : None if limit is None else offset + limit]
        return Found(
            query=query,
            total=len(numbers),
            hits=tuple(self._hit(int(n), question, scores, language) for n in shown),
            corrected=question.corrected,
            unknown=question.unknown,
            facets=self.narrowing.counts(scores.hits, masks),
            cut=question.cut,
        )

    def _scores(self, query: str, question: Question) -> Scores:
        if not query.strip():
            return Scores(np.ones(len(self.cases)), np.ones(len(self.cases)))
        found = score(question, self.postings, self.ranking)
        return Scores(found.scores.round(9), found.shares)

    def _hit(self, number: int, question: Question, scores: Scores, language: Language) -> Hit:
        if not question.words:
            return Hit(self.cases[number].id, float(scores.scores[number]))
        words = tuple(w for asked in question.words for w in self._met(number, asked))
        written = {text for w in words for text in w.found} | set(self._compounds_in(number, question))
        return Hit(
            case_id=self.cases[number].id,
            score=float(scores.scores[number]),
            matched_share=float(scores.shares[number]),
            words=words,
            passages=passages(self.texts[number], written, language=language),
        )

    def _met(self, number: int, word: AskedWord) -> Iterator[MatchedWord]:
        """How the case met one word of the query, each way once."""
        asked = [a for part in word.parts for a in part.alternatives] + list(word.rows)
        for by in MatchedBy:
            fields = {a.term: held for a in asked if a.by is by and (held := self.analysed[number].fields_of(a.term))}
            if fields:
                found = standing_in(self.texts[number], self._written(fields))
                places = sorted({place for held in fields.values() for place in held})
                yield MatchedWord(word.asked, found, by, tuple(FIELDS[n] for n in places))

    def _written(self, terms: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted({w for t in terms for w in self.vocabulary.written[t]}))

    def _compounds_in(self, number: int, question: Question) -> tuple[str, ...]:
        return self._written(t for t in question.compounds if self.analysed[number].fields_of(t))


def _frequencies(postings: Postings, vocabulary: Vocabulary) -> dict[int, int]:
    """Term → number of cases that hold it; 0 for words of the list that none holds while one holds another word of their row."""
    held = np.flatnonzero(np.diff(postings.starts))
    frequencies = {int(t): postings.n_cases_of(int(t)) for t in held}
    for row, word in listed_words():
        if vocabulary.numbers.get(row_term(row)) in frequencies:
            frequencies.setdefault(vocabulary.numbers[word.term], 0)
    return frequencies


def _newest_first(case: CaseStudy) -> tuple[tuple[int, ...], str]:
    """By the day of publication, then by the start, as far as they are known; then by id."""
    dates = case.published or case.updated, case.start.removeprefix("FY")
    return tuple(-int("".join(c for c in d if c.isdecimal())[:8].ljust(8, "0")) for d in dates), case.id


def _refuse_twins(cases: Sequence[CaseStudy]) -> None:
    seen: set[str] = set()
    twins = sorted({c.id for c in cases if c.id in seen or seen.add(c.id)})  # type: ignore[func-returns-value]
    if twins:
        raise InputRefused([
            Problem(
                code="case-search.twin",
                what=Text(f"事例の番号 {i} が二つあります", f"two cases have the id {i}"),
                remedy=Text("一つの事例は一度だけ渡してください", "give each case once"),
            )
            for i in twins
        ])  # fmt: skip


def _known(reuse: CaseIndex | bytes | None) -> tuple[Vocabulary, dict[str, Analysed]]:
    if isinstance(reuse, bytes):
        vocabulary, analysed = unpack(reuse)
        return vocabulary, {a.fingerprint: a for a in analysed}
    if reuse is None:
        return Vocabulary(), {}
    return reuse.vocabulary.copy(), {a.fingerprint: a for a in reuse.analysed}
