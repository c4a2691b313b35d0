# SPDX-License-Identifier: Apache-2.0
"""A body's own cases on the site: written, taken in as a workbook, changed, signed, corrected, taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.domain.actor import Role
from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.facts.cases import seed_cases
from machikata.records.case_files import write_case_form
from machikata.records.case_files.fields import case_fields
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.cases import own_case
from machikata.workspace.persons import save_person

FIELDS = {
    "title": "異動届の自動入力", "body_name": "架空1町", "status": "in_service", "field": "tax", "technologies": "rpa",
    "summary": "入力をロボットがします。", "works": "住民税\r\n特別徴収\r\n", "contact": "税務係",
    "figure-1-name": "年間の時間", "figure-1-unit": "hours", "figure-1-role": "effect", "figure-1-kind": "measured",
    "figure-1-basis": "year", "figure-1-before": "４００", "figure-1-after": "90", "source-1-title": "庁内の報告",
}  # fmt: skip


@pytest.fixture
def body(site):
    save_body(site.workspace, town(1))
    return town(1).code


@pytest.fixture
def signers(site):
    return [
        save_person(site.workspace, name=name, body="*", roles=[role]).id
        for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER))
    ]


def written(site, body, **more):
    return site.post("/cases/edit", {**FIELDS, "owner": body, "version": "0", **more})


def sign_all(site, address, signers):
    for person in signers:
        site.post("/persons/switch", {"person": person, "back": address})
        proposal = site.get(address, params={"format": "json"}).json()["proposals"][0]["proposal"]
        site.post(
            f"{address}/sign",
            {"proposal": proposal["id"], "fingerprint": proposal["fingerprint"], "word": "agree", "comment": ""},
        )
    site.post("/persons/switch", {"person": "", "back": address})


def test_the_list_says_what_to_do_when_nothing_is_there(site):
    assert "先に団体を登録してください" in site.get("/cases/own").text


def test_a_case_goes_from_the_form_to_the_catalogue_and_back(site, body, signers):
    page = written(site, body)
    assert page.status_code == 200
    address, case_id = page.url.path, page.url.path.rsplit("/", 1)[1]
    case = own_case(site.workspace, case_id, owner=body).kept.value
    assert case.works == ("住民税", "特別徴収")
    assert (case.figures[0].before, case.figures[0].after) == (400.0, 90.0)
    assert site.get(f"/cases/{case_id}").status_code == 404
    site.post(f"{address}/propose")
    sign_all(site, address, signers)
    assert "架空" in site.get(f"/cases/{case_id}").text
    assert case_id in site.get("/cases", params={"q": "異動届"}).text
    site.post(f"{address}/take-back", {"reason": "数え方の誤り"})
    sign_all(site, address, signers)
    gone = site.get(f"/cases/{case_id}").text
    assert "数え方の誤り" in gone
    assert "異動届の自動入力" not in gone
    assert f"/cases/{case_id}" not in site.get("/cases", params={"q": "異動届"}).text


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost(site, body):
    page = written(site, body, **{"start": "いつか", "figure-1-unit": "", "figure-1-before": "約4", "technologies": ""})
    assert page.status_code == 422
    for field in ("start", "figure-1-unit", "figure-1-before", "technologies"):
        assert f'id="e-{field}-1"' in page.text
        assert f'id="f-{field}"' in page.text
    assert 'value="約4"' in page.text
    assert "住民税\n特別徴収" in page.text


def test_the_form_shows_everything_of_a_case_again(site, body):
    address = written(site, body).url.path
    case_id = address.rsplit("/", 1)[1]
    before = own_case(site.workspace, case_id, owner=body).kept.value
    fields = {k: "\n".join(v) for k, v in case_fields(before).items()}
    site.post("/cases/edit", {**fields, "owner": body, "id": case_id, "version": "1"})
    assert own_case(site.workspace, case_id, owner=body).kept.value == before


def test_a_workbook_is_taken_in_and_given_out_again(site, body):
    case = replace(next(c for c in seed_cases() if c.id == "C19"), body=body, body_name="架空1町", related=())
    file = {"file": ("事例.xlsx", write_case_form(case=case))}
    page = site.post("/cases/upload", {"owner": body}, files=file)
    assert page.status_code == 200
    address = page.url.path
    assert site.get(f"{address}/form.xlsx").content.startswith(b"PK")
    bad = site.post("/cases/upload", {"owner": body}, files={"file": ("事例.xlsx", b"no workbook")})
    assert bad.status_code == 422
    assert site.post("/cases/upload", {"owner": body}).status_code == 422


def test_versions_are_listed_with_what_changed_and_restored(site, body):
    address = written(site, body).url.path
    case_id = address.rsplit("/", 1)[1]
    written(site, body, id=case_id, version="1", title="二版")
    page = site.get(address, params={"format": "json"}).json()
    assert [v["version"] for v in page["versions"]] == [2, 1]
    assert page["versions"][0]["changed"][0]["ja"] == "タイトル"
    site.post(f"{address}/restore", {"version": "1"})
    assert own_case(site.workspace, case_id, owner=body).kept.value.title.ja == "異動届の自動入力"


def test_a_body_is_offered_the_shipped_case_about_itself(site):
    shipped = next(c for c in seed_cases() if c.id == "C19")
    save_body(site.workspace, Municipality(shipped.body, Text("つくば市", "Tsukuba"), MunicipalityKind.CITY))
    assert f"/cases/edit?owner={shipped.body}&amp;id=C19" in site.get("/cases/own").text
    fields = {k: "\n".join(v) for k, v in case_fields(shipped).items()}
    page = site.post("/cases/edit", {**fields, "owner": shipped.body, "id": "C19", "version": "0", "result": "その後"})
    assert page.status_code == 200
    assert own_case(site.workspace, "C19", owner=shipped.body).kept.value.result.ja == "その後"


def test_another_body_sees_no_draft(site, body, at_desk_of):
    address = written(site, body).url.path
    stranger = at_desk_of(site, "990027")
    assert stranger.get(address).status_code == 403
    assert stranger.get(f"/cases/edit?owner={body}&id={address.rsplit('/', 1)[1]}").status_code == 403


@pytest.mark.parametrize(
    ("back", "place"),
    [
        ("/cases/own#decision", "/cases/own"),
        ("//evil.example/", "/persons"),
        ("/\\evil.example/", "/persons"),
        ("https://evil.example/", "/persons"),
    ],
)
def test_who_switches_to_sign_comes_back_to_the_page_and_nowhere_else(site, back, place):
    assert site.post("/persons/switch", {"person": "", "back": back}).url.path == place
