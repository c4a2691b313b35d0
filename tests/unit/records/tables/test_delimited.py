# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from machikata.domain.errors import Cancelled, InputRefused, Severity
from machikata.records.readers import read_file

HEADER = "案件番号,作業,日時"
ROWS = ["1,受付,2026-04-01", "1,審査,2026-04-02", "2,受付,2026-04-03"]


@pytest.fixture
def read(tmp_path):
    def reading(content, name="記録.csv", **choices):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_file(path, **choices)

    return reading


def refusal(read, content, **choices):
    with pytest.raises(InputRefused) as refused:
        read(content, **choices)
    for problem in refused.value.problems:
        assert problem.place.file
        assert problem.remedy.ja
        assert problem.remedy.en
    return refused.value.problems


def errors(raw):
    return [(p.code, p.place.row, p.count) for p in raw.problems if p.severity is Severity.ERROR]


def table(raw):
    return [list(row.values()) for row in raw.events.to_pylist()]


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("euc_jp", "euc_jp"),
        ("iso2022_jp", "iso2022_jp"),
    ],
)
def test_encodings_are_found(read, codec, found):
    raw = read("\n".join([HEADER, *ROWS]).encode(codec))
    assert raw.source.encoding == found
    assert raw.events.column_names == ["案件番号", "作業", "日時"]
    assert table(raw)[1] == ["1", "審査", "2026-04-02"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_found(read, delimiter):
    raw = read("\n".join([HEADER, *ROWS]).replace(",", delimiter))
    assert raw.source.delimiter == delimiter
    assert raw.events.num_columns == 3


def test_a_delimiter_inside_values_does_not_mislead(read):
    raw = read('案件番号;備考;日時\n1;"a,b,c";2026-04-01\n2;"d,e,f";2026-04-02\n')
    assert (raw.source.delimiter, raw.events["備考"].to_pylist()) == (";", ["a,b,c", "d,e,f"])


def test_title_rows_above_the_header_are_passed_over(read):
    raw = read("\n".join(["給与支払報告書処理一覧,,", "令和7年度,,出力日 R8.4.1", "", HEADER, *ROWS]))
    assert raw.source.header_row == 4
    assert raw.events.column_names == ["案件番号", "作業", "日時"]
    assert raw.events.num_rows == 3


def test_a_table_without_header_keeps_its_first_row_and_says_so(read):
    raw = read("\n".join(ROWS))
    assert raw.source.header_row == 0
    assert raw.events.column_names == ["列1", "列2", "列3"]
    assert raw.events.num_rows == 3
    assert "header-missing" in [p.code for p in raw.problems]


def test_a_person_can_say_which_row_is_the_header(read):
    raw = read("\n".join([*ROWS[:1], HEADER, *ROWS[1:]]), header_row=2)
    assert (raw.events.column_names[0], raw.events.num_rows) == ("案件番号", 2)


def test_repeated_and_empty_headers_are_told_apart_and_named(read):
    raw = read("番号,日付,日付,\n1,2026-04-01,2026-04-02,x\n")
    assert raw.events.column_names == ["番号", "日付", "日付（2）", "列4"]
    assert [(p.code, p.place.column) for p in raw.problems] == [("header-repeated", "日付")]


def test_columns_that_nobody_named_or_filled_are_left_out(read):
    raw = read("番号,作業,,\n1,受付,,\n2,審査,,\n")
    assert raw.events.column_names == ["番号", "作業"]


def test_every_ragged_row_is_named_with_what_was_expected_and_found(read):
    raw = read("\n".join([HEADER, ROWS[0], "1,審査", ROWS[2], "2,通知,2026-04-04,余り,余り"]))
    assert errors(raw) == [("ragged-row", 3, 1), ("ragged-row", 5, 1)]
    assert "2で、見出しの3" in raw.problems[0].what.ja
    assert "5 cells, the header 3" in raw.problems[1].what.en
    assert raw.events.num_rows == 2
    assert raw.row_numbers.tolist() == [2, 4]


def test_beyond_two_hundred_ragged_rows_the_count_is_still_complete(read):
    raw = read("\n".join([HEADER, *(["1,2"] * 5_000), *ROWS]))
    assert sum(count for _, _, count in errors(raw)) == 5_000
    assert len(errors(raw)) == 200
    assert raw.row_numbers.tolist() == [5_002, 5_003, 5_004]


def test_blank_rows_are_skipped_and_the_others_keep_their_numbers(read):
    raw = read("\n".join([HEADER, ROWS[0], "", ",,", ROWS[1], "　,,"]) + "\n\n")
    assert raw.events.num_rows == 2
    assert raw.row_numbers.tolist() == [2, 5]
    assert [e for e in errors(raw) if e[1] != 6] == []


def test_cells_are_kept_as_they_are_written(read):
    kept = [
        '"',
        "a\nb",
        " 前後 ",
        "０１２",
        "邉\U000e0100",
        "髙﨑",
        "\ue000",
        "007",
        "1.50",
        "NA",
        "null",
        "-0",
        "ﾊﾝｶｸ",
    ]
    lines = "\r\n".join('"' + v.replace('"', '""') + '",x' for v in kept)
    raw = read(f"値,印\r\n{lines}\r\n")
    assert raw.events["値"].to_pylist() == kept


def test_user_defined_characters_of_shift_jis_are_kept(read):
    raw = read("氏,x\n".encode("cp932") + b"\xf0\x40,1\n" + "髙﨑①,2\n".encode("cp932"))
    assert raw.source.encoding == "cp932"
    assert raw.events["氏"].to_pylist() == ["\ue000", "髙﨑①"]


def test_newlines_inside_quotes_do_not_shift_row_numbers(read):
    raw = read('番号,備考\n1,"一\n二"\n2\n3,三\n')
    assert errors(raw) == [("ragged-row", 3, 1)]
    assert raw.row_numbers.tolist() == [2, 4]


def test_old_macintosh_line_ends_are_read(read):
    assert read("番号,作業\r1,受付\r2,審査\r").events.num_rows == 2


def test_undecodable_bytes_are_named_with_row_and_byte(read):
    good = "番号,作業\n1,受付\n".encode()
    problems = refusal(read, good + b"2,\xe5\x8f\xff\n3,ok\n4,\xff\n", encoding="utf-8")
    assert [(p.code, p.place.row) for p in problems] == [("undecodable-bytes", 3), ("undecodable-bytes", 5)]
    assert "3バイト目" in problems[0].what.ja
    assert "E5 8F" in problems[0].what.ja


def test_a_wrongly_chosen_encoding_is_refused_and_not_garbled(read):
    content = "番号,作業\n1,受付、審査と決定\n".encode("cp932")
    assert refusal(read, content, encoding="utf-8")[0].code == "undecodable-bytes"


def test_bytes_that_no_encoding_knows_are_refused(read):
    assert refusal(read, "番号,作業\n1,受付\n".encode() + b"\xff\xfe\xfd\x80\n")[0].code == "undecodable-bytes"


def test_an_unknown_encoding_is_refused(read):
    assert refusal(read, HEADER, encoding="klingon")[0].code == "unknown-encoding"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file-empty"),
        ("\n\n\n", "no-rows"),
        (HEADER + "\n", "no-rows"),
        (HEADER + "\n,,\n", "no-rows"),
        ("a,b\n1,\x00\n", "nul-bytes"),
        (",".join(f"c{i}" for i in range(100_000)) + "\n", "too-many-columns"),
        ('a,b\n1,"2\n3,4\n', "quote-not-closed"),
        (b"%PDF-1.7\n", "file-is-pdf"),
        (b"\x89PNG\r\n\x1a\n", "file-is-picture"),
        (b"7z\xbc\xaf\x27\x1c", "file-is-archive"),
    ],
)
def test_what_is_no_table_is_refused_with_place_and_remedy(read, content, code):
    assert refusal(read, content)[0].code == code


def test_an_open_quotation_is_found_where_it_begins(read):
    lines = [HEADER, *ROWS * 100, '7,"受付,2026-04-01', *ROWS * 100]
    problem = refusal(read, "\n".join(lines))[0]
    assert (problem.code, problem.place.row) == ("quote-not-closed", 302)


def test_inch_marks_in_unquoted_cells_are_no_quotation(read):
    assert read('番号,備考\n1,21" 画面\n').events["備考"].to_pylist() == ['21" 画面']


def test_a_bad_delimiter_is_refused(read):
    assert refusal(read, HEADER, delimiter=",,")[0].code == "bad-delimiter"


def test_a_missing_file_is_refused_with_its_name(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read_file(tmp_path / "ない.csv")
    assert refused.value.problems[0].place.file == "ない.csv"


def test_the_content_counts_and_not_the_name(read):
    assert read("\n".join([HEADER, *ROWS]), name="記録.xlsx").source.format == "csv"


def test_reading_can_be_cancelled(read):
    def stop(share, what):
        raise Cancelled(what)

    with pytest.raises(Cancelled):
        read("\n".join([HEADER, *ROWS]), progress=stop)


def test_the_source_tells_hash_and_size(read):
    raw = read("\n".join([HEADER, *ROWS]))
    assert raw.source.size == len("\n".join([HEADER, *ROWS]).encode())
    assert len(raw.source.sha256) == 64
