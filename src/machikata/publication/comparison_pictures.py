# SPDX-License-Identifier: Apache-2.0
"""The pictures of a comparison, each for the table of the same id."""

from __future__ import annotations

from collections.abc import Mapping

from machikata.analysis.comparison.result import Comparison
from machikata.domain.text import Language
from machikata.drawing.charts.funnel import draw_funnel
from machikata.drawing.charts.survival import SurvivalLine, draw_survival
from machikata.drawing.maps.difference_map import draw_difference_map
from machikata.drawing.picture import Picture


def comparison_pictures(comparison: Comparison, *, language: Language) -> Mapping[str, Picture]:
    """Funnels (`indicator-…`), the difference map (`flow`) and the curves with open cases (`survival`), where there are any."""
    c = comparison
    names = {b.code: b.name.in_(language) for b in c.bodies}
    found: dict[str, Picture] = {
        f"indicator-{i.id}": draw_funnel(
            i.funnel, names=names, own=c.own, language=language, id_prefix=f"funnel-{i.id}"
        )
        for i in c.indicators
        if i.funnel is not None and i.funnel.points
    }
    if c.difference_map is not None and c.difference_map.nodes:
        found["flow"] = draw_difference_map(c.difference_map, language=language)
    lines = [SurvivalLine(names[b.body], b.body == c.own, b.curve) for b in c.survival.bodies if b.curve]
    if lines and c.survival.horizon_days > 0:
        found["survival"] = draw_survival(lines, horizon_days=c.survival.horizon_days, language=language)
    return found
