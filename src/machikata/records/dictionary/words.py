# SPDX-License-Identifier: Apache-2.0
"""The word list beside this file, read once when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """The list in the shape that comparing needs. `canonical` gives the common word of a synonym; `contrasts` are rows of words
    that exclude each other (common words); `vocabulary` holds every word, longest first, for cutting runs of kanji.
    """

    kanji: Mapping[int, str]
    spellings: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]
    canonical: Mapping[str, str]
    contrasts: tuple[frozenset[str], ...]
    vocabulary: tuple[str, ...]


@cache
def office_words() -> OfficeWords:
    """The words of `words.yaml`."""
    raw = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
    synonyms: list[list[str]] = raw["synonyms"]
    contrasts: list[list[str]] = raw["contrasts"]
    canonical = {word: row[0] for row in synonyms for word in row}
    listed = {w for row in (*synonyms, *contrasts) for w in row} | set(raw["words"])
    return OfficeWords(
        kanji=str.maketrans(raw["kanji"]),
        spellings=tuple(sorted(raw["spellings"].items(), key=lambda pair: (-len(pair[0]), pair[0]))),
        endings=tuple(sorted(raw["endings"], key=lambda e: (-len(e), e))),
        canonical=canonical,
        contrasts=tuple(frozenset(canonical.get(w, w) for w in row) for row in contrasts),
        vocabulary=tuple(sorted((w for w in listed if not w.isascii()), key=lambda w: (-len(w), w))),
    )
