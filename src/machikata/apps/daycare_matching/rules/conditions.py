# SPDX-License-Identifier: Apache-2.0
"""Conditions (who) of a file of rules, and whether every code that the rules name is in their tables."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from machikata.apps.daycare_matching.rules.values import Condition, CriterionKind, Ruleset, Who
from machikata.apps.daycare_matching.rules.yaml_parts import Part
from machikata.domain.text import Text

_WITH_CODE = (Condition.CAUSE, Condition.ADJUSTMENT)


def read_who(part: Part, key: str) -> tuple[Who, ...]:
    """A list of conditions, one of which has to hold: words, or {cause: code} and {adjustment: code}."""
    return tuple(who for node, path in part.nodes(key) if (who := one_who(part, node, path)) is not None)


def one_who(part: Part, node: Node, path: str) -> Who | None:
    """One condition."""
    if not isinstance(node, MappingNode):
        plain = [c for c in Condition if c not in _WITH_CODE]
        found = part.chosen(node, path, plain)
        return None if found is None else Who(found)
    inner = Part(node, path, part.problems)
    for condition in _WITH_CODE:
        if inner.has(condition.value):
            code = inner.string(condition.value)
            inner.close()
            return Who(condition, code)
    inner.problem(
        "rules-unknown-word",
        Text("知らない条件です", "an unknown condition"),
        Text("{cause: 事由}か{adjustment: 調整項目}にしてください", "write {cause: code} or {adjustment: code}"),
    )
    return None


def check_codes(ruleset: Ruleset, root: Part) -> None:
    """Reports codes of causes and adjustments that no table has."""
    causes = {c.code for c in ruleset.base.causes}
    adjustments = {a.code for a in ruleset.adjustments}
    for key, who in _all_conditions(ruleset):
        table = causes if who.condition is Condition.CAUSE else adjustments
        if who.condition in _WITH_CODE and who.code not in table:
            _unknown(root, key, who.code)
    for link in ruleset.chain:
        for code in link.causes:
            if link.kind is CriterionKind.CAUSE_ORDER and code not in causes:
                _unknown(root, "order", code)


def _all_conditions(ruleset: Ruleset) -> Iterator[tuple[str, Who]]:
    for quota in ruleset.quotas:
        yield from (("seats", who) for who in quota.who)
    for one in ruleset.rounds:
        yield from (("rounds", who) for who in one.who)
    for link in ruleset.chain:
        yield from (("order", who) for group in link.groups for who in group)


def _unknown(root: Part, key: str, code: str) -> None:
    root.problem(
        "rules-unknown-code",
        Text(f"「{code}」は表にありません", f"“{code}” is in no table"),
        Text("baseのcauses、adjustments、penaltiesに足してください", "add it to causes, adjustments or penalties"),
        key=key,
    )
