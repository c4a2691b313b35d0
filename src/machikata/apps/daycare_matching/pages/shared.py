# SPDX-License-Identifier: Apache-2.0
"""What several pages say in the same words."""

from __future__ import annotations

from urllib.parse import quote

from machikata.apps.daycare_matching.applications import Child
from machikata.apps.daycare_matching.built import Built
from machikata.apps.daycare_matching.explaining.results import result_kind
from machikata.apps.daycare_matching.explaining.sufficing import points_place
from machikata.apps.daycare_matching.explaining.words import seats_of
from machikata.apps.daycare_matching.letters.values import RESULT_WORDS, Result
from machikata.apps.daycare_matching.solving import Solved
from machikata.automation.app.pages import PageLink
from machikata.domain.text import Text

MOST_ROWS = 200

NUMBER = Text("申請者番号", "Number")
NAME = Text("氏名", "Name")
CLASS = Text("クラス年齢", "Age class")
POINTS = Text("指数", "Points")
FACILITY = Text("施設", "Facility")
SEATS = Text("枠", "Seats")
WISH = Text("希望順位", "Wish")
RESULT = Text("結果", "Result")


def child_link(child: Child) -> PageLink:
    """To the page of a child, by its number."""
    return PageLink(f"child?number={quote(child.number)}", Text(child.number, child.number))


def facility_link(built: Built, pool: int) -> PageLink:
    """To the page of the facility of a pool."""
    facility = built.applications.facilities[built.applications.pools[pool].facility]
    return PageLink(f"facility?number={quote(facility.number)}", Text(facility.name, facility.name))


def seats_text(built: Built, pool: int) -> Text:
    """1歳児クラス・一般枠."""
    return seats_of(built.applications.pools[pool])


def kind_of(result: Solved, c: int) -> Result:
    """What came out for child c of the market."""
    child = result.built.applications.children[int(result.built.child[c])]
    return result_kind(child, seated=bool(result.results.pool[c] >= 0 and not result.results.stays[c]))


def result_words(result: Solved, c: int) -> Text:
    """内定, 保留, 転園内定 or 現在の施設に継続."""
    return RESULT_WORDS[kind_of(result, c)]


def points_of(built: Built, entry: int) -> float | None:
    """The 指数 of an entry."""
    place = points_place(built)
    if place is None or entry < 0:
        return None
    value = float(built.keys[entry, place]) * built.criteria[place].sign
    return int(value) if value == int(value) else round(value, 2)


def own_entry(result: Solved, c: int) -> int:
    """The entry by which child c is shown: that of its seat, else the best of a refused wish, −1 where it has none."""
    if result.results.entry[c] >= 0 and not result.results.stays[c]:
        return int(result.results.entry[c])
    rows = (result.refused.child == c) & (result.refused.own_entry >= 0)
    found = result.refused.own_entry[rows]
    return int(found[0]) if len(found) else -1
