# SPDX-License-Identifier: Apache-2.0
"""Event logs of any size for benchmarks: a care-certification-like process of 12 activities, ordered as admission orders them.

Made from a seed by arrays, so that ten million events take seconds. Not meant to be believed: for believable ones see
`machikata.samples`. 45 % of consecutive events have equal instants, as in the municipal logs that were measured.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from machikata.records.admission.ordering import put_in_order, relation_of, tie_relation_of
from machikata.records.coded import Coded
from machikata.records.raw import LogTables
from machikata.records.store import StoredLog
from machikata.storage.event_files import EventFileStore

ACTIVITIES = [
    "受付", "書類の確認", "補正の依頼", "補正の受領", "調査の依頼", "調査", "意見書の依頼", "意見書の受領", "一次判定", "資料作成",
    "審査会", "通知",
]  # fmt: skip
EVENTS_PER_CASE = 12.35
"""On average, by the chances of going on, leaving one out, going back and repeating below."""
ON, OVER, BACK, AGAIN = 0.80, 0.12, 0.06, 0.02
LONGEST = 60
TIES = 0.45
DAY = 86_400_000_000


def make_tables(n_events: int, *, seed: int, persons: int = 40) -> LogTables:
    """The four tables of a log with about `n_events` events of `persons` persons, four roles, three sections."""
    rng = np.random.default_rng(seed)
    steps = _steps(round(n_events / EVENTS_PER_CASE), rng)
    there = steps >= 0
    activity, case = steps[there].astype(np.int32), np.nonzero(there)[0].astype(np.int64)
    time = _times(case, rng)
    order = put_in_order(np.arange(case.size), case, time)
    names = Coded(activity, pa.array(ACTIVITIES)).take(order.rows)
    person = rng.integers(0, persons, case.size).astype(np.int32)
    return LogTables(
        events=_events(order, names, person, persons),
        cases=_cases(order, rng),
        relation=relation_of(order, names),
        tie_relation=tie_relation_of(order, names),
    )


def _steps(n_cases: int, rng: np.random.Generator) -> np.ndarray:
    """Activities by case and place; −1 after the last."""
    last = len(ACTIVITIES) - 1
    now, going = np.zeros(n_cases, np.int8), np.ones(n_cases, bool)
    places = []
    while going.any() and len(places) < LONGEST:
        places.append(np.where(going, now, -1))
        chance = rng.random(n_cases)
        step = np.select([chance < ON, chance < ON + OVER, chance < ON + OVER + BACK], [1, 2, -1], 0)
        going &= now < last
        now = np.clip(now + step, 0, last).astype(np.int8)
    return np.stack(places, axis=1)


def _times(case: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    waits = np.where(rng.random(case.size) < TIES, 0, rng.lognormal(11.5, 1.2, case.size).astype(np.int64)) * 1_000_000
    begun = np.r_[True, case[1:] != case[:-1]]
    waits[begun] = 0
    running = np.cumsum(waits)
    starts = 1_743_465_600_000_000 + np.sort(rng.integers(0, 365 * 86_400, int(begun.sum()))) * 1_000_000
    return starts[case] + running - running[begun][case]


def _events(order, names: Coded, person: np.ndarray, persons: int) -> pa.Table:
    n = order.rows.size

    def text(codes: np.ndarray, values: list[str]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(values))

    return pa.table({
        "case_index": order.case, "seq": order.seq, "tie_group": order.tie_group, "activity": names.arrow(),
        "time_us": order.time_us, "offset_min": np.full(n, 540, np.int16), "lifecycle": text(np.zeros(n), ["complete"]),
        "resource": text(person, [f"p{i:03d}" for i in range(persons)]),
        "role": text(person % 4, ["係員", "主任", "係長", "会計年度任用"]), "section": text(person % 3, ["窓口", "認定", "審査"]),
    })  # fmt: skip


def _cases(order, rng: np.random.Generator) -> pa.Table:
    first = order.case_starts
    last = np.r_[first[1:], order.rows.size] - 1
    n = first.size

    def attribute(values: list[str]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(
            pa.array(rng.integers(0, len(values), n).astype(np.int32)), pa.array(values)
        )

    return pa.table({
        "case_index": np.arange(n, dtype=np.int32), "case_id": pa.array([f"K{i:08d}" for i in range(n)]),
        "start_us": order.time_us[first], "end_us": order.time_us[last], "start_offset_min": np.full(n, 540, np.int16),
        "events": order.seq[last] + np.int32(1), "open": rng.random(n) < 0.1,
        "c:種類": attribute(["新規", "更新", "区分変更", "転入"]), "c:年代": attribute(["65-74", "75-84", "85-94", "95-"]),
    })  # fmt: skip


def admit_made(folder: Path, *, bodies: int, events: int) -> list[StoredLog]:
    """The logs of `bodies` invented bodies with together about `events` events, in a store in `folder` (made once, then reused)."""
    store = EventFileStore(folder)
    found = store.stored()
    if len(found) == bodies:
        return sorted(found, key=lambda log: log.body)
    for number in range(bodies):
        tables = make_tables(events // bodies, seed=number)
        store.admit(tables, body=f"99{number:03d}", process="care", manifest={"made": "benchmark"})
    return sorted(store.stored(), key=lambda log: log.body)
