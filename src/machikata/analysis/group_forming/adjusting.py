# SPDX-License-Identifier: Apache-2.0
"""What a person changes in a grouping: bodies to other groups, groups made or dissolved. Every group that changes carries the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from machikata.analysis.group_forming.explaining import group_reasons
from machikata.domain.call import CallApplication, FormedGroup, Grouping, NotGrouped, WhyNot
from machikata.domain.case_study import ServiceField
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

NO_GROUP = ""
_PASSING = {WhyNot.OTHERS_WOULD_LEAVE, WhyNot.NONE_FOUND, WhyNot.BY_HAND}
_BY_HAND = Text(
    "人が手で調整しました。規則で最もよいかは確かめていません",
    "changed by hand; not proven to be the best by the rules",
)


def adjusted(
    grouping: Grouping,
    placed: Mapping[str, str],
    applications: Sequence[CallApplication],
    *,
    reason: Text,
    at: datetime,
    fields: Mapping[str, ServiceField] | None = None,
) -> Grouping:
    """The grouping with each body of `placed` in the group named there (`NO_GROUP`: in none); a name that is new makes a group.

    `fields` gives the fields of new groups and changes those of others. A group that loses all its members is gone. Whether the outcome
    keeps the rules, `check_grouping` tells.

    Raises:
        InputRefused: a body that did not apply, a new group without a field, no reason; all of them are named.
    """
    fields = fields or {}
    problems = _problems(grouping, placed, applications, fields, reason)
    if problems:
        raise InputRefused(problems)
    by_body = {a.body: a for a in applications}
    where = {m: g.id for g in grouping.groups for m in g.members} | dict(placed)
    known = {g.id: g for g in grouping.groups}
    names = [*known, *(n for n in sorted(set(where.values()) - set(known)) if n != NO_GROUP)]
    groups = []
    for name in names:
        members = tuple(sorted(b for b, n in where.items() if n == name))
        if members:
            field = fields.get(name) or known[name].field
            groups.append(_group(name, field, members, known.get(name), by_body, reason))
    grouped = {m for g in groups for m in g.members}
    rest = tuple(_left_out(b, grouping, reason) for b in sorted(by_body) if b not in grouped)
    return replace(
        grouping, groups=tuple(groups), rest=rest, optimal=False, proof=_BY_HAND, at=at, adopted=False, note=reason
    )


def _group(
    name: str,
    field: ServiceField,
    members: tuple[str, ...],
    before: FormedGroup | None,
    by_body: Mapping[str, CallApplication],
    reason: Text,
) -> FormedGroup:
    if before is not None and (before.members, before.field) == (members, field):
        return before
    words = group_reasons([by_body[m] for m in members if m in by_body], field)
    return FormedGroup(name, field, members, words, by_hand=True, reason=reason)


def _left_out(body: str, before: Grouping, reason: Text) -> NotGrouped:
    """A reason that has nothing to do with the groups stays; any other is that a person decided so."""
    held = next((r for r in before.rest if r.body == body), None)
    if held is not None and held.why not in _PASSING:
        return held
    told = Text(f"手で調整した編成で、どのグループにも入っていません（{reason.ja}）",
                f"It is in no group of the grouping as changed by hand ({reason.en})")  # fmt: skip
    return NotGrouped(body, told, WhyNot.BY_HAND)


def _problems(
    grouping: Grouping,
    placed: Mapping[str, str],
    applications: Sequence[CallApplication],
    fields: Mapping[str, ServiceField],
    reason: Text,
) -> list[Problem]:
    applied, known = {a.body for a in applications}, {g.id for g in grouping.groups}
    found = [
        Problem("grouping-no-applicant", Text("応募していない団体です", "it has not applied"),
                Text("応募を受け付けてから入れてください", "take its application first"), Place(value=body))
        for body in sorted(placed)
        if body not in applied
    ]  # fmt: skip
    found += [
        Problem("grouping-new-field", Text(f"新しいグループ「{name}」の分野がありません", f"the new group “{name}” has no field"),
                Text("分野を選んでください", "choose its field"), Place(column="field", value=name))
        for name in sorted(set(placed.values()) - known - {NO_GROUP})
        if name not in fields
    ]  # fmt: skip
    if not reason.ja.strip():
        found.append(
            Problem("grouping-reason", Text("直す理由がありません", "no reason is given"),
                    Text("理由を入れてください", "enter the reason"), Place(column="reason"))
        )  # fmt: skip
    return found
