# SPDX-License-Identifier: Apache-2.0
"""Colours and type of all pictures, by role. Values of デジタル庁デザインシステム design tokens 1.1.9 (MIT), under their names.

Contrast on white: TEXT 12.6, WEAK 5.7, OWN 11.1, PEER 4.5, LESS 5.8, MORE 6.1; BAR, WAIT_SHORT, WAIT_MIDDLE are at least 3.0.
"""

from __future__ import annotations

from typing import Final

WHITE: Final = "#ffffff"
GRAY_50: Final = "#f2f2f2"
GRAY_100: Final = "#e6e6e6"
GRAY_300: Final = "#b3b3b3"
GRAY_420: Final = "#949494"
GRAY_536: Final = "#767676"
GRAY_600: Final = "#666666"
GRAY_700: Final = "#4d4d4d"
GRAY_800: Final = "#333333"
GRAY_900: Final = "#1a1a1a"
BLUE_50: Final = "#e8f1fe"
BLUE_500: Final = "#4979f5"
BLUE_900: Final = "#0017c1"
BLUE_1000: Final = "#00118f"
CYAN_900: Final = "#006f83"
ORANGE_600: Final = "#fb5b01"
ORANGE_900: Final = "#ac3e00"
YELLOW_1100: Final = "#6e5600"

TEXT: Final = GRAY_800
STRONG: Final = GRAY_900
WEAK: Final = GRAY_600
OWN: Final = BLUE_900
PEER: Final = GRAY_536
LESS: Final = CYAN_900
MORE: Final = ORANGE_900
ARC: Final = GRAY_420
ARROW: Final = GRAY_600
OUTLINE: Final = GRAY_700
WAIT_SHORT: Final = GRAY_420
WAIT_MIDDLE: Final = ORANGE_600
WAIT_LONG: Final = ORANGE_900

# Unquoted names are valid in a presentation attribute; the same list as in the style sheet of the site.
FONT: Final = (
    "Noto Sans JP, Noto Sans CJK JP, BIZ UDPGothic, Hiragino Sans, Yu Gothic UI, Meiryo, system-ui, sans-serif"
)
SIZE: Final = 14.0
NAME_SIZE: Final = 16.0
