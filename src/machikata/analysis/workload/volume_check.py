# SPDX-License-Identifier: Apache-2.0
"""Whether yearly hours follow from cases and minutes, line by line and over a section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.comparison.correction import holm
from machikata.analysis.workload.answers import Answers, sums
from machikata.analysis.workload.findings import Finding, Titles, finding, hours, line_key, line_name
from machikata.analysis.workload.hours_spread import line_spread, sum_spread
from machikata.analysis.workload.rounding import Meant
from machikata.domain.text import Text
from machikata.domain.wording import interval, number
from machikata.rules.survey_limits import SurveyLimits
from machikata.rules.survey_reporting import ReportingError

_ENDS = (0.025, 0.975)
_NEVER_BEYOND = 1.28
"""So many standard deviations of memory alone are beyond no level that may be set."""
_SHORTEST = 1.0
"""An answer of one minute may stand for anything below it."""


@dataclass(frozen=True, slots=True, eq=False)
class VolumeCheck:
    """Per line whether it has cases, minutes and hours; per line and section, whether the hours lie beyond what the declared error
    explains, after correction over everything checked together.
    """

    meant: Meant
    compared: Bools
    beyond: Bools
    section_beyond: Bools
    from_volume: Floats
    """Hours from cases and minutes, over the compared lines of each section."""
    reported: Floats
    """Reported hours of the same lines."""


def check_volume(answers: Answers, meant: Meant, *, error: ReportingError, limits: SurveyLimits) -> VolumeCheck:
    """Hold yearly hours against cases times minutes: two independent memories of one truth, each rounded."""
    compared = answers.with_volume & (answers.hours >= 0)
    lines = np.flatnonzero(compared)
    said, volume = answers.hours[lines], answers.hours_from_volume[lines]
    p_lines = _p_of_lines(answers, meant, lines, error)
    section = answers.section[lines]
    some, group = np.unique(section, return_inverse=True)
    reported, from_volume = (sums(section, v, answers.n_sections) for v in (said, volume))
    p_sections = np.full(answers.n_sections, np.nan)
    if len(lines):
        spread = sum_spread(group, len(some), answers.cases[lines], meant.of(lines), error)
        p_sections[some] = spread.two_sided(reported[some], reported[some])
    adjusted = holm(np.concatenate([p_lines, p_sections]))
    found = adjusted < limits.level.value
    differ = np.concatenate([np.abs(said - volume), np.abs(reported - from_volume)]) >= limits.smallest_hours.value
    found &= differ
    beyond = np.zeros(len(compared), dtype=bool)
    beyond[lines] = found[: len(lines)]
    return VolumeCheck(meant, compared, beyond, found[len(lines) :], from_volume, reported)


def _p_of_lines(answers: Answers, meant: Meant, lines: Ints, error: ReportingError) -> Floats:
    if not len(lines):
        return np.zeros(0)
    p = np.ones(len(lines))
    with np.errstate(divide="ignore"):
        away = np.abs(np.log(answers.hours[lines] / answers.hours_from_volume[lines]))
    far = away > _NEVER_BEYOND * np.sqrt(2.0) * error.memory_sd
    lines = lines[far]
    said, half = answers.hours[lines], error.hours_grid / 2.0
    small = said < error.hours_grid
    at_least = np.where(small, 0.0, said - half)
    at_most = np.where(small, half, said + half)
    at_most = np.where(answers.minutes[lines] <= _SHORTEST, np.inf, np.maximum(at_most, half))
    p[far] = line_spread(answers.cases[lines], meant.of(lines), error).two_sided(at_least, at_most)
    return p


def volume_findings(
    answers: Answers, check: VolumeCheck, section: int, titles: Titles, error: ReportingError
) -> Iterator[Finding]:
    """What section number `section` should look at."""
    rows = answers.rows_of(section)
    for row in rows[check.beyond[rows]].tolist():
        yield _of_line(answers, check, row, titles, error)
    if check.section_beyond[section]:
        yield _of_section(answers, check, rows[check.compared[rows]], section, titles, error)


def _of_line(answers: Answers, check: VolumeCheck, row: int, titles: Titles, error: ReportingError) -> Finding:
    cases, minutes, said = answers.cases[row], answers.minutes[row], float(answers.hours[row])
    volume = cases * minutes / 60.0
    spread = line_spread(answers.cases[[row]], check.meant.of(np.array([row])), error)
    key = line_key(answers.line(row))
    name, told, follows = line_name(key, titles), hours(said), hours(volume)
    sum_ja = f"{number(cases)}件×{number(minutes, _decimals(minutes))}分"
    sum_en = f"{number(cases)} cases × {number(minutes, _decimals(minutes))} minutes"
    low, high = (number(spread.quantile(q)[0]) for q in _ENDS)
    what = Text(
        f"{name.ja}の年間時間は{told.ja}ですが、{sum_ja}では{follows.ja}です"
        f"（丸めと記憶の違いで説明できる幅は{interval(low, high, 'ja')}時間）",
        f"{name.en} takes {told.en} a year, while {sum_en} give {follows.en} (rounding and memory explain {interval(low, high, 'en')} hours)",
    )
    section = answers.sections[int(answers.section[row])]
    return finding("hours-unlike-volume", (what, _REMEDY), section, line=key, hours=said - volume)


def _of_section(
    answers: Answers, check: VolumeCheck, lines: Ints, section: int, titles: Titles, error: ReportingError
) -> Finding:
    said, volume = float(check.reported[section]), float(check.from_volume[section])
    spread = sum_spread(np.zeros(len(lines), dtype=np.int64), 1, answers.cases[lines], check.meant.of(lines), error)
    low, high = (number(spread.quantile(q)[0]) for q in _ENDS)
    differences = answers.hours[lines] - answers.hours_from_volume[lines]
    largest = int(np.argmax(np.abs(differences)))
    name = line_name(line_key(answers.line(int(lines[largest]))), titles)
    told, follows, most = hours(said), hours(volume), hours(abs(float(differences[largest])))
    n = number(len(lines))
    what = Text(
        f"{n}行の年間時間は合わせて{told.ja}ですが、件数×1件あたりの時間では{follows.ja}です"
        f"（丸めと記憶の違いで説明できる幅は{interval(low, high, 'ja')}時間）。いちばん離れているのは{name.ja}の{most.ja}です",
        f"the yearly hours of {n} lines add up to {told.en}, while cases × minutes give {follows.en} (rounding and memory explain "
        f"{interval(low, high, 'en')} hours); {name.en} differs most, by {most.en}",
    )
    return finding("section-hours-unlike-volume", (what, _REMEDY), answers.sections[section], hours=said - volume)


def _decimals(value: float) -> int:
    return 0 if value == int(value) else 1


_REMEDY = Text(
    "年間件数、1件あたりの時間、年間時間のどれを直すか、記録や日報と照らして確かめてください",
    "check with records which of the three is to be corrected: cases a year, minutes per case or yearly hours",
)
