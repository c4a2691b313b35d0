# SPDX-License-Identifier: Apache-2.0
"""Fetches the case table from the event store: one row per case of the window, with attributes, clusters and declared values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machikata.analysis.comparison.arrays import CaseAttribute, CaseTable, Floats, Ints
from machikata.analysis.comparison.estimand import DeclaredIndicator, IndicatorKind
from machikata.analysis.comparison.persons import names_person
from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask
from machikata.domain.event_log import CASE_ATTRIBUTE_PREFIX, MICROSECONDS_PER_DAY
from machikata.records.store import EventStore, StoredLog

_OFFSET_SUFFIX = "@offset"


@dataclass(frozen=True, slots=True)
class Source:
    """Where cases come from: the store, the logs, the chosen window, and the common names of activities."""

    store: EventStore
    logs: Sequence[StoredLog]
    window: CaseFilter
    activity_map: pa.Table | None

    def ask(self, name: str, *, tables: dict[str, pa.Table] | None = None) -> pa.Table:
        """The answer to a question of this package."""
        return ask(
            f"comparison/{name}", store=self.store, logs=self.logs, cases=self.window, activity_map=self.activity_map,
            by_body=True, tables=tables,
        )  # fmt: skip

    def whole(self, name: str) -> pa.Table:
        """The answer to a question about the whole logs, whatever the window."""
        return replace(self, window=ALL_CASES).ask(name)

    def strange_names(self, concepts: frozenset[str]) -> tuple[int, float]:
        """Names that are no concepts, that nobody has decided on, and that only some of the bodies use: how many, and the share of
        all events (0–1) that bear them.
        """
        rows = replace(self, window=ALL_CASES, activity_map=None).ask("activities").to_pylist()
        mapped = self.activity_map.to_pylist() if self.activity_map is not None else ()
        known = {(r["body"], r["activity"]) for r in mapped}
        users = Counter(r["activity"] for r in rows)
        bodies = len({r["body"] for r in rows})
        strange = [
            r
            for r in rows
            if (r["body"], r["activity"]) not in known
            and r["activity"] not in concepts
            and users[r["activity"]] < bodies
        ]
        events = sum(r["n_events"] for r in rows)
        return len({r["activity"] for r in strange}), sum(r["n_events"] for r in strange) / max(events, 1)

    @property
    def bodies_of_unknown_state(self) -> tuple[str, ...]:
        """Bodies with a log that does not say which cases are open."""
        basis = {log.body: log.manifest.get("quality", {}).get("open_basis") for log in self.logs}
        return tuple(body for body, how in basis.items() if how == "unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """Events per person (pseudonym) and body; `persons` counts the persons of each body, `midnight` the share of its events without
    time of day (0–1), `with_person` the share of its events that name a person.
    """

    persons: Ints
    midnight: Floats
    with_person: Floats
    shared: Floats
    """Per pair of bodies (row, column): share of the row's named events done by persons who also appear in the column."""
    shared_persons: Ints
    """How many such persons there are."""
    names: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class FetchedCases:
    """The case table of the chosen cases, open ones included, with how each case ended (a code per case) and the staff.

    `recorded` and `recorded_closed` count the cases of each body's whole logs, chosen or not.
    """

    table: CaseTable
    keys: Ints
    endings: Ints
    staff: Staff
    recorded: Ints
    recorded_closed: Ints


def fetch_cases(source: Source, *, bodies: Sequence[str], indicators: Sequence[DeclaredIndicator]) -> FetchedCases:
    """All cases of `source` in the order of their keys. Bodies without cases stay in the table with none."""
    rows = source.ask("cases")
    staff = _fetch_staff(source, bodies)
    keys = _ints(rows["case_key"])
    body = _places(rows["body"], bodies)
    start, end = _ints(rows["start_us"]), _ints(rows["end_us"])
    days = (end - start) / MICROSECONDS_PER_DAY
    is_open = rows["open"].fill_null(False).to_numpy(zero_copy_only=False).astype(np.bool_)
    until, recorded, recorded_closed = _whole_logs(source, bodies)
    observed = np.where(is_open, (until[body] - start) / MICROSECONDS_PER_DAY, days)
    month = _ints(rows["local_start_us"]).astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    persons = _by_appearance(_by_key(source.ask("case_staff"), "resource", keys))
    cluster, n_clusters = _clusters(body, persons, month)
    table = CaseTable(
        tuple(bodies), body, days, observed, is_open, month, cluster, n_clusters,
        _ints(rows["log_index"]), _ints(rows["case_index"]), _attributes(rows, staff.names, source.logs), {},
    )  # fmt: skip
    values = {i.id: _values(source, i, table, keys) for i in indicators}
    endings = _by_key(source.ask("case_endings"), "activity", keys)
    return FetchedCases(replace(table, values=values), keys, endings, staff, recorded, recorded_closed)


def _clusters(body: Ints, staff: Ints, month: Ints) -> tuple[Ints, int]:
    """Numbers the clusters body × person with most events (or none) × local month of the first event."""
    if not len(body):
        return body, 0
    span = int(month.max() - month.min()) + 1
    joined = (body * (int(staff.max()) + 2) + staff + 1) * span + month - month.min()
    kept, cluster = np.unique(joined, return_inverse=True)
    return cluster.astype(np.int64), len(kept)


def _attributes(rows: pa.Table, persons: frozenset[str], logs: Sequence[StoredLog]) -> dict[str, CaseAttribute]:
    found = {}
    for column in rows.column_names:
        if column.startswith(CASE_ATTRIBUTE_PREFIX) and not column.endswith(_OFFSET_SUFFIX):
            kind = rows.schema.field(column).type
            if pa.types.is_string(kind) or pa.types.is_boolean(kind):
                name = column.removeprefix(CASE_ATTRIBUTE_PREFIX)
                codes, values = _coded(rows[column])
                person = names_person(name, logs, values=values, persons=persons)
                found[name] = CaseAttribute(name, codes, values, person)
    return found


def _coded(column: pa.ChunkedArray) -> tuple[Ints, tuple[str, ...]]:
    """Codes (−1 = missing or empty) into the sorted distinct values."""
    texts = column.cast(pa.string())
    whole = pc.dictionary_encode(texts.combine_chunks() if texts.num_chunks else pa.array([], pa.string()))
    values: list[str] = whole.dictionary.to_pylist()
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    filled = sorted(v for v in values if v.strip())
    place = {v: i for i, v in enumerate(filled)}
    new = np.array([*(place.get(v, -1) for v in values), -1], dtype=np.int64)
    return new[codes], tuple(filled)


def _by_key(rows: pa.Table, column: str, keys: Ints) -> Ints:
    """Codes of `column` for each case key, −1 where the answer has no row for it."""
    codes, _ = _coded(rows[column])
    aligned = np.full(len(keys), -1, dtype=np.int64)
    aligned[np.searchsorted(keys, _ints(rows["case_key"]))] = codes
    return aligned


def _by_appearance(codes: Ints) -> Ints:
    """The codes numbered anew in order of first appearance (−1 stays). The order of pseudonyms follows from the workspace's key;
    which clusters a seed draws must not, or the same files would give other digits in another workspace.
    """
    known, first, place = np.unique(codes, return_index=True, return_inverse=True)
    new = np.empty(len(known), dtype=np.int64)
    new[np.argsort(first, kind="stable")] = np.arange(len(known))
    return np.where(codes < 0, -1, new[place])


def _values(source: Source, indicator: DeclaredIndicator, table: CaseTable, keys: Ints) -> Floats:
    if indicator.kind is IndicatorKind.TOTAL_DAYS:
        return table.days
    if indicator.kind is IndicatorKind.SHARE_OVER:
        return (table.days > float(indicator.limit_days or 0)).astype(np.float64)
    if indicator.kind is IndicatorKind.DAYS_BETWEEN:
        wanted = _one_row(start_activity=indicator.start_activity, end_activity=indicator.end_activity)
        rows = source.ask("activity_spans", tables={"wanted": wanted})
        values = np.full(len(keys), np.nan)
        values[np.searchsorted(keys, _ints(rows["case_key"]))] = _ints(rows["span_us"]) / MICROSECONDS_PER_DAY
        return values
    rows = source.ask("activity_counts", tables={"wanted": _one_row(activity=indicator.activity)})
    counts = np.zeros(len(keys))
    counts[np.searchsorted(keys, _ints(rows["case_key"]))] = _ints(rows["n_events"])
    least = 1 if indicator.kind is IndicatorKind.SHARE_WITH else 2
    return (counts >= least).astype(np.float64)


def _one_row(**cells: str) -> pa.Table:
    return pa.table({name: pa.array([cell], pa.string()) for name, cell in cells.items()})


def _fetch_staff(source: Source, bodies: Sequence[str]) -> Staff:
    rows = source.ask("body_events")
    body, events = _places(rows["body"], bodies), _ints(rows["n_events"]).astype(np.float64)
    person, names = _coded(rows["resource"])
    total = np.maximum(np.bincount(body, weights=events, minlength=len(bodies)), 1)
    at_midnight = np.bincount(body, weights=_ints(rows["n_midnight"]).astype(np.float64), minlength=len(bodies))
    done = np.zeros((len(bodies), len(names)))
    known = person >= 0
    np.add.at(done, (body[known], person[known]), events[known])
    by_named = np.maximum(done.sum(axis=1), 1)
    shared = (done @ (done > 0).T) / by_named[:, None]
    np.fill_diagonal(shared, 0.0)
    persons = (done > 0).sum(axis=1).astype(np.int64)
    there = (done > 0).astype(np.int64)
    return Staff(persons, at_midnight / total, done.sum(axis=1) / total, shared, there @ there.T, frozenset(names))


def _whole_logs(source: Source, bodies: Sequence[str]) -> tuple[Ints, Ints, Ints]:
    """Of each body's logs: the last instant (an open case is observed up to there, even when few cases are asked about), and how many
    cases and closed cases they hold.
    """
    rows = source.whole("log_ends")
    place = _places(rows["body"], bodies)
    found = np.zeros((3, len(bodies)), dtype=np.int64)
    for row, column in zip(found, ("end_us", "n_cases", "n_closed"), strict=True):
        row[place] = _ints(rows[column])
    return found[0], found[1], found[2]


def _places(column: pa.ChunkedArray, bodies: Sequence[str]) -> Ints:
    found = pc.index_in(column.combine_chunks() if column.num_chunks else pa.array([], pa.string()), pa.array(bodies))
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _ints(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy(), dtype=np.int64)
