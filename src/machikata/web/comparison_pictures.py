# SPDX-License-Identifier: Apache-2.0
"""The pictures of the comparison page."""

from __future__ import annotations

from machikata.analysis.comparison.result import Comparison
from machikata.domain.text import Language
from machikata.drawing.charts.funnel import draw_funnel
from machikata.drawing.charts.survival import draw_survival, survival_lines
from machikata.drawing.picture import Picture


def comparison_pictures(comparison: Comparison, language: Language) -> dict[str, Picture]:
    """A funnel for each indicator that has one (`bodies-1` …, as the sections are called), and the curves of open cases."""
    names = {b.code: b.name.in_(language) for b in comparison.bodies}
    pictures = {
        f"bodies-{i}": draw_funnel(
            indicator.funnel, names=names, own=comparison.own, language=language, id_prefix=f"funnel-{i}"
        )
        for i, indicator in enumerate(comparison.indicators, 1)
        if indicator.funnel and indicator.funnel.points
    }
    lines = survival_lines(comparison.survival, names=names, own=comparison.own)
    if any(line.steps for line in lines):
        pictures["survival"] = draw_survival(
            lines, horizon_days=comparison.survival.horizon_days, limit_days=_limit(comparison), language=language
        )
    return pictures


def _limit(comparison: Comparison) -> float | None:
    return next((d.limit_days for d in comparison.settings.indicators if d.limit_days is not None), None)
