# SPDX-License-Identifier: Apache-2.0
"""`machikata survey compare`, `report` and `reconcile`: sentences first, every form of file, one exit code for each kind of refusal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.handing_in import hand_in

PROCESS = surveyed_process()
TOWNS = tuple(town(n) for n in range(1, 6))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Four of five towns have answered; the hours of the fourth are three times what its cases and minutes give."""
    folder = tmp_path_factory.mktemp("surveys") / "workspace"
    ws = open_workspace(folder)
    save_process(ws, PROCESS)
    for i, body in enumerate(TOWNS):
        save_body(ws, body)
        if i < 4:
            survey = answered(body.code, "窓口係", process=PROCESS, minutes=24.0 if i == 1 else 12.0)
            if i == 3:
                survey = replace(survey, lines=tuple(replace(x, hours=3 * x.hours) for x in survey.lines))
            hand_in(ws, None, filled_form(survey, body=body, processes=(PROCESS,)), check=False)
    return folder


def run(capsys, folder, *words):
    """Exit code, stdout and stderr."""
    with pytest.raises(SystemExit) as left:
        app(["survey", *map(str, words), "--workspace", str(folder), "--lang", "ja"])
    found = capsys.readouterr()
    return left.value.code or 0, found.out, found.err


def test_compare_tells_sentences_and_then_a_table_of_steps(capsys, folder):
    code, out, _ = run(capsys, folder, "compare", PROCESS.id, "--own", TOWNS[1].code)
    assert code == 0
    assert "【架空のデータ】" in out
    assert "区分の中央なら" in out
    assert out.index("区分の中央なら") < out.index("工程1")


def test_compare_full_shows_every_table(capsys, folder):
    _, out, _ = run(capsys, folder, "compare", PROCESS.id, "--full")
    for title in ("比べた団体", "区分の時間で行ったとき", "工程ごとの区分の値", "だれが行っているか", "仮定と出どころ"):
        assert title in out


def test_compare_json_is_the_whole_result(capsys, folder):
    _, out, _ = run(capsys, folder, "compare", PROCESS.id, *(t.code for t in TOWNS), "--json")
    document = json.loads(out)
    assert (document["fiscal_year"], len(document["bodies"]), len(document["group"]["members"])) == (YEAR, 4, 5)


@pytest.mark.parametrize("form", ["html", "xlsx", "json", "csv", "zip"])
def test_report_writes_each_form(capsys, folder, tmp_path, form):
    to = tmp_path / f"out.{form}"
    code, out, _ = run(capsys, folder, "report", PROCESS.id, "--form", form, "--to", to)
    assert code == 0
    assert str(to.name) in out.replace("\n", "")
    assert to.stat().st_size > 500


def test_reconcile_marks_the_body_that_contradicts_itself(capsys, folder):
    _, out, _ = run(capsys, folder, "reconcile", PROCESS.id)
    lines = [line for line in out.splitlines() if line.startswith(("▲", "○", "―"))]
    assert [line[0] for line in lines] == ["―", "―", "―", "▲"]
    assert TOWNS[3].name.ja in lines[3]


def test_reconcile_one_body_shows_all_its_figures(capsys, folder):
    _, out, _ = run(capsys, folder, "reconcile", PROCESS.id, TOWNS[3].code)
    assert "年間時間と、件数×1件あたりの分" in out.replace("\n", "")


def test_too_few_answers_end_with_3_and_an_unknown_process_with_4(capsys, folder):
    code, out, err = run(capsys, folder, "compare", PROCESS.id, TOWNS[0].code, TOWNS[4].code)
    assert (code, out) == (3, "")
    assert "あと2団体たりません" in err.replace("\n", "")
    assert run(capsys, folder, "compare", "no-such")[0] == 4


def test_reconcile_takes_another_limit_only_with_its_reason(capsys, folder):
    wide = ("--limit", "1.0", "--reason", "初年度のため")
    _, usual, _ = run(capsys, folder, "reconcile", PROCESS.id)
    _, out, _ = run(capsys, folder, "reconcile", PROCESS.id, *wide)
    assert "15%" in usual.replace("\n", "")
    assert "100%" in out.replace("\n", "")
    assert "理由：初年度のため" in out.replace("\n", "")
    _, out, _ = run(capsys, folder, "reconcile", PROCESS.id, TOWNS[3].code, *wide)
    assert "食い違いとする" in out
    assert "（2.00倍）" in out.replace("\n", "")
    code, _, err = run(capsys, folder, "reconcile", PROCESS.id, "--limit", "20")
    assert code == 1
    assert "0%から100%まで" in err.replace("\n", "")
    assert "理由がありません" in err.replace("\n", "")
    assert run(capsys, folder, "reconcile", PROCESS.id, "--reason", "初年度のため")[0] == 1


def test_reconcile_a_group_judges_its_bodies_together(capsys, folder):
    members = tuple(t.code for t in TOWNS)
    save_group(open_workspace(folder), PeerGroup("hand-g", Text("町", "towns"), PeerGroupKind.HAND, members))
    _, of_all, _ = run(capsys, folder, "reconcile", PROCESS.id, "--json")
    _, of_group, _ = run(capsys, folder, "reconcile", PROCESS.id, "--group", "hand-g", "--json")
    assert json.loads(of_group) == json.loads(of_all)
    _, of_one, _ = run(capsys, folder, "reconcile", PROCESS.id, TOWNS[3].code, "--group", "hand-g", "--json")
    assert json.loads(of_one) == json.loads(of_all)[3:]
    assert run(capsys, folder, "reconcile", PROCESS.id, "--group", "no-such")[0] == 4
