# SPDX-License-Identifier: Apache-2.0
"""How many bodies use AI and RPA, as published, with the targets of the government and every source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from machikata.domain.adoption import AdoptionCount, AdoptionTarget, FactSource
from machikata.domain.errors import InputRefused, NotFound
from machikata.domain.text import Text
from machikata.facts.strict import Strictly, load_yaml

_FILE = "adoption.yaml"


@dataclass(frozen=True, slots=True)
class AdoptionFacts:
    """Counts in the order of the file (by year), targets by year, and the sources that they name by id."""

    counts: tuple[AdoptionCount, ...]
    targets: tuple[AdoptionTarget, ...]
    sources: tuple[FactSource, ...]

    def count(self, wanted: str) -> AdoptionCount:
        """The count of this id; raises NotFound."""
        found = next((c for c in self.counts if c.id == wanted), None)
        if found is None:
            raise NotFound(Text(f"「{wanted}」という数値はありません", f"there is no figure “{wanted}”"))
        return found

    def source(self, wanted: str) -> FactSource:
        """The source of this id; raises NotFound."""
        found = next((s for s in self.sources if s.id == wanted), None)
        if found is None:
            raise NotFound(Text(f"「{wanted}」という出典はありません", f"there is no source “{wanted}”"))
        return found


@cache
def adoption_facts() -> AdoptionFacts:
    """The facts of `adoption.yaml`.

    Raises:
        InputRefused: the file says something that the facts do not know, or names a source that is not in it.
    """
    return read_adoption_facts(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


def read_adoption_facts(text: str, *, file: str = _FILE) -> AdoptionFacts:
    """Facts out of YAML; in it `count` stands for a number that is both bounds. Raises InputRefused with every problem."""
    plain = load_yaml(text, file=file)
    strictly = Strictly(file)
    counts = [_bounded(entry) for entry in plain["counts"]]
    built: AdoptionFacts | None = strictly.build(AdoptionFacts, {**plain, "counts": counts}, "")
    if built is not None:
        known = {s.id for s in built.sources}
        cited = [(c.id, c.sources) for c in built.counts] + [(t.id, t.sources) for t in built.targets]
        for at, sources in cited:
            for source in sorted(set(sources) - known):
                strictly.complain("fact-source", at, Text("その出典はありません", "no such source"), source)
    if built is None or strictly.problems:
        raise InputRefused(strictly.problems)
    return built


def _bounded(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with both bounds, which `count` gives at once and which are None where only a share is known."""
    given = {key: value for key, value in entry.items() if key != "count"}
    both = entry.get("count")
    return {"low": both, "high": both, **given}
