# SPDX-License-Identifier: Apache-2.0
"""Whether the hours that a section reports fit into the people that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.comparison.correction import holm
from machikata.analysis.workload.answers import EMPLOYED, KINDS, Answers, sums
from machikata.analysis.workload.findings import Finding, Words, finding, hours
from machikata.analysis.workload.rounding import Meant
from machikata.domain.errors import Severity
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.domain.workload import StaffKind
from machikata.rules.survey_limits import SurveyLimits
from machikata.rules.survey_reporting import ReportingError

_HALF_A_TENTH = 0.05
"""Persons are answered to a tenth."""
_TWO_SIDED_95 = 1.96
_ALL = len(EMPLOYED)


@dataclass(frozen=True, slots=True, eq=False)
class StaffCheck:
    """Per section (rows) and kind of own staff, then all together (columns): hours reported, the low end of what they stand for, the
    most hours the people can have worked (NaN: not known), and which exceed them after correction over everything checked together.
    """

    reported: Floats
    low: Floats
    possible: Floats
    beyond: Bools
    missing: Bools
    """Hours are reported for a kind of staff that the section sheet does not have."""
    unknown: Bools
    """Hours are reported, and the section sheet does not say how many the people have."""


def check_staff(answers: Answers, meant: Meant, *, error: ReportingError, limits: SurveyLimits) -> StaffCheck:
    """Compare reported with possible hours, by kind and in all.

    Reported hours stand for true ones with the respondent's error, common to a section, and each line's own memory and rounding. Work
    forgotten is left out: it could only add hours, and an alarm must not come from an assumption about the unreported.
    """
    reported, variance = _reported(answers, meant, error)
    sheet_empty = answers.staff_rows[:, : len(EMPLOYED)].sum(axis=1) == 0
    absent = (answers.staff_rows[:, : len(EMPLOYED)] == 0) | (answers.persons[:, : len(EMPLOYED)] == 0)
    missing = absent & ~sheet_empty[:, None] & (reported > 0)
    possible = _possible(answers, limits)
    unknown = (reported > 0) & ~missing & ~np.isfinite(possible)
    kinds = (reported > 0).sum(axis=1)
    whole = np.where(reported > 0, possible, 0.0).sum(axis=1)
    whole[(kinds < 2) | missing.any(axis=1) | sheet_empty] = (
        np.nan
    )  # one kind alone is the whole; a missing one is told apart
    possible[absent] = np.nan
    reported = np.column_stack([reported, reported.sum(axis=1)])
    variance = np.column_stack([variance, variance.sum(axis=1)])
    possible = np.column_stack([possible, whole])
    with np.errstate(divide="ignore", invalid="ignore"):
        log_sd = np.sqrt(error.respondent_sd**2 + np.log1p(variance / reported**2))
        p = ndtr(-np.log(reported / possible) / log_sd)
    p = np.where((reported > 0) & np.isfinite(possible), p, np.nan)
    adjusted = holm(p.ravel()).reshape(p.shape)
    beyond = (adjusted < limits.level.value) & (reported - possible >= limits.smallest_hours.value)
    return StaffCheck(reported, reported * np.exp(-_TWO_SIDED_95 * log_sd), possible, beyond, missing, unknown)


def _reported(answers: Answers, meant: Meant, error: ReportingError) -> tuple[Floats, Floats]:
    """Hours (from cases and minutes where yearly hours are missing) and their variance, per section and kind of own staff."""
    said = np.isfinite(answers.hours)
    counted = answers.with_volume & ~said
    value = np.where(said, answers.hours, np.where(counted, answers.hours_from_volume, 0.0))
    value = np.where(answers.employed, value, 0.0)
    relative = np.full(len(value), error.memory_sd**2)
    relative[counted] += meant.variance(np.flatnonzero(counted))
    variance = relative * value**2 + np.where(said, error.hours_grid**2 / 12.0, 0.0)
    place = answers.section * len(KINDS) + answers.kind
    shape, size = (answers.n_sections, len(KINDS)), answers.n_sections * len(KINDS)
    own = slice(0, len(EMPLOYED))
    return sums(place, value, size).reshape(shape)[:, own], sums(place, variance, size).reshape(shape)[:, own]


def _possible(answers: Answers, limits: SurveyLimits) -> Floats:
    """Hours and overtime as answered; what is not answered counts with the most that a person's year can hold."""
    own = slice(0, len(EMPLOYED))
    persons, year, overtime = answers.persons[:, own], answers.staff_hours[:, own], answers.overtime[:, own]
    heads = np.where(np.isfinite(persons), persons + _HALF_A_TENTH, year / limits.year_hours.value)
    year = np.where(np.isfinite(year), year, heads * limits.year_hours.value)
    return np.asarray(year + np.where(np.isfinite(overtime), overtime, heads * limits.overtime_hours.value))


def staff_findings(answers: Answers, check: StaffCheck, section: int, limits: SurveyLimits) -> Iterator[Finding]:
    """What section number `section` should look at."""
    key = answers.sections[section]
    if check.unknown[section].any():
        yield finding("staff-not-answered", _NOT_ANSWERED, key, severity=Severity.NOTE)
    for column in range(_ALL + 1):
        name = EMPLOYED[column].label if column < _ALL else Text("係の全体", "The whole section")
        reported = float(check.reported[section, column])
        if column < _ALL and check.missing[section, column]:
            yield finding(
                "kind-without-staff", _no_such_staff(name, reported), key, severity=Severity.ERROR, hours=reported
            )
        elif check.beyond[section, column]:
            low, possible = float(check.low[section, column]), float(check.possible[section, column])
            words = _beyond(name, reported, low, possible)
            yield finding("hours-beyond-staff", words, key, hours=reported - possible)
    yield from _sheet_findings(answers, section, limits)


def _sheet_findings(answers: Answers, section: int, limits: SurveyLimits) -> Iterator[Finding]:
    sheet = (
        ("hours-beyond-year", answers.staff_hours, limits.year_hours.value, Text("年間勤務時間", "a working year")),
        ("overtime-beyond-year", answers.overtime, limits.overtime_hours.value, Text("年間時間外", "overtime")),
    )
    for code, answered, a_person, name in sheet:
        for column, kind in enumerate(EMPLOYED):
            persons, value = float(answers.persons[section, column]), float(answered[section, column])
            most = (persons + _HALF_A_TENTH) * a_person
            if value > most:
                words = _beyond_year(name, kind, value, persons, a_person)
                yield finding(code, words, answers.sections[section], hours=value - persons * a_person)


def _beyond(name: Text, reported: float, low: float, possible: float) -> Words:
    told, least, most = hours(reported), hours(low), hours(possible)
    return Text(
        f"{name.ja}の年間時間は合わせて{told.ja}（誤差をみて少なくとも{least.ja}）です。"
        f"「人員」のシートの時間は、時間外を含めて{most.ja}までです",
        f"{name.en}: the lines add up to {told.en} a year (at least {least.en}, allowing for error); "
        f"the sheet 人員 has {most.en} at most, overtime included",
    ), Text(
        "各行の年間時間と、「人員」のシートの人数・年間勤務時間・年間時間外を確かめてください。ほかの係の仕事や委託の分が入っていないかも見てください",
        "check the yearly hours of the lines and the persons, hours and overtime of the sheet 人員; look also whether work of another "
        "section or of a contractor is in them",
    )  # fmt: skip


def _no_such_staff(name: Text, reported: float) -> Words:
    told = hours(reported)
    return Text(
        f"{name.ja}の仕事が年{told.ja}ありますが、「人員」のシートに{name.ja}がいません",
        f"there are {told.en} of work of {name.en.lower()}, and none of them on the sheet 人員",
    ), Text(
        f"「人員」のシートに{name.ja}の人数と年間時間を書くか、各行の担い手を直してください",
        f"write persons and hours of {name.en.lower()} on the sheet 人員, or correct the kind of staff of the lines",
    )


def _beyond_year(name: Text, kind: StaffKind, value: float, persons: float, a_person: float) -> Words:
    told, one, heads = hours(value), hours(a_person), number(persons, 0 if persons == int(persons) else 1)
    return Text(
        f"「人員」のシートでは、{kind.label.ja}{heads}人の{name.ja}が{told.ja}です。1人の1年は{one.ja}までです",
        f"the sheet 人員 gives {name.en} of {told.en} for {heads} persons ({kind.label.en.lower()}); "
        f"a person's year holds {one.en} at most",
    ), Text(
        "人数（短い勤務の人は割合で数えます）と時間のどちらが正しいか確かめてください",
        "check which is right, the persons (part-time ones by their share) or the hours",
    )


_NOT_ANSWERED = (
    Text(
        "「人員」のシートに人数と年間時間がないため、時間が職員の数に合うかは確かめていません",
        "not checked whether the hours fit the staff: the sheet 人員 has no persons and hours",
    ),
    Text(
        "「人員」のシートに、担い手ごとの人数と年間時間を書いてください",
        "write persons and yearly hours by kind of staff",
    ),
)
