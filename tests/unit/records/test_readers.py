# SPDX-License-Identifier: Apache-2.0
"""One door for all files: content decides, and damage of any kind ends in a refusal and never in a crash."""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from machikata.domain.errors import InputRefused
from machikata.records.admission import apply_mapping
from machikata.records.mapping import propose_mapping
from machikata.records.readers import read_file

XES = """<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0"><trace><string key="concept:name" value="a"/>
<event><string key="concept:name" value="受付"/><date key="time:timestamp" value="2026-04-01T09:00:00+09:00"/></event></trace></log>"""


def as_csv():
    rows = "\n".join(f"{i // 3},作業{i % 3},R8.4.{1 + i % 28}" for i in range(40))
    return f"案件番号,作業,日時\n{rows}\n".encode("cp932")


def as_xlsx():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, ["案件番号", "作業", "日時"])
        for i in range(20):
            sheet.write_row(i + 1, 0, [i // 3, f"作業{i % 3}", f"2026-04-{1 + i:02d}"])
    return buffer.getvalue()


def as_parquet():
    buffer = io.BytesIO()
    table = pa.table({"案件番号": ["1", "2"] * 20, "作業": ["受付", "通知"] * 20, "日時": ["2026-04-01"] * 40})
    pq.write_table(table, buffer)
    return buffer.getvalue()


def as_ocel_json():
    event = {"type": "受付", "time": "2026-04-01T00:00:00Z", "relationships": [{"objectId": "o"}]}
    return json.dumps(
        {"events": [event | {"id": f"e{i}"} for i in range(9)], "objects": [{"id": "o", "type": "申請"}]}
    ).encode()


def as_ocel_sqlite():
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(
            """
            CREATE TABLE event (ocel_id, ocel_type); CREATE TABLE object (ocel_id, ocel_type);
            CREATE TABLE event_object (ocel_event_id, ocel_object_id, ocel_qualifier);
            CREATE TABLE event_map_type (ocel_type, ocel_type_map); CREATE TABLE object_map_type (ocel_type, ocel_type_map);
            CREATE TABLE event_a (ocel_id, ocel_time); INSERT INTO event_map_type VALUES ('受付', 'a');
            INSERT INTO event VALUES ('e', '受付'); INSERT INTO event_a VALUES ('e', '2026-04-01T00:00:00Z');
            INSERT INTO object VALUES ('o', '申請'); INSERT INTO event_object VALUES ('e', 'o', '');
            """
        )
        return db.serialize()


def as_xes():
    return XES.encode()


FORMATS = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
    "ocel-json": as_ocel_json,
    "ocel-sqlite": as_ocel_sqlite,
    "xes": as_xes,
}


@pytest.fixture
def read(tmp_path):
    def reading(content):
        path = tmp_path / "記録.dat"
        path.write_bytes(content)
        return read_file(path)

    return reading


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_known_by_its_content_and_comes_in_unhelped(read, kind):
    raw = read(FORMATS[kind]())
    assert raw.source.format == kind
    admission = apply_mapping(raw, propose_mapping(raw).mapping, secret=b"k" * 32)
    assert admission.errors == ()
    assert admission.tables.events.num_rows == raw.events.num_rows


@pytest.mark.parametrize("kind", FORMATS)
def test_damaged_files_are_refused_or_read_and_never_crash(read, kind):
    rng = random.Random(kind)
    found = []
    for _ in range(60):
        data = bytearray(FORMATS[kind]())
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(data)) if data else 0
            match rng.randrange(4):
                case 0 | 1:
                    data[place : place + 1] = bytes([rng.randrange(256)])
                case 2:
                    del data[place:]
                case 3:
                    data[place:place] = rng.randbytes(rng.randint(1, 40))
        try:
            raw = read(bytes(data))
            apply_mapping(raw, propose_mapping(raw).mapping, secret=b"k" * 32)
        except InputRefused as refused:
            found += refused.problems
    assert found
    assert all(p.what.ja and p.what.en and p.remedy.ja and p.remedy.en for p in found)


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(as_csv(), mtime=0),
        gzip.compress(as_xes(), mtime=0)[:60],
        b"<html><body>no log</body></html>",
        b"<?xml version='1.0'?><!DOCTYPE log [<!ENTITY a 'x'>]><log>&a;</log>",
        bytes(range(256)) * 20,
    ],
)
def test_foreign_and_cut_files_are_refused(read, content):
    with pytest.raises(InputRefused):
        read(content)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read_file(tmp_path)
    assert refused.value.problems[0].code == "file-unreadable"
