# SPDX-License-Identifier: Apache-2.0
"""The key figures as pictures, for the site and for the static pages."""

from __future__ import annotations

from typing import Final

from machikata.domain.adoption import Among, Tool
from machikata.domain.prefectures import PREFECTURES
from machikata.domain.text import Language, Text
from machikata.drawing.charts.adoption_series import draw_adoption_series
from machikata.drawing.picture import Picture
from machikata.drawing.tiles import MunicipalityTile, PrefectureTile, municipality_tiles, prefecture_tiles
from machikata.publication.kpi.figures import Kpi

SERIES: Final = (
    (Tool.EITHER, Among.ALL, Text("AIまたはRPAを使う団体", "Bodies that use AI or RPA")),
    (Tool.AI, Among.MUNICIPALITIES, Text("AIを使う市区町村", "Municipalities that use AI")),
    (Tool.RPA, Among.MUNICIPALITIES, Text("RPAを使う市区町村", "Municipalities that use RPA")),
)
"""What is drawn by year; the targets are for either tool among all bodies."""


def series_picture(kpi: Kpi, tool: Tool, among: Among, *, title: Text, language: Language) -> Picture | None:
    """One series by fiscal year, with the targets where they are about it; None where nothing was published."""
    counts = kpi.series_of(tool, among)
    if not counts:
        return None
    targets = kpi.targets if (tool, among) == (Tool.EITHER, Among.ALL) else ()
    prefix = f"{tool.value}-{among.value}".replace("_", "-")
    return draw_adoption_series(counts, targets, title=title, language=language, id_prefix=prefix)


def tiles_picture(kpi: Kpi, tool: Tool, *, language: Language) -> Picture:
    """The 47 prefectures: the share of their municipalities that use `tool`."""
    tiles = {}
    for row in kpi.prefectures:
        figure = row.of(tool)
        tiles[row.id.removeprefix("prefecture-")] = PrefectureTile(figure.share, figure.users, figure.n)
    title = Text(f"{tool.label.ja}を使う市区町村の割合", f"Share of municipalities that use {tool.label.en}")
    return prefecture_tiles(tiles, title=title, language=language, id_prefix=f"tiles-{tool.value}")


def prefecture_picture(kpi: Kpi, number: str, *, language: Language, columns: int = 5) -> Picture:
    """The municipalities of a prefecture (01–47) in code order, each with its answers on AI and RPA."""
    tiles = tuple(MunicipalityTile(b.name, b.ai, b.rpa) for b in kpi.of_prefecture(number))
    return municipality_tiles(tiles, prefecture=PREFECTURES[number].name, columns=columns, language=language)
