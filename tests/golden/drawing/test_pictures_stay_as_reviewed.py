# SPDX-License-Identifier: Apache-2.0
"""Pictures as a person has looked at them. MACHIKATA_WRITE_GOLDEN=1 writes them anew: look at every changed file before committing it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from machikata.analysis.handovers import Handover, HandoverKind, HandoverMatrix, StaffKind
from machikata.analysis.workload_calendar import HourLoad, PeriodLoad
from machikata.domain.adoption import AdoptionCount, AdoptionTarget, Among, Tool
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.drawing.charts.adoption_series import draw_adoption_series
from machikata.drawing.charts.case_scale import KindPanel, ScaleRow, draw_case_scale
from machikata.drawing.charts.distribution import Quantiles, Spread, draw_distribution
from machikata.drawing.charts.funnel import draw_funnel
from machikata.drawing.charts.handover_table import draw_handovers
from machikata.drawing.charts.hours import draw_hours
from machikata.drawing.charts.months import draw_months
from machikata.drawing.charts.survival import draw_survival, survival_lines
from machikata.drawing.document import svg_document
from machikata.drawing.maps.difference_map import draw_difference_map
from machikata.drawing.maps.process_map import draw_process_map
from machikata.drawing.tiles import PLACES, MunicipalityTile, PrefectureTile, municipality_tiles, prefecture_tiles
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


def adoption(language):
    bounds = {"2020-12": (417, 800), "2021-12": (672, 1229), "2022-12": (838, None), "2024-12": (1154, 1154)}
    counts = [AdoptionCount(day, Tool.EITHER, Among.ALL, day, 1788, *b, ("s",)) for day, b in bounds.items()]
    counts.append(AdoptionCount("p", Tool.EITHER, Among.ALL, "2018-11", 1788, None, None, ("s",), percent=5.8))
    targets = [AdoptionTarget(str(y), n, y, ("s",)) for y, n in ((2020, 300), (2022, 500), (2024, 1065))]
    title = Text("AIまたはRPAを使う団体", "Bodies that use AI or RPA")
    return draw_adoption_series(counts, targets, title=title, language=language, id_prefix="adoption")


def prefectures(language):
    tiles = {n: PrefectureTile(i / 46, i, 46) for i, n in enumerate(PLACES)} | {"47": PrefectureTile(None, 0, 41)}
    title = Text("AIを使う市区町村の割合", "Share of municipalities using AI")
    return prefecture_tiles(tiles, title=title, language=language)


def municipalities(language):
    names = (
        "汐見原市",
        "真砂浦市",
        "岩清水市",
        "鈴ヶ峰市",
        "若竹台町",
        "白瀬川村",
        "みなみしらせがわ市",
        "月影町",
        "桐葉町",
    )
    states = (True, False, None)
    tiles = tuple(MunicipalityTile(name, states[i % 3], states[i // 3]) for i, name in enumerate(names))
    return municipality_tiles(tiles, prefecture=Text("架空県", "Invented prefecture"), columns=4, language=language)


def case_scale(language):
    kinds = {
        FigureKind.MEASURED: (
            ("汐見原市　住民税の入力", 919.0, None, None),
            ("真砂浦市　届出の入力", 22_654.0, None, None),
        ),
        FigureKind.ANNUALISED_TRIAL: (("岩清水市　とても長い名前の業務の、とても長い指標の名前", 12.8, None, None),),
        FigureKind.FORECAST: (("若竹台町　問い合わせ", None, 300.0, 900.0), ("月影町　議事録", 40.0, 30.0, 60.0)),
        FigureKind.NEGATIVE: (("白瀬川村　申請の入力", -46.0, None, None), ("鈴ヶ峰市　照会", 0.0, None, None)),
    }
    panels = [
        KindPanel(k, tuple(ScaleRow(*row, approximate=k is FigureKind.FORECAST, synthetic=True) for row in rows))
        for k, rows in kinds.items()
    ]
    unit = Text("時間", " hours")
    return draw_case_scale(
        panels, title=Text("減った時間", "Hours saved"), unit=unit, language=language, id_prefix="scale"
    )


PICTURES = {
    "case_scale": case_scale,
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
    "adoption_series": adoption,
    "prefecture_tiles": prefectures,
    "municipality_tiles": municipalities,
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
