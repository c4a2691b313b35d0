# SPDX-License-Identifier: Apache-2.0
"""Prefectures as tiles that lie about as Japan does, and the municipalities of one prefecture as tiles in the order of their codes.

The grid is our own, drawn by hand; no map is behind it. A tile bears its figure; the shade only leads the eye and judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from machikata.domain.prefectures import PREFECTURES
from machikata.domain.text import Language, Text
from machikata.domain.wording import NOTHING, number
from machikata.drawing.charts.shades import STEPS
from machikata.drawing.lettering import text_width
from machikata.drawing.markup import element, label, words
from machikata.drawing.palette import OUTLINE, SIZE, STRONG, WEAK, WHITE
from machikata.drawing.picture import Picture, framed

# Column and row of each tile. Islands stand a little off, as the sea does between them.
_SEA: Final = 0.35
_NORTH: Final = {"01": (12.0, 0.0)}
_HONSHU: Final = {
    "02": (12, 1), "05": (11, 2), "03": (12, 2), "06": (11, 3), "04": (12, 3), "17": (8, 4), "16": (9, 4), "15": (10, 4), "07": (11, 4),
    "18": (7, 5), "21": (8, 5), "20": (9, 5), "10": (10, 5), "09": (11, 5), "08": (12, 5), "32": (3, 6), "31": (4, 6), "28": (5, 6),
    "26": (6, 6), "25": (7, 6), "23": (8, 6), "19": (9, 6), "11": (10, 6), "13": (11, 6), "12": (12, 6), "35": (2, 7), "34": (3, 7),
    "33": (4, 7), "27": (6, 7), "29": (7, 7), "24": (8, 7), "22": (9, 7), "14": (10, 7), "30": (6, 8),
}  # fmt: skip
_SHIKOKU: Final = {"38": (3, 8), "37": (4, 8), "39": (3, 9), "36": (4, 9)}
_KYUSHU: Final = {
    "41": (0, 8),
    "40": (1, 8),
    "44": (2, 8),
    "42": (0, 9),
    "43": (1, 9),
    "45": (2, 9),
    "46": (1, 10),
    "47": (0, 11),
}
PLACES: Final[Mapping[str, tuple[float, float]]] = dict(
    sorted({
        **{n: (x, y) for n, (x, y) in _NORTH.items()},
        **{n: (x, y + _SEA) for n, (x, y) in _HONSHU.items()},
        **{n: (x + _SEA, y + 2 * _SEA) for n, (x, y) in _SHIKOKU.items()},
        **{n: (x, y + 2 * _SEA) for n, (x, y) in _KYUSHU.items()},
    }.items())
)  # fmt: skip
"""Where the tile of each prefecture (01–47) lies: columns from the left and rows from the top, in tiles."""

_HEIGHT: Final = 50.0
_GAP: Final = 4.0
_LINE: Final = 1.0
_NARROWEST: Final = 52.0
_BINS: Final = 5
_SHADES: Final = STEPS[1:6]
_WHITE_FROM: Final = 4
_LEGEND_ROW: Final = 26.0


@dataclass(frozen=True, slots=True)
class PrefectureTile:
    """What a tile says: a share (0–1) of `n` bodies, of which `users`; None where no body answered."""

    share: float | None
    users: int
    n: int


def prefecture_tiles(
    tiles: Mapping[str, PrefectureTile], *, title: Text, language: Language = "ja", id_prefix: str = "prefectures"
) -> Picture:
    """A tile for each of the 47 prefectures (by number 01–47) with its short name and its share in whole percent.

    Raises ValueError when a prefecture is missing or unknown.
    """
    if set(tiles) != set(PLACES):
        raise ValueError(f"a tile for each of the 47 prefectures: {sorted(set(tiles) ^ set(PLACES))}")
    widest = max(text_width(p.short.in_(language)) for p in PREFECTURES.values())
    width = max(_NARROWEST, round(widest) + 8.0)
    columns, rows = (max(place[i] for place in PLACES.values()) + 1 for i in (0, 1))
    return framed(
        *_legend(language),
        *(_prefecture(n, tiles[n], width, language) for n in PLACES),
        id_prefix=id_prefix,
        title=title.in_(language),
        description=_description(tiles, language),
        width=columns * (width + _GAP) - _GAP,
        height=rows * (_HEIGHT + _GAP) - _GAP,
        class_="pic pic-table",
    )


def shade_of(share: float) -> int:
    """Which of five equal steps a share (0–1) is in, from 0: under 20 %, under 40 %, … and 80 % or more.

    >>> [shade_of(s) for s in (0.0, 0.1999, 0.2, 0.8, 1.0)]
    [0, 0, 1, 4, 4]
    """
    return min(_BINS - 1, int(share * _BINS + 1e-9))


def _prefecture(n: str, tile: PrefectureTile, width: float, language: Language) -> str:
    column, row = PLACES[n]
    x, y = column * (width + _GAP), row * (_HEIGHT + _GAP)
    # The shade follows the figure as it is written: 79.6 % is written 80 % and shaded so.
    step = None if tile.share is None else shade_of(round(tile.share, 2))
    fill = STRONG if step is None or step < _WHITE_FROM else WHITE
    figure = NOTHING if tile.share is None else number(tile.share * 100) + "%"
    return element(
        "g",
        element("title", words(_told(n, tile, language))),
        _ground(x, y, width, step),
        label(PREFECTURES[n].short.in_(language), x=x + width / 2, y=y + 19, anchor="middle", fill=fill),
        label(figure, x=x + width / 2, y=y + 40, anchor="middle", fill=fill, bold=True),
        class_="pic-tile",
    )


def _ground(x: float, y: float, width: float, step: int | None, height: float = _HEIGHT) -> str:
    return element(
        "rect", x=x + _LINE / 2, y=y + _LINE / 2, width=width - _LINE, height=height - _LINE, rx=3.0,
        fill=WHITE if step is None else _SHADES[step], stroke=OUTLINE, stroke_width=_LINE,
        stroke_dasharray="4 3" if step is None else None,
        class_="pic-box" if step is None else f"pic-shade-{step + 1}",
    )  # fmt: skip


def _told(n: str, tile: PrefectureTile, language: Language) -> str:
    name = PREFECTURES[n].name
    if tile.share is None:
        return Text(f"{name.ja} 答えなし（{tile.n}団体）", f"{name.en}: no answer ({tile.n} bodies)").in_(language)
    percent = number(tile.share * 100) + "%"
    return Text(
        f"{name.ja} {percent}（{tile.n}団体のうち{tile.users}団体）", f"{name.en}: {percent} ({tile.users} of {tile.n})"
    ).in_(language)


def _legend(language: Language) -> list[str]:
    """What the shades stand for, in the free corner at the upper left."""
    begin = label(Text("使う団体の割合", "Share of bodies using it").in_(language), x=0.0, y=16, fill=STRONG, bold=True)
    entries: list[tuple[int | None, str]] = [(step, _span(step, language)) for step in range(_BINS)]
    entries.append((None, Text("答えなし", "no answer").in_(language)))
    return [
        begin,
        *(
            _ground(0.0, 28 + i * _LEGEND_ROW, 34.0, step, 18.0) + label(text, x=44.0, y=42 + i * _LEGEND_ROW)
            for i, (step, text) in enumerate(entries)
        ),
    ]


def _span(step: int, language: Language) -> str:
    low, high = step * 100 // _BINS, (step + 1) * 100 // _BINS
    if step == _BINS - 1:
        return Text(f"{low}%以上", f"{low}% or more").in_(language)
    return Text(f"{low}%以上{high}%未満", f"{low}% to under {high}%").in_(language)


def _description(tiles: Mapping[str, PrefectureTile], language: Language) -> str:
    shares = [t.share for t in tiles.values() if t.share is not None]
    if not shares:
        return Text("どの都道府県にも答えがありません。", "No prefecture has an answer.").in_(language)
    low, high = (number(v * 100) for v in (min(shares), max(shares)))
    n = number(sum(t.n for t in tiles.values()))
    return Text(
        f"47都道府県のタイル。市区町村{n}団体について、都道府県ごとの割合は{low}%から{high}%です。数は下の表にもあります。",
        f"Tiles of the 47 prefectures: of {n} municipalities, the share by prefecture is between {low}% and {high}%. "
        "The table below holds the same figures.",
    ).in_(language)


_TILE_GAP: Final = 8.0
_TILE_HEIGHT: Final = 54.0
_MARK: Final = 5.0
_STATES: Final = {True: Text("有", "yes"), False: Text("無", "no"), None: Text("不詳", "n/a")}


@dataclass(frozen=True, slots=True)
class MunicipalityTile:
    """A municipality and whether it uses AI and RPA; None where it gave no answer."""

    name: str
    ai: bool | None
    rpa: bool | None


def municipality_tiles(
    tiles: tuple[MunicipalityTile, ...],
    *,
    prefecture: Text,
    columns: int = 5,
    language: Language = "ja",
    id_prefix: str = "municipalities",
) -> Picture:
    """The municipalities in the order given, `columns` in a row: name above, below it AI and RPA by word, shape and shade.

    Raises ValueError without a municipality.
    """
    if not tiles:
        raise ValueError("no municipality to draw")
    half = _half(tiles, language)
    width = 2 * half
    drawn = [
        _municipality(t, (i % columns) * (width + _TILE_GAP), (i // columns) * (_TILE_HEIGHT + _TILE_GAP), half, language)
        for i, t in enumerate(tiles)
    ]  # fmt: skip
    key = _state_key(language)
    top = _LEGEND_ROW + 14.0
    rows = (len(tiles) + columns - 1) // columns
    return framed(
        *key,
        element("g", *drawn, transform=f"translate(0 {top:.0f})"),
        id_prefix=id_prefix,
        title=Text(f"{prefecture.ja}の市区町村のAIとRPA", f"AI and RPA in the municipalities of {prefecture.en}").in_(
            language
        ),
        description=_counts(tiles, language),
        width=columns * (width + _TILE_GAP) - _TILE_GAP,
        height=top + rows * (_TILE_HEIGHT + _TILE_GAP) - _TILE_GAP,
        class_="pic pic-table",
    )


def _half(tiles: tuple[MunicipalityTile, ...], language: Language) -> float:
    """Half the width of a tile: room for a mark and its words, and for the longest name over both halves."""
    states = {_STATES[s].in_(language) for t in tiles for s in (t.ai, t.rpa)}
    state = max(text_width(f"RPA {s}", bold=True) for s in states) + 2 * _MARK + 16
    return round(max(state, max(text_width(t.name, bold=True) for t in tiles) / 2 + 8, 62.0))


def _municipality(tile: MunicipalityTile, x: float, y: float, half: float, language: Language) -> str:
    told = "、".join if language == "ja" else ", ".join
    states = [(name, used, _STATES[used].in_(language)) for name, used in (("AI", tile.ai), ("RPA", tile.rpa))]
    frame = element("rect", x=x + _LINE / 2, y=y + _LINE / 2, width=2 * half - _LINE, height=_TILE_HEIGHT - _LINE, rx=3.0, fill="none", stroke=OUTLINE, stroke_width=_LINE, class_="pic-frame")  # fmt: skip
    return element(
        "g",
        element("title", words(f"{tile.name} {told(f'{name} {state}' for name, _, state in states)}")),
        label(tile.name, x=x + half, y=y + 20, anchor="middle", fill=STRONG, bold=True),
        *(_state(name, used, text, x + i * half, y + 28, half) for i, (name, used, text) in enumerate(states)),
        frame,
        class_="pic-tile",
    )


def _state(name: str, used: bool | None, text: str, x: float, y: float, half: float) -> str:
    """One half of the lower line: shade, mark and words all say the same."""
    height = _TILE_HEIGHT - 28
    step = 2 if used else 0
    ground = element(
        "rect", x=x + 0.5, y=y, width=half - 1, height=height - 0.5, fill=STEPS[step], class_=f"pic-shade-{step}"
    )
    return (
        ground + _mark(used, x + 8 + _MARK, y + height / 2) + label(f"{name} {text}", x=x + 18 + _MARK, y=y + 18, fill=STRONG, bold=used is True)
    )  # fmt: skip


def _mark(used: bool | None, x: float, y: float) -> str:
    """A full dot for yes, a ring for no, a stroke where there is no answer."""
    if used is None:
        return element("line", x1=x - _MARK, x2=x + _MARK, y1=y, y2=y, stroke=WEAK, stroke_width=2.0, class_="pic-axis")
    return element(
        "circle", cx=x, cy=y, r=_MARK, fill=STRONG if used else WHITE, stroke=STRONG, stroke_width=2.0,
        class_="pic-dark" if used else "pic-dot",
    )  # fmt: skip


def _state_key(language: Language) -> list[str]:
    """What mark, shade and word stand for, above the tiles."""
    meanings = {
        True: Text("使っている（有）", "used (yes)"),
        False: Text("使っていない（無）", "not used (no)"),
        None: Text("答えなし（不詳）", "no answer (n/a)"),
    }
    drawn, x = [], 0.0
    for used, meaning in meanings.items():
        text = meaning.in_(language)
        drawn.append(
            element("rect", x=x + 0.5, y=0.5, width=30.0, height=22.0, fill=STEPS[2 if used else 0], stroke=OUTLINE, stroke_width=1.0, class_=f"pic-shade-{2 if used else 0}")
            + _mark(used, x + 15.5, 11.5)
            + label(text, x=x + 38, y=17)
        )  # fmt: skip
        x += 38 + text_width(text, size=SIZE) + 24
    return drawn


def _counts(tiles: tuple[MunicipalityTile, ...], language: Language) -> str:
    ai, rpa = (sum(getattr(t, tool) is True for t in tiles) for tool in ("ai", "rpa"))
    either = sum(t.ai is True or t.rpa is True for t in tiles)
    n = len(tiles)
    return Text(
        f"{n}団体を団体コードの順に並べたタイル。AIを使う団体は{ai}、RPAは{rpa}、どちらかは{either}です。同じ内容は下の表にもあります。",
        f"{n} bodies in the order of their codes: {ai} use AI, {rpa} use RPA, {either} use one of both. The table below holds the same.",
    ).in_(language)
