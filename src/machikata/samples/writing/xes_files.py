# SPDX-License-Identifier: Apache-2.0
"""A log as XES (IEEE 1849), gzipped without a time of its own so that the bytes repeat."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.samples.play import PlayedLog, as_recorded
from machikata.samples.rows import case_numbers, staff_numbers
from machikata.samples.spellings import spellings

_STATUS = "状態"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<classifier name="作業" keys="concept:name"/>
"""


def write_xes(path: Path, played: PlayedLog) -> ColumnMapping:
    """Write the log; returns what its columns mean."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
        packed.write("".join(_lines(played)).encode())
    return _mapping(played)


def _lines(played: PlayedLog) -> Iterator[str]:
    body, process = played.body.municipality, played.model.process
    yield _HEAD
    yield _string("concept:name", f"架空 {body.name.ja} {process.title.ja}")
    yield _string("source", "架空（synthetic）")
    events = _event_lines(played)
    cut = np.searchsorted(played.log.case, np.arange(played.log.n_cases + 1)).tolist()
    for i, head in enumerate(_case_lines(played)):
        yield "<trace>\n" + head
        yield "".join(events[cut[i] : cut[i + 1]])
        yield "</trace>\n"
    yield "</log>\n"


def _case_lines(played: PlayedLog) -> list[str]:
    log = played.log
    status = (played.body.style.open_word, "完了", "取下げ")
    parts = [[_string("concept:name", n) for n in case_numbers(log)], [_string(_STATUS, status[s]) for s in log.status]]
    for name, codes in log.attributes.codes.items():
        lines = [_string(name, v) for v in log.attributes.values[name]]
        parts.append([lines[c] for c in codes.tolist()])
    return ["".join(p) for p in zip(*parts, strict=True)]


def _event_lines(played: PlayedLog) -> list[str]:
    log = as_recorded(played.log, played.body.style)
    labels = spellings(log.model.process, played.body.style.wording)
    activities = [_string("concept:name", labels[c]) for c in log.concepts]
    people = [
        _string("org:resource", number) + _string("org:role", kind.label.ja) + _string("org:group", desk.section)
        for number, kind, desk in zip(staff_numbers(played)[:-1], log.person_kind, log.person_desk, strict=True)
    ]
    people.append("")
    moments = log.seconds.astype("datetime64[s]").astype(str).tolist()
    complete = _string("lifecycle:transition", "complete")
    return [
        f'<event>\n{activities[concept]}<date key="time:timestamp" value="{moment}+09:00"/>\n{people[person]}{complete}</event>\n'
        for concept, person, moment in zip(log.concept.tolist(), log.person.tolist(), moments, strict=True)
    ]


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>\n"


def _mapping(played: PlayedLog) -> ColumnMapping:
    case = [
        MappedColumn("concept:name", ColumnRole.CASE_ID, "case"),
        MappedColumn(_STATUS, ColumnRole.CASE_STATUS, "case"),
    ]
    case += [MappedColumn(a.name, ColumnRole.CASE_ATTRIBUTE, "case") for a in played.model.attributes]
    event = [
        MappedColumn("concept:name", ColumnRole.ACTIVITY), MappedColumn("time:timestamp", ColumnRole.TIMESTAMP),
        MappedColumn("org:resource", ColumnRole.RESOURCE), MappedColumn("org:role", ColumnRole.ROLE),
        MappedColumn("org:group", ColumnRole.SECTION), MappedColumn("lifecycle:transition", ColumnRole.LIFECYCLE),
    ]  # fmt: skip
    return ColumnMapping((*case, *event), open_values=(played.body.style.open_word,))
