# SPDX-License-Identifier: Apache-2.0
"""`machikata check-table` needs no workspace, tells answers and findings, and says by its exit code whether all is well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from machikata.cli.main import app

GOOD = "係,件数（件）\n資格係,10\n給付係,8\n"
BAD = "係,件数（件）\n資格係,10件\n給付係,8\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the command in a folder with a good and a bad file, and gives the exit code."""
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    (tmp_path / "bad.csv").write_text(BAD, "utf-8")
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            app(["check-table", *words])
        return int(ended.value.code or 0)

    return command


def test_a_good_table_ends_with_0_and_shows_every_answer(run, capsys) -> None:
    assert run("good.csv", "--lang", "ja") == 0
    told = capsys.readouterr().out
    assert "レベル1：100点" in told
    assert all(f"L{level}-{n:02d}" in told for level, last in ((1, 15), (2, 6), (3, 9)) for n in range(1, last + 1))


def test_a_failure_ends_with_1_and_tells_place_value_and_remedy(run, capsys) -> None:
    assert run("good.csv", "bad.csv", "--lang", "ja") == 1
    told = capsys.readouterr().out
    assert "L2-01" in told
    assert "2行目 列「件数（件）」 値「10件」" in told
    assert "→ 数字だけにし、" in told
    assert run("bad.csv", "--lang", "en") == 1
    assert "row 2, column “件数（件）”, value “10件”" in capsys.readouterr().out


def test_json_is_one_document_with_every_report(run, capsys) -> None:
    assert run("good.csv", "bad.csv", "--json") == 1
    first, second = json.loads(capsys.readouterr().out)
    assert [len(r["results"]) for r in (first, second)] == [30, 30]
    assert second["scores"][1]["points"] == 0


def test_a_file_that_cannot_be_read_is_told_after_the_reports_of_the_others(run, capsys) -> None:
    assert run("good.csv", "missing.csv", "--lang", "en") == 1
    told = capsys.readouterr()
    assert "Level 1: 100 points" in told.out
    assert "missing.csv" in told.err
    assert run("good.csv", "--sheet", "表") == 1


def test_companions_are_handed_on(run, capsys, tmp_path: Path) -> None:
    (tmp_path / "last.csv").write_text("係,時間（分）\n資格係,1\n", "utf-8")
    (tmp_path / "定義.txt").write_text("係：担当\n件数（件）：年間\n更新 2026-04-01\nUTF-8、BOMなし\n", "utf-8")
    assert run("good.csv", "--definitions", "定義.txt", "--lang", "ja") == 0
    assert "definitions" not in capsys.readouterr().out
    assert run("good.csv", "--last-year", "last.csv", "--lang", "ja") == 1
    assert "L3-07" in capsys.readouterr().out


def test_without_a_file_it_says_so(run, capsys) -> None:
    assert run("--lang", "en") == 1
    assert "name a file" in capsys.readouterr().err
