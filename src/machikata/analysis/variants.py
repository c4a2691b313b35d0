# SPDX-License-Identifier: Apache-2.0
"""The ways cases go (流れの型), most frequent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pyarrow as pa

from machikata.analysis.flow import FlowOrder
from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.records.store import TEXT_SEPARATOR, EventStore, StoredLog


@dataclass(frozen=True, slots=True)
class Variant:
    """One way: its steps, the cases that went it, their share (0–1), and how many days they took (None where
    that would be the figure of one person).

    A step holds one activity in file order. Tie-aware it holds all activities of one instant, sorted by name, repetitions kept.
    """

    steps: tuple[tuple[str, ...], ...]
    cases: int
    share: float
    median_days: float | None
    p90_days: float | None


@dataclass(frozen=True, slots=True)
class VariantSummary:
    """The most frequent ways, and what is left beside them."""

    order: FlowOrder
    n_cases: int
    n_variants: int
    n_single: int | None
    """Ways that only one case went. None when suppressed."""
    variants: tuple[Variant, ...]
    rest_variants: int
    rest_cases: int
    """Not shown: beyond the number asked for, or below the minimum count."""


def discover_variants(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    order: FlowOrder,
    top: int = 20,
    minimum_count: int | None = None,
    cases: CaseFilter = ALL_CASES,
    activity_map: pa.Table | None = None,
) -> VariantSummary:
    """The `top` most frequent ways of the chosen cases of all `logs` together; equal counts by name.

    Give `minimum_count` when figures leave the body: ways with fewer cases are not shown, and when all that is not shown are fewer
    cases than that, the next way goes as well, because the rest could be worked out.
    """
    answer = ask(
        "variants",
        store=store,
        logs=logs,
        cases=cases,
        activity_map=activity_map,
        parts={"spelled": "variants_in_file_order" if order is FlowOrder.FILE else "variants_of_tie_groups"},
        tables={"wanted": pa.table({"places": pa.array([max(top, 1)], pa.int64())})},
    ).to_pylist()
    if not answer:
        return VariantSummary(order, 0, 0, 0, (), 0, 0)
    n_cases, n_single = answer[0]["n_cases"], answer[0]["n_single"]
    shown = answer[: max(top, 0)]
    if minimum_count is not None:
        shown = _disclosable(shown, n_cases, minimum_count)
        n_single = None if 0 < n_single < minimum_count else n_single
    return VariantSummary(
        order=order,
        n_cases=n_cases,
        n_variants=answer[0]["n_variants"],
        n_single=n_single,
        variants=tuple(_variant(row, order) for row in shown),
        rest_variants=answer[0]["n_variants"] - len(shown),
        rest_cases=n_cases - sum(row["n"] for row in shown),
    )


def _disclosable(rows: list[dict[str, Any]], n_cases: int, minimum_count: int) -> list[dict[str, Any]]:
    shown = [row for row in rows if row["n"] >= minimum_count]
    while shown and 0 < n_cases - sum(row["n"] for row in shown) < minimum_count:
        shown.pop()
    return shown


def _variant(row: Mapping[str, Any], order: FlowOrder) -> Variant:
    return Variant(
        steps=_steps(row["variant"], order),
        cases=row["n"],
        share=row["n"] / row["n_cases"],
        median_days=row["median_us"] / MICROSECONDS_PER_DAY,
        p90_days=row["p90_us"] / MICROSECONDS_PER_DAY,
    )


def _steps(text: str, order: FlowOrder) -> tuple[tuple[str, ...], ...]:
    parts = text.split(TEXT_SEPARATOR)
    if order is FlowOrder.FILE:
        return tuple((activity,) for activity in parts)
    numbered = [part.split(":", 1) for part in parts]
    return tuple(tuple(activity for _, activity in group) for _, group in groupby(numbered, key=lambda pair: pair[0]))
