# SPDX-License-Identifier: Apache-2.0
"""Why an applicant is in no group: what keeps it out whatever the others' groups are, or that others would have to leave."""

from __future__ import annotations

from machikata.analysis.group_forming.candidates import can_be_grouped
from machikata.analysis.group_forming.pool import NEAR_FACTOR, Pool
from machikata.domain.call import CallApplication, ClassWish, NotGrouped, WhyNot
from machikata.domain.text import Text


def withdrawn(application: CallApplication) -> NotGrouped:
    """The reason of one that was taken back."""
    told = Text(
        f"応募を取り下げました（{application.withdrawn.ja}）",
        f"It withdrew its application ({application.withdrawn.en})",
    )
    return NotGrouped(application.body, told, WhyNot.WITHDRAWN)


def not_grouped(pool: Pool, place: int, *, proven: bool, fixed: bool = False) -> NotGrouped:
    """The reason of an applicant without a group. `proven`: the number of grouped bodies is proven to be the greatest; `fixed`: some
    groups were fixed, and the pool holds only the others.
    """
    why, told = _lasting(pool, place) or _passing(proven)
    if fixed:
        told = Text("固定したグループの団体を除くと、", "Apart from the bodies of fixed groups: ") + told
    return NotGrouped(pool.applications[place].body, told, why)


def lasting_reason(pool: Pool, place: int) -> NotGrouped | None:
    """What keeps the applicant out of any group of this pool; None when some group could hold it."""
    found = _lasting(pool, place)
    return None if found is None else NotGrouped(pool.applications[place].body, found[1], found[0])


def _lasting(pool: Pool, place: int) -> tuple[WhyNot, Text] | None:
    a, needed = pool.applications[place], pool.call.smallest - 1
    if a.class_wish is ClassWish.SAME and not a.body_class:
        return WhyNot.NO_CLASS, Text(
            "「同じ区分」を希望していますが、この団体の区分が分かりません",
            "It wished for the same class, and its class is not known",
        )
    if a.class_wish is ClassWish.NEAR and a.population is None:
        return WhyNot.NO_POPULATION, Text(
            "「人口が近い」を希望していますが、この団体の人口が分かりません",
            "It wished for similar population, and its population is not known",
        )
    wished = [f for f in range(len(pool.call.fields)) if pool.levels[place][f] is not None]
    if any(can_be_grouped(pool, place, f) for f in wished):
        return None
    others = {f: pool.wishing[f] & ~(1 << place) for f in wished}
    if not any(others.values()):
        return WhyNot.NOBODY_ELSE, Text(
            "希望した分野を、ほかに希望した団体がありません", "No other body wished for a field that it wished for"
        )
    if all(o.bit_count() < needed for o in others.values()):
        return WhyNot.TOO_FEW_WISHED, _counts(
            pool, others, Text("希望した分野を希望した団体が足りません", "Too few wished for its fields")
        )
    fitting = {f: o & pool.compatible[place] for f, o in others.items()}
    if all(o.bit_count() < needed for o in fitting.values()):
        return WhyNot.TOO_FEW_FIT, _counts(pool, fitting, _fit_words(a))
    return WhyNot.NOT_AMONG_THEMSELVES, _counts(
        pool, fitting,
        Text("条件の合う団体はありますが、その団体どうしの条件が合いません", "Bodies fit it, but too few of them fit one another"),
    )  # fmt: skip


def _fit_words(a: CallApplication) -> Text:
    """What fitting means for this applicant: its own wish, and always the wishes of the others."""
    own = {
        ClassWish.SAME: Text(f"区分（{a.body_class}）が同じ", f"of its class ({a.body_class})"),
        ClassWish.NEAR: Text(f"人口が{NEAR_FACTOR}倍以内の", f"within {NEAR_FACTOR} times its population"),
        ClassWish.ANY: Text("相手の条件（区分・人口）に合う", "whose own conditions (class, population) it meets"),
    }[a.class_wish]
    return Text(f"同じ分野を希望した、{own.ja}団体で、互いの条件に合うものが足りません",
                f"Too few that wished for the same field are {own.en} and fit it both ways")  # fmt: skip


def _counts(pool: Pool, others: dict[int, int], words: Text) -> Text:
    """The words, with how many others there are in each wished field, in the order of wishes."""
    told = [(pool.call.fields[f].label, o.bit_count()) for f, o in others.items()]
    needed = pool.call.smallest - 1
    ja = "、".join(f"{label.ja} {n}団体" for label, n in told)
    en = ", ".join(f"{label.en} {n}" for label, n in told)
    return Text(f"{words.ja}（ほかに{needed}団体が必要：{ja}）", f"{words.en} ({needed} others are needed: {en})")


def _passing(proven: bool) -> tuple[WhyNot, Text]:
    if proven:
        return WhyNot.OTHERS_WOULD_LEAVE, Text(
            "入れるグループは考えられますが、入れると、いまグループにいる団体が1つ以上外れます",
            "Groups with it are possible, but with any of them at least one body that is in a group now would be in none",
        )
    return WhyNot.NONE_FOUND, Text(
        "入れるグループは考えられますが、ほかの団体を外さずに入れる組み合わせは見つかりませんでした",
        "Groups with it are possible, but no grouping was found that takes it in without leaving another out",
    )
