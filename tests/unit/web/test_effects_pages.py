# SPDX-License-Identifier: Apache-2.0
"""Effects on the site: written down, previewed as others see them, signed by two, taken back; and what a wrong form says."""

from __future__ import annotations

import csv
import io

import pytest

from machikata.domain.actor import Role
from machikata.testing.campaigns import town
from machikata.workspace.bodies import save_body
from machikata.workspace.persons import save_person

FIELDS = {
    "title": "異動届の入力", "field": "tax", "measured": "yes", "begins": "令和7年4月1日", "ends": "2026-03-31",
    "name-1": "年間の時間", "quantity-1": "staff_time", "aspect-1": "before", "value-1": "４２４.７", "kind-1": "measured",
    "method-1": "業務量調査", "n-1": "1,200", "persons-1": "8",
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
    return site.post("/effects/edit", {**FIELDS, "owner": body, "version": "0", **more})


def sign_all(site, address, signers):
    for person in signers:
        site.post("/persons/switch", {"person": person, "back": address})
        page = site.get(address, params={"format": "json"}).json()
        proposal = page["proposals"][0]["proposal"]
        site.post(
            f"{address}/sign",
            {"proposal": proposal["id"], "fingerprint": proposal["fingerprint"], "word": "agree", "comment": ""},
        )


def test_nothing_is_there_at_first_and_the_page_says_what_to_do(site):
    assert "公表された効果はまだありません" in site.get("/effects").text
    assert site.get("/effects/list.csv").status_code == 200


def test_an_effect_goes_from_the_form_to_the_public(site, body, signers):
    page = written(site, body)
    assert page.status_code == 200
    address = page.url.path
    assert "425" in page.text or "424.70" in page.text
    site.post(f"{address}/propose")
    assert "公表された効果はまだありません" in site.get("/effects").text
    sign_all(site, address, signers)
    assert "異動届の入力" in site.get("/effects").text
    rows = list(csv.reader(io.StringIO(site.get("/effects/list.csv").content.decode("utf-8-sig"))))
    assert rows[1][7] == "424.7"
    site.post("/persons/switch", {"person": "", "back": address})
    site.post(f"{address}/take-back", {"reason": "数え方の誤り"})
    sign_all(site, address, signers)
    assert "数え方の誤り" in site.get("/effects").text
    assert len(site.get("/effects/list.csv").content.decode("utf-8-sig").splitlines()) == 1


def test_every_fault_of_a_form_is_told_at_its_field_and_nothing_is_lost(site, body):
    page = written(site, body, **{"value-1": "約400", "begins": "R8.13.1", "n-1": "-3", "field": "nonsense"})
    assert page.status_code == 422
    assert page.text.count('class="fault"') == 4
    assert 'value="約400"' in page.text
    assert 'value="業務量調査"' in page.text


def test_a_figure_without_a_value_is_told(site, body):
    page = written(site, body, **{"value-1": ""})
    assert page.status_code == 422
    assert 'id="e-measure-1-1"' in page.text


def test_two_who_change_the_same_report_do_not_overwrite_each_other(site, body):
    address = written(site, body).url.path
    effect_id = address.rsplit("/", 1)[1]
    assert written(site, body, id=effect_id, version="1", title="一人目").status_code == 200
    page = written(site, body, id=effect_id, version="1", title="二人目")
    assert page.status_code == 422
    assert "ほかの人が直しています" in page.text
    assert 'value="二人目"' in page.text


def test_a_report_that_is_not_there_is_not_found(site, body):
    assert site.get(f"/effects/{body}/nothing").status_code == 404
    assert site.get(f"/effects/edit?owner={body}&id=nothing").status_code == 404


def test_another_body_sees_nothing_of_a_draft(site, body, at_desk_of):
    address = written(site, body).url.path
    stranger = at_desk_of(site, "990027")
    assert stranger.get(address).status_code == 403
    assert "異動届の入力" not in stranger.get("/effects").text
