# SPDX-License-Identifier: Apache-2.0
"""The work of a section on the command line, from templates to the files of the next round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body


@pytest.fixture
def command(tmp_path, monkeypatch, capsys, city):
    """`command(*words)` gives exit code and what was said; with `json=True` the document."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    save_body(open_workspace("ws"), town(1))
    case = city(children=60, facilities=4, seed=3)
    Path("children.csv").write_bytes(case.given.files["children"].data)
    Path("facilities.csv").write_bytes(case.given.files["facilities"].data)
    Path("bad.csv").write_bytes(case.given.files["facilities"].data.replace(b",3,", b",-3,", 1))
    Path("manual.csv").write_text("申請者番号,施設番号\n2700001,\n", "utf-8")

    def told(*words):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            app([*words, "--workspace", "ws"])
        return int(ended.value.code or 0), capsys.readouterr()

    return told


def document(command, *words):
    code, said = command(*words, "--json")
    assert code == 0, said.err
    return json.loads(said.out)


def test_a_section_does_its_work_on_the_command_line(command):
    files = ("--file", "children=children.csv", "--file", "facilities=facilities.csv")
    code, said = command("app", "check", "daycare", "--file", "children=children.csv", "--file", "facilities=bad.csv")
    assert code != 0
    assert "correct the number" in said.out + said.err
    run = document(command, "app", "run", "daycare", *files)
    name = run["id"] if "id" in run else run["run"]["id"]

    assert "shiomihara-2027" in command("app", "daycare", "rules")[1].out
    assert command("app", "daycare", "rules", "--copy", "shiomihara-2027", "--out", "out")[0] == 0
    assert "sound" in command("app", "daycare", "rules", "--check", "out/shiomihara-2027.yaml")[1].out
    assert command("app", "daycare", "templates", "--out", "out")[0] == 0
    lots = ("app", "daycare", "lots", "--children", "children.csv", "--facilities", "facilities.csv", "--seed", "5")
    assert command(*lots, "--out", "out")[0] == 0

    assert command("app", "files", name, "--to", "out")[0] == 0
    [certificate] = Path("out").rglob("certificate.json")
    assert document(command, "app", "daycare", "recheck", "--certificate", str(certificate))["document"]["good"]
    broken = Path("broken.json")
    broken.write_bytes(certificate.read_bytes()[:-40])
    assert command("app", "daycare", "recheck", "--certificate", str(broken))[0] != 0

    assert (
        command("app", "daycare", "letters", "--run", name, "--form", "docx", "--number", "2700001", "--out", "out")[0]
        == 0
    )
    assert command("app", "daycare", "lists", "--run", name, "--kind", "publication", "--out", "out")[0] == 0
    assert command("app", "daycare", "next-round", "--run", name, "--out", "out")[0] == 0
    assert {"lots.xlsx", "children-with-lots.xlsx", "shiomihara-2027.yaml"} <= {p.name for p in Path("out").iterdir()}

    compared = document(command, "app", "daycare", "compare-manual", "--run", name, "--manual", "manual.csv")[
        "document"
    ]
    assert compared["compared"] == 1
    code, said = command("app", "daycare", "what-if", "--run", name, "--facility", "0001", "--pool", "1", "--more", "2")
    assert code == 0
    assert "gain a seat" in said.out
    code, said = command("app", "daycare", "what-if", "--run", name, "--facility", "X", "--pool", "1", "--more", "2")
    assert code != 0
    assert "no pool" in said.out + said.err
