# SPDX-License-Identifier: Apache-2.0
"""The rules of forming groups, as they stand under every grouping, and what is proven about one."""

from __future__ import annotations

from machikata.analysis.group_forming.objective import MOST_PERCENT, worth_names
from machikata.analysis.group_forming.pool import NEAR_FACTOR
from machikata.domain.call import Call
from machikata.domain.text import Text


def rules_of(call: Call) -> tuple[Text, ...]:
    """First what every group must keep, then what counts, in that order: the next only where everything before is equal."""
    s, most = call.smallest, call.largest
    return (
        Text(
            f"1つのグループは{s}〜{most}団体で、全団体が希望した1つの分野に取り組みます",
            f"A group has {s} to {most} bodies and works on one field that each of them wished for",
        ),
        Text(
            "「同じ区分」を希望した団体は、区分が同じ団体とだけ組みます",
            "A body that wished for the same class is only with bodies of its class",
        ),
        Text(
            f"「人口が近い」を希望した団体は、人口の多いほうが少ないほうの{NEAR_FACTOR}倍以内の団体とだけ組みます",
            f"A body that wished for similar population is only with bodies where the larger is at most {NEAR_FACTOR} times the smaller",
        ),
        Text("1. グループに入る団体を最も多くします", "1. As many bodies as possible are in a group"),
        Text(
            "2. 第1希望の分野に入る団体を最も多くし、次に第2希望、第3希望と続けます",
            "2. As many as possible are in the field of their first wish, then of their second, and so on",
        ),
        Text(
            "3. 互いに希望した相手の組を最も多くし、次に片方だけが希望した組を多くします",
            "3. As many partners as possible who named each other are together, then those of whom one named the other",
        ),
        Text(
            f"4. 全団体の区分が同じグループに入る団体を多くし、次に人口が{NEAR_FACTOR}倍以内のグループに入る団体を多くします",
            f"4. As many bodies as possible are in groups of one class, then in groups within {NEAR_FACTOR} times the population",
        ),
        Text(
            "5. グループの数を少なくします（1団体が抜けても続けられるように）",
            "5. There are as few groups as possible, so that a group can bear the loss of a member",
        ),
        Text(
            f"6. 人口の開きを小さくします（グループで最も小さい団体より何％大きいかの合計。1団体の上限は{MOST_PERCENT:,}％）",
            "6. The spread of population is as small as possible: the sum of how many percent each body is larger than the smallest of its "
            f"group, at most {MOST_PERCENT:,} percent for one",
        ),
        Text(
            "7. すべて同じなら、団体コードの小さい団体から順に、グループの団体コードの並びが先になるものにします。応募の順は関係しません",
            "7. Where all is equal, body by body in the order of codes, the group whose codes come first is taken. "
            "The order of applications counts for nothing",
        ),
    )  # fmt: skip


def proof_words(proven: int, *, levels: int, fixed: bool) -> Text:
    """What is proven about a grouping whose first `proven` numbers are; `fixed`: among those that keep the fixed groups."""
    names = worth_names(levels)
    within = Text("固定したグループを除いて、", "Apart from the fixed groups, ") if fixed else Text("", "")
    if proven >= len(names):
        return within + Text(
            "上の規則で最もよい組み合わせだと確かめました", "this is proven to be the best grouping by these rules"
        )
    if proven == 0:
        return within + Text(
            "組み合わせが多いため探索で求めました。最もよいとは確かめていません",
            "it was found by search, as there are too many combinations; it is not proven to be the best",
        )
    shown = min(proven, levels + 1)
    ja = "「グループに入った団体の数」" + (f"と「第{shown - 1}希望までの数」" if shown > 1 else "")
    en = "the number of grouped bodies" + (f" and of wishes met, down to wish {shown - 1}," if shown > 1 else "")
    return within + Text(
        f"{ja}は、これ以上よくならないと確かめました。残りは探索で求めました",
        f"{en} cannot be bettered, which is proven; the rest was found by search",
    )
