# SPDX-License-Identifier: Apache-2.0
"""The same market for ChilmAI, written as its documentation says, so that both can be measured on it."""

from __future__ import annotations

import numpy as np

from machikata.apps.daycare_matching.samples.market import SampleMarket, child_number, household_number
from machikata.apps.daycare_matching.samples.nurseries import CLASSES, facility_title, number_of
from machikata.domain.errors import InputRefused, Problem
from machikata.domain.text import Text

_PATTERN_OF = {"A": 1, "A上": 2, "A下": 3, "B1": 4, "B2": 6, "C上1": 5, "C下1": 5, "C他1": 5, "C上2": 7, "C下2": 7, "C他2": 7}  # fmt: skip
_LEAVE_LAST = 1_000
"""More than any points, so that who accepts a longer leave comes behind all others."""


def chilmai_files(sample: SampleMarket) -> tuple[bytes, bytes]:
    """ChilmAI's two files (applicants, daycares), CSV in UTF-8.

    A score puts together, most important first: no leave extension, points with those for the facility, and the household's lot; so no two
    households tie. Raises `InputRefused` for a sample that is not plain (ChilmAI has no pools of several classes and no quotas) or that
    has no final points.
    """
    if not sample.plain or (sample.scores.points < 0).any():
        what = Text("この見本はChilmAIの形式で書けません", "the sample cannot be written for ChilmAI")
        remedy = Text('plain=True と ruleset="" で作ってください', 'make it with plain=True and ruleset=""')
        raise InputRefused([Problem("sample-not-plain", what, remedy)])
    return _applicants(sample), _daycares(sample)


def _applicants(sample: SampleMarket) -> bytes:
    families, choices, scores, nurseries = sample.families, sample.choices, sample.scores, sample.nurseries
    most = choices.pools.shape[1]
    facility = np.where(choices.pools >= 0, nurseries.pool_facility[choices.pools], -1)
    lots = families.households - scores.lots
    header = ["申請者番号", "世帯番号", "年齢", *(f"点数{k + 1}" for k in range(most)), *(f"希望保育園ID_{k + 1}" for k in range(most)), "在籍保育所ID", "きょうだいパターン"]  # fmt: skip
    lines = [",".join(header)]
    for c in range(len(families.age)):
        base = int(scores.points[c]) + (0 if families.leave[c] else _LEAVE_LAST)
        at = [int(f) for f in facility[c]]
        points = [
            (base + (int(scores.extra[c]) if f >= 0 and f == choices.enrolled[c] else 0)) * 10**7 + int(lots[c])
            for f in at
        ]
        current = int(choices.current[c])
        lines.append(",".join([
            child_number(c), household_number(int(families.household[c])), str(int(families.age[c])), *map(str, points),
            *(number_of(f) if f >= 0 else "" for f in at), number_of(int(nurseries.pool_facility[current])) if current >= 0 else "",
            _pattern(scores.conditions[c]),
        ]))  # fmt: skip
    return _bytes(lines)


def _pattern(condition: str) -> str:
    if not condition:
        return ""
    return condition[1:] if condition.startswith("P") else str(_PATTERN_OF[condition])


def _daycares(sample: SampleMarket) -> bytes:
    nurseries = sample.nurseries
    lines = [",".join(["保育所ID", "保育所名", *(f"{a}歳募集人数" for a in range(CLASSES))])]
    for f, at in enumerate(nurseries.at.tolist()):
        seats = [str(int(nurseries.seats[s])) if s >= 0 else "0" for s in at]
        lines.append(",".join([number_of(f), facility_title(nurseries, f), *seats]))
    return _bytes(lines)


def _bytes(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")
