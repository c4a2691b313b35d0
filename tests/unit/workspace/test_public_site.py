# SPDX-License-Identifier: Apache-2.0
"""The public site of a workspace: only what was released is in any of its bytes, and it is written whole or not at all."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.actor import Role
from machikata.domain.errors import Cancelled, InputRefused, NotAllowed, WorkspaceUnusable
from machikata.domain.text import Text
from machikata.publication.open_data import Publisher
from machikata.publication.static_site import static_site
from machikata.testing.public_sites import PUBLIC, SECRET, TOWNS, planted_office
from machikata.testing.site_links import site_faults
from machikata.workspace.audit_trail import audit_entries
from machikata.workspace.persons import acting, save_person
from machikata.workspace.public_site import site_content, site_zip, write_site

PUBLISHER = Publisher(Text("架空県", "Invented Prefecture"), "https://example.jp/")


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    return planted_office(tmp_path_factory.mktemp("planted") / "w").ws


@pytest.fixture(scope="module")
def site(ws):
    return static_site(site_content(ws, publisher=PUBLISHER, base="https://example.jp/ai/"))


def whole(site):
    return "\n".join(content.decode("utf-8") for content in site.values())


@pytest.mark.parametrize("word", PUBLIC)
def test_what_was_released_is_on_the_site(site, word):
    assert word in whole(site).replace(",", "")


@pytest.mark.parametrize("word", SECRET)
def test_nothing_unreleased_is_in_any_byte(site, word):
    wanted = word.encode()
    assert [p for p, content in site.items() if wanted in content or wanted in content.replace(b",", b"")] == []


def test_the_site_with_everything_in_it_is_in_order(site):
    assert list(site_faults(site)) == []


def test_what_is_held_back_says_why_and_so_does_what_was_not_measured(site):
    page = site["ja/effects.html"].decode()
    for words in ("人未満の仕事", "件未満", "ほかの値から分かるため", "測っていない"):
        assert words in page
    assert "架空" in page


def test_every_page_with_invented_values_says_so(site):
    for stem in ("cases.html", "cases-4.html", "effects.html", "calls.html", "changes.html", "data.html"):
        for language, word in (("ja", "架空の団体のデータが含まれます"), ("en", "holds data of invented bodies")):
            assert word in site[f"{language}/{stem}"].decode(), stem
    for stem in ("kpi.html", "prefecture-13.html"):
        assert "架空の団体のデータ" not in site[f"ja/{stem}"].decode()


def test_the_log_says_that_a_case_was_taken_back_but_not_what_it_said(site):
    page = site["ja/changes.html"].decode()
    assert "取り下げ" in page
    assert "誤りがあったため" in page


def test_the_groups_of_a_public_call_are_shown_with_their_reasons(site):
    page = site["ja/calls.html"].decode()
    assert "グループ" in page
    assert "分け方" in page
    assert "data/groups/groups.csv" in site
    assert all(code in site["data/groups/groups.csv"].decode() for code in TOWNS)


def test_publisher_and_address_stand_in_the_catalogue(site):
    entry = json.loads(site["data/dcat.jsonld"])
    assert entry["@id"] == "https://example.jp/ai/"
    assert {"kpi", "cases", "effects", "groups", "changes"} == {d["dct:identifier"] for d in entry["dcat:dataset"]}
    paths = {x["dcat:downloadURL"]["@id"] for d in entry["dcat:dataset"] for x in d["dcat:distribution"]}
    assert paths == {f"https://example.jp/ai/{p}" for p in site if p.startswith("data/") and p != "data/dcat.jsonld"}


def test_equal_content_gives_equal_bytes(ws, site):
    assert static_site(site_content(ws, publisher=PUBLISHER, base="https://example.jp/ai/")) == site


def test_it_is_written_with_a_note_replaced_later_and_equal_to_the_zip(ws, tmp_path):
    done = write_site(ws, tmp_path / "public")
    files = {
        p.relative_to(tmp_path / "public").as_posix(): p.read_bytes()
        for p in (tmp_path / "public").rglob("*")
        if p.is_file()
    }
    del files["site.json"]
    assert (done.files, done.size) == (len(files), sum(map(len, files.values())))
    note = audit_entries(ws, what="site-written")[0].note
    assert dict(note.details) == {"files": done.files, "bytes": done.size, "sha256": done.sha256}
    (tmp_path / "public" / "ja" / "index.html").write_text("changed", "utf-8")
    again = write_site(ws, tmp_path / "public")
    assert again == done
    assert [p.name for p in tmp_path.iterdir()] == ["public"]
    with zipfile.ZipFile(io.BytesIO(site_zip(ws))) as pack:
        assert {name.removeprefix("site/"): pack.read(name) for name in pack.namelist()} == files


def test_a_folder_with_anything_else_in_it_is_left_alone(ws, tmp_path):
    for name in ("notes.txt", "sub/deep.txt"):
        place = tmp_path / "mine" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("mine", "utf-8")
    with pytest.raises(InputRefused) as refused:
        write_site(ws, tmp_path / "mine")
    assert {p.place.file for p in refused.value.problems} == {"notes.txt", "sub/deep.txt"}
    assert (tmp_path / "mine" / "notes.txt").read_text("utf-8") == "mine"
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(InputRefused):
        write_site(ws, tmp_path / "file")


def test_a_file_added_to_a_written_site_keeps_it_from_being_replaced(ws, tmp_path):
    write_site(ws, tmp_path / "public")
    (tmp_path / "public" / "robots.txt").write_text("mine", "utf-8")
    with pytest.raises(InputRefused, match="robots"):
        write_site(ws, tmp_path / "public")


def test_who_stops_it_leaves_the_old_site_and_nothing_beside_it(ws, tmp_path):
    write_site(ws, tmp_path / "public")
    before = (tmp_path / "public" / "site.json").read_bytes()

    def stopped(share, what):
        if share > 0.5:
            raise Cancelled(Text("中止", "stopped"))

    with pytest.raises(Cancelled):
        write_site(ws, tmp_path / "public", progress=stopped)
    assert (tmp_path / "public" / "site.json").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["public"]


def test_a_folder_that_cannot_be_written_leaves_the_old_site(ws, tmp_path, monkeypatch):
    write_site(ws, tmp_path / "public")

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(WorkspaceUnusable):
        write_site(ws, tmp_path / "public")
    monkeypatch.undo()
    assert (tmp_path / "public" / "ja" / "index.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["public"]


def test_only_the_secretariat_writes_it(ws, tmp_path):
    officer = save_person(ws, name="架空 海野", body=TOWNS[0], roles=frozenset({Role.OFFICER}))
    with pytest.raises(NotAllowed):
        write_site(acting(ws, officer.id), tmp_path / "public")
    with pytest.raises(NotAllowed):
        site_zip(acting(ws, officer.id))


def test_a_new_workspace_has_a_site_of_what_ships(tmp_path):
    content = site_content(open_workspace(tmp_path / "w"))
    assert len(content.cases) >= 26
    assert {d.id for d in content.data_sets} == {"kpi", "cases", "changes"}
    assert not any(c.version for c in content.changes)
    assert replace(content, effects=()) == content
