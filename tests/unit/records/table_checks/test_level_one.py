# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from machikata.domain.errors import Severity
from machikata.records.table_checks import Answer

GOOD = [
    ["係", "工程", "件数（件）"],
    ["資格係", "受付", 10],
    ["資格係", "審査", 8],
    ["給付係", "通知", 5],
    ["給付係", "受付", 7],
]
CSV = "係,工程,件数（件）\n資格係,受付,10\n資格係,審査,8\n給付係,通知,5\n"


def codes(report, check):
    return [p.code for p in report.result(check).problems]


def cells(report, check):
    return [p.place.cell for p in report.result(check).problems]


def rows(report, check):
    return [p.place.row for p in report.result(check).problems]


def test_a_plain_table_passes_everything_of_level_one_that_applies(of_rows, of_csv):
    for report in (of_rows(GOOD), of_csv(CSV)):
        answers = {r.check.id: r.answer for r in report.results if r.check.level == 1}
        assert set(answers.values()) == {Answer.PASS, Answer.NOT_APPLICABLE}
        assert report.scores[0].points == 100
        assert report.scores[0].open == 0


def test_excel_checks_do_not_apply_to_csv_nor_csv_checks_to_excel(of_rows, of_csv):
    of_excel, of_text = ["1-10", "1-11", "1-12", "1-13", "2-06"], ["1-14", "1-15"]
    book, text = of_rows(GOOD), of_csv(CSV)
    assert {text.result(c).answer for c in of_excel} == {Answer.NOT_APPLICABLE}
    assert {book.result(c).answer for c in of_text} == {Answer.NOT_APPLICABLE}
    assert {book.result(c).answer for c in of_excel} == {Answer.PASS}
    assert {text.result(c).answer for c in of_text} == {Answer.PASS}


# 1-02


def test_a_second_table_below_is_found_at_its_corner(of_rows):
    second = [[], ["施設名", "定員（人）"], ["ひまわり園", 30], ["たんぽぽ園", 20]]
    report = of_rows([*GOOD, *second])
    assert report.result("1-02").answer is Answer.FAIL
    assert cells(report, "1-02") == ["A7"]
    assert report.scores[0].points == 0


def test_a_second_table_beside_is_found(of_rows):
    beside = [[*row, "", *row] for row in GOOD]
    assert cells(of_rows(beside), "1-02") == ["E1"]


def test_a_table_cut_by_a_blank_row_is_one_table(of_rows):
    report = of_rows([*GOOD[:3], [], *GOOD[3:]])
    assert report.result("1-02").answer is Answer.PASS


# 1-03


def test_blank_rows_and_columns_inside_the_table_are_named(of_rows, of_csv):
    report = of_rows([*GOOD[:3], [], *GOOD[3:]])
    assert rows(report, "1-03") == [4]
    gap = of_rows([[row[0], "", *row[1:]] for row in GOOD])
    assert codes(gap, "1-03") == ["blank-column"]
    assert gap.result("1-03").problems[0].place.column == "B"
    assert rows(of_csv("係,件数（件）\n資格係,10\n\n給付係,8\n福祉係,3\n"), "1-03") == [3]


def test_a_table_that_begins_in_the_second_column_and_a_repeated_header_are_named(of_rows):
    assert codes(of_rows([["", *row] for row in GOOD]), "1-03") == ["blank-margin"]
    assert rows(of_rows([*GOOD, GOOD[0], *GOOD[1:]]), "1-03") == [6]


def test_blank_lines_at_the_end_of_a_csv_break_nothing(of_csv):
    assert of_csv(CSV + "\n\n").result("1-03").answer is Answer.PASS


# 1-04


def test_title_note_and_remark_outside_the_table_are_named_each(of_rows):
    noted = [["令和8年度 業務量調査"], [], *GOOD, [], ["※ 延べ件数"]]
    report = of_rows(noted)
    assert cells(report, "1-04") == ["A1", "A9"]
    beside = [[*row, "", "確認済み" if n == 2 else ""] for n, row in enumerate(GOOD)]
    assert cells(of_rows(beside), "1-04") == ["E3"]


def test_a_title_line_in_a_csv_is_outside_the_table(of_csv):
    report = of_csv("件数の一覧\n" + CSV)
    assert rows(report, "1-04") == [1]
    assert report.result("1-15").answer is Answer.PASS
    assert report.result("3-01").answer is Answer.FAIL


def test_a_row_of_sums_is_part_of_the_table(of_rows):
    assert of_rows([*GOOD, ["合計", "", 30]]).result("1-04").answer is Answer.PASS


# 1-05


def test_columns_without_a_header_or_with_one_that_says_nothing_are_named(of_rows):
    report = of_rows([["係", "", "Unnamed: 2"], *GOOD[1:]])
    assert codes(report, "1-05") == ["header-blank", "header-vague"]
    assert cells(report, "1-05") == ["B1", "C1"]


def test_a_table_without_any_header_is_told_so(of_csv):
    report = of_csv("資格係,受付,10\n資格係,審査,8\n給付係,受付,10\n資格係,審査,4\n")
    assert codes(report, "1-05") == ["header-missing"]


@pytest.mark.parametrize("header", ["件数（件）", "X", "2024年", "No.", "年", "ID", "pop_2020"])
def test_short_headers_that_mean_something_are_left(of_csv, header):
    assert of_csv(f"係,{header}\n資格係,1\n給付係,2\n福祉係,3\n").result("1-05").answer is Answer.PASS


# 1-06


@pytest.mark.parametrize("value", [" 受付", "受付　", "受　付", "受 付", "受付   通知", "受付\n通知"])
def test_spaces_and_breaks_for_looks_fail(of_rows, value):
    report = of_rows([*GOOD, ["給付係", value, 3]])
    assert report.result("1-06").answer is Answer.FAIL
    assert cells(report, "1-06") == ["B6"]


def test_a_header_with_a_line_break_fails(of_rows):
    assert cells(of_rows([["係", "工程", "年間\n件数"], *GOOD[1:]]), "1-06") == ["C1"]


@pytest.mark.parametrize("name", ["山田　太郎", "林 修", "林　修"])
def test_the_space_inside_a_name_is_no_padding(of_rows, name):
    report = of_rows([["氏名", "件数（件）"], [name, 3], ["佐藤　花子", 4]])
    assert report.result("1-06").answer is Answer.PASS


@pytest.mark.parametrize("value", ["Excel 2019", "New York", "窓口で受付 電話で確認", "A B"])
def test_spaces_between_words_are_no_padding(of_rows, value):
    assert of_rows([*GOOD, ["給付係", value, 3]]).result("1-06").answer is Answer.PASS


# 1-07


@pytest.mark.parametrize("value", ["10(5)", "10（5）", "1,200(30)", "１０（５）"])
def test_two_numbers_in_one_cell_fail(of_rows, value):
    report = of_rows([["係", "件数（件）"], ["A", 1], ["B", 2], ["C", 5], ["D", value]])
    assert codes(report, "1-07") == ["two-numbers"]
    assert cells(report, "1-07") == ["B5"]


def test_options_listed_in_one_cell_fail_and_sentences_do_not(of_rows):
    head = ["媒体", "件数（件）"]
    listed = of_rows([head, ["紙", 1], ["電子", 2], ["紙、電子", 3], ["紙", 1], ["電子、紙", 2]])
    assert cells(listed, "1-07") == ["A4", "A6"]
    sentence = of_rows([["内容", "件数（件）"], ["受付、審査、通知をまとめて行う", 1], ["受付、入力", 2], ["電話", 3]])
    assert sentence.result("1-07").answer is Answer.PASS


def test_ranges_fail_among_numbers_only(of_rows):
    numbers = of_rows([["時間（分）"], [10], [20], [30], ["10～20"]])
    assert codes(numbers, "1-07") == ["range-in-cell"]
    hours = of_rows([["窓口"], ["8:30～17:15"], ["9:00～17:00"], ["8:30～17:15"]])
    assert hours.result("1-07").answer is Answer.PASS


def test_telephone_numbers_with_brackets_are_one_value(of_csv):
    assert of_csv("課,連絡先\n税務課,03(1234)5678\n福祉課,03(1234)\n").result("1-07").answer is Answer.PASS


# 1-08


@pytest.mark.parametrize("value", ["①受付", "第Ⅱ期", "㈱町型", "№3", "㍻元年", "℡", "\ue000"])
def test_platform_dependent_characters_fail(of_rows, value):
    assert cells(of_rows([*GOOD, ["給付係", value, 3]]), "1-08") == ["B6"]


@pytest.mark.parametrize("value", ["都市Ⅲ-3", "面積㎡", "〜", "髙橋", "ﾃﾞｰﾀ", "１２３"])
def test_ordinary_characters_and_codes_of_a_ministry_pass(of_rows, value):
    assert of_rows([*GOOD, ["給付係", value, 3]]).result("1-08").answer is Answer.PASS


def test_proper_names_are_exempt_but_not_their_abbreviations(of_rows):
    head = ["施設名", "定員（人）"]
    assert of_rows([head, ["みどり園Ⅱ", 10], ["髙①園", 9]]).result("1-08").answer is Answer.PASS
    assert of_rows([head, ["㈱みどり園", 10], ["あおば園", 9]]).result("1-08").answer is Answer.FAIL


# 1-09


def test_blank_and_zero_in_one_column_are_a_question_to_a_person(of_csv):
    report = of_csv("係,件数（件）\n資格係,0\n給付係,\n福祉係,3\n")
    result = report.result("1-09")
    assert result.answer is Answer.PERSON_NEEDED
    assert [(p.place.row, p.severity) for p in result.problems] == [(3, Severity.NOTE)]
    assert report.scores[0].points == 100


def test_blank_zero_and_dash_in_one_column_fail(of_csv):
    report = of_csv("係,件数（件）\n資格係,0\n給付係,\n福祉係,3\n税務係,-\n市民係,4\n")
    assert report.result("1-09").answer is Answer.FAIL
    assert report.scores[0].points == 98


@pytest.mark.parametrize("text", [
    "係,件数（件）\n資格係,0\n給付係,2\n",
    "係,件数（件）\n資格係,\n給付係,2\n",
    "係,件数（件）,件数の状態\n資格係,0,表示\n給付係,,秘匿\n福祉係,3,表示\n",
])  # fmt: skip
def test_blanks_alone_zeros_alone_and_blanks_with_a_state_pass(of_csv, text):
    assert of_csv(text).result("1-09").answer is Answer.PASS


def test_a_table_without_numbers_has_no_zeros(of_csv):
    assert of_csv("係,工程\n資格係,受付\n給付係,審査\n").result("1-09").answer is Answer.NOT_APPLICABLE


# 1-10


def test_shapes_text_boxes_pictures_and_charts_are_found_where_they_hang(of_rows):
    def change(book, sheet):
        sheet.insert_textbox("E3", "注意")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=表!$C$2:$C$5"})
        sheet.insert_chart("E10", chart)

    report = of_rows(GOOD, change)
    assert sorted(cells(report, "1-10")) == ["E10", "E3"]


def test_drop_down_lists_and_comments_are_no_objects(of_rows):
    def change(_book, sheet):
        sheet.data_validation("A2:A5", {"validate": "list", "source": ["資格係", "給付係"]})
        sheet.write_comment("A1", "説明")

    assert of_rows(GOOD, change).result("1-10").answer is Answer.PASS


# 1-11


@pytest.mark.parametrize(
    "look",
    [
        {"bg_color": "#FFFF00"},
        {"bold": True},
        {"font_color": "red"},
        {"font_size": 16},
        {"indent": 2},
        {"font_strikeout": True},
    ],
)
def test_a_cell_that_looks_unlike_its_column_fails(of_rows, look):
    report = of_rows(GOOD, lambda book, sheet: sheet.write("C3", 8, book.add_format(look)))
    assert cells(report, "1-11") == ["C3"]


def test_looks_of_header_whole_columns_and_stripes_carry_no_meaning(of_rows):
    def header(book, sheet):
        sheet.write_row(0, 0, GOOD[0], book.add_format({"bold": True, "bg_color": "#D9E1F2"}))

    def column(book, sheet):
        grey = book.add_format({"bg_color": "#DDDDDD", "num_format": "#,##0"})
        sheet.write_column(1, 2, [r[2] for r in GOOD[1:]], grey)

    long = [GOOD[0], *GOOD[1:] * 4]

    def stripes(book, sheet):
        grey = book.add_format({"bg_color": "#EEEEEE"})
        for number in range(1, len(long), 2):
            sheet.write_row(number, 0, long[number], grey)

    for rows_, change in ((GOOD, header), (GOOD, column), (long, stripes)):
        assert of_rows(rows_, change).result("1-11").answer is Answer.PASS


def test_borders_number_formats_and_white_fill_carry_no_meaning(of_rows):
    def change(book, sheet):
        sheet.write(
            "C3", 8, book.add_format({"border": 1, "num_format": "#,##0", "bg_color": "#FFFFFF", "align": "right"})
        )

    assert of_rows(GOOD, change).result("1-11").answer is Answer.PASS


# 1-12


def test_merged_cells_are_named(of_rows):
    report = of_rows(GOOD, lambda _book, sheet: sheet.merge_range("A2:A3", "資格係"))
    assert cells(report, "1-12") == ["A2"]


# 1-13


def test_hidden_rows_columns_and_sheets_are_named(of_rows):
    def change(book, sheet):
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        other = book.add_worksheet("控え")
        other.write("A1", "旧")
        other.hide()

    report = of_rows(GOOD, change)
    assert codes(report, "1-13") == ["hidden-row", "hidden-column", "hidden-sheet"]
    assert [p.place.row for p in report.result("1-13").problems] == [3, None, None]


def test_columns_hidden_beyond_the_data_and_empty_hidden_sheets_are_left(of_rows):
    def change(book, sheet):
        sheet.set_column(10, 16383, None, None, {"hidden": True})
        book.add_worksheet("空").hide()

    assert of_rows(GOOD, change).result("1-13").answer is Answer.PASS


def test_folded_rows_are_hidden_rows(of_rows):
    report = of_rows(
        GOOD, lambda _book, sheet: sheet.set_row(2, None, None, {"level": 1, "hidden": True, "collapsed": True})
    )
    assert codes(report, "1-13") == ["hidden-row"]


# 1-14, 1-15


def test_a_line_break_inside_a_value_fails_quoted_or_not(of_csv):
    quoted = of_csv('係,備考,件数（件）\n資格係,"窓口\n電話",10\n給付係,電話,8\n')
    assert (codes(quoted, "1-14"), rows(quoted, "1-14")) == (["line-break"], [2])
    cut = of_csv("係,備考,件数（件）\n資格係,窓口\n電話,10\n給付係,電話,8\n福祉係,電話,3\n税務係,郵送,2\n")
    assert (codes(cut, "1-14"), rows(cut, "1-14")) == (["record-cut"], [2])
    assert cut.scores[0].points == 0


def test_a_comma_without_quotes_fails_and_a_quoted_one_passes(of_csv):
    bare = of_csv("係,件数（件）\n資格係,10\n給付係,1,200\n福祉係,8\n")
    assert (codes(bare, "1-15"), rows(bare, "1-15")) == (["comma-not-quoted"], [3])
    assert of_csv('係,備考\n資格係,"窓口,電話"\n給付係,電話\n').result("1-15").answer is Answer.PASS


def test_rows_with_too_few_cells_are_named(of_csv):
    report = of_csv("係,工程,件数（件）\n資格係,受付,10\n給付係,審査\n福祉係,通知,8\n")
    assert (codes(report, "1-15"), rows(report, "1-15")) == (["cells-missing"], [3])
