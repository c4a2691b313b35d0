# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machikata.analysis.variants import Variant
from machikata.web.ways import way_against

LABELS = {"a": "受付", "b": "調査", "c": "決裁", "d": "通知"}


def way(*steps: str) -> Variant:
    return Variant(tuple(tuple(s) for s in steps), 10, 0.1, 1.0, 2.0)


MAIN = way("a", "b", "d")


def test_a_way_says_what_it_has_more_and_what_it_lacks() -> None:
    assert way_against(way("a", "c", "d"), MAIN, LABELS).ja == "決裁あり、調査なし"


def test_a_way_says_what_it_repeats() -> None:
    assert way_against(way("a", "b", "b", "d"), MAIN, LABELS).ja == "調査が2回"


def test_a_way_of_the_same_steps_says_what_comes_sooner() -> None:
    assert way_against(way("b", "a", "d"), MAIN, LABELS).ja == "調査が受付より先"


def test_steps_at_the_same_time_are_no_order() -> None:
    assert "先" not in way_against(way("ba", "d"), MAIN, LABELS).ja


def test_many_differences_are_counted() -> None:
    other = way("e", "f", "g", "h", "i", "j")
    assert way_against(other, MAIN, LABELS).ja.endswith("ほか5か所")
