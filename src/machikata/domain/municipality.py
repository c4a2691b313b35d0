# SPDX-License-Identifier: Apache-2.0
"""A local government and its code (全国地方公共団体コード)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

SYNTHETIC_PREFECTURE = "99"
_WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(five_digits: str) -> int:
    """Check digit of a municipality code: (11 − Σ weight·digit mod 11) mod 10.

    >>> check_digit("01100")
    2
    """
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, five_digits, strict=True))
    return (11 - total % 11) % 10


@dataclass(frozen=True, slots=True, order=True)
class MunicipalityCode:
    """Six digits as a string with leading zeros: prefecture (2), body (3), check digit (1).

    >>> MunicipalityCode("131032").prefecture
    '13'
    """

    value: str

    def __post_init__(self) -> None:
        v = self.value
        if not (len(v) == 6 and v.isascii() and v.isdigit()):
            raise InputRefused(
                [_code_problem(v, Text("団体コードは6桁の数字です", "a municipality code has six digits"))]
            )
        if int(v[5]) != check_digit(v[:5]):
            raise InputRefused(
                [_code_problem(v, Text("団体コードの検査数字が合いません", "the check digit does not fit"))]
            )

    @classmethod
    def from_five(cls, five_digits: str) -> MunicipalityCode:
        """The full code of five digits without check digit."""
        return cls(f"{five_digits}{check_digit(five_digits)}")

    @property
    def prefecture(self) -> str:
        """The first two digits."""
        return self.value[:2]

    @property
    def synthetic(self) -> bool:
        """Invented bodies use prefecture 99, which does not exist."""
        return self.prefecture == SYNTHETIC_PREFECTURE

    def __str__(self) -> str:
        return self.value


def _code_problem(value: str, what: Text) -> Problem:
    remedy = Text(
        "先頭の0を含む6桁で入れてください（例 011002）", "write all six digits with leading zeros (e.g. 011002)"
    )
    return Problem("municipality-code", what, remedy, Place(value=value))


class MunicipalityKind(StrEnum):
    """Legal kinds that the peer classes keep apart."""

    DESIGNATED_CITY = "政令指定都市"
    SPECIAL_WARD = "特別区"
    CORE_CITY = "中核市"
    FORMER_SPECIAL_CITY = "施行時特例市"
    CITY = "市"
    TOWN = "町"
    VILLAGE = "村"
    OTHER = "その他"


def kind_by_name(name: str) -> MunicipalityKind:
    """The kind that the end of a name tells; what else a city may be, and whether 区 is a special ward, a person has to say.

    >>> kind_by_name("やまなみ町").value, kind_by_name("東部広域連合").value
    ('町', 'その他')
    """
    kinds = (MunicipalityKind.CITY, MunicipalityKind.TOWN, MunicipalityKind.VILLAGE)
    return next((k for k in kinds if len(name) > 1 and name.endswith(k.value)), MunicipalityKind.OTHER)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A body (団体) that brings records and is compared.

    `code` is a municipality code, or any stable key for a body without one (a foreign municipality, a union).
    `population` is the resident register's; `s23` and `s3` are shares (0–1) of all workers in secondary and tertiary,
    and in tertiary industry. `None` means not known: such a body has no class and can be compared in a hand-made group.
    """

    code: str
    name: Text
    kind: MunicipalityKind = MunicipalityKind.OTHER
    prefecture: str = ""
    population: int | None = None
    s23: float | None = None
    s3: float | None = None
    synthetic: bool = False
