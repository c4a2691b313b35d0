# SPDX-License-Identifier: Apache-2.0
"""A survey carried through from the command line, in both languages and as JSON."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.cli.main import app
from machikata.domain.process import Concept, Process
from machikata.domain.text import Text
from machikata.domain.wording import moment
from machikata.records.table_checks import Answer, check_table
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.campaigns import list_campaigns

Run = Callable[..., int]
ONE, PROCESS = town(1), surveyed_process()
OPEN = ("survey", "open", PROCESS.id, "--body", ONE.code, "--year", str(YEAR), "--deadline", "2099-10-30")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, in its own workspace, and gives the exit code."""
    monkeypatch.setenv("MACHIKATA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    ws = open_workspace(tmp_path / "ws")
    save_body(ws, ONE)
    save_process(ws, PROCESS)

    def command(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            app([*words, "--workspace", "ws"])
        return int(ended.value.code or 0)

    return command


def campaign() -> str:
    """The number of the only survey."""
    return list_campaigns(open_workspace("ws"))[0].id


def filled(name: str = "filled.xlsx", section: str = "窓口係", **answers: float) -> Path:
    """A filled form in the current folder."""
    file = filled_form(answered(ONE.code, section, process=PROCESS, **answers), body=ONE, processes=[PROCESS])
    Path(name).write_bytes(file.data)
    return Path(name)


def test_a_form_is_written_for_a_section_and_for_a_whole_survey(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            "survey",
            "template",
            PROCESS.id,
            "--body",
            ONE.code,
            "--section",
            "窓口係",
            "--year",
            str(YEAR),
            "--to",
            "one.xlsx",
        )
        == 0
    )
    assert Path("one.xlsx").read_bytes().startswith(b"PK")
    assert run("survey", "template") == 1
    assert {"no process is named", "no body is named", "no fiscal year is named"} <= {
        line.partition(": ")[2].split(" →")[0] or line.removeprefix("✗ ").split(" →")[0] for line in capsys.readouterr().err.splitlines()
    }  # fmt: skip
    run(*OPEN)
    assert run("survey", "template", "--campaign", campaign()[:4], "--to", "all.zip") == 0
    assert len(zipfile.ZipFile("all.zip").namelist()) == 1


def test_a_survey_goes_from_opening_to_closing(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sections.txt").write_text("窓口係、madoguchi@town.example.jp\n", "utf-8")
    assert run(*OPEN, "--sections", "sections.txt") == 0
    assert run("survey", "sections", campaign(), "税務係") == 0
    assert run("survey", "hand-in", str(filled()), "--campaign", campaign()) == 0
    assert "taken as version 1" in capsys.readouterr().out
    run("survey", "state", campaign(), "--json")
    state = json.loads(capsys.readouterr().out)
    [answer] = [s["submission"]["id"] for s in state["sections"] if s["submission"]]
    assert run("survey", "return", answer) == 1
    assert run("survey", "return", answer, "--reason", "check the cases") == 0
    assert run("survey", "return", answer, "--undo") == 0
    assert run("survey", "accept", answer[:6]) == 0
    assert run("survey", "accept", answer, "--undo") == 0
    assert run("survey", "withdraw", answer) == 0
    assert "withdrawn" in capsys.readouterr().out
    assert run("survey", "withdraw", answer, "--undo") == 0
    assert run("survey", "answers", answer, "--to", "answers.csv") == 0
    assert check_table(Path("answers.csv")).failed == ()
    assert run("survey", "deadline", campaign(), "2099-12-01") == 0
    assert run("survey", "close", campaign()) == 0
    assert run("survey", "hand-in", str(filled("more.xlsx", minutes=20.0)), "--campaign", campaign()) == 1
    assert run("survey", "close", campaign(), "--undo") == 0


def test_the_state_is_told_in_japanese_and_written_as_a_table_that_passes_the_checks(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("survey", "state") == 0
    assert "there is no survey yet" in capsys.readouterr().out
    run(*OPEN)
    capsys.readouterr()
    assert run("survey", "state", campaign(), "--lang", "ja", "--to", "state.csv") == 0
    said = capsys.readouterr().out
    assert "1係のうち0係が回答" in said
    assert "未回答" in said
    assert check_table(Path("state.csv")).failed == ()
    assert run("survey", "state", campaign(), "--to", "state.xlsx") == 0


def test_letters_are_shown_then_written_then_refused_without_a_mail_server(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*OPEN)
    capsys.readouterr()
    assert run("survey", "remind", campaign(), "--contact", "Planning") == 0
    assert "Questions: Planning" in capsys.readouterr().out
    assert open_workspace("ws").library.reminders(campaign()) == ()
    assert run("survey", "remind", campaign(), "--to", "letters") == 0
    [letter] = Path("letters").glob("*.txt")
    assert "Please answer the survey" in letter.read_text("utf-8")
    assert run("survey", "remind", campaign(), "--to", "letters", "--form", "eml") == 0
    assert zipfile.ZipFile("letters/letters.zip").namelist()[0].endswith(".eml")
    assert run("survey", "remind", campaign(), "--send") == 1
    assert "MACHIKATA_SMTP_HOST" in capsys.readouterr().err


def test_a_table_of_its_own_is_taken_with_the_columns_that_were_shown(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "工程,担い手,年間件数（件）,1件あたり時間（分）,年間時間（時間）\n工程1,正規,400,12,80\n"
    Path("own.csv").write_text(table, "utf-8")
    assert run("survey", "hand-in", "own.csv", "--show-columns") == 0
    assert "Kind of staff" in capsys.readouterr().out
    assert run("survey", "hand-in", "own.csv", "--show-columns", "--json") == 0
    Path("columns.json").write_text(capsys.readouterr().out, "utf-8")
    who = ("--body", ONE.code, "--section", "窓口係", "--year", str(YEAR))
    assert run("survey", "hand-in", "own.csv", *who, "--columns", "columns.json") == 0
    assert "taken as version 1" in capsys.readouterr().out
    said = json.loads(Path("columns.json").read_text("utf-8"))
    said["people"][0] |= {"persons": 3, "hours": 5600}
    Path("columns.json").write_text(json.dumps(said), "utf-8")
    assert run("survey", "hand-in", "own.csv", *who, "--columns", "columns.json", "--json") == 0
    [kept] = json.loads(capsys.readouterr().out)
    assert kept["version"] == 2
    [mapping] = open_workspace("ws").library.survey_mappings(owner=ONE.code)
    assert mapping.name == "own"
    assert open_workspace("ws").library.answers((kept["id"],))[0].staff.column("persons").to_pylist() == [3.0]
    assert run("survey", "hand-in", "own.csv", "own.csv", *who, "--columns", "columns.json") == 1
    said["people"][0]["persons"] = -3
    Path("columns.json").write_text(json.dumps(said), "utf-8")
    assert run("survey", "hand-in", "own.csv", *who, "--columns", "columns.json") == 1
    assert "negative" in capsys.readouterr().err
    Path("columns.json").write_text("[]", "utf-8")
    assert run("survey", "hand-in", "own.csv", *who, "--columns", "columns.json") == 1


def test_what_does_not_exist_is_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("survey", "state", "nothing") == 4
    assert run("survey", "answers", "nothing") == 4
    assert "there is no such" in capsys.readouterr().err


def test_campaigns_of_one_title_are_told_apart_by_whom_they_ask(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*OPEN) == 0
    assert ONE.name.en in capsys.readouterr().out
    assert run("survey", "state", "--lang", "ja") == 0
    assert ONE.name.ja in capsys.readouterr().out
    assert run("survey", "state", campaign()) == 0
    assert f"({ONE.name.en})" in capsys.readouterr().out


def test_a_body_asked_as_a_whole_is_named_in_its_letter(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run(*OPEN)
    capsys.readouterr()
    assert run("survey", "remind", campaign(), "--lang", "ja") == 0
    assert f"― {ONE.name.ja}（係を決めていない） （メールアドレスなし）\n" in capsys.readouterr().out


def test_checks_that_wait_for_another_file_are_no_findings_of_an_answer(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*OPEN)
    capsys.readouterr()
    assert run("survey", "hand-in", str(filled()), "--campaign", campaign()) == 0
    assert "30 checks" not in capsys.readouterr().out
    [kept] = open_workspace("ws").library.submissions()
    assert kept.table_findings
    assert kept.table_faults == ()


def test_steps_are_shown_written_and_taken_back(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    concepts = tuple(Concept(i, Text(n, n)) for i, n in (("a", "受付"), ("b", "審査"), ("c", "通知")))
    save_process(open_workspace("ws"), Process("permit", Text("許可", "Permits"), concepts))
    assert run("survey", "steps", "permit", "--to", "steps.csv") == 0
    assert all(r.answer is not Answer.FAIL for r in check_table(Path("steps.csv")).results)
    text = Path("steps.csv").read_text("utf-8-sig")
    # The officer joins examination and notice.
    Path("steps.csv").write_text(
        text.replace("b,審査,審査,審査", "b,審査,審査と通知,").replace("c,通知,通知,通知", "c,通知,審査と通知,"),
        "utf-8-sig",
    )
    assert run("survey", "steps", "permit", "--from", "steps.csv") == 0
    assert "✓ 2 steps defined" in capsys.readouterr().out
    assert run("survey", "steps", "permit", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [s["concepts"] for s in found["steps"]] == [["a"], ["b", "c"]]
    Path("steps.csv").write_text("作業の番号,工程\nz,受付\na,受付\n", "utf-8")
    assert run("survey", "steps", "permit", "--from", "steps.csv") == 1
    assert "there is no concept “z”" in capsys.readouterr().err


def test_several_files_are_checked_together_and_a_refused_one_stops_no_other(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*OPEN) == 0
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    good, other = filled(), filled("other.xlsx", "税務係", minutes=60.0, cases=9000)
    assert run("survey", "hand-in", str(good), "broken.xlsx", str(other), "--campaign", campaign()) == 1
    told = capsys.readouterr()
    assert told.out.count("taken as version 1") == 2
    assert "broken.xlsx" in told.err
    held = {s.section: s for s in open_workspace("ws").library.submissions(campaign=campaign())}
    assert held["税務係"].findings
    assert "9,000" in told.out or held["税務係"].findings[0].what.en in told.out.replace("\n", " ")
    assert run("survey", "check", campaign(), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"campaign": campaign(), "changed": 0}
    assert run("survey", "check", campaign()[:5]) == 0
    assert "answers whose findings changed: 0" in capsys.readouterr().out


def test_a_file_that_is_refused_alone_keeps_its_one_json_document(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert run("survey", "hand-in", "broken.xlsx", "broken.xlsx", "--json") == 1
    assert json.loads(capsys.readouterr().out) == []
    assert run("survey", "hand-in", "broken.xlsx", "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"] == "InputRefused"


def test_times_of_the_state_are_as_people_read_them(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHIKATA_LANG", "ja")
    run(*OPEN)
    run("survey", "hand-in", str(filled()), "--campaign", campaign())
    [held] = open_workspace("ws").library.submissions(campaign=campaign())
    capsys.readouterr()
    run("survey", "state", campaign())
    assert moment(held.received_at, "ja") in capsys.readouterr().out
    assert run("survey", "state", campaign(), "--to", "state.csv") == 0
    assert held.received_at.isoformat(timespec="minutes") in Path("state.csv").read_text("utf-8-sig")
