# SPDX-License-Identifier: Apache-2.0
"""The pictures of a comparison of workload surveys, each for the table of the same id."""

from __future__ import annotations

from collections.abc import Mapping

from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.text import Language, Text
from machikata.drawing.charts.interval_rows import IntervalRow, draw_interval_rows
from machikata.drawing.picture import Picture

_MOST_BODIES = 60
"""More bodies under one another are no picture any more; the table holds them."""


def survey_pictures(comparison: WorkloadComparison, *, language: Language) -> Mapping[str, Picture]:
    """Hours more or less than at the class median, body by body in order of their codes (`needed`), and the own body's ratio to the
    class median step by step (`steps`), where there are any.
    """
    found = {"needed": _needed(comparison, language), "steps": _steps(comparison, language)}
    return {id_: picture for id_, picture in found.items() if picture is not None}


def _needed(c: WorkloadComparison, language: Language) -> Picture | None:
    rows = [
        IntervalRow(b.name.in_(language), n.more_than_median, b.code == c.own)
        for b in c.bodies if b.totals is not None and (n := b.totals.needed) is not None
    ]  # fmt: skip
    if not rows or len(rows) > _MOST_BODIES:
        return None
    title = Text("区分の中央の時間との差", "Difference from the hours at the class median")
    return draw_interval_rows(
        rows, title=title, unit=Text("時間／年", " hours a year"), reference=0.0, decimals=0, sign=True, language=language,
        id_prefix="needed",
    )  # fmt: skip


def _steps(c: WorkloadComparison, language: Language) -> Picture | None:
    rows = [
        IntervalRow(s.title.in_(language), f.ratio, own=True)
        for s in c.steps if c.own and (f := s.of(c.own)) is not None and f.ratio is not None
    ]  # fmt: skip
    if not rows:
        return None
    name = c.body(c.own).name
    title = name + Text("：区分の中央との比", ": ratio to the class median")
    return draw_interval_rows(
        rows, title=title, unit=Text("倍", " times"), reference=1.0, margin=c.settings.margin_ratio, language=language,
        id_prefix="ratios",
    )  # fmt: skip
