# SPDX-License-Identifier: Apache-2.0
"""A survey is opened for a group or one body, asked of sections, watched, and closed; nobody reaches into another body's."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import InputRefused, NotAllowed, NotFound
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.records.survey.reading import read_survey
from machikata.testing.campaigns import YEAR, answered, filled_form, surveyed_process, town
from machikata.workspace.asked_lines import read_asked
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.campaigns import (
    add_participants,
    campaign_state,
    change_deadline,
    close_campaign,
    find_campaign,
    list_campaigns,
    open_campaign,
    remove_participant,
    reopen_campaign,
)
from machikata.workspace.handing_in import hand_in
from machikata.workspace.submissions import withdraw_submission
from machikata.workspace.survey_forms import all_forms, form_for
from machikata.workspace.survey_values import Asked, Campaign
from machikata.workspace.workspace import Workspace

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
DEADLINE = date(2026, 11, 30)
TOWNS = (town(1), town(2), town(3))
ONE, TWO, THREE = (t.code for t in TOWNS)
PROCESS = surveyed_process()


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW)
    for body in TOWNS:
        save_body(ws, body)
    save_process(ws, PROCESS)
    save_group(ws, PeerGroup("hand-g", Text("相手", "peers"), PeerGroupKind.HAND, (ONE, TWO)))
    return ws


def opened(ws: Workspace, *asked: Asked) -> Campaign:
    return open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE, group="hand-g", asked=asked)


def handed_in(ws: Workspace, campaign: Campaign, body: int, section: str, **answers: float):
    survey = answered(TOWNS[body - 1].code, section, process=PROCESS, **answers)
    return hand_in(ws, campaign.id, filled_form(survey, body=TOWNS[body - 1], processes=[PROCESS]))


def officer(ws: Workspace, body: str) -> Workspace:
    return ws.acting_as(Actor("職員", body, frozenset({Role.READER, Role.OFFICER})))


def test_every_body_of_the_group_is_asked_and_the_named_sections_by_name(ws: Workspace) -> None:
    campaign = opened(ws, Asked(ONE, "窓口係", "m@example.jp"), Asked(ONE, "給付　係"))
    assert campaign.title == "令和7年度 業務量調査"
    assert [p.key for p in ws.library.participants(campaign.id)] == [(ONE, "窓口係"), (ONE, "給付 係"), (TWO, "")]
    state = campaign_state(ws, campaign.id)
    assert (len(state.silent), state.answered, state.return_share, state.days_left) == (3, (), 0.0, 28)
    assert find_campaign(ws, campaign.id) == campaign
    assert list_campaigns(ws) == (campaign,)


def test_every_reason_why_a_survey_cannot_be_opened_is_named_at_once(ws: Workspace) -> None:
    save_process(ws, Process("empty", Text("空", "empty")))
    with pytest.raises(InputRefused) as refused:
        open_campaign(
            ws, processes=["empty"], fiscal_year=YEAR, deadline=NOW.date() - timedelta(days=1), group="hand-g",
            asked=[Asked(THREE, "係"), Asked(ONE, "係", "not an address")],
        )  # fmt: skip
    codes = [p.code for p in refused.value.problems]
    assert codes == ["survey-no-steps", "survey-deadline", "survey-other-body", "mail-address"]
    with pytest.raises(InputRefused, match="no process is chosen"):
        open_campaign(ws, processes=[], fiscal_year=YEAR, deadline=DEADLINE, body=ONE)
    with pytest.raises(InputRefused, match="not said whom"):
        open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE)
    with pytest.raises(NotFound):
        open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE, body="nobody")
    assert ws.library.campaigns() == ()


def test_a_body_asked_as_a_whole_is_answered_by_whichever_section_comes(ws: Workspace) -> None:
    campaign = opened(ws)
    handed_in(ws, campaign, 1, "窓口係")
    handed_in(ws, campaign, 1, "給付係")
    state = campaign_state(ws, campaign.id)
    assert [s.participant.key for s in state.sections] == [(ONE, "窓口係"), (ONE, "給付係"), (TWO, "")]
    assert state.return_share == pytest.approx(2 / 3)


def test_naming_sections_shuts_out_others_but_none_that_has_answered(ws: Workspace) -> None:
    campaign = opened(ws)
    handed_in(ws, campaign, 1, "窓口係")
    add_participants(ws, campaign.id, [Asked(ONE, "給付係", "k@example.jp")])
    assert {p.key for p in ws.library.participants(campaign.id)} == {(ONE, "窓口係"), (ONE, "給付係"), (TWO, "")}
    with pytest.raises(InputRefused, match="“税務係”") as refused:
        handed_in(ws, campaign, 1, "税務係")
    assert refused.value.problems[0].choices == ("窓口係", "給付係")
    handed_in(ws, campaign, 1, "窓口　係", minutes=13.0)
    assert [s.participant.section for s in campaign_state(ws, campaign.id).answered] == ["窓口係"]


def test_asking_a_section_again_changes_its_address_whatever_the_width_of_its_name(ws: Workspace) -> None:
    campaign = opened(ws, Asked(ONE, "ﾏﾄﾞｸﾞﾁ係"))
    add_participants(ws, campaign.id, [Asked(ONE, "マドグチ係", "m@example.jp")])
    [one, two] = ws.library.participants(campaign.id)
    assert (one.section, one.mail, two.key) == ("ﾏﾄﾞｸﾞﾁ係", "m@example.jp", (TWO, ""))


def test_a_section_that_has_answered_is_not_taken_off_the_list(ws: Workspace) -> None:
    campaign = opened(ws, Asked(ONE, "窓口係"), Asked(ONE, "給付係"))
    held = handed_in(ws, campaign, 1, "窓口係")
    remove_participant(ws, campaign.id, body=ONE, section="給付係")
    with pytest.raises(InputRefused, match="has answered"):
        remove_participant(ws, campaign.id, body=ONE, section="窓口係")
    withdraw_submission(ws, held.id)
    remove_participant(ws, campaign.id, body=ONE, section="窓口係")
    assert [p.key for p in ws.library.participants(campaign.id)] == [(TWO, "")]


def test_a_closed_survey_takes_nothing_until_it_is_opened_again(ws: Workspace) -> None:
    campaign = opened(ws)
    close_campaign(ws, campaign.id)
    with pytest.raises(InputRefused, match="takes no more answers"):
        handed_in(ws, campaign, 1, "窓口係")
    assert ws.library.submissions() == ()
    reopen_campaign(ws, campaign.id)
    assert handed_in(ws, campaign, 1, "窓口係").version == 1


def test_what_comes_after_the_deadline_is_taken_and_marked(ws: Workspace) -> None:
    campaign = opened(ws)
    late = replace(ws, clock=lambda: NOW.replace(month=12))
    assert handed_in(late, campaign, 1, "窓口係").late
    assert campaign_state(late, campaign.id).days_left == -2
    change_deadline(late, campaign.id, date(2026, 12, 20))
    assert not handed_in(late, campaign, 2, "窓口係").late
    with pytest.raises(InputRefused, match="has passed"):
        change_deadline(late, campaign.id, date(2026, 12, 1))


def test_only_the_secretariat_opens_a_survey_of_a_group_and_only_an_officer_one_of_the_own_body(ws: Workspace) -> None:
    mine = officer(ws, ONE)
    with pytest.raises(NotAllowed):
        opened(mine)
    with pytest.raises(NotAllowed):
        open_campaign(mine, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE, body=TWO)
    own = open_campaign(mine, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE, body=ONE)
    assert (own.owner, own.bodies, own.of_group) == (ONE, (ONE,), False)


def test_a_body_sees_and_changes_only_its_own_part_of_a_group_survey(ws: Workspace) -> None:
    campaign = opened(ws, Asked(TWO, "窓口係"))
    handed_in(ws, campaign, 2, "窓口係")
    mine = officer(ws, ONE)
    assert [s.participant.body for s in campaign_state(mine, campaign.id).sections] == [ONE]
    add_participants(mine, campaign.id, [Asked(ONE, "窓口係", "m@example.jp")])
    assert handed_in(mine, campaign, 1, "窓口係").received_by == "職員"
    for refused in (
        lambda: add_participants(mine, campaign.id, [Asked(TWO, "給付係")]),
        lambda: handed_in(mine, campaign, 2, "窓口係", minutes=20.0),
        lambda: form_for(mine, campaign.id, TWO, "窓口係"),
        lambda: close_campaign(mine, campaign.id),
        lambda: all_forms(mine, campaign.id),
        lambda: campaign_state(officer(ws, THREE), campaign.id),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert list_campaigns(officer(ws, THREE)) == ()


def test_a_form_asks_the_section_and_holds_what_it_answered_last(ws: Workspace) -> None:
    campaign = opened(ws, Asked(ONE, "窓口係"))
    empty = form_for(ws, campaign.id, ONE, "窓口係")
    survey = answered(ONE, "窓口係", process=PROCESS)
    hand_in(ws, campaign.id, filled_form(survey, body=TOWNS[0], processes=[PROCESS]))
    full = form_for(ws, campaign.id, ONE, "窓口係")
    assert empty != full
    assert read_survey(full, name="f.xlsx", processes=[PROCESS]).survey == survey


def test_all_forms_come_as_one_zip_that_is_the_same_each_time(ws: Workspace) -> None:
    campaign = opened(ws, Asked(ONE, "窓口/係"), Asked(ONE, "給付係"))
    pack = all_forms(ws, campaign.id)
    assert all_forms(ws, campaign.id) == pack
    with zipfile.ZipFile(io.BytesIO(pack)) as z:
        names = z.namelist()
        assert z.read(names[0]) == form_for(ws, campaign.id, ONE, "窓口/係")
    assert names == [
        f"{ONE}/架空_令和7年度_業務量調査_{ONE}_架空1町_窓口_係.xlsx",
        f"{ONE}/架空_令和7年度_業務量調査_{ONE}_架空1町_給付係.xlsx",
        f"{TWO}/架空_令和7年度_業務量調査_{TWO}_架空2町.xlsx",
    ]


def test_every_act_stands_in_the_journal_with_its_owner(ws: Workspace) -> None:
    campaign = opened(ws)
    add_participants(ws, campaign.id, [Asked(ONE, "窓口係")])
    handed_in(ws, campaign, 1, "窓口係")
    change_deadline(ws, campaign.id, date(2026, 12, 1))
    close_campaign(ws, campaign.id)
    reopen_campaign(ws, campaign.id)
    said = [(a.what, a.owner) for a in reversed(ws.library.acts(limit=6))]
    assert said == [
        ("campaign.opened", "hand-g"), ("campaign.asked", ONE), ("survey.handed-in", ONE), ("campaign.deadline", "hand-g"),
        ("campaign.closed", "hand-g"), ("campaign.reopened", "hand-g"),
    ]  # fmt: skip


def test_sections_may_be_set_apart_from_their_body_by_blanks() -> None:
    one, two = town(1), town(2)
    lines = f"{one.code} 窓口係\n{two.name.ja}　税務 係　zei@town.example.jp\n{one.code}　給付係、kyufu@town.example.jp"
    assert read_asked(lines, [one, two]) == (
        Asked(one.code, "窓口係"),
        Asked(two.code, "税務 係", "zei@town.example.jp"),
        Asked(one.code, "給付係", "kyufu@town.example.jp"),
    )
    with pytest.raises(InputRefused):
        read_asked("窓口係 税務係", [one, two])
