# SPDX-License-Identifier: Apache-2.0
"""Which きょうだい条件 holds for each household with several children, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from machikata.apps.daycare_matching.applications import (
    Applications,
    Child,
    SameFacility,
    SiblingCondition,
    Staggering,
)
from machikata.apps.daycare_matching.rules.values import Ruleset
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES, parse_sibling_condition
from machikata.domain.errors import Place, Problem
from machikata.domain.text import Text

_NOTHING_SAID = SiblingCondition(SameFacility.FREE, Staggering.ANY)


def condition_of(
    applications: Applications, children: Sequence[Child], ruleset: Ruleset, problems: list[Problem]
) -> SiblingCondition:
    """The condition of one household; with a problem added where it says none, two, or one that the rules do not take."""
    said = list(dict.fromkeys(c.siblings for c in children if c.siblings is not None))
    if len(said) > 1:
        what = Text(
            "きょうだいで「きょうだい条件」が違います", "the children of one household state different conditions"
        )
        problems.append(
            _problem("sibling-conditions-differ", what, Text("そろえてください", "make them equal"), children)
        )
    if not said:
        default = parse_sibling_condition(ruleset.siblings.default)
        if default is None:
            what = Text("「きょうだい条件」がありません", "the sibling condition is missing")
            problems.append(_problem("sibling-condition-missing", what, _accepted(ruleset), children))
        return default or _NOTHING_SAID
    accepted = {parse_sibling_condition(code) for code in ruleset.siblings.accepts}
    if said[0] not in accepted:
        what = Text("この規則で受け付けない「きょうだい条件」です", "these rules do not take that sibling condition")
        problems.append(_problem("sibling-condition-not-taken", what, _accepted(ruleset), children))
    if said[0].same_facility is SameFacility.REQUIRED and not _common_facility(
        applications, children, said[0].staggering
    ):
        problems.append(
            _problem(
                "no-common-facility",
                Text(
                    "同じ園だけを希望していますが、共通して希望している園がありません",
                    "one and the same nursery is asked for, but the children wish for no common one",
                ),
                Text("きょうだい条件か希望を確かめてください", "check the sibling condition or the wishes"),
                children,
            )
        )
    return said[0]


def _common_facility(applications: Applications, children: Sequence[Child], staggering: Staggering) -> bool:
    lists = [{applications.pools[w.pool].facility for w in c.wishes} for c in children]
    if not all(lists):
        return True  # a child without any wish is another matter
    if staggering is Staggering.TOGETHER:
        return bool(set.intersection(*lists))
    return sum(len(one) for one in lists) > len(set.union(*lists))


def _accepted(ruleset: Ruleset) -> Text:
    codes = [c for c in SIBLING_CODES if c.code in ruleset.siblings.accepts]
    return Text(
        f"次のどれかを書いてください：{'、'.join(f'{c.code}（{c.words}）' for c in codes)}",
        f"write one of: {', '.join(c.code for c in codes)}",
    )


def _problem(code: str, what: Text, remedy: Text, children: Sequence[Child]) -> Problem:
    first = children[0]
    numbers = "、".join(c.number for c in children)
    named = what + Text(
        f"（世帯{first.household}、申請者{numbers}）", f" (household {first.household}, applications {numbers})"
    )
    value = Place(row=min(c.row for c in children) or None, column="きょうだい条件")
    return Problem(code, named, remedy, value)
