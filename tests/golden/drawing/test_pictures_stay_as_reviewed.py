# SPDX-License-Identifier: Apache-2.0
"""Pictures as a person has looked at them. MACHIKATA_WRITE_GOLDEN=1 writes them anew: look at every changed file before committing it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from machikata.analysis.handovers import Handover, HandoverKind, HandoverMatrix, StaffKind
from machikata.analysis.workload_calendar import HourLoad, PeriodLoad
from machikata.domain.text import Text
from machikata.drawing.charts.distribution import Quantiles, Spread, draw_distribution
from machikata.drawing.charts.funnel import draw_funnel
from machikata.drawing.charts.handover_table import draw_handovers
from machikata.drawing.charts.hours import draw_hours
from machikata.drawing.charts.months import draw_months
from machikata.drawing.charts.survival import draw_survival, survival_lines
from machikata.drawing.document import svg_document
from machikata.drawing.maps.difference_map import draw_difference_map
from machikata.drawing.maps.process_map import draw_process_map
from machikata.testing.comparisons import sample_comparison
from machikata.testing.flows import sample_difference, sample_flow

FOLDER = Path(__file__).parent
COMPARISON = sample_comparison(n_bodies=12)
DAYS = Text("日", " days")


def names(language):
    return {b.code: b.name.in_(language) for b in COMPARISON.bodies}


def funnel(language):
    indicator = COMPARISON.indicators[0]
    return draw_funnel(indicator.funnel, names=names(language), own=COMPARISON.own, language=language)


def survival(language):
    lines = survival_lines(COMPARISON.survival, names=names(language), own=COMPARISON.own)
    return draw_survival(lines, horizon_days=COMPARISON.survival.horizon_days, limit_days=30, language=language)


def months(language):
    came = (264, 249, 259, 272, 246, 259, 269, 254, 241, 251, 256, 288)
    lay = (291, 287, 302, 318, 309, 315, 329, 325, 311, 308, 317, 352)
    loads = [
        PeriodLoad(date(2025 + (i + 3) // 12, (i + 3) % 12 + 1, 1), date(2026, 3, 31), s, s, w, i < 11)
        for i, (s, w) in enumerate(zip(came, lay, strict=True))
    ]
    return draw_months(loads, language=language)


def hours(language):
    by_hour = {8: 31, 9: 118, 10: 164, 11: 120, 12: 14, 13: 96, 14: 131, 15: 108, 16: 77, 17: 22}
    loads = [HourLoad(day, hour, n + 9 * day) for day in range(5) for hour, n in by_hour.items()]
    return draw_hours([*loads, *(HourLoad(day, None, 2400 + 310 * day) for day in range(5))], language=language)


def handover_table(language):
    kinds = ("窓口係", "介護認定係", "調査員（委託）", "")
    counts = ((24_310, 3108, 0, 12), (204, 9120, 3312, 88), (0, 3290, 560, None), (6, 71, None, 40))
    handed = tuple(
        Handover(a, b, None if n is None else float(n), None, None)
        for a, row in zip(kinds, counts, strict=True)
        for b, n in zip(kinds, row, strict=True)
    )
    matrix = HandoverMatrix(StaffKind.SECTION, 3, tuple(HandoverKind(k, 5, 9) for k in kinds), handed, Text("", ""))
    return draw_handovers(matrix, language=language)


def spread(language):
    rows = [
        Spread("汐見原市", 3108, Quantiles(14.0, 22.0, 31.0, 37.0, 50.0), own=True),
        Spread("真砂浦市", 2702, Quantiles(18.0, 28.0, 38.5, 47.0, 61.0)),
        Spread("岩清水市", None, None),
    ]
    return draw_distribution(rows, unit=DAYS, limit=30, language=language)


PICTURES = {
    "process_map_cases": lambda language: draw_process_map(sample_flow(), highlight={"kessai"}, language=language),
    "process_map_days": lambda language: draw_process_map(sample_flow(), show="days", language=language),
    "difference_map_shares": lambda language: draw_difference_map(sample_difference(), language=language),
    "difference_map_days": lambda language: draw_difference_map(sample_difference(), pair="days", language=language),
    "funnel": funnel,
    "survival": survival,
    "months": months,
    "hours": hours,
    "handovers": handover_table,
    "spread": spread,
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_the_one_that_was_reviewed(name, language):
    document = svg_document(PICTURES[name](language), provenance=COMPARISON.provenance, language=language)
    path = FOLDER / f"{name}_{language}.svg"
    if os.environ.get("MACHIKATA_WRITE_GOLDEN"):
        path.write_bytes(document)
    assert path.is_file(), "no such picture yet: MACHIKATA_WRITE_GOLDEN=1 writes it"
    assert document == path.read_bytes(), "the picture has changed: write it anew, look at it, commit it"


def test_no_picture_lies_here_that_nothing_draws():
    assert {p.stem for p in FOLDER.glob("*.svg")} == {f"{name}_{lang}" for name in PICTURES for lang in ("ja", "en")}
