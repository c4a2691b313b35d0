# SPDX-License-Identifier: Apache-2.0
"""Apps from the command line: enabled, checked, run, decided, compared, recorded; and the commands that an app brings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body

Run = Callable[..., int]
HEAD = "番号,住所,電話番号\n"
GOOD = HEAD + "1,汐見原市港町１丁目２番３号,０９０(1234)5678\n2,葛󠄀町1,0441234567\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, in its own workspace with one body, and gives the exit code."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    save_body(open_workspace(tmp_path / "ws"), town(1))
    Path("good.csv").write_text(GOOD, "utf-8")
    Path("bad.csv").write_text(HEAD + "1,a,\n1,b,\n", "utf-8")

    def command(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            app([*words, "--workspace", "ws"])
        return int(ended.value.code or 0)

    return command


@pytest.fixture
def told(run: Run, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """The JSON document that a command gives."""

    def document(*words: str) -> Any:
        capsys.readouterr()
        assert run(*words, "--json") == 0
        return json.loads(capsys.readouterr().out)

    return document


def test_an_app_is_listed_enabled_and_disabled(run: Run, told: Any) -> None:
    [listed] = [a for a in told("app", "list") if a["id"] == "hello"]
    assert (listed["enabled"], listed["distribution"]) == (False, "machikata-hello-app")
    assert run("app", "hello", "rules") == 4
    assert run("app", "enable", "hello") == 0
    [listed] = [a for a in told("app", "list") if a["id"] == "hello"]
    assert listed["authority"] == "drafts"
    assert run("app", "disable", "hello") == 0
    assert run("app", "enable", "none") == 4


def test_inputs_are_checked_and_a_run_is_decided_by_two_persons(
    run: Run, told: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run("app", "enable", "hello")
    assert run("app", "check", "hello", "--file", "addresses=bad.csv") == 1
    assert "row 3, column “番号”" in capsys.readouterr().err
    assert run("app", "check", "hello", "--file", "addresses=good.csv", "--option", "digits=full") == 0
    assert run("app", "run", "hello", "--file", "addresses=bad.csv") == 1
    assert run("app", "check", "hello", "--file", "good.csv") == 0
    assert run("app", "run", "hello", "--file", "addresses=none.csv", "--option", "x") == 1
    done = told("app", "run", "hello", "--file", "addresses=good.csv", "--seed", "3")
    number = done["run"]["id"]
    assert done["run"]["state"] == "done"
    assert done["outcome"]["result"]["rows"] == 2
    assert {m["quantity"] for m in done["measures"]} >= {"cases", "compute_time"}
    assert [r["id"] for r in told("app", "runs")] == [number]
    assert run("app", "show", number[:6]) == 0
    assert "1: Block numbers are digits with hyphens" in capsys.readouterr().out
    assert run("app", "files", number[:6], "--to", "out") == 0
    assert {p.name for p in Path("out").iterdir()} == {"list.csv", "list.xlsx", "questions.docx"}

    assert run("app", "decide", number, "--agree") == 4
    for name, role in (("Hanako", "officer"), ("Taro", "approver")):
        assert run("person", "add", name, "--body", town(1).code, "--role", role) == 0
    assert run("app", "decide", number, "--agree", "--person", "Hanako") == 0
    assert run("app", "decide", number, "--agree", "--person", "Hanako") == 1
    assert run("app", "decide", number, "--reject", "--person", "Taro") == 1
    decided = told("app", "decide", number, "--agree", "--comment", "ok", "--person", "Taro")
    assert decided["state"] == "decided"
    [shown] = told("app", "decide", number)
    assert [s["name"] for s in shown["signatures"]] == ["Hanako", "Taro"]
    assert not any(s["authenticated"] for s in shown["signatures"])


def test_two_runs_are_compared_with_and_without_the_truth(run: Run, told: Any) -> None:
    run("app", "enable", "hello")
    first, second = (told("app", "run", "hello", "--file", "addresses=good.csv")["run"]["id"] for _ in range(2))
    assert told("app", "compare", first, second)["agreed"] == 2
    Path("truth.csv").write_text("番号,答え\n2,葛󠄀町1｜0441234567\n", "utf-8")
    judged = told("app", "compare", first, second, "--truth", "truth.csv")
    assert (judged["first"]["right"], judged["first"]["judged"]) == (1, 1)
    assert run("app", "compare", first, first) == 3


def test_an_app_brings_commands_with_options_help_and_files(
    run: Run, told: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run("app", "enable", "hello")
    spelled = told("app", "hello", "spell", "--text", "港町１丁目２番３号", "--full-width")
    assert spelled["document"]["proposed"] == "港町１－２－３"
    done = told("app", "run", "hello", "--file", "addresses=good.csv")
    wrote = told(
        "app", "hello", "questions", "--run", done["run"]["id"][:8], "--out", "letters", "--body", town(1).code
    )
    assert [Path(p).read_bytes()[:2] for p in wrote["files"]] == [b"PK", b"%P"]
    for words in (("app", "hello", "--help"), ("app", "hello", "spell", "--help"), ("app", "--help")):
        assert run(*words) == 0
    helped = capsys.readouterr().out
    for word in ("spell", "--telephone", "--person", "decide", "enable"):
        assert word in helped
    assert run("app", "hello", "none") != 0
    assert run("app", "none", "rules") == 4


def test_the_audit_trail_is_checked_listed_and_its_head_kept(run: Run, told: Any) -> None:
    run("app", "enable", "hello")
    assert told("audit", "verify")["intact"]
    assert [e["note"]["what"] for e in told("audit", "list")] == ["app-enabled"]
    assert run("audit", "export", "--to", "head.txt") == 0
    assert run("audit", "export", "--entries", "--to", "entries.csv") == 0
    assert "app-enabled" in Path("entries.csv").read_text("utf-8")
    run("app", "disable", "hello")
    assert run("audit", "verify", "--heads", "head.txt") == 0
    Path("head.txt").write_text(Path("head.txt").read_text("utf-8").replace("\n1 ", "\n9 "), "utf-8")
    assert run("audit", "verify", "--heads", "head.txt") == 1


def test_persons_are_put_on_record_and_act_by_name_or_environment(
    run: Run, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told("person", "list") == []
    saved = told("person", "add", "Hanako", "--body", town(1).code)
    assert saved["roles"] == ["officer", "reader"] or set(saved["roles"]) == {"officer", "reader"}
    monkeypatch.setenv("MACHIKATA_PERSON", "Hanako")
    assert run("app", "enable", "hello") == 4
    monkeypatch.setenv("MACHIKATA_PERSON", "Nobody")
    assert run("app", "list") == 4
    monkeypatch.delenv("MACHIKATA_PERSON")
    assert run("person", "remove", "Hanako") == 0
    assert told("person", "list") == []


def test_what_an_app_prints_stands_in_no_result(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from hello_app.app import HelloApp

    told("app", "enable", "hello")
    honest = HelloApp.run

    def printing(*given: Any) -> Any:
        print("{not json")  # noqa: T201 - what a careless app does
        return honest(*given)

    monkeypatch.setattr(HelloApp, "run", printing)
    assert told("app", "run", "hello", "--file", "addresses=good.csv")["run"]["state"] == "done"
