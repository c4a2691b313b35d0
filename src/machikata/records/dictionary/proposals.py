# SPDX-License-Identifier: Apache-2.0
"""Proposals: which concept of the dictionary each name of each body may stand for.

Names meet by letters, by spelling, by a decision on the same name elsewhere, by their core, and last by words and neighbours.
The first four differ in writing only; the last one guesses at meaning, stays below `CONFIDENT` and always wants a person.
Codes never make a match. They serve as evidence that one label stands for several things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from machikata.domain.process import Concept
from machikata.domain.text import Text
from machikata.records.dictionary.decisions import Decision, apply_decisions
from machikata.records.dictionary.homonyms import codes_of_labels
from machikata.records.dictionary.known_names import WHY, KnownNames, known_names
from machikata.records.dictionary.likeness import likeness, opposed, word_weights
from machikata.records.dictionary.neighbours import (
    Surroundings,
    likeness_of_surroundings,
    surroundings_of_concepts,
    surroundings_of_use,
)
from machikata.records.dictionary.spelling import spelling
from machikata.records.dictionary.values import CONFIDENT, Candidate, LabelUse, Method, Proposal

_CEILING: Final = 0.89
"""Below `CONFIDENT`: likeness of words is no proof of sameness."""
_SHOWN_CODES: Final = 5


@dataclass(frozen=True, slots=True)
class ProposalSettings:
    """How freely names are proposed by their words. The defaults were measured (docs/decisions/dictionary.md)."""

    least: float = 0.5
    """Confidence (0–1) below which a concept is not proposed."""
    tie: float = 0.03
    """Two concepts whose confidences differ by less fit equally well: the proposal is ambiguous."""
    neighbours: float = 0.5
    """How far (0–1) equal neighbours alone can raise a likeness of zero."""
    taken: float = 0.6
    """Factor on a concept that the body already calls by its very name: two names of one body seldom mean one thing."""
    alternatives: int = 3
    """How many further candidates are shown."""


def propose(
    uses: Iterable[LabelUse],
    concepts: Iterable[Concept],
    decisions: Iterable[Decision] = (),
    *,
    settings: ProposalSettings = ProposalSettings(),
) -> tuple[Proposal, ...]:
    """One proposal for each use that no decision settles, sorted by body, activity and label. `decisions`: oldest first.

    The order of `uses` and `concepts` does not matter. A use whose letters are those of a concept's label always gets that
    concept, with confidence 1 and method EXACT. Uses that nothing comes near get concept "" and method NONE.

    >>> from machikata.domain.text import Text
    >>> dictionary = [Concept("receive", Text("申請書の受付", "Receive the application"))]
    >>> [p] = propose([LabelUse("012025", "【福祉課】申請書受付け")], dictionary)
    >>> p.concept, p.method.value, p.confidence
    ('receive', 'normalised', 0.92)
    """
    everything = sorted(uses, key=lambda u: (u.body, u.activity, u.label, u.events))
    ordered = sorted(concepts, key=lambda c: c.id)
    decided = apply_decisions(decisions)
    board = _Board(everything, ordered, known_names(ordered, everything, decided), decided.same, settings)
    return tuple(board.proposal(use) for use in everything if not decided.settled(*use.key))


class _Board:
    """Everything that one round of proposals looks at."""

    def __init__(
        self,
        uses: Sequence[LabelUse],
        concepts: Sequence[Concept],
        names: KnownNames,
        decided: Mapping[tuple[str, str], str],
        settings: ProposalSettings,
    ) -> None:
        self.settings, self.names = settings, names
        self.codes = codes_of_labels(uses)
        self.texts = {c.id: tuple(t for t in (c.label.ja, c.label.en) if t) for c in concepts}
        self.weights = word_weights([*(t for texts in self.texts.values() for t in texts), *(u.label for u in uses)])
        self.sure = _sure_concepts(uses, names, decided)
        self.holders = _holders(uses, self.sure)
        self.concept_surroundings = surroundings_of_concepts(uses, self.sure)
        self.by_words: dict[str, dict[str, float]] = {}

    def proposal(self, use: LabelUse) -> Proposal:
        by_spelling = self.names.matches(use.label)
        ranked, reasons = (by_spelling, _why_spelling(by_spelling)) if by_spelling else self._by_meaning(use)
        first = ranked[0] if ranked else Candidate("", 0.0, Method.NONE)
        tied = [c.concept for c in ranked[1:] if first.confidence - c.confidence < self.settings.tie]
        codes = self.codes.get(spelling(use.label), ())
        found = Proposal(
            body=use.body,
            activity=use.activity or use.label,
            label=use.label,
            concept=first.concept,
            method=first.method,
            confidence=first.confidence,
            ambiguous=len(codes) > 1 or bool(tied),
            reasons=(*reasons, *_several_codes(codes), *_equally_near(tied)),
            alternatives=ranked[1 : 1 + self.settings.alternatives],
            events=use.events,
        )
        return self._beside_other_names(found)

    def _beside_other_names(self, found: Proposal) -> Proposal:
        """Spelling alone is no longer sure when the body uses another name that meets the same concept more closely or as closely."""
        others = self.holders.get((found.body, found.concept), frozenset()) - {found.label}
        if found.method is not Method.NORMALISED or not others:
            return found
        return replace(
            found, confidence=min(found.confidence, _CEILING), reasons=(*found.reasons, _two_names(min(others)))
        )

    def _by_meaning(self, use: LabelUse) -> tuple[tuple[Candidate, ...], tuple[Text, ...]]:
        """Candidates by words and neighbours, nearest first, and what speaks for the first one."""
        words = self._words(use.label)
        around = surroundings_of_use(use, self.sure)
        near = {concept: self._score(use, concept, words[concept], around) for concept in words}
        ranked = sorted(
            (Candidate(c, round(s, 4), Method.TOKEN) for c, s in near.items()), key=lambda c: (-c.confidence, c.concept)
        )
        kept = tuple(c for c in ranked if c.confidence >= self.settings.least)
        if not kept:
            return (), (Text("近い業務名がありません", "no concept comes near"),)
        return kept, _why_near(words[kept[0].concept], around, self._beside(use, kept[0].concept, around))

    def _score(self, use: LabelUse, concept: str, words: float, around: Surroundings) -> float:
        together = 1 - (1 - words) * (1 - self.settings.neighbours * self._beside(use, concept, around))
        held = self.holders.get((use.body, concept), frozenset()) - {use.label}
        return _CEILING * together * (self.settings.taken if held else 1.0)

    def _beside(self, use: LabelUse, concept: str, around: Surroundings) -> float:
        if not around or any(opposed(use.label, text) for text in self.texts.get(concept, ())):
            return 0.0  # approval and refusal stand between the same steps
        return likeness_of_surroundings(around, self.concept_surroundings.get(concept, {}), without=use.body)

    def _words(self, label: str) -> dict[str, float]:
        """Concept → likeness of words, the better of both languages."""
        if label not in self.by_words:
            self.by_words[label] = {
                concept: max((likeness(label, text, self.weights) for text in texts), default=0.0)
                for concept, texts in self.texts.items()
            }
        return self.by_words[label]


def _sure_concepts(
    uses: Sequence[LabelUse], names: KnownNames, decided: Mapping[tuple[str, str], str]
) -> Mapping[tuple[str, str], str]:
    """(body, activity) → the concept that a decision or the spelling alone gives, where that is a single one."""
    found: dict[tuple[str, str], set[str]] = {}
    for use in uses:
        sure = [c.concept for c in names.matches(use.label) if c.confidence >= CONFIDENT]
        found.setdefault(use.key, set()).update(sure)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1} | dict(decided)


def _holders(uses: Sequence[LabelUse], sure: Mapping[tuple[str, str], str]) -> Mapping[tuple[str, str], frozenset[str]]:
    """(body, concept) → the body's labels that surely stand for it."""
    held: dict[tuple[str, str], set[str]] = {}
    for use in uses:
        if concept := sure.get(use.key):
            held.setdefault((use.body, concept), set()).add(use.label)
    return {key: frozenset(labels) for key, labels in held.items()}


def _why_spelling(found: Sequence[Candidate]) -> tuple[Text, ...]:
    return (WHY[found[0].confidence],)


def _several_codes(codes: tuple[str, ...]) -> tuple[Text, ...]:
    if len(codes) < 2:
        return ()
    shown = ", ".join(codes[:_SHOWN_CODES]) + (" …" if len(codes) > _SHOWN_CODES else "")
    return (
        Text(
            f"同じ名称が{len(codes)}個のコードに使われています（{shown}）。名称だけでは区別できません",
            f"the same name stands for {len(codes)} codes ({shown}); it cannot tell them apart",
        ),
    )


def _equally_near(tied: Sequence[str]) -> tuple[Text, ...]:
    if not tied:
        return ()
    return (Text("ほかの業務名も同じくらい近いです", "other concepts are equally near"),)


def _two_names(other: str) -> Text:
    return Text(
        f"同じ団体に、同じ業務名に当たる名称「{other}」もあります",
        f"the body also uses “{other}”, which meets the same concept",
    )


def _why_near(words: float, around: Surroundings, beside: float) -> tuple[Text, ...]:
    reasons = [Text(f"言葉の近さ {words:.0%}", f"likeness of words {words:.0%}")]
    if around:
        reasons.append(Text(f"前後の工程の近さ {beside:.0%}", f"likeness of the steps before and after {beside:.0%}"))
    return tuple(reasons)
