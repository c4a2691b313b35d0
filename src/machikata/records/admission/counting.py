# SPDX-License-Identifier: Apache-2.0
"""Counts for the quality report."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.errors import Severity
from machikata.domain.event_log import MICROSECONDS_PER_DAY, ColumnMapping, ColumnRole
from machikata.records.admission.admission import AdmissionChoices
from machikata.records.admission.build import Building, BuiltCases
from machikata.records.admission.faults import RowFault
from machikata.records.admission.rows import ReadRows
from machikata.records.admission.zones import MICROS_PER_MINUTE
from machikata.records.masking.mask import MaskedCells
from machikata.records.quality.facts import LogFacts
from machikata.records.quality.masked import masked_count
from machikata.records.quality.report import RefusedCount
from machikata.records.raw import LogTables, RawLog

_STARTS = ("start", "assign", "resume")
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def facts_of(
    work: Building,
    tables: LogTables,
    built: BuiltCases,
    choices: AdmissionChoices,
    *,
    out_of_order: int,
    duplicates: int,
) -> LogFacts:
    """All counts of one admission."""
    local = local_times(tables.events)
    refused = _refused(work.raw, work.rows.faults)
    ragged = sum(r.rows for r in refused) - sum(len(f.rows) for f in work.rows.faults)
    return LogFacts(
        rows_read=work.raw.events.num_rows + ragged,
        rows_refused=int(work.rows.refused.sum()) + ragged,
        refused=refused,
        cases=tables.cases.num_rows,
        events=tables.events.num_rows,
        activities=len(pc.unique(tables.events["activity"])),
        first_day=_day(int(local.min())),
        last_day=_day(int(local.max())),
        midnight=int((local % MICROSECONDS_PER_DAY == 0).sum()),
        pairs=tables.relation.num_rows,
        ties=int(pc.sum(tables.relation["in_tie"]).as_py() or 0),
        out_of_order=out_of_order,
        duplicates=duplicates,
        open_cases=int(built.opened.is_open.sum()),
        open_basis=built.opened.basis,
        without_resource=_without(tables, work.mapping, ColumnRole.RESOURCE),
        without_section=_without(tables, work.mapping, ColumnRole.SECTION),
        outside_period=_outside(local, choices),
        with_start=_starts(tables.events["lifecycle"]),
        masked=tuple(masked_count(m) for m in _joined(work.cover.masked)),
        people=len(work.cover.people),
        person_columns=_person_columns(work.mapping, tables),
    )


def facts_of_nothing(raw: RawLog, rows: ReadRows) -> LogFacts:
    """The counts of a file of which no row can be admitted."""
    refused = _refused(raw, rows.faults)
    ragged = sum(r.rows for r in refused) - sum(len(f.rows) for f in rows.faults)
    return LogFacts(
        rows_read=raw.events.num_rows + ragged,
        rows_refused=int(rows.refused.sum()) + ragged,
        refused=refused,
        cases=0,
        events=0,
        activities=0,
        first_day="",
        last_day="",
        midnight=0,
        pairs=0,
        ties=0,
        out_of_order=0,
        duplicates=0,
        open_cases=0,
        open_basis="unknown",
        without_resource=None,
        without_section=None,
        outside_period=None,
        with_start=0,
        masked=(),
        people=0,
        person_columns=(),
    )


def out_of_order(case: npt.NDArray[np.int64], time_us: npt.NDArray[np.int64]) -> int:
    """Events that stand in the file after a later event of the same case (rows in file order)."""
    by_case = np.argsort(case, kind="stable") if (np.diff(case) < 0).any() else np.arange(len(case))
    times, cases = time_us[by_case], case[by_case]
    same_case = cases[1:] == cases[:-1]
    if not (same_case & (times[1:] < times[:-1])).any():
        return 0
    # ranks keep the numbers small, so that one running maximum serves all cases at once
    _, time_rank = np.unique(times, return_inverse=True)
    case_rank = np.cumsum(np.append(False, ~same_case))
    lifted = case_rank * (int(time_rank.max()) + 1) + time_rank
    return int((lifted < np.maximum.accumulate(lifted)).sum())


def local_times(events: pa.Table) -> npt.NDArray[np.int64]:
    """Local time of every event, µs since 1970-01-01 00:00."""
    offset = events["offset_min"].to_numpy().astype(np.int64)
    return np.asarray(events["time_us"].to_numpy() + offset * MICROS_PER_MINUTE)


def _day(local_us: int) -> str:
    return date.fromordinal(_EPOCH_DAY + local_us // MICROSECONDS_PER_DAY).isoformat()


def _refused(raw: RawLog, faults: tuple[RowFault, ...]) -> tuple[RefusedCount, ...]:
    """Refused rows by reason: first what the reader could not take, then what admission could not."""
    by_reader: dict[str, RefusedCount] = {}
    for problem in raw.problems:
        if problem.severity is Severity.ERROR:
            before = by_reader.get(problem.code)
            rows = problem.count + (before.rows if before else 0)
            by_reader[problem.code] = RefusedCount(problem.code, problem.place.column, rows, problem.what)
    return (*by_reader.values(), *(RefusedCount(f.code, f.column, len(f.rows), f.what) for f in faults))


def _without(tables: LogTables, mapping: ColumnMapping, role: ColumnRole) -> int | None:
    return int(tables.events[role.value].null_count) if mapping.named(role) else None


def _outside(local: npt.NDArray[np.int64], choices: AdmissionChoices) -> int | None:
    if choices.expected_days is None:
        return None
    first, last = ((day.toordinal() - _EPOCH_DAY) for day in choices.expected_days)
    days = local // MICROSECONDS_PER_DAY
    return int(((days < first) | (days > last)).sum())


def _starts(lifecycle: pa.ChunkedArray) -> int:
    lower = pc.utf8_lower(lifecycle.cast(pa.string()))
    return int(pc.sum(pc.is_in(lower, pa.array(_STARTS))).as_py() or 0)


def _joined(masked: list[MaskedCells]) -> list[MaskedCells]:
    """One entry per column and kind; a column that serves two purposes is counted once."""
    return list({(m.column, m.kind): m for m in masked}.values())


def _person_columns(mapping: ColumnMapping, tables: LogTables) -> tuple[str, ...]:
    names = []
    for column in mapping.columns:
        if column.role in (ColumnRole.PERSON, ColumnRole.RESOURCE):
            stored = (f"e:{column.name}", f"c:{column.name}")
            names += [n for n in stored if n in tables.events.column_names or n in tables.cases.column_names]
    return (*(["resource"] if mapping.named(ColumnRole.RESOURCE) else []), *names)
