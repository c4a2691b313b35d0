# SPDX-License-Identifier: Apache-2.0
"""A case study in parts to show: every field in the order of the GIF 事例 model, empty ones too, and figures by kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from machikata.domain.case_study import CaseFigure, CaseStudy, FigureRole
from machikata.domain.prefectures import PREFECTURES
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.records.case_files.columns import CASE_ITEMS

_ELSEWHERE: Final = {
    "title",
    "subtitle",
    "body_name",
    "summary",
    "id",
    "synthetic",
    "withdrawn",
    "population",
    "population_year",
    "related",
}
"""Fields that the page shows in a place of their own."""
_PREFECTURES: Final = {p.name.ja: p.name for p in PREFECTURES.values()}
_YES, _NO = Text("はい", "yes"), Text("いいえ", "no")
_MODES: Final = {True: _YES, False: _NO}


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures of one kind, or of one role that is no effect; never mixed."""

    title: Text
    is_effect: bool
    figures: tuple[CaseFigure, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field with what it says: a text in both languages, words of the source in Japanese, or nothing (`記載なし`)."""

    name: Text
    text: Text | None = None
    original: str = ""


def described_fields(case: CaseStudy) -> tuple[Field, ...]:
    """Every field that has no place of its own, in the order of the GIF 事例 model, empty ones too."""
    return tuple(_field(i.label, getattr(case, i.field)) for i in CASE_ITEMS if i.field not in _ELSEWHERE)


def _field(name: Text, value: Any) -> Field:
    if isinstance(value, tuple) and value and isinstance(value[0], StrEnum):
        labels = [_label(v) for v in value]
        return Field(name, Text("、".join(x.ja for x in labels), ", ".join(x.en for x in labels)))
    if isinstance(value, tuple):
        return Field(name, original="、".join(value))
    if isinstance(value, Text):
        return Field(name, value if value.ja or value.en else None)
    if isinstance(value, bool):
        return Field(name, _MODES[value])
    if isinstance(value, StrEnum):
        return Field(name, _label(value))
    if isinstance(value, str) and value.startswith("FY"):
        return Field(name, Text(f"{value[2:]}年度", value))
    if value in _PREFECTURES:
        return Field(name, _PREFECTURES[value])
    return Field(name, original="" if value is None else f"{value:,}" if isinstance(value, int) else str(value))


def _label(code: Any) -> Text:
    label: Text = code.label
    return label


def figure_groups(case: CaseStudy) -> tuple[FigureGroup, ...]:
    """Effects by kind, then scale, then context."""
    by_kind = [FigureGroup(kind.label, True, tuple(f for f in case.effects if f.kind is kind)) for kind in FigureKind]
    others = [
        FigureGroup(role.label, False, tuple(f for f in case.figures if f.role is role))
        for role in (FigureRole.SCALE, FigureRole.CONTEXT)
    ]
    return tuple(g for g in (*by_kind, *others) if g.figures)
