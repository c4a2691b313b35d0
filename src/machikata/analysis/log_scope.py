# SPDX-License-Identifier: Apache-2.0
"""Which cases of which logs a question is about, under which activity names; and the questions themselves, kept in `.sql` files.

A `.sql` file is one SELECT in the dialect that DuckDB and ClickHouse share. It reads these tables, which stand before it:

log_events        scope, body, log_index, case_index, case_key, seq, tie_group, activity, time_us, local_us, resource, role, section
log_cases         scope, case_key and the columns of `cases`, with local_start_us and local_end_us
log_relation      scope, body, case_key, seq, source, target, duration_us, in_tie
log_tie_relation  scope, body, case_key, source, target, duration_us, weight

`scope` is what is counted together: the body's code, or '' when all logs are pooled. `case_key` names a case over all logs.
Only the chosen cases are in them, and activities bear their common names where a dictionary is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import pyarrow as pa

from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import CASE_ATTRIBUTE_PREFIX, MICROSECONDS_PER_DAY
from machikata.domain.text import Text
from machikata.records.store import EventStore, StoredLog

_FIRST_DAY = date(1970, 1, 1).toordinal()
_CASE_KEY = "CAST({0}.log_index AS BIGINT) * 2147483648 + {0}.case_index"
_LOCAL = "{0} + CAST({1} AS BIGINT) * 60000000"


@dataclass(frozen=True, slots=True)
class AttributeFilter:
    """Cases whose attribute `name` (without prefix) has one of `values`; None among them stands for a missing value."""

    name: str
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases count: all conditions must hold. Dates are local; a case belongs to the day of its first event."""

    started_from: date | None = None
    """The first day."""
    started_before: date | None = None
    """The day after the last one."""
    open: bool | None = None
    """True: only open cases; False: only closed ones."""
    attributes: tuple[AttributeFilter, ...] = ()
    without: tuple[str, ...] = ()
    """Activities (common names): a case in which one of them occurs does not count."""


ALL_CASES = CaseFilter()


def ask(
    name: str,
    *,
    store: EventStore,
    logs: Sequence[StoredLog],
    cases: CaseFilter = ALL_CASES,
    activity_map: pa.Table | None = None,
    by_body: bool = False,
    parts: Mapping[str, str] | None = None,
    tables: Mapping[str, pa.Table] | None = None,
) -> pa.Table:
    """The answer to the question in `name`.sql beside this module.

    `activity_map` has the string columns body, activity, concept (one row per body and activity; activities without a row, or
    with a null concept, keep their own name). `parts` names further `.sql` files that stand as tables before the question.

    Raises:
        InputRefused: a filter names an attribute that no log has.
        ValueError: `activity_map` names an activity of a body twice.
    """
    body = {alias: question(part) for alias, part in (parts or {}).items()}
    text = question(name)
    given = dict(tables or {})
    for number, attribute in enumerate(cases.attributes):
        given[f"chosen_values_{number}"] = pa.table(
            {"value": pa.array([v for v in attribute.values if v is not None], pa.string())}
        )
    if cases.without:
        given["left_out_activities"] = pa.table({"activity": pa.array(cases.without, pa.string())})
    if activity_map is not None:
        given["activity_map"] = _checked(activity_map)
    scope = "{0}.body" if by_body else "''"
    mapped = activity_map is not None
    before = _tables_before(scope, _condition(cases, logs, mapped=mapped), mapped=mapped)
    wanted = {n: sql for n, sql in before.items() if re.search(rf"\b{n}\b", " ".join([text, *body.values()]))}
    if any("chosen_cases" in sql for sql in wanted.values()):
        wanted = {"chosen_cases": before["chosen_cases"]} | wanted
    return store.query(_joined(wanted | body, text), logs=logs, tables=given)


@cache
def question(name: str) -> str:
    """The text of `name`.sql, without its comments."""
    text = files("machikata.analysis").joinpath(f"{name}.sql").read_text(encoding="utf-8")
    return re.sub(r"--[^\n]*\n", "\n", text).strip()


def _joined(before: Mapping[str, str], text: str) -> str:
    if not before:
        return text
    own = re.match(r"WITH\s+", text)
    named = ",\n".join(f"{name} AS (\n{sql}\n)" for name, sql in before.items())
    return f"WITH {named}{',' if own else ''}\n{text[own.end() :] if own else text}"


def _tables_before(scope: str, condition: str, *, mapped: bool) -> dict[str, str]:
    chosen = (
        " JOIN chosen_cases AS k ON k.log_index = {0}.log_index AND k.case_index = {0}.case_index" if condition else ""
    )

    def table(source: str, alias: str, columns: str, activities: tuple[str, ...] = ()) -> str:
        head = f"SELECT {scope} AS scope, {_CASE_KEY} AS case_key, {columns}".format(alias)
        names = "".join(f", {_activity(alias, a, mapped)} AS {a}" for a in activities)
        joins = "".join(_map_join(alias, a) for a in activities) if mapped else ""
        return f"{head}{names} FROM {source} AS {alias}{chosen.format(alias)}{joins}"

    local = _LOCAL.format("e.time_us", "e.offset_min")
    starts, ends = (_LOCAL.format(f"c.{x}_us", "c.start_offset_min") for x in ("start", "end"))
    events = "e.body AS body, e.log_index AS log_index, e.case_index AS case_index, e.seq AS seq, e.tie_group AS tie_group, e.time_us AS time_us"
    return {
        "chosen_cases": f"SELECT c.log_index AS log_index, c.case_index AS case_index FROM cases AS c{condition}",
        "log_events": table(
            "events",
            "e",
            f"{events}, {local} AS local_us, e.resource AS resource, e.role AS role, e.section AS section",
            ("activity",),
        ),
        "log_cases": table("cases", "c", f"{starts} AS local_start_us, {ends} AS local_end_us, c.*"),
        "log_relation": table(
            "relation",
            "r",
            "r.body AS body, r.seq AS seq, r.duration_us AS duration_us, r.in_tie AS in_tie",
            ("source", "target"),
        ),
        "log_tie_relation": table(
            "tie_relation",
            "t",
            "t.body AS body, t.duration_us AS duration_us, t.weight AS weight",
            ("source", "target"),
        ),
    }


def _activity(alias: str, column: str, mapped: bool) -> str:
    own = f"{alias}.{column}"
    return f"COALESCE(map_{column}.concept, {own})" if mapped else own


def _map_join(alias: str, column: str) -> str:
    name = f"map_{column}"
    return f" LEFT JOIN activity_map AS {name} ON {name}.body = {alias}.body AND {name}.activity = {alias}.{column}"


def _condition(cases: CaseFilter, logs: Sequence[StoredLog], *, mapped: bool) -> str:
    start = _LOCAL.format("c.start_us", "c.start_offset_min")
    conditions = []
    if cases.started_from is not None:
        conditions.append(f"{start} >= {local_us(cases.started_from)}")
    if cases.started_before is not None:
        conditions.append(f"{start} < {local_us(cases.started_before)}")
    if cases.open is not None:
        conditions.append("c.open" if cases.open else "NOT c.open")
    conditions += [_attribute_condition(a, number, logs) for number, a in enumerate(cases.attributes)]
    if cases.without:
        join = _map_join("e", "activity") if mapped else ""
        names = f"{_activity('e', 'activity', mapped)} IN (SELECT activity FROM left_out_activities)"
        found = f"SELECT e.log_index, e.case_index FROM events AS e{join} WHERE {names}"
        conditions.append(f"(c.log_index, c.case_index) NOT IN ({found})")
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _attribute_condition(attribute: AttributeFilter, number: int, logs: Sequence[StoredLog]) -> str:
    column = CASE_ATTRIBUTE_PREFIX + attribute.name
    if not any(column in log.manifest["columns"]["cases"] for log in logs):
        raise InputRefused([_no_such_attribute(attribute.name)])
    quoted = 'c."' + column.replace('"', '""') + '"'
    condition = f"CAST({quoted} AS VARCHAR) IN (SELECT value FROM chosen_values_{number})"
    return f"({condition} OR {quoted} IS NULL)" if None in attribute.values else condition


def _no_such_attribute(name: str) -> Problem:
    return Problem(
        "no-such-attribute",
        Text("その項目はどの記録にもありません", "no log has this case attribute"),
        Text("記録にある項目の中から選んでください", "choose one of the attributes that the logs have"),
        Place(column=name),
    )


def _checked(activity_map: pa.Table) -> pa.Table:
    pairs = activity_map.select(["body", "activity"]).to_pylist()
    if len({(p["body"], p["activity"]) for p in pairs}) < len(pairs):
        raise ValueError("activity_map names an activity of a body twice")
    return activity_map.select(["body", "activity", "concept"])


def local_us(day: date) -> int:
    """The local midnight with which `day` begins, in µs since 1970-01-01 of the same clock."""
    return (day.toordinal() - _FIRST_DAY) * MICROSECONDS_PER_DAY


def day_of(number: int) -> date:
    """The day that lies `number` days after 1970-01-01."""
    return date.fromordinal(number + _FIRST_DAY)
