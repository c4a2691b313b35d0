# SPDX-License-Identifier: Apache-2.0
"""The five lines of the README do what the README says."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

README = Path(__file__).resolve().parents[3] / "README.md"
HEADS = ("受付番号", "作業", "日時", "担当者", "申請の種類")
EXTRA_DAYS = {"north": 0, "east": 4, "south": 1}


def five_lines() -> str:
    """The only block of Python in the README."""
    [code] = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return str(code)


def write_log(path: Path, *, extra_days: int, cases: int = 60) -> None:
    """An invented log: three activities a case; each takes `extra_days` longer than usual."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEADS)
        for i in range(cases):
            at = datetime(2026, 4, 1, 9, i, tzinfo=UTC) + timedelta(days=2 * i)
            for step, activity in enumerate(("受付", "審査", "交付")):
                kind = "新規" if i % 3 else "更新"
                rows.writerow([f"{path.stem}-{i}", activity, at.strftime("%Y-%m-%d %H:%M"), f"職員{i % 6}", kind])
                at += timedelta(days=1 + extra_days + (i * 7 + step) % 5, minutes=i)


def test_five_lines_of_the_readme_give_a_comparison(tmp_path: Path) -> None:
    code = five_lines()
    assert len([line for line in code.splitlines() if line]) == 5
    for name, days in EXTRA_DAYS.items():
        write_log(tmp_path / f"{name}.csv", extra_days=days)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "団体によって違います" in done.stdout
    assert "見込みより長いのはeastです" in done.stdout
