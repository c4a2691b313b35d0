# SPDX-License-Identifier: Apache-2.0
"""What one command prints another takes: the proposed columns of a file, and the common names of a dictionary."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app

LOG = (
    "受付番号,作業,日時\n1,申請の受付,2026-04-01 09:00\n1,結果の通知,2026-04-02 10:00\n2,申請の受付,2026-04-03 09:00\n"
)

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, in its own workspace, and gives the exit code."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            app([*words, "--workspace", "ws"])
        return int(ended.value.code or 0)

    return command


IMPORT = ("import", "log.csv", "--body", "north", "--process", "permits")


def test_the_columns_that_were_shown_can_be_handed_back(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*IMPORT, "--show-columns", "--json") == 0
    (tmp_path / "columns.json").write_text(capsys.readouterr().out, "utf-8")
    assert run(*IMPORT, "--columns", "columns.json") == 0
    assert "3 events of 2 cases" in capsys.readouterr().out


def test_the_mapping_alone_can_be_handed_back_too(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(*IMPORT, "--show-columns", "--json")
    mapping = json.loads(capsys.readouterr().out)["mapping"]
    (tmp_path / "columns.json").write_text(json.dumps(mapping), "utf-8")
    assert run(*IMPORT, "--columns", "columns.json") == 0


@pytest.mark.parametrize("content", ["no JSON", "[1]", '{"mapping": 3}', '{"columns": [{"name": "a", "role": "b"}]}'])
def test_columns_that_say_nothing_are_refused_with_a_remedy(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "columns.json").write_text(content, "utf-8")
    assert run(*IMPORT, "--columns", "columns.json") == 1
    assert "--show-columns --json" in capsys.readouterr().err


def test_a_name_is_decided_by_the_words_the_list_shows_or_by_the_id(run: Run, tmp_path: Path) -> None:
    run(*IMPORT)
    run("dictionary", "draft", "permits")
    concept = next(c for c in open_workspace(tmp_path / "ws").process("permits").concepts if c.label.ja == "申請の受付")
    for words in ("申請の受付", concept.id):
        assert run("dictionary", "decide", "permits", "north", "結果の通知", words) == 0
        [*_, decision] = open_workspace(tmp_path / "ws").library.decisions("permits")
        assert decision.concept == concept.id
    assert run("dictionary", "decide", "permits", "north", "結果の通知", "ない名前") == 1


def test_a_defect_of_the_program_has_an_exit_code_of_its_own_and_a_document(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("something nobody thought of")

    run(*IMPORT)
    capsys.readouterr()
    monkeypatch.setattr("machikata.cli.bring.list_records", broken)
    assert run("records", "--json") == 70
    told = capsys.readouterr()
    assert json.loads(told.out)["problems"][0]["code"] == "defect"
    assert "something nobody thought of" in told.err


def test_a_refusal_counts_its_places_in_the_document(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.csv").write_text(LOG + "3,申請の受付,いつか\n4,申請の受付,そのうち\n", "utf-8")
    assert run(*IMPORT, "--json") == 1
    assert {p["code"]: p["count"] for p in json.loads(capsys.readouterr().out)["problems"]} == {"date-unreadable": 2}
