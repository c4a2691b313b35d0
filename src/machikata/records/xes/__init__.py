# SPDX-License-Identifier: Apache-2.0
"""XES event logs (IEEE 1849), plain or gzip, into columns: `read_xes`, and `looks_like_xes` for those who choose a reader."""

from machikata.records.xes.limits import XesLimits
from machikata.records.xes.reading import read_xes
from machikata.records.xes.sniffing import looks_like_xes

__all__ = ["XesLimits", "looks_like_xes", "read_xes"]
