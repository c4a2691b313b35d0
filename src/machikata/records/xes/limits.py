# SPDX-License-Identifier: Apache-2.0
"""How much a file may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class XesLimits:
    """Limits of one reading. Real logs stay far below; what exceeds them is an attack or an accident.

    The five logs of building permits unpack to 18–22 times their size; the most regular invented log to about 60 times.
    """

    unpacked_bytes: int = 16 * 1024 * MEBIBYTE
    """The unpacked XML may be this long, in bytes: some twenty million events. No more than 2³¹ events can be written in it."""
    packing_ratio: int = 300
    """Unpacked bytes for each byte of a gzip file, judged once `ratio_from_bytes` are unpacked."""
    ratio_from_bytes: int = 64 * MEBIBYTE
    """Small files may pack as well as they like: below this many unpacked bytes the ratio is not judged."""
    columns: int = 4096
    """Different attribute names for cases and for events each, nested ones included, and for the log itself."""
    depth: int = 32
    """Attributes nested in attributes."""
    token_bytes: int = 16 * MEBIBYTE
    """One tag with all its attributes may be this long, in bytes."""
    listed_problems: int = 100
    """Faulty values that are listed one by one; the rest is counted."""


DEFAULT_LIMITS = XesLimits()
