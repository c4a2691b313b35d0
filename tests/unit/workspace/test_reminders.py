# SPDX-License-Identifier: Apache-2.0
"""Letters go to those who are silent or must correct, each on record before it leaves, none twice without a person's wish."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Actor, Role
from machikata.domain.errors import (
    Cancelled,
    InputRefused,
    LetterNotSent,
    LetterPerhapsSent,
    MailServerUnusable,
    NotAllowed,
)
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.records.survey.reading import read_survey
from machikata.testing.campaigns import YEAR, KeepingOutbox, answered, filled_form, surveyed_process, town
from machikata.workspace.bodies import save_body, save_group, save_process
from machikata.workspace.campaigns import add_participants, campaign_state, open_campaign
from machikata.workspace.handing_in import hand_in
from machikata.workspace.reminders import LetterSettings, draft_letters, eml_files, letters_of, remind, send_letters
from machikata.workspace.submissions import return_submission
from machikata.workspace.survey_forms import form_for
from machikata.workspace.survey_values import Asked, Campaign, LetterKind, LetterState
from machikata.workspace.workspace import DEMO_MARK, Workspace

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
DEADLINE = date(2026, 11, 30)
TOWNS = tuple(town(n) for n in range(1, 4))
ONE, TWO, THREE = (t.code for t in TOWNS)
PROCESS = surveyed_process()
MAIL_ONE, MAIL_TWO = "one@example.jp", "two@example.jp"
WHY = Text("理由", "because")


@pytest.fixture
def outbox() -> KeepingOutbox:
    return KeepingOutbox()


@pytest.fixture
def ws(tmp_path: Path, outbox: KeepingOutbox) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW, outbox=outbox)
    for body in TOWNS:
        save_body(ws, body)
    save_process(ws, PROCESS)
    save_group(ws, PeerGroup("hand-g", Text("相手", "peers"), PeerGroupKind.HAND, (ONE, TWO, THREE)))
    return ws


@pytest.fixture
def campaign(ws: Workspace) -> Campaign:
    asked = (Asked(ONE, "窓口係", MAIL_ONE), Asked(TWO, "", MAIL_TWO))
    return open_campaign(ws, processes=[PROCESS.id], fiscal_year=YEAR, deadline=DEADLINE, group="hand-g", asked=asked)


def later(ws: Workspace, **by: float) -> Workspace:
    return replace(ws, clock=lambda: NOW + timedelta(**by))


def hand(ws: Workspace, campaign: Campaign, body: int, section: str):
    survey = answered(TOWNS[body - 1].code, section, process=PROCESS)
    return hand_in(ws, campaign.id, filled_form(survey, body=TOWNS[body - 1], processes=[PROCESS]))


def test_the_first_letter_asks_and_carries_the_form(ws: Workspace, campaign: Campaign, outbox: KeepingOutbox) -> None:
    sent = remind(
        ws,
        campaign.id,
        send=True,
        settings=LetterSettings(where="共有フォルダ「調査」", contact="架空県 市町村課 内線1234"),
    )
    assert [(r.key, r.state, r.kind) for r in sent.reminders] == [
        ((ONE, "窓口係"), LetterState.SENT, LetterKind.REQUEST), ((TWO, ""), LetterState.SENT, LetterKind.REQUEST),
    ]  # fmt: skip
    assert [(p.body, why.en) for p, why in sent.held_back] == [(THREE, "the section has no mail address")]
    one, two = outbox.letters
    assert (one.to, two.to) == (MAIL_ONE, MAIL_TWO)
    assert one.subject == "【令和7年度 業務量調査】回答のお願い"
    for words in (
        "架空1町 窓口係 御中", "締切：令和8年11月30日（2026-11-30）　あと28日です", "対象の業務：転入届", "氏名は書かないでください",
        "共有フォルダ「調査」", "問い合わせ先：架空県 市町村課 内線1234", "（架空のデータです）", one.attachments[0].name,
    ):  # fmt: skip
        assert words in one.text
    assert two.text.startswith("架空2町 御中\n")
    assert one.attachments[0].content == form_for(ws, campaign.id, ONE, "窓口係")
    assert one.message_id.endswith("@pref.example.jp>")
    assert [s.state for s in letters_of(ws, campaign.id)] == [LetterState.SENT, LetterState.SENT]
    assert all(r.letter.attachments == () for r in letters_of(ws, campaign.id))


def test_a_letter_in_english_says_the_same(ws: Workspace, campaign: Campaign) -> None:
    [one, *_] = draft_letters(
        later(ws, days=30), campaign.id, settings=LetterSettings(language="en", attach=False, where="the share")
    )
    assert one.letter.subject == "令和7年度 業務量調査: please answer"
    for words in ("To 窓口係, Kaku Town 1", "Year: fiscal 2025", "30 November 2026 (it has passed; answers are still taken)",
                  "Please write no names", "the share"):  # fmt: skip
        assert words in one.letter.text
    assert one.letter.attachments == ()
    assert letters_of(ws, campaign.id) == ()


def test_who_has_answered_gets_none_and_who_must_correct_gets_the_reasons(
    ws: Workspace, campaign: Campaign, outbox: KeepingOutbox
) -> None:
    hand(ws, campaign, 1, "窓口係")
    held = hand(ws, campaign, 2, "住民係")
    return_submission(
        ws, held.id, ["年間時間が、人数の3倍あります", Text("きりのよい数ばかりです", "only round figures")]
    )
    remind(ws, campaign.id, send=True, settings=LetterSettings(attach=True))
    [letter] = outbox.letters
    assert (letter.to, letter.subject) == (MAIL_TWO, "【令和7年度 業務量調査】回答の確認のお願い")
    assert "・年間時間が、人数の3倍あります\n・きりのよい数ばかりです" in letter.text
    # The form comes back with what was answered, to be corrected.
    read = read_survey(letter.attachments[0].content, name="f.xlsx", processes=[PROCESS]).survey
    assert read == answered(TWO, "住民係", process=PROCESS)


def test_a_second_letter_reminds_but_not_on_the_same_day(
    ws: Workspace, campaign: Campaign, outbox: KeepingOutbox
) -> None:
    remind(ws, campaign.id, send=True)
    again = remind(later(ws, hours=3), campaign.id, send=True, only=[(ONE, "窓口係")])
    assert [why.ja for _, why in again.held_back] == ["今日すでに送っています"]
    assert len(outbox.letters) == 2
    remind(later(ws, days=7), campaign.id, send=True, only=[(ONE, "窓口係")])
    assert outbox.letters[-1].subject == "【令和7年度 業務量調査】回答がまだ届いていません"
    remind(later(ws, days=7), campaign.id, send=True, only=[(ONE, "窓口係")], again=True)
    assert len(outbox.letters) == 4
    assert len({letter.message_id for letter in outbox.letters}) == 4


def test_an_answer_sent_back_on_the_day_of_the_request_is_told_all_the_same(
    ws: Workspace, campaign: Campaign, outbox: KeepingOutbox
) -> None:
    remind(ws, campaign.id, send=True)
    held = hand(ws, campaign, 1, "窓口係")
    for reasons in (["x"], ["x"], ["y"]):
        return_submission(ws, held.id, reasons)
        remind(ws, campaign.id, send=True, only=[(ONE, "窓口係")])
    assert [letter.subject[-9:] for letter in outbox.letters[2:]] == ["回答の確認のお願い"] * 2
    assert "・y" in outbox.letters[-1].text


def test_a_refused_letter_is_on_record_with_its_reason_and_the_others_go(
    ws: Workspace, campaign: Campaign, outbox: KeepingOutbox
) -> None:
    outbox.troubles = [LetterNotSent(WHY)]
    sent = remind(ws, campaign.id, send=True)
    assert [(r.state, r.error) for r in sent.reminders] == [(LetterState.FAILED, WHY), (LetterState.SENT, None)]
    remind(ws, campaign.id, send=True)
    assert outbox.addressees() == [MAIL_TWO, MAIL_ONE]


def test_a_server_that_cannot_be_used_is_tried_once(ws: Workspace, campaign: Campaign, outbox: KeepingOutbox) -> None:
    outbox.troubles = [MailServerUnusable(WHY), MailServerUnusable(WHY)]
    sent = remind(ws, campaign.id, send=True)
    assert [r.state for r in sent.reminders] == [LetterState.FAILED]
    assert [why.ja for _, why in sent.held_back] == ["理由", "理由"]
    assert len(outbox.troubles) == 1


def test_a_letter_of_which_nobody_knows_is_not_sent_again_without_a_wish_and_keeps_its_number(
    ws: Workspace, campaign: Campaign, outbox: KeepingOutbox
) -> None:
    only = [(ONE, "窓口係")]
    outbox.troubles = [LetterPerhapsSent(WHY)]
    [unknown] = remind(ws, campaign.id, send=True, only=only).reminders
    assert unknown.state is LetterState.UNKNOWN
    tomorrow = later(ws, days=1)
    assert "届いたかを確かめ" in remind(tomorrow, campaign.id, send=True, only=only).held_back[0][1].ja
    assert outbox.letters == []
    [sent] = remind(tomorrow, campaign.id, send=True, only=only, again=True).reminders
    assert sent.letter.message_id == unknown.letter.message_id
    assert [r.state for r in letters_of(ws, campaign.id)] == [LetterState.UNKNOWN, LetterState.SENT]


def test_a_letter_that_a_killed_program_was_sending_becomes_unknown(ws: Workspace, campaign: Campaign) -> None:
    class Dies(BaseException):
        pass

    class DyingOutbox(KeepingOutbox):
        def send(self, letter) -> None:
            super().send(letter)
            raise Dies

    with pytest.raises(Dies):
        remind(replace(ws, outbox=DyingOutbox()), campaign.id, send=True)
    assert [r.state for r in letters_of(ws, campaign.id)] == [LetterState.SENDING]
    assert [r.state for r in letters_of(later(ws, minutes=11), campaign.id)] == [LetterState.UNKNOWN]
    held = remind(ws, campaign.id, send=True, only=[(ONE, "窓口係")]).held_back
    assert "interrupted or is being sent elsewhere" in held[0][1].en
    assert ws.library.interrupt_reminders() == 1
    assert [r.state for r in letters_of(ws, campaign.id)] == [LetterState.UNKNOWN]


def test_two_who_send_at_once_send_one_letter(ws: Workspace, campaign: Campaign, outbox: KeepingOutbox) -> None:
    class SlowOutbox(KeepingOutbox):
        def send(self, letter) -> None:
            if letter.to == MAIL_ONE:
                inner = remind(ws, campaign.id, send=True)
                assert {p.body for p, _ in inner.held_back} == {ONE, THREE}
            super().send(letter)

    slow = SlowOutbox()
    both = remind(replace(ws, outbox=slow), campaign.id, send=True)
    assert outbox.addressees() == [MAIL_TWO]
    assert slow.addressees() == [MAIL_ONE]
    assert [(p.body, why.en) for p, why in both.held_back] == [
        (TWO, "somebody else is writing to this section just now"), (THREE, "the section has no mail address"),
    ]  # fmt: skip


def test_letters_that_a_person_carries_are_kept_and_saved_as_drafts(ws: Workspace, campaign: Campaign) -> None:
    written = remind(ws, campaign.id, send=False).reminders
    assert [r.state for r in letters_of(ws, campaign.id)] == [LetterState.WRITTEN] * 3
    with zipfile.ZipFile(io.BytesIO(eml_files(written, sender="me@example.jp"))) as z:
        messages = [email.message_from_bytes(z.read(n), policy=email.policy.default) for n in z.namelist()]
        assert z.namelist()[0] == f"0001_{ONE}.eml"
    assert [m["To"] for m in messages] == [MAIL_ONE, MAIL_TWO, None]
    assert messages[0]["X-Unsent"] == "1"
    assert messages[0].get_body().get_content().replace("\r\n", "\n") == written[0].letter.text


def test_cancelling_leaves_what_was_sent_on_record(ws: Workspace, campaign: Campaign, outbox: KeepingOutbox) -> None:
    letters = draft_letters(ws, campaign.id)

    def stop(share: float, _: Text) -> None:
        if share > 0:
            raise Cancelled(Text("中止", "stopped"))

    with pytest.raises(Cancelled):
        send_letters(ws, letters, progress=stop)
    assert [r.state for r in letters_of(ws, campaign.id)] == [LetterState.SENT]
    assert outbox.addressees() == [MAIL_ONE]


def test_without_a_mail_server_and_in_the_demo_nothing_is_sent(
    ws: Workspace, campaign: Campaign, outbox: KeepingOutbox
) -> None:
    with pytest.raises(InputRefused, match="MACHIKATA_SMTP_HOST"):
        remind(replace(ws, outbox=None), campaign.id, send=True)
    (ws.folder / DEMO_MARK).write_text("{}", "utf-8")
    with pytest.raises(InputRefused, match="nothing is sent from a demo"):
        remind(ws, campaign.id, send=True)
    assert outbox.letters == []
    assert letters_of(ws, campaign.id) == ()


def test_only_who_carries_the_survey_through_writes(ws: Workspace, campaign: Campaign) -> None:
    mine = ws.acting_as(Actor("職員", ONE, frozenset({Role.OFFICER})))
    letters = draft_letters(ws, campaign.id)
    for refused in (
        lambda: remind(mine, campaign.id, send=True),
        lambda: send_letters(mine, letters),
        lambda: letters_of(mine, campaign.id),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_line_break_in_a_sections_name_adds_no_header(
    ws: Workspace, campaign: Campaign, outbox: KeepingOutbox
) -> None:
    add_participants(ws, campaign.id, [Asked(THREE, "係\r\nBcc: all@example.jp\r\n\r\nbody", "three@example.jp")])
    assert "係 Bcc: all@example.jp body" in [s.participant.section for s in campaign_state(ws, campaign.id).sections]
    with pytest.raises(InputRefused, match="not a mail address"):
        add_participants(ws, campaign.id, [Asked(THREE, "係", "a@example.jp\r\nBcc: b@example.jp")])
    remind(ws, campaign.id, send=True, only=[(THREE, "係 Bcc: all@example.jp body")])
    [letter] = outbox.letters
    message = email.message_from_bytes(
        zipfile.ZipFile(
            io.BytesIO(eml_files(draft_letters(ws, campaign.id, only=[(THREE, "係 Bcc: all@example.jp body")])))
        ).read(f"0001_{THREE}.eml"),
        policy=email.policy.default,
    )
    assert message["Bcc"] is None
    assert "\n" not in letter.subject


def test_every_letter_stands_in_the_journal(ws: Workspace, campaign: Campaign) -> None:
    remind(ws, campaign.id, send=True, only=[(ONE, "窓口係")])
    said = [(a.what, a.owner, a.details["section"]) for a in ws.library.acts(limit=2)]
    assert said == [("survey.letter-sent", ONE, "窓口係"), ("survey.letter-sending", ONE, "窓口係")]
