# SPDX-License-Identifier: Apache-2.0
"""What decides between the applicants: reasons for care, adjustments, points, ties, lots, and what siblings ask for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from machikata.apps.daycare_matching.rules import Ruleset
from machikata.apps.daycare_matching.rules.values import Adjustment, BaseKind, WrittenAs
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
    """Causes and adjustments of `rules`; without rules, or for rules without causes, final points from a table of our own."""
    children, own = len(families.age), families.household
    lots = rng.permutation(families.households) + 1
    ties = _ties(families.households, rules, rng)[own]
    conditions = _conditions(families, choices, nurseries, rules, patterns, rng)
    if rules is None or not rules.base.causes:
        base, points, extra = _final_points(families, choices, rng)
        return Scores(
            [""] * children, [""] * children, [()] * children, base, points, extra, ties, lots[own], conditions
        )  # fmt: skip
    alone = rng.random(families.households) < _SINGLE_PARENT
    fathers, mothers = _causes(families, rules, alone, rng)
    if rules.written_as is WrittenAs.CODES:
        adjustments = _adjustments(families, choices, rules, alone, rng)
    else:
        adjustments = _adjustments_in_points(families, rules, rng)
    named = any(item.sibling_enrolled for item in rules.adjustments)
    extra = np.where((choices.enrolled >= 0) & (rules.wish_points and not named), _unit(rules) * _ENROLLED_POINTS, 0)
    none = np.full(children, -1, np.int64)
    return Scores(fathers, mothers, adjustments, none, none, extra, ties, lots[own], conditions)


def _unit(rules: Ruleset) -> int:
    """What one point is where full-time work counts 20."""
    return max(1, max(cause.value for cause in rules.base.causes) // 20) if rules.base.kind is BaseKind.POINTS else 1


def _ties(households: int, rules: Ruleset | None, rng: np.random.Generator) -> Ints:
    """[H, n] values of 優先順位項目1..n: money, years or numbers of children, as their titles say."""
    links = (
        {link.tie_value: link.title.ja for link in rules.chain if link.tie_value} if rules else {1: "所得", 2: "人数"}
    )
    found = np.zeros((households, max(links, default=0)), np.int64)
    for number, title in sorted(links.items()):
        if any(word in title for word in ("額", "所得", "税", "収入")):
            found[:, number - 1] = rng.integers(0, 4_000, households) * 100
        else:
            found[:, number - 1] = (
                rng.integers(0, 16, households) if "年数" in title else rng.integers(1, 5, households)
            )
    return found


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


def _causes(
    families: Families, rules: Ruleset, alone: npt.NDArray[np.bool_], rng: np.random.Generator
) -> tuple[list[str], list[str]]:
    """Work for most, full time for half; no father where a mother is alone."""
    codes = [cause.code for cause in rules.base.causes]
    working = np.array(["就労" in cause.code + cause.title.ja for cause in rules.base.causes])
    weights = np.where(working, 0.62 ** np.cumsum(working), 0.02)
    weights[int(np.argmax(working))] += _FULL_TIME
    weights /= weights.sum()
    father, mother = (rng.choice(len(codes), families.households, p=weights) for _ in range(2))
    fathers = ["" if one else codes[i] for one, i in zip(alone.tolist(), father.tolist(), strict=True)]
    mothers = [codes[i] for i in mother.tolist()]
    own = families.household.tolist()
    return [fathers[h] for h in own], [mothers[h] for h in own]


def _adjustments(
    families: Families, choices: Choices, rules: Ruleset, alone: npt.NDArray[np.bool_], rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """Up to four codes a child; those of the household are shared by its children."""
    found: list[list[str]] = [[] for _ in families.age]
    for item in rules.adjustments:
        code = item.code
        if item.sibling_enrolled:
            where = [(c, f"{code}@{number_of(int(f))}") for c, f in enumerate(choices.enrolled) if f >= 0]
        elif item.at_facility or item.excludes:
            continue
        elif "卒園" in code:
            where = [(c, code) for c in np.flatnonzero(choices.graduate >= 0).tolist()]
        else:
            has = alone if "ひとり親" in code else rng.random(families.households) < _share_of(item)
            where = [(c, code) for c in np.flatnonzero(has[families.household]).tolist()]
        for child, text in where:
            if len(found[child]) < 4:
                found[child].append(text)
    return [tuple(items) for items in found]


def _share_of(item: Adjustment) -> float:
    if item.penalty or item.points <= -4 or item.points >= 6:
        return 0.005
    return 0.2 if "育休" in item.code or "復職" in item.code else 0.07


def _adjustments_in_points(families: Families, rules: Ruleset, rng: np.random.Generator) -> list[tuple[str, ...]]:
    drawn = rng.choice([-5, -1, 0, 1, 2, 3, 5], families.households, p=[0.01, 0.06, 0.43, 0.18, 0.16, 0.11, 0.05])
    points = (drawn * _unit(rules))[families.household].tolist()
    return [(str(p),) if p else () for p in points]


def _conditions(
    families: Families,
    choices: Choices,
    nurseries: Nurseries,
    rules: Ruleset | None,
    patterns: bool,
    rng: np.random.Generator,
) -> list[str]:
    """A condition for each household with several children. One facility is asked for only where one can be had."""
    accepted = {c: p for c, p in CONDITIONS.items() if rules is None or c in rules.siblings.accepts}
    shares = PATTERNS if patterns or not accepted else accepted
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
