# SPDX-License-Identifier: Apache-2.0
"""How addresses and telephone numbers are spelled."""

from __future__ import annotations

import pytest

from hello_app.spelling import spell_address
from hello_app.telephones import NOT_A_NUMBER, UNKNOWN_AREA, spell_telephone


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("汐見原市港町１－２－３", "汐見原市港町1-2-3"),
        ("汐見原市港町1ー2ー3 ハイツスター101", "汐見原市港町1-2-3 ハイツスター101"),
        ("汐見原市港町十二丁目3番4号", "汐見原市港町12-3-4"),
        ("藤見坂市本町二十三丁目4番地", "藤見坂市本町23-4"),
        ("藤見坂市大字本町10番地の2", "藤見坂市大字本町10-2"),
        ("岩清水市四番町5", "岩清水市四番町5"),
        ("  真砂浦市　　北町5  ", "真砂浦市 北町5"),
        ("葛󠄀飾通り1", "葛󠄀飾通り1"),
        ("髙﨑町1", "髙﨑町1"),
        ("", ""),
    ],
)
def test_an_address_gets_one_spelling_and_keeps_its_kanji(written: str, proposed: str) -> None:
    assert spell_address(written).text == proposed
    assert spell_address(proposed).changes == ()


def test_digits_can_be_full_width() -> None:
    assert spell_address("港町1-2", full_width=True).text == "港町１－２"
    assert spell_address("港町１－２", full_width=True).changes == ()


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("０９０（１２３４）５６７８", "090-1234-5678"),
        ("09012345678", "090-1234-5678"),
        ("03 1234 5678", "03-1234-5678"),
        ("0120123456", "0120-123-456"),
        ("044ー123ー4567", "044-123-4567"),
        ("", ""),
    ],
)
def test_a_telephone_number_gets_one_spelling(written: str, proposed: str) -> None:
    assert spell_telephone(written).text == proposed
    assert spell_telephone(proposed).changes == ()


@pytest.mark.parametrize(
    ("written", "why"),
    [("0441234567", UNKNOWN_AREA), ("内線5", NOT_A_NUMBER), ("12-3456", NOT_A_NUMBER), ("090-1234-567x", NOT_A_NUMBER)],
)
def test_what_cannot_be_told_is_left_to_a_person_as_it_is(written: str, why: str) -> None:
    found = spell_telephone(written)
    assert (found.text, found.changes) == (written, (why,))
