# SPDX-License-Identifier: Apache-2.0
"""The event log contract: roles of columns, and the columns of the admitted tables (format version 1).

events    case_index int32, seq int32, tie_group int32, activity dict<string>, time_us int64, offset_min int16,
          lifecycle / resource / role / section dict<string> (null where missing), event attributes as "e:<key>"
cases     case_index int32, case_id string, start_us int64, end_us int64, start_offset_min int16, events int32,
          open bool, case attributes as "c:<key>"
relation  directly-follows in FILE ORDER, one row per consecutive pair of a case: case_index, seq (of the source event),
          source, target (activity dict<string>), duration_us int64, in_tie bool
tie_relation  TIE-AWARE directly-follows: events of consecutive tie groups A, B of a case joined with weight 1/(|A||B|):
          case_index, source, target, duration_us int64, weight float64 (pairs of two groups with the same source and target
          are one row, their weights summed)

Attributes are dict<string>, int64, float64 or bool; a date is two columns, "e:<key>" int64 µs UTC and "e:<key>@offset" int16.
The column of an employee who did the event (RESOURCE) and every PERSON column hold pseudonyms, never names.
Rows are sorted by (case_index, seq). `seq` is the position inside the case (0-based) after a stable sort by instant, ties in
file order; `tie_group` numbers the groups of equal instants inside a case. `time_us` is the instant in µs since 1970-01-01 UTC,
`offset_min` the zone's offset in minutes: local time is time_us + offset_min·60·10⁶.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FORMAT_VERSION = 1
EVENT_ATTRIBUTE_PREFIX = "e:"
CASE_ATTRIBUTE_PREFIX = "c:"
MICROSECONDS_PER_DAY = 86_400_000_000


class ColumnRole(StrEnum):
    """What a column of a brought file means."""

    CASE_ID = "case_id"
    ACTIVITY = "activity"
    ACTIVITY_LABEL = "activity_label"
    TIMESTAMP = "timestamp"
    DATE = "date"
    """The day part when day and time stand in two columns (TIMESTAMP then holds the time of day)."""
    RESOURCE = "resource"
    ROLE = "role"
    SECTION = "section"
    PERSON = "person"
    """Names a further employee (responsible, monitoring …): kept as an attribute, always pseudonymised."""
    LIFECYCLE = "lifecycle"
    CASE_STATUS = "case_status"
    CASE_ATTRIBUTE = "case_attribute"
    EVENT_ATTRIBUTE = "event_attribute"
    IGNORE = "ignore"


class DateStyle(StrEnum):
    """How dates in a text column are written; decided by the column's role, never guessed value by value."""

    ISO = "iso"
    JAPANESE = "japanese"
    """和暦 (R8.4.1, 令和8年4月1日) and Western dates with / or 年月日, full-width digits allowed."""
    EXCEL_SERIAL = "excel_serial"


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the file and the role a person confirmed (`scope` 'event' or 'case' for XES, 'event' for flat files)."""

    name: str
    role: ColumnRole
    scope: str = "event"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the columns of one file are to be read. `open_values` are the values of CASE_STATUS that mean a case is not closed;
    `end_activities`, when given, close a case that has reached one of them (used when there is no status column).
    """

    columns: tuple[MappedColumn, ...]
    time_zone: str = "Asia/Tokyo"
    date_style: DateStyle = DateStyle.ISO
    open_values: tuple[str, ...] = ()
    end_activities: tuple[str, ...] = ()

    def named(self, role: ColumnRole) -> tuple[MappedColumn, ...]:
        """The columns with `role`, in file order."""
        return tuple(c for c in self.columns if c.role is role)
