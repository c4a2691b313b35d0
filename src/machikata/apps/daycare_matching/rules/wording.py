# SPDX-License-Identifier: Apache-2.0
"""The words of the rules in both languages, for pages and differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from machikata.apps.daycare_matching.allocation import Choice, Stability
from machikata.apps.daycare_matching.rules.values import (
    Blank,
    Condition,
    CriterionKind,
    FreedSeats,
    Link,
    OptionOrder,
    Parents,
    QuotaOrder,
    Ruleset,
    Score,
    When,
    Who,
)
from machikata.domain.text import Text

PARENTS: Mapping[Parents, Text] = {
    Parents.SUM: Text("父母の合計", "both parents added up"),
    Parents.LOWER: Text("父母のうち保育の必要性が低い方", "the parent who needs the seat less"),
    Parents.HIGHER: Text("父母のうち保育の必要性が高い方", "the parent who needs the seat more"),
}
SCORES: Mapping[Score, Text] = {
    Score.CHILD: Text("その子の指数", "the child's own points"),
    Score.HOUSEHOLD_AVERAGE: Text("申し込むきょうだいの平均", "the average of the siblings who apply"),
}
OPTION_ORDER: Mapping[OptionOrder, Text] = {
    OptionOrder.ADMITTED: Text("入る人数が多い", "more children admitted"),
    OptionOrder.WHO_FIRST: Text("上の子（下の子）が先", "the older (younger) child first"),
    OptionOrder.SAME_FACILITY: Text("同じ園に多くそろう", "more of them at one facility"),
    OptionOrder.RANK_SUM: Text("希望順位の合計が小さい", "smaller sum of wish ranks"),
    OptionOrder.RANKS: Text("上の子から希望順位が高い", "higher wish of the older child, then the next"),
}
FREED: Mapping[FreedSeats, Text] = {
    FreedSeats.AS_LISTED: Text("施設の一覧の「転園時空き枠扱い」による", "as the list of facilities says"),
    FreedSeats.REUSE: Text("同じ回で使う", "given out in the same round"),
    FreedSeats.KEEP: Text("次の回まで取っておく", "kept for the next round"),
}
QUOTA_ORDER: Mapping[QuotaOrder, Text] = {
    QuotaOrder.AS_LISTED: Text("希望に書いたとおり", "as wished for"),
    QuotaOrder.QUOTA_FIRST: Text("この枠が先、一般枠が後", "these seats first, then general ones"),
    QuotaOrder.GENERAL_FIRST: Text("一般枠が先、この枠が後", "general seats first, then these"),
}
WHENS: Mapping[When, Text] = {
    When.SAME_FACILITY: Text("きょうだいが同じ園に入る組み合わせ", "joint option with siblings at the same facility"),
    When.SIBLINGS_APART: Text(
        "きょうだいが別の園に入る組み合わせ", "joint option with siblings at different facilities"
    ),
    When.LINKED_FACILITY: Text("卒園した施設の連携施設", "facility linked to the one outgrown"),
}
STABILITIES: Mapping[Stability, Text] = {
    Stability.HOUSEHOLD: Text("同じ世帯の子の順も比べる", "children of one household are compared as well"),
    Stability.STRICT: Text("世帯の中では席を自由にゆずれる", "seats may be handed over inside a household"),
}
CHOICES: Mapping[Choice, Text] = {
    Choice.PRIORITY: Text("優先順位の高い世帯から良い結果", "best for the households of higher priority"),
    Choice.MOST_CHILDREN: Text("入る子が多い結果", "the one that admits most children"),
}
YES, NO = Text("あり", "yes"), Text("なし", "no")
_CONDITIONS: Mapping[Condition, Text] = {
    Condition.EVERYBODY: Text("全員", "everybody"),
    Condition.CARE: Text("要配慮区分がある子", "children with special needs"),
    Condition.GRADUATE: Text("卒園児", "graduates of small nurseries"),
    Condition.LINKED: Text("その園か連携施設の卒園児", "graduates of the facility or its linked ones"),
    Condition.TRANSFER: Text("転園", "transfers"),
    Condition.NO_TRANSFER: Text("転園でない", "no transfers"),
    Condition.LEAVE_EXTENSION: Text("育休延長許容", "willing to extend parental leave"),
}
_BLANKS: Mapping[Blank, Text] = {
    Blank.REFUSE: Text("空欄は受け付けない", "no blanks"),
    Blank.FIRST: Text("空欄は先", "blanks first"),
    Blank.LAST: Text("空欄は後", "blanks last"),
}


def in_a_row(texts: Iterable[Text], *, ja: str = "、", en: str = ", ") -> Text:
    """Several words with commas between."""
    found = list(texts)
    return Text(ja.join(t.ja for t in found), en.join(t.en for t in found))


def whom(who: Iterable[Who], ruleset: Ruleset) -> Text:
    """A list of conditions in words."""
    return in_a_row((_condition(one, ruleset) for one in who), ja="、または", en=" or ")


def _condition(who: Who, ruleset: Ruleset) -> Text:
    if who.condition is Condition.CAUSE:
        title = next((c.title for c in ruleset.base.causes if c.code == who.code), Text(who.code, who.code))
        return Text("事由：", "cause: ") + title
    if who.condition is Condition.ADJUSTMENT:
        item = ruleset.adjustment(who.code)
        return Text("調整項目：", "adjustment: ") + (item.title if item else Text(who.code, who.code))
    return _CONDITIONS[who.condition]


def detail_of(link: Link, ruleset: Ruleset) -> Text:
    """How a criterion compares."""
    match link.kind:
        case CriterionKind.LEAVE_EXTENSION:
            return Text("育休延長許容の申込みは後", "those willing to extend their leave come last")
        case CriterionKind.POINTS | CriterionKind.BASE_POINTS | CriterionKind.ADJUSTMENT_POINTS:
            return Text("高い方が先", "higher first")
        case CriterionKind.RANK:
            return in_a_row((Text(r, r) for r in ruleset.base.ranks), ja="→", en=" → ")
        case CriterionKind.CATEGORY:
            return in_a_row((whom(g, ruleset) for g in link.groups), ja="→", en=" → ")
        case CriterionKind.CAUSE_ORDER:
            titles = {c.code: c.title for c in ruleset.base.causes}
            parent = (
                Text("後になる方の親：", "the later parent: ")
                if link.worse_parent
                else Text("先になる方の親：", "the earlier parent: ")
            )
            return parent + in_a_row((titles.get(c, Text(c, c)) for c in link.causes), ja="→", en=" → ")
        case CriterionKind.TIE_VALUE:
            high = Text("大きい方が先", "larger first") if link.high_first else Text("小さい方が先", "smaller first")
            item = Text(f"優先順位項目{link.tie_value}", f"優先順位項目{link.tie_value}")
            return in_a_row([item, high, _BLANKS[link.blank]])
        case CriterionKind.WISH_RANK:
            return Text("上の希望が先", "higher wish first")
        case CriterionKind.LOT | CriterionKind.CHILD_IN_HOUSEHOLD:
            return Text("小さい方が先", "smaller first")
    return Text("当てはまる子が先", "those who are come first")
