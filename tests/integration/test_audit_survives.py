# SPDX-License-Identifier: Apache-2.0
"""A program that is killed while it records leaves a trail that is whole, and heads that never lead."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from machikata.automation.audit import read_heads
from machikata.bootstrap import open_workspace
from machikata.workspace.audit_trail import head_files, record, verify_audit

RECORDING = """
import sys
from machikata.bootstrap import open_workspace
from machikata.workspace.audit_trail import record
ws = open_workspace(sys.argv[1])
print("ready", flush=True)
n = 0
while True:
    record(ws, "tried", owner="990019", details={"n": n})
    n += 1
"""
DYING = """
import os, sys
from machikata.bootstrap import open_workspace
from machikata.workspace import audit_trail
audit_trail.export_new_head = lambda ws: os.kill(os.getpid(), 9)
audit_trail.record(open_workspace(sys.argv[1]), "tried", owner="990019")
"""


def test_a_trail_outlives_programs_that_are_killed_at_any_moment(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path)
    entries = 0
    for pause in (0.05, 0.13, 0.31):
        programs = [
            subprocess.Popen([sys.executable, "-c", RECORDING, str(tmp_path)], stdout=subprocess.PIPE) for _ in range(2)
        ]
        for p in programs:
            assert p.stdout is not None
            assert p.stdout.readline() == b"ready\n"
        time.sleep(pause)
        for p in programs:
            p.send_signal(signal.SIGKILL)
            p.wait(30)
            assert p.stdout is not None
            p.stdout.close()
        report = verify_audit(ws)
        assert report.intact, report.problem
        assert report.entries > entries
        assert report.unconfirmed <= len(programs)
        entries = report.entries
    record(ws, "tried", owner="990019")
    assert verify_audit(ws).unconfirmed == 0


def test_a_program_that_dies_between_commit_and_head_leaves_a_head_that_lags(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path)
    record(ws, "tried", owner="990019")
    assert subprocess.run([sys.executable, "-c", DYING, str(tmp_path)], check=False).returncode == -9
    report = verify_audit(ws)
    assert (report.intact, report.entries, report.confirmed) == (True, 2, 1)
    [head] = read_heads(head_files(ws)[0].read_text())
    assert head.number == 1
