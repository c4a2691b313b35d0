# SPDX-License-Identifier: Apache-2.0
"""Work handed on between kinds of staff, never between persons.

A kind of staff (a role, or a section) is shown only when enough persons stand behind it; smaller ones are joined. A figure of
two kinds is shown only when enough persons stand on either side of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa

from machikata.analysis.log_scope import ALL_CASES, CaseFilter, ask
from machikata.domain.event_log import MICROSECONDS_PER_DAY
from machikata.domain.text import Text
from machikata.records.store import EventStore, StoredLog

JOINED = ""
"""Name of the kind that holds all kinds with too few persons."""


class StaffKind(StrEnum):
    """What is taken as a kind of staff."""

    ROLE = "role"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class HandoverKind:
    """A kind of staff: its name (`JOINED` for the one that holds the small ones), persons and events."""

    name: str
    persons: int
    events: int
    joined: tuple[str, ...] = ()
    """The kinds that were joined."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Steps from kind `source` to kind `target` (which may be the same). Figures are None when too few persons stand behind.

    `count` is a sum of weights: a step from tie group A to tie group B is shared by its |A||B| pairs of events.
    """

    source: str
    target: str
    count: float | None
    median_days: float | None
    p90_days: float | None


@dataclass(frozen=True, slots=True)
class HandoverMatrix:
    """Steps between kinds of staff. Empty, with the reason in `note`, when the persons do not suffice for two kinds."""

    by: StaffKind
    min_persons: int
    kinds: tuple[HandoverKind, ...]
    handovers: tuple[Handover, ...]
    note: Text


_NOT_ENOUGH = Text(
    "担い手が少ないため、区分の間の受け渡しは示しません。一人の職員の値が分かってしまうからです。",
    "Too few persons stand behind the kinds of staff: handovers are not shown, because they would tell about single employees.",
)
_NOT_RECORDED = Text("担い手の区分が記録されていません。", "The records do not say which kind of staff did the work.")
_NO_SECTION = Text("係が記録されていません。", "The records do not say which section did the work.")
_NOTHING = Text("", "")


def handovers(
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    by: StaffKind,
    min_persons: int = 5,
    cases: CaseFilter = ALL_CASES,
) -> HandoverMatrix:
    """The steps between kinds of staff in the chosen cases of all `logs` together, most frequent first.

    Kinds with fewer than `min_persons` persons are joined into one; if that is still too small, the next smallest joins it.
    Events without a kind do not count. Waits are weighted quantiles (see `discover_flow`), in days of 24 hours.

    Raises:
        ValueError: `min_persons` is below 2, which would show single employees.
    """
    if min_persons < 2:
        raise ValueError("figures of a single employee are never shown")
    staff = {"staff": f"staff_by_{by.value}"}
    people, events = _people(store, logs, cases, staff)
    shown = _shown_names(people, min_persons)
    if len(set(shown.values())) < 2:
        absent = _NO_SECTION if by is StaffKind.SECTION else _NOT_RECORDED
        return HandoverMatrix(by, min_persons, (), (), _NOT_ENOUGH if people else absent)
    kinds = {"shown_kinds": pa.table({"kind": list(shown), "shown": list(shown.values())})}
    steps = ask(
        "weighted_arcs", store=store, logs=logs, cases=cases, parts=staff | {"steps": "handover_steps"}, tables=kinds
    ).to_pylist()
    persons = {
        (row["source"], row["target"]): min(row["n_sources"], row["n_targets"])
        for row in ask("handover_persons", store=store, logs=logs, cases=cases, parts=staff, tables=kinds).to_pylist()
    }
    return HandoverMatrix(
        by=by,
        min_persons=min_persons,
        kinds=_kinds(shown, people, events),
        handovers=_disclosable(steps, persons, min_persons),
        note=_NOTHING,
    )


def _people(
    store: EventStore, logs: Sequence[StoredLog], cases: CaseFilter, staff: Mapping[str, str]
) -> tuple[dict[str, set[str]], dict[str, int]]:
    """The persons behind each kind, and its events."""
    people: dict[str, set[str]] = defaultdict(set)
    events: dict[str, int] = defaultdict(int)
    for row in ask("staff_persons", store=store, logs=logs, cases=cases, parts=staff).to_pylist():
        if row["kind"] is not None:
            people[row["kind"]] |= {row["resource"]} - {None}
            events[row["kind"]] += row["n"]
    return people, events


def _shown_names(people: Mapping[str, set[str]], min_persons: int) -> dict[str, str]:
    """The name under which each kind is shown: its own, or `JOINED`."""
    by_size = sorted(people, key=lambda kind: (len(people[kind]), kind))
    joined: list[str] = [kind for kind in by_size if len(people[kind]) < min_persons]
    rest = by_size[len(joined) :]
    while joined and rest and len(set[str]().union(*(people[kind] for kind in joined))) < min_persons:
        joined.append(rest.pop(0))
    if joined and not rest:
        return dict.fromkeys(by_size, JOINED)
    return {kind: JOINED if kind in joined else kind for kind in by_size}


def _kinds(
    shown: Mapping[str, str], people: Mapping[str, set[str]], events: Mapping[str, int]
) -> tuple[HandoverKind, ...]:
    members: dict[str, list[str]] = defaultdict(list)
    for kind, name in shown.items():
        members[name].append(kind)
    kinds = [
        HandoverKind(
            name=name,
            persons=len(set[str]().union(*(people[kind] for kind in inside))),
            events=sum(events[kind] for kind in inside),
            joined=tuple(sorted(inside)) if name == JOINED else (),
        )
        for name, inside in members.items()
    ]
    return tuple(sorted(kinds, key=lambda kind: (kind.name == JOINED, -kind.events, kind.name)))


def _disclosable(
    steps: Sequence[Mapping[str, Any]], persons: Mapping[tuple[str, str], int], min_persons: int
) -> tuple[Handover, ...]:
    def days(us: float) -> float:
        return round(us / MICROSECONDS_PER_DAY, 9)

    rows = []
    for row in steps:
        pair = (row["source"], row["target"])
        if persons[pair] < min_persons:
            rows.append(Handover(*pair, None, None, None))
        else:
            rows.append(Handover(*pair, round(row["n"], 9), days(row["median_us"]), days(row["p90_us"])))
    return tuple(sorted(rows, key=lambda h: (-(h.count or 0.0), h.source, h.target)))
