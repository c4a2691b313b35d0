# SPDX-License-Identifier: Apache-2.0
"""The events and cases tables, exactly with the columns that `domain.event_log` states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from machikata.domain.event_log import (
    CASE_ATTRIBUTE_PREFIX,
    EVENT_ATTRIBUTE_PREFIX,
    ColumnMapping,
    ColumnRole,
    MappedColumn,
)
from machikata.records.admission.cases import (
    OpenCases,
    last_of_case,
    last_written,
    nobody_tells,
    told_by_end,
    told_by_status,
)
from machikata.records.admission.columns import Cover
from machikata.records.admission.ordering import Order
from machikata.records.admission.rows import ReadRows
from machikata.records.coded import Coded, coded, is_text, nothing
from machikata.records.raw import RawLog

_CASE_ROLES = (ColumnRole.CASE_ATTRIBUTE, ColumnRole.CASE_STATUS)
_ATTRIBUTE_ROLES = (ColumnRole.EVENT_ATTRIBUTE, ColumnRole.ACTIVITY_LABEL, ColumnRole.PERSON, *_CASE_ROLES)
_SHARED_ROLES = (ColumnRole.LIFECYCLE, ColumnRole.RESOURCE, ColumnRole.ROLE, ColumnRole.SECTION)
"""Roles with a column of their own in events; a case's value holds for all of its events."""


@dataclass(frozen=True, slots=True)
class Building:
    """What the tables are built from."""

    raw: RawLog
    mapping: ColumnMapping
    rows: ReadRows
    order: Order
    cover: Cover


@dataclass(frozen=True, slots=True)
class BuiltCases:
    """The cases table, which cases are open, and per column how many cases' events disagree about a value of the case."""

    table: pa.Table
    opened: OpenCases
    disagreeing: dict[str, int]


def build_events(work: Building) -> pa.Table:
    """One row per event, sorted by case and `seq`."""
    order = work.order
    columns: dict[str, pa.Array] = {
        "case_index": pa.array(order.case),
        "seq": pa.array(order.seq),
        "tie_group": pa.array(order.tie_group),
        "activity": work.rows.activity.take(order.rows).arrow(),
        "time_us": pa.array(order.time_us),
        "offset_min": pa.array(work.rows.instants.offset_min[order.rows]),
    }
    for role in _SHARED_ROLES:
        columns[role.value] = _shared(work, role).arrow()
    for column in work.mapping.columns:
        if column.role in _ATTRIBUTE_ROLES and not _of_case(column):
            person = column.role is ColumnRole.PERSON
            columns |= work.cover.attribute(
                work.raw.events, column.name, order.rows, EVENT_ATTRIBUTE_PREFIX, person=person
            )
    return pa.table(columns)


def build_cases(work: Building) -> BuiltCases:
    """One row per case with at least one admissible event."""
    order, starts = work.order, work.order.case_starts
    ends = np.append(starts[1:], len(order.rows)) - 1
    attributes: dict[str, pa.Array] = {}
    disagreeing: dict[str, int] = {}
    for column in work.mapping.columns:
        if column.role in (*_ATTRIBUTE_ROLES, *_SHARED_ROLES) and _of_case(column):
            made, differing = _case_attribute(work, column)
            attributes |= made
            if differing:
                disagreeing[column.name] = differing
    opened = _open_cases(work)
    table = pa.table(
        {
            "case_index": pa.array(np.arange(order.cases, dtype=np.int32)),
            "case_id": work.rows.case_ids.take(order.case_keys).arrow().cast(pa.string()),
            "start_us": pa.array(order.time_us[starts]),
            "end_us": pa.array(order.time_us[ends]),
            "start_offset_min": pa.array(work.rows.instants.offset_min[order.rows[starts]]),
            "events": pa.array((ends - starts + 1).astype(np.int32)),
            "open": pa.array(opened.is_open),
            **attributes,
        }
    )
    return BuiltCases(table, opened, disagreeing)


def _of_case(column: MappedColumn) -> bool:
    return column.scope == "case" or column.role in _CASE_ROLES


def _case_table(work: Building, column: MappedColumn) -> pa.Table | None:
    """The table of cases if the column stands there, None if its values stand with the events."""
    return work.raw.cases if column.scope == "case" and work.raw.cases is not None else None


def _shared(work: Building, role: ColumnRole) -> Coded:
    """The column of one role per event, in order."""
    found = work.mapping.named(role)
    if not found:
        return nothing(len(work.order.rows))
    column, cases = found[0], _case_table(work, found[0])
    raw = coded((work.raw.events if cases is None else cases)[column.name])
    covered = work.cover.persons(raw) if role is ColumnRole.RESOURCE else work.cover.text(column.name, raw)
    if cases is None:
        return covered.take(work.order.rows)
    return covered.take(work.order.case_keys[work.order.case])


def _case_attribute(work: Building, column: MappedColumn) -> tuple[dict[str, pa.Array], int]:
    person = column.role in (ColumnRole.PERSON, ColumnRole.RESOURCE)
    cases = _case_table(work, column)
    if cases is not None:
        return work.cover.attribute(cases, column.name, work.order.case_keys, CASE_ATTRIBUTE_PREFIX, person=person), 0
    if not person and not is_text(work.raw.events.schema.field(column.name).type):
        return _typed_of_case(work, column.name), 0
    raw = coded(work.raw.events[column.name])
    covered = work.cover.persons(raw) if person else work.cover.text(column.name, raw)
    found = last_of_case(work.order, covered.take(work.order.rows))
    return {CASE_ATTRIBUTE_PREFIX + column.name: found.column.arrow()}, found.disagreeing


def _typed_of_case(work: Building, name: str) -> dict[str, pa.Array]:
    """Numbers, truth values and times keep their kind: of each case the last one written."""
    arrays = work.cover.attribute(work.raw.events, name, work.order.rows, CASE_ATTRIBUTE_PREFIX)
    missing = arrays[CASE_ATTRIBUTE_PREFIX + name].is_null().to_numpy(zero_copy_only=False)
    last = last_written(work.order, missing)
    places = pa.array(last, mask=last < 0)
    return {stored: array.take(places) for stored, array in arrays.items()}


def _open_cases(work: Building) -> OpenCases:
    status = work.mapping.named(ColumnRole.CASE_STATUS)
    if status and work.mapping.open_values:
        cases = _case_table(work, status[0])
        if cases is not None:
            values = coded(cases[status[0].name]).take(work.order.case_keys)
        else:
            values = last_of_case(work.order, coded(work.raw.events[status[0].name]).take(work.order.rows)).column
        return told_by_status(values, work.mapping)
    if work.mapping.end_activities:
        return told_by_end(work.order, work.rows.activity.take(work.order.rows), work.mapping)
    return nobody_tells(work.order)
