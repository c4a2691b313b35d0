# SPDX-License-Identifier: Apache-2.0
"""Identifiers of residents inside text: what they look like, and their masking. Found to be removed, never to be used.

Individual number (個人番号): twelve digits, weights 6 5 4 3 2 7 6 5 4 3 2 from the left, check digit 0 if Σ mod 11 ≤ 1, else
11 − (Σ mod 11) (総務省令85号 第5条). One in eleven other twelve-digit numbers passes by chance and is masked too: the safe side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text

_MY_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


class IdentifierKind(StrEnum):
    """What was masked."""

    MY_NUMBER = "my_number"
    PENSION_NUMBER = "pension_number"
    INSURED_NUMBER = "insured_number"
    RESIDENT_NUMBER = "resident_number"
    PHONE = "phone"
    EMAIL = "email"
    POSTAL_CODE = "postal_code"
    NAME = "name"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"

    @property
    def label(self) -> Text:
        """The kind in words."""
        return _LABELS[self]

    @property
    def token(self) -> str:
        """What stands in place of the value."""
        return f"〔{_LABELS[self].ja}〕"


_LABELS = {
    IdentifierKind.MY_NUMBER: Text("個人番号", "individual number (My Number)"),
    IdentifierKind.PENSION_NUMBER: Text("基礎年金番号", "basic pension number"),
    IdentifierKind.INSURED_NUMBER: Text("被保険者番号", "insured person’s number"),
    IdentifierKind.RESIDENT_NUMBER: Text("個人を示す番号", "number of a person"),
    IdentifierKind.PHONE: Text("電話番号", "telephone number"),
    IdentifierKind.EMAIL: Text("メールアドレス", "e-mail address"),
    IdentifierKind.POSTAL_CODE: Text("郵便番号", "postal code"),
    IdentifierKind.NAME: Text("氏名", "name"),
    IdentifierKind.ADDRESS: Text("住所", "address"),
    IdentifierKind.BIRTH_DATE: Text("生年月日", "date of birth"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier inside a text: its kind and where it stands."""

    kind: IdentifierKind
    start: int
    stop: int


# One character to one character, so that places found in the plain text hold in the original.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "‐‑‒–—―−ー－"), ord("-"))
_PLAIN |= dict.fromkeys(map(ord, "　\u00a0"), ord(" "))
_PATTERNS: tuple[tuple[IdentifierKind, re.Pattern[str]], ...] = (
    (IdentifierKind.EMAIL, re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (
        IdentifierKind.MY_NUMBER,
        re.compile(
            r"(?<!\d)\d{12}(?!\d)|(?<!\d)(?<!\d[-.])\d{4}([- ._・])\d{4}\1\d{4}(?!\d)(?![-.]\d)|(?<!\d)\d(?: \d){11}(?! ?\d)"
        ),
    ),
    (
        IdentifierKind.PHONE,
        re.compile(
            r"(?<![\d-])(?:0\d{1,4}-\d{1,4}-\d{3,4}|0\d{1,4}\(\d{1,4}\)\d{3,4}|\(0\d{1,4}\)\d{1,4}-\d{3,4}"
            r"|\+81[- ]?\d{1,4}[- ]\d{1,4}[- ]\d{3,4}|\+81\d{9,10}|0[5789]0\d{8})(?![\d-])"
        ),
    ),
    (IdentifierKind.PENSION_NUMBER, re.compile(r"(?<![\d-])\d{4}-\d{6}(?![\d-])")),
    (IdentifierKind.POSTAL_CODE, re.compile(r"〒\s?\d{3}-?\d{4}(?!\d)")),
)
MAY_HOLD_IDENTIFIER = r"[@＠〒]|[0-9０-９].*[0-9０-９].*[0-9０-９].*[0-9０-９].*[0-9０-９].*[0-9０-９].*[0-9０-９].*[0-9０-９].*[0-9０-９].*[0-9０-９]"
"""A quick sieve (RE2): texts that do not match hold no identifier of the kinds with a form."""


def is_my_number(digits: str) -> bool:
    """Whether twelve plain digits carry the check digit of an individual number."""
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return False
    rest = sum(w * int(d) for w, d in zip(_MY_NUMBER_WEIGHTS, digits[:11], strict=True)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def plain_digits(text: str) -> str:
    """The digits of `text`, full-width ones made plain, all else left out."""
    return "".join(c for c in text.translate(_PLAIN) if c.isascii() and c.isdigit())


def find_identifiers(text: str) -> tuple[Found, ...]:
    """Every identifier in `text` that its form gives away, in order of place; the first kind that claims a place keeps it."""
    flat = text.translate(_PLAIN)
    found: list[Found] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(flat):
            start, stop = match.span()
            if _holds(kind, match.group()) and all(stop <= f.start or start >= f.stop for f in found):
                found.append(Found(kind, start, stop))
    return tuple(sorted(found, key=lambda f: f.start))


def masked_text(text: str) -> str:
    """`text` with every identifier that its form gives away replaced by the token of its kind.

    >>> masked_text("連絡先 090-1234-5678 まで")
    '連絡先 〔電話番号〕 まで'
    """
    return without(text, find_identifiers(text))


def without(text: str, found: tuple[Found, ...]) -> str:
    """`text` with the places in `found` replaced by tokens."""
    return "".join(_pieces(text, found))


def _pieces(text: str, found: tuple[Found, ...]) -> Iterator[str]:
    at = 0
    for item in found:
        yield text[at : item.start]
        yield item.kind.token
        at = item.stop
    yield text[at:]


def _holds(kind: IdentifierKind, text: str) -> bool:
    digits = plain_digits(text)
    if kind is IdentifierKind.MY_NUMBER:
        return is_my_number(digits)
    if kind is IdentifierKind.PHONE:
        return 10 <= len(digits) <= 12 if text.startswith("+") else 10 <= len(digits) <= 11
    return True
