# SPDX-License-Identifier: Apache-2.0
"""A comparison goes public: frozen as nobody sees it, signed for by two, told in the letter, taken back."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from machikata.domain.actor import Role
from machikata.domain.digest import NewsKind
from machikata.domain.errors import InputRefused
from machikata.publication.site_places import site_place
from machikata.publication.static_site import static_site
from machikata.testing.site_links import site_faults
from machikata.workspace.comparisons import compare
from machikata.workspace.news import news_since
from machikata.workspace.peers import form_hand_group
from machikata.workspace.persons import save_person
from machikata.workspace.public_site import site_content
from machikata.workspace.published_comparisons import keep_comparison, published_comparisons


@pytest.fixture
def group(filled, process):
    members = [b.code for b in filled.workspace.library.bodies()][:3]
    return form_hand_group(filled.workspace, name="三市", members=members, reason="近い").id


def sign_all(site, address):
    for name, role in (("山野", Role.OFFICER), ("川辺", Role.APPROVER)):
        known = next((p for p in site.workspace.library.persons() if p.name == name), None)
        person = (known or save_person(site.workspace, name=name, body="*", roles=[role])).id
        site.post("/persons/switch", {"person": person, "back": address})
        proposal = site.get(address, params={"format": "json"}).json()["proposals"][0]["proposal"]
        site.post(
            f"{address}/sign",
            {"proposal": proposal["id"], "fingerprint": proposal["fingerprint"], "word": "agree", "comment": ""},
        )
    site.post("/persons/switch", {"person": "", "back": address})


def test_a_comparison_is_published_told_and_taken_back(filled, group, process, at_desk_of):
    ws, today = filled.workspace, filled.workspace.clock().date()
    assert "/publish" in filled.get(f"/compare/{group}/{process.id}").text
    address = filled.post(f"/compare/{group}/{process.id}/publish").url.path
    officer = at_desk_of(filled, ws.library.bodies()[0].code)
    assert officer.get(address).status_code == 403
    assert officer.get("/comparisons?format=json").json()["comparisons"] == []
    filled.post(f"{address}/propose")
    sign_all(filled, address)
    assert [r.kept.id for r in published_comparisons(ws)] == [address.rsplit("/", 1)[1]]
    assert officer.get(address).status_code == 200
    (news,) = [n for n in news_since(ws, today, today) if n.kind is NewsKind.COMPARISON]
    assert "三市" in news.title.ja
    pages = static_site(site_content(ws))
    place = site_place(news.subject, "ja")
    assert f'id="{unquote(place.partition("#")[2])}"' in pages[place.partition("#")[0]].decode()
    assert list(site_faults(pages)) == []
    filled.post(f"{address}/take-back", {"reason": "記録の取り違え"})
    sign_all(filled, address)
    after = static_site(site_content(ws))["ja/comparisons.html"].decode()
    assert "記録の取り違え" in after
    assert "<table" not in after
    gone = officer.get(address).text
    assert "記録の取り違え" in gone
    assert "<table" not in gone


def test_the_same_comparison_again_is_no_new_version(filled, group, process):
    ws = filled.workspace
    first, again = (
        keep_comparison(ws, compare(ws, process=process.id, group=group), process=process.id) for _ in range(2)
    )
    assert (first.version, again.version) == (1, 1)


def test_one_bodys_view_and_other_ways_of_counting_are_not_published(filled, group, process):
    ws = filled.workspace
    own = ws.library.bodies()[0].code
    with pytest.raises(InputRefused):
        keep_comparison(ws, compare(ws, process=process.id, group=group, own=own), process=process.id)
    for query in (f"own={own}", "population=all", "k=12"):
        assert f'{process.id}/publish"' not in filled.get(f"/compare/{group}/{process.id}?{query}").text


def test_a_comparison_that_is_not_there_is_not_found(filled):
    assert filled.get("/comparisons/nothing").status_code == 404
    assert "公表された比較はまだありません" in filled.get("/comparisons").text
