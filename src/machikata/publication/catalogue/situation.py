# SPDX-License-Identifier: Apache-2.0
"""Case studies for one body's situation: which ones concern its work, each with the reasons why.

The order is a stated rule and no score. First what a case is about: the same work before work that is alike before work that is only
mentioned; then whether it has a technology that is a candidate here, then whether it is of the same field. Among cases that agree in
these, those that tell of a failure come first (先に読む), then bodies of the same class, then bodies of similar population, then by id. A
case's place depends on the situation and on the case alone, so that other cases never change the order of two.

A case is suggested when it concerns the work, the technology or the field; class and population are reasons for reading it first and
none for suggesting it, unless the situation says nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from machikata.domain.adoption import BodyAdoption
from machikata.domain.case_study import CaseStatus, CaseStudy, ServiceField, Technology
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.records.dictionary.likeness import likeness, opposed
from machikata.records.dictionary.spelling import core, spelling

SIMILAR: Final = 2.0
"""A population is similar when neither is more than this many times the other."""
ALIKE: Final = 0.6
"""From this likeness on (`records.dictionary.likeness`) two names of work are alike: they share most of their words."""
_SHORTEST: Final = 2
"""A single character is in every text."""
Search = Callable[[str], Sequence[str]]
"""Finds the ids of cases for a word, in whatever order; only whether a case is among them counts."""


class ReasonKind(StrEnum):
    """Why a case is suggested."""

    SAME_WORK = "same_work"
    ALIKE_WORK = "alike_work"
    MENTIONED = "mentioned"
    TECHNOLOGY = "technology"
    FIELD = "field"
    READ_FIRST = "read_first"
    CLASS = "class"
    POPULATION = "population"
    OWN = "own"

    @property
    def about_content(self) -> bool:
        """Whether it is about what the case did, not about who did it."""
        return self in _CONTENT


_CONTENT: Final = frozenset(
    {ReasonKind.SAME_WORK, ReasonKind.ALIKE_WORK, ReasonKind.MENTIONED, ReasonKind.TECHNOLOGY, ReasonKind.FIELD}
)
_WORK: Final = (ReasonKind.SAME_WORK, ReasonKind.ALIKE_WORK, ReasonKind.MENTIONED)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a body and its work. `words` are the titles of the work or process; `technologies` those that are candidates here.

    `body_class` and `population` as in `BodyAdoption`; None or "" where they are not known.
    """

    body: str = ""
    body_class: str = ""
    population: int | None = None
    words: tuple[str, ...] = ()
    field: ServiceField | None = None
    technologies: tuple[Technology, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, in words."""

    kind: ReasonKind
    text: Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case and why it is suggested, the weightiest reason first. `read_first`: it tells what did not work."""

    case: CaseStudy
    reasons: tuple[Reason, ...]

    @property
    def read_first(self) -> bool:
        """Whether the case tells of a failure in the same work, technology or field."""
        return any(r.kind is ReasonKind.READ_FIRST for r in self.reasons)


def situation_of(
    fact: BodyAdoption, *, words: Sequence[str] = (), field: ServiceField | None = None, technologies: Sequence[Technology] = ()
) -> Situation:  # fmt: skip
    """The situation of a municipality of the master, with its class and population."""
    return Situation(fact.code, fact.body_class, fact.population, tuple(words), field, tuple(technologies))


def cases_for(
    situation: Situation, cases: Iterable[CaseStudy], facts: Mapping[str, BodyAdoption], *, search: Search | None = None
) -> tuple[Suggestion, ...]:
    """Every case that concerns the situation, in the order stated above; withdrawn ones are left out, failures never are.

    `facts` gives class and population by municipality code. `search` finds further cases for each of the situation's words.
    """
    sought = {word: frozenset(search(word)) for word in situation.words} if search is not None else {}
    made = [
        Suggestion(case, reasons)
        for case in cases
        if not (case.withdrawn.ja or case.withdrawn.en)
        and (reasons := _reasons(situation, case, facts.get(case.body), sought))
    ]
    return tuple(sorted(made, key=_key))


def _reasons(
    situation: Situation, case: CaseStudy, fact: BodyAdoption | None, sought: Mapping[str, frozenset[str]]
) -> tuple[Reason, ...]:
    content = [r for r in (_work(situation, case, sought), _technology(situation, case), _field(situation, case)) if r]
    asked = situation.words or situation.technologies or situation.field
    if asked and not content:
        return ()
    failed = _failed(case)
    read_first = [Reason(ReasonKind.READ_FIRST, failed)] if failed and content else []
    who = [r for r in (_class(situation, fact), _population(situation, case, fact)) if r]
    own = [Reason(ReasonKind.OWN, _OWN)] if situation.body and case.body == situation.body else []
    return (*content, *read_first, *who, *own) if content or who else ()


def _key(suggestion: Suggestion) -> tuple[int, bool, bool, bool, bool, bool, str]:
    kinds = {r.kind for r in suggestion.reasons}
    work = next((n for n, kind in enumerate(_WORK) if kind in kinds), len(_WORK))
    rest = (ReasonKind.TECHNOLOGY, ReasonKind.FIELD, ReasonKind.READ_FIRST, ReasonKind.CLASS, ReasonKind.POPULATION)
    a, b, c, d, e = (kind not in kinds for kind in rest)
    return work, a, b, c, d, e, suggestion.case.id


def _work(situation: Situation, case: CaseStudy, sought: Mapping[str, frozenset[str]]) -> Reason | None:
    """The strongest way in which the case concerns one of the words."""
    for words in (_same(situation, case), _alike(situation, case), _mentioned(situation, case, sought)):
        if words is not None:
            return words
    return None


def _same(situation: Situation, case: CaseStudy) -> Reason | None:
    for word in situation.words:
        for work in case.works:
            if core(word) == core(work):
                return Reason(ReasonKind.SAME_WORK, Text(f"同じ業務です：{work}", f"the same work: {work}"))
    return None


def _alike(situation: Situation, case: CaseStudy) -> Reason | None:
    for word in situation.words:
        for work in (*case.works, *case.keywords):
            if alike(word, work):
                told = Text(f"「{word}」に似た業務です：{work}", f"work like “{word}”: {work}")
                return Reason(ReasonKind.ALIKE_WORK, told)
    return None


def _mentioned(situation: Situation, case: CaseStudy, sought: Mapping[str, frozenset[str]]) -> Reason | None:
    texts = [spelling(t.ja) for t in (case.title, case.subtitle, case.summary, case.content, case.purpose) if t.ja]
    for word in situation.words:
        signs = {s for s in (spelling(word), core(word)) if len(s) >= _SHORTEST}
        if case.id in sought.get(word, ()) or any(sign in text for sign in signs for text in texts):
            told = Text(f"「{word}」に関わる記述があります", f"it has to do with “{word}”")
            return Reason(ReasonKind.MENTIONED, told)
    return None


@lru_cache(maxsize=65_536)
def alike(one: str, other: str) -> bool:
    """Whether two names of work are alike: one within the other, or most of their words in common, and no opposed words.

    >>> alike("児童手当の現況届", "児童手当"), alike("一次判定", "二次判定"), alike("住民税", "道路")
    (True, False, False)
    """
    a, b = core(one), core(other)
    if min(len(a), len(b)) < _SHORTEST or opposed(one, other):
        return False
    return a in b or b in a or likeness(one, other, {}) >= ALIKE


def _technology(situation: Situation, case: CaseStudy) -> Reason | None:
    shared = [t.label for t in situation.technologies if t in case.technologies]
    if not shared:
        return None
    told = Text(
        f"候補と同じ技術です：{'、'.join(t.ja for t in shared)}",
        f"a technology that is a candidate: {', '.join(t.en for t in shared)}",
    )
    return Reason(ReasonKind.TECHNOLOGY, told)


def _field(situation: Situation, case: CaseStudy) -> Reason | None:
    if situation.field is None or case.field is not situation.field:
        return None
    label = case.field.label
    return Reason(ReasonKind.FIELD, Text(f"同じ分野です：{label.ja}", f"the same field: {label.en}"))


def _class(situation: Situation, fact: BodyAdoption | None) -> Reason | None:
    if fact is None or not fact.body_class or fact.body_class != situation.body_class:
        return None
    told = Text(f"類似団体の区分が同じ団体です：{fact.body_class}", f"a body of the same class: {fact.body_class}")
    return Reason(ReasonKind.CLASS, told)


def _population(situation: Situation, case: CaseStudy, fact: BodyAdoption | None) -> Reason | None:
    theirs, ours = fact.population if fact is not None else case.population, situation.population
    if not theirs or not ours or max(theirs, ours) > SIMILAR * min(theirs, ours):
        return None
    told = Text(
        f"人口が近い団体です（2倍以内）：{number(theirs)}人",
        f"a body of similar population (within a factor of two): {number(theirs)}",
    )
    return Reason(ReasonKind.POPULATION, told)


def _failed(case: CaseStudy) -> Text | None:
    """What did not work, in words; None where nothing of the kind was read."""
    if case.status is CaseStatus.STOPPED:
        return _STOPPED
    if case.status is CaseStatus.ABANDONED:
        return _ABANDONED
    return _NEGATIVE if case.unsuccessful else None


_STOPPED: Final = Text("先に読む：運用をやめた事例です", "read first: it was taken out of service")
_ABANDONED: Final = Text("先に読む：試行だけで見送った事例です", "read first: it was abandoned after a trial")
_NEGATIVE: Final = Text(
    "先に読む：効果がなかった、または逆効果だった数値があります", "read first: a figure tells of no effect or worse"
)
_OWN: Final = Text("自団体の事例です", "your own body's case")
