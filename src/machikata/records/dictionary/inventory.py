# SPDX-License-Identifier: Apache-2.0
"""The names that an admitted log uses, with what stands next to them."""

from __future__ import annotations

from machikata.records.dictionary.values import LabelUse
from machikata.records.store import EventStore, StoredLog


def label_uses(store: EventStore, log: StoredLog, *, label_column: str = "") -> tuple[LabelUse, ...]:
    """Every (activity, label) of `log` with its events and neighbours (file order), sorted.

    `label_column` is the column of `events` that holds the readable name beside a code (for example "e:activityNameEN"); without
    it, or where it is empty, the activity is the label itself.
    """
    label = '"' + label_column.replace('"', '""') + '"' if label_column else "activity"
    names = store.query(
        f"SELECT activity, {label} AS label, count(*) AS n FROM events GROUP BY 1, 2 ORDER BY 1, 2", logs=[log]
    )
    pairs = store.query("SELECT source, target, count(*) AS n FROM relation GROUP BY 1, 2 ORDER BY 1, 2", logs=[log])
    before: dict[str, list[tuple[str, int]]] = {}
    after: dict[str, list[tuple[str, int]]] = {}
    for row in pairs.to_pylist():
        after.setdefault(row["source"], []).append((row["target"], row["n"]))
        before.setdefault(row["target"], []).append((row["source"], row["n"]))
    return tuple(
        LabelUse(
            body=log.body,
            label=row["label"] or row["activity"],
            activity=row["activity"],
            events=row["n"],
            before=tuple(before.get(row["activity"], ())),
            after=tuple(after.get(row["activity"], ())),
        )
        for row in names.to_pylist()
    )
