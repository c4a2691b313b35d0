# SPDX-License-Identifier: Apache-2.0
"""What came out of a run, ready to be shown: facts of the result, figures with their kind, reasons to search through."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from machikata.automation.app.outcome import Reason
from machikata.automation.run import StoredOutcome
from machikata.domain.effect import Aspect, Measure
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number

REASONS_A_PAGE: Final = 50
_MOST_FACTS: Final = 40
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A figure as it is written: never without its unit, kind and method."""

    name: Text
    value: str
    unit: Text
    aspect: Text
    kind: Text
    kind_id: str
    n: int | None
    method: Text


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why the outcome for one subject is what it is, and the answer of the app for it ("" where it gives none)."""

    subject: str
    code: str
    text: Text
    answer: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """One page of the reasons that were asked for; `codes` are all there are, with their number."""

    lines: tuple[ReasonLine, ...]
    found: int
    every: int
    codes: tuple[tuple[str, int], ...]
    q: str
    code: str
    page: int
    pages: int


def measure_line(m: Measure) -> MeasureLine:
    """A figure in words. Counts and yen are whole; other figures have as many decimals as they need, three at most."""
    decimals = next((d for d in range(3) if round(m.value, d) == m.value), 3)
    written = number(m.value, decimals, sign=m.aspect is Aspect.SAVED)
    return MeasureLine(m.name, written, m.unit, m.aspect.label, m.kind.label, m.kind.value, m.n, m.method)


def reasons_of(outcome: StoredOutcome, *, q: str, code: str, page: int) -> Reasons:
    """The reasons whose subject, answer or words hold `q`, of one code where it is given."""
    wanted = [r for r in outcome.reasons if (not code or r.code == code) and _holds(r, outcome.answers, q.strip())]
    pages = max(1, -(-len(wanted) // REASONS_A_PAGE))
    page = min(max(page, 1), pages)
    shown = wanted[(page - 1) * REASONS_A_PAGE : page * REASONS_A_PAGE]
    lines = tuple(ReasonLine(r.subject, r.code, r.text, outcome.answers.get(r.subject, "")) for r in shown)
    codes = tuple(sorted(Counter(r.code for r in outcome.reasons).items()))
    return Reasons(lines, len(wanted), len(outcome.reasons), codes, q, code, page, pages)


def _holds(r: Reason, answers: Mapping[str, str], word: str) -> bool:
    return not word or any(word in s for s in (r.subject, r.text.ja, r.text.en, answers.get(r.subject, "")))


def facts_of(result: Mapping[str, Any], language: Language) -> tuple[tuple[str, str], ...]:
    """The result document as pairs, one level deep; what lies deeper stands as JSON and in the document itself."""
    return tuple(_pairs(result, "", language, depth=2))[:_MOST_FACTS]


def _pairs(document: Mapping[str, Any], before: str, language: Language, *, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and set(value) == {"ja", "en"}:
            yield name, str(value[language])
        elif isinstance(value, dict) and depth > 1:
            yield from _pairs(value, f"{name} › ", language, depth=depth - 1)
        else:
            yield name, _written(value)


def _written(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool | str):
        return str(value)[:_LONGEST]
    if isinstance(value, int | float):
        return number(value, 0 if float(value).is_integer() else 3)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
