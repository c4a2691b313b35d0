# SPDX-License-Identifier: Apache-2.0
"""Japanese and English text as words: one form for ways of writing, the reading, and which words stand together as one compound.

SudachiPy cuts the text (split mode C, nouns further into A units) and gives the normal form; verbs are brought to the form that is also
their noun, so that 引っ越す and 引っ越し meet. English words lose a plural ending (Harman 1991) and common empty words are skipped.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

import sudachipy

from machikata.publication.catalogue.search.folding import fold, katakana
from machikata.publication.catalogue.search.word_list import word_list

WORDS_MARK: Final = "2"
"""Changes when the same text gives other words, so that kept analyses are made anew."""

_PIECE: Final = 4_000
"""Characters handed to the tokenizer at once; it takes 49,149 bytes at most."""
_KEPT: Final = 65_536
_STOPS: Final = re.compile(r"[。．\n!?！？、,\s]")
_LATIN: Final = re.compile(r"[a-z0-9][a-z0-9.+#&_-]*")
_MARKS: Final = ".+#&_-"
_KANA: Final = re.compile(r"[ぁ-ゖァ-ヺー]+")
_SKIPPED: Final = frozenset(
    {"助詞", "助動詞", "補助記号", "記号", "空白", "代名詞", "連体詞", "接続詞", "感動詞", "副詞"}
)
_CHAINED: Final = frozenset({"名詞", "接頭辞", "接尾辞", "形状詞"})
_ENDING: Final = str.maketrans("うくぐすつぬぶむる", "いきぎしちにびみり")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word. `term` is its one form; `chain` counts up wherever words do not touch or are no nouns: units of one chain stand together
    as a compound. A `weak` unit (年, 所, 課) says nothing alone. `also` is a second form of a Latin word ("" for none). Places are
    those in the folded text.
    """

    term: str
    reading: str
    start: int
    end: int
    chain: int
    weak: bool = False
    also: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """What the tokenizer cut, for looking at runs of kana: where it stood and whether it became a unit."""

    start: int
    end: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """A folded text with its units and all its tokens."""

    text: str
    units: tuple[Unit, ...]
    tokens: tuple[Token, ...]


def cut(text: str) -> Cut:
    """`text` as words.

    >>> [u.term for u in cut("引越しの手続きを、ＲＰＡで").units]
    ['引っ越し', '手続き', 'rpa']
    """
    folded = fold(text)
    units: list[Unit] = []
    tokens: list[Token] = []
    chain, chained_to = 0, -1
    for start, piece in _pieces(folded):
        for m in _tokenizer().tokenize(piece):
            begin, end = start + m.begin(), start + m.end()
            chained = m.part_of_speech()[0] in _CHAINED
            chain += not (chained and begin == chained_to)
            made = _units_of(m, begin, chain) if begin < end else ()
            tokens.append(Token(begin, end, bool(made)))
            units += made
            chained_to = end if made and chained else -1
    return Cut(folded, tuple(units), tuple(tokens))


def cut_english(text: str) -> Cut:
    """A text of ASCII alone as words, ten times as fast: no dictionary is asked, so no second forms are found.

    >>> [u.term for u in cut_english("Answers to the residents").units]
    ['answer', 'resident']
    """
    folded = text.lower()
    units = [unit for chain, m in enumerate(_LATIN.finditer(folded)) for unit in _english(m.group(), m.start(), chain)]
    return Cut(folded, tuple(units), tuple(Token(u.start, u.end, kept=True) for u in units))


def is_kana(text: str) -> bool:
    """Whether it is written in kana alone."""
    return _KANA.fullmatch(text) is not None


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = min(start + _PIECE, len(text))
        if end < len(text):
            stops = [m.end() for m in _STOPS.finditer(text, start + _PIECE // 2, end)]
            end = stops[-1] if stops else end
        yield start, text[start:end]
        start = end


def _units_of(m: sudachipy.Morpheme, begin: int, chain: int) -> Sequence[Unit]:
    """The units of a token; none for one without a meaning of its own."""
    pos, surface = m.part_of_speech(), m.surface()
    end = begin + len(surface)
    if pos[0] in _SKIPPED or (pos[1] == "非自立可能" and pos[0] in {"動詞", "形容詞"}) or pos[1] == "助動詞語幹":
        return ()
    if _LATIN.fullmatch(surface):
        return _latin(m, begin, chain)
    if pos[0] == "動詞":
        return (Unit(_noun_of(_usual(m.normalized_form()), pos[4]), "", begin, end, chain),)
    parts = m.split(sudachipy.SplitMode.A) if pos[0] == "名詞" and len(surface) > 2 else ()
    at = begin - m.begin()
    return [
        Unit(_usual(p.normalized_form()), _reading(p), at + p.begin(), at + p.end(), chain, _is_weak(p))
        for p in (parts if len(parts) > 1 else (m,))
        if p.surface().strip()
    ]


def _latin(m: sudachipy.Morpheme, begin: int, chain: int) -> Sequence[Unit]:
    normal = _usual(m.normalized_form())
    also = normal if is_kana(normal) else ""
    return [replace(u, reading=_reading(m), also=also) for u in _english(m.surface(), begin, chain)]


def _english(surface: str, begin: int, chain: int) -> Sequence[Unit]:
    """The word without the marks at its ends; none for an empty one."""
    word = surface.strip(_MARKS)
    if not word or word in word_list().empty_english:
        return ()
    start = begin + len(surface) - len(surface.lstrip(_MARKS))
    return (Unit(singular(word), "", start, start + len(word), chain),)


def singular(word: str) -> str:
    """An English word without its plural ending.

    >>> singular("enquiries"), singular("robots"), singular("process")
    ('enquiry', 'robot', 'process')
    """
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith(("us", "ss")) else word


def _noun_of(verb: str, conjugation: str) -> str:
    """The form of a verb that is also a noun: 引っ越す → 引っ越し, 答える → 答え; 使える, whose normal form is 使う, → 使い."""
    if "一段" in conjugation and verb.endswith("る"):
        return verb[:-1] if len(verb) > 1 else verb
    if verb.endswith("する"):
        return verb[:-2] if len(verb) > 2 else verb
    return verb[:-1] + verb[-1].translate(_ENDING)


def _reading(m: sudachipy.Morpheme) -> str:
    return _spoken(m.reading_form())


@lru_cache(maxsize=_KEPT)
def _spoken(reading: str) -> str:
    kana = katakana(fold(reading))
    return kana if is_kana(kana) else ""


@lru_cache(maxsize=_KEPT)
def _usual(word: str) -> str:
    return fold(word)


def _is_weak(m: sudachipy.Morpheme) -> bool:
    """Prefixes, suffixes and counters (年, 件) say nothing alone; nor does a single kana."""
    pos = m.part_of_speech()
    surface = m.surface()
    return (
        pos[0] in {"接頭辞", "接尾辞"}
        or (pos[2] == "助数詞可能" and len(surface) == 1)
        or (len(surface) == 1 and is_kana(surface))
    )


@cache
def _dictionary() -> sudachipy.Dictionary:
    return sudachipy.Dictionary(dict="small")


_of_thread = threading.local()


def _tokenizer() -> sudachipy.Tokenizer:
    """One for each thread: a tokenizer keeps the text it is at work on."""
    if not hasattr(_of_thread, "tokenizer"):
        _of_thread.tokenizer = _dictionary().tokenizer(mode=sudachipy.SplitMode.C)
    found: sudachipy.Tokenizer = _of_thread.tokenizer
    return found
