# SPDX-License-Identifier: Apache-2.0
"""Words typed in kana alone: じどうてあて is looked for by its reading, which no cutting into words would give, and チャットポット, which
would be cut into two words that both exist, is seen as one that is mistyped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from machikata.publication.catalogue.search.morphology import Cut, Unit

_RUN: Final = re.compile(r"[ぁ-ゖー]{3,}")
_KATAKANA_RUN: Final = re.compile(r"[ァ-ヺー]{4,}")
_SHORTEST_WITHIN: Final = 4
"""Kana of a word that is found inside a longer run; shorter ones are met by chance."""
_SHORTEST_MISCUT: Final = 6
"""The same where the tokenizer sees a particle at its beginning."""


@dataclass(frozen=True, slots=True)
class KanaWord:
    """A run of kana and the terms that stand for it, most frequent first."""

    written: str
    start: int
    end: int
    terms: tuple[int, ...]
    corrected: bool = False


def kana_words(
    text: Cut,
    *,
    read_as: Callable[[str], tuple[int, ...]],
    mistyped: Callable[[str], tuple[int, ...]],
    known: Callable[[Unit], bool],
) -> tuple[KanaWord, ...]:
    """Runs of hiragana that are the reading of a term, whole or between borders of tokens; whole runs of which no word is known, and runs
    of katakana of which one word is not, may be mistyped.
    """
    found: list[KanaWord] = []
    for run in _KATAKANA_RUN.finditer(text.text):
        units = [u for u in text.units if run.start() <= u.start < run.end()]
        if len(units) > 1 and not all(known(u) for u in units) and (terms := mistyped(run.group())):
            found.append(KanaWord(run.group(), run.start(), run.end(), terms, corrected=True))
    for run in _RUN.finditer(text.text):
        if terms := read_as(run.group()):
            found.append(KanaWord(run.group(), run.start(), run.end(), terms))
            continue
        within = _within(text, run.start(), run.end(), read_as)
        found += within
        units = [u for u in text.units if run.start() <= u.start < run.end()]
        if not within and units and not any(known(u) for u in units) and (terms := mistyped(run.group())):
            found.append(KanaWord(run.group(), run.start(), run.end(), terms, corrected=True))
    return tuple(found)


def _within(text: Cut, start: int, end: int, read_as: Callable[[str], tuple[int, ...]]) -> Sequence[KanaWord]:
    """The longest readings between borders of tokens, from left to right; where a particle seems to stand, only long ones."""
    tokens = [t for t in text.tokens if start <= t.start and t.end <= end]
    borders = sorted({t.end for t in tokens})
    found: list[KanaWord] = []
    at = start
    for token in tokens:
        if token.start < at:
            continue
        least = _SHORTEST_WITHIN if token.kept else _SHORTEST_MISCUT
        for last in reversed([b for b in borders if b - token.start >= least]):
            written = text.text[token.start : last]
            if terms := read_as(written):
                found.append(KanaWord(written, token.start, last, terms))
                at = last
                break
    return found
