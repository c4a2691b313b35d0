# SPDX-License-Identifier: Apache-2.0
"""Codes of causes and adjustments: one spelling, however they were typed."""

from __future__ import annotations

import unicodedata

AT = "@"


def plain_code(written: str) -> str:
    """The code without blanks around it and with full-width letters and digits made ordinary.

    >>> plain_code(" 就労１ ")
    '就労1'
    """
    return unicodedata.normalize("NFKC", written).strip()


def split_facility(written: str) -> tuple[str, str]:
    """Code and facility number of an item that counts at one facility ("" where none is named).

    >>> split_facility("きょうだい在園＠012")
    ('きょうだい在園', '012')
    """
    code, _, facility = plain_code(written).partition(AT)
    return code.strip(), facility.strip()
