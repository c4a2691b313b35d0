# SPDX-License-Identifier: Apache-2.0
"""Next year's table on the site: taken in, signed for by two, counted on the page of key figures, and taken back."""

from __future__ import annotations

import csv
import io

import pytest

from machikata.domain.actor import Role
from machikata.facts.municipalities import municipality_facts
from machikata.testing.campaigns import town
from machikata.workspace.adoption import own_editions
from machikata.workspace.bodies import save_body
from machikata.workspace.persons import save_person

FIELDS = {
    "as_of": "令和6年12月31日",
    "title": "導入状況の表",
    "publisher": "デジタル庁",
    "url": "https://example.jp/table",
}


def table_of(names):
    out = io.StringIO()
    csv.writer(out).writerows(
        [
            ["", "", *names, ""],
            ["業務", "AIの導入状況", *(["実施"] * len(names)), ""],
            ["業務", "RPAの導入状況", *(["未実施"] * len(names)), ""],
        ]
    )
    return out.getvalue().encode("utf-8-sig")


@pytest.fixture(scope="module")
def names():
    return [b.name for b in municipality_facts()]


@pytest.fixture
def signers(site):
    return [
        save_person(site.workspace, name=name, body="*", roles=[role]).id
        for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER))
    ]


def sign_all(site, address, signers):
    for person in signers:
        site.post("/persons/switch", {"person": person, "back": address})
        proposal = site.get(address, params={"format": "json"}).json()["proposals"][0]["proposal"]
        fields = {"proposal": proposal["id"], "fingerprint": proposal["fingerprint"], "word": "agree", "comment": ""}
        assert site.post(f"{address}/sign", fields).status_code == 200
    site.post("/persons/switch", {"person": "", "back": address})


def test_a_table_goes_from_the_file_to_the_key_figures_and_back(site, names, signers):
    save_body(site.workspace, town(1))
    page = site.post("/publish/tables", FIELDS, files={"file": ("table.csv", table_of(names))})
    assert page.status_code == 200
    assert page.url.path == "/publish/tables/2024-12-31"
    assert "1,741" in page.text
    assert 'href="https://example.jp/table"' in page.text
    assert "下書き" in site.get("/publish/tables").text
    site.post(f"{page.url.path}/propose")
    assert page.url.path in site.get("/publish").text
    assert page.url.path in site.get("/").text
    sign_all(site, page.url.path, signers)
    assert site.get("/publish", params={"format": "json"}).json()["as_of"] == "2024-12-31"
    assert site.post(f"{page.url.path}/take-back", {"reason": ""}).status_code == 422
    site.post(f"{page.url.path}/take-back", {"reason": "差し替え"})
    sign_all(site, page.url.path, signers)
    assert "差し替え" in site.get(page.url.path).text
    assert site.get("/publish", params={"format": "json"}).json()["as_of"] == "2023-12-31"


def test_every_fault_of_the_form_is_told_at_once_and_nothing_is_lost(site):
    page = site.post("/publish/tables", {**FIELDS, "as_of": "R6.13.40"})
    assert page.status_code == 422
    assert page.text.count('class="fault"') == 2
    assert 'value="R6.13.40"' in page.text
    page = site.post("/publish/tables", {"as_of": ""}, files={"file": ("t.csv", b"x")})
    assert "時点がありません" in page.text


def test_a_table_in_another_order_is_refused(site, names):
    swapped = [names[1], names[0], *names[2:]]
    page = site.post("/publish/tables", FIELDS, files={"file": ("table.csv", table_of(swapped))})
    assert page.status_code == 422
    assert own_editions(site.workspace) == ()


def test_an_address_that_is_none_becomes_no_link(site, names):
    fields = {**FIELDS, "url": "javascript:alert(1)"}
    page = site.post("/publish/tables", fields, files={"file": ("table.csv", table_of(names))})
    assert 'href="javascript' not in page.text


def test_an_unknown_table_is_not_there(site):
    assert site.get("/publish/tables/2030-01-01").status_code == 404
