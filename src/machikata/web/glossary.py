# SPDX-License-Identifier: Apache-2.0
"""The words of Machikata, read from `docs/glossary.yaml` (in a wheel it lies beside this file)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from machikata.domain.text import Text

_PLACES: Final = (Path(__file__).with_name("glossary.yaml"), Path(__file__).parents[3] / "docs" / "glossary.yaml")


@dataclass(frozen=True, slots=True)
class Word:
    """One word in both languages, and one sentence that says what it means. `id` is its anchor."""

    id: str
    word: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words that belong together."""

    title: Text
    words: tuple[Word, ...]


@cache
def glossary() -> tuple[WordGroup, ...]:
    """All words in the order of the file.

    Raises:
        FileNotFoundError: the installation is not complete.
    """
    place = next((p for p in _PLACES if p.is_file()), _PLACES[0])
    return tuple(_group(entry) for entry in yaml.safe_load(place.read_text(encoding="utf-8")))


def _group(entry: dict[str, Any]) -> WordGroup:
    words = tuple(Word(w["id"], Text(w["ja"], w["en"]), Text(**w["what"])) for w in entry["words"])
    return WordGroup(Text(**entry["group"]), words)
