# SPDX-License-Identifier: Apache-2.0
"""きょうだい条件 as forms write it."""

from __future__ import annotations

import pytest

from machikata.apps.daycare_matching.applications import SameFacility, SiblingCondition, Staggering
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES, parse_sibling_condition

REQUIRED, PREFERRED, FREE = SameFacility.REQUIRED, SameFacility.PREFERRED, SameFacility.FREE
TOGETHER, OLDER, YOUNGER, ANY = Staggering.TOGETHER, Staggering.OLDER_FIRST, Staggering.YOUNGER_FIRST, Staggering.ANY


@pytest.mark.parametrize("code", SIBLING_CODES, ids=lambda c: c.code)
def test_every_code_and_its_words_mean_the_same(code):
    assert parse_sibling_condition(code.code) == parse_sibling_condition(code.words) == code.condition
    assert code.explanation.ja
    assert code.explanation.en


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ａ", (REQUIRED, TOGETHER)), (" b１ ", (PREFERRED, TOGETHER)), ("Ｃ上２", (FREE, OLDER)), ("C-下-1", (PREFERRED, YOUNGER)),
        ("C1", (PREFERRED, ANY)), ("c2", (FREE, ANY)), ("同時同園", (REQUIRED, TOGETHER)), ("同園・同時", (REQUIRED, TOGETHER)),
        ("同時別園可", (FREE, TOGETHER)), ("同時・別園可（同園優先）", (PREFERRED, TOGETHER)),
        ("時期別可・別園可（上の子から、希望順優先）", (FREE, OLDER)), ("一人でも可 同一施設 下の子優先", (REQUIRED, YOUNGER)),
    ],
)  # fmt: skip
def test_other_spellings_are_taken(written, meant):
    assert parse_sibling_condition(written) == SiblingCondition(*meant)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "B",
        "C上",
        "D1",
        "Z9",
        "同時",
        "同時同園（同園優先）",
        "同時別園可（上の子優先）",
        "P8",
        "P0",
        "１",
        "AB1",
        "希望なし",
    ],
)
def test_what_leaves_a_choice_open_or_says_nothing_is_not_guessed(written):
    assert parse_sibling_condition(written) is None


def test_bare_numbers_are_patterns_in_files_of_chilmai_alone():
    assert parse_sibling_condition("３", chilmai=True) == SiblingCondition(REQUIRED, YOUNGER, chilmai=3)
    assert parse_sibling_condition("パターン３") == SiblingCondition(REQUIRED, YOUNGER, chilmai=3)
    assert parse_sibling_condition("8", chilmai=True) is None
