# SPDX-License-Identifier: Apache-2.0
"""Whether minutes per case lie outside what the other bodies answer about the same step and kind of staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.comparison.correction import holm
from machikata.analysis.workload.answers import Answers
from machikata.analysis.workload.class_spread import ClassSpread
from machikata.analysis.workload.findings import Finding, Titles, finding, line_key, line_name, minutes, times
from machikata.analysis.workload.mixtures import Mixtures
from machikata.analysis.workload.rounding import Meant
from machikata.domain.text import Text
from machikata.domain.wording import interval, number
from machikata.rules.survey_limits import SurveyLimits

_MEDIAN_VARIANCE = np.pi / 2
_NEVER_BEYOND = 1.5
"""So many standard deviations are beyond no level that may be set."""


@dataclass(frozen=True, slots=True, eq=False)
class OutlierCheck:
    """Per line: whether it was compared, lies beyond the others after correction, and the variance (log) it was judged by."""

    compared: Bools
    beyond: Bools
    variance: Floats


def check_outliers(answers: Answers, meant: Meant, peers: ClassSpread, *, limits: SurveyLimits) -> OutlierCheck:
    """Hold every answer against the centre of the others.

    The difference of logarithms is judged by the others' spread, the uncertainty of their centre, and the rounding of the answer and
    of the centre: coarse grids make a whole class answer 5 minutes for 7. Each grid on which the answer may have been rounded has its own
    tail (Student's t), weighted as the grids are.
    """
    n = len(answers.item)
    compared = peers.peers >= limits.fewest_peers.value
    rows = np.flatnonzero(compared)
    p, variance = np.full(n, np.nan), np.full(n, np.nan)
    if len(rows):
        rounding = meant.variance(rows)
        of_item = np.unique(answers.item[rows], return_inverse=True)[1]
        of_centre = (np.bincount(of_item, rounding) / np.bincount(of_item))[of_item]
        shared = peers.spread[rows] ** 2 * (1.0 + _MEDIAN_VARIANCE / peers.peers[rows]) + of_centre
        variance[rows] = shared + rounding
        far = np.abs(np.log(answers.minutes[rows]) - peers.centre[rows]) > _NEVER_BEYOND * np.sqrt(shared)
        p[rows] = np.where(far, 0.0, 1.0)
        p[rows[far]] = _tails(meant.of(rows[far]), peers.centre[rows[far]], shared[far], peers.freedom[rows[far]])
    beyond = holm(p) < limits.level.value
    size = np.abs(answers.minutes - np.exp(peers.centre)) * answers.cases / 60.0
    beyond &= ~(size < limits.smallest_hours.value)
    beyond &= np.abs(np.log(answers.minutes, where=compared, out=np.zeros(n)) - peers.centre) > np.log(
        limits.class_ratio.value
    )
    return OutlierCheck(compared, beyond, variance)


def _tails(own: Mixtures, centre: Floats, variance: Floats, freedom: Floats) -> Floats:
    away = np.abs((own.low + own.high) / 2 - own.spread(centre))
    sd = np.sqrt(own.spread(variance) + (own.high - own.low) ** 2 / 12)
    return own.sums(2.0 * student.sf(away / sd, own.spread(freedom)))


def outlier_findings(
    answers: Answers, peers: ClassSpread, check: OutlierCheck, section: int, titles: Titles
) -> Iterator[Finding]:
    """What section number `section` should look at."""
    rows = answers.rows_of(section)
    for row in rows[check.beyond[rows]].tolist():
        yield _finding(answers, peers, row, float(np.sqrt(check.variance[row])), titles)


def _finding(answers: Answers, peers: ClassSpread, row: int, sd: float, titles: Titles) -> Finding:
    answer, centre = float(answers.minutes[row]), float(np.exp(peers.centre[row]))
    reach = float(student.ppf(0.975, peers.freedom[row])) * sd
    low, high = (minutes(centre * float(np.exp(x))) for x in (-reach, reach))
    key, n = line_key(answers.line(row)), number(int(peers.peers[row]))
    name, told, middle, ratio = line_name(key, titles), minutes(answer), minutes(centre), times(answer / centre)
    what = Text(
        f"{name.ja}の1件あたり{told.ja}は、ほかの{n}団体の中央{middle.ja}の{ratio}倍です"
        f"（団体の違いと丸めで説明できる幅は{interval(low.ja.removesuffix('分'), high.ja, 'ja')}）",
        f"{name.en}: {told.en} a case are {ratio} times the middle of {n} other bodies, {middle.en} "
        f"(differences between bodies and rounding explain {interval(low.en, high.en, 'en')})",
    )
    size = (answer - centre) * float(answers.cases[row]) / 60.0
    section = answers.sections[int(answers.section[row])]
    known = size if np.isfinite(size) else None
    return finding("minutes-unlike-class", (what, _REMEDY), section, line=key, hours=known)


_REMEDY = Text(
    "単位（分か時間か）、桁、1件の数え方を確かめてください。仕事の進め方が違うためであれば、備考に理由を書いてください",
    "check the unit (minutes, not hours), the digits and what counts as one case; if the work is done another way, give the reason in the note",
)
