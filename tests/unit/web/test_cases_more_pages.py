# SPDX-License-Identifier: Apache-2.0
"""Cases for one's situation, figures on one scale, the catalogue as files in the GIF layout; and addresses that could be taken for ids."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from machikata.domain.actor import Role
from machikata.facts.cases import seed_cases
from machikata.publication.catalogue.gif import gif_json
from machikata.samples.case_studies import sample_cases
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.testing.campaigns import town
from machikata.web.pages import cases_more, cases_own
from machikata.workspace.bodies import save_body
from machikata.workspace.cases import own_cases, propose_case, save_case
from machikata.workspace.persons import acting, save_person
from machikata.workspace.proposals import sign

BODY = town(1).code


def published(ws, case):
    proposal = propose_case(ws, save_case(ws, replace(case, id=""), owner=case.body).id, owner=case.body)
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        known = next((p for p in ws.library.persons() if p.name == name), None)
        person = known or save_person(ws, name=name, body="*", roles=[role])
        proposal = sign(acting(ws, person.id), proposal.id, agrees=True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/cases/own", "自団体の事例"),
        ("/cases/edit", "事例を書く"),
        ("/cases/situation", "自団体に近い事例"),
        ("/cases/scales", "効果の値を並べる"),
        ("/cases/import", "GIFの形式"),
    ],
)
def test_a_page_with_a_name_is_not_taken_for_a_case(site, address, words):
    page = site.get(address)
    assert page.status_code == 200
    assert words in page.text


@pytest.mark.parametrize("address", ["/cases/form.xlsx", "/cases/export.json", "/cases/export.zip"])
def test_a_file_with_a_name_is_not_taken_for_a_case(site, address):
    answer = site.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]


def test_no_case_bears_the_name_of_a_page():
    routes = (*cases_more.router.routes, *cases_own.router.routes)
    words = {r.path.split("/")[2] for r in routes if r.path.count("/") > 1}
    assert {"own", "situation", "scales"} <= words
    assert not words & {c.id for c in seed_cases()}


def test_an_unknown_case_is_not_there(site):
    assert site.get("/cases/none-such").status_code == 404


def test_the_situation_gives_every_case_its_reasons_and_failures_first(site):
    save_body(site.workspace, town(1))
    page = site.get("/cases/situation", params={"body": BODY, "word": "児童手当"})
    assert "同じ業務です：児童手当" in page.text
    asked = {"body": BODY, "technology": "rpa", "format": "json"}
    found = site.get("/cases/situation", params=asked).json()["suggestions"]
    assert all(s["reasons"] for s in found)
    marks = [s["read_first"] for s in found]
    assert marks == sorted(marks, reverse=True)
    assert any(marks)


def test_nonsense_in_the_address_is_left_aside_but_an_unknown_body_is_told(site):
    save_body(site.workspace, town(1))
    asked = {"body": BODY, "technology": "nonsense", "field": "nonsense"}
    assert site.get("/cases/situation", params=asked).status_code == 200
    assert site.get("/cases/situation", params={"body": "990999"}).status_code == 404


def test_a_word_that_no_case_is_about_suggests_none(site):
    save_body(site.workspace, town(1))
    page = site.get("/cases/situation", params={"body": BODY, "word": "火葬場の予約"})
    assert "当てはまる事例はありません" in page.text


def test_a_scale_has_a_panel_for_each_kind_and_the_same_as_a_table(site):
    found = site.get("/cases/scales", params={"format": "json"}).json()
    kinds = [p["kind"] for p in found["chosen"]["panels"]]
    assert len(kinds) == len(set(kinds)) > 1
    chosen = found["offers"][0]["value"]
    page = site.get(f"/cases/scales?scale={chosen}")
    assert "<svg" in page.text
    assert "同じ内容の表" in page.text
    assert page.text.count("<tr>") == sum(len(p["points"]) for p in found["chosen"]["panels"]) + 1
    assert site.get("/cases/scales?scale=none").status_code == 404
    assert site.get("/cases/scales/none.csv").status_code == 404


def test_a_page_of_real_and_invented_cases_does_not_call_all_of_them_invented(site):
    ws = site.workspace
    save_body(ws, DEMO_PLAN.bodies[3].municipality)
    assert "説明のために作ったもの" not in site.get("/cases/scales").text
    published(ws, sample_cases(4)[3])
    page = site.get("/cases/scales").text
    assert "この印のあるものは、説明のために作ったものです" in page
    assert "すべて説明のために作った" not in page
    assert "すべて説明のために作った" not in site.get("/cases").text


def test_what_goes_out_comes_back_as_drafts_of_the_bodies_named(site):
    ws = site.workspace
    bodies = [b.municipality for b in DEMO_PLAN.bodies[:2]]
    for body in bodies:
        save_body(ws, body)
    file = ("事例.json", gif_json(sample_cases(2)))
    page = site.post("/cases/import", {"owner": ""}, files={"file": file})
    assert page.status_code == 200
    assert "新しい下書き" in page.text
    assert [o.kept.owner for o in own_cases(ws)] == [b.code for b in bodies]
    assert "同じ内容がもうあります" in site.post("/cases/import", {"owner": ""}, files={"file": file}).text
    assert len(own_cases(ws)) == 2


def test_nothing_is_taken_when_one_case_cannot_be(site):
    save_body(site.workspace, DEMO_PLAN.bodies[0].municipality)
    file = ("事例.json", gif_json(sample_cases(2)))
    page = site.post("/cases/import", {"owner": ""}, files={"file": file})
    assert page.status_code == 422
    assert "この団体は登録されていません" in page.text
    assert own_cases(site.workspace) == ()
    assert site.post("/cases/import", {"owner": ""}).status_code == 422


def test_the_public_catalogue_as_json_and_as_tables(site):
    ws = site.workspace
    save_body(ws, DEMO_PLAN.bodies[3].municipality)
    published(ws, sample_cases(4)[3])
    out = json.loads(site.get("/cases/export.json").content)
    assert out["件数"] == len(seed_cases()) + 1
    assert "架空" in out["注意"]
    answer = site.get("/cases/export.zip")
    assert "%E6%9E%B6%E7%A9%BA" in answer.headers["content-disposition"]
    rows = zipfile.ZipFile(io.BytesIO(answer.content)).read("cases.csv").decode("utf-8-sig").splitlines()
    assert len(rows) == len(seed_cases()) + 2
