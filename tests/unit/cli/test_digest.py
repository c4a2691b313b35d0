# SPDX-License-Identifier: Apache-2.0
"""The letter from the command line: drafted, edited by file and by parts, read by another person, written out, never sent without a server."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from machikata.cli.main import app
from machikata.cli.stopping import stopped_between_steps
from machikata.domain.actor import Role
from machikata.domain.errors import Cancelled
from machikata.domain.progress import no_progress
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.testing.public_sites import planted_office
from machikata.workspace.persons import save_person

Run = Callable[..., int]
CODE = town(1).code


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which a case, effects and a call are public."""
    folder = tmp_path_factory.mktemp("office")
    ws = planted_office(folder / "ws").ws
    save_person(ws, name="Writer", body="*", roles=[Role.OFFICER])
    save_person(ws, name="Reader", body="*", roles=[Role.OFFICER])
    return folder


@pytest.fixture
def run(office: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process and gives the exit code."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    monkeypatch.chdir(office)

    def command(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            app([*words, "--workspace", "ws", *(() if "--person" in words else ("--person", "Writer"))])
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


def test_a_letter_goes_from_the_draft_to_the_files_and_its_replies_are_answered(
    run: Run, told: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    added = told("digest", "recipients", "add", "mayor@town1.example", "--body", CODE)
    assert run("digest", "recipients", "export", "list.csv") == 0
    taken = told("digest", "recipients", "take", "list.csv")
    assert [len(taken[k]) for k in ("added", "changed", "known", "left")] == [0, 0, 1, 0]
    told("digest", "recipients", "leave", added["id"], "--reason", "asked for it")
    assert told("digest", "recipients", "list") == []
    told("digest", "recipients", "back", added["id"])

    drafted = told("digest", "draft", "架空県", "--site", "https://machikata.example.jp/")
    assert drafted["id"] == "no-1"
    subjects = [i["subject"] for i in drafted["digest"]["items"]]
    assert {s.partition("/")[0] for s in subjects} == {"cases", "effects", "calls"}
    edit_by_parts(run, told, subjects, capsys)
    edit_by_file(run, told, capsys)

    assert run("digest", "send", "no-1") == 1
    assert run("digest", "ready", "no-1") == 4
    assert told("digest", "ready", "no-1", "--person", "Reader")["digest"]["state"] == "ready"
    assert run("digest", "send", "no-1") == 1
    assert "mail" in capsys.readouterr().err
    assert told("digest", "reopen", "no-1")["digest"]["state"] == "draft"
    assert run("digest", "eml", "no-1", "--to", "letters.zip") == 0
    assert run("digest", "eml", "no-1", "--recipient", added["id"], "--to", "one.eml") == 0
    answer_to(run, told)
    [line] = told("digest", "list")
    assert (line["replies"]["replies"], line["replies"]["answered"]) == (1, 1)
    assert run("digest", "list") == 0
    assert run("digest", "show", "no-1") == 0
    assert "Subject" in capsys.readouterr().out


def edit_by_parts(run: Run, told: Any, subjects: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("digest", "edit", "no-1", "--drop", "cases/none") == 1
    assert f"choose one of: {subjects[0]}" in capsys.readouterr().err
    edited = told("digest", "edit", "no-1", "--title", "秋の号", "--drop", subjects[0], "--role", "head")["digest"]
    assert (edited["title"]["ja"], edited["roles"]) == ("秋の号", ["head"])
    assert [i["subject"] for i in edited["items"]] == subjects[1:]
    assert told("digest", "edit", "no-1", "--everybody")["digest"]["roles"] == []


def edit_by_file(run: Run, told: Any, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told("digest", "show", "no-1")
    shown["digest"]["items"] = shown["digest"]["items"][::-1]
    shown["digest"]["closing"] = {"ja": "終わり", "en": "end"}
    Path("letter.json").write_text(json.dumps(shown), "utf-8")
    edited = told("digest", "edit", "no-1", "letter.json")["digest"]
    assert edited["closing"] == {"ja": "終わり", "en": "end"}
    assert [i["subject"] for i in edited["items"]] == [i["subject"] for i in shown["digest"]["items"]]
    assert run("digest", "edit", "no-1", "letter.json") == 1  # somebody has changed it since the file was written
    Path("letter.yaml").write_text("opening: はじめに\nroles: [digital]\n", "utf-8")
    assert told("digest", "edit", "no-1", "letter.yaml")["digest"]["opening"]["ja"] == "はじめに"
    told("digest", "edit", "no-1", "--everybody")
    Path("bad.yaml").write_text("roles: [king]\nitems: 3\ntitle: [1]\n", "utf-8")
    capsys.readouterr()
    assert run("digest", "edit", "no-1", "bad.yaml") == 1
    complaints = capsys.readouterr().err
    assert all(word in complaints for word in ("roles", "items", "title"))
    assert run("digest", "edit", "no-1", "letter.yaml", "--title", "x") == 1


def answer_to(run: Run, told: Any) -> None:
    number = next(w for w in Path("one.eml").read_text("utf-8").splitlines() if w.lower().startswith("message-id:"))
    reference = number.partition(":")[2].strip()
    reply = f"From: mayor@town1.example\nTo: office@pref.example\nSubject: Re: letter\nIn-Reply-To: {reference}\nReferences: {reference}\nMessage-ID: <1@town1.example>\n\nWe propose.\n"
    Path("reply.eml").write_text(reply, "utf-8")
    [kept] = told("digest", "replies", "take", "reply.eml")
    assert (kept["digest"], kept["body"]) == ("no-1", CODE)
    assert run("digest", "replies", "take", "none.eml") == 1
    assert run("digest", "replies", "fetch") == 1
    assert told("digest", "replies", "sort", kept["id"], "proposal")["kind"] == "proposal"
    assert run("digest", "replies", "answer", kept["id"], "Thank you") == 1
    assert run("digest", "replies", "answer", kept["id"], "Thank you", "--to", "answer.eml", "--by-hand") == 0
    assert "mayor@town1.example" in Path("answer.eml").read_text("utf-8")
    assert [r["id"] for r in told("digest", "replies", "list", "--digest", "no-1")] == [kept["id"]]
    assert run("digest", "replies", "show", kept["id"]) == 0


def test_the_first_ctrl_c_ends_work_between_two_steps() -> None:
    done: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(Cancelled):
        interrupted(done)
    assert done == [0]
    assert signal.getsignal(signal.SIGINT) is before


def interrupted(done: list[int]) -> None:
    with stopped_between_steps(no_progress) as progress:
        for n in range(3):
            progress(n / 3, Text("", ""))
            os.kill(os.getpid(), signal.SIGINT)
            done.append(n)
