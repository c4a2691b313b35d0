# SPDX-License-Identifier: Apache-2.0
"""An invented list of addresses to try the app with."""

from __future__ import annotations

import numpy as np

from hello_app.words import ADDRESS, NUMBER, TELEPHONE
from machikata.automation.app.inputs import InputContent
from machikata.automation.app.manifest import Example

_TOWNS = ("汐見原市港町", "藤見坂市本町", "真砂浦市北町", "岩清水市葛󠄀町")
_BLOCKS = ("{a}丁目{b}番{c}号", "{a}-{b}-{c}", "{a}－{b}ー{c}", "{a}‐{b}　")
_NUMBERS = ("0900000{n:04}", "０３(0000){n:04}", "044000{n:04}", "")
ROWS = 60


def example(seed: int) -> Example:
    """Sixty rows in the spellings that lists of offices mix. No number is in use: 0000 follows each beginning."""
    draw = np.random.default_rng(seed)
    lines = [f"{NUMBER},{ADDRESS},{TELEPHONE}"]
    for row in range(ROWS):
        a, b, c, n = (int(x) for x in draw.integers(1, 30, 4))
        town, block, number = (words[int(draw.integers(len(words)))] for words in (_TOWNS, _BLOCKS, _NUMBERS))
        lines.append(f"{row + 1:04},{town}{block.format(a=a, b=b, c=c)},{number.format(n=n)}")
    data = ("\r\n".join(lines) + "\r\n").encode()
    return Example({"addresses": InputContent("見本の住所録.csv", data)})
