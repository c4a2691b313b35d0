# SPDX-License-Identifier: Apache-2.0
"""Calls from the command line: opened, applied to one by one and by file, grouped, changed by hand, signed by two, adopted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.domain.actor import Role
from machikata.testing.campaigns import town
from machikata.workspace.bodies import list_groups, save_body
from machikata.workspace.persons import save_person

Run = Callable[..., int]
TOWNS = [town(n).code for n in range(1, 8)]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process over seven towns and two persons, and gives the exit code."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    ws = open_workspace(tmp_path / "ws")
    for n in range(1, 8):
        save_body(ws, town(n))
    save_person(ws, name="Officer", body="*", roles=[Role.OFFICER])
    save_person(ws, name="Approver", body="*", roles=[Role.APPROVER])

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
        assert run(*words, "--json") == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return document


def opened(told: Any) -> str:
    deadline = open_workspace(Path("ws")).clock().date() + timedelta(days=10)
    words = ("call", "open", "比較する団体の募集", "--by", "架空県", "--field", "tax", "--field", "care")
    return str(told(*words, "--deadline", deadline.isoformat())["call"]["kept"]["id"])


def signed(told: Any, *words: str) -> Any:
    told(*words, "propose", "c1")
    told(*words, "sign", "c1", "--person", "Officer")
    return told(*words, "sign", "c1", "--person", "Approver")


def test_a_call_is_opened_changed_published_and_closed(run: Run, told: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert opened(told) == "c1"
    assert run("call", "open", "題", "--by", "架空県", "--field", "tax", "--deadline", "2020-01-01") == 1
    assert "the deadline has passed" in capsys.readouterr().err
    changed = told("call", "edit", "c1", "--title-en", "Call for bodies", "--largest", "4")["call"]["kept"]["value"]
    assert (changed["title"], changed["largest"]) == ({"ja": "比較する団体の募集", "en": "Call for bodies"}, 4)
    assert run("call", "sign", "c1", "--person", "Officer") == 4
    assert "nobody has asked" in capsys.readouterr().err
    assert signed(told, "call")["state"] == "decided"
    assert told("call", "close", "c1")["call"]["over"]
    assert told("call", "reopen", "c1")["call"]["begun"]
    assert [c["kept"]["id"] for c in told("call", "list")] == ["c1"]
    assert run("call", "list") == 0
    assert "Call for bodies" in capsys.readouterr().out
    assert run("call", "show", "none") == 4


def test_bodies_apply_change_and_withdraw_and_files_are_taken_whole_or_not_at_all(run: Run, told: Any) -> None:
    opened(told)
    made = told(
        "call", "apply", "c1", "--body", TOWNS[0], "--wish", "tax", "--partner", TOWNS[1], "--contact", "x@town.example"
    )
    assert (made["version"], made["value"]["wishes"]) == (1, ["tax"])
    assert told("call", "apply", "c1", "--body", TOWNS[0], "--wish", "care")["version"] == 2
    assert run("call", "apply", "c1", "--body", TOWNS[0], "--wish", "tourism") == 1
    assert told("call", "withdraw", "c1", "--body", TOWNS[0], "--reason", "busy")["value"]["withdrawn"]["en"] == "busy"
    assert run("call", "form", "c1", "--to", "form.xlsx") == 0
    assert Path("form.xlsx").read_bytes().startswith(b"PK")
    told("call", "apply", "c1", "--body", TOWNS[1], "--wish", "care")
    assert run("call", "export", "c1", "--to", "a.csv") == 0
    assert "x@town.example" not in Path("a.csv").read_text("utf-8-sig")
    assert run("call", "take", "c1", "form.xlsx") == 1
    assert {a["body"] for a in told("call", "show", "c1")["applications"]} == set(TOWNS[:2])


def test_groups_are_formed_changed_restored_signed_and_adopted(
    run: Run, told: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(told)
    assert run("call", "groups", "show", "c1") == 4
    for code in TOWNS:
        told("call", "apply", "c1", "--body", code, "--wish", "tax")
    told("call", "close", "c1")
    formed = told("call", "groups", "form", "c1")["kept"]
    groups = formed["value"]["groups"]
    assert sum(len(g["members"]) for g in groups) == 7
    moved = next(g for g in groups if len(g["members"]) == 4)["members"][0]
    assert run("call", "groups", "adjust", "c1", "--place", moved, "--reason", "r") == 1
    assert "holds no =" in capsys.readouterr().err
    assert run("call", "groups", "adjust", "c1", "--place", f"{moved}=", "--field", "Z=sea", "--reason", "r") == 1
    changed = told("call", "groups", "adjust", "c1", "--place", f"{moved}=", "--reason", "asked for it")["kept"]
    assert [r["body"] for r in changed["value"]["rest"]] == [moved]
    assert run("call", "groups", "show", "c1") == 0
    assert "in no group" in capsys.readouterr().out
    assert told("call", "groups", "restore", "c1", "1")["kept"]["version"] == 3
    assert run("call", "groups", "adopt", "c1") == 1
    assert signed(told, "call", "groups")["state"] == "decided"
    assert len(told("call", "groups", "adopt", "c1")) == len(groups)
    assert len(list_groups(open_workspace(Path("ws")))) == len(groups)
    for what in ("groups-csv", "groups-xlsx", "groups-json"):
        assert run("call", "export", "c1", what, "--to", what) == 0
    assert json.loads(Path("groups-json").read_text("utf-8"))
