# SPDX-License-Identifier: Apache-2.0
"""What a person changes in the way a process is counted, written as in an address or on a command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, IndicatorKind, Population, share_over
from machikata.analysis.comparison.persons import names_person
from machikata.analysis.comparison.refusing import check_settings
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.log_scope import AttributeFilter
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import CASE_ATTRIBUTE_PREFIX
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.workspace.logs import logs_of
from machikata.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Counting:
    """Empty parts leave what the process declares."""

    start: str = ""
    """この日から始まった案件（2025-04-01）。 Cases started on this day or later."""
    end: str = ""
    """この日より前に始まった案件。 Cases started before this day."""
    population: Literal["", "closed", "all"] = ""
    """数える案件：closed＝終わったもの、all＝すべて。 closed = finished cases, all = open ones too."""
    over: float | None = None
    """この日数を超えた割合を比べる。 Compare the share of cases over so many days."""
    by: str = ""
    """構成をそろえる属性（なければ自動で選ぶ）。 The case attribute to adjust for; chosen automatically when empty."""
    only: tuple[str, ...] = ()
    """この種類だけを数える（申請の種類=新規）。 Only cases of a kind, as attribute=value."""
    without: tuple[str, ...] = ()
    """この作業がある案件を除く。 Leave out cases that have this activity."""
    minimum: int | None = None
    """表示の下限（件）。5より小さくできない。 Minimum count; never below 5."""


def counted_settings(declared: ComparisonSettings, counting: Counting, process: Process) -> ComparisonSettings:
    """The declared settings with what `counting` changes. Activities may be named by the id or a label of their concept.

    Raises:
        InputRefused: a day, a kind or a number cannot be read or used.
    """
    problems = [p for name in ("start", "end") if (p := _day_problem(name, getattr(counting, name)))]
    problems += [_kind_problem(text) for text in counting.only if "=" not in text]
    if counting.over is not None and not counting.over > 0:
        problems.append(_problem("over", str(counting.over), Text("日数は0より大きくします", "days must be above 0")))
    if problems:
        raise InputRefused(problems)
    ids = {name: c.id for c in process.concepts for name in (c.label.ja, c.label.en)}
    settings = replace(
        declared,
        indicators=_indicators(declared, counting.over),
        window_start=counting.start or declared.window_start,
        window_end=counting.end or declared.window_end,
        population=Population(counting.population) if counting.population else declared.population,
        minimum_count=counting.minimum or declared.minimum_count,
        stratify_by=(counting.by,) if counting.by else declared.stratify_by,
        only=_kinds(counting.only) or declared.only,
        without=tuple(ids.get(name, name) for name in counting.without) or declared.without,
    )
    check_settings(settings)
    return settings


def _indicators(declared: ComparisonSettings, over: float | None) -> tuple[DeclaredIndicator, ...]:
    if over is None:
        return declared.indicators
    others = tuple(i for i in declared.indicators if i.kind is not IndicatorKind.SHARE_OVER)
    return (*(others or (TOTAL_DAYS,)), share_over(over))


def _kinds(texts: tuple[str, ...]) -> tuple[AttributeFilter, ...]:
    values: dict[str, list[str | None]] = {}
    for text in texts:
        name, _, value = text.partition("=")
        values.setdefault(name.strip(), []).append(value.strip() or None)
    return tuple(AttributeFilter(name, tuple(found)) for name, found in values.items())


def _day_problem(name: str, text: str) -> Problem | None:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        return _problem(name, text, Text("日付を読めません", "the day cannot be read"),
                        Text("2025-04-01 の形で書いてください", "write it like 2025-04-01"))  # fmt: skip
    return None


def _kind_problem(text: str) -> Problem:
    return _problem("only", text, Text("種類の書き方が違います", "not a kind of case"),
                    Text("「属性=値」の形で書いてください", "write it as attribute=value"))  # fmt: skip


def _problem(name: str, value: str, what: Text, remedy: Text = Text("", "")) -> Problem:
    return Problem(f"counting-{name}", what, remedy, Place(value=value))


def case_attributes(ws: Workspace, *, process: str, bodies: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the case attributes with words as values that the bodies' logs have, those that name persons left out."""
    logs = logs_of(ws, process=process, bodies=bodies)
    names = {c.removeprefix(CASE_ATTRIBUTE_PREFIX) for log in logs for c, kind in log.manifest["columns"]["cases"].items()
             if c.startswith(CASE_ATTRIBUTE_PREFIX) and "string" in kind}  # fmt: skip
    return tuple(sorted(n for n in names if not names_person(n, logs)))
