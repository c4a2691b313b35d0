# SPDX-License-Identifier: Apache-2.0
"""A figure with its uncertainty, and a figure that may have been suppressed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A point and its interval in the same unit; `level` is the coverage of the interval (0–1)."""

    value: float
    low: float
    high: float
    level: float = 0.95

    def excludes(self, value: float) -> bool:
        """Whether the interval lies wholly on one side of `value`."""
        return self.low > value or self.high < value
