# SPDX-License-Identifier: Apache-2.0
"""A query as the terms of an index to look for: words asked for, the words that may stand for each, and what was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Final

from machikata.publication.catalogue.search.folding import fold
from machikata.publication.catalogue.search.kana_words import KanaWord, kana_words
from machikata.publication.catalogue.search.morphology import Cut, Unit, cut, is_kana
from machikata.publication.catalogue.search.nearest import LONGEST, Nearest
from machikata.publication.catalogue.search.sightings import RowSpan, compounds, row_spans, row_term
from machikata.publication.catalogue.search.values import Correction, MatchedBy
from machikata.publication.catalogue.search.vocabulary import Vocabulary
from machikata.publication.catalogue.search.word_list import word_list

LONGEST_QUERY: Final = 400
"""Characters of a query that are searched; the rest of a longer one is left out and the answer says so."""

MOST_WORDS: Final = 48
_MOST_CORRECTED: Final = 6
"""Words of one query for which near ones are looked for: each costs milliseconds."""

_MOST_LITERALS: Final = 3
_SAME_READING: Final = 0.8
_ALIKE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term that may stand for what was asked; `weight` 0 to 1."""

    term: int
    weight: float
    by: MatchedBy


@dataclass(frozen=True, slots=True)
class Part:
    """One unit of an asked word, with the terms that meet it."""

    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class AskedWord:
    """What counts as one word of the query: its parts together, or a row of synonyms in their place."""

    asked: str
    parts: tuple[Part, ...]
    rows: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A query, ready to be scored. `compounds` are terms of several units that add to the words they are made of."""

    words: tuple[AskedWord, ...]
    compounds: tuple[int, ...]
    corrected: tuple[Correction, ...]
    unknown: tuple[str, ...]
    cut: bool


@dataclass(slots=True)
class Asking:
    """Turns queries into questions to one index. Holds no state of a query."""

    vocabulary: Vocabulary
    nearest: Nearest

    def question(self, query: str) -> Question:
        """What to look for; never raises, whatever was typed."""
        folded = fold(query[: LONGEST_QUERY * 2])
        text = cut(folded[:LONGEST_QUERY])
        spoken = kana_words(text, read_as=self.nearest.read_as, mistyped=self.nearest.mistyped, known=self._met)
        words = _Words(self, text, spoken)
        words.gather()
        asked = _without_asking(words.found)[:MOST_WORDS]
        over = len(query) > LONGEST_QUERY or len(words.found) > MOST_WORDS
        nothing = () if words.found or words.unknown or not folded.strip() else (folded.strip()[:LONGEST],)
        return Question(
            tuple(asked), self._compounds(text), tuple(words.corrected), (*words.unknown, *nothing), cut=over
        )

    def number(self, term: str) -> int | None:
        """The number of a term that at least one case holds."""
        number = self.vocabulary.numbers.get(term)
        return number if number is not None and self.nearest.frequencies.get(number) else None

    def _met(self, unit: Unit) -> bool:
        return any(self.number(t) is not None for t in (unit.term, unit.also) if t)

    def alternatives(self, unit: Unit, written: str, *, alone: bool = True) -> tuple[Alternative, ...]:
        """The unit itself, its second form, and, for one written in kana, words of its reading (two kana only where they stand `alone`)."""
        met = [n for t in (unit.term, unit.also) if t and (n := self.number(t)) is not None]
        found = [Alternative(n, 1.0, MatchedBy.WORD) for n in met]
        if is_kana(written) and (alone or len(written) > 2) and (not met or fold(written) != unit.term):
            weight = _SAME_READING if met else 1.0
            found += [
                Alternative(n, weight, MatchedBy.READING) for n in self.nearest.read_as(written)[:4] if n not in met
            ]
        return tuple(found)

    def rows(self, numbers: Iterable[int]) -> tuple[Alternative, ...]:
        """The rows of synonyms to which one of these terms belongs as a whole."""
        found: dict[int, Alternative] = {}
        for word in numbers:
            for row in _rows_of_word(self.vocabulary.terms[word]):
                if (alternative := self.row(row)) is not None:
                    found[alternative.term] = alternative
        return tuple(found.values())

    def row(self, row: int) -> Alternative | None:
        """The row as an alternative, if a case speaks of it."""
        number = self.number(row_term(row))
        return None if number is None else Alternative(number, word_list().rows[row].weight, MatchedBy.SYNONYM)

    def _compounds(self, text: Cut) -> tuple[int, ...]:
        numbers = [self.number(c.term) for c in compounds(text.units)]
        return tuple(sorted({n for n in numbers if n is not None}, key=lambda n: self.vocabulary.terms[n]))[:MOST_WORDS]


@dataclass(slots=True)
class _Words:
    """The words of one query, being gathered."""

    asking: Asking
    text: Cut
    spoken: Sequence[KanaWord]
    found: list[AskedWord] = field(default_factory=list)
    corrected: list[Correction] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def gather(self) -> None:
        """Kana words, then phrases of the word list, then what is left, chain by chain."""
        free = [u for u in self.text.units if not any(k.start < u.end and u.start < k.end for k in self.spoken)]
        for kana in self.spoken:
            self._add_kana(kana)
        taken: set[int] = set()
        for first, last, rows in _phrases(self.text):
            units = self.text.units[first:last]
            if all(u in free for u in units) and not taken & set(range(first, last)):
                taken |= set(range(first, last))
                self._add_phrase(units, rows)
        self._add_literals()
        left = [u for n, u in enumerate(self.text.units) if n not in taken and u in free]
        for _, chain in groupby(left, key=lambda u: u.chain):
            self._add_chain(list(chain))

    def _add_kana(self, kana: KanaWord) -> None:
        by = MatchedBy.CORRECTED if kana.corrected else MatchedBy.READING
        part = Part(tuple(Alternative(n, 1.0, by) for n in kana.terms))
        self.found.append(AskedWord(kana.written, (part,), self.asking.rows(kana.terms)))
        if kana.corrected:
            self._note(kana.written, kana.terms)

    def _add_phrase(self, units: Sequence[Unit], rows: Sequence[int]) -> None:
        alternatives = [a for row in rows if (a := self.asking.row(row)) is not None]
        parts = [
            Part(found) for u in units if not u.weak and (found := self.asking.alternatives(u, self._written([u])))
        ]
        if parts or alternatives:
            self.found.append(AskedWord(self._written(units), tuple(parts), tuple(alternatives)))
        else:
            self._add_chain(list(units))

    def _add_literals(self) -> None:
        literals = [s for s in row_spans(self.text) if s.first == s.last]
        for span in literals[:_MOST_LITERALS]:
            if (row := self.asking.row(span.row)) is not None:
                self.found.append(AskedWord(self.text.text[span.start : span.end], (), (row,)))

    def _add_chain(self, chain: list[Unit]) -> None:
        telling = [u for u in chain if not u.weak]
        met = {u: self.asking.alternatives(u, self._written([u]), alone=len(chain) == 1) for u in telling}
        if not self._holds(chain, met) and self._corrects(chain):
            return
        if not telling and len(chain) > 1:
            self.unknown.append(self._written(chain))
        parts = [Part(met[u] or self._replaced(u)) for u in telling]
        parts = [p for p in parts if p.alternatives]
        if parts:
            self.found.append(AskedWord(self._written(chain), tuple(parts)))

    def _holds(self, chain: list[Unit], met: Mapping[Unit, tuple[Alternative, ...]]) -> bool:
        """Whether the words of the chain are met; single kanji side by side (市役書) are only as a compound."""
        if not all(met.values()) or not met:
            return not met and len(chain) == 1
        scattered = len(chain) > 2 and sum(u.end - u.start == 1 for u in chain) > 1
        return not scattered or self.asking.number("".join(u.term for u in chain)) is not None

    def _corrects(self, chain: list[Unit]) -> bool:
        """Whether the whole chain is near to a term, which then stands for it."""
        written = self._written(chain)
        reading = "".join(u.reading for u in chain) if all(u.reading for u in chain) else ""
        terms = self._near(written, reading)
        if terms:
            part = Part(tuple(Alternative(n, 1.0, MatchedBy.CORRECTED) for n in terms))
            self.found.append(AskedWord(written, (part,), self.asking.rows(terms)))
            self._note(written, terms)
        return bool(terms)

    def _replaced(self, unit: Unit) -> tuple[Alternative, ...]:
        """What stands for a unit that no case holds."""
        written = self._written([unit])
        if terms := self._near(written, unit.reading):
            self._note(written, terms)
            return tuple(Alternative(n, 1.0, MatchedBy.CORRECTED) for n in terms)
        alike = self.asking.nearest.alike(unit.term) if len(unit.term) > 2 and not unit.term.isascii() else ()
        if not alike:
            self.unknown.append(written)
        return tuple(Alternative(a.term, _ALIKE * a.likeness, MatchedBy.SIMILAR) for a in alike)

    def _near(self, written: str, reading: str) -> tuple[int, ...]:
        if len(self.corrected) + len(self.unknown) >= _MOST_CORRECTED:
            return ()
        return self.asking.nearest.mistyped(written, reading)

    def _note(self, asked: str, terms: Iterable[int]) -> None:
        words = self.asking.vocabulary.terms
        self.corrected.append(Correction(asked, tuple(words[n] for n in terms)))

    def _written(self, units: Sequence[Unit]) -> str:
        return self.text.text[units[0].start : units[-1].end]


def _phrases(text: Cut) -> list[tuple[int, int, tuple[int, ...]]]:
    """Spans of units with the rows that name exactly them; the longest first."""
    spans: dict[tuple[int, int], list[int]] = {}
    for span in row_spans(text):
        if span.first < span.last:
            spans.setdefault((span.first, span.last), []).append(span.row)
    return [(*span, tuple(spans[span])) for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0]))]


@cache
def _asking_terms() -> frozenset[str]:
    return frozenset(unit.term for word in word_list().asking for unit in cut(word).units)


def _without_asking(words: list[AskedWord]) -> list[AskedWord]:
    """Without the words that only ask, unless there is nothing else."""
    asking = _asking_terms()
    telling = [w for w in words if {u.term for u in cut(w.asked).units} - asking]
    return telling or words


def _rows_of_word(word: str) -> tuple[int, ...]:
    text = cut(word)
    return tuple(s.row for s in row_spans(text) if _is_whole(s, text))


def _is_whole(span: RowSpan, text: Cut) -> bool:
    return span.first == 0 and span.last == len(text.units) > 0
