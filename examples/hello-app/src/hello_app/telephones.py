# SPDX-License-Identifier: Apache-2.0
"""One spelling for Japanese telephone numbers. Where the area code cannot be told from the number alone, a person decides.

Numbers: the numbering plan of the Ministry of Internal Affairs and Communications (総務省 電気通信番号計画).
"""

from __future__ import annotations

import re

from hello_app.spelling import FULL_TO_HALF, HYPHENS, Spelling

UNKNOWN_AREA = "area-code-unknown"
NOT_A_NUMBER = "no-telephone-number"
_SEPARATORS = re.compile(rf"[{HYPHENS}()（）\s\u3000.]+")
# Beginning, digits in all, lengths of the parts.
_PLANS = (
    ("0120", 10, (4, 3, 3)),
    ("0800", 11, (4, 3, 4)),
    ("0570", 10, (4, 3, 3)),
    ("050", 11, (3, 4, 4)),
    ("060", 11, (3, 4, 4)),
    ("070", 11, (3, 4, 4)),
    ("080", 11, (3, 4, 4)),
    ("090", 11, (3, 4, 4)),
    ("03", 10, (2, 4, 4)),
    ("06", 10, (2, 4, 4)),
)


def spell_telephone(written: str, *, hyphens: bool = True) -> Spelling:
    """The proposed spelling; what cannot be spelled stays as it is, with the code of the reason.

    >>> spell_telephone("０９０（１２３４）５６７８"), spell_telephone("0441234567").changes
    (Spelling(text='090-1234-5678', changes=('telephone',)), ('area-code-unknown',))
    """
    plain = written.translate(FULL_TO_HALF).strip()
    if not plain:
        return Spelling("", ())
    parts = [p for p in _SEPARATORS.split(plain) if p]
    digits = "".join(parts)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (10, 11) or not digits.startswith("0"):
        return Spelling(written, (NOT_A_NUMBER,))
    split = _parts(digits, parts)
    if split is None:
        return Spelling(written, (UNKNOWN_AREA,))
    text = "-".join(split) if hyphens else digits
    return Spelling(text, ("telephone",) if text != written else ())


def _parts(digits: str, written: list[str]) -> list[str] | None:
    """By the plan where the beginning tells it, else as the person has parted it."""
    for beginning, length, sizes in _PLANS:
        if digits.startswith(beginning) and len(digits) == length:
            a, b, _ = sizes
            return [digits[:a], digits[a : a + b], digits[a + b :]]
    parted = len(written) == 3 and len(digits) == 10 and 2 <= len(written[0]) <= 5 and len(written[2]) == 4
    return written if parted else None
