# SPDX-License-Identifier: Apache-2.0
"""The whole site as files: paths are relative, and equal content gives equal bytes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from machikata.domain.text import LANGUAGES, Language, Text
from machikata.domain.version import VERSION
from machikata.publication.open_data import dcat_catalogue
from machikata.publication.static_site.content import SiteContent
from machikata.publication.static_site.page_list import Page, pages
from machikata.publication.static_site.rendering import render
from machikata.publication.static_site.searching import index_script

TITLE: Final = Text("自治体のAI・RPA：公表資料", "AI and RPA in local government: published figures")
CATALOGUE: Final = "data/dcat.jsonld"
POLICY: Final = "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
"""What the pages may load: the folder's own files. `file:` is how some browsers name them when there is no server."""
NAVIGATION: Final = (
    ("index.html", Text("はじめに", "Home")),
    ("kpi.html", Text("導入状況", "Adoption")),
    ("cases.html", Text("事例", "Case studies")),
    ("effects.html", Text("効果", "Effects")),
    ("comparisons.html", Text("比較", "Comparisons")),
    ("calls.html", Text("公募", "Calls")),
    ("data.html", Text("オープンデータ", "Open data")),
    ("changes.html", Text("変更の記録", "Change log")),
    ("about.html", Text("このサイト", "About")),
)


def static_site(content: SiteContent) -> Mapping[str, bytes]:
    """Path → bytes of every file, sorted by path: pages in both languages, style, script, index, data sets and their catalogue."""
    made: dict[str, bytes] = {
        "index.html": render("start.html", "ja", policy=POLICY, site_title=TITLE).encode(),
        "assets/icon.svg": _asset("icon.svg"),
        "assets/site.css": _asset("site.css"),
        "assets/search.js": _asset("search.js"),
        "assets/cases-index.js": index_script([c.case for c in content.public_cases]),
        CATALOGUE: dcat_catalogue(content.data_sets, publisher=content.publisher, title=TITLE, base=content.base),
    }
    made |= {f.path: f.content for d in content.data_sets for f in d.files}
    for language in LANGUAGES:
        made |= {f"{language}/{p.path}": _page(p, content, language) for p in pages(content, language)}
    return dict(sorted(made.items()))


def data_bytes(site: Mapping[str, bytes]) -> int:
    """How many of its bytes are data to be downloaded."""
    return sum(len(found) for path, found in site.items() if path.startswith("data/"))


def _page(page: Page, content: SiteContent, language: Language) -> bytes:
    other: Language = "en" if language == "ja" else "ja"
    html = render(
        page.template, language, page=page, site_title=TITLE, policy=POLICY, navigation=NAVIGATION, other=other, version=VERSION,
        publisher=content.publisher, made_on=content.made_on, **page.values,
    )  # fmt: skip
    return html.encode()


def _asset(name: str) -> bytes:
    return files(__package__).joinpath("assets", name).read_bytes()
