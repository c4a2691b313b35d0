# SPDX-License-Identifier: Apache-2.0
"""Case studies and effects from the command line: found, handed in, signed for by two persons, taken back, exchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.domain.actor import Role
from machikata.facts.cases import seed_cases
from machikata.publication.catalogue.gif import gif_json
from machikata.records.case_files import read_gif, write_case_form
from machikata.records.effect_files import write_effect
from machikata.samples.case_studies import sample_cases
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.effect_reports import sample_effects
from machikata.workspace.bodies import save_body
from machikata.workspace.cases import catalogue, own_cases
from machikata.workspace.effects import published_effects
from machikata.workspace.persons import save_person

BODY = DEMO_PLAN.bodies[3].municipality.code
CASE = sample_cases(4)[3]
EFFECT = next(e for e in sample_effects() if e.body == BODY)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in this process, in its own workspace, and gives the exit code."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    ws = open_workspace(tmp_path / "ws")
    for body in DEMO_PLAN.bodies:
        save_body(ws, body.municipality)
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        save_person(ws, name=name, body="*", roles=[role])

    def command(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            app([*words, "--workspace", "ws"])
        return int(ended.value.code or 0)

    return command


def public():
    return [e.case for e in catalogue(open_workspace("ws")) if e.case.id not in {c.id for c in seed_cases()}]


def test_cases_are_found_narrowed_and_shown(run, capsys):
    assert run("case", "search", "児童手当", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["hits"][0]["case_id"] in {"C22", "E02"}
    assert run("case", "search", "--failed", "--limit", "1") == 0
    assert "more (--limit" in capsys.readouterr().out
    assert run("case", "search", "ぎじろく", "--technology", "speech", "--lang", "ja") == 0
    assert "議事録" in capsys.readouterr().out
    assert run("case", "show", "C22", "--lang", "ja") == 0
    told = capsys.readouterr().out
    assert "記載なし" in told
    assert "予測" in told
    assert run("case", "show", "none") == 4


def test_a_case_goes_from_the_form_to_the_public_and_back(run, capsys):
    assert run("case", "form", "--output", "empty.xlsx") == 0
    assert Path("empty.xlsx").stat().st_size > 5000
    Path("filled.xlsx").write_bytes(write_case_form(case=CASE))
    assert run("case", "submit", "filled.xlsx", "--body", BODY, "--json") == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("{") :])["case"]["id"] == f"{BODY}-1"
    case_id = f"{BODY}-1"
    assert run("case", "sign", case_id, "--person", "山野") == 4
    assert run("case", "propose", case_id) == 0
    assert run("case", "sign", case_id) == 4
    assert run("case", "sign", case_id, "--person", "山野") == 0
    assert public() == []
    assert run("case", "sign", case_id, "--person", "川辺") == 0
    assert [c.title for c in public()] == [CASE.title]
    capsys.readouterr()
    assert run("case", "withdraw", case_id, "--reason", "数え方の誤り") == 0
    assert "waiting for 2 more signatures" in capsys.readouterr().out
    assert run("case", "reject", case_id, "--comment", "そのままでよい", "--person", "川辺") == 0
    assert run("case", "restore", case_id, "1") == 0
    assert run("case", "history", case_id, "--json") == 0
    assert run("case", "list") == 0
    told = capsys.readouterr().out
    assert "version 3 is as version 1 was" in told
    assert not public()[0].withdrawn.ja


def test_a_faulty_form_is_refused_with_every_cell(run, capsys):
    Path("faulty.xlsx").write_bytes(write_case_form())
    assert run("case", "submit", "faulty.xlsx", "--body", BODY, "--lang", "ja") == 1
    assert capsys.readouterr().err.count("✗") >= 3
    assert own_cases(open_workspace("ws")) == ()


def test_the_catalogue_goes_out_and_cases_come_in_all_or_none(run, capsys):
    assert run("case", "export", "out.json") == 0
    assert len(read_gif(Path("out.json").read_bytes(), file_name="out.json").cases) == len(seed_cases())
    assert run("case", "export", "out.zip", "--format", "gif-csv") == 0
    assert Path("out.zip").read_bytes().startswith(b"PK")
    capsys.readouterr()
    assert run("case", "import", "out.json", "--body", BODY) == 1
    assert "case of another body" in capsys.readouterr().err
    Path("in.json").write_bytes(gif_json(sample_cases(12)))
    assert run("case", "import", "in.json", "--json") == 0
    assert {t["taken"] for t in json.loads(capsys.readouterr().out)["cases"]} == {"new"}
    assert run("case", "import", "in.json", "--json") == 0
    assert {t["taken"] for t in json.loads(capsys.readouterr().out)["cases"]} == {"unchanged"}
    assert len(own_cases(open_workspace("ws"))) == 12


def test_cases_for_a_situation_tell_their_reasons(run, capsys):
    assert run("case", "similar", "--body", BODY, "--word", "児童手当", "--lang", "ja") == 0
    assert "同じ業務です：児童手当" in capsys.readouterr().out
    assert run("case", "similar", "--body", BODY, "--process", "none") == 4
    assert run("case", "similar", "--body", BODY, "--word", "火葬場の予約", "--lang", "ja") == 0
    assert "当てはまる事例はありません" in capsys.readouterr().out


def test_scales_are_listed_and_one_is_shown_by_kind(run, capsys):
    assert run("case", "scales", "--json") == 0
    capsys.readouterr()
    assert run("case", "scales", "scale-difference-hours-year", "--lang", "ja") == 0
    told = capsys.readouterr().out
    assert "● 実測" in told
    assert "◇ 予測" in told
    assert run("case", "scales", "none") == 4


def test_an_effect_goes_from_the_file_to_the_public_and_back(run, capsys):
    assert run("effect", "form", "--output", "example.yaml") == 0
    Path("e.yaml").write_bytes(write_effect(EFFECT))
    assert run("effect", "write", "e.yaml", "--body", BODY) == 0
    effect_id = f"{BODY}-1"
    assert run("effect", "show", effect_id, "--yaml") == 0
    assert "quantity: staff_time" in capsys.readouterr().out
    assert run("effect", "propose", effect_id) == 0
    assert run("effect", "reject", effect_id, "--comment", "測り方を足して", "--person", "川辺") == 0
    assert run("effect", "write", "e.yaml", "--body", BODY, "--effect-id", effect_id) == 0
    assert run("effect", "list", "--own") == 0
    Path("e.yaml").write_bytes(write_effect(EFFECT).replace(b"624.0", b"625.0"))
    assert run("effect", "write", "e.yaml", "--body", BODY, "--effect-id", effect_id) == 0
    assert run("effect", "propose", effect_id) == 0
    for person in ("山野", "川辺"):
        assert run("effect", "sign", effect_id, "--person", person) == 0
    [held] = published_effects(open_workspace("ws"))
    assert held.effect.measures[0].value == 625.0
    capsys.readouterr()
    assert run("effect", "list", "--lang", "ja") == 0
    assert "順位ではありません" in capsys.readouterr().out
    assert run("effect", "export", "effects.csv") == 0
    assert run("effect", "export", "effects.xlsx") == 0
    assert "625" in Path("effects.csv").read_text("utf-8-sig")
    assert run("effect", "withdraw", effect_id, "--reason", "誤り") == 0
    for person in ("山野", "川辺"):
        assert run("effect", "sign", effect_id, "--person", person) == 0
    capsys.readouterr()
    assert run("effect", "list", "--lang", "ja") == 0
    assert "取り下げ" in capsys.readouterr().out


def test_a_mistyped_body_is_told_and_nothing_is_kept(run):
    Path("filled.xlsx").write_bytes(write_case_form(case=CASE))
    Path("e.yaml").write_bytes(write_effect(EFFECT))
    assert run("case", "submit", "filled.xlsx", "--body", "999999") == 4
    assert run("effect", "write", "e.yaml", "--body", "999999") == 4
    assert own_cases(open_workspace("ws")) == ()


def test_a_faulty_effect_is_refused_with_every_fault(run, capsys):
    Path("e.yaml").write_text("title: 名簿\nfield: x\ncolour: red\n", "utf-8")
    assert run("effect", "write", "e.yaml", "--body", BODY) == 1
    assert capsys.readouterr().err.count("✗") == 2
    assert run("effect", "list") == 0
