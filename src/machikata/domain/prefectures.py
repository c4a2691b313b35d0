# SPDX-License-Identifier: Apache-2.0
"""The 47 prefectures: number, name, and short name as it stands on a small tile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from machikata.domain.municipality import MunicipalityCode
from machikata.domain.text import Text

_NAMES: Final = (
    "北海道 Hokkaido|青森県 Aomori|岩手県 Iwate|宮城県 Miyagi|秋田県 Akita|山形県 Yamagata|福島県 Fukushima|"
    "茨城県 Ibaraki|栃木県 Tochigi|群馬県 Gunma|埼玉県 Saitama|千葉県 Chiba|東京都 Tokyo|神奈川県 Kanagawa|"
    "新潟県 Niigata|富山県 Toyama|石川県 Ishikawa|福井県 Fukui|山梨県 Yamanashi|長野県 Nagano|岐阜県 Gifu|"
    "静岡県 Shizuoka|愛知県 Aichi|三重県 Mie|滋賀県 Shiga|京都府 Kyoto|大阪府 Osaka|兵庫県 Hyogo|奈良県 Nara|"
    "和歌山県 Wakayama|鳥取県 Tottori|島根県 Shimane|岡山県 Okayama|広島県 Hiroshima|山口県 Yamaguchi|"
    "徳島県 Tokushima|香川県 Kagawa|愛媛県 Ehime|高知県 Kochi|福岡県 Fukuoka|佐賀県 Saga|長崎県 Nagasaki|"
    "熊本県 Kumamoto|大分県 Oita|宮崎県 Miyazaki|鹿児島県 Kagoshima|沖縄県 Okinawa"
)


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture; `number` is 01 to 47, the first two digits of the code of each of its municipalities."""

    number: str
    name: Text

    @property
    def code(self) -> str:
        """Its own six-digit code.

        >>> PREFECTURES["13"].code
        '130001'
        """
        return MunicipalityCode.from_five(f"{self.number}000").value

    @property
    def short(self) -> Text:
        """The name without 都, 府 or 県, which 北海道 keeps.

        >>> PREFECTURES["26"].short.ja, PREFECTURES["01"].short.ja
        ('京都', '北海道')
        """
        ja = self.name.ja
        return Text(ja if ja == "北海道" else ja[:-1], self.name.en)


PREFECTURES: Final[Mapping[str, Prefecture]] = {
    f"{i:02}": Prefecture(f"{i:02}", Text(*pair.split())) for i, pair in enumerate(_NAMES.split("|"), 1)
}
"""Every prefecture by its number, in the order of numbers."""
