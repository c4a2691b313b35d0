# SPDX-License-Identifier: Apache-2.0
"""The word list beside this file, read once when it is first needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class SynonymRow:
    """Words that stand for one another; `literals` are phrases found letter by letter. `weight` (0 to 1): what a match by another word of the row counts."""

    words: tuple[str, ...]
    literals: tuple[str, ...]
    weight: float
    why: Text


@dataclass(frozen=True, slots=True)
class WordList:
    """Rows of synonyms, words that only ask, the day of the list, and `mark`, which changes whenever the list does."""

    rows: tuple[SynonymRow, ...]
    asking: frozenset[str]
    empty_english: frozenset[str]
    as_of: str
    mark: str


@cache
def word_list() -> WordList:
    """The list of `words.yaml`."""
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    return WordList(
        rows=tuple(
            SynonymRow(tuple(r["words"]), tuple(r.get("literals", ())), r["weight"], Text(**r["why"]))
            for r in raw["synonyms"]
        ),
        asking=frozenset(raw["asking"]),
        empty_english=frozenset(raw["empty_english"]),
        as_of=raw["as_of"].isoformat(),
        mark=hashlib.sha256(text.encode()).hexdigest()[:16],
    )
