# SPDX-License-Identifier: Apache-2.0
"""Flattening of object-centric logs: one case per object of a chosen type, with the events related to it.

An event related to three objects of that type stands in three cases; the number of such copies is told, because counts over all
cases then exceed the events of the file (convergence, as W. van der Aalst calls it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text
from machikata.records.masking.identifiers import masked_text
from machikata.records.raw import RawLog, SourceFile

OID, ACTIVITY, TIMESTAMP, EVENT_ID = "ocel:oid", "ocel:activity", "ocel:timestamp", "ocel:eid"
_NAMED = 200


@dataclass(frozen=True, slots=True)
class OcelEvent:
    """An event as the file states it: `time` is ISO text, attributes are scalars, `objects` the ids it is related to."""

    id: str
    type: str
    time: str
    attributes: Mapping[str, object] = field(default_factory=dict)
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OcelObject:
    """An object and its attributes: name, value, ISO time of the change."""

    id: str
    type: str
    changes: tuple[tuple[str, object, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ocel:
    """The part of an OCEL 2.0 log that flattening needs."""

    events: Sequence[OcelEvent]
    objects: Mapping[str, OcelObject]


def flatten(ocel: Ocel, source: SourceFile, object_type: str | None) -> RawLog:
    """The log seen from the objects of one type. Raises `InputRefused` listing the types with their numbers when none is chosen."""
    chosen = _chosen_type(ocel, source, object_type)
    cases = [o for o in ocel.objects.values() if o.type == chosen]
    case_of = {o.id: i for i, o in enumerate(cases)}
    rows = [(case_of[oid], e) for e in ocel.events for oid in dict.fromkeys(e.objects) if oid in case_of]
    if not rows:
        what = Text(
            f"「{chosen}」につながる作業の記録がありません", f"no event is related to objects of type “{chosen}”"
        )
        raise InputRefused([Problem("no-rows", what, _types(ocel), Place(file=source.name))])
    instants, faults = _instants([e for _, e in rows])
    kept = [i for i in range(len(rows)) if i not in faults]
    events = _events_table([rows[i] for i in kept], [instants[i] for i in kept])
    problems = (*_unread_times(source, rows, faults), *_copies(source, rows, chosen), *_unknown_objects(ocel, source))
    return RawLog(source, events, _cases_table(cases), problems, title=source.name, facts={"object_type": chosen})


def _chosen_type(ocel: Ocel, source: SourceFile, wanted: str | None) -> str:
    types = Counter(o.type for o in ocel.objects.values())
    if wanted in types:
        return str(wanted)
    if wanted is None and len(types) == 1:
        return next(iter(types))
    if not types:
        what = Text("対象物（オブジェクト）が1つもありません", "the file has no objects")
        remedy = Text("もう一度書き出してください", "export it again")
        raise InputRefused([Problem("no-rows", what, remedy, Place(file=source.name))])
    if wanted is None:
        what = Text("どの対象物を案件とみなすかが決まっていません", "which objects are the cases has not been decided")
        raise InputRefused(
            [Problem("object-type-undecided", what, _types(ocel), Place(file=source.name), choices=_names(types))]
        )
    what = Text(f"「{wanted}」という対象物の種類はありません", f"there is no object type “{wanted}”")
    place = Place(file=source.name, value=wanted)
    raise InputRefused([Problem("object-type-unknown", what, _types(ocel), place, choices=_names(types))])


def _names(types: Counter[str]) -> tuple[str, ...]:
    """The types of object, the commonest first."""
    return tuple(sorted(types, key=lambda name: (-types[name], name)))


def _types(ocel: Ocel) -> Text:
    counts = sorted(Counter(o.type for o in ocel.objects.values()).items(), key=lambda item: (-item[1], item[0]))
    return Text(
        f"対象物の種類を選んでください：{'、'.join(f'{name}（{n:,}）' for name, n in counts)}",
        f"choose an object type: {', '.join(f'{name} ({n:,})' for name, n in counts)}",
    )


def _instants(events: Sequence[OcelEvent]) -> tuple[list[tuple[int, int]], set[int]]:
    """µs UTC and offset per event; positions whose time cannot be read."""
    read: dict[str, tuple[int, int] | None] = {}
    found, faults = [], set()
    for i, event in enumerate(events):
        if event.time not in read:
            read[event.time] = _instant(event.time)
        instant = read[event.time]
        if instant is None:
            faults.add(i)
        found.append(instant or (0, 0))
    return found, faults


def _instant(text: str) -> tuple[int, int] | None:
    """OCEL asks for ISO 8601; a time without zone is UTC by its schema."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    offset = moment.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset is not None else 0
    naive = moment.replace(tzinfo=None)
    local = (naive.toordinal() - _EPOCH_DAY) * 86_400_000_000
    local += ((naive.hour * 60 + naive.minute) * 60 + naive.second) * 1_000_000 + naive.microsecond
    return local - minutes * 60_000_000, minutes


_EPOCH_DAY = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001 (only the day is used)


def _events_table(rows: Sequence[tuple[int, OcelEvent]], instants: Sequence[tuple[int, int]]) -> pa.Table:
    columns = {
        "case_index": pa.array([case for case, _ in rows], pa.int32()),
        EVENT_ID: pa.array([e.id for _, e in rows], pa.string()).dictionary_encode(),
        ACTIVITY: pa.array([e.type for _, e in rows], pa.string()).dictionary_encode(),
        TIMESTAMP: pa.array([t for t, _ in instants], pa.int64()),
        f"{TIMESTAMP}@offset": pa.array([o for _, o in instants], pa.int16()),
    }
    return pa.table(columns | _attributes([e.attributes for _, e in rows], columns))


def _cases_table(cases: Sequence[OcelObject]) -> pa.Table:
    latest = [_latest(o) for o in cases]
    columns = {OID: pa.array([o.id for o in cases], pa.string()).dictionary_encode()}
    return pa.table(columns | _attributes(latest, columns))


def _latest(item: OcelObject) -> dict[str, object]:
    """Of each attribute the value of the latest change."""
    in_time = sorted(item.changes, key=lambda change: _instant(change[2]) or (0, 0))
    return {name: value for name, value, _ in in_time}


def _attributes(rows: Sequence[Mapping[str, object]], taken: Mapping[str, object]) -> dict[str, pa.Array]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {n if n not in taken else f"{n}（2）": _column([row.get(n) for row in rows]) for n in names}


def _column(values: list[object]) -> pa.Array:
    """One kind for the whole column; text where kinds differ."""
    kinds = {type(v) for v in values if v is not None}
    if kinds <= {bool} or kinds <= {int} or kinds <= {int, float}:
        widened = [float(v) if kinds == {int, float} and v is not None else v for v in values]  # type: ignore[arg-type]
        return pa.array(widened)
    return pa.array([None if v is None else str(v) for v in values], pa.string()).dictionary_encode()


def _unread_times(source: SourceFile, rows: Sequence[tuple[int, OcelEvent]], faults: set[int]) -> Iterator[Problem]:
    for n, i in enumerate(sorted(faults)[:_NAMED]):
        count = 1 if n + 1 < _NAMED else len(faults) - _NAMED + 1
        name = masked_text(rows[i][1].id)
        what = Text(f"記録「{name}」の日時を読めません", f"the time of event “{name}” cannot be read")
        remedy = Text("2026-04-01T12:30:00+09:00 のように書いてください", "write 2026-04-01T12:30:00+09:00")
        yield Problem(
            "date-unreadable",
            what,
            remedy,
            Place(file=source.name, value=masked_text(rows[i][1].time[:60])),
            count=count,
        )


def _copies(source: SourceFile, rows: Sequence[tuple[int, OcelEvent]], chosen: str) -> Iterator[Problem]:
    copies = len(rows) - len({id(e) for _, e in rows})
    if copies:
        what = Text(
            f"いくつもの「{chosen}」につながる記録があります（{copies:,}件が重なって数えられます）",
            f"some events belong to several objects of type “{chosen}” ({copies:,} are counted more than once)",
        )
        remedy = Text(
            "案件ごとの見方には差し支えありません。合計の件数には注意してください", "harmless case by case; mind totals"
        )
        yield Problem("events-shared", what, remedy, Place(file=source.name), Severity.WARNING, copies)


def _unknown_objects(ocel: Ocel, source: SourceFile) -> Iterator[Problem]:
    unknown = sum(1 for e in ocel.events for oid in e.objects if oid not in ocel.objects)
    if unknown:
        what = Text(
            "どこにも書かれていない対象を指す記録があります", "some events refer to objects that the file does not hold"
        )
        remedy = Text("その関係は読みません", "those relations are left out")
        yield Problem("objects-unknown", what, remedy, Place(file=source.name), Severity.WARNING, unknown)


def with_format(source: SourceFile, kind: str) -> SourceFile:
    """`source` as read in the format `kind`."""
    return replace(source, format=kind)
