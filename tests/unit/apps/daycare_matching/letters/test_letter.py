# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from machikata.apps.daycare_matching.letters import letter_for, letters_for
from machikata.apps.daycare_matching.letters.values import (
    LetterData,
    LetterFrame,
    OfferedSeat,
    RefusedLine,
    Result,
    Sender,
)
from machikata.automation.app.documents import Facts, Grid
from machikata.domain.text import Text

ANY = Text("x", "x")
SENDER = Sender(
    ANY,
    Text("区長", "Head"),
    Text("保育課", "section"),
    ANY,
    Text("区長", "Head"),
    Text("架空区", "Ward"),
    Text("区長", "Head"),
)
FRAME = LetterFrame(SENDER, "第1号", date(2027, 1, 29), ANY, date(2027, 4, 1), Text("要綱", "guidelines"))
SEATS = Text("0歳児クラス・一般枠", "age 0, general seats")
FULL = RefusedLine(
    1,
    "甲園",
    SEATS,
    Text("指数が下回りました。", "Below."),
    20,
    25,
    criterion=Text("指数", "points"),
    waiting_rank=3,
    points_that_suffice=26,
)
HELD = LetterData("1", "h", "葛\U000e0100 城", date(2026, 5, 1), 0, Result.HELD, refused=(FULL,), points=20)
OFFER = replace(HELD, result=Result.OFFERED, seat=OfferedSeat("乙園", SEATS, 2))


def words(document):
    parts = [document.title]
    for block in document.blocks:
        if isinstance(block, Facts):
            parts += [part for pair in block.pairs for part in pair]
        elif isinstance(block, Grid):
            parts += [*block.head, *(cell for row in block.rows for cell in row)]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def grid(document):
    return next(b for b in document.blocks if isinstance(b, Grid))


@pytest.mark.parametrize(
    ("result", "seat"),
    [
        (Result.HELD, OfferedSeat("乙園", SEATS, 1)),
        (Result.OFFERED, None),
        (Result.STAYS, OfferedSeat("乙園", SEATS, 1)),
    ],
)
def test_a_result_that_contradicts_its_seat_makes_no_letter(result, seat):
    with pytest.raises(ValueError, match="does not go with its seat"):
        letter_for(replace(HELD, result=result, seat=seat), frame=FRAME)


@pytest.mark.parametrize("data", [HELD, OFFER])
def test_every_letter_says_its_ground_and_how_to_object(data):
    text = words(letter_for(data, frame=FRAME))
    for said in (
        "児童福祉法",
        "第24条第3項",
        "附則第73条第1項",
        "3か月以内",
        "6か月以内",
        "審査請求",
        "処分の取消しの訴え",
        "架空区を被告として",
    ):
        assert said in text


def test_a_name_goes_into_the_letter_byte_for_byte():
    assert "葛\U000e0100 城 さんの保護者 様" in words(letter_for(HELD, frame=FRAME))
    assert "#[name] 様" in words(letter_for(replace(HELD, guardian="#[name]"), frame=FRAME))


def test_an_offer_tells_only_the_wishes_preferred_to_it():
    lower = replace(FULL, wish=3, facility="丙園")
    told = grid(letter_for(replace(OFFER, refused=(lower, FULL)), frame=FRAME))
    assert [row[0] for row in told.rows] == ["1"]
    first = letter_for(replace(OFFER, seat=OfferedSeat("乙園", SEATS, 1)), frame=FRAME)
    assert not any(isinstance(b, Grid) for b in first.blocks)


def test_wishes_stand_in_their_order_however_they_come():
    lines = tuple(replace(FULL, wish=k) for k in (3, 1, 2))
    assert [row[0] for row in grid(letter_for(replace(HELD, refused=lines), frame=FRAME)).rows] == ["1", "2", "3"]


def test_columns_that_say_nothing_are_left_out():
    ranked = RefusedLine(1, "甲園", SEATS, Text("募集する枠がありませんでした。", "No seats."))
    letter = letter_for(replace(HELD, points=None, refused=(ranked,)), frame=FRAME)
    assert grid(letter).head == ("希望", "施設・クラス・枠", "理由")
    assert "待機順位" not in words(letter)
    assert "指数" not in words(letter)


def test_the_lowest_points_of_few_are_neither_told_nor_to_be_worked_out():
    hidden = replace(FULL, lowest_points=25, lowest_hidden=True)
    text = words(letter_for(replace(HELD, refused=(hidden,)), frame=FRAME))
    assert "非公表" in text
    assert "25" not in text
    assert "26" not in text


def test_a_waiting_rank_comes_with_the_sentence_that_it_is_not_carried_over():
    assert "3番" in words(letter_for(HELD, frame=FRAME))
    assert "引き継がれません" in words(letter_for(HELD, frame=FRAME))


def test_a_transfer_says_that_there_is_no_way_back_and_a_stay_that_nothing_changes():
    moves = replace(OFFER, result=Result.MOVES, current="丁園")
    assert "現在の施設の利用には戻れません" in words(letter_for(moves, frame=FRAME))
    stays = replace(HELD, result=Result.STAYS, current="丁園")
    assert "現在利用している施設（丁園）は、引き続き利用できます" in words(letter_for(stays, frame=FRAME))


def test_days_that_are_not_known_leave_their_sentence_out():
    known = replace(FRAME, decline_by=date(2027, 2, 1), held_until=date(2028, 3, 31), next_result=date(2027, 3, 1))
    assert "今後について" not in words(letter_for(HELD, frame=FRAME))
    assert "令和10年3月31日まで有効" in words(letter_for(HELD, frame=known))
    assert "令和9年2月1日までに保育課へ" in words(letter_for(OFFER, frame=known))


def test_letters_come_in_the_given_order_in_both_languages_and_say_when_they_are_invented():
    for language in ("ja", "en"):
        made = letters_for([HELD, OFFER], frame=FRAME, language=language, synthetic=True)
        assert [m.language for m in made] == [language] * 2
        assert all(m.synthetic for m in made)
        assert made[0].title != made[1].title
