# SPDX-License-Identifier: Apache-2.0
"""The public site from what ships: every link resolves, nothing comes from elsewhere, lists are whole without a script, both languages alike."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from machikata.domain.adoption import Tool
from machikata.domain.case_study import NOTHING
from machikata.domain.text import Text
from machikata.facts.adoption import adoption_facts
from machikata.facts.cases import seed_cases
from machikata.facts.municipalities import municipality_facts
from machikata.publication.catalogue.describing import described_fields
from machikata.publication.catalogue.search.bigrams import bigram_index
from machikata.publication.kpi import kpi
from machikata.publication.open_data import DataFile, DataSet, Publisher
from machikata.publication.static_site import SiteCase, SiteContent, data_bytes, static_site
from machikata.records.case_files.columns import CASE_ITEMS
from machikata.rules.thresholds import disclosure_thresholds
from machikata.testing.site_links import read_page, site_faults

DAY = date(2026, 11, 23)
PRODUCT = Path(__file__).resolve().parents[4] / "src" / "machikata"
DATA = DataSet(
    "one", Text("一つ", "One"), NOTHING, (), DAY, DAY, (DataFile("data/one/a.csv", "text/csv", b"a\r\n1\r\n"),)
)
CONTENT = SiteContent(
    Publisher(Text("町型", "Machikata")), DAY, kpi(adoption_facts(), municipality_facts()), tuple(SiteCase(c) for c in seed_cases()), (),
    disclosure_thresholds(), (), (DATA,), (),
)  # fmt: skip
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def site():
    return static_site(CONTENT)


def text_of(site, path):
    return "".join(read_page(site[path]).text)


def test_every_link_anchor_and_file_is_there_and_the_markup_is_in_order(site):
    assert list(site_faults(site)) == []


def test_the_checker_finds_what_is_wrong():
    html = (
        b'<!doctype html><html><body><a href="gone.html">x</a><a href="#no">x</a><a href="/root.html">x</a><img src="https://example.jp/a.png">'
        b'<p id="a" style="x">1</p><p id="a" onclick="x">2<div></p><script>1</script><label for="none">x</label><br></body></html>'
    )
    found = "\n".join(site_faults({"ja/a.html": html}))
    for fault in ("gone.html leads nowhere", "has the id no", "root.html is not relative", "a.png is not relative", "id a stands twice",
                  "carries style", "carries onclick", "a script stands in the page", "nothing has the id none", "closes"):  # fmt: skip
        assert fault in found


def test_nothing_is_loaded_but_icon_style_and_the_two_scripts_of_the_search(site):
    loaded = {address for path in site if path.endswith(".html") for address in read_page(site[path]).loaded}
    assert loaded == {
        "assets/icon.svg",
        "../assets/icon.svg",
        "assets/site.css",
        "../assets/site.css",
        "../assets/search.js",
        "../assets/cases-index.js",
    }
    assert b"url(" not in site["assets/site.css"]
    assert b"@import" not in site["assets/site.css"]
    assert not re.search(rb"fetch|XMLHttpRequest|import\(|https?://", site["assets/search.js"])


def test_it_weighs_less_than_five_megabytes_without_data(site):
    assert sum(map(len, site.values())) - data_bytes(site) < MOST_BYTES * 0.7


def test_each_page_has_its_twin_in_the_other_language(site):
    stems = {language: {p.partition("/")[2] for p in site if p.startswith(f"{language}/")} for language in ("ja", "en")}
    assert stems["ja"] == stems["en"]
    for stem in stems["ja"]:
        assert f'href="../en/{stem}"' in site[f"ja/{stem}"].decode()
        assert f'href="../ja/{stem}"' in site[f"en/{stem}"].decode()
    assert {"ja/index.html", "en/index.html"} <= set(read_page(site["index.html"]).links)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_case_is_listed_and_told_with_every_field(site, language):
    listed = site[f"{language}/cases.html"].decode()
    pages = [path for path in site if re.fullmatch(rf"{language}/cases-\d+\.html", path)]
    whole = "".join(site[path].decode() for path in pages)
    for case in seed_cases():
        assert f'data-case="{case.id}"' in listed
        assert re.search(rf'href="cases-\d+\.html#{case.id}"', listed)
        assert f'<article class="case" id="{case.id}"' in whole
        assert len(described_fields(case)) == len(CASE_ITEMS) - 10
    words = "".join(text_of(site, path) for path in pages)
    for case in seed_cases():
        for value in (case.summary, case.purpose, case.learnt, *(f.name for f in case.figures)):
            assert value.in_(language) in words
    assert ("記載なし" if language == "ja" else "not stated") in words


def test_every_municipality_stands_in_the_table_of_its_prefecture_with_what_it_uses(site):
    for number in (f"{n:02}" for n in range(1, 48)):
        page = site[f"ja/prefecture-{number}.html"].decode()
        for body in CONTENT.kpi.of_prefecture(number):
            assert f'<th scope="row">{body.code[:5]}</th><td>{body.code}</td><td>{body.name}</td>' in page
        assert page.count("<div><b>") == len(CONTENT.kpi.of_prefecture(number))


def test_every_figure_of_adoption_is_there_with_its_sources(site):
    words = text_of(site, "ja/kpi.html")
    for count in adoption_facts().counts:
        for bound in (count.low, count.high):
            assert bound is None or f"{bound:,}" in words
        for source in count.sources:
            assert CONTENT.kpi.source(source).title.ja in words
    for target in adoption_facts().targets:
        assert f"{target.bodies:,}" in words
    for row in CONTENT.kpi.prefectures:
        assert f'<a href="prefecture-{row.code[:2]}.html">{row.code[:5]}</a>' in site["ja/kpi.html"].decode()
        assert f"{row.of(Tool.AI).users:,}" in words


def test_unverified_and_unsuccessful_cases_are_marked(site):
    listed = site["ja/cases.html"].decode()
    for case in seed_cases():
        item = listed.partition(f'data-case="{case.id}"')[2].partition("</li>")[0]
        assert ("うまくいかなかった" in item) is case.unsuccessful
        assert ("未確認" in item) is not case.verified


def test_of_a_withdrawn_case_only_the_reason_is_told():
    case = replace(seed_cases()[0], withdrawn=Text("数値の誤り", "wrong figures"))
    shown = static_site(replace(CONTENT, cases=(SiteCase(case), SiteCase(seed_cases()[1]))))
    assert "数値の誤り" in shown["ja/cases-1.html"].decode()
    pages = [c.decode() for p, c in shown.items() if p.endswith((".html", ".js"))]
    assert not any(case.title.ja in page or case.summary.ja in page for page in pages)
    assert list(site_faults(shown)) == []


def test_the_index_is_the_one_the_rule_is_written_for(site):
    script = site["assets/cases-index.js"].decode()
    assert script.startswith("var machikataCases = {")
    plain = json.loads(script.removeprefix("var machikataCases = ").rstrip().removesuffix(";"))
    assert plain == bigram_index(seed_cases()).to_plain()


def test_the_tokens_are_those_of_the_web_pages():
    tokens = re.compile(r"^:root \{.*?^\}", re.DOTALL | re.MULTILINE)
    theirs = tokens.search((PRODUCT / "web/styles/tokens.css").read_text("utf-8"))
    ours = tokens.search((PRODUCT / "publication/static_site/assets/site.css").read_text("utf-8"))
    assert ours is not None
    assert theirs is not None
    assert ours.group() == theirs.group()


def test_equal_content_gives_equal_bytes_in_a_stable_order(site):
    again = static_site(CONTENT)
    assert again == site
    assert list(again) == sorted(site)


def test_words_that_exist_in_japanese_alone_are_marked_in_english_pages(site):
    page = site["en/prefecture-13.html"].decode()
    assert '<span lang="ja">千代田区</span>' in page
    assert 'lang="ja">千代田区' not in site["ja/prefecture-13.html"].decode()
