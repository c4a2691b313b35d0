# SPDX-License-Identifier: Apache-2.0
"""The names that concepts are known by, and which concept a label meets by its spelling alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.process import Concept
from machikata.domain.text import Text
from machikata.records.dictionary.decisions import DecidedNames
from machikata.records.dictionary.spelling import core, spelling
from machikata.records.dictionary.values import Candidate, LabelUse, Method

SAME_LETTERS: Final = 1.0
SAME_SPELLING: Final = 0.97
DECIDED_ELSEWHERE: Final = 0.95
SAME_CORE: Final = 0.92

WHY: Final[Mapping[float, Text]] = {
    SAME_LETTERS: Text("名称が同じです", "the names are the same"),
    SAME_SPELLING: Text(
        "表記（全角・半角、送り仮名、記号など）だけが違います", "only the spelling differs (width, okurigana, marks)"
    ),
    DECIDED_ELSEWHERE: Text(
        "ほかの団体の同じ名称が、この業務名と判断されています",
        "the same name of another body was decided to be this one",
    ),
    SAME_CORE: Text(
        "係名・番号・助詞・「処理」などの飾りだけが違います",
        "only trimmings differ (section, number, particles, endings such as 処理)",
    ),
}


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Four ways from a label to concepts, surest first; each gives the ids of all concepts that fit."""

    letters: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, tuple[str, ...]]
    decided: Mapping[str, tuple[str, ...]]
    cores: Mapping[str, tuple[str, ...]]

    def matches(self, label: str) -> tuple[Candidate, ...]:
        """The concepts that the label meets in the surest way that fits at all; several when they fit equally well."""
        ways = (
            (self.letters, label, SAME_LETTERS, Method.EXACT),
            (self.spellings, spelling(label), SAME_SPELLING, Method.NORMALISED),
            (self.decided, spelling(label), DECIDED_ELSEWHERE, Method.NORMALISED),
            (self.cores, core(label), SAME_CORE, Method.NORMALISED),
        )
        for names, key, confidence, method in ways:
            if found := names.get(key):
                return tuple(Candidate(c, confidence, method) for c in found)
        return ()


def known_names(concepts: Iterable[Concept], uses: Sequence[LabelUse], decided: DecidedNames) -> KnownNames:
    """Names of the concepts in both languages, and the labels that persons have already given to a concept."""
    labels = [(text, c.id) for c in concepts for text in (c.label.ja, c.label.en) if text]
    aliases = [(u.label, decided.same[u.key]) for u in uses if u.key in decided.same]
    known = {c for _, c in labels}
    return KnownNames(
        letters=_index(labels),
        spellings=_index((spelling(text), c) for text, c in labels),
        decided=_index((spelling(text), c) for text, c in aliases if c in known),
        cores=_index((core(text), c) for text, c in labels),
    )


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for key, concept in pairs:
        found.setdefault(key, set()).add(concept)
    return {key: tuple(sorted(ids)) for key, ids in found.items()}
