# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: DTZ001 (local times without a zone are the subject)
from __future__ import annotations

import datetime as dt

import pytest

from machikata.domain.errors import InputRefused
from machikata.records.table_checks import Answer, Companions

# 3-01


def test_header_in_the_first_row_with_data_below_passes(of_csv):
    assert of_csv("係,件数（件）\nA,1\nB,2\n").result("3-01").answer is Answer.PASS


@pytest.mark.parametrize("rows", [
    [["業務量調査"], [], ["係", "件数（件）"], ["A", 1], ["B", 2]], [[], ["係", "件数（件）"], ["A", 1], ["B", 2]],
    [["係", "件数（件）"], [], ["A", 1], ["B", 2]],
])  # fmt: skip
def test_titles_blank_rows_above_and_gaps_below_the_header_fail(of_rows, rows):
    report = of_rows(rows)
    assert report.result("3-01").answer is Answer.FAIL
    assert report.scores[2].points == 0


# 3-02

CODED = "係,区分,件数（件）\nA,1,5\nB,2,6\nC,1,7\nD,3,8\n"


def test_codes_need_a_code_table(of_csv):
    assert of_csv(CODED).result("3-02").answer is Answer.COMPANION_NEEDED
    assert of_csv("団体コード,件数（件）\n011002,5\n131032,6\n").result("3-02").answer is Answer.NOT_APPLICABLE


def test_a_code_table_has_to_list_every_code_in_use(of_csv, tmp_path):
    whole, part = tmp_path / "コード表.csv", tmp_path / "一部.csv"
    whole.write_text("項目,コード,意味\n区分,1,紙\n区分,2,電子\n区分,3,両方\n", encoding="cp932")
    part.write_text("コード,意味\n1,紙\n2,電子\n", encoding="utf-8")
    assert of_csv(CODED, companions=Companions(code_table=whole)).result("3-02").answer is Answer.PASS
    result = of_csv(CODED, companions=Companions(code_table=part)).result("3-02")
    assert (result.answer, [p.place.value for p in result.problems]) == (Answer.FAIL, ["3"])


def test_codes_of_another_column_do_not_help(of_csv, tmp_path):
    table = tmp_path / "コード表.csv"
    table.write_text("項目,コード,意味\n区分,1,紙\n区分,2,電子\n状態,3,完了\n", encoding="utf-8")
    assert of_csv(CODED, companions=Companions(code_table=table)).result("3-02").answer is Answer.FAIL


def test_a_companion_that_is_missing_or_unreadable_is_refused(of_csv, tmp_path):
    with pytest.raises(InputRefused):
        of_csv(CODED, companions=Companions(code_table=tmp_path / "ない.csv"))
    picture = tmp_path / "コード表.pdf"
    picture.write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(InputRefused):
        of_csv(CODED, companions=Companions(code_table=picture))


# 3-03

HIDDEN = "係,件数（件）\nA,10\nB,x\nC,12\nD,…\n"


def test_symbols_among_numbers_need_a_definition(of_csv, tmp_path):
    assert of_csv(HIDDEN).result("3-03").answer is Answer.COMPANION_NEEDED
    note = tmp_path / "定義.txt"
    note.write_text("「x」は秘匿、「…」は不詳を表す。\n", encoding="utf-8")
    assert of_csv(HIDDEN, companions=Companions(definitions=note)).result("3-03").answer is Answer.PASS
    note = tmp_path / "定義2.csv"
    note.write_text("記号,意味\nx,秘匿\n", encoding="utf-8")
    result = of_csv(HIDDEN, companions=Companions(definitions=note)).result("3-03")
    assert (result.answer, [p.place.value for p in result.problems]) == (Answer.FAIL, ["…"])


def test_a_note_below_the_table_defines_a_symbol_though_it_stands_outside(of_rows):
    report = of_rows(
        [["係", "工程", "件数（件）"], ["A", "受付", 10], ["B", "受付", "x"], ["C", "受付", 12], [], ["※ x：秘匿"]]
    )
    assert report.result("3-03").answer is Answer.PASS
    assert report.result("1-04").answer is Answer.FAIL


def test_numbers_without_symbols_need_no_definition(of_csv):
    assert of_csv("係,件数（件）\nA,1\nB,\n").result("3-03").answer is Answer.NOT_APPLICABLE


# 3-04


@pytest.mark.parametrize(
    "header",
    [
        "処理時間（分）",
        "人件費[千円]",
        "件数",
        "世帯数",
        "総人口（女）",
        "人口",
        "所要日数",
        "minutes",
        "pop_2020",
        "財政力指数",
        "年齢",
        "単価(円/時間)",
    ],
)
def test_units_in_the_header_pass(of_csv, header):
    assert of_csv(f"係,{header}\nA,10\nB,20\n").result("3-04").answer is Answer.PASS


@pytest.mark.parametrize("header", ["費用", "歳出決算総額", "割合", "面積", "staff", "値"])
def test_numbers_without_a_unit_fail(of_csv, header):
    result = of_csv(f"係,{header}\nA,10.5\nB,20\n").result("3-04")
    assert (result.answer, [p.place.column for p in result.problems]) == (Answer.FAIL, [header])


def test_a_column_of_units_or_the_definitions_give_the_unit(of_csv, tmp_path):
    assert of_csv("項目,値,単位\n費用,10,円\n時間,20,分\n").result("3-04").answer is Answer.PASS
    given = tmp_path / "定義.csv"
    given.write_text("項目,意味,単位\n費用,年間の費用,千円\n割合,,\n", encoding="utf-8")
    choices = Companions(definitions=given)
    assert of_csv("係,費用\nA,10\nB,20\n", companions=choices).result("3-04").answer is Answer.PASS
    assert of_csv("係,割合\nA,10\nB,20\n", companions=choices).result("3-04").answer is Answer.FAIL


# 3-05


@pytest.mark.parametrize(
    "values", [["令和6年度", "令和7年度"], ["R6.4.1", "R6.5.1"], ["平成31年4月", "令和元年5月"], ["H30", "R2"]]
)
def test_japanese_years_alone_fail(of_csv, values):
    report = of_csv("年度,件数\n" + "".join(f"{v},{n}\n" for n, v in enumerate(values)))
    assert {p.code for p in report.result("3-05").problems} >= {"time-era-alone"}


@pytest.mark.parametrize("values", [
    ["2024", "2025"], ["2024年度", "2025年度"], ["令和6年（2024年）", "令和7年（2025年）"], ["2024-04-01", "2024-10-12"], ["2024/4/1", "2024/10/12"],
    ["2024000000", "2025000000"], ["2024-04", "2024-05"], ["2024-04-01 09:00:00", "2024-04-02"],
])  # fmt: skip
def test_western_years_and_codes_of_e_stat_pass(of_csv, values):
    report = of_csv("年月,件数\n" + "".join(f"{v},{n}\n" for n, v in enumerate(values)))
    assert report.result("3-05").answer is not Answer.FAIL


def test_western_years_in_a_column_beside_pass(of_csv):
    assert of_csv("年度,西暦年度,件数\n令和6年度,2024,1\n令和7年度,2025,2\n").result("3-05").answer is Answer.PASS


def test_several_ways_of_writing_fail(of_csv, of_rows):
    report = of_csv("日付,件数\n2024-04-01,1\n2024-04-02,2\n2024/4/3,3\n")
    assert [(p.code, p.place.row) for p in report.result("3-05").problems] == [("time-mixed", 4)]
    sheet = of_rows([["日付", "件数"], [dt.date(2024, 4, 1), 1], [dt.date(2024, 4, 2), 2], ["2024/4/3", 3]],
                    lambda book, s: [s.write_datetime(r, 0, dt.datetime(2024, 4, r), book.add_format({"num_format": "yyyy/m/d"})) for r in (1, 2)])  # fmt: skip
    assert [p.place.cell for p in sheet.result("3-05").problems] == ["A4"]


def test_years_of_an_era_in_headers_fail_and_names_of_villages_do_not(of_csv):
    assert of_csv("係,令和6年度件数,令和7年度件数\nA,1,2\nB,3,4\n").result("3-05").answer is Answer.FAIL
    assert of_csv("係,昭和村,S3\nA,1,2\nB,3,4\n").result("3-05").answer is Answer.NOT_APPLICABLE


# 3-06


@pytest.mark.parametrize("text", [
    "団体コード,件数\n011002,1\n131032,2\n", "地域コード,件数\nR01100,1\nR13103,2\n", "市区町村コード,市区町村,件数\n13103,港区,1\n23111,港区,2\n",
    "都道府県,市区町村,件数\n北海道,札幌市,1\n東京都,港区,2\n全国,合計,3\n", "団体,件数\n東部広域連合,1\n札幌市,2\n",
])  # fmt: skip
def test_codes_and_official_names_pass(of_csv, text):
    assert of_csv(text).result("3-06").answer is Answer.PASS


@pytest.mark.parametrize(("text", "code"), [
    ("都道府県,件数\n東京,1\n北海道,2\n神奈川,3\n", "region-short"), ("市区町村,件数\n札幌,1\n函館市,2\n", "region-name"),
    ("団体コード,件数\n11002,1\n131032,2\n271004,3\n", "region-leading-zero"), ("団体コード,件数\n011002,1\n131032,2\n271005,3\n", "region-check-digit"),
])  # fmt: skip
def test_short_names_and_damaged_codes_fail(of_csv, text, code):
    assert [p.code for p in of_csv(text).result("3-06").problems][:1] == [code]


def test_codes_read_as_numbers_have_lost_their_zero(of_rows):
    report = of_rows([["団体コード", "件数"], [11002, 1], [131032, 2], [271004, 3]])
    assert [p.code for p in report.result("3-06").problems] == ["region-leading-zero"]


def test_a_table_without_regions_is_not_asked(of_csv):
    assert of_csv("係,件数\nA,1\n").result("3-06").answer is Answer.NOT_APPLICABLE


# 3-07


def test_last_years_file_is_compared_column_by_column(of_csv, tmp_path):
    before = tmp_path / "r6.csv"
    before.write_text("係,令和6年度の件数,時間（分）\nA,1,2\nB,2,3\n", encoding="utf-8")
    choices = Companions(last_year=before)
    assert of_csv("係,件数\nA,1\n").result("3-07").answer is Answer.COMPANION_NEEDED
    assert (
        of_csv("係,令和7年度の件数,時間（分）\nA,1,2\nB,2,3\n", companions=choices).result("3-07").answer is Answer.PASS
    )
    changed = of_csv("係,令和7年度の件数,時間（時）\nA,1,2\nB,2,3\n", companions=choices).result("3-07")
    assert [p.code for p in changed.problems] == ["column-new", "column-gone"]
    noted = tmp_path / "定義.txt"
    noted.write_text("変更履歴：「時間（分）」を「時間（時）」に変更した。\n", encoding="utf-8")
    told = of_csv(
        "係,令和7年度の件数,時間（時）\nA,1,2\nB,2,3\n", companions=Companions(last_year=before, definitions=noted)
    )
    assert told.result("3-07").answer is Answer.PASS


# 3-08


def test_definitions_name_every_column_the_history_and_the_encoding(of_csv, tmp_path):
    full, bare = tmp_path / "定義.csv", tmp_path / "不足.csv"
    full.write_text(
        "項目,意味\n係,担当の係\n件数,年間の件数（件）\n更新日,2026-04-01\n文字コード,UTF-8（BOMあり）\n",
        encoding="utf-8",
    )
    bare.write_text("項目,意味\n係,担当の係\n", encoding="utf-8")
    text = "係,件数\nA,1\nB,2\n"
    assert of_csv(text).result("3-08").answer is Answer.COMPANION_NEEDED
    assert of_csv(text, companions=Companions(definitions=full)).result("3-08").answer is Answer.PASS
    result = of_csv(text, companions=Companions(definitions=bare)).result("3-08")
    assert [p.code for p in result.problems] == ["column-undefined", "history-missing", "encoding-untold"]


# 3-09


@pytest.mark.parametrize("head", [
    "係,2022年度,2023年度,2024年度", "係,令和4年度,令和5年度,令和6年度", "係,4月,5月,6月", "係,北海道,青森県,岩手県", "係,件数1,件数2,件数3",
    "係,件数（正規）,件数（会計年度）,件数（委託）", "係,件数2022,件数2023,件数2024",
])  # fmt: skip
def test_years_months_regions_and_repeated_items_as_columns_fail(of_csv, head):
    result = of_csv(head + "\nA,1,2,3\nB,4,5,6\nC,7,8,9\n").result("3-09")
    assert (result.answer, result.count) == (Answer.FAIL, 3)


@pytest.mark.parametrize("head", [
    "年度,件数,時間（分）,費用（円）", "係,昨年度件数,今年度件数,増減（件）", "係,費用（円）,費用（千円）,費用（百万円）", "住所1,件数,時間（分）,人数",
    "市区町村,件数,時間（分）,人数", "係,B1101,A1201,C1301",
])  # fmt: skip
def test_long_tables_pass(of_csv, head):
    assert of_csv(head + "\nA,1,2,3\nB,4,5,6\nC,7,8,9\n").result("3-09").answer is Answer.PASS


def test_another_sheet_of_the_workbook_may_explain_codes_symbols_and_columns(of_rows):
    rows = [["係", "区分", "件数"], ["資格係", 1, 10], ["給付係", 2, "x"], ["福祉係", 1, 5], ["税務係", 2, 6]]

    def explained(book, _sheet, *, codes=("1", "2")):
        guide = book.add_worksheet("説明")
        guide.write_column("A1", ["項目", "係", "区分", "件数", "x", "更新日"])
        guide.write_column("B1", ["意味", "担当の係", "コード表を見る", "年間の件数", "秘匿", "2026-04-01"])
        table = book.add_worksheet("コード表")
        table.write_row("A1", ["項目", "コード", "意味"])
        for row, code in enumerate(codes, start=1):
            table.write_row(row, 0, ["区分", code, f"意味{code}"])

    good = of_rows(rows, explained)
    assert [good.result(c).answer for c in ("3-02", "3-03", "3-08")] == [Answer.PASS] * 3
    part = of_rows(rows, lambda book, sheet: explained(book, sheet, codes=("1",)))
    assert part.result("3-02").answer is Answer.COMPANION_NEEDED
    assert of_rows(rows).result("3-08").answer is Answer.COMPANION_NEEDED
