# SPDX-License-Identifier: Apache-2.0
"""Pictures of the key figures: the years with bounds and targets, and the prefectures as tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from machikata.domain.adoption import Among, Tool
from machikata.domain.text import Language, Text
from machikata.drawing.charts.adoption_series import draw_adoption_series
from machikata.drawing.picture import Picture
from machikata.drawing.tiles import PrefectureTile, prefecture_tiles
from machikata.publication.kpi import COUNTED, Kpi

_DRAWN: Final = (
    (Tool.EITHER, Among.ALL), (Tool.AI, Among.ALL), (Tool.RPA, Among.ALL), (Tool.AI, Among.MUNICIPALITIES), (Tool.RPA, Among.MUNICIPALITIES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture with its caption and where its figures come from."""

    title: Text
    picture: Picture
    source: Text


def series_pictures(kpi: Kpi, language: Language) -> tuple[ShownPicture, ...]:
    """The years, for each pair of thing and bodies that was counted in more than one; targets are about AI or RPA among all bodies."""
    return tuple(_series(kpi, tool, among, language) for tool, among in _DRAWN if len(kpi.series_of(tool, among)) > 1)


def _series(kpi: Kpi, tool: Tool, among: Among, language: Language) -> ShownPicture:
    counts = kpi.series_of(tool, among)
    targets = kpi.targets if (tool, among) == (Tool.EITHER, Among.ALL) else ()
    title = Text(f"{tool.label.ja}を使う団体（{among.label.ja}）", f"Bodies using {tool.label.en} ({among.label.en})")
    picture = draw_adoption_series(
        counts, targets, title=title, language=language, id_prefix=f"years-{tool.value}-{among.value.replace('_', '-')}"
    )
    ids = dict.fromkeys((*(x for c in counts for x in c.sources), *(x for t in targets for x in t.sources)))
    return ShownPicture(title, picture, titles(kpi, tuple(ids)))


def tile_pictures(kpi: Kpi, language: Language) -> tuple[ShownPicture, ...]:
    """The prefectures, a picture each for AI, RPA and either."""
    return tuple(_tiles(kpi, tool, language) for tool in COUNTED)


def _tiles(kpi: Kpi, tool: Tool, language: Language) -> ShownPicture:
    title = Text(
        f"{tool.label.ja}を使う市区町村の割合（都道府県ごと）",
        f"Share of municipalities using {tool.label.en}, by prefecture",
    )
    tiles = {row.code[:2]: PrefectureTile(f.share, f.users, f.n) for row in kpi.prefectures for f in (row.of(tool),)}
    picture = prefecture_tiles(tiles, title=title, language=language, id_prefix=f"tiles-{tool.value}")
    ids = dict.fromkeys(x for row in kpi.prefectures for x in row.of(tool).sources)
    return ShownPicture(title, picture, titles(kpi, tuple(ids)) + Text(f"（{kpi.as_of}時点）", f" (as of {kpi.as_of})"))


def titles(kpi: Kpi, ids: tuple[str, ...]) -> Text:
    """The titles of sources."""
    found = [kpi.source(x).title for x in ids]
    return Text(" / ".join(s.ja for s in found), " / ".join(s.en for s in found))
