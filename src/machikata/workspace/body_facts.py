# SPDX-License-Identifier: Apache-2.0
"""Population and class of a body by its code alone: of the workspace's own bodies, else of the published list of municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from machikata.domain.population_class import PopulationClass, class_id
from machikata.facts.municipalities import CLASSES_AS_OF, POPULATION_AS_OF, fact_of
from machikata.workspace.peers import class_of
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What a code tells. `class_label` is 都市Ⅰ-2 and the like, `class_id` its ASCII id; "" and None where it is not known. `as_of` is the
    day of a published population, "" for one that was entered here.
    """

    code: str
    class_label: str = ""
    class_id: str = ""
    population: int | None = None
    as_of: str = ""


def body_facts(ws: Workspace, codes: Iterable[str]) -> Mapping[str, BodyFacts]:
    """The facts of each of `codes`; a code that nobody knows has empty ones."""
    here = {b.code: b for b in ws.library.bodies()}
    found = {}
    for code in dict.fromkeys(codes):
        body, published = here.get(code), fact_of(code)
        known = class_of(ws, body) if body is not None else None
        if body is not None and (known is not None or published is None):
            label, cid = (known.label, class_id(known)) if known is not None else ("", "")
            found[code] = BodyFacts(code, label, cid, body.population)
        elif published is not None:
            year = str(CLASSES_AS_OF.year)
            cid = class_id(PopulationClass(published.body_class, year)) if published.body_class else ""
            found[code] = BodyFacts(code, published.body_class, cid, published.population, POPULATION_AS_OF)
        else:
            found[code] = BodyFacts(code)
    return found
