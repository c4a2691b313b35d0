# SPDX-License-Identifier: Apache-2.0
"""The order of the steps in the survey against that in the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from machikata.analysis.proportion import wilson
from machikata.analysis.workload.log_year import LogYear
from machikata.analysis.workload.reconciliation import OrderDifference
from machikata.domain.workload import SurveyLine
from machikata.rules.survey_limits import SurveyLimits

_SHOWN, _NO_ORDER = 0.95, 0.5


def survey_order(lines: Sequence[SurveyLine]) -> dict[str, int]:
    """Step id → its position in the body's work (the first one given by any kind of staff or section)."""
    found: dict[str, int] = {}
    for line in lines:
        if line.step and line.order is not None:
            found[line.step] = min(line.order, found.get(line.step, line.order))
    return found


def order_differences(
    lines: Sequence[SurveyLine], log: LogYear, limits: SurveyLimits, *, level: float
) -> tuple[tuple[OrderDifference, ...], int]:
    """The pairs of steps that most cases of the log do the other way round, most hours first, and how many pairs were compared.

    `level` is the error level of a single pair. Steps with equal numbers are done side by side and claim no order.
    """
    positions = survey_order(lines)
    logged = {frozenset((o.source, o.target)): o for o in log.orders}
    hours = _hours(lines)
    compared, found = 0, []
    for one, other in combinations(sorted(positions), 2):
        order = logged.get(frozenset((one, other)))
        if positions[one] == positions[other] or order is None or order.n_cases < limits.minimum_cases.value:
            continue
        compared += 1
        first, second = (one, other) if positions[one] < positions[other] else (other, one)
        kept = order.in_order(first)
        told, judged = (wilson(kept, order.n_cases, level=x) for x in (_SHOWN, 1.0 - level))
        if told and judged and told.high < limits.order_share.value and judged.high < _NO_ORDER:
            both = hours.get(one, 0.0) + hours.get(other, 0.0)
            found.append(OrderDifference(first, second, order.n_cases, told, both))
    return tuple(sorted(found, key=lambda d: (-d.hours, d.first, d.second))), compared


def _hours(lines: Sequence[SurveyLine]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for line in lines:
        hours = line.hours if line.hours is not None else line.hours_from_volume
        found[line.step] = found.get(line.step, 0.0) + (hours or 0.0)
    return found
