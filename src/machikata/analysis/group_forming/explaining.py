# SPDX-License-Identifier: Apache-2.0
"""Why these bodies are together, and what became of each body's wishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from machikata.domain.call import CallApplication, FormedGroup, Grouping
from machikata.domain.case_study import ServiceField
from machikata.domain.text import Text
from machikata.domain.wording import number


@dataclass(frozen=True, slots=True)
class PartnerOutcome:
    """A partner that a body named: whether they are together, or why not. `mutual`: each named the other, told of those together only."""

    body: str
    together: bool
    mutual: bool
    words: Text


@dataclass(frozen=True, slots=True)
class BodyOutcome:
    """What became of one application. `wish` is the place (from 1) of its group's field among its wishes, None without a group or where
    a person put it into a field that it had not wished for.
    """

    body: str
    group: FormedGroup | None
    wish: int | None
    partners: tuple[PartnerOutcome, ...]
    words: tuple[Text, ...]


def group_reasons(members: Sequence[CallApplication], field: ServiceField) -> tuple[Text, ...]:
    """Why these bodies are together: field and wishes, class, population, partners."""
    return tuple(
        t
        for t in (_field_words(members, field), _class_words(members), _people_words(members), _pair_words(members))
        if t.ja
    )


def _field_words(members: Sequence[CallApplication], field: ServiceField) -> Text:
    levels = Counter(a.wishes.index(field) + 1 for a in members if field in a.wishes)
    ja = "、".join(f"第{k}希望 {n}団体" for k, n in sorted(levels.items()))
    en = ", ".join(f"wish {k}: {n}" for k, n in sorted(levels.items()))
    if levels.total() < len(members):
        missing = len(members) - levels.total()
        return Text(f"「{field.label.ja}」を希望した団体（{ja or '0団体'}）と、希望していない{missing}団体です",
                    f"Bodies that wished for {field.label.en} ({en or 0}) and {missing} that did not")  # fmt: skip
    return Text(f"全{len(members)}団体が「{field.label.ja}」を希望しています（{ja}）",
                f"All {len(members)} bodies wished for {field.label.en} ({en})")  # fmt: skip


def _class_words(members: Sequence[CallApplication]) -> Text:
    classes = Counter(a.body_class for a in members)
    if len(classes) == 1 and "" not in classes:
        return Text(f"全団体の区分が {members[0].body_class} です", f"All are of class {members[0].body_class}")
    told = sorted((c, n) for c, n in classes.items() if c)
    unknown = classes[""]
    ja = [f"{c} {n}団体" for c, n in told] + ([f"不明 {unknown}団体"] if unknown else [])
    en = [f"{c}: {n}" for c, n in told] + ([f"not known: {unknown}"] if unknown else [])
    return Text("区分は " + "、".join(ja) + " です", "Classes: " + ", ".join(en))


def _people_words(members: Sequence[CallApplication]) -> Text:
    known = sorted(a.population for a in members if a.population is not None)
    unknown = len(members) - len(known)
    if not known:
        return Text("人口の分かる団体がありません", "No population is known")
    low, high = known[0], known[-1]
    times = number(high / low, 1) if low else "―"
    ja = f"人口は{number(low)}〜{number(high)}人で、最大は最小の{times}倍です"
    en = f"Populations {number(low)} to {number(high)}, the largest {times} times the smallest"
    if unknown:
        ja, en = f"{ja}（不明 {unknown}団体）", f"{en} (not known: {unknown})"
    return Text(ja, en)


def _pair_words(members: Sequence[CallApplication]) -> Text:
    """Partners who named each other by name; one-sided wishes only as a number, as the other side has not asked for it."""
    named = [(a, b, (b.body in a.partners) + (a.body in b.partners)) for a, b in combinations(members, 2)]
    mutual = "、".join(f"{a.body_name}・{b.body_name}" for a, b, n in named if n == 2)
    one = sum(n == 1 for _, _, n in named)
    ja = ([f"互いに希望した相手：{mutual}"] if mutual else []) + ([f"片方が希望した相手の組：{one}組"] if one else [])
    en = ([f"Named each other: {mutual}"] if mutual else []) + (
        [f"pairs of whom one named the other: {one}"] if one else []
    )
    return Text("、".join(ja), "; ".join(en))


def explain_body(grouping: Grouping, applications: Sequence[CallApplication], body: str) -> BodyOutcome:
    """What became of the application of `body`, which must be among `applications`."""
    by_body = {a.body: a for a in applications}
    mine = by_body[body]
    group = next((g for g in grouping.groups if body in g.members), None)
    partners = tuple(_partner(mine, p, by_body, grouping, group) for p in mine.partners)
    if group is None:
        rest = next((r.reason for r in grouping.rest if r.body == body), Text("", ""))
        return BodyOutcome(body, None, None, partners, (rest, *(p.words for p in partners)))
    wish = mine.wishes.index(group.field) + 1 if group.field in mine.wishes else None
    return BodyOutcome(body, group, wish, partners, (_wish_words(group, wish), *(p.words for p in partners)))


def _wish_words(group: FormedGroup, wish: int | None) -> Text:
    field = group.field.label
    if wish is None:
        return Text(f"希望していない分野「{field.ja}」に、事務局の判断で入りました（{group.reason.ja}）",
                    f"It is in {field.en}, which it did not wish for, by decision of the secretariat ({group.reason.en})")  # fmt: skip
    return Text(f"第{wish}希望の「{field.ja}」に入りました", f"It is in {field.en}, its wish {wish}")


def _partner(
    mine: CallApplication, code: str, by_body: dict[str, CallApplication], grouping: Grouping, group: FormedGroup | None
) -> PartnerOutcome:
    theirs = by_body.get(code)
    name = theirs.body_name if theirs else code
    if group is not None and code in group.members:
        mutual = theirs is not None and mine.body in theirs.partners
        return PartnerOutcome(
            code, True, mutual, Text(f"希望した相手「{name}」と同じグループです", f"It is with {name}, which it named")
        )
    why = _why_apart(mine, theirs, grouping)
    told = Text(f"希望した相手「{name}」とは別です。{why.ja}", f"It is not with {name}, which it named: {why.en}")
    return PartnerOutcome(code, False, False, told)


def _why_apart(mine: CallApplication, theirs: CallApplication | None, grouping: Grouping) -> Text:
    """A reason that is true in itself; the rules' order is the last one."""
    if theirs is None:
        return Text("その団体は応募していません", "that body has not applied")
    if theirs.withdrawn.ja:
        return Text("その団体は応募を取り下げました", "that body withdrew")
    if not set(mine.wishes) & set(theirs.wishes):
        return Text("希望した分野に同じものがありません", "they have no wished field in common")
    if not any(theirs.body in g.members for g in grouping.groups):
        return Text("その団体はどのグループにも入っていません", "that body is in no group")
    return Text("規則の順（入る団体の数、希望の分野、相手）か、区分・人口の条件によります",
                "by the order of the rules (bodies grouped, wishes, partners) or the conditions of class and population")  # fmt: skip
