# SPDX-License-Identifier: Apache-2.0
"""The catalogue on the site: search, filters, why a case was found, and a case with everything it does not say."""

from __future__ import annotations

import pytest

from machikata.facts.cases import seed_cases


def test_every_shipped_case_is_listed_and_has_a_page(site):
    page = site.get("/cases?format=json").json()
    assert page["total"] == page["every"] == len(seed_cases())
    for case in seed_cases():
        assert site.get(f"/cases/{case.id}").status_code == 200


@pytest.mark.parametrize("q", ["じどうてあて", "児童手当", "ｼﾞﾄﾞｳﾃｱﾃ"])
def test_words_are_found_however_they_are_written(site, q):
    lines = site.get("/cases", params={"q": q, "format": "json"}).json()["lines"]
    assert {line["id"] for line in lines[:2]} == {"E02", "C22"}
    assert "<mark>児童手当</mark>" in site.get("/cases", params={"q": q}).text


def test_filters_narrow_and_stay_in_the_address_of_the_next_page(site):
    everything = site.get("/cases?technology=rpa&format=json").json()
    assert 0 < everything["total"] < everything["every"]
    assert "technology=rpa" in everything["query"]
    failed = site.get("/cases?failed=yes&format=json").json()
    assert {line["id"] for line in failed["lines"]} == {"C11", "C14", "E03"}


def test_values_that_mean_nothing_are_left_aside(site):
    page = site.get("/cases?technology=magic&kind=%00&status=&class=x%22%3E&page=-3&format=json").json()
    assert page["page"] == 1
    assert page["total"] == 0
    assert site.get("/cases?technology=magic&page=-3").status_code == 200


def test_nothing_found_says_what_to_do(site):
    assert "合う事例はありません" in site.get("/cases", params={"q": "zzzzqqqq"}).text


def test_an_empty_field_says_so_and_scale_is_no_effect(site):
    page = site.get("/cases/C01").text
    assert "記載なし" in page
    assert "（効果ではありません）" in page


def test_an_unverified_case_is_marked_in_the_list_and_on_its_page(site):
    assert "未確認の事例です" in site.get("/cases/C10").text
    lines = site.get("/cases", params={"q": "那覇市", "format": "json"}).json()["lines"]
    assert [line["verified"] for line in lines if line["id"] == "C10"] == [False]


def test_a_case_that_is_not_there_is_not_found(site):
    assert site.get("/cases/C99").status_code == 404
