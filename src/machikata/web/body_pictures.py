# SPDX-License-Identifier: Apache-2.0
"""The pictures of one body's page."""

from __future__ import annotations

from machikata.analysis.flow import FlowMap
from machikata.domain.text import Language
from machikata.drawing.charts.handover_table import draw_handovers
from machikata.drawing.charts.hours import draw_hours
from machikata.drawing.charts.months import draw_months
from machikata.drawing.charts.survival import draw_survival, survival_line
from machikata.drawing.maps.process_map import draw_process_map
from machikata.drawing.maps.scales import Show
from machikata.drawing.picture import Picture
from machikata.workspace.body_work import BodyWork


def body_pictures(work: BodyWork, shown: FlowMap, *, show: Show, language: Language) -> dict[str, Picture]:
    """The pictures by the name the template asks for; what has nothing to draw is left out."""
    pictures = {"map": draw_process_map(shown, show=show, language=language, both_layers=True)}
    calendar = work.calendar
    if calendar is not None and calendar.months:
        pictures["months"] = draw_months(calendar.months, language=language)
    if calendar is not None and any(h.events for h in calendar.hours):
        pictures["hours"] = draw_hours(calendar.hours, language=language)
    if work.survival is not None and work.survival.curve.times and work.survival.mean.tau > 0:
        limit = work.deadline.limit_days if work.deadline else None
        pictures["survival"] = draw_survival(
            [survival_line(work.survival.curve, name=work.body.name.in_(language))],
            horizon_days=work.survival.mean.tau,
            limit_days=limit,
            language=language,
        )
    for matrix in work.handovers:
        if matrix.kinds:
            name = f"handovers-{matrix.by.value}"
            pictures[name] = draw_handovers(matrix, language=language, id_prefix=name)
    return pictures
