# SPDX-License-Identifier: Apache-2.0
"""What decides between the applicants: reasons for care, adjustments, points, ties, lots, and what siblings ask for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.rules import Ruleset
from machikata.apps.daycare_matching.rules.values import CriterionKind, WrittenAs
from machikata.apps.daycare_matching.samples.choosing import Choices
from machikata.apps.daycare_matching.samples.families import Families
from machikata.apps.daycare_matching.samples.nurseries import Nurseries, number_of

Ints = npt.NDArray[np.int64]
CONDITIONS = {"A": 0.34, "B1": 0.15, "B2": 0.08, "C上1": 0.07, "C下1": 0.03, "C他1": 0.20, "C上2": 0.02, "C下2": 0.02, "C他2": 0.09}  # fmt: skip
"""What siblings ask for, where the rules accept it. Of the outcomes in one city (siblings together 158, apart 48, one alone 56, none 57)
only the shares of "together" and "one alone" can be set beside these; the forms themselves are not published.
"""
PATTERNS = {"P1": 0.34, "P2": 0.07, "P3": 0.03, "P4": 0.15, "P5": 0.24, "P6": 0.08, "P7": 0.09}
"""The same as patterns of ChilmAI."""
_SINGLE_PARENT = 0.06
_FULL_TIME = 0.5
_ENROLLED_POINTS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Columns of children.csv, by child. `base` and `points` are −1 where the rules work them out; `extra[c]` counts at the facility of an
    enrolled sibling alone.
    """

    fathers: list[str]
    mothers: list[str]
    adjustments: list[tuple[str, ...]]
    base: Ints
    points: Ints
    extra: Ints
    ties: Ints
    lots: Ints
    conditions: list[str]


def draw_scores(
    families: Families,
    choices: Choices,
    nurseries: Nurseries,
    *,
    rules: Ruleset | None,
    patterns: bool,
    rng: np.random.Generator,
) -> Scores:
    """Causes and adjustments of `rules`; without rules final points from a table of our own."""
    households = families.households
    lots = rng.permutation(households) + 1
    ties = np.stack([rng.integers(0, 4_000, households) * 100, rng.integers(1, 4, households)], axis=1)
    conditions = _conditions(families, choices, nurseries, rules, patterns, rng)
    if rules is None:
        base, points, extra = _final_points(families, choices, rng)
        blank = [""] * len(families.age)
        return Scores(blank, blank, [()] * len(families.age), base, points, extra, ties[families.household], lots[families.household], conditions)  # fmt: skip
    fathers, mothers = _causes(families, rules, rng)
    none = np.full(len(families.age), -1, np.int64)
    numbered = sum(1 for link in rules.chain if link.kind is CriterionKind.TIE_VALUE)
    return Scores(
        fathers, mothers, _adjustments(families, choices, rules, rng), none, none,
        np.zeros(len(families.age), np.int64), ties[families.household][:, :numbered], lots[families.household], conditions,
    )  # fmt: skip


def _final_points(families: Families, choices: Choices, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """基本指数, 指数, and what counts at the facility of an enrolled sibling. Two parents of up to 20 points, and adjustments from −5 to 10: most applicants stand close together."""
    households = families.households
    base = rng.choice([40, 38, 36, 34, 32, 28, 26, 20], households, p=[0.42, 0.14, 0.12, 0.10, 0.08, 0.06, 0.05, 0.03])
    adjusted = base + rng.choice(
        [-5, -2, 0, 1, 2, 3, 5, 10], households, p=[0.01, 0.04, 0.35, 0.15, 0.2, 0.13, 0.08, 0.04]
    )
    points = adjusted[families.household] + np.where(choices.graduate >= 0, 5, 0)
    points += np.where(families.siblings, 1, 0)
    return base[families.household], points, np.where(choices.enrolled >= 0, _ENROLLED_POINTS, 0)


def _causes(families: Families, rules: Ruleset, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    codes = [cause.code for cause in rules.base.causes]
    working = np.array([code.startswith("就労") for code in codes])
    weights = np.where(working, 0.62 ** np.cumsum(working), 0.02)
    weights[0] += _FULL_TIME
    weights /= weights.sum()
    households = families.households
    father, mother = (rng.choice(len(codes), households, p=weights) for _ in range(2))
    alone = rng.random(households) < _SINGLE_PARENT
    fathers = ["" if one else codes[i] for one, i in zip(alone.tolist(), father.tolist(), strict=True)]
    mothers = [codes[i] for i in mother.tolist()]
    own = families.household.tolist()
    return [fathers[h] for h in own], [mothers[h] for h in own]


def _adjustments(
    families: Families, choices: Choices, rules: Ruleset, rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """Up to four items a child; those of the household are shared by its children."""
    found: list[list[str]] = [[] for _ in families.age]
    own = families.household
    for item in rules.adjustments:
        code = item.code if rules.written_as is WrittenAs.CODES else str(item.points)
        if item.sibling_enrolled:
            where = [(c, f"{item.code}@{number_of(int(f))}") for c, f in enumerate(choices.enrolled) if f >= 0]
        elif item.at_facility or item.excludes:
            continue
        elif "卒園" in item.code:
            where = [(int(c), code) for c in np.flatnonzero(choices.graduate >= 0)]
        else:
            share = 0.004 if item.penalty or item.points < -4 else 0.2 if "育休" in item.code else 0.07
            where = [(int(c), code) for c in np.flatnonzero((rng.random(families.households) < share)[own])]
        for child, text in where:
            if len(found[child]) < 4:
                found[child].append(text)
    return [tuple(items) for items in found]


def _conditions(
    families: Families,
    choices: Choices,
    nurseries: Nurseries,
    rules: Ruleset | None,
    patterns: bool,
    rng: np.random.Generator,
) -> list[str]:
    """A condition for each household with several children. One facility is asked for only where one can be had."""
    shares = (
        PATTERNS if patterns else {c: p for c, p in CONDITIONS.items() if rules is None or c in rules.siblings.accepts}
    )
    codes = list(shares)
    weights = np.array(list(shares.values()))
    drawn = rng.choice(len(codes), families.households, p=weights / weights.sum())
    one_facility = {"A", "P1", "P2", "P3"} & set(codes)
    instead = next(c for c in codes if c not in one_facility)
    facility = np.where(choices.pools >= 0, nurseries.pool_facility[choices.pools], -1)
    common: dict[int, set[int]] = {}
    for child in np.flatnonzero(families.siblings).tolist():
        its = set(facility[child].tolist()) - {-1}
        household = int(families.household[child])
        common[household] = common[household] & its if household in common else its
    found = [""] * len(families.age)
    for child in np.flatnonzero(families.siblings).tolist():
        household = int(families.household[child])
        code = codes[int(drawn[household])]
        found[child] = code if code not in one_facility or common[household] else instead
    return found
