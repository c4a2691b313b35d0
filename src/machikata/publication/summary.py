# SPDX-License-Identifier: Apache-2.0
"""What a comparison says, as a few lines of plain text."""

from __future__ import annotations

from machikata.analysis.comparison.result import Comparison
from machikata.analysis.workload.result import WorkloadComparison
from machikata.domain.text import Language, Text

_SYNTHETIC = Text("【架空のデータ】", "[synthetic data]")
_NOTHING = Text("はっきりした違いは見つかりませんでした。", "No clear difference was found.")


def summary(comparison: Comparison | WorkloadComparison, language: Language = "ja") -> str:
    """The statements with the figures behind them, most important first; says when the data are synthetic."""
    head = [_SYNTHETIC.in_(language)] if comparison.provenance.synthetic else []
    lines = [
        f"{n}. {(s.headline + Text('', ' ') + s.detail).in_(language)}" for n, s in enumerate(comparison.statements, 1)
    ]
    return "\n".join(head + (lines or [_NOTHING.in_(language)]))
