# SPDX-License-Identifier: Apache-2.0
"""The reason of a refused wish as a sentence for the resident."""

from __future__ import annotations

from machikata.apps.daycare_matching.applications import Pool
from machikata.apps.daycare_matching.built import DROP_TEXTS, Criterion, DropReason
from machikata.apps.daycare_matching.rules.values import KIND_TITLES
from machikata.domain.text import Text

BETTER = Text("より上位のご希望がかないました。", "A wish you prefer was granted.")
BETTER_TOGETHER = Text(
    "ごきょうだいを合わせて、より上位のご希望がかないました。",
    "A choice you prefer for the children together was granted.",
)
NO_SEATS = Text("募集する枠がありませんでした。", "There were no seats to give out.")
ONLY_STAYS = Text(
    "在園している方が引き続き利用するため、空いた枠がありませんでした。",
    "The children who are there stay, so that no seat was free.",
)
NO_JOINT_OPTION = Text(
    "ごきょうだいの申込みの条件に合う組合せがありませんでした。",
    "No choice for the children together fits the condition you named.",
)
BLOCKED = Text(
    "すべてのご家庭の条件を同時に満たす割当てが見つからず、この希望は例外として個別に判断しました。",
    "No allocation was found that meets the conditions of all households at once; this wish was decided on as an exception.",
)
OWN_COMBINATIONS = Text(
    "お出しいただいた組合せの一覧の順で選考しました。",
    "The children were considered in the order of the combinations you listed.",
)
LEAVE_EXTENSION = Text(
    "育児休業の延長を許容できるとのお申し出により、ほかの申込みの後の順位となりました。",
    "As you accept a longer childcare leave, your application ranks after the others.",
)
KEEPS = Text("現在の施設の利用を続けます。", "The child stays in the current nursery.")


YES_OR_NO = ("leave_extension", "linked_facility", "sibling_enrolled", "same_facility")
"""Kinds of criteria that a child meets or not; the key of those who do is 0."""


def _of_kind(criterion: Criterion, kinds: tuple[str, ...]) -> bool:
    return any(criterion.id == kind or criterion.id.startswith(f"{kind}_") for kind in kinds)


def not_eligible(reason: DropReason) -> Text:
    """The wish took no part."""
    words = DROP_TEXTS[reason]
    return Text(f"{words.ja}。", f"{words.en[:1].upper()}{words.en[1:]}.")


def class_full(criterion: Criterion | None) -> Text:
    """Others rank above; `criterion` is the first that tells the child from the last one admitted."""
    if criterion is None:
        return ONLY_STAYS
    if criterion.points:
        return Text(
            "指数が、最後の順位で内定した方を下回りました。",
            "Your points are below those of the last child who was offered a seat.",
        )
    if criterion.id == "leave_extension":
        return LEAVE_EXTENSION
    if _of_kind(criterion, YES_OR_NO):
        return Text(
            f"内定した方はすべて、先に選考する「{criterion.title.ja}」に当てはまる方でした。",
            f"All who were offered a seat come first by “{criterion.title.en}”.",
        )
    return Text(
        f"「{criterion.title.ja}」の順で、最後の順位で内定した方より後でした。",
        f"By “{criterion.title.en}” you come after the last child who was offered a seat.",
    )


def sibling_without_room(seats: Text, facility: str) -> Text:
    """The child's own part had room, a sibling's had not."""
    return Text(
        f"ごきょうだいの分（{facility} {seats.ja}）に空きがなく、申込みの条件を満たしませんでした。",
        f"There was no room for the sibling ({facility}, {seats.en}), so that your condition was not met.",
    )


def seats_of(pool: Pool) -> Text:
    """1歳児クラス・一般枠."""
    ages = sorted(pool.classes)
    kind = KIND_TITLES[pool.kind]
    if len(ages) > 1 and ages == list(range(ages[0], ages[-1] + 1)):
        return Text(f"{ages[0]}〜{ages[-1]}歳児クラス・{kind.ja}", f"age {ages[0]} to {ages[-1]}, {kind.en}")
    return Text(f"{'・'.join(map(str, ages))}歳児クラス・{kind.ja}", f"age {' and '.join(map(str, ages))}, {kind.en}")
