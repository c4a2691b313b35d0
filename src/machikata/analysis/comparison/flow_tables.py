# SPDX-License-Identifier: Apache-2.0
"""Fetches what the flow of all bodies is compared by: activities, tie-aware paths, orders, waits and persons, per cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from machikata.analysis.comparison.arrays import CaseTable, Floats, Ints
from machikata.analysis.comparison.case_table import Source
from machikata.analysis.comparison.screening import Ratios, means_over_clusters, shares_of_cases


@dataclass(frozen=True, slots=True)
class Step:
    """An activity (`target` empty), or a path or an order from `source` to `target`."""

    source: str
    target: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """Steps with their ratios over the bodies."""

    steps: tuple[Step, ...]
    ratios: Ratios


@dataclass(frozen=True, slots=True, eq=False)
class FlowSource:
    """The cases that count (a table with case_key and cluster), their clusters, and where to ask."""

    source: Source
    counted: pa.Table
    cluster_size: Floats
    cluster_body: Ints
    n_bodies: int

    def ask(self, name: str, **tables: pa.Table) -> pa.Table:
        """The answer to a question of this package over the cases that count."""
        return self.source.ask(name, tables={"counted": self.counted, **tables})


def flow_source(source: Source, table: CaseTable, keys: Ints) -> FlowSource:
    """The cases of `table` (whose keys are `keys`) for questions about flow."""
    counted = pa.table({"case_key": pa.array(keys, pa.int64()), "cluster": pa.array(table.cluster, pa.int64())})
    size = np.bincount(table.cluster, minlength=table.n_clusters).astype(np.float64)
    return FlowSource(source, counted, size, table.cluster_body(), table.n_bodies)


def activity_shares(flow: FlowSource) -> Screened:
    """Share of the cases of each body in which each activity occurs."""
    rows = flow.ask("flow_activities")
    steps, key = _steps(rows)
    return Screened(steps, _shares(flow, rows, key, len(steps)))


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Tie-aware paths: share of cases that take each, and mean days on it (`ratios.n` counts cases in both)."""

    shares: Screened
    waits: Screened


def path_figures(flow: FlowSource) -> Paths:
    """Shares of cases and mean days of every tie-aware path."""
    rows = flow.ask("flow_paths")
    steps, key = _steps(rows)
    waits = means_over_clusters(
        _ints(rows, "cluster"), key, _floats(rows, "days"), _floats(rows, "weight"), _floats(rows, "n_cases"),
        cluster_body=flow.cluster_body, n_bodies=flow.n_bodies, n_keys=len(steps),
    )  # fmt: skip
    return Paths(Screened(steps, _shares(flow, rows, key, len(steps))), Screened(steps, waits))


def order_shares(flow: FlowSource, pairs: Sequence[Step]) -> Screened:
    """For each pair: among the cases that have both at different times, the share in which the source is first."""
    names = sorted({name for p in pairs for name in (p.source, p.target)})
    wanted = pa.table({"activity": pa.array(names, pa.string())})
    both = {"source": [p.source for p in pairs], "target": [p.target for p in pairs]}
    rows = flow.ask(
        "flow_orders", wanted=wanted, wanted_pairs=pa.table({k: pa.array(v, pa.string()) for k, v in both.items()})
    )
    steps, key = _steps(rows)
    cases = _floats(rows, "n_cases")
    ratios = means_over_clusters(
        _ints(rows, "cluster"), key, _floats(rows, "n_before"), cases, cases,
        cluster_body=flow.cluster_body, n_bodies=flow.n_bodies, n_keys=len(steps),
    )  # fmt: skip
    return Screened(steps, ratios)


def presence(flow: FlowSource, activities: Sequence[str], keys: Ints) -> dict[str, Ints]:
    """Per activity the rows (places in `keys`, which are sorted) of the cases in which it occurs."""
    wanted = pa.table({"activity": pa.array(sorted(set(activities)), pa.string())})
    rows = flow.source.ask("flow_presence", tables={"wanted": wanted})
    names, case_key = np.array(rows["activity"].to_pylist()), _ints(rows, "case_key")
    place = np.minimum(np.searchsorted(keys, case_key), max(len(keys) - 1, 0))
    counted = keys[place] == case_key if len(keys) else np.zeros(len(case_key), dtype=np.bool_)
    return {str(a): place[counted & (names == a)] for a in np.unique(names)}


def persons_per_activity(flow: FlowSource, bodies: Sequence[str]) -> dict[tuple[int, str], int]:
    """How many persons do each activity in each body (0 when nobody is recorded)."""
    place = {code: i for i, code in enumerate(bodies)}
    rows = flow.source.ask("flow_persons").to_pylist()
    return {(place[r["body"]], r["activity"]): int(r["n_persons"]) for r in rows if r["body"] in place}


def path_medians(flow: FlowSource, bodies: Sequence[str], own: str) -> dict[tuple[bool, Step], float]:
    """Median days on each path, for the own body (True) and for the others together (False)."""
    sides = pa.table(
        {"body": pa.array(list(bodies), pa.string()), "own": pa.array([b == own for b in bodies], pa.bool_())}
    )
    rows = flow.ask("flow_medians", sides=sides).to_pylist()
    return {(bool(r["own"]), Step(r["source"], r["target"])): float(r["median_days"]) for r in rows}


def _shares(flow: FlowSource, rows: pa.Table, key: Ints, n_keys: int) -> Ratios:
    return shares_of_cases(
        _ints(rows, "cluster"), key, _floats(rows, "n_cases"),
        cluster_size=flow.cluster_size, cluster_body=flow.cluster_body, n_bodies=flow.n_bodies, n_keys=n_keys,
    )  # fmt: skip


def _steps(rows: pa.Table) -> tuple[tuple[Step, ...], Ints]:
    """The distinct steps in alphabetical order, and for each row its place among them."""
    sources = _codes(rows["source"])
    if "target" not in rows.column_names:
        return tuple(Step(s) for s in sources[1]), sources[0]
    targets = _codes(rows["target"])
    width = max(len(targets[1]), 1)
    used, key = np.unique(sources[0] * width + targets[0], return_inverse=True)
    return tuple(Step(sources[1][u // width], targets[1][u % width]) for u in used), key.astype(np.int64)


def _codes(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    whole = (
        column.combine_chunks().dictionary_encode()
        if column.num_chunks
        else pa.array([], pa.string()).dictionary_encode()
    )
    values: list[str] = whole.dictionary.to_pylist()
    order = sorted(range(len(values)), key=values.__getitem__)
    place = np.empty(len(values), dtype=np.int64)
    place[order] = np.arange(len(values))
    return place[whole.indices.to_numpy(zero_copy_only=False)], [values[i] for i in order]


def _ints(rows: pa.Table, name: str) -> Ints:
    return np.asarray(rows[name].to_numpy(), dtype=np.int64)


def _floats(rows: pa.Table, name: str) -> Floats:
    return np.asarray(rows[name].to_numpy(), dtype=np.float64)
