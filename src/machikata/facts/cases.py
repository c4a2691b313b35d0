# SPDX-License-Identifier: Apache-2.0
"""The published case studies that the product brings along: the ministry's 26 of 2019 and the evidence pool, each with its sources.

Where the facts are: `cases.yaml` (C01–C26) and `evidence.yaml` (E01…), whose head says when and by what rule they were compiled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from machikata.domain.case_study import UNITS, CaseFigure, CaseOrigin, CaseStudy, FigureRole
from machikata.domain.errors import InputRefused
from machikata.domain.municipality import MunicipalityCode
from machikata.domain.text import Text
from machikata.facts.strict import Strictly, load_yaml

FILES = ("cases.yaml", "evidence.yaml")
_START = re.compile(r"(FY)?\d{4}|\d{4}-(0[1-9]|1[0-2])(-\d\d)?")
_NUMBERS = ("before", "after", "saved", "target", "rate_percent", "low", "high")


@dataclass(frozen=True, slots=True)
class _Head:
    """What holds for a whole file: the day it was compiled, and by what rule."""

    compiled: str
    rule: Text


@dataclass(frozen=True, slots=True)
class _File:
    meta: _Head
    cases: tuple[CaseStudy, ...]


@cache
def seed_cases() -> tuple[CaseStudy, ...]:
    """All of them: C01 to C26 in order, then E01 …

    Raises:
        InputRefused: a file has faults; each problem names the case and the field.
    """
    cases: list[CaseStudy] = []
    for name in FILES:
        cases += read_cases(files("machikata.facts").joinpath(name).read_text(encoding="utf-8"), file=name)
    _refuse_dead_references(cases)
    return tuple(cases)


def read_cases(text: str, *, file: str) -> tuple[CaseStudy, ...]:
    """The cases of one YAML file; `related` may name cases of another file.

    Raises:
        InputRefused: with all problems (unknown keys, wrong values, one language without the other, sources that are not there …).
    """
    strictly = Strictly(file)
    built: _File | None = strictly.build(_File, load_yaml(text, file=file), "")
    for case in built.cases if built else ():
        _check_case(case, strictly)
    if built is None or strictly.problems:
        raise InputRefused(strictly.problems)
    return tuple(replace(case, updated=case.updated or built.meta.compiled) for case in built.cases)


def _check_case(case: CaseStudy, strictly: Strictly) -> None:
    at = case.id
    if case.origin not in {CaseOrigin.MISSION, CaseOrigin.EVIDENCE}:
        strictly.complain(
            "fact-origin", f"{at} origin", Text("公表資料の事例ではありません", "no published case"), case.origin
        )
    if case.start and not _START.fullmatch(case.start):
        strictly.complain(
            "fact-start", f"{at} start", Text("時期の書き方が違います", "no date, month or year"), case.start
        )
    if case.body:
        try:
            MunicipalityCode(case.body)
        except InputRefused as refused:
            strictly.complain("fact-body", f"{at} body", refused.problems[0].what, case.body)
    if not case.sources:
        strictly.complain("fact-sources", f"{at} sources", Text("出典がありません", "no source"))
    for part in ("figures", "sources"):
        ids = [item.id for item in getattr(case, part)]
        if len(set(ids)) < len(ids):
            strictly.complain("fact-twice", f"{at} {part}", Text("同じ記号が2つあります", "an id stands twice"), ids)
    for figure in case.figures:
        _check_figure(figure, [s.id for s in case.sources], f"{at} figures {figure.id}", strictly)


def _check_figure(figure: CaseFigure, sources: Sequence[str], at: str, strictly: Strictly) -> None:
    numbers = [n for n in _NUMBERS if getattr(figure, n) is not None]
    laws: tuple[tuple[str, bool, Text, object], ...] = (
        ("unit", figure.unit in UNITS, Text("知らない単位です", "unknown unit"), figure.unit),
        ("unit", (figure.unit == "none") == (not numbers),
         Text("数値のない知見だけが単位 none です", "unit none is for findings without a number, and only for them"), figure.unit),
        ("kind", (figure.kind is not None) == (figure.role is FigureRole.EFFECT),
         Text("効果には種類が要り、ほかにはありません", "an effect has a kind, nothing else has one"), figure.kind),
        ("low", (figure.low is None) == (figure.high is None),
         Text("幅には下限と上限が要ります", "a range has both ends"), figure.low),
        ("low", figure.low is None or figure.high is None or figure.low <= figure.high,
         Text("下限が上限を超えています", "the low end exceeds the high one"), figure.low),
        ("derived", all(getattr(figure, aspect.value, None) is not None for aspect in figure.derived),
         Text("計算したという値がありません", "a value said to be derived is not there"), figure.derived),
        ("source", not figure.source or figure.source in sources,
         Text("その出典はありません", "no such source"), figure.source),
    )  # fmt: skip
    for field, holds, what, value in laws:
        if not holds:
            strictly.complain("fact-figure", f"{at} {field}", what, value)


def _refuse_dead_references(cases: Sequence[CaseStudy]) -> None:
    strictly = Strictly("、".join(FILES))
    ids = [case.id for case in cases]
    for case in cases:
        if ids.count(case.id) > 1:
            strictly.complain("fact-twice", f"{case.id} id", Text("同じ事例が2つあります", "a case stands twice"))
        for other in case.related:
            if other not in ids or other == case.id:
                strictly.complain(
                    "fact-related", f"{case.id} related", Text("その事例はありません", "no such case"), other
                )
    if strictly.problems:
        raise InputRefused(strictly.problems)
