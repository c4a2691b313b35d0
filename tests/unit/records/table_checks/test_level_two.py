# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from machikata.records.table_checks import Answer

# 2-01


@pytest.mark.parametrize("value", ["1,200", "30円", "50%", "１２", "▲5", "12※", "約10", "8人", "12(注1)", "−5"])
def test_anything_around_a_number_fails(of_rows, of_csv, value):
    report = of_rows([["係", "額（円）"], ["A", 1], ["B", 2], ["C", value]])
    assert report.result("2-01").answer is Answer.FAIL
    assert [p.place.cell for p in report.result("2-01").problems] == ["B4"]
    assert report.scores[1].points == 0
    text = of_csv(f'係,額（円）\nA,1\nB,2\nC,"{value}"\n')
    assert [p.place.row for p in text.result("2-01").problems] == [4]


def test_a_column_of_nothing_but_units_is_a_column_of_numbers(of_csv):
    report = of_csv("係,件数\nA,10件\nB,20件\nC,5件\n")
    assert [p.place.row for p in report.result("2-01").problems] == [2, 3, 4]


def test_a_display_format_is_no_text(of_rows):
    def change(book, sheet):
        for row in range(1, 4):
            sheet.write(row, 1, 1234567 * row, book.add_format({"num_format": '#,##0"円";▲#,##0'}))

    report = of_rows([["係", "額（円）"], ["A"], ["B"], ["C"]], change)
    assert report.result("2-01").answer is Answer.PASS


def test_numbers_stored_as_text_fail_on_a_sheet_and_not_in_a_csv(of_rows, of_csv):
    assert [
        p.code for p in of_rows([["係", "件数（件）"], ["A", 1], ["B", "2"], ["C", 3]]).result("2-01").problems
    ] == ["number-as-text"]
    assert of_csv("係,件数（件）\nA,1\nB,2\n").result("2-01").answer is Answer.PASS


@pytest.mark.parametrize(("head", "values"), [
    ("団体コード", ["011002", "131032", "012025"]), ("管理番号", ["1001", "1002", "1003"]), ("電話", ["0312345678", "0398765432", "0312340000"]),
    ("整理", ["0012", "0013", "0014"]), ("学年", ["1年", "2年", "3年"]), ("クラス", ["3歳児", "4歳児", "5歳児"]), ("回", ["第1回", "第2回", "第3回"]),
    ("年齢層", ["75～84歳", "85歳以上", "74歳以下"]), ("規模", ["9人以下", "10～49人", "50人以上"]),
])  # fmt: skip
def test_codes_and_labels_with_figures_are_no_numbers(of_rows, head, values):
    report = of_rows([["係", head], *(["A", v] for v in values)])
    assert report.result("2-01").answer in (Answer.NOT_APPLICABLE, Answer.PASS)


def test_words_among_numbers_fail_and_symbols_are_another_check(of_csv):
    report = of_csv("係,件数（件）\nA,1\nB,2\nC,別紙のとおり\nD,x\nE,不明\n")
    assert [(p.code, p.place.row) for p in report.result("2-01").problems] == [("text-among-numbers", 4)]
    assert report.result("3-03").answer is Answer.COMPANION_NEEDED


# 2-02


@pytest.mark.parametrize("mark", ["〃", "同上", "″", "''"])
def test_ditto_marks_fail(of_csv, mark):
    report = of_csv(f"係,工程,件数（件）\n資格係,受付,1\n{mark},審査,2\n給付係,受付,3\n")
    assert [(p.code, p.place.row) for p in report.result("2-02").problems] == [("ditto", 3)]


def test_labels_written_once_for_a_group_fail(of_rows):
    report = of_rows(
        [
            ["業務", "工程", "件数（件）"],
            ["国保", "受付", 1],
            ["", "審査", 2],
            ["", "通知", 3],
            ["介護", "受付", 4],
            ["", "通知", 3],
        ]
    )
    assert [p.place.cell for p in report.result("2-02").problems] == ["A3", "A4", "A6"]


def test_blanks_that_stand_for_nothing_pass(of_rows):
    remarks = of_rows([["工程", "件数（件）", "備考"], ["受付", 1, "急ぎ"], ["審査", 2], ["通知", 3], ["照会", 4]])
    assert remarks.result("2-02").answer is Answer.PASS
    options = of_rows([["方法", "件数（件）"], ["紙", 1], ["", 2], ["電子", 3], ["紙", 4], ["", 5]])
    assert options.result("2-02").answer is Answer.PASS


# 2-03


def test_repeated_headers_are_named_in_each_column(of_rows):
    report = of_rows([["係", "件数", "件数"], ["A", 1, 2], ["B", 3, 4]])
    assert [p.place.cell for p in report.result("2-03").problems] == ["B1", "C1"]
    assert (
        of_rows([["係", "件数（昨年度）", "件数（今年度）"], ["A", 1, 2], ["B", 3, 4]]).result("2-03").answer
        is Answer.PASS
    )


def test_a_header_of_two_rows_fails_and_tells_how_to_write_it_in_one(of_rows):
    def change(_book, sheet):
        sheet.merge_range("B1:C1", "正規")
        sheet.merge_range("D1:E1", "委託")
        sheet.merge_range("A1:A2", "係")

    rows = [[], ["", "件数（件）", "時間（時間）", "件数（件）", "時間（時間）"], ["A", 1, 2, 3, 4], ["B", 5, 6, 7, 8]]
    report = of_rows(rows, change)
    result = report.result("2-03")
    assert [p.code for p in result.problems] == ["header-several-rows"]
    assert "正規／件数（件）" in result.problems[0].remedy.ja
    assert report.result("3-01").answer is Answer.FAIL
    assert report.result("1-05").answer is Answer.PASS


# 2-04


def test_one_option_in_several_spellings_fails(of_csv):
    values = ["取組済", "検討中", "取り組み済み", "取組済", "検討中", "取組済", " 検討中", "未定", "検討中", "取組済"]
    report = of_csv("係,状況\n" + "".join(f"A{n},{v}\n" for n, v in enumerate(values)))
    assert [(p.code, p.place.row) for p in report.result("2-04").problems] == [
        ("option-variant", 4),
        ("option-variant", 8),
    ]


def test_options_that_differ_in_meaning_pass(of_csv):
    values = ["実施する", "実施しない", "A+", "A-", "10%未満", "10%以上", "○", "×", "◎"] * 2
    report = of_csv("係,評価\n" + "".join(f"B{n},{v}\n" for n, v in enumerate(values)))
    assert report.result("2-04").answer is Answer.PASS


def test_codes_mixed_with_words_fail(of_csv):
    values = ["実施", "1", "未実施", "1", "実施", "2", "未実施", "実施", "未実施", "実施"]
    report = of_csv("係,状況\n" + "".join(f"B{n},{v}\n" for n, v in enumerate(values)))
    assert {p.code for p in report.result("2-04").problems} == {"option-mixed"}


def test_a_table_without_options_is_not_asked(of_csv):
    assert of_csv("係,件数（件）\nA,1\nB,2\n").result("2-04").answer is Answer.NOT_APPLICABLE


# 2-05


def test_what_other_means_stands_in_its_own_column(of_csv):
    mixed = "係,方法\nA,窓口\nB,電話\nC,その他（ファクス）\nD,窓口\nE,その他（訪問）\nF,電話\n"
    assert [p.place.row for p in of_csv(mixed).result("2-05").problems] == [4, 6]
    apart = "係,方法,方法の詳細\nA,窓口,\nB,電話,\nC,その他,ファクス\nD,窓口,\nE,その他,訪問\nF,電話,\n"
    assert of_csv(apart).result("2-05").answer is Answer.PASS


def test_a_standing_option_with_brackets_passes(of_csv):
    report = of_csv("係,方法\nA,窓口\nB,その他（上記以外）\nC,窓口\nD,その他（上記以外）\nE,電話\n")
    assert report.result("2-05").answer is Answer.PASS


# 2-06


def test_formulas_are_counted_and_the_first_ones_named(of_rows):
    def change(_book, sheet):
        for row in range(2, 302):
            sheet.write_formula(f"C{row}", f"=B{row}*2", None, row * 2)

    report = of_rows([["係", "件数（件）", "2倍（件）"], *([f"A{n}", n, ""] for n in range(300))], change)
    result = report.result("2-06")
    assert (result.answer, result.count) == (Answer.FAIL, 300)
    assert len(result.problems) == 200
    assert result.problems[0].place.cell == "C2"
    assert result.problems[-1].count == 101
    assert of_rows([["係", "件数（件）"], ["A", 1]]).result("2-06").answer is Answer.PASS
