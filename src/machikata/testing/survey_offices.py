# SPDX-License-Identifier: Apache-2.0
"""Small invented offices that answer a workload survey, for tests of comparisons; everything about an office is a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from machikata.analysis.workload.comparing import compare_workloads
from machikata.analysis.workload.result import WorkloadComparison
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import hand_group
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import SectionStaff, SectionSurvey, StaffKind, SurveyLine
from machikata.records.survey.tables import tables_of

SURVEYED = Process(
    "p",
    Text("手続き", "procedure"),
    steps=tuple(ProcessStep(f"p.s{i}", Text(f"工程{i}", f"step {i}"), ()) for i in range(1, 5)),
)
"""A process of four steps."""
QUICK_WORKLOADS = WorkloadSettings(draws=400)
"""Few draws: enough for tests."""
YEAR = 2025


@dataclass(frozen=True, slots=True)
class SurveyOffice:
    """An invented office: minutes per case of each step (regular staff), cases, persons (regular, fixed-term; None = not answered),
    yen per hour of both; which steps fixed-term staff does too (step number → minutes), which a contractor does (step number →
    (cases, yen)), steps left out, titles of own steps, cases that differ by step, and a second section that answers the same again.
    """

    minutes: tuple[float, ...] = (30.0, 20.0, 12.0, 45.0)
    cases: int = 400
    persons: tuple[float | None, float | None] = (12.0, 9.0)
    yen: tuple[float | None, float | None] = (3000.0, 1500.0)
    fixed_term: Mapping[int, float] = field(default_factory=dict)
    contracted: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    without: tuple[int, ...] = ()
    own_steps: tuple[str, ...] = ()
    cases_of: Mapping[int, int] = field(default_factory=dict)
    second_section: bool = False
    population: int | None = 50_000


def office_surveys(office: SurveyOffice, body: str) -> tuple[SectionSurvey, ...]:
    """What its sections answer.

    >>> [len(s.lines) for s in office_surveys(SurveyOffice(without=(2,)), "990000")]
    [3]
    """
    lines: list[SurveyLine] = []
    for number, minutes in enumerate(office.minutes, start=1):
        if number in office.without:
            continue
        cases = office.cases_of.get(number, office.cases)
        lines.append(_line(number, StaffKind.REGULAR, cases, minutes))
        if number in office.fixed_term:
            lines.append(_line(number, StaffKind.FIXED_TERM, cases, office.fixed_term[number]))
        if number in office.contracted:
            bought, fee = office.contracted[number]
            lines.append(SurveyLine("p", f"p.s{number}", "", StaffKind.CONTRACTOR, cases=bought, fee_yen=fee))
    lines += [
        SurveyLine("p", "", title, StaffKind.REGULAR, cases=office.cases, minutes_per_case=15.0)
        for title in office.own_steps
    ]
    staff = tuple(
        SectionStaff(kind, persons, yen_per_hour=yen)
        for kind, persons, yen in zip(
            (StaffKind.REGULAR, StaffKind.FIXED_TERM), office.persons, office.yen, strict=True
        )
    )
    sections = ("窓口係", "審査係") if office.second_section else ("窓口係",)
    return tuple(SectionSurvey(body, section, YEAR, tuple(lines), staff) for section in sections)


def _line(number: int, kind: StaffKind, cases: int, minutes: float) -> SurveyLine:
    return SurveyLine("p", f"p.s{number}", f"工程{number}", kind, cases=cases, minutes_per_case=minutes)


def office_code(number: int) -> str:
    """The code of the body of office `number`.

    >>> office_code(3)
    '990003'
    """
    return f"9900{number:02}"


def compare_answers(
    offices: Sequence[SurveyOffice],
    *,
    own: str = "",
    settings: WorkloadSettings = QUICK_WORKLOADS,
    backwards: bool = False,
) -> WorkloadComparison:
    """Their comparison, nothing suppressed; office i is body 9900ii. `backwards` gives bodies and answers in reverse order.

    >>> compare_answers([SurveyOffice()] * 3).mode.value
    'values_only'
    """
    codes = [office_code(i) for i in range(len(offices))]
    bodies = [
        Municipality(code, Text(f"{code}市", f"City {code}"), population=o.population, synthetic=True)
        for code, o in zip(codes, offices, strict=True)
    ]
    surveys = [s for code, o in zip(codes, offices, strict=True) for s in office_surveys(o, code)]
    if backwards:
        codes, bodies, surveys = codes[::-1], bodies[::-1], surveys[::-1]
    group = hand_group("offices", Text("組", "group"), codes, reason=Text("試験", "test"))
    return compare_workloads(
        tables_of(surveys), group=group, bodies=bodies, process=SURVEYED, fiscal_year=YEAR, own=own, settings=settings,
        as_of="2026-11-20",
    )  # fmt: skip
