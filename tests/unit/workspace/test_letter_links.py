# SPDX-License-Identifier: Apache-2.0
"""Every link of a letter leads to a page of the public site, and to the entry that it speaks of."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import pytest

from machikata.domain.digest import NewsItem, NewsKind, Recipient, RecipientRole
from machikata.domain.provenance import Provenance
from machikata.domain.text import Text
from machikata.publication.digest import html, plain_text
from machikata.publication.static_site import static_site
from machikata.publication.static_site.content import SiteComparison
from machikata.testing.public_sites import planted_office
from machikata.testing.site_links import read_page
from machikata.workspace.digests import draft_digest
from machikata.workspace.news import news_since
from machikata.workspace.public_site import site_content

SITE = "https://machikata.example.jp/public/"
READER = Recipient("r", "990019", "", RecipientRole.HEAD, "mayor@town1.example.jp", synthetic=True)
FIGURES = NewsItem(
    NewsKind.FIGURES, "figures/2024", Text("数字", "figures"), Text("", ""), "/adoption", date(2026, 1, 1)
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return planted_office(tmp_path_factory.mktemp("planted") / "w")


COMPARISON = NewsItem(
    NewsKind.COMPARISON, "comparisons/990019-1", Text("比較", "comparison"), Text("", ""), "/comparisons/990019-1", date(2026, 1, 1)
)  # fmt: skip


@pytest.fixture(scope="module")
def site(office):
    source = Provenance(Text("記録", "records"), "2026-01-01", Text("方法", "method"), 100, 3, synthetic=True)
    shown = SiteComparison("990019-1", COMPARISON.title, 3, (), (), source)
    return static_site(replace(site_content(office.ws), comparisons=(shown,)))


@pytest.fixture(scope="module")
def digest(office):
    return draft_digest(office.ws, sender_name=Text("架空県", "Kaku"), site=SITE).value


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_link_of_a_letter_leads_to_what_it_speaks_of(digest, site, language):
    digest = replace(digest, items=(*digest.items, COMPARISON, FIGURES))
    assert {i.kind for i in digest.items} == set(NewsKind)
    for letter in (plain_text(digest, READER, language), html(digest, READER, language)):
        links = set(re.findall(re.escape(SITE) + r"[!#-;=?-~]*", letter))
        assert len(links) == len(digest.items)
        for link in links:
            path, _, anchor = link.removeprefix(SITE).partition("#")
            assert path.startswith(f"{language}/")
            assert path in site, link
            assert not anchor or unquote(anchor) in read_page(site[path]).ids, link


def test_a_withdrawn_case_is_still_found_with_its_reason(office, site):
    today = office.ws.clock().date()
    gone = next(i for i in news_since(office.ws, today, today) if "取り下げ" in i.title.ja)
    page = read_page(site["ja/cases.html"])
    assert gone.subject.partition("/")[2] in page.ids
