# SPDX-License-Identifier: Apache-2.0
"""Use case of cases for one's own situation: the body's class and population, the names of its work, and why each case is suggested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from machikata.domain.adoption import BodyAdoption
from machikata.domain.case_study import ServiceField, Technology
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.publication.catalogue.situation import Search, Situation, Suggestion, cases_for
from machikata.workspace.body_facts import BodyFacts, body_facts
from machikata.workspace.case_search import Catalogue, searchable
from machikata.workspace.workspace import Workspace

_ENOUGH: Final = 2 / 3
"""How much of a title a case must meet to be about it; a case that holds 届 alone is not about 転入届."""


@dataclass(frozen=True, slots=True)
class CasesForBody:
    """What was asked with, and every case that concerns it, in the order of `publication.catalogue.situation`."""

    body: Municipality
    facts: BodyFacts
    process: Process | None
    situation: Situation
    suggestions: tuple[Suggestion, ...]


def cases_for_body(
    ws: Workspace,
    body: str,
    *,
    process: str = "",
    words: Sequence[str] = (),
    field: ServiceField | None = None,
    technologies: Sequence[Technology] = (),
) -> CasesForBody:
    """Public cases for the situation of a body: its class and population, and the work asked about.

    `process` is a process of the workspace, whose title is looked for beside `words`; without any of the four, cases of bodies like it.

    Raises:
        NotFound: there is no such body or process.
    """
    own = ws.body(body)
    known = ws.process(process) if process else None
    held = searchable(ws)
    mine = body_facts(ws, [body])[body]
    titles = ([known.title.ja] if known is not None else []) + [w.strip() for w in words if w.strip()]
    situation = Situation(
        body, mine.class_label, mine.population, tuple(dict.fromkeys(titles)), field, tuple(technologies)
    )
    cases = (e.case for e in held.entries.values())
    found = cases_for(situation, cases, _facts(held), search=_search(held))
    return CasesForBody(own, mine, known, situation, found)


def _facts(held: Catalogue) -> Mapping[str, BodyAdoption]:
    """Class and population of the cases' bodies, in the form the rules read; 0 where the population is not known."""
    return {
        code: BodyAdoption(code, "", "", f.class_label, f.population or 0, None, None, f.as_of)
        for code, f in held.facts.items()
        if f.class_label or f.population
    }


def _search(held: Catalogue) -> Search:
    def found(word: str) -> Sequence[str]:
        return [hit.case_id for hit in held.index.search(word, limit=None).hits if hit.matched_share >= _ENOUGH]

    return found
