# SPDX-License-Identifier: Apache-2.0
"""A kill in the middle of handing in or of sending letters leaves the campaign as it was, and nothing half-written."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.records.survey.tables import surveys_of
from machikata.testing.campaigns import YEAR, KeepingOutbox, answered, filled_form, surveyed_process, town
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.campaigns import campaign_state, open_campaign
from machikata.workspace.handing_in import hand_in
from machikata.workspace.reminders import letters_of, remind
from machikata.workspace.submissions import history, merge_sections
from machikata.workspace.survey_values import Asked, Campaign, LetterState, SubmissionState
from machikata.workspace.workspace import Workspace

TOWNS = (town(1), town(2))
ONE, TWO = (t.code for t in TOWNS)
PROCESS = surveyed_process(steps=12)

HAND_IN = """
import os, sys
from machikata.bootstrap import open_workspace
from machikata.storage.sql import surveys
from machikata.workspace.handing_in import hand_in
folder, campaign, file, where = sys.argv[1:]
ws = open_workspace(folder)
seen = []
def report(share, what):
    seen.append(share)
    if where == f"report {len(seen)}":
        os.kill(os.getpid(), 9)
if where in ("before the journal", "before the end"):
    real = surveys._journal
    def journal(*said):
        if where == "before the end":
            real(*said)
        os.kill(os.getpid(), 9)
    surveys._journal = journal
hand_in(ws, campaign or None, file, progress=report)
"""
TOLD = HAND_IN.replace("seen.append(share)", "print(share, flush=True)")
SEND = """
import os, sys
from dataclasses import replace
from machikata.bootstrap import open_workspace
from machikata.testing.campaigns import KeepingOutbox
from machikata.workspace.reminders import remind
folder, campaign, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
class Outbox(KeepingOutbox):
    def send(self, letter):
        super().send(letter)
        print(letter.to, flush=True)
        if len(self.letters) == number:
            os.kill(os.getpid(), 9)
remind(replace(open_workspace(folder), outbox=Outbox()), campaign, send=True)
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = open_workspace(tmp_path / "ws")
    for body in TOWNS:
        save_body(ws, body)
    save_process(ws, PROCESS)
    save_group(ws, PeerGroup("hand-g", Text("相手", "peers"), PeerGroupKind.HAND, (ONE, TWO)))
    return ws


@pytest.fixture
def campaign(ws: Workspace) -> Campaign:
    deadline = date.today() + timedelta(days=30)  # noqa: DTZ011 - the workspace's clock is the machine's here
    asked = [Asked(ONE, f"係{n}", f"s{n}@example.jp") for n in range(4)]
    return open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=deadline, group="hand-g", asked=asked)


def file_of(tmp_path: Path, minutes: float) -> Path:
    made = filled_form(answered(ONE, "係0", process=PROCESS, minutes=minutes), body=TOWNS[0], processes=[PROCESS])
    path = tmp_path / f"{minutes}.xlsx"
    path.write_bytes(made.data)
    return path


def killed(*arguments: str) -> list[str]:
    program = subprocess.run([sys.executable, "-c", *arguments], capture_output=True, text=True, check=False)
    assert program.returncode == -signal.SIGKILL, program.stderr
    return program.stdout.split()


@pytest.mark.parametrize(
    ("where", "own"),
    [("report 3", False), ("before the journal", False), ("before the end", False), ("before the end", True)],
)
def test_a_kill_while_handing_in_leaves_the_answer_that_stood(
    ws: Workspace, campaign: Campaign, tmp_path: Path, where: str, own: bool
) -> None:
    target = "" if own else campaign.id
    first = hand_in(ws, target or None, file_of(tmp_path, 10.0))
    before = (ws.library.campaigns(), ws.library.submissions(), ws.library.acts(limit=99))
    killed(HAND_IN, str(ws.folder), target, str(file_of(tmp_path, 20.0)), where)
    again = open_workspace(ws.folder)
    assert (again.library.campaigns(), again.library.submissions(), again.library.acts(limit=99)) == before
    assert merge_sections(again, first.campaign, body=ONE).lines["minutes_per_case"].to_pylist() == [10.0] * 12
    second = hand_in(again, target or None, file_of(tmp_path, 20.0))
    assert second.version == 2
    assert surveys_of(merge_sections(again, first.campaign, body=ONE)) == (
        answered(ONE, "係0", process=PROCESS, minutes=20.0),
    )


def test_a_kill_before_the_first_answer_leaves_no_campaign_of_ones_own(ws: Workspace, tmp_path: Path) -> None:
    killed(HAND_IN, str(ws.folder), "", str(file_of(tmp_path, 10.0)), "before the end")
    again = open_workspace(ws.folder)
    assert (again.library.campaigns(), again.library.submissions()) == ((), ())
    assert hand_in(again, None, file_of(tmp_path, 10.0)).version == 1


def test_a_kill_at_any_moment_leaves_the_whole_answer_or_none(
    ws: Workspace, campaign: Campaign, tmp_path: Path
) -> None:
    """Not at chosen places but by the clock, around the moment when the answer is written."""
    stood: list[int] = []
    for n in range(3):
        path = file_of(tmp_path, 10.0 + n)
        program = subprocess.Popen(
            [sys.executable, "-c", TOLD,
             str(ws.folder), campaign.id, str(path), ""], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert program.stdout is not None
        while (line := program.stdout.readline()) and not line.startswith("0.9"):
            pass
        try:
            program.wait(timeout=0.001 * n)
        except subprocess.TimeoutExpired:
            program.send_signal(signal.SIGKILL)
        program.wait()
        program.stdout.close()
        again = open_workspace(ws.folder)
        versions = history(again, campaign.id, body=ONE)
        acts = [a for a in again.library.acts(limit=99) if a.what == "survey.handed-in"]
        assert len(acts) == len(versions)
        assert [v.version for v in versions] == list(range(len(versions), 0, -1))
        for tables in again.library.answers(tuple(v.id for v in versions)):
            assert tables.lines.num_rows == 12
        stood.append(len(versions))
    assert stood == sorted(stood)


@pytest.mark.parametrize("number", [1, 3])
def test_a_kill_while_sending_leaves_one_letter_unknown_and_none_is_sent_twice(
    ws: Workspace, campaign: Campaign, number: int
) -> None:
    went = killed(SEND, str(ws.folder), campaign.id, str(number))
    assert went == [f"s{n}@example.jp" for n in range(number)]
    again = open_workspace(ws.folder)
    assert again.library.interrupt_reminders() == 1
    assert [r.state for r in letters_of(again, campaign.id)] == [LetterState.SENT] * (number - 1) + [
        LetterState.UNKNOWN
    ]
    outbox = KeepingOutbox()
    rest = remind(replace(again, outbox=outbox), campaign.id, send=True)
    assert set(outbox.addressees()).isdisjoint(went)
    assert set(outbox.addressees()) | set(went) == {f"s{n}@example.jp" for n in range(4)}
    assert f"s{number - 1}@example.jp" in {p.mail for p, why in rest.held_back if "interrupted" in why.en}
    [sent] = remind(
        replace(again, outbox=outbox),
        campaign.id, send=True, only=[(ONE, f"係{number - 1}")], again=True,
    ).reminders  # fmt: skip
    assert sent.state is LetterState.SENT


def test_a_survey_half_carried_through_goes_on_after_a_restart(
    ws: Workspace, campaign: Campaign, tmp_path: Path
) -> None:
    hand_in(ws, campaign.id, file_of(tmp_path, 10.0))
    again = open_workspace(ws.folder)
    state = campaign_state(again, campaign.id)
    assert [(s.participant.section, s.submission.state) for s in state.answered] == [("係0", SubmissionState.RECEIVED)]
    assert len(state.silent) == 4
