# SPDX-License-Identifier: Apache-2.0
"""Invented place names. No municipality of Japan is written or read like any of them (a test holds the list against them)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name without 市, 町 or 村: written, in katakana, and in Latin letters."""

    written: str
    kana: str
    latin: str


FIRST_NAMES = tuple(
    PlaceName(*line.split())
    for line in (
        "汐見原 シオミハラ Shiomihara", "藤見坂 フジミザカ Fujimizaka", "真砂浦 マサゴウラ Masagoura",
        "岩清水 イワシミズ Iwashimizu", "朝凪 アサナギ Asanagi", "雲雀野 ヒバリノ Hibarino",
        "楓沢 カエデサワ Kaedesawa", "稲穂野 イナホノ Inahono", "霧ノ宮 キリノミヤ Kirinomiya",
        "白瀬川 シラセガワ Shirasegawa", "若竹台 ワカタケダイ Wakatakedai", "鈴ヶ峰 スズガミネ Suzugamine",
    )
)  # fmt: skip
"""The twelve names of the demo, as on the screens."""

_HEADS = """
汐見 シオミ Shiomi|藤見 フジミ Fujimi|真砂 マサゴ Masago|雲雀 ヒバリ Hibari|楓 カエデ Kaede|稲穂 イナホ Inaho
霧ノ キリノ Kirino|白瀬 シラセ Shirase|若竹 ワカタケ Wakatake|鈴ヶ スズガ Suzuga|月影 ツキカゲ Tsukikage|桐葉 キリハ Kiriha
萩見 ハギミ Hagimi|翠 ミドリ Midori|茜 アカネ Akane|琴音 コトネ Kotone|葦辺 アシベ Ashibe|柚木 ユズキ Yuzuki
浅葱 アサギ Asagi|椿 ツバキ Tsubaki|銀杏 イチョウ Icho|紫苑 シオン Shion|鶴羽 ツルハ Tsuruha|笹舟 ササフネ Sasafune
夕凪 ユウナギ Yunagi|蛍 ホタル Hotaru|露草 ツユクサ Tsuyukusa|石楠 シャクナ Shakuna|風越 カゼコシ Kazekoshi
水鏡 ミカガミ Mikagami|星降 ホシフリ Hoshifuri|千鳥 チドリ Chidori|杏 アンズ Anzu|群雲 ムラクモ Murakumo
苔清 コケキヨ Kokekiyo|花筏 ハナイカダ Hanaikada
"""
_TAILS = """
原 ハラ hara|坂 ザカ zaka|浦 ウラ ura|野 ノ no|沢 サワ sawa|台 ダイ dai|川 ガワ gawa|峰 ミネ mine|宮 ミヤ miya|里 サト sato
谷 ダニ dani|浜 ハマ hama|津 ヅ zu|岡 オカ oka|島 ジマ jima|ヶ丘 ガオカ gaoka|森 モリ mori|橋 バシ bashi|田 ダ da|井 イ i
"""
_TOO_CLOSE_TO_REAL = frozenset({"藤見野"})
_SIDES = (("東", "ヒガシ", "Higashi"), ("西", "ニシ", "Nishi"))


def all_names() -> tuple[PlaceName, ...]:
    """Every name the generator can give (about 2,000)."""
    plain = [
        PlaceName(h.written + t.written, h.kana + t.kana, h.latin + t.latin)
        for h, t in product(_parts(_HEADS), _parts(_TAILS))
        if h.written + t.written not in _TOO_CLOSE_TO_REAL
    ]
    sides = [
        PlaceName(side + n.written, kana + n.kana, latin + n.latin.lower())
        for (side, kana, latin), n in product(_SIDES, plain)
    ]
    rest = [n for n in plain + sides if n not in FIRST_NAMES]
    return FIRST_NAMES + tuple(rest)


def invented_names(n: int, *, seed: int) -> tuple[PlaceName, ...]:
    """`n` different names: those of the demo first, then others in an order fixed by `seed`."""
    names = all_names()[len(FIRST_NAMES) :]
    order = np.random.default_rng(seed).permutation(len(names))
    return (FIRST_NAMES + tuple(names[i] for i in order))[:n]


def _parts(text: str) -> list[PlaceName]:
    return [PlaceName(*part.split()) for line in text.strip().splitlines() for part in line.split("|")]
