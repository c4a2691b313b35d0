# SPDX-License-Identifier: Apache-2.0
"""Localized text: every sentence a person reads exists in Japanese and in English, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages.

    >>> Text("比べる", "Compare").in_("en")
    'Compare'
    """

    ja: str
    en: str

    def in_(self, language: Language) -> str:
        """The text in `language`."""
        return self.ja if language == "ja" else self.en

    def __str__(self) -> str:
        return self.ja

    def __add__(self, other: Text) -> Text:
        return Text(self.ja + other.ja, self.en + other.en)
