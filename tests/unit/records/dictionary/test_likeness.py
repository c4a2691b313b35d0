# SPDX-License-Identifier: Apache-2.0
"""Names are near by their words in any order, and kept apart by opposites."""

from __future__ import annotations

import pytest

from machikata.records.dictionary.likeness import likeness, opposed, word_form, word_weights


def test_words_may_stand_in_any_order_and_be_synonyms():
    assert likeness("申請書の受付", "収受（申請書）", {}) == pytest.approx(1.0)


def test_a_run_of_kanji_is_cut_into_words_of_the_office():
    assert word_form("給与支払報告書受付").words == ("給与", "支払", "報告書", "受付")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一次判定", "二次判定"),
        ("転入届の受付", "転出届の受付"),
        ("承認の通知", "却下の通知"),
        ("意見書の依頼", "意見書の受領"),
        ("窓口受付", "郵送受付"),
        ("send confirmation", "received confirmation"),
    ],
)
def test_opposites_keep_names_apart_however_alike_they_look(one, other):
    assert opposed(one, other)
    assert likeness(one, other, {}) < 0.4


def test_names_without_a_common_word_are_not_alike():
    assert likeness("本人確認", "公印の押印", {}) == 0


def test_a_rare_word_tells_more_than_a_common_one():
    weights = word_weights(["資格の通知", "延期の通知", "結果の通知", "名寄せ"])
    assert likeness("名寄せの通知", "名寄せ", weights) > likeness("名寄せの通知", "通知", weights)
