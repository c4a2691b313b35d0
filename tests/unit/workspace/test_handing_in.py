# SPDX-License-Identifier: Apache-2.0
"""What a section hands in is kept whole or not at all; versions follow one another, and what counts of them is plain."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import Cancelled, InputRefused, NotAllowed, NotFound
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.domain.workload import SectionSurvey
from machikata.records.survey.tables import surveys_of
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.workspace.answer_checks import check_again
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.campaigns import campaign_state, close_campaign, open_campaign
from machikata.workspace.handing_in import SurveyFile, hand_in
from machikata.workspace.submissions import (
    accept_submission,
    answers_of,
    history,
    merge_sections,
    restore_submission,
    return_submission,
    undecide_submission,
    withdraw_submission,
)
from machikata.workspace.survey_values import Campaign, Submission, SubmissionState
from machikata.workspace.workspace import Workspace

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
DEADLINE = date(2026, 11, 30)
TOWNS = tuple(town(n) for n in range(1, 4))
ONE, TWO, THREE = (t.code for t in TOWNS)
PROCESS = surveyed_process()
OTHER = surveyed_process("tax-certificate")


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    moments = iter(range(100_000))
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW + timedelta(seconds=next(moments)))
    for body in TOWNS:
        save_body(ws, body)
    for process in (PROCESS, OTHER):
        save_process(ws, process)
    save_group(ws, PeerGroup("hand-g", Text("相手", "peers"), PeerGroupKind.HAND, (ONE, TWO)))
    return ws


@pytest.fixture
def campaign(ws: Workspace) -> Campaign:
    return open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE, group="hand-g")


def form(body: int, section: str, *, process=PROCESS, **answers) -> SurveyFile:
    survey = answered(TOWNS[body - 1].code, section, process=process, **answers)
    return filled_form(survey, body=TOWNS[body - 1], processes=[process])


def minutes_of(surveys: tuple[SectionSurvey, ...]) -> dict[tuple[str, str], float | None]:
    return {(s.section, s.lines[0].process): s.lines[0].minutes_per_case for s in surveys}


def states(ws: Workspace, campaign: Campaign, section: str = "窓口係") -> list[tuple[int, SubmissionState]]:
    return [(s.version, s.state) for s in history(ws, campaign.id, body=ONE, section=section)]


def test_an_answer_is_kept_as_it_was_read(ws: Workspace, campaign: Campaign) -> None:
    said: list[float] = []
    file = form(1, "窓口係")
    kept = hand_in(ws, campaign.id, file, progress=lambda share, _: said.append(share))
    assert (kept.version, kept.state, kept.late, kept.read_as) == (1, SubmissionState.RECEIVED, False, "form")
    assert (kept.file_name, kept.answered) == (file.name, (PROCESS.id,))
    assert surveys_of(merge_sections(ws, campaign.id, body=ONE)) == (answered(ONE, "窓口係", process=PROCESS),)
    assert said == sorted(said)
    assert said[-1] == 1.0


def test_the_same_file_again_gives_the_same_answer_and_says_so(ws: Workspace, campaign: Campaign) -> None:
    first = hand_in(ws, campaign.id, form(1, "窓口係"))
    acts = len(ws.library.acts(limit=99))
    again = hand_in(ws, campaign.id, form(1, "窓口係"))
    assert again.id == first.id
    assert [p.code for p in again.problems][-1:] == ["survey-same-file"]
    assert "出し直す必要はありません" in again.problems[-1].sentence("ja")
    assert len(history(ws, campaign.id, body=ONE)) == 1
    assert len(ws.library.acts(limit=99)) == acts
    hand_in(ws, campaign.id, form(1, "窓口係", minutes=15.0))
    older = hand_in(ws, campaign.id, form(1, "窓口係"))
    assert (older.version, older.state) == (1, SubmissionState.SUPERSEDED)
    assert "withdraw that one" in older.problems[-1].sentence("en")
    assert len(history(ws, campaign.id, body=ONE)) == 2


def test_another_file_is_a_new_version_in_place_of_the_one_before(ws: Workspace, campaign: Campaign) -> None:
    hand_in(ws, campaign.id, form(1, "窓口係"))
    hand_in(ws, campaign.id, form(1, "窓口係", minutes=15.0))
    assert states(ws, campaign) == [(2, SubmissionState.RECEIVED), (1, SubmissionState.SUPERSEDED)]
    assert minutes_of(surveys_of(merge_sections(ws, campaign.id, body=ONE))) == {("窓口係", PROCESS.id): 15.0}


def test_everything_that_is_not_what_was_asked_is_told_at_once_and_nothing_kept(
    ws: Workspace, campaign: Campaign
) -> None:
    survey = answered(THREE, "窓口係", process=OTHER, year=YEAR - 1)
    file = filled_form(survey, body=TOWNS[2], processes=[OTHER])
    with pytest.raises(InputRefused):
        hand_in(ws, campaign.id, file)
    whole = open_campaign(ws, processes=[PROCESS.id, OTHER.id], fiscal_year=YEAR, deadline=DEADLINE, group="hand-g")
    with pytest.raises(InputRefused) as refused:
        hand_in(ws, whole.id, file, section="給付係")
    assert [p.code for p in refused.value.problems] == [
        "survey-other-body",
        "survey-other-year",
        "survey-other-section",
    ]
    assert all(file.name in p.sentence("ja") for p in refused.value.problems)
    assert ws.library.submissions() == ()
    assert not any(a.what == "survey.handed-in" for a in ws.library.acts(limit=99))


def test_a_file_that_cannot_be_read_is_refused_with_its_reason_and_leaves_nothing(
    ws: Workspace, campaign: Campaign, tmp_path: Path
) -> None:
    for file in (SurveyFile("broken.xlsx", b"PK not a workbook"), tmp_path / "none.xlsx"):
        for where in (campaign.id, None):
            with pytest.raises(InputRefused):
                hand_in(ws, where, file)
    assert ws.library.submissions() == ()
    assert ws.library.campaigns() == (campaign,)


def test_a_file_on_disk_is_handed_in_by_its_path(ws: Workspace, campaign: Campaign, tmp_path: Path) -> None:
    file = form(1, "窓口係")
    (tmp_path / "調査票.xlsx").write_bytes(file.data)
    assert hand_in(ws, campaign.id, tmp_path / "調査票.xlsx").file_name == "調査票.xlsx"


def test_a_town_hands_in_by_itself_and_a_correction_follows_the_first(ws: Workspace) -> None:
    first = hand_in(ws, None, form(1, "窓口係"))
    second = hand_in(ws, None, form(1, "窓口係", minutes=15.0))
    about_other = hand_in(ws, None, form(1, "窓口係", process=OTHER))
    assert (first.campaign, second.version) == (second.campaign, 2)
    assert about_other.campaign != first.campaign
    campaigns = {c.id: c for c in ws.library.campaigns()}
    assert len(campaigns) == 2
    own = campaigns[first.campaign]
    assert (own.owner, own.implicit, own.deadline, own.processes) == (ONE, True, None, (PROCESS.id,))
    assert [s.submission.version for s in campaign_state(ws, own.id).answered] == [2]
    held = answers_of(ws, fiscal_year=YEAR, bodies=[ONE])
    assert minutes_of(surveys_of(held)).keys() == {
        ("窓口係", PROCESS.id)
    }  # one survey of the section, about both processes
    assert set(held.lines["process"].to_pylist()) == {PROCESS.id, OTHER.id}
    assert held.staff.num_rows == 1


def test_a_returned_answer_names_reasons_and_counts_no_longer(ws: Workspace, campaign: Campaign) -> None:
    held = hand_in(ws, campaign.id, form(1, "窓口係"))
    with pytest.raises(InputRefused, match="no reason"):
        return_submission(ws, held.id, ["  "])
    back = return_submission(ws, held.id, [" 年間時間が、人数の3倍あります ", Text("丸め", "rounding")])
    assert (back.state, back.decided_by) == (SubmissionState.RETURNED, "local officer")
    assert [r.ja for r in back.reasons] == ["年間時間が、人数の3倍あります", "丸め"]
    assert [s.participant.section for s in campaign_state(ws, campaign.id).returned] == ["窓口係"]
    assert answers_of(ws, fiscal_year=YEAR, bodies=[ONE]).lines.num_rows == 0
    again = hand_in(ws, campaign.id, form(1, "窓口係"))
    assert again.state is SubmissionState.RETURNED
    assert "why it was sent back" in again.problems[-1].sentence("en")
    hand_in(ws, campaign.id, form(1, "窓口係", minutes=9.0))
    assert states(ws, campaign) == [(2, SubmissionState.RECEIVED), (1, SubmissionState.SUPERSEDED)]
    with pytest.raises(InputRefused, match="this version is superseded"):
        accept_submission(ws, held.id)


def test_what_counts_is_the_newest_accepted_answer_else_the_one_received(ws: Workspace, campaign: Campaign) -> None:
    def counted() -> float | None:
        return minutes_of(surveys_of(answers_of(ws, process=PROCESS.id, fiscal_year=YEAR, bodies=[ONE, TWO]))).get(
            ("窓口係", PROCESS.id)
        )

    first = hand_in(ws, campaign.id, form(1, "窓口係", minutes=10.0))
    assert counted() == 10.0
    accept_submission(ws, first.id)
    second = hand_in(ws, campaign.id, form(1, "窓口係", minutes=20.0))
    assert counted() == 10.0
    return_submission(ws, second.id, ["なぜか"])
    assert counted() == 10.0
    accept_submission(ws, second.id)
    assert counted() == 20.0
    undecide_submission(ws, second.id)
    withdraw_submission(ws, first.id)
    assert counted() == 20.0
    elsewhere = hand_in(ws, None, form(1, "窓口係", minutes=30.0))
    assert counted() == 30.0
    accept_submission(ws, second.id)
    assert counted() == 20.0
    assert answers_of(ws, process=OTHER.id, fiscal_year=YEAR, bodies=[ONE]).lines.num_rows == 0
    assert answers_of(ws, process=PROCESS.id, fiscal_year=YEAR - 1, bodies=[ONE]).lines.num_rows == 0
    assert answers_of(ws, process=PROCESS.id, fiscal_year=YEAR, bodies=[TWO]).staff.num_rows == 0
    assert elsewhere.campaign != campaign.id


def test_withdrawing_brings_the_version_before_back_as_it_was_decided_and_can_be_undone(
    ws: Workspace, campaign: Campaign
) -> None:
    first = hand_in(ws, campaign.id, form(1, "窓口係"))
    accept_submission(ws, first.id)
    second = hand_in(ws, campaign.id, form(1, "窓口係", minutes=15.0))
    withdraw_submission(ws, second.id)
    assert states(ws, campaign) == [(2, SubmissionState.WITHDRAWN), (1, SubmissionState.ACCEPTED)]
    restore_submission(ws, second.id)
    assert states(ws, campaign) == [(2, SubmissionState.RECEIVED), (1, SubmissionState.SUPERSEDED)]
    withdraw_submission(ws, second.id)
    third = hand_in(ws, campaign.id, form(1, "窓口係", minutes=15.0))
    assert third.version == 3
    assert history(ws, campaign.id, body=ONE)[0].id == third.id
    said = [a.what for a in ws.library.acts(limit=4)]
    assert said == ["survey.handed-in", "survey.withdrawn", "survey.restored", "survey.withdrawn"]


def test_the_answers_of_all_sections_of_a_body_come_together(ws: Workspace, campaign: Campaign) -> None:
    for section, minutes in (("窓口係", 10.0), ("給付係", 20.0), ("窓口係", 12.0)):
        hand_in(ws, campaign.id, form(1, section, minutes=minutes))
    hand_in(ws, campaign.id, form(2, "窓口係"))
    gone = hand_in(ws, campaign.id, form(1, "税務係"))
    withdraw_submission(ws, gone.id)
    merged = surveys_of(merge_sections(ws, campaign.id, body=ONE))
    assert minutes_of(merged) == {("窓口係", PROCESS.id): 12.0, ("給付係", PROCESS.id): 20.0}


def test_the_body_hands_in_and_withdraws_while_the_group_decides(ws: Workspace, campaign: Campaign) -> None:
    mine = ws.acting_as(Actor("職員", ONE, frozenset({Role.OFFICER})))
    held = hand_in(mine, campaign.id, form(1, "窓口係"))
    for refused in (
        lambda: accept_submission(mine, held.id),
        lambda: return_submission(mine, held.id, ["x"]),
        lambda: hand_in(mine, campaign.id, form(2, "窓口係")),
        lambda: hand_in(mine, None, form(2, "窓口係")),
        lambda: withdraw_submission(ws.acting_as(Actor("他", TWO, frozenset(Role))), held.id),
        lambda: check_again(mine, campaign.id),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert withdraw_submission(mine, held.id).state is SubmissionState.WITHDRAWN
    with pytest.raises(NotFound):
        withdraw_submission(mine, "nothing")
    own = hand_in(mine, None, form(1, "窓口係"))
    assert accept_submission(mine, own.id).state is SubmissionState.ACCEPTED


def test_two_who_decide_at_once_do_not_write_over_one_another(
    ws: Workspace, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hand_in(ws, campaign.id, form(1, "窓口係"))
    real = ws.library.submission

    def then_somebody_returns_it(submission_id: str) -> Submission | None:
        found = real(submission_id)
        monkeypatch.undo()
        return_submission(ws, held.id, ["先に"])
        return found

    monkeypatch.setattr(ws.library, "submission", then_somebody_returns_it, raising=False)
    with pytest.raises(InputRefused, match="somebody else has just changed"):
        accept_submission(ws, held.id)
    assert states(ws, campaign) == [(1, SubmissionState.RETURNED)]


def test_sections_that_hand_in_at_the_same_time_are_all_kept_and_one_file_once(tmp_path: Path, ws: Workspace) -> None:
    files = [form(1, "窓口係", minutes=float(m)) for m in (10, 10, 20, 20, 30)]
    threads = [threading.Thread(target=hand_in, args=(ws, None, f), kwargs={"check": False}) for f in files]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    [campaign] = ws.library.campaigns()
    assert sorted(v for v, _ in states(ws, campaign)) == [1, 2, 3]
    assert sum(state is SubmissionState.RECEIVED for _, state in states(ws, campaign)) == 1


def test_what_is_implausible_is_told_with_the_answer_and_again_when_others_have_come(ws: Workspace) -> None:
    many = [town(n) for n in range(10, 22)]
    for body in many:
        save_body(ws, body)
    save_group(ws, PeerGroup("hand-m", Text("多い", "many"), PeerGroupKind.HAND, tuple(b.code for b in many)))
    campaign = open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE, group="hand-m")

    def send(n: int, minutes: float) -> Submission:
        survey = answered(many[n].code, "窓口係", process=PROCESS, minutes=minutes, cases=300)
        return hand_in(ws, campaign.id, filled_form(survey, body=many[n], processes=[PROCESS]))

    first = send(0, 900.0)
    assert "too-few-bodies" in {f.code for f in first.findings}
    assert any(f.severity.value != "note" for f in first.findings)  # 13,500 hours of three persons
    for n in range(1, 12):
        send(n, 10.0 + n)
    assert check_again(ws, campaign.id) >= 1
    [now] = history(ws, campaign.id, body=many[0].code)
    assert "too-few-bodies" not in {f.code for f in now.findings}
    assert {f.code for f in now.findings} - {f.code for f in first.findings}
    assert check_again(ws, campaign.id) == 0


def test_a_cancelled_hand_in_keeps_nothing(ws: Workspace, campaign: Campaign) -> None:
    for limit in (0.0, 0.3, 0.69, 0.9):

        def stop(share: float, _: Text, limit: float = limit) -> None:
            if share >= limit:
                raise Cancelled(Text("中止しました", "stopped"))

        with pytest.raises(Cancelled):
            hand_in(ws, campaign.id, form(1, "窓口係"), progress=stop)
    assert ws.library.submissions() == ()


def test_a_section_said_beside_the_file_must_be_the_one_in_it(ws: Workspace, campaign: Campaign) -> None:
    assert hand_in(ws, campaign.id, form(1, "マドグチ係"), section="ﾏﾄﾞｸﾞﾁ　係").section == "マドグチ係"
    with pytest.raises(InputRefused, match="this is the form of “マドグチ係”"):
        hand_in(ws, campaign.id, form(1, "マドグチ係", minutes=13.0), section="給付係")
    assert len(history(ws, campaign.id, body=ONE)) == 1


def test_a_body_asked_as_a_whole_answers_by_a_form_without_a_section(ws: Workspace, campaign: Campaign) -> None:
    file = form(1, "")
    with pytest.raises(InputRefused) as refused:
        hand_in(ws, campaign.id, file)
    assert [p.code for p in refused.value.problems] == ["survey-no-section"]
    assert hand_in(ws, campaign.id, file, section="窓口係").section == "窓口係"


def test_a_form_without_a_single_answer_is_told_so(ws: Workspace, campaign: Campaign) -> None:
    empty = SectionSurvey(ONE, "窓口係", YEAR, ())
    with pytest.raises(InputRefused) as refused:
        hand_in(ws, campaign.id, filled_form(empty, body=TOWNS[0], processes=[PROCESS]))
    assert [p.code for p in refused.value.problems] == ["survey-no-answers"]


def test_a_survey_that_is_closed_while_a_file_is_read_takes_it_no_more(ws: Workspace, campaign: Campaign) -> None:
    def close(share: float, _: Text) -> None:
        if share >= 0.9:
            close_campaign(ws, campaign.id)

    with pytest.raises(InputRefused, match="takes no more answers"):
        hand_in(ws, campaign.id, form(1, "窓口係"), progress=close)
    assert ws.library.submissions() == ()
