# SPDX-License-Identifier: Apache-2.0
"""Findings as lines for a person: each with the mark of its weight; findings of one kind on one column in one line with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Language, Text

MARKS: Final = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "・"}
_PLACES_NAMED: Final = 5


def problem_lines(problems: Iterable[Problem], language: Language) -> Iterator[tuple[Severity, str]]:
    """The weight and the line of every kind of finding, in the order in which the kinds first occur."""
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for p in problems:
        column = replace(p.place, row=None, cell="", value="")
        kinds.setdefault((p.code, p.severity, p.what, p.remedy, column), []).append(p)
    for found in kinds.values():
        yield found[0].severity, f"{MARKS[found[0].severity]} {_line(found, language)}"


def _line(found: list[Problem], language: Language) -> str:
    """One finding with its place; of several what they share, how many they are, and the first places."""
    first, total = found[0], sum(p.count for p in found)
    if len(found) == 1:
        often = Text(f"（全部で{total:,}か所）", f" ({total:,} places in all)").in_(language) if total > 1 else ""
        return first.sentence(language) + often
    shared = replace(first, place=replace(first.place, row=None, cell="", value=""))
    spots = [s for p in found[:_PLACES_NAMED] if (s := _spot(p.place).in_(language))]
    named = ("、" if language == "ja" else ", ").join(spots)
    more = Text("など", " and more").in_(language) if total > len(spots) else ""
    where = Text("：", ": ").in_(language) + named + more if named else ""
    return shared.sentence(language) + Text(f"（全部で{total:,}か所{where}）", f" ({total:,} places{where})").in_(
        language
    )


def _spot(place: Place) -> Text:
    """Row or cell, and the value that stands there."""
    return Place(row=place.row, cell=place.cell, value=place.value).text()
