# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from typing import Any

import pytest


def test_japanese_is_the_default(site: Any) -> None:
    assert '<html lang="ja">' in site.get("/help").text


def test_a_chosen_language_stays_for_the_pages_that_follow(site: Any) -> None:
    assert '<html lang="en">' in site.get("/help?lang=en").text
    assert '<html lang="en">' in site.get("/records").text
    assert '<html lang="ja">' in site.get("/records?lang=ja").text


def test_an_unknown_language_changes_nothing(site: Any) -> None:
    assert '<html lang="ja">' in site.get("/help?lang=xx").text
    assert "machikata_lang" not in site.client.cookies


def test_the_switch_keeps_the_address_with_its_query(site: Any) -> None:
    page = site.get("/compare?start=2025-04-01").text
    assert 'href="/compare?start=2025-04-01&amp;lang=en"' in page


@pytest.mark.parametrize(
    "address", ["/", "/records", "/bodies", "/compare", "/dictionary", "/exports", "/jobs", "/help/glossary"]
)
def test_every_page_is_also_json(site: Any, address: str) -> None:
    answer = site.get(f"{address}?format=json")
    assert answer.headers["content-type"].startswith("application/json")
    assert isinstance(json.loads(answer.text), dict)


def test_a_fault_is_json_too(site: Any) -> None:
    answer = site.get("/nothing?format=json")
    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "no-such-page"
