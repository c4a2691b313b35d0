# SPDX-License-Identifier: Apache-2.0
"""The pictures of one body's page."""

from __future__ import annotations

from machikata.analysis.flow import FlowMap
from machikata.domain.text import Language
from machikata.drawing.maps.process_map import draw_process_map
from machikata.drawing.maps.scales import Show
from machikata.drawing.picture import Picture
from machikata.workspace.body_work import BodyWork


def body_pictures(work: BodyWork, shown: FlowMap, *, show: Show, language: Language) -> dict[str, Picture]:
    """The pictures by the name the template asks for."""
    return {"map": draw_process_map(shown, show=show, language=language, both_layers=True)}
