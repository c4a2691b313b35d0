# SPDX-License-Identifier: Apache-2.0
"""How good a file is, and what can be computed from it."""

from machikata.records.quality.likeness import Likeness, likeness, unlike_process
from machikata.records.quality.report import (
    Fitness,
    Level,
    MaskedCount,
    Measure,
    QualityReport,
    RefusedCount,
    Verdict,
)

__all__ = [
    "Fitness",
    "Level",
    "Likeness",
    "MaskedCount",
    "Measure",
    "QualityReport",
    "RefusedCount",
    "Verdict",
    "likeness",
    "unlike_process",
]
