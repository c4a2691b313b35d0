# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from machikata.domain.adoption import BodyAdoption
from machikata.domain.errors import InputRefused
from machikata.records.adoption_names import same_but_for_form
from machikata.records.adoption_table import read_adoption_table

NAMES = ("甲市", "府中市", "乙町", "府中市", "鰺ヶ沢町")
AI, RPA = "AIの導入状況", "RPAの導入状況"


def table(*rows, header=("", "", *NAMES, "")):
    return "\r\n".join(",".join(row) for row in (header, *rows)) + "\r\n"


def row(label, *answers, last=("",)):
    return ("自治体業務のDX", label, *answers, *last)


YES_NO = (row(AI, "実施", "未実施", "実施", "", "未実施"), row(RPA, "未実施", "調査無し", "実施", "実施", "未実施"))
AI_ANSWERS, RPA_ANSWERS = (True, False, True, None, False), (False, None, True, True, False)


def refused(data, names=NAMES):
    with pytest.raises(InputRefused) as caught:
        read_adoption_table(data, names=names)
    return caught.value.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_answers_come_in_the_order_of_the_names(encoding):
    read = read_adoption_table(table(*YES_NO).encode(encoding), names=NAMES)
    assert (read.ai, read.rpa) == (AI_ANSWERS, RPA_ANSWERS)
    assert read.labels == (AI, RPA)
    assert read.encoding == encoding


def test_next_years_table_may_have_other_rows_in_another_order_and_no_blank_column():
    other = (
        row("生成AIの導入状況", *["実施"] * 5, last=()), row(" ＲＰＡの利用状況 ", "未実施", "", "実施", "実施", "未実施", last=()),
        row("CIOの任命", *["72%"] * 5, last=()), row("ＡＩの活用状況", "実施", "未実施", "実施", "", "未実施", last=()),
    )  # fmt: skip
    read = read_adoption_table(table(*other, header=("", "", *NAMES)).encode(), names=NAMES)
    assert (read.ai, read.rpa) == (AI_ANSWERS, RPA_ANSWERS)


def test_next_years_table_may_name_its_columns_of_labels_and_have_fewer_municipalities():
    header = ("指標", "甲市", "乙町")
    rows = ((AI, "実施", "未実施"), (RPA, "", "未実施"))
    read = read_adoption_table(table(*rows, header=header).encode(), names=("甲市", "乙町"))
    assert (read.ai, read.rpa) == ((True, False), (None, False))


def test_a_last_column_without_a_name_that_holds_something_is_refused():
    rows = (row(AI, *["実施"] * 5), row(RPA, *["実施"] * 5, last=("実施",)))
    (problem,) = refused(table(*rows).encode())
    assert (problem.code, problem.place.column) == ("adoption-table-name-extra", "8")


@pytest.mark.parametrize(("written", "signs"), [("鯵ヶ沢町", "U+9BF5"), ("鰺ケ沢町", "U+30B1")])
def test_a_variant_form_is_refused_with_both_forms(written, signs):
    header = ("", "", *NAMES[:4], written, "")
    (problem,) = refused(table(*YES_NO, header=header).encode())
    assert problem.code == "adoption-table-name-form"
    for language in ("ja", "en"):
        assert all(word in problem.sentence(language) for word in (written, "鰺ヶ沢町", signs))


def test_forms_are_told_from_other_names():
    assert same_but_for_form("檮原町", "梼原町")
    assert same_but_for_form("葛󠄀城市", "葛城市")  # a variation selector
    assert not same_but_for_form("鹿嶋市", "鹿島市")  # two cities


def test_a_merged_municipality_is_named_and_not_every_one_after_it():
    header = ("", "", "甲市", "府中市", "府中市", "鰺ヶ沢町", "")
    rows = (row(AI, *["実施"] * 4), row(RPA, *["実施"] * 4))
    (problem,) = refused(table(*rows, header=header).encode())
    assert problem.code == "adoption-table-name-missing"
    assert "乙町" in problem.sentence()


def test_all_problems_are_told_at_once():
    header = ("", "", "甲市", "府中市", "丙町", "府中市", "鰺ヶ沢町", "")
    rows = (row(AI, "○", "○", "実施", "×", "実施"), row(AI, *["実施"] * 5), row("テレワーク", *["実施"] * 4))
    found = refused(table(*rows, header=header).encode())
    assert sorted({p.code for p in found}) == [
        "adoption-table-answer", "adoption-table-indicator-twice", "adoption-table-name", "adoption-table-no-indicator",
        "adoption-table-row-length",
    ]  # fmt: skip
    answers = {
        p.place.value: (p.place.row, p.place.column, p.count) for p in found if p.code == "adoption-table-answer"
    }
    assert answers == {"○": (2, "3 甲市", 2), "×": (2, "6 府中市", 1)}
    assert all(p.remedy.ja and p.remedy.en for p in found)


def test_a_row_about_both_is_taken_for_neither():
    codes = {p.code for p in refused(table(row("AI・RPAの導入状況", *["実施"] * 5)).encode())}
    assert codes == {"adoption-table-no-indicator"}


@pytest.mark.parametrize("data", [b"", b",,\r\n", b'"', b"\x81\x00\xff", "甲市\n".encode()])
def test_what_is_no_such_table_is_refused(data):
    assert refused(data)


def test_a_table_of_quite_other_names_is_told_in_few_lines():
    names = tuple(f"{i}市" for i in range(100))
    other = tuple(f"{i}町" for i in range(100))
    data = table(row(AI, *["実施"] * 100), row(RPA, *["実施"] * 100), header=("", "", *other, "")).encode()
    found = refused(data, names)
    assert len(found) == 21
    assert found[-1].count == 80


def test_answers_are_given_to_bodies_of_the_same_names_only():
    read = read_adoption_table(table(*YES_NO).encode(), names=NAMES)
    bodies = [BodyAdoption(str(i), name, "", "", i, None, None, "2020") for i, name in enumerate(NAMES)]
    given = read.answers_of(bodies, as_of="2024-12-31")
    assert [(b.code, b.ai, b.rpa, b.as_of) for b in given] == [
        (str(i), AI_ANSWERS[i], RPA_ANSWERS[i], "2024-12-31") for i in range(5)
    ]
    with pytest.raises(InputRefused):
        read.answers_of(bodies[::-1], as_of="2024-12-31")


def test_a_table_of_far_too_many_columns_is_refused_without_naming_each():
    header = ("", "", *(f"{i % 7}市" for i in range(50_000)))
    (problem,) = [
        p for p in refused((",".join(header) + "\n" + row_of(50_000)).encode()) if "name" in p.code or "width" in p.code
    ]
    assert (problem.code, problem.count) == ("adoption-table-width", 50_000)


def row_of(n):
    return "\n".join(f"業務,{label}," + ",".join(["実施"] * n) for label in (AI, RPA)) + "\n"
