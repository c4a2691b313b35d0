# SPDX-License-Identifier: Apache-2.0
"""The command line as a person uses it: results on stdout, complaints on stderr, an exit code for a script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CARE, EIGHT

GOOD = (
    "案件番号,作業,完了日時,担当者\n1,受付,2026-04-01 09:00,a\n1,決裁,2026-04-02 10:00,b\n2,受付,2026-04-03 09:00,a\n"
)


def machikata(*words: str | Path, folder: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environment = {**os.environ, "MACHIKATA_WORKSPACE": str(folder), "MACHIKATA_LANG": lang, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "machikata", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False,
        encoding="utf-8",
    )  # fmt: skip


def test_import_records_remove_and_undo(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(GOOD, "cp932")
    done = machikata("import", file, "--body", "990019", "--process", "moving-in", "--json", folder=tmp_path / "ws")
    assert done.returncode == 0, done.stderr
    [entry] = json.loads(done.stdout)
    assert entry["manifest"]["quality"]["events"] == 3
    assert "log.csv" in machikata("records", folder=tmp_path / "ws").stdout
    assert machikata("remove", entry["id"], folder=tmp_path / "ws").returncode == 0
    assert "no records yet" in machikata("records", folder=tmp_path / "ws").stdout
    assert machikata("remove", entry["id"], "--undo", folder=tmp_path / "ws").returncode == 0
    assert "log.csv" in machikata("records", folder=tmp_path / "ws").stdout


def test_a_bad_file_exits_with_1_and_names_every_problem_in_japanese(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(GOOD.replace("2026-04-02 10:00", "令和8年13月2日").replace("2026-04-03 09:00", ""), "utf-8")
    done = machikata("import", file, "--body", "a", "--process", "p", folder=tmp_path / "ws", lang="ja")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "3行目" in done.stderr
    assert "4行目" in done.stderr
    assert "Traceback" not in done.stderr


def test_columns_that_are_not_found_are_refused_with_the_options_that_settle_them(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    done = machikata("import", file, "--body", "a", "--process", "p", folder=tmp_path / "ws")
    assert done.returncode == 1
    assert "--columns" in done.stderr


def test_a_mistyped_workspace_does_not_pass_for_an_empty_one(tmp_path: Path) -> None:
    done = machikata("records", folder=tmp_path / "typo")
    assert done.returncode == 4
    assert "no workspace" in done.stderr
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("compare", "no-such-process"), 4),
        (("import", "nowhere.csv", "--body", "a", "--process", "p"), 1),
        (("import", "nowhere.csv"), 2),
        (("reproduce", "nowhere.zip"), 1),
        (("remove", "nothing"), 4),
        (("no-such-command",), 2),
    ],
)
def test_every_failure_has_its_exit_code_and_no_traceback(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    (tmp_path / "ws").mkdir()
    done = machikata(*words, folder=tmp_path / "ws")
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_errors_are_a_document_when_json_is_asked_for(tmp_path: Path) -> None:
    done = machikata("import", "nowhere.csv", "--body", "a", "--process", "p", "--json", folder=tmp_path / "ws")
    assert json.loads(done.stdout)["error"] == "InputRefused"


def test_comparing_too_few_bodies_exits_with_3_and_says_how_many_are_missing(demo_folder: Path) -> None:
    done = machikata("compare", CARE, "991015", "991023", folder=demo_folder)
    assert done.returncode == 3
    assert "1 more" in done.stderr or "one more" in done.stderr


def test_compare_prints_statements_and_json(demo_folder: Path) -> None:
    told = machikata("compare", CARE, EIGHT, "--own", "991015", folder=demo_folder, lang="ja")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("【架空のデータ】")
    document = json.loads(machikata("compare", CARE, EIGHT, "--json", folder=demo_folder).stdout)
    assert len(document["bodies"]) == 8


def test_profile_and_dictionary_and_bodies_speak_both_languages(demo_folder: Path) -> None:
    for lang, word in (("ja", "あらまし"), ("en", "Outline")):
        done = machikata("profile", "991015", CARE, folder=demo_folder, lang=lang)
        assert done.returncode == 0, done.stderr
        assert word in done.stdout
    assert "undecided" in machikata("dictionary", "list", CARE, folder=demo_folder).stdout
    assert "都市Ⅰ-3" in machikata("bodies", folder=demo_folder).stdout
    assert EIGHT in machikata("group", folder=demo_folder).stdout


def test_a_report_is_written_where_it_was_asked_for(demo_folder: Path, tmp_path: Path) -> None:
    for form in ("html", "xlsx", "json", "zip"):
        path = tmp_path / f"out.{form}"
        done = machikata("report", CARE, EIGHT, "--to", path, "--form", form, folder=demo_folder)
        assert done.returncode == 0, done.stderr
        assert path.stat().st_size > 1000


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_a_terminal_that_lacks_signs_gets_question_marks_and_whole_documents(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "転入届é.csv"
    file.write_text(GOOD, "utf-8")
    assert machikata("import", file, "--body", "a", "--process", "p", folder=tmp_path / "ws").returncode == 0
    environment = {**os.environ, "MACHIKATA_WORKSPACE": str(tmp_path / "ws"), "PYTHONUTF8": "0"}
    environment |= {"PYTHONIOENCODING": encoding, "MACHIKATA_LANG": "ja"}
    command = [sys.executable, "-m", "machikata", "records"]
    shown = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (shown.returncode, b"Traceback" in shown.stderr) == (0, False)
    told = subprocess.run([*command, "--json"], capture_output=True, env=environment, check=False)
    assert json.loads(told.stdout.decode(encoding))[0]["file_name"] == file.name
