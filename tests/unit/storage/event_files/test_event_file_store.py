# SPDX-License-Identifier: Apache-2.0
"""The event files: whole or not at all, named by content, closed to everything else."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from machikata.domain.errors import NotFound, WorkspaceUnusable
from machikata.records.raw import LogTables
from machikata.storage.event_files import EventFileSettings, EventFileStore, parquet_files
from machikata.storage.event_files.content import content_hash
from machikata.storage.event_files.staging import staged, staging_folder
from machikata.testing.log_strategies import logs
from machikata.testing.logs import SampleCase, log_from_traces

ONE = log_from_traces(["受付 審査 通知", "受付 通知"])


def admit(folder: Path, tables: LogTables = ONE):
    return EventFileStore(folder).admit(tables, body="990019", process="p", manifest={})


def leftovers(folder: Path) -> list[str]:
    """What lies in the store besides admitted logs and the lock of the staging folder."""
    return [str(p.relative_to(folder)) for p in staging_folder(folder).iterdir() if p.name != "whole.lock"]


def run_child(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    """Run `body` in a process of its own; it finds `store`, `ONE` and `pq`."""
    source = f"""
        import os, signal, sys, resource
        from pathlib import Path
        import pyarrow.parquet as pq
        from machikata.domain.errors import WorkspaceUnusable
        from machikata.storage.event_files import EventFileStore
        from machikata.testing.logs import log_from_traces
        ONE = log_from_traces(["受付 審査 通知", "受付 通知"])
        store = EventFileStore(Path({str(folder)!r}))
    """
    program = textwrap.dedent(source) + textwrap.dedent(body)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)


def test_a_kill_in_mid_import_leaves_no_log_and_the_next_opening_cleans_up(tmp_path: Path) -> None:
    killed = run_child(tmp_path, """
        real, files = pq.write_table, []
        def dying(table, *args, **kwargs):
            files.append(table)
            if len(files) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            real(table, *args, **kwargs)
        pq.write_table = dying
        store.admit(ONE, body="990019", process="p", manifest={})
    """)  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert leftovers(tmp_path)
    store = EventFileStore(tmp_path)
    assert store.stored() == ()
    assert leftovers(tmp_path) == []
    assert admit(tmp_path).id == store.stored()[0].id


def test_a_living_writer_keeps_its_staging_folder_when_another_program_opens_the_store(tmp_path: Path) -> None:
    EventFileStore(tmp_path)
    with staged(tmp_path) as folder:
        opened = run_child(tmp_path, "")
        assert opened.returncode == 0, opened.stderr
        assert folder.is_dir()
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs a limit on the size of files")
def test_a_file_that_may_not_grow_gives_one_clear_message_and_nothing_half_written(tmp_path: Path) -> None:
    full = run_child(tmp_path, """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
        try:
            store.admit(ONE, body="990019", process="p", manifest={})
        except WorkspaceUnusable as error:
            print(error.sentence("ja"))
    """)  # fmt: skip
    assert "ディスクの空きが足りません" in full.stdout
    assert "空きを増やしてから" in full.stdout
    assert EventFileStore(tmp_path).stored() == ()
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES])
def test_a_full_or_forbidden_disk_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    store = EventFileStore(tmp_path)

    def failing(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(parquet_files.os, "fsync", failing)
    with pytest.raises(WorkspaceUnusable) as refused:
        store.admit(ONE, body="990019", process="p", manifest={})
    monkeypatch.undo()
    expected = "フォルダーに書けません" if code == errno.EACCES else "ディスクの空きが足りません"
    assert expected in refused.value.what.ja
    assert refused.value.remedy.en
    assert store.stored() == ()
    assert leftovers(tmp_path) == []


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    log = admit(tmp_path)
    path = log.folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 2}))
    with pytest.raises(WorkspaceUnusable, match="newer Machikata") as refused:
        EventFileStore(tmp_path).find(log.id)
    assert refused.value.remedy.ja == "町型を新しい版にしてください"


def test_an_unreadable_manifest_is_damage(tmp_path: Path) -> None:
    log = admit(tmp_path)
    for content in (b"", b"{", b"[1]", b"{}", b'{"format_version": "one"}'):
        (log.folder / "manifest.json").write_bytes(content)
        with pytest.raises(WorkspaceUnusable, match="manifest cannot be read"):
            EventFileStore(tmp_path).find(log.id)


def test_a_missing_shortened_or_altered_file_is_named(tmp_path: Path) -> None:
    log = admit(tmp_path)
    store, path = EventFileStore(tmp_path), log.folder / "relation.parquet"
    whole = path.read_bytes()
    sql = "SELECT count(*) AS n FROM relation"

    path.write_bytes(whole[:100])
    for use in (lambda: store.find(log.id), lambda: store.load(log), lambda: store.query(sql, logs=[log])):
        with pytest.raises(WorkspaceUnusable, match=r"relation\.parquet.*size"):
            use()

    path.write_bytes(b"\0" * len(whole))
    for use in (lambda: store.check(log), lambda: EventFileStore(tmp_path).query(sql, logs=[log])):
        with pytest.raises(WorkspaceUnusable, match=r"relation\.parquet.*not what was written"):
            use()
    with pytest.raises(WorkspaceUnusable, match=r"relation\.parquet.*cannot be read"):
        store.load(log)

    path.unlink()
    with pytest.raises(WorkspaceUnusable, match=r"relation\.parquet.*missing"):
        store.query(sql, logs=[log])

    path.write_bytes(whole)
    store.check(log)


def test_a_log_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        EventFileStore(tmp_path).find("0" * 64)


def test_a_question_reaches_nothing_but_the_logs(tmp_path: Path) -> None:
    log = admit(tmp_path / "events")
    (tmp_path / "secret.csv").write_text("a\n1\n")
    store = EventFileStore(tmp_path / "events")
    store.query("SELECT 1 AS one", logs=[log])
    for sql in (
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        f"SELECT * FROM '{tmp_path}/secret.csv'",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
    ):
        with pytest.raises(duckdb.Error):
            store.query(sql, logs=[log])
    for sql in (
        "INSTALL httpfs",
        "SET threads = 1",
        f"COPY (SELECT 1) TO '{tmp_path}/events/x.csv'",
        "SELECT 1; SELECT 2",
    ):
        with pytest.raises(ValueError, match="one SELECT"):
            store.query(sql, logs=[log])


def test_variables_of_the_program_are_no_tables(tmp_path: Path) -> None:
    secret = pa.table({"x": [1]})
    log = admit(tmp_path)
    with pytest.raises(duckdb.CatalogException):
        EventFileStore(tmp_path).query("SELECT * FROM secret", logs=[log])
    assert secret.num_rows == 1


def test_questions_from_several_threads_do_not_mix(tmp_path: Path) -> None:
    store = EventFileStore(tmp_path, settings=EventFileSettings(threads=2, memory_gib=1))
    admitted = [store.admit(log_from_traces(["a b"] * n), body=f"{n}", process="p", manifest={}) for n in range(1, 9)]

    def count(log):
        return store.query("SELECT body, count(*) AS n FROM cases GROUP BY body", logs=[log]).to_pylist()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(count, admitted * 4))
    assert answers == [[{"body": log.body, "n": int(log.body)}] for log in admitted * 4]


@given(logs())
def test_the_name_depends_on_the_content_alone(tables: LogTables) -> None:
    def name(changed: LogTables) -> str:
        return content_hash(changed, body="b", process="p", manifest={})

    half = tables.events.num_rows // 2
    chunked = pa.concat_tables([tables.events.slice(0, half), tables.events.slice(half)])
    activity = tables.events["activity"].combine_chunks()
    values = activity.dictionary.to_pylist()
    reordered = pa.array(activity.to_pylist()).dictionary_encode()
    turned = pa.DictionaryArray.from_arrays(
        pa.array([len(values) - reordered.dictionary.to_pylist().index(v) for v in activity.to_pylist()], pa.int32()),
        pa.array(["not used", *reversed(reordered.dictionary.to_pylist())]),
    )
    place = chunked.column_names.index("activity")
    again = LogTables(chunked.set_column(place, "activity", turned), tables.cases, tables.relation, tables.tie_relation)
    assert again.events["activity"].to_pylist() == tables.events["activity"].to_pylist()
    assert name(again) == name(tables)


def test_the_name_tells_a_missing_value_from_zero_and_false() -> None:
    names = {
        content_hash(log_from_traces([SampleCase(["a"], start=datetime(2025, 4, 1, tzinfo=UTC), attributes=attributes), last]),
                     body="b", process="p", manifest={})
        for last in (SampleCase(["a"], attributes={"n": 1, "b": True}),)
        for attributes in ({"n": 0, "b": False}, {"n": 0}, {"b": False}, {})
    }  # fmt: skip
    assert len(names) == 4


def test_files_are_sorted_compressed_and_dictionary_encoded(tmp_path: Path) -> None:
    log = admit(tmp_path)
    meta = pq.read_metadata(log.folder / "events.parquet").row_group(0)
    column = meta.column(3)
    assert column.compression == "ZSTD"
    assert "RLE_DICTIONARY" in column.encodings
    assert [c.column_index for c in meta.sorting_columns] == [0, 1]
