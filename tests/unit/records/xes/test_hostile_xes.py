# SPDX-License-Identifier: Apache-2.0
"""Damaged, wrong and hostile files: one clear message each, whichever reader is asked."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from machikata.domain.errors import InputRefused, Problem, Severity
from machikata.records.xes import XesLimits, read_xes
from machikata.records.xes.reading import Reader

READERS: list[Reader] = ["strict", "tokenizer"]
EVENT = (
    '<event><string key="concept:name" value="受付"/><date key="time:timestamp" value="2026-04-01T09:00:00Z"/></event>'
)
GOOD = f'<?xml version="1.0" encoding="UTF-8"?>\n<log>\n<trace>\n{EVENT}\n</trace>\n</log>'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    + ']><log><trace><event><string key="a" value="&l11;"/></event></trace></log>'
)


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return request.param


def refused(folder: Path, data: bytes | str, reader: Reader, limits: XesLimits | None = None) -> list[Problem]:
    path = folder / "log.xes"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(InputRefused) as caught:
        read_xes(path, reader=reader, limits=limits or XesLimits())
    for problem in caught.value.problems:
        assert problem.what.ja
        assert problem.what.en
        assert problem.place.file == "log.xes"
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"", "xes-empty", None),
        (gzip.compress(b"", mtime=0), "xes-empty", None),
        (gzip.compress(GOOD.encode(), mtime=0)[:-12], "xes-gzip-truncated", None),
        (
            gzip.compress(GOOD.encode(), mtime=0)[:20] + b"\1\2\3\4\5" + gzip.compress(GOOD.encode(), mtime=0)[25:],
            "xes-gzip-damaged",
            None,
        ),
        (GOOD[:-8], "xes-truncated", 5),
        (GOOD[: GOOD.index("time:")], "xes-truncated", 4),
        (BOMB, "xes-doctype", 1),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "xes-doctype", 1),
        ('<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>', "xes-doctype", 1),
        (GOOD.encode("cp932"), "xes-encoding-wrong", 4),
        (GOOD.replace("UTF-8", "EUC-JP").encode("cp932"), "xes-encoding-wrong", 4),
        (GOOD.replace("UTF-8", "klingon"), "xes-encoding-unknown", 1),
        (GOOD.replace("UTF-8", "gb18030").encode("gb18030"), "xes-encoding-unknown", 1),
        ("<definitions><process/></definitions>", "xes-not-xes", 1),
        ("hello", "xes-malformed", 1),
        (GOOD.replace("受付", "&#1;"), "xes-malformed", 4),
        (GOOD.replace("受付", "&nbsp;"), "xes-malformed", 4),
        (GOOD.replace("受付", "a<b"), "xes-malformed", 4),
        (GOOD.replace('value="受付"', 'value="a" value="b"'), "xes-malformed", 4),
        (GOOD.replace("</trace>", "</event>"), "xes-malformed", 5),
        (GOOD + "<log/>", "xes-malformed", 6),
        ("<log/>", "xes-no-cases", None),
        ("<log><trace/></log>", "xes-no-events", None),
        (f"<log><trace>{EVENT}</trace>\n{EVENT}{EVENT}</log>", "xes-event-outside-case", 2),
    ],
)
def test_unreadable_files_are_refused_with_one_reason_and_its_line(tmp_path, reader, data, code, row):
    (problem,) = refused(tmp_path, data, reader)
    assert (problem.code, problem.place.row, problem.severity) == (code, row, Severity.ERROR)
    assert problem.remedy.ja


def test_all_events_outside_cases_are_counted(tmp_path, reader):
    (problem,) = refused(tmp_path, f"<log><trace>{EVENT}</trace>{EVENT * 3}</log>", reader)
    assert problem.count == 3


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path, reader):
    bomb = gzip.compress(b"<log><trace><event>" + b" " * 40_000_000)
    limits = XesLimits(ratio_from_bytes=1 << 22)
    (problem,) = refused(tmp_path, bomb, reader, limits)
    assert problem.code == "xes-gzip-bomb"


def test_a_file_longer_than_the_limit_is_refused(tmp_path, reader):
    (problem,) = refused(tmp_path, GOOD, reader, XesLimits(unpacked_bytes=100))
    assert problem.code == "xes-too-long"


def test_a_hundred_thousand_attribute_names_are_refused(tmp_path, reader):
    names = "".join(f'<string key="k{i}" value="v"/>' for i in range(100_000))
    (problem,) = refused(tmp_path, f"<log><trace><event>{names}</event></trace></log>", reader)
    assert (problem.code, problem.place.row) == ("xes-too-many-columns", 1)


def test_a_hundred_thousand_names_of_the_log_itself_are_refused(tmp_path, reader):
    names = "".join(f'<string key="k{i}" value="v"/>' for i in range(100_000))
    (problem,) = refused(tmp_path, f"<log>{names}<trace>{EVENT}</trace></log>", reader)
    assert problem.code == "xes-too-many-columns"


def test_attributes_nested_without_end_are_refused(tmp_path, reader):
    deep = '<string key="a" value="v">' * 500 + "</string>" * 500
    (problem,) = refused(tmp_path, f"<log><trace><event>{deep}</event></trace></log>", reader)
    assert problem.code == "xes-too-deep"


def test_a_tag_without_end_is_refused_before_it_fills_the_memory(tmp_path, reader):
    long = b'<log><trace><event><string key="a" value="' + b"x" * 3_000_000
    (problem,) = refused(tmp_path, long, reader, XesLimits(token_bytes=1 << 20))
    assert problem.code in {"xes-tag-too-long", "xes-truncated"}


@pytest.mark.parametrize(
    ("element", "value", "code"),
    [
        ("date", "0000-01-01T00:00:00Z", "xes-date-year-out-of-range"),
        ("date", "-0001-01-01T00:00:00Z", "xes-date-year-out-of-range"),
        ("date", "10000-01-01T00:00:00Z", "xes-date-year-out-of-range"),
        ("date", "292278-01-01T00:00:00Z", "xes-date-year-out-of-range"),
        ("date", "9999-12-31T24:00:00Z", "xes-date-year-out-of-range"),
        ("date", "2026-02-29T00:00:00Z", "xes-date-no-such-day"),
        ("date", "2026-13-01T00:00:00Z", "xes-date-no-such-day"),
        ("date", "2026-01-01T25:00:00Z", "xes-date-no-such-time"),
        ("date", "2026-01-01T23:59:60Z", "xes-date-no-such-time"),
        ("date", "2026-01-01T00:00:00+19:00", "xes-date-no-such-offset"),
        ("date", "令和8年4月1日", "xes-date-unreadable"),
        ("date", "", "xes-date-unreadable"),
        ("int", "12a", "xes-int-unreadable"),
        ("int", "９", "xes-int-unreadable"),
        ("int", "9223372036854775808", "xes-int-out-of-range"),
        ("int", "9" * 5000, "xes-int-out-of-range"),
        ("float", "1,5", "xes-float-unreadable"),
        ("float", "1_0", "xes-float-unreadable"),
        ("boolean", "maybe", "xes-boolean-unreadable"),
    ],
)
def test_a_faulty_value_is_empty_and_named_with_case_event_and_line(tmp_path, reader, element, value, code):
    path = tmp_path / "log.xes"
    path.write_text(
        f'<log><trace>\n{EVENT}\n<event><{element} key="v" value="{value}"/></event></trace></log>', "utf-8"
    )
    log = read_xes(path, reader=reader)
    (problem,) = log.problems
    assert (problem.code, problem.severity) == (code, Severity.WARNING)
    assert (problem.place.row, problem.place.column, problem.place.value) == (3, "v", value[:80])
    assert problem.what.en.startswith("case 1, event 2: ")
    assert log.events["v"].to_pylist() == [None, None]


@pytest.mark.parametrize(
    ("value", "micros"),
    [
        ("9999-12-31T23:59:59.999999-18:00", 253_402_365_599_999_999),
        ("0001-01-01T00:00:00+14:00", -62_135_647_200_000_000),
        ("1600-02-29T00:00:00Z", -11_670_998_400_000_000),
    ],
)
def test_the_ends_of_the_calendar_are_instants(tmp_path, reader, value, micros):
    path = tmp_path / "log.xes"
    path.write_text(f'<log><trace><event><date key="t" value="{value}"/></event></trace></log>')
    assert read_xes(path, reader=reader).events["t"].to_pylist() == [micros]


def test_many_faulty_values_are_listed_up_to_a_limit_and_the_rest_counted(tmp_path, reader):
    path = tmp_path / "log.xes"
    bad = '<event><int key="n" value="x"/></event>'
    path.write_text(f"<log><trace>{bad * 250}</trace></log>")
    problems = read_xes(path, reader=reader).problems
    assert (len(problems), problems[-1].count) == (101, 150)


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ('<foo><string key="x" value="y"/></foo>', "xes-unknown-element"),
        ("hello", "xes-stray-text"),
        ("　", "xes-stray-text"),
        ('<string value="y"/>', "xes-missing-key"),
        ('<string key="" value="y"/>', "xes-missing-key"),
        ('<string key="y"/>', "xes-missing-value"),
        ("<event/>", "xes-unknown-element"),
    ],
)
def test_what_is_not_xes_inside_an_event_is_passed_over_and_named(tmp_path, reader, inside, code):
    path = tmp_path / "log.xes"
    path.write_text(f'<log><trace><event>{inside}<int key="a" value="1"/></event></trace></log>', "utf-8")
    log = read_xes(path, reader=reader)
    assert [p.code for p in log.problems] == [code]
    assert log.events.to_pylist() == [{"case_index": 0, "a": 1}]


@pytest.mark.parametrize("odd", ["<!-- note -->", "<?pi x?>", "<![CDATA[ ]]>"])
def test_comments_instructions_and_blank_sections_between_events_change_nothing(tmp_path, reader, odd):
    path = tmp_path / "log.xes"
    path.write_text(f"<log><trace>{EVENT}{odd}{EVENT}</trace></log>", "utf-8")
    log = read_xes(path, reader=reader)
    assert (log.events.num_rows, log.problems) == (2, ())


def test_prefixed_elements_read_like_plain_ones(tmp_path, reader):
    path = tmp_path / "log.xes"
    path.write_text(
        '<x:log xmlns:x="http://www.xes-standard.org/"><x:trace><x:event><x:int key="a" value="1"/></x:event></x:trace></x:log>'
    )
    assert read_xes(path, reader=reader).events.to_pylist() == [{"case_index": 0, "a": 1}]
