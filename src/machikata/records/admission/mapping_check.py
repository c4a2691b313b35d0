# SPDX-License-Identifier: Apache-2.0
"""Whether a confirmed mapping can be applied to a file; every fault at once."""

from __future__ import annotations

from collections.abc import Iterator

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.domain.text import Text
from machikata.records.admission.zones import zone_named
from machikata.records.raw import RawLog


def check_mapping(raw: RawLog, mapping: ColumnMapping) -> None:
    """Raise `InputRefused` with every reason why `mapping` does not fit `raw`."""
    problems = [
        *_unknown_columns(raw, mapping),
        *_wrong_scopes(raw, mapping),
        *_missing_roles(raw, mapping),
        *_repeated_roles(mapping),
        *_zone(mapping),
    ]
    if problems:
        raise InputRefused(problems)


def table_has(raw: RawLog, column: MappedColumn) -> bool:
    """Whether the file has the column at its scope."""
    if column.scope == "case" and raw.cases is not None:
        return column.name in raw.cases.column_names
    return column.name in raw.events.column_names


def _unknown_columns(raw: RawLog, mapping: ColumnMapping) -> Iterator[Problem]:
    for column in mapping.columns:
        if column.role is not ColumnRole.IGNORE and not table_has(raw, column):
            yield Problem(
                "mapping-unknown-column",
                Text(f"「{column.name}」という列はこのファイルにありません", f"the file has no column “{column.name}”"),
                Text("列の対応づけをやり直してください", "map the columns again"),
                Place(file=raw.source.name, column=column.name),
            )


def _wrong_scopes(raw: RawLog, mapping: ColumnMapping) -> Iterator[Problem]:
    """In files with cases, the case id belongs to the case and activity and time to the event."""
    if raw.cases is None:
        return
    wanted = {
        ColumnRole.CASE_ID: "case",
        ColumnRole.ACTIVITY: "event",
        ColumnRole.TIMESTAMP: "event",
        ColumnRole.DATE: "event",
    }
    for column in mapping.columns:
        if wanted.get(column.role, column.scope) != column.scope:
            of_case = column.scope == "event"
            yield Problem(
                "mapping-wrong-scope",
                Text("この役割の列は案件の側から選びます", "this role belongs to a column of cases")
                if of_case
                else Text("この役割の列は作業の記録の側から選びます", "this role belongs to a column of events"),
                Text("列の対応づけをやり直してください", "map the columns again"),
                Place(file=raw.source.name, column=column.name),
            )


def _missing_roles(raw: RawLog, mapping: ColumnMapping) -> Iterator[Problem]:
    has_cases = raw.cases is not None
    needed = (
        ((ColumnRole.CASE_ID,), not has_cases, Text("案件の番号", "case id")),
        ((ColumnRole.ACTIVITY,), True, Text("作業の名前", "activity")),
        ((ColumnRole.TIMESTAMP, ColumnRole.DATE), True, Text("日時", "time")),
    )
    for roles, required, name in needed:
        if required and not any(mapping.named(role) for role in roles):
            yield Problem(
                f"mapping-no-{roles[0].value.replace('_', '-')}",
                Text(f"「{name.ja}」の列が選ばれていません", f"no column is chosen as {name.en}"),
                Text("どの列かを選んでください", "choose the column that holds it"),
                Place(file=raw.source.name),
            )


_AT_MOST_ONE = (
    ColumnRole.CASE_ID,
    ColumnRole.ACTIVITY,
    ColumnRole.TIMESTAMP,
    ColumnRole.DATE,
    ColumnRole.RESOURCE,
    ColumnRole.ROLE,
    ColumnRole.SECTION,
    ColumnRole.LIFECYCLE,
    ColumnRole.CASE_STATUS,
)


def _repeated_roles(mapping: ColumnMapping) -> Iterator[Problem]:
    for role in _AT_MOST_ONE:
        columns = mapping.named(role)
        if len(columns) > 1:
            names = "、".join(c.name for c in columns)
            yield Problem(
                "mapping-role-twice",
                Text(
                    f"同じ役割に列が{len(columns)}つ選ばれています（{names}）",
                    f"{len(columns)} columns share one role ({names})",
                ),
                Text(
                    "1つだけ残し、ほかは「案件の項目」か「作業の項目」にしてください",
                    "keep one and make the others attributes",
                ),
                Place(column=columns[1].name),
            )


def _zone(mapping: ColumnMapping) -> Iterator[Problem]:
    try:
        zone_named(mapping.time_zone)
    except InputRefused as refused:
        yield from refused.problems
