# SPDX-License-Identifier: Apache-2.0
"""The letter on the site: recipients, draft, edit, ready, preview, files; replies taken, sorted, answered. Nothing leaves without a server."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from machikata.domain.actor import Role
from machikata.domain.case_study import ServiceField
from machikata.domain.text import Text
from machikata.testing.campaigns import town
from machikata.web.security import LETTER_SECURITY_POLICY
from machikata.workspace.bodies import save_body
from machikata.workspace.calls import open_call, propose_call
from machikata.workspace.persons import save_person
from machikata.workspace.proposals import sign


@pytest.fixture
def persons(site):
    return [
        save_person(site.workspace, name=name, body="*", roles=[role, Role.OFFICER])
        for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER))
    ]


@pytest.fixture
def news(site, persons):
    ws = site.workspace
    save_body(ws, town(1))
    today = ws.clock().date()
    call = open_call(
        ws, title=Text("税務の見直し", "Tax"), opened_by="架空県", fields=[ServiceField.TAX], opens=today,
        deadline=today + timedelta(days=30), synthetic=True,
    )  # fmt: skip
    proposal = propose_call(ws, call.id)
    for person in persons:
        proposal = sign(ws.acting_as(person.actor()), proposal.id, agrees=True)


@pytest.fixture
def recipient(site, news):
    fields = {"body": town(1).code, "role": "head", "mail": "mayor@town.example", "name": "町長"}
    return site.post("/digest/recipients/save", fields)


@pytest.fixture
def letter(site, recipient):
    return site.post("/digest/draft", {"sender_name": "架空県 市町村課"}).url.path


def test_nothing_is_there_at_first(site):
    assert "まだメールはありません" in site.get("/digest").text
    assert "宛先はまだありません" in site.get("/digest/recipients").text
    assert "返事はまだありません" in site.get("/digest/replies").text


def test_a_draft_tells_what_was_published_and_is_edited(site, letter):
    page = site.get(letter).text
    assert "税務の見直し" in page
    assert "架空" in page
    value = site.get(letter, params={"format": "json"}).json()
    item = value["digest"]["items"][0]
    fields = {
        "version": str(value["version"]), "items": "1", "title": "秋の号", "sender_name": "架空県", "opening": "ご案内です。",
        "closing": "以上", "subject-0": item["subject"], "keep-0": "yes", "place-0": "1", "title-0": "新しい公募", "text-0": "ご応募ください。",
    }  # fmt: skip
    changed = site.post(f"{letter}/edit", fields)
    assert "新しい公募" in changed.text
    late = site.post(f"{letter}/edit", fields)
    assert late.status_code == 422
    assert "ほかの人が直しています" in late.text


def test_a_letter_is_shown_in_a_world_of_its_own_and_every_other_page_is_not(site, letter):
    shown = site.get(f"{letter}/preview.html")
    assert shown.headers["content-security-policy"] == LETTER_SECURITY_POLICY
    assert "税務の見直し" in shown.text
    assert "unsafe-inline" not in site.get(letter).headers["content-security-policy"]


def test_only_another_named_person_says_that_it_may_leave_and_nothing_leaves_without_a_server(site, letter, persons):
    refused = site.post(f"{letter}/ready", {"version": "1"})
    assert refused.status_code == 422
    site.post("/persons/switch", {"person": persons[1].id, "back": letter})
    assert site.post(f"{letter}/ready", {"version": "1"}).status_code == 200
    assert site.get(letter, params={"format": "json"}).json()["digest"]["state"] == "ready"
    assert site.post(f"{letter}/send").status_code == 422
    assert site.post(f"{letter}/reopen").status_code == 200
    assert site.get(letter, params={"format": "json"}).json()["digest"]["state"] == "draft"


def test_letters_are_given_as_files(site, letter):
    assert site.get(f"{letter}/letters.zip").content.startswith(b"PK")
    assert site.get("/digest/recipients/list.csv").status_code == 200


def test_a_draft_needs_a_sender_and_days_that_can_be_read(site, recipient):
    page = site.post("/digest/draft", {"sender_name": "", "since": "昨日"})
    assert page.status_code == 422
    assert 'id="e-sender_name-1"' in page.text
    assert 'id="e-since-1"' in page.text


def test_recipients_are_refused_with_reasons_and_leave_and_come_back(site, recipient):
    bad = site.post("/digest/recipients/save", {"body": "990018", "role": "head", "mail": "no address"})
    assert bad.status_code == 422
    assert site.post("/digest/recipients/upload", files={"file": ("a.csv", b"x,y\n1,2\n")}).status_code == 422
    rid = site.get("/digest/recipients?format=json").json()["recipients"][0]["recipient"]["id"]
    assert site.post(f"/digest/recipients/{rid}/leave", {"reason": ""}).status_code == 422
    assert "本人の申し出" in site.post(f"/digest/recipients/{rid}/leave", {"reason": "本人の申し出"}).text
    assert "本人の申し出" not in site.post(f"/digest/recipients/{rid}/back").text


def message(**headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "mayor@town.example", "office@pref.example", "Re: 公募について"
    mail["Message-ID"], mail["Date"] = "<1@town.example>", "Mon, 23 Nov 2026 10:00:00 +0900"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("窓口の分野も加えてください。\n")
    return mail.as_bytes()


def test_a_reply_is_taken_sorted_assigned_and_answered_by_hand(site, letter):
    page = site.post("/digest/replies/upload", files={"file": ("返事.eml", message())})
    assert page.status_code == 200
    address = page.url.path
    assert "窓口の分野も加えてください" in page.text
    site.post(f"{address}/sort", {"kind": "proposal"})
    site.post(f"{address}/assign", {"digest": letter.rsplit("/", 1)[1], "recipient": ""})
    assert site.post(f"{address}/answer", {"text": " ", "way": "hand"}).status_code == 422
    assert (
        site.post(f"{address}/answer", {"text": "検討します。", "way": "file"})
        .headers["content-type"]
        .startswith("message/")
    )
    assert "検討します。" in site.post(f"{address}/answer", {"text": "検討します。", "way": "hand"}).text
    counts = site.get("/digest?format=json").json()["digests"][0]["counts"]
    assert (counts["replies"], counts["proposals"], counts["answered"]) == (1, 1, 1)


def test_a_programs_message_is_marked_and_a_person_may_say_otherwise(site, letter):
    page = site.post("/digest/replies/upload", files={"file": ("a.eml", message(Auto_Submitted="auto-replied"))})
    assert "自動で送られたメールのようです" in page.text
    assert "自動で送られたメールのようです" not in site.post(f"{page.url.path}/person").text


def test_what_is_no_message_is_refused(site, letter):
    assert site.post("/digest/replies/upload", files={"file": ("a.eml", b"\x00\x01")}).status_code in (200, 422)
    assert site.post("/digest/replies/upload").status_code == 422
    assert site.post("/digest/replies/fetch").status_code == 422


def test_an_officer_of_one_body_sees_no_addresses(site, recipient, at_desk_of):
    officer = at_desk_of(site, town(1).code)
    for address in ("/digest", "/digest/recipients", "/digest/replies", "/digest/recipients/list.csv"):
        assert officer.get(address).status_code == 403
    assert "/digest" not in officer.get("/publish").text


def test_a_recipient_and_a_reply_can_be_deleted_for_good(site, letter):
    rid = site.get("/digest/recipients?format=json").json()["recipients"][0]["recipient"]["id"]
    site.post(f"/digest/recipients/{rid}/leave", {"reason": "退職"})
    reply = site.post("/digest/replies/upload", files={"file": ("返事.eml", message())}).url.path
    assert "記録から消す" in site.get("/digest/recipients").text
    site.post(f"/digest/recipients/{rid}/forget")
    site.post(f"{reply}/forget")
    assert site.get("/digest/recipients?format=json").json()["recipients"] == []
    assert site.get(reply).status_code == 404
    assert "宛先を記録から消した" in site.get("/audit").text
