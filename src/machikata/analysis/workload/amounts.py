# SPDX-License-Identifier: Apache-2.0
"""Many values at once with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """Value, low and high end, entry by entry; nan where nothing is known."""

    value: Floats
    low: Floats
    high: Floats

    def minus(self, other: Amounts) -> Amounts:
        """The difference; its interval joins both (Zou and Donner 2008), as if they erred apart."""
        value = self.value - other.value
        down = np.hypot(self.value - self.low, other.high - other.value)
        up = np.hypot(self.high - self.value, other.value - other.low)
        return Amounts(value, value - down, value + up)
