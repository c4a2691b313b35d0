# SPDX-License-Identifier: Apache-2.0
"""The options of all households: single wishes, joint options of siblings, lists of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from machikata.apps.daycare_matching.applications import Applications, Child, SiblingCondition
from machikata.apps.daycare_matching.building.claims import Claims
from machikata.apps.daycare_matching.building.combinations import listed_options
from machikata.apps.daycare_matching.building.conditions import condition_of
from machikata.apps.daycare_matching.building.households import Households
from machikata.apps.daycare_matching.building.joint import LARGEST_LIST, Batch, Joint, add_household, multiply_out
from machikata.apps.daycare_matching.market import Ints
from machikata.apps.daycare_matching.rules.values import Ruleset
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text

MOST_OPTIONS = 5_000_000
"""Joint options in a whole market: beyond, memory would not do."""


def options_of(
    applications: Applications,
    index: Ints,
    claims: Claims,
    households: Households,
    ruleset: Ruleset,
    problems: list[Problem],
) -> list[Joint]:
    """The options of every household except "nothing for all", in blocks of households with equally many children; no household is in
    two blocks. `index[c]` is child c's place in the applications. What is wrong is added to `problems`.
    """
    sizes = np.diff(households.start)
    listed = [f for f, name in enumerate(households.names) if name in applications.combinations]
    found = [
        listed_options(applications, f, index, claims, households, problems) for f in listed
    ]  # fmt: skip
    own_list = np.zeros(len(sizes), np.bool_)
    own_list[listed] = True
    found.append(_single(claims, households, (sizes == 1) & ~own_list))
    several = np.nonzero((sizes > 1) & ~own_list)[0].tolist()
    batches: dict[tuple[int, SiblingCondition], Batch] = defaultdict(Batch)
    total = len(claims.child)
    for f in several:
        children = [applications.children[i] for i in index[households.start[f] : households.start[f + 1]].tolist()]
        condition = condition_of(applications, children, ruleset, problems)
        size = add_household(batches[len(children), condition], f, condition, claims, households)
        total += size
        if size > LARGEST_LIST:
            problems.append(_too_long(children, size))
    if total > MOST_OPTIONS:
        problems.append(_too_many(total))
    if problems:
        return found
    return found + [
        multiply_out(batch, condition, ruleset.siblings.order, claims, households)
        for (_, condition), batch in batches.items()
        if batch.family
    ]


def _single(claims: Claims, households: Households, families: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Joint:
    family = households.family[claims.child]
    mine = families[family]
    return Joint(family[mine], np.nonzero(mine)[0][:, None])


def _too_long(children: Sequence[Child], size: int) -> Problem:
    return Problem(
        "joint-list-too-long",
        Text(
            f"世帯{children[0].household}のきょうだいの組み合わせが{size:,}通りになります（{LARGEST_LIST:,}通りまで）",
            f"household {children[0].household} would have {size:,} joint options (at most {LARGEST_LIST:,})",
        ),
        Text(
            "希望を減らすか、組み合わせの一覧（siblings.csv）を出してもらってください",
            "ask for fewer wishes or for a list of combinations (siblings.csv)",
        ),
        Place(row=min(c.row for c in children) or None),
    )


def _too_many(total: int) -> Problem:
    return Problem(
        "too-many-options",
        Text(
            f"きょうだいの組み合わせが全部で{total:,}通りになります（{MOST_OPTIONS:,}通りまで）",
            f"there would be {total:,} joint options in all (at most {MOST_OPTIONS:,})",
        ),
        Text("希望の数に上限を決めてください", "set a limit to the number of wishes"),
    )
