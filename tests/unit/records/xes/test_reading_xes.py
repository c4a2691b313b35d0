# SPDX-License-Identifier: Apache-2.0
"""What `read_xes` makes of ordinary files, by both readers."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pyarrow as pa
import pytest

from machikata.domain.errors import Cancelled, Severity
from machikata.domain.text import Text
from machikata.records.raw import RawLog
from machikata.records.readers import read_file
from machikata.records.xes import looks_like_xes, read_xes
from machikata.records.xes.reading import Reader

READERS: list[Reader] = ["strict", "tokenizer"]
ORDINARY = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/><string key="org:resource" value="NOBODY"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="転入届"/>
  <int key="total" value="2"><int key="受付" value="1"/><int key="審査" value="1"/></int>
  <trace>
    <string key="concept:name" value="A-1"/>
    <boolean key="急ぎ" value="true"/>
    <event>
      <string key="concept:name" value="受付 &amp; 確認"/>
      <date key="time:timestamp" value="2026-04-01T09:00:00.250+09:00"/>
      <int key="pages" value="3"/>
      <float key="fee" value="300.5"/>
      <id key="form" value="f-1"/>
    </event>
    <event>
      <string key="concept:name" value="審査"><string key="by" value="係"/></string>
      <date key="time:timestamp" value="2026-04-01T00:30:00Z"/>
      <list key="papers"><values><string key="first" value="住民票"/></values></list>
    </event>
  </trace>
  <trace><string key="concept:name" value="A-2"/><event><string key="concept:name" value="受付 &#38; 確認"/></event></trace>
</log>
"""


def write(folder: Path, text: str | bytes, name: str = "log.xes") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def log_of(*events: str) -> str:
    return "<log><trace>" + "".join(f"<event>{e}</event>" for e in events) + "</trace></log>"


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return request.param


def test_every_attribute_becomes_a_column_and_what_is_missing_is_null(tmp_path, reader):
    log = read_xes(write(tmp_path, ORDINARY), reader=reader)
    events = log.events.to_pylist()
    assert [e["case_index"] for e in events] == [0, 0, 1]
    assert [e["concept:name"] for e in events] == ["受付 & 確認", "審査", "受付 & 確認"]
    assert [e["time:timestamp"] for e in events] == [1_775_001_600_250_000, 1_775_003_400_000_000, None]
    assert [e["time:timestamp@offset"] for e in events] == [540, 0, None]
    assert [e["pages"] for e in events] == [3, None, None]
    assert [e["fee"] for e in events] == [300.5, None, None]
    assert [e["form"] for e in events] == ["f-1", None, None]
    assert log.cases is not None
    assert log.cases.to_pylist() == [{"concept:name": "A-1", "急ぎ": True}, {"concept:name": "A-2", "急ぎ": None}]


def test_columns_have_the_types_of_the_contract(tmp_path, reader):
    log = read_xes(write(tmp_path, ORDINARY), reader=reader)
    words = pa.dictionary(pa.int32(), pa.string())
    expected = {
        "case_index": pa.int32(),
        "concept:name": words,
        "time:timestamp": pa.int64(),
        "time:timestamp@offset": pa.int16(),
        "pages": pa.int64(),
        "fee": pa.float64(),
        "form": words,
        "concept:name/by": words,
        "papers/first": words,
    }
    assert {f.name: f.type for f in log.events.schema} == expected


def test_nested_attributes_and_items_of_lists_are_columns_named_by_their_parents(tmp_path, reader):
    log = read_xes(write(tmp_path, ORDINARY), reader=reader)
    assert log.events["concept:name/by"].to_pylist() == [None, "係", None]
    assert log.events["papers/first"].to_pylist() == [None, "住民票", None]


def test_what_the_log_says_of_itself_is_kept_and_nested_statistics_are_counted(tmp_path, reader):
    log = read_xes(write(tmp_path, ORDINARY), reader=reader)
    assert log.title == "転入届"
    assert log.facts["extension:Concept"] == "http://www.xes-standard.org/concept.xesext"
    assert log.facts["classifier:Activity"] == "concept:name"
    assert log.facts["global:event"] == "concept:name, org:resource"
    assert log.facts["log:total"] == "2"
    (note,) = log.problems
    assert (note.code, note.count, note.severity) == ("xes-nested-log-attributes", 2, Severity.NOTE)


def test_globals_are_not_filled_in(tmp_path, reader):
    log = read_xes(write(tmp_path, ORDINARY), reader=reader)
    assert "org:resource" not in log.events.column_names


def test_the_source_names_the_bytes_on_disk(tmp_path):
    packed = gzip.compress(ORDINARY.encode())
    source = read_file(write(tmp_path, packed, "転入.xes.gz")).source
    assert (source.name, source.size, source.format) == ("転入.xes.gz", len(packed), "xes")
    assert source.sha256 == hashlib.sha256(packed).hexdigest()


def test_gzip_in_several_members_with_zero_padding_reads_like_the_plain_file(tmp_path, reader):
    data = ORDINARY.encode()
    packed = gzip.compress(data[:700]) + gzip.compress(data[700:]) + b"\0" * 512
    plain = read_xes(write(tmp_path, data, "a.xes"), reader=reader)
    assert read_xes(write(tmp_path, packed, "b.xes"), reader=reader).events.equals(plain.events)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "shift_jis", "cp932", "euc-jp", "iso-2022-jp"])
def test_declared_encodings_give_the_same_tables(tmp_path, reader, encoding):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    path = write(tmp_path, ORDINARY.replace("UTF-8", declared).encode(encoding))
    plain = read_xes(write(tmp_path, ORDINARY, "plain.xes"), reader=reader)
    log = read_xes(path, reader=reader)
    assert log.events.equals(plain.events)
    assert log.source.encoding == declared


def test_one_name_with_whole_numbers_and_decimals_becomes_decimal(tmp_path, reader):
    log = read_xes(write(tmp_path, log_of('<int key="a" value="1"/>', '<float key="a" value="2.5"/>')), reader=reader)
    assert log.events["a"].to_pylist() == [1.0, 2.5]
    assert [p.code for p in log.problems] == ["xes-mixed-types"]


def test_one_name_with_other_kinds_becomes_text_as_written(tmp_path, reader):
    events = log_of('<int key="a" value="007"/>', '<string key="a" value="7"/>', '<float key="a" value="1.50"/>')
    log = read_xes(write(tmp_path, events), reader=reader)
    assert log.events["a"].to_pylist() == ["007", "7", "1.50"]
    (note,) = log.problems
    assert note.what.en == "values of several types (string, int, float) were taken as “string”"


def test_a_name_twice_on_one_event_keeps_the_last_and_says_so(tmp_path, reader):
    log = read_xes(
        write(tmp_path, log_of('<int key="a" value="1"/><int key="a" value="2"/>', '<int key="a" value="3"/>')),
        reader=reader,
    )
    assert log.events["a"].to_pylist() == [2, 3]
    assert [(p.code, p.severity) for p in log.problems] == [("xes-repeated-key", Severity.WARNING)]


def test_dates_without_offset_are_local_times_of_the_chosen_zone_and_reported(tmp_path, reader):
    path = write(tmp_path, log_of('<date key="t" value="2026-07-01T12:00:00"/>', '<date key="t" value="2026-01-01"/>'))
    tokyo, berlin = read_xes(path, reader=reader), read_xes(path, reader=reader, default_zone="Europe/Berlin")
    assert tokyo.events["t@offset"].to_pylist() == [540, 540]
    assert berlin.events["t@offset"].to_pylist() == [120, 60]
    assert berlin.events["t"].to_pylist() == [1_782_900_000_000_000, 1_767_222_000_000_000]
    assert [(p.code, p.count) for p in berlin.problems] == [("xes-date-without-zone", 2)]


def test_names_taken_by_columns_of_the_reader_are_changed_and_reported(tmp_path, reader):
    event = '<string key="case_index" value="x"/><date key="t" value="2026-07-01T12:00:00Z"/><int key="t@offset" value="5"/>'
    log = read_xes(write(tmp_path, log_of(event)), reader=reader)
    row = log.events.to_pylist()[0]
    assert row == {
        "case_index": 0,
        "case_index@xes": "x",
        "t@xes": 1_782_907_200_000_000,
        "t@xes@offset": 0,
        "t@offset": 5,
    }
    assert [p.code for p in log.problems] == ["xes-renamed-column"] * 2


def test_cases_without_attributes_and_without_events_are_counted(tmp_path, reader):
    log = read_xes(write(tmp_path, "<log><trace/><trace><event/></trace><trace></trace></log>"), reader=reader)
    assert log.cases is not None
    assert (log.cases.num_rows, log.events["case_index"].to_pylist()) == (3, [1])


def test_progress_ends_at_one_and_can_cancel(tmp_path, reader):
    seen: list[float] = []

    def watch(share: float, what: Text) -> None:
        seen.append(share)
        assert what.ja

    path = write(tmp_path, ORDINARY)
    read_xes(path, reader=reader, progress=watch)
    assert seen[-1] == 1.0

    def cancel(share: float, what: Text) -> None:
        raise Cancelled(Text("中止しました", "cancelled"))

    with pytest.raises(Cancelled):
        read_xes(path, reader=reader, progress=cancel)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- OpenXES -->\n<log xes.version="1.0">', True),
        (gzip.compress(ORDINARY.encode(), mtime=0)[:300], True),
        (ORDINARY.encode("utf-16"), True),
        (b'<x:log xmlns:x="u">', True),
        (b"<logs>", False),
        (b"<definitions/>", False),
        ("番号,作業\n1,受付".encode("cp932"), False),
        (b"PK\x03\x04", False),
        (b"", False),
        (b"\x1f\x8b\x08broken", False),
    ],
)
def test_xes_is_recognised_by_its_first_bytes(head, expected):
    assert looks_like_xes(head) is expected


def equal(one: RawLog, other: RawLog) -> bool:
    """Same tables, findings and facts."""
    assert one.cases is not None
    assert other.cases is not None
    return (
        one.events.equals(other.events)
        and one.cases.equals(other.cases)
        and (one.problems, one.facts, one.title, one.source) == (other.problems, other.facts, other.title, other.source)
    )


def test_long_files_take_the_tokenizer_by_themselves_and_read_alike(tmp_path):
    event = '<string key="concept:name" value="受付"/><date key="time:timestamp" value="2026-04-01T09:00:00+09:00"/>'
    path = write(tmp_path, log_of(*[event] * 12_000))
    assert path.stat().st_size > 1_000_000
    assert equal(read_xes(path), read_xes(path, reader="strict"))
