# SPDX-License-Identifier: Apache-2.0
"""A kill in mid-import and a disk that fills up leave a whole workspace behind."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.workspace.bodies import list_records
from machikata.workspace.imports import import_log, list_drafts
from machikata.workspace.logs import logs_of

EVENTS = 60_000
IMPORT = """
import sys
from machikata.bootstrap import open_workspace
from machikata.workspace.imports import import_log
ws = open_workspace(sys.argv[1])
print("begin", flush=True)
import_log(ws, sys.argv[2], body="990019", process="moving-in", progress=lambda s, w: print(s, flush=True))
"""


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "log.csv"
    rows = (f"{i // 6},作業{i % 6},2026-04-{1 + i % 6:02} {i % 24:02}:{i % 60:02},職員{i % 9}" for i in range(EVENTS))
    path.write_text("案件番号,作業,完了日時,担当者\n" + "\n".join(rows) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("reports", [1, 4, 9, 12])
def test_a_kill_leaves_either_nothing_or_the_whole_record(large_file: Path, tmp_path: Path, reports: int) -> None:
    folder = tmp_path / "ws"
    program = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(folder), str(large_file)], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    for _ in range(reports):
        program.stdout.readline()
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    ws = open_workspace(folder)
    for entry in list_records(ws):
        [log] = logs_of(ws, process=entry.process, bodies=(entry.owner,))
        assert ws.events.load(log).events.num_rows == EVENTS
    assert import_log(ws, large_file, body="990019", process="moving-in").manifest["quality"]["events"] == EVENTS
    assert len(list_records(ws)) == 1


def test_a_full_disk_is_told_and_leaves_the_workspace_whole(large_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    open_workspace(folder)
    limit = 1_500_000
    program = subprocess.run(
        [sys.executable, "-c", "from machikata.cli.main import main; main()", "import", str(large_file), "--body",
         "990019", "--process", "moving-in", "--lang", "en", "--workspace", str(folder)],
        capture_output=True, text=True, check=False, encoding="utf-8",
        preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))[0],
    )  # fmt: skip
    assert program.returncode == 5, program.stderr
    assert "Traceback" not in program.stderr
    assert "free space" in program.stderr
    ws = open_workspace(folder)
    assert list_records(ws) == ()
    assert list_drafts(ws) == ()
    assert list((folder / "drafts").iterdir()) == []
    assert import_log(ws, large_file, body="990019", process="moving-in").manifest["quality"]["events"] == EVENTS


def test_a_cancelled_import_keeps_nothing(large_file: Path, tmp_path: Path) -> None:
    from machikata.domain.errors import Cancelled
    from machikata.domain.text import Text

    ws = open_workspace(tmp_path / "ws")

    def stop(share: float, what: Text) -> None:
        if share > 0.4:
            raise Cancelled(Text("中止しました", "stopped"))

    with pytest.raises(Cancelled):
        import_log(ws, large_file, body="990019", process="moving-in", progress=stop)
    assert list_records(ws) == ()
    assert list_drafts(ws) == ()
    assert [p for p in (tmp_path / "ws" / "events").iterdir() if not p.name.startswith(".")] == []


def test_waiting_programs_may_open_one_workspace_at_the_same_time(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    code = "import sys; from machikata.bootstrap import open_workspace; print(open_workspace(sys.argv[1]).secret.hex())"
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    keys = {p.communicate()[0] for p in programs}
    assert all(p.returncode == 0 for p in programs)
    assert len(keys) == 1
