# SPDX-License-Identifier: Apache-2.0
"""How many bodies use AI and RPA, as published, with the targets of the government and every source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from machikata.domain.adoption import AdoptionCount, AdoptionTarget, Among, FactSource, Tool
from machikata.domain.errors import NotFound
from machikata.domain.text import Text


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
    """The facts of `adoption.yaml`."""
    raw = yaml.safe_load(files(__package__).joinpath("adoption.yaml").read_text(encoding="utf-8"))
    return AdoptionFacts(
        tuple(_count(entry) for entry in raw["counts"]),
        tuple(AdoptionTarget(e["id"], e["bodies"], e["fiscal_year"], tuple(e["sources"])) for e in raw["targets"]),
        tuple(_source(entry) for entry in raw["sources"]),
    )


def _count(entry: Mapping[str, Any]) -> AdoptionCount:
    low, high = (entry.get("count", entry.get(end)) for end in ("low", "high"))
    return AdoptionCount(
        entry["id"],
        Tool(entry["tool"]),
        Among(entry["among"]),
        str(entry["as_of"]),
        entry["n"],
        low,
        high,
        tuple(entry["sources"]),
        None if entry.get("percent") is None else float(entry["percent"]),
        _text(entry.get("derived")),
        bool(entry.get("approximate", False)),
        _text(entry.get("note")),
    )


def _source(entry: Mapping[str, Any]) -> FactSource:
    return FactSource(
        entry["id"], _text(entry["title"]), entry["url"], _text(entry["publisher"]), _text(entry["terms"])
    )


def _text(pair: Mapping[str, str] | None) -> Text:
    return Text(**pair) if pair else Text("", "")
