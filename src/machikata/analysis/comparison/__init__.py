# SPDX-License-Identifier: Apache-2.0
"""Comparison between organisations: estimand, peers, case mix, effect sizes, funnel, open cases, flow, disclosure.

`compare_logs` computes, `disclose` hides what may not be shown to whom; both are loaded when first used, because they bring
SciPy with them and most commands do not compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from machikata.analysis.comparison.comparing import compare_logs
    from machikata.analysis.comparison.disclosure import disclose

__all__ = ["compare_logs", "disclose"]


def __getattr__(name: str) -> Any:
    if name == "compare_logs":
        from machikata.analysis.comparison.comparing import compare_logs

        return compare_logs
    if name == "disclose":
        from machikata.analysis.comparison.disclosure import disclose

        return disclose
    raise AttributeError(name)
