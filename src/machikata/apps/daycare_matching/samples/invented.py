# SPDX-License-Identifier: Apache-2.0
"""Invented names of nurseries and children. Some hold variation selectors (IVS) as 戸籍 names do; nobody is meant."""

from __future__ import annotations

import numpy as np

_FACILITY_HEADS = (
    "つきかげ", "あさぎ", "ひばり", "つゆくさ", "しおみ", "かえで", "いなほ", "ほたる", "ゆうなぎ", "みずかがみ", "ほしふり", "ちどり", "わかたけ",
    "はないかだ", "ささふね", "きりは", "すずがみね", "まさご", "ふじみ", "いわしみず", "しらせ", "もえぎ", "こはる", "なぎさ", "たんぽぽの風",
    "どんぐり坂", "もみじ台", "あおぞら野", "にじのね", "そらまめ",
)  # fmt: skip
_FACILITY_PLACES = ("", "北", "南", "東", "西", "中央", "駅前", "第二", "第三", "川辺", "丘の上", "本町")
_FAMILY_NAMES = (
    "汐見", "藤見坂", "真砂浦", "雲雀野", "楓沢", "稲穂野", "霧宮", "白瀬川", "若竹台", "鈴峰", "月影", "桐葉", "萩見", "葦辺", "柚木原",
    "浅葱", "紫苑", "鶴羽", "笹舟", "夕凪", "露草", "風越", "水鏡", "星降", "千鳥浦", "葛\U000e0100城野", "辻\U000e0100見",
    "渡邉\U000e0101沢", "祇\U000e0100園原", "芦\U000e0100辺川",
)  # fmt: skip
_GIVEN_NAMES = (
    "葵", "陽向", "蓮", "結菜", "湊", "凪", "紬", "律", "芽依", "樹", "澪", "暖", "咲良", "朔", "琴葉", "蒼", "莉子", "奏", "杏",
    "颯", "詩", "岳", "花", "旭", "千晴", "ひなた", "そら", "いろは", "あかり", "つむぎ", "逢\U000e0100", "晴\ufe00",
)  # fmt: skip


def facility_name(position: int, kind: str) -> str:
    """A name for the facility at `position` (0 = first); different for the first few hundred."""
    head = _FACILITY_HEADS[position % len(_FACILITY_HEADS)]
    place = _FACILITY_PLACES[position // len(_FACILITY_HEADS) % len(_FACILITY_PLACES)]
    round_ = position // (len(_FACILITY_HEADS) * len(_FACILITY_PLACES))
    ending = {"小規模": "小規模保育室", "認定こども園": "こども園", "事業所内": "事業所内保育室"}.get(kind, "保育園")
    return f"{place}{head}{ending}{'' if round_ == 0 else round_ + 1}"


def child_names(households: np.ndarray[tuple[int], np.dtype[np.int64]], rng: np.random.Generator) -> list[str]:
    """A name for each child; children of one household share the family name."""
    count = int(households.max()) + 1 if len(households) else 0
    families = rng.integers(0, len(_FAMILY_NAMES), count)
    given = rng.integers(0, len(_GIVEN_NAMES), len(households))
    return [
        f"{_FAMILY_NAMES[f]}　{_GIVEN_NAMES[g]}"
        for f, g in zip(families[households].tolist(), given.tolist(), strict=True)
    ]
