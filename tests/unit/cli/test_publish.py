# SPDX-License-Identifier: Apache-2.0
"""The public site, open data, key figures and the government's next table from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.domain.actor import Role
from machikata.facts.municipalities import municipality_facts
from machikata.testing.site_links import site_faults
from machikata.workspace.persons import save_person


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in this process, in its own workspace, and gives the exit code."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    ws = open_workspace(tmp_path / "ws")
    save_person(ws, name="架空 山野", body="*", roles=[Role.OFFICER])

    def command(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            app([*words, "--workspace", "ws"])
        return int(ended.value.code or 0)

    return command


def test_the_site_is_written_for_its_publisher_and_address(run, capsys):
    assert (
        run(
            "publish",
            "site",
            "out",
            "--publisher",
            "架空県",
            "--publisher-url",
            "https://example.jp/",
            "--base",
            "https://example.jp/ai",
            "--json",
        )
        == 0
    )
    done = json.loads(capsys.readouterr().out)
    files = {p.relative_to("out").as_posix(): p.read_bytes() for p in Path("out").rglob("*") if p.is_file()}
    assert done["files"] == len(files) - 1
    assert list(site_faults(files)) == []
    assert "架空県" in files["ja/index.html"].decode()
    assert json.loads(files["data/dcat.jsonld"])["@id"] == "https://example.jp/ai/"
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine", "utf-8")
    assert run("publish", "site", "mine") == 1
    assert "notes.txt" in capsys.readouterr().err
    assert run("publish", "site", "other", "--person", "架空 山野") == 4
    assert not Path("other").exists()


def test_the_open_data_are_written_with_their_catalogue(run, capsys):
    assert run("publish", "data", "out", "--json") == 0
    listed = {d["id"]: d for d in json.loads(capsys.readouterr().out)}
    assert set(listed) == {"kpi", "cases", "changes"}
    for d in listed.values():
        assert all(Path("out", f["path"]).stat().st_size == f["size"] for f in d["files"])
    assert Path("out/data/dcat.jsonld").exists()
    assert run("publish", "data", "again") == 0
    assert "written to again" in capsys.readouterr().out


def test_the_key_figures_are_shown_with_bounds_and_sources(run, capsys):
    assert run("publish", "kpi") == 0
    told = capsys.readouterr().out
    for words in ("1,154", "417", "1,229", "1,065", "white-paper"):
        assert words in told
    assert run("publish", "kpi", "--json") == 0
    assert json.loads(capsys.readouterr().out)["whole"]["n"] == 1741
    assert run("publish", "kpi", "--lang", "ja") == 0
    assert "AIまたはRPAを使う団体" in capsys.readouterr().out


def test_a_workspace_that_is_not_there_is_not_made(run):
    with pytest.raises(SystemExit) as ended:
        app(["publish", "kpi", "--workspace", "mistyped"])
    assert ended.value.code == 4
    assert not Path("mistyped").exists()


def test_the_next_table_is_taken_in_and_waits_for_signatures(run, capsys):
    bodies, out = municipality_facts(), io.StringIO()
    answers = ["実施"] * len(bodies)
    csv.writer(out).writerows(
        [
            ["", "", *(b.name for b in bodies), ""],
            ["業務", "AIの導入状況", *answers, ""],
            ["業務", "RPAの導入状況", *answers, ""],
        ]
    )
    Path("table.csv").write_bytes(out.getvalue().encode("utf-8-sig"))
    named = ("--as-of", "2024-12-31", "--title", "進捗状況の表", "--publisher", "デジタル庁")
    assert run("publish", "take-table", "table.csv", *named, "--json") == 0
    taken = json.loads(capsys.readouterr().out)
    assert taken["bodies"] == 1741
    assert taken["proposal"]
    assert run("publish", "kpi", "--json") == 0
    assert json.loads(capsys.readouterr().out)["as_of"] == "2023-12-31"
    assert run("publish", "take-table", "none.csv", *named) == 1
    assert "none.csv" in capsys.readouterr().err
