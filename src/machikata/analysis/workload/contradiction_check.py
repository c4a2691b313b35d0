# SPDX-License-Identifier: Apache-2.0
"""Answers that contradict one another in a way that needs no statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.workload.answers import Answers, sums
from machikata.analysis.workload.findings import Finding, Titles, Words, finding, hours, line_key, line_name, minutes
from machikata.domain.errors import Severity
from machikata.domain.text import Text
from machikata.domain.wording import number


@dataclass(frozen=True, slots=True, eq=False)
class ContradictionCheck:
    """Per kind of contradiction the lines concerned; per section the lines with any figure, those of common steps without an order, and
    those with cases and minutes but without yearly hours.
    """

    lines: dict[str, Bools]
    exceptions: Floats
    n_answered: Floats
    n_unordered: Floats
    n_without_hours: Floats


def check_contradictions(answers: Answers) -> ContradictionCheck:
    """Look for what cannot be so."""
    cases, spent, said = answers.cases, answers.minutes, answers.hours
    exceptions = _column(answers, "exception_share")
    fee = _column(answers, "fee_yen")
    order = _column(answers, "order")
    contractor = ~answers.employed
    counts = np.bincount(answers.task, minlength=1)
    first = np.zeros(len(cases), dtype=bool)
    first[np.unique(answers.task, return_index=True)[1]] = True
    lines = {
        "contractor-with-minutes": contractor & ((spent > 0) | (said > 0)),
        "cases-without-minutes": ~contractor & (cases > 0) & np.isnan(spent),
        "minutes-without-cases": ~contractor & (spent > 0) & np.isnan(cases),
        "hours-without-cases": ~contractor & (spent > 0) & (cases == 0) & (said > 0),
        "hours-without-minutes": ~contractor & (spent == 0) & (cases > 0) & (said > 0),
        "impossible-share": (exceptions > 1) | (exceptions < 0),
        "below-zero": (cases < 0) | (spent < 0) | (said < 0) | (fee < 0),
        "line-twice": (counts[answers.task] > 1) & first if len(cases) else first,
    }
    answered = np.isfinite(cases) | np.isfinite(spent) | np.isfinite(said) | np.isfinite(fee)
    per_section = [
        sums(answers.section, mask, answers.n_sections)
        for mask in (
            answered,
            answered & (answers.item >= 0) & np.isnan(order),
            answers.with_volume & np.isnan(said),
        )
    ]
    return ContradictionCheck(lines, exceptions, *per_section)


def _column(answers: Answers, name: str) -> Floats:
    return np.asarray(answers.lines.column(name).to_numpy(), dtype=np.float64)


def contradiction_findings(
    answers: Answers, check: ContradictionCheck, section: int, titles: Titles
) -> Iterator[Finding]:
    """What section number `section` should look at."""
    key = answers.sections[section]
    if not check.n_answered[section]:
        yield finding("nothing-answered", _NOTHING, key, severity=Severity.ERROR)
        return
    rows = answers.rows_of(section)
    for code, found in check.lines.items():
        for row in rows[found[rows]].tolist():
            line = line_key(answers.line(row))
            words = _WORDS[code](answers, check, row, line_name(line, titles))
            yield finding(code, words, key, line=line, severity=Severity.ERROR)
    missing, of = int(check.n_unordered[section]), int(check.n_answered[section])
    if missing:
        yield finding("order-missing", _without_order(missing, of), key, severity=Severity.NOTE)

    if missing := int(check.n_without_hours[section]):
        yield finding("hours-missing", _without_hours(missing, of), key, severity=Severity.NOTE)


def _without_hours(missing: int, of: int) -> Words:
    return Text(
        f"{number(of)}行のうち{number(missing)}行に年間時間がないため、件数×1件あたりの時間と合うかは確かめていません",
        f"not checked whether {number(missing)} of {number(of)} lines agree with cases × minutes: they have no yearly hours",
    ), Text(
        "年間時間を、件数からではなく勤務の実績から見積もって書いてください",
        "give the yearly hours, estimated from working time and not from the volume",
    )


def _without_order(missing: int, of: int) -> Words:
    return Text(
        f"{number(of)}行のうち{number(missing)}行に順番がありません。その工程の順番は記録と照らせません",
        f"{number(missing)} of {number(of)} lines have no order; the order of those steps cannot be held against the log",
    ), Text(
        "分かるときは、仕事の順に1から番号を付けてください。同時に行う工程は同じ番号にします",
        "where you know it, number the steps from 1 in the order of the work; steps done side by side have the same number",
    )


_Telling = Callable[[Answers, ContradictionCheck, int, Text], Words]


def _contractor(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    return Text(
        f"{name.ja}は委託ですが、分か年間時間が書かれています",
        f"{name.en} is done by a contractor, yet minutes or hours are given",
    ), Text(
        "委託の行は件数と委託料だけにし、職員の時間は職員の行に分けてください",
        "give a contractor's line cases and fee only, and put the hours of own staff in a line of their own",
    )  # fmt: skip


def _no_minutes(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    cases = number(answers.cases[row])
    return Text(
        f"{name.ja}は年{cases}件ありますが、1件あたりの時間（分）がありません",
        f"{name.en} has {cases} cases a year and no minutes per case",
    ), Text("1件あたりの時間を分で書いてください", "give the minutes per case")


def _no_cases(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    told = minutes(float(answers.minutes[row]))
    return Text(
        f"{name.ja}は1件あたり{told.ja}ですが、年間件数がありません",
        f"{name.en} has {told.en} per case and no cases a year",
    ), Text("年間件数を書いてください", "give the cases a year")


def _no_case_at_all(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    told = hours(float(answers.hours[row]))
    return Text(
        f"{name.ja}の年間件数は0件ですが、年間時間は{told.ja}です",
        f"{name.en} has no cases in the year, yet {told.en}",
    ), Text("年間件数と年間時間を確かめてください", "check the cases and the yearly hours")


def _no_time(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    told = hours(float(answers.hours[row]))
    return Text(
        f"{name.ja}の1件あたりは0分ですが、年間時間は{told.ja}です",
        f"{name.en} takes 0 minutes per case, yet {told.en} a year",
    ), Text("1件あたりの時間と年間時間を確かめてください", "check the minutes per case and the yearly hours")


def _impossible_share(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    share = number(check.exceptions[row] * 100)
    return Text(
        f"{name.ja}の例外の割合が{share}%です", f"{name.en} has exceptions in {share}% of cases"
    ), Text("0%から100%の間で書いてください", "give a share between 0% and 100%")  # fmt: skip


def _below_zero(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    return Text(f"{name.ja}に0より小さい数があります", f"{name.en} has a figure below zero"), Text(
        "件数、分、時間、委託料は0以上で書いてください", "give cases, minutes, hours and fee as 0 or more"
    )


def _twice(answers: Answers, check: ContradictionCheck, row: int, name: Text) -> Words:  # noqa: ARG001
    n = number(int((answers.task == answers.task[row]).sum()))
    return Text(f"{name.ja}の行が{n}行あります", f"{name.en} stands in {n} lines"), Text(
        "1行にまとめてください。別の工程であれば、工程の名前を分けてください",
        "join them in one line; if they are different steps, give them different names",
    )


_WORDS: dict[str, _Telling] = {
    "contractor-with-minutes": _contractor,
    "cases-without-minutes": _no_minutes,
    "minutes-without-cases": _no_cases,
    "hours-without-cases": _no_case_at_all,
    "hours-without-minutes": _no_time,
    "impossible-share": _impossible_share,
    "below-zero": _below_zero,
    "line-twice": _twice,
}
_NOTHING = (
    Text("どの行にも件数・分・時間・委託料がありません", "no line has cases, minutes, hours or a fee"),
    Text("行っている工程の行に書き入れてください。行っていない工程は空のままでかまいません",
         "fill in the lines of the steps that are done; steps that are not done may stay empty"),
)  # fmt: skip
