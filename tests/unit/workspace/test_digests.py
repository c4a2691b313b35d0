# SPDX-License-Identifier: Apache-2.0
"""Letters are drafted from what is new, edited, read by a second person, and looked at before they go."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from machikata.automation.app.context import Proposal
from machikata.bootstrap import open_workspace
from machikata.domain.actor import Role
from machikata.domain.call import Call
from machikata.domain.case_study import CaseOrigin, CaseStatus, CaseStudy, ServiceField
from machikata.domain.digest import DigestState, NewsKind, RecipientRole
from machikata.domain.effect_report import EffectReport, Measured
from machikata.domain.errors import InputRefused, NotAllowed
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.testing.digests import SENDER_NAME, letter_persons, letter_ready, news_item, recipient_of
from machikata.workspace.calls import CALLS
from machikata.workspace.cases import CASES
from machikata.workspace.digest_files import digest_eml, digest_emls, preview_digest
from machikata.workspace.digest_sending import reopen_digest
from machikata.workspace.digests import (
    DigestEdit,
    ItemEdit,
    add_news,
    draft_digest,
    edit_digest,
    list_digests,
    ready_digest,
    renew_news,
)
from machikata.workspace.effects import EFFECTS
from machikata.workspace.news import news_since
from machikata.workspace.proposals import sign
from machikata.workspace.recipients import save_recipient, take_recipients
from machikata.workspace.releases import propose_release
from machikata.workspace.shelf import Kept, Shelf
from machikata.workspace.workspace import Workspace

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TODAY = NOW.date()
ONE = town(1).code


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = replace(open_workspace(tmp_path / "ws"), clock=lambda: NOW)
    for n in (1, 2):
        ws.library.put_body(town(n))
    return ws


def later(ws: Workspace, **by: float) -> Workspace:
    return replace(ws, clock=lambda: NOW + timedelta(**by))


@pytest.fixture
def release(ws: Workspace) -> Callable[..., Proposal]:
    def released(shelf: Shelf, kept: Kept, *, at: datetime = NOW) -> Proposal:
        then = replace(ws, clock=lambda: at)
        proposal = propose_release(then, shelf, kept, summary=Text("公表", "release"))
        for person in letter_persons(ws):
            proposal = sign(then.acting_as(person.actor()), proposal.id, agrees=True)
        return proposal

    return released


def a_case(**changes: object) -> CaseStudy:
    case = CaseStudy(
        f"{ONE}-1", Text("転入届の自動受付", "Moving in, automated"), ONE, "架空1町", ServiceField.RESIDENTS, (),
        CaseStatus.IN_SERVICE, CaseOrigin.SUBMITTED, Text("要旨です。", "Summary."), synthetic=True,
    )  # fmt: skip
    return replace(case, **changes)  # type: ignore[arg-type]


def put_case(ws: Workspace, **changes: object) -> Kept[CaseStudy]:
    return CASES.put(ws, f"{ONE}-1", a_case(**changes), owner=ONE, did="case-saved")


def test_what_was_released_in_the_period_is_news(ws: Workspace, release) -> None:
    release(CASES, put_case(ws), at=NOW - timedelta(days=3))
    report = EffectReport(
        f"{ONE}-e1", ONE, Text("窓口の見直し", "Counter"), ServiceField.RESIDENTS, Measured.NOT_MEASURED, synthetic=True
    )
    release(EFFECTS, EFFECTS.put(ws, report.id, report, owner=ONE, did="effect-saved"))
    EFFECTS.put(ws, "draft", replace(report, id="draft"), owner=ONE, did="effect-saved")
    case, effect = news_since(ws, TODAY - timedelta(days=3), TODAY)
    assert (case.kind, case.subject, case.title.ja, case.path, case.body_name, case.synthetic) == (
        NewsKind.CASE, f"cases/{ONE}-1", "転入届の自動受付", f"/cases/{ONE}-1", "架空1町", True,
    )  # fmt: skip
    assert (effect.kind, effect.text.ja, effect.body_name) == (
        NewsKind.EFFECT,
        "効果は「測っていない」です。",
        "架空1町",
    )
    assert [i.kind for i in news_since(ws, TODAY, TODAY)] == [NewsKind.EFFECT]
    assert news_since(ws, date(2026, 1, 1), TODAY - timedelta(days=4)) == ()


def test_corrections_withdrawals_and_failures_are_told_as_such(ws: Workspace, release) -> None:
    release(CASES, put_case(ws), at=NOW - timedelta(days=40))
    release(CASES, put_case(ws, status=CaseStatus.ABANDONED))
    [item] = news_since(ws, TODAY, TODAY)
    assert item.title.ja == "転入届の自動受付（訂正）"
    assert item.text.ja == "うまくいかなかった例です。要旨です。"
    release(CASES, put_case(ws, withdrawn=Text("誤りがありました", "it was wrong")), at=NOW + timedelta(hours=1))
    [item] = news_since(ws, TODAY, TODAY)
    assert (item.title.ja, item.text.ja) == (f"事例 {ONE}-1（取り下げ）", "誤りがありました")


def test_a_call_is_news_while_it_takes_applications(ws: Workspace, release) -> None:
    call = Call(
        "c1",
        Text("参加団体の募集", "Wanted"),
        ONE,
        (ServiceField.TAX,),
        TODAY,
        TODAY + timedelta(days=30),
        synthetic=True,
    )
    release(CALLS, CALLS.put(ws, "c1", call, owner="*", did="call-opened"))
    [item] = news_since(ws, TODAY, TODAY)
    assert (item.kind, item.title.ja, item.text.ja, item.body_name) == (
        NewsKind.CALL, "参加団体の募集", "締切：令和8年12月20日（2026-12-20）", "架空1町",
    )  # fmt: skip
    assert news_since(ws, TODAY, TODAY + timedelta(days=31)) == ()


def test_a_draft_tells_what_no_letter_has_told_and_loses_nothing_of_the_last_day(ws: Workspace, release) -> None:
    release(CASES, put_case(ws))
    first = draft_digest(ws, sender_name=SENDER_NAME)
    assert [i.subject for i in first.value.items] == [f"cases/{ONE}-1"]
    assert (first.id, first.value.state, first.value.since, first.value.until) == (
        "no-1", DigestState.DRAFT, date(2026, 10, 21), TODAY,
    )  # fmt: skip
    assert first.value.opening.ja == "新しく公表されたものをお知らせします（事例1件）。"
    report = EffectReport(f"{ONE}-e1", ONE, Text("窓口", "Counter"), ServiceField.RESIDENTS, Measured.NOT_YET)
    release(EFFECTS, EFFECTS.put(ws, report.id, report, owner=ONE, did="effect-saved"), at=NOW + timedelta(hours=5))
    second = draft_digest(later(ws, days=14), sender_name=SENDER_NAME)
    assert (second.id, second.value.since) == ("no-2", TODAY)
    assert [i.subject for i in second.value.items] == [f"effects/{ONE}-e1"]
    assert [k.value.number for k in list_digests(ws)] == [2, 1]


def test_a_person_edits_orders_and_takes_out_but_cannot_make_the_invented_real(ws: Workspace) -> None:
    draft = draft_digest(ws, sender_name=SENDER_NAME)
    for n in range(3):
        draft = add_news(ws, draft.id, news_item(n))
    assert draft.value.synthetic
    edits = [
        ItemEdit("cases/x2", Text("直した題", "T"), Text("直した文", "t")),
        ItemEdit("cases/x0", Text("題", ""), Text("", "")),
    ]
    edited = edit_digest(
        ws, draft.id, DigestEdit(title=Text("題名", "Title"), items=edits, roles=(RecipientRole.HEAD,))
    ).value
    assert [(i.subject, i.title.ja, i.synthetic) for i in edited.items] == [
        ("cases/x2", "直した題", True),
        ("cases/x0", "題", True),
    ]
    assert (edited.title.ja, edited.roles, edited.closing) == ("題名", (RecipientRole.HEAD,), draft.value.closing)
    with pytest.raises(InputRefused, match="no such item"):
        edit_digest(ws, draft.id, DigestEdit(items=[ItemEdit("cases/other", Text("a", "a"), Text("", ""))]))
    with pytest.raises(InputRefused, match="named twice"):
        add_news(ws, draft.id, news_item(0))


def test_everything_wrong_with_an_edit_is_named_at_once(ws: Workspace) -> None:
    draft = draft_digest(ws, sender_name=SENDER_NAME)
    edit = DigestEdit(
        title=Text(" ", ""), site="javascript:alert(1)", classes=("都市Ⅸ-9",), opening=Text("長" * 20_000, "")
    )
    with pytest.raises(InputRefused) as refused:
        edit_digest(ws, draft.id, edit)
    assert [p.code for p in refused.value.problems] == [
        "digest-empty",
        "digest-too-long",
        "digest-site",
        "digest-class",
    ]


def test_nobody_overwrites_what_he_has_not_seen(ws: Workspace) -> None:
    draft = draft_digest(ws, sender_name=SENDER_NAME)
    edit_digest(ws, draft.id, DigestEdit(title=Text("一人目", "one")), found=draft.version)
    with pytest.raises(InputRefused, match="somebody has changed"):
        edit_digest(ws, draft.id, DigestEdit(title=Text("二人目", "two")), found=draft.version)


def test_what_came_since_is_added_on_wish(ws: Workspace, release) -> None:
    draft = draft_digest(ws, sender_name=SENDER_NAME)
    assert draft.value.opening.ja == "この期間に、新しく公表されたものはありません。"
    release(CASES, put_case(ws), at=NOW + timedelta(days=2))
    renewed = renew_news(later(ws, days=3), draft.id).value
    assert ([i.subject for i in renewed.items], renewed.until) == ([f"cases/{ONE}-1"], TODAY + timedelta(days=3))
    assert renewed.opening.ja == "新しく公表されたものをお知らせします（事例1件）。"
    assert renew_news(later(ws, days=3), draft.id).value == renewed
    edit_digest(ws, draft.id, DigestEdit(opening=Text("自分の言葉", "my own words")))
    assert add_news(ws, draft.id, news_item(1)).value.opening.ja == "自分の言葉"


def test_only_a_second_named_person_lets_a_letter_leave(ws: Workspace) -> None:
    writer, other = letter_persons(ws)
    take_recipients(ws, [recipient_of(ws, 1)])
    draft = draft_digest(ws.acting_as(writer.actor()), sender_name=SENDER_NAME)
    with pytest.raises(NotAllowed, match="only a named person"):
        ready_digest(ws, draft.id)
    with pytest.raises(NotAllowed, match="whoever wrote this version"):
        ready_digest(ws.acting_as(writer.actor()), draft.id)
    assert ready_digest(ws.acting_as(other.actor()), draft.id).value.state is DigestState.READY
    with pytest.raises(InputRefused, match="put it back to draft first"):
        edit_digest(ws, draft.id, DigestEdit(title=Text("a", "a")))
    assert reopen_digest(ws, draft.id).value.state is DigestState.DRAFT


def test_a_letter_without_readers_or_words_is_not_ready(ws: Workspace) -> None:
    _, other = letter_persons(ws)
    draft = draft_digest(ws, sender_name=SENDER_NAME)
    edit_digest(ws, draft.id, DigestEdit(opening=Text(" ", "")))
    with pytest.raises(InputRefused) as refused:
        ready_digest(ws.acting_as(other.actor()), draft.id)
    assert [p.code for p in refused.value.problems] == ["digest-empty", "digest-nobody"]


def test_whoever_acts_for_one_body_writes_no_letters(ws: Workspace) -> None:
    writer, _ = letter_persons(ws)
    of_town = ws.acting_as(replace(writer, body=ONE, roles=frozenset(Role)).actor())
    with pytest.raises(NotAllowed):
        draft_digest(of_town, sender_name=SENDER_NAME)


def test_a_preview_and_the_files_say_the_same_without_a_mail_server(ws: Workspace) -> None:
    digest = letter_ready(ws, 2)
    save_recipient(ws, body=ONE, role=RecipientRole.DIGITAL, mail="R1@town.example.jp")  # the mailbox of town 1's head
    seen = preview_digest(ws, digest.id)
    assert (seen.mail, seen.to.ja) == ("r1@town.example.jp", "架空1町")
    pack = zipfile.ZipFile(io.BytesIO(digest_emls(ws, digest.id)))
    assert pack.namelist() == [f"0001_{ONE}_head.eml", f"0002_{town(2).code}_head.eml"]
    first = email.message_from_bytes(pack.read(pack.namelist()[0]), policy=email.policy.default)
    assert (first["To"], first["Subject"], first["X-Unsent"]) == ("r1@town.example.jp", seen.subject, "1")
    assert first.get_body(("plain",)).get_content().replace("\r\n", "\n") == seen.text
    assert first.get_body(("html",)).get_content().replace("\r\n", "\n") == seen.html
    assert first["Message-ID"].endswith("@machikata.invalid>")
    assert digest_emls(ws, digest.id) == digest_emls(ws, digest.id)


def test_one_file_for_one_recipient_and_a_preview_for_nobody(ws: Workspace) -> None:
    draft = draft_digest(ws, sender_name=SENDER_NAME)
    assert preview_digest(ws, draft.id).text.startswith("各位\n")
    kept = save_recipient(ws, body=ONE, role=RecipientRole.REFORM, mail="a@town.example.jp", name="行革課")
    made = email.message_from_bytes(digest_eml(ws, draft.id, kept.id, language="en"), policy=email.policy.default)
    assert made["Subject"] == "[invented] Letter on better municipal work, no. 1"
    assert made.get_body(("plain",)).get_content().startswith("To 行革課, Kaku Town 1")
