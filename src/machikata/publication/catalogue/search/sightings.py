# SPDX-License-Identifier: Apache-2.0
"""What is kept of a text for searching: its words, the compounds they form, and the rows of the word list that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import Final

from machikata.publication.catalogue.search.folding import fold
from machikata.publication.catalogue.search.morphology import Cut, Unit, cut
from machikata.publication.catalogue.search.word_list import word_list

ROW_MARK: Final = "≈"
"""Stands before the first word of a row of synonyms, as the term of the row; no word of a text begins so."""

_LONGEST_COMPOUND: Final = 4
_GAP: Final = 2
"""Characters that may stand between the words of a phrase of the list: a particle, a hyphen."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A term at a place of a folded text. `compound` says that it is made of several units."""

    term: str
    reading: str
    start: int
    end: int
    compound: bool = False


@dataclass(frozen=True, slots=True)
class RowSpan:
    """A phrase of the word list: its row and the units first to last (the latter not included) that it takes; none for a literal."""

    row: int
    first: int
    last: int
    start: int
    end: int


def sightings(text: Cut) -> Iterator[Sighting]:
    """Every term of the text that is searched for: words with a meaning of their own, compounds, rows."""
    for unit in text.units:
        if not unit.weak:
            yield Sighting(unit.term, unit.reading, unit.start, unit.end)
        if unit.also:
            yield Sighting(unit.also, unit.reading, unit.start, unit.end)
    yield from compounds(text.units)
    for span in row_spans(text):
        yield Sighting(row_term(span.row), "", span.start, span.end, compound=True)


def compounds(units: Sequence[Unit]) -> Iterator[Sighting]:
    """Neighbours within a chain, two by two, and whole chains of three or four."""
    for _, members in groupby(units, key=lambda u: u.chain):
        chain = list(members)
        for one, next_one in pairwise(chain):
            yield _joined([one, next_one])
        if 2 < len(chain) <= _LONGEST_COMPOUND:
            yield _joined(chain)


def row_spans(text: Cut) -> Iterator[RowSpan]:
    """Phrases of the word list in the text; where one begins, the longest of each row."""
    phrases, literals = _phrases()
    for first in range(len(text.units)):
        longest: dict[int, int] = {}
        for last in range(first + 1, len(text.units) + 1):
            if last - first > 1 and text.units[last - 1].start - text.units[last - 2].end > _GAP:
                break
            rows = phrases.get(tuple(u.term for u in text.units[first:last]))
            if rows is None:
                break
            longest |= dict.fromkeys(rows, last)
        for row, last in sorted(longest.items()):
            yield RowSpan(row, first, last, text.units[first].start, text.units[last - 1].end)
    for literal, row in literals:
        if (start := text.text.find(literal)) >= 0:
            yield RowSpan(row, 0, 0, start, start + len(literal))


def row_term(row: int) -> str:
    """The term that stands for a row of synonyms."""
    return ROW_MARK + word_list().rows[row].words[0]


@cache
def listed_words() -> tuple[tuple[int, Sighting], ...]:
    """Every word of the list with the number of its row, as a term with its reading."""
    found = []
    for number, row in enumerate(word_list().rows):
        for word in row.words:
            units = cut(word).units
            if units:
                found.append((number, _joined(units)))
    return tuple(found)


@cache
def _phrases() -> tuple[dict[tuple[str, ...], tuple[int, ...]], tuple[tuple[str, int], ...]]:
    """Terms of every phrase → its rows, every beginning of a phrase → no row; and the literals."""
    rows_of: dict[tuple[str, ...], tuple[int, ...]] = {}
    literals: list[tuple[str, int]] = []
    for number, row in enumerate(word_list().rows):
        literals += [(fold(literal), number) for literal in row.literals]
        for word in row.words:
            terms = tuple(u.term for u in cut(word).units)
            for length in range(1, len(terms)):
                rows_of.setdefault(terms[:length], ())
            if number not in rows_of.get(terms, ()):
                rows_of[terms] = (*rows_of.get(terms, ()), number)
    return rows_of, tuple(literals)


def _joined(units: Sequence[Unit]) -> Sighting:
    reading = "".join(u.reading for u in units) if all(u.reading for u in units) else ""
    return Sighting("".join(u.term for u in units), reading, units[0].start, units[-1].end, compound=True)
