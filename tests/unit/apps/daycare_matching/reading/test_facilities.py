# SPDX-License-Identifier: Apache-2.0
"""What is refused in facilities.csv, and the ways of writing that are taken."""

from __future__ import annotations

import pytest

from machikata.apps.daycare_matching.applications import PoolKind
from machikata.apps.daycare_matching.reading.findings import Fault
from machikata.apps.daycare_matching.reading.values import (
    read_classes,
    read_flag,
    read_freed_seats,
    read_integer,
    read_kind,
    read_least_age,
)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("0040,あ園,認可,北区,1,,1,-1,,,,", "seats-impossible", "募集人数"),
        ("0040,あ園,認可,北区,1,,1,2.5,,,,", "number-not-whole", "募集人数"),
        ("0040,あ園,認可,北区,1,,1,,,,,", "value-missing", "募集人数"),
        ("0040,あ園,認可,北区,1,,1-7,3,,,,", "classes-unreadable", "対象クラス"),
        ("0040,あ園,認可,北区,1,,2026-03-05,3,,,,", "classes-became-date", "対象クラス"),
        ("0040,あ園,認可,北区,1,王様枠,1,3,,,,", "pool-kind-unknown", "枠種別"),
        ("0040,あ園,認可,北区,1,,1,3,いつか,,,", "least-age-unreadable", "受入月齢"),
        ("0040,あ園,認可,北区,1,,1,3,,7777,,", "linked-unknown", "連携施設"),
        ("0040,あ園,認可,北区,1,,1,3,,,たぶん,", "flag-unreadable", "従業員枠除外"),
        ("0040,あ園,認可,北区,1,,1,3,,,,来世", "freed-seats-unreadable", "転園時空き枠扱い"),
        ("0012,つきかげ保育園,認可,北区,01,,1,3,,,,", "pool-twice", "枠番号"),
        ("4.0E+20,あ園,認可,北区,1,,1,3,,,,", "number-damaged", "施設番号"),
    ],
)
def test_a_fault_is_told_with_its_place(refused, with_pools, with_children, row, code, column):
    [problem] = refused(with_children("1,5,2025-05-06,1,40,0012,,,,,,,,"), with_pools(row))
    assert (problem.code, problem.place.file, problem.place.row, problem.place.column) == (
        code,
        "facilities.csv",
        10,
        column,
    )


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("3", {3}), ("３歳児クラス", {3}), ("3-5", {3, 4, 5}), ("3・4・5", {3, 4, 5}), ("3歳〜5歳", {3, 4, 5}), ("3～5歳児", {3, 4, 5}), ("0,1、2", {0, 1, 2}),
        ("1歳から2歳", {1, 2}), ("０－２", {0, 1, 2}),
    ],
)  # fmt: skip
def test_classes_are_read_in_every_usual_way(text, classes):
    assert read_classes(text) == classes


@pytest.mark.parametrize("text", ["", "6", "5-3", "三歳", "3月5日", "5-Mar", "345"])
def test_no_classes_are_guessed(text):
    assert isinstance(read_classes(text), Fault)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("6", (6, 0)),
        ("６ヶ月", (6, 0)),
        ("満6か月以上", (6, 0)),
        ("生後57日", (0, 57)),
        ("57日目", (0, 57)),
        ("10カ月から", (10, 0)),
    ],
)
def test_least_ages_are_months_or_days(text, age):
    assert read_least_age(text) == age


@pytest.mark.parametrize(
    ("text", "flag"),
    [("1", True), ("○", True), ("有", True), ("あり", True), ("０", False), ("×", False), ("無し", False)],
)
def test_flags(text, flag):
    assert read_flag(text) is flag


def test_small_words():
    assert read_kind("一般枠") is PoolKind.GENERAL
    assert read_kind("障害児枠") is PoolKind.CARE
    assert read_freed_seats("次回") is False
    assert read_freed_seats("今回") is True
    assert read_integer("１，０２４") == 1024
    assert isinstance(read_integer("9" * 30), Fault)


def test_two_names_for_one_facility_are_told(read, with_pools):
    warnings = [w.code for w in read(facilities=with_pools("0031,ひばりの園,認可,南区,5,,0,1,,,,")).warnings]
    assert "facility-two-names" in warnings
