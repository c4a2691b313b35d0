# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from machikata.records.coded import Coded
from machikata.records.masking.headers import names_staff, resident_kind
from machikata.records.masking.identifiers import IdentifierKind, find_identifiers, is_my_number, masked_text
from machikata.records.masking.mask import mask_column
from machikata.records.masking.pseudonyms import case_pseudonym, is_pseudonym, staff_pseudonym

KEY = b"k" * 32
WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def with_check_digit(eleven):
    rest = sum(w * int(d) for w, d in zip(WEIGHTS, eleven, strict=True)) % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


def without_check_digit(eleven):
    return eleven + str((int(with_check_digit(eleven)[-1]) + 1) % 10)


NUMBER = with_check_digit("99991234567")
WRONG = without_check_digit("99991234567")


def column(*values):
    distinct = list(dict.fromkeys(values))
    return Coded(np.array([distinct.index(v) for v in values], np.int32), pa.array(distinct, pa.string()))


def test_the_check_digit_tells_an_individual_number():
    assert is_my_number(NUMBER)
    assert not is_my_number(WRONG)
    assert not is_my_number(NUMBER[:-1])


def test_one_in_eleven_numbers_passes_by_chance():
    rng = random.Random(1)
    passing = sum(is_my_number(f"{rng.randrange(10**12):012d}") for _ in range(11_000))
    assert 850 < passing < 1_150


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"番号{NUMBER}です",
        f"No.5 {NUMBER}",
        f"{NUMBER[:4]}-{NUMBER[4:8]}-{NUMBER[8:]}",
        f"{NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}",
        f"{NUMBER[:4]}　{NUMBER[4:8]}　{NUMBER[8:]}",
        " ".join(NUMBER),
        NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        f"{NUMBER[:4]}－{NUMBER[4:8]}－{NUMBER[8:]}".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ],
)
def test_individual_numbers_are_masked_however_they_are_written(text):
    masked = masked_text(text)
    assert "〔個人番号〕" in masked
    assert not any(c.isdigit() for c in masked.replace("No.5", ""))


@pytest.mark.parametrize(
    "text",
    [
        WRONG,
        f"1{NUMBER}",
        f"{NUMBER}1",
        "2026-04-01 12:30:00",
        "2026-04-01 2026-04-30",
        "R8-000123",
        "12,345円",
        "1234-5678",
    ],
)
def test_other_numbers_stay(text):
    assert masked_text(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("電話 03-1234-5678", IdentifierKind.PHONE),
        ("０９０－１２３４－５６７８", IdentifierKind.PHONE),
        ("09012345678", IdentifierKind.PHONE),
        ("0869(93)1121", IdentifierKind.PHONE),
        ("(0869)93-1121", IdentifierKind.PHONE),
        ("+81 90-1234-5678", IdentifierKind.PHONE),
        ("hanako.kaku@example.jp へ", IdentifierKind.EMAIL),
        ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", IdentifierKind.EMAIL),
        ("1234-567890", IdentifierKind.PENSION_NUMBER),
        ("〒709-0412", IdentifierKind.POSTAL_CODE),
        ("〒７０９－０４１２", IdentifierKind.POSTAL_CODE),
    ],
)
def test_other_identifiers_are_known_by_their_form(text, kind):
    assert [f.kind for f in find_identifiers(text)] == [kind]
    assert kind.token in masked_text(text)


def test_what_stands_around_an_identifier_is_kept():
    assert masked_text(f"前、{NUMBER}、03-1234-5678、後") == "前、〔個人番号〕、〔電話番号〕、後"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("氏名", IdentifierKind.NAME),
        ("納税者氏名", IdentifierKind.NAME),
        ("申請者", IdentifierKind.NAME),
        ("ﾌﾘｶﾞﾅ", IdentifierKind.NAME),
        ("住　所", IdentifierKind.ADDRESS),
        ("生年月日", IdentifierKind.BIRTH_DATE),
        ("被保険者番号", IdentifierKind.INSURED_NUMBER),
        ("基礎年金番号", IdentifierKind.PENSION_NUMBER),
        ("宛名番号", IdentifierKind.RESIDENT_NUMBER),
        ("TEL", IdentifierKind.PHONE),
        ("Applicant Name", IdentifierKind.NAME),
        ("date_of_birth", IdentifierKind.BIRTH_DATE),
        ("個人番号", IdentifierKind.MY_NUMBER),
    ],
)
def test_headers_announce_data_of_residents(header, kind):
    assert resident_kind(header) is kind


@pytest.mark.parametrize(
    "header",
    ["申請者区分", "住所変更", "氏名の有無", "被保険者数", "作業の名前", "担当者氏名", "管理番号", "business_name",
     "hotel", "activityNameEN", "termName", "concept:name", "届出種別", "世帯主との続柄"],
)  # fmt: skip
def test_headers_that_only_speak_about_persons_announce_nothing(header):
    assert resident_kind(header) is None


@pytest.mark.parametrize(
    "header", ["担当者", "担当者氏名", "職員番号", "org:resource", "Responsible_actor", "ユーザーID"]
)
def test_headers_that_name_staff_are_known(header):
    assert names_staff(header)


@pytest.mark.parametrize("header", ["担当係", "担当課", "職員数", "factor", "職員区分"])
def test_headers_of_sections_and_counts_name_no_staff(header):
    assert not names_staff(header)


def test_a_column_of_individual_numbers_is_removed_wholly_typing_errors_included():
    rng = random.Random(2)
    good = [with_check_digit(f"{rng.randrange(10**11):011d}") for _ in range(8)]
    masked, cells = mask_column("備考", column(*good, WRONG, "12345678901", "なし"))
    assert masked.values.to_pylist() == ["〔個人番号〕", "なし"]
    assert (cells[0].cells, cells[0].whole_column, cells[0].twelve_digits, cells[0].passing) == (10, True, 9, 8)


def test_twelve_digit_numbers_that_pass_by_chance_are_masked_and_the_share_is_told():
    rng = random.Random(3)
    numbers = [f"{rng.randrange(10**11, 10**12)}" for _ in range(500)]
    masked, cells = mask_column("伝票", column(*numbers))
    passing = sum(is_my_number(n) for n in numbers)
    assert cells[0].cells == passing == cells[0].passing
    assert not cells[0].whole_column
    assert sum(1 for c in masked.codes.tolist() if masked.values[c].as_py() == "〔個人番号〕") == passing


def test_running_numbers_by_year_are_no_pension_numbers():
    values = [f"2026-{i:06d}" for i in range(30)]
    assert mask_column("整理", column(*values))[1] == ()
    assert mask_column("備考", column("4321-123456", "2026-000001"))[1][0].cells == 2


def test_a_column_named_for_residents_is_masked_whatever_it_holds():
    masked, cells = mask_column("住所", column("架空市1-2", "架空町3"))
    assert masked.values.to_pylist() == ["〔住所〕"]
    assert (cells[0].cells, cells[0].whole_column) == (2, True)


def test_one_person_has_one_pseudonym_in_one_workspace_and_another_in_another():
    spellings = ["佐伯 真帆", "佐伯　真帆", "佐伯真帆"]
    assert len({staff_pseudonym(s, KEY) for s in spellings}) == 1
    assert staff_pseudonym("佐伯 真帆", KEY) != staff_pseudonym("佐伯 真帆", b"x" * 32)
    assert staff_pseudonym("佐伯 真帆", KEY) != staff_pseudonym("佐伯 真美", KEY)
    assert is_pseudonym(staff_pseudonym("佐伯 真帆", KEY))
    assert is_pseudonym(case_pseudonym("1", KEY))
    assert not is_pseudonym("職員-佐伯")


def test_ten_thousand_persons_keep_ten_thousand_pseudonyms():
    assert len({staff_pseudonym(f"職員{i}", KEY) for i in range(10_000)}) == 10_000
