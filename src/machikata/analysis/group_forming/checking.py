# SPDX-License-Identifier: Apache-2.0
"""Whether a grouping keeps the rules, told apart from how it was formed: for what persons change by hand, and as a second look.

An ERROR can never stand. A WARNING is a rule that a person may set aside for one group with a reason; without a reason it is an ERROR.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from machikata.domain.call import Call, CallApplication, ClassWish, FormedGroup, Grouping
from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.text import Text

_FEWEST = 3
_FACTOR = 2


def check_grouping(grouping: Grouping, applications: Sequence[CallApplication], call: Call) -> tuple[Problem, ...]:
    """Everything that is not by the rules, group by group; () when nothing is."""
    by_body = {a.body: a for a in applications}
    found = [*_whole_problems(grouping, by_body, call)]
    for group in grouping.groups:
        found += _never(group, by_body, call)
        found += _with_reason(group, by_body, call)
    return tuple(found)


def standing_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Those of the problems that can not stand."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)


def _whole_problems(grouping: Grouping, by_body: Mapping[str, CallApplication], call: Call) -> list[Problem]:
    found = []
    if grouping.call != call.id:
        found.append(
            _error(
                "grouping-call", "別の公募のグループ編成です", "it is a grouping of another call", value=grouping.call
            )
        )
    places = Counter([m for g in grouping.groups for m in g.members] + [r.body for r in grouping.rest])
    found += [
        _error("grouping-twice", "同じ団体が2か所に入っています", "a body stands in two places", "1か所だけにしてください",
               "put it in one", value=body)
        for body, n in sorted(places.items())
        if n > 1
    ]  # fmt: skip
    found += [
        _error("grouping-left-out", "どのグループにも、入らない団体の一覧にもありません", "it is neither in a group nor listed without one",
               "グループに入れるか、入らない理由を書いてください", "put it in a group or say why it is in none", value=body)
        for body in sorted(by_body)
        if body not in places
    ]  # fmt: skip
    ids = Counter(g.id for g in grouping.groups)
    found += [
        _error("grouping-group-id", "グループの番号が重なっています", "two groups have one number", value=i)
        for i, n in ids.items()
        if n > 1
    ]
    found += [_error("grouping-no-reason", "グループに入らない理由がありません", "no reason is given why it is in no group",
                     "理由を書いてください", "enter the reason", value=r.body) for r in grouping.rest if not r.reason.ja.strip()]  # fmt: skip
    return found


def _never(group: FormedGroup, by_body: Mapping[str, CallApplication], call: Call) -> list[Problem]:
    found = []
    if len(group.members) < _FEWEST:
        found.append(
            _error("grouping-too-small", f"「{group.id}」は{len(group.members)}団体です。{_FEWEST}団体より少ないグループはつくれません",
                   f"“{group.id}” has {len(group.members)} bodies; no group has fewer than {_FEWEST}",
                   "団体を加えるか、グループをなくしてください", "add bodies or dissolve the group", value=group.id)
        )  # fmt: skip
    if group.field not in call.fields:
        found.append(
            _error(
                "grouping-field-of-call",
                "公募にない分野です",
                "the field is not one of the call",
                value=group.field.value,
            )
        )
    found += [_error("grouping-no-applicant", "応募していない団体です", "it has not applied", "応募を受け付けてから入れてください",
                     "take its application first", value=m) for m in group.members if m not in by_body]  # fmt: skip
    found += [_error("grouping-withdrawn", "応募を取り下げた団体です", "it withdrew its application", value=m)
              for m in group.members if m in by_body and by_body[m].withdrawn.ja]  # fmt: skip
    return found


def _with_reason(group: FormedGroup, by_body: Mapping[str, CallApplication], call: Call) -> list[Problem]:
    members = [by_body[m] for m in group.members if m in by_body]
    found = []
    if _FEWEST <= len(group.members) < call.smallest or len(group.members) > call.largest:
        found.append(_aside(group, "grouping-size", f"「{group.id}」は{len(group.members)}団体で、公募の{call.smallest}〜{call.largest}団体から外れます",
                            f"“{group.id}” has {len(group.members)} bodies, the call says {call.smallest} to {call.largest}", group.id))  # fmt: skip
    found += [
        _aside(group, "grouping-not-wished", f"{a.body_name}は「{group.field.label.ja}」を希望していません",
               f"{a.body_name} did not wish for {group.field.label.en}", a.body)
        for a in members
        if group.field not in a.wishes
    ]  # fmt: skip
    for one, other in combinations(members, 2):
        for a, b in ((one, other), (other, one)):
            if not _fits(a, b):
                found.append(_aside(group, "grouping-class", f"{a.body_name}の希望（{a.class_wish.label.ja}）に、{b.body_name}が合いません",
                                    f"{b.body_name} does not meet the wish of {a.body_name} ({a.class_wish.label.en})", a.body))  # fmt: skip
    return found


def _fits(a: CallApplication, b: CallApplication) -> bool:
    """Whether `b` meets the class wish of `a`."""
    if a.class_wish is ClassWish.SAME:
        return a.body_class != "" and a.body_class == b.body_class
    if a.class_wish is ClassWish.NEAR:
        if a.population is None or b.population is None:
            return False
        return a.population <= _FACTOR * b.population and b.population <= _FACTOR * a.population
    return True


def _error(
    code: str,
    ja: str,
    en: str,
    remedy_ja: str = "グループを直してください",
    remedy_en: str = "change the groups",
    *,
    value: str,
) -> Problem:
    return Problem(code, Text(ja, en), Text(remedy_ja, remedy_en), Place(value=value))


def _aside(group: FormedGroup, code: str, ja: str, en: str, value: str) -> Problem:
    """A rule that is set aside: a warning where a person gave the reason."""
    explained = group.by_hand and group.reason.ja.strip() != ""
    remedy = Text(
        "希望や条件に合わせるか、このグループの理由を書いてください", "keep the wishes, or give this group's reason"
    )
    return Problem(code, Text(ja, en), remedy, Place(value=value), Severity.WARNING if explained else Severity.ERROR)
