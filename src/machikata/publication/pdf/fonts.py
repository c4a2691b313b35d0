# SPDX-License-Identifier: Apache-2.0
"""Which fonts of this machine set Japanese, and which characters they have. No font is shipped: one of the system's is used."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from machikata.domain.errors import FontMissing
from machikata.domain.text import Text

SERIF: Final = (
    "Noto Serif CJK JP", "Noto Serif JP", "Source Han Serif JP", "Source Han Serif", "IPAmjMincho", "IPAexMincho", "IPAMincho",
    "BIZ UDMincho", "Hiragino Mincho ProN", "Yu Mincho", "MS Mincho",
)  # fmt: skip
SANS: Final = (
    "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans", "IPAexGothic", "IPAGothic", "BIZ UDGothic",
    "Hiragino Kaku Gothic ProN", "Yu Gothic", "Meiryo", "MS Gothic",
)  # fmt: skip
# For letters that Japanese fonts lack, such as names with unusual diacritics; never for 外字, where each font means something else.
OTHERS: Final = ("Noto Serif", "Noto Sans", "DejaVu Serif", "DejaVu Sans")
_REGULAR: Final = 400
_UNICODE_TABLES: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))


@dataclass(frozen=True, slots=True)
class Repertoire:
    """What a font can show: code points, and pairs of a character and a variation selector for which it knows a form."""

    characters: frozenset[int]
    forms: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Lettering:
    """The fonts that documents are set in. `serif` and `sans` are families, the first one Japanese; `gaiji` is searched for 外字 alone."""

    fonts: typst.Fonts
    serif: str
    sans: str
    gaiji: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    main: Repertoire = field(default=Repertoire(frozenset(), frozenset()))
    """What both `serif` and `sans` can show."""
    private: frozenset[int] = frozenset()
    """外字 that a font of `gaiji` has."""
    foreign: frozenset[int] = frozenset()
    """What fonts of `others` have."""


def find_lettering(*, folders: tuple[Path, ...] = (), system: bool = True, gaiji: tuple[str, ...] = ()) -> Lettering:
    """The first Japanese fonts of the machine, in the order of `SERIF` and `SANS`; where only one of the two is there it serves for both.

    `folders` are searched besides the system's own; `gaiji` names families that hold a municipality's 外字.

    Raises:
        FontMissing: there is no Japanese font.
    """
    fonts = typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=list(folders))
    at = {f.family: f for f in sorted(fonts.fonts(), key=_plainest, reverse=True) if f.path}
    serif = next((name for name in (*SERIF, *SANS) if name in at), None)
    sans = next((name for name in (*SANS, *SERIF) if name in at), None)
    if serif is None or sans is None:
        raise FontMissing(
            Text(
                "日本語の文字を印刷できるフォントがありません",
                "there is no font on this machine that can print Japanese",
            ),
            remedy=Text(
                "Noto CJKフォントを入れてください（Debian・Ubuntuではパッケージ fonts-noto-cjk）",
                "install the Noto CJK fonts (Debian and Ubuntu: package fonts-noto-cjk)",
            ),
        )
    found = {name: _repertoire(at[name]) for name in {serif, sans, *gaiji, *OTHERS} if name in at}
    a, b = found[serif], found[sans]
    own, others = tuple(n for n in gaiji if n in at), tuple(n for n in OTHERS if n in at)
    return Lettering(
        fonts,
        serif,
        sans,
        own,
        others,
        Repertoire(a.characters & b.characters, a.forms & b.forms),
        frozenset(c for name in own for c in found[name].characters if is_private(c)),
        frozenset(c for name in others for c in found[name].characters if not is_private(c)),
    )


def is_private(code: int) -> bool:
    """Whether a code point is of private use: 外字.

    >>> is_private(0xE000), is_private(0x845B)
    (True, False)
    """
    return 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFF


def _plainest(font: typst.FontInfo) -> tuple[bool, int, str, int]:
    return (font.style != "normal", abs(font.weight - _REGULAR), font.path or "", font.index)


def _repertoire(font: typst.FontInfo) -> Repertoire:
    assert font.path is not None
    return read_repertoire(Path(font.path), font.index)


@lru_cache(maxsize=16)
def read_repertoire(path: Path, index: int = 0) -> Repertoire:
    """What the font says of itself in its table `cmap` (OpenType 1.9, formats 4, 12 and 14). `index` counts within a collection."""
    with path.open("rb") as file:
        head = file.read(12 + 4 * (index + 1))
        start = struct.unpack_from(">I", head, 12 + 4 * index)[0] if head[:4] == b"ttcf" else 0
        file.seek(start)
        count = struct.unpack_from(">H", file.read(12), 4)[0]
        tables = {r[0]: (r[2], r[3]) for r in struct.iter_unpack(">4sIII", file.read(16 * count))}
        offset, length = tables[b"cmap"]
        file.seek(offset)
        cmap = file.read(length)
    parts = {
        (p, e): at for p, e, at in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * struct.unpack_from(">H", cmap, 2)[0]])
    }
    best = next((parts[key] for key in _UNICODE_TABLES if key in parts), None)
    characters = frozenset(_characters(cmap, best)) if best is not None else frozenset()
    forms = frozenset(_forms(cmap, parts[0, 5])) if (0, 5) in parts else frozenset()
    return Repertoire(characters, forms)


def _characters(cmap: bytes, at: int) -> Iterator[int]:
    kind = struct.unpack_from(">H", cmap, at)[0]
    if kind == 12:
        groups = struct.unpack_from(">I", cmap, at + 12)[0]
        for first, last, _ in struct.iter_unpack(">III", cmap[at + 16 : at + 16 + 12 * groups]):
            yield from range(first, last + 1)
    elif kind == 4:
        size = struct.unpack_from(">H", cmap, at + 6)[0]
        ends = struct.unpack_from(f">{size // 2}H", cmap, at + 14)
        starts = struct.unpack_from(f">{size // 2}H", cmap, at + 16 + size)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)


def _forms(cmap: bytes, at: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">I", cmap, at + 6)[0]
    for i in range(count):
        record = at + 10 + 11 * i
        selector = int.from_bytes(cmap[record : record + 3], "big")
        default, other = struct.unpack_from(">II", cmap, record + 3)
        if default:
            start, ranges = at + default + 4, struct.unpack_from(">I", cmap, at + default)[0]
            for base, more in struct.iter_unpack(">3sB", cmap[start : start + 4 * ranges]):
                first = int.from_bytes(base, "big")
                yield from ((code, selector) for code in range(first, first + more + 1))
        if other:
            start, pairs = at + other + 4, struct.unpack_from(">I", cmap, at + other)[0]
            for base, _ in struct.iter_unpack(">3sH", cmap[start : start + 5 * pairs]):
                yield int.from_bytes(base, "big"), selector
