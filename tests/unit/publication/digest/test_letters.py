# SPDX-License-Identifier: Apache-2.0
"""The letter says the same as text and as HTML, loads nothing, and says 架空 of whatever is invented."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.domain.digest import Digest, NewsItem, NewsKind, Recipient, RecipientRole
from machikata.domain.text import Text
from machikata.publication.digest import compose, html, plain_text, subject
from machikata.publication.digest.parts import addressed
from machikata.publication.digest.wrapping import MAIL_WIDTH, columns, wrapped
from machikata.testing.digests import news_item

ANY = st.text(max_size=40)
NASTY = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=y>',
        "</td></table>",
        "{{ 7*7 }}",
        "&amp;&#x27;",
        "\u202e",
        "--",
        "a\r\nb",
    ]
)
WORDS = NASTY | ANY
TEXTS = st.builds(Text, WORDS, WORDS)
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "table",
    "tr",
    "td",
    "p",
    "br",
    "h1",
    "h2",
    "h3",
    "span",
    "a",
}


def digest(*items: NewsItem, **changes: object) -> Digest:
    made = compose(
        items, digest_id="no-1", number=1, since=date(2026, 11, 1), until=date(2026, 11, 20),
        sender_name=Text("架空県", "Kaku"), site="https://m.example.jp/town",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def recipient(name: str = "", role: RecipientRole = RecipientRole.HEAD, *, synthetic: bool = False) -> Recipient:
    return Recipient("r", "990019", name, role, "a@x.example.jp", synthetic=synthetic)


class Elements(HTMLParser):
    """Every element with its attributes, and the words in between."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(title=TEXTS, opening=TEXTS, item=st.builds(NewsItem, st.sampled_from(NewsKind), ANY, TEXTS, TEXTS, WORDS, st.just(date(2026, 11, 2)), WORDS),
       site=WORDS | WORDS.map("https://x.example.jp/".__add__), name=WORDS)  # fmt: skip
def test_no_text_becomes_an_element_an_attribute_or_a_script(
    title: Text, opening: Text, item: NewsItem, site: str, name: str
) -> None:
    page = html(
        digest(item, title=title, opening=opening, site=site),
        recipient(name),
        "ja",
        body=Text(name, name),
        reference="no-1.x",
    )
    read = Elements(page)
    assert {tag for tag, _ in read.elements} <= ALLOWED
    for tag, attributes in read.elements:
        assert not {a for a in attributes if a.startswith("on") or a in {"src", "background", "action"}}
        if tag == "a":
            assert set(attributes) == {"href", "style"}
            assert re.match(r"https://x\.example\.jp/[!-~]*\Z", attributes["href"] or "")
    assert "url(" not in page
    assert "@import" not in re.sub(r">[^<]*<", "><", page)


@given(title=TEXTS, opening=TEXTS, closing=TEXTS)
def test_text_and_html_say_the_same(title: Text, opening: Text, closing: Text) -> None:
    d = digest(news_item(1), title=title, opening=opening, closing=closing)
    text = plain_text(d, recipient(), "ja", reference="no-1.x")
    words = Elements(html(d, recipient(), "ja", reference="no-1.x")).words
    for sign in "".join(text.split()).replace("■", "").replace("1.", "").replace("-", ""):
        assert sign in words


@given(
    text=st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=200),
    width=st.integers(10, 80),
)
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    line = " ".join(text.split())
    lines = wrapped(line, width=width)
    assert "".join("".join(lines).split()) == "".join(line.split())
    for made in lines:
        assert columns(made) <= width or made.startswith("http") or not any(c in made[1:-1] for c in " ")


@pytest.mark.parametrize("sign", "、。）」』】")
def test_no_line_begins_with_a_closing_sign(sign: str) -> None:
    for n in range(1, 60):
        lines = wrapped("字" * n + sign + "続きの文です。" * 6, width=40)
        assert not any(line.startswith(sign) for line in lines)


def test_an_address_is_never_broken() -> None:
    address = "https://machikata.example.jp/" + "a" * 120
    assert address in wrapped(f"ここです {address} をご覧ください", width=40)


def test_lines_of_mail_are_short_enough_for_every_program() -> None:
    long = news_item(1)
    made = plain_text(
        digest(replace(long, text=Text("長い文です。" * 80, ""))),
        recipient("架空 " * 20),
        "ja",
        body=Text("架空1町", ""),
    )
    assert max(columns(line) for line in made.splitlines()) <= MAIL_WIDTH


@pytest.mark.parametrize(
    ("name", "role", "body", "wanted"),
    [
        ("", RecipientRole.HEAD, "架空1町", "架空1町長 様"),
        ("町長 架空 太郎", RecipientRole.HEAD, "架空1町", "架空1町 町長 架空 太郎 様"),
        ("架空1町長 架空 太郎", RecipientRole.HEAD, "架空1町", "架空1町長 架空 太郎 様"),
        ("行革課", RecipientRole.REFORM, "架空1町", "架空1町 行革課 御中"),
        ("", RecipientRole.DIGITAL, "架空1町", "架空1町 情報・DX担当 御中"),
        ("", RecipientRole.HEAD, "東部広域連合", "東部広域連合 御中"),
        ("", RecipientRole.HEAD, "", "各位"),
    ],
)
def test_everybody_is_addressed_as_offices_do(name: str, role: RecipientRole, body: str, wanted: str) -> None:
    assert addressed(recipient(name, role), Text(body, body), "ja") == wanted


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_invented_is_said_in_the_subject_and_in_both_forms(language) -> None:
    mark, note = ("【架空】", "架空のデータです") if language == "ja" else ("[invented] ", "Invented data")
    real, invented = digest(news_item(1, synthetic=False)), digest(news_item(1))
    for letter, reader, said in (
        (real, recipient(), False),
        (invented, recipient(), True),
    ):
        assert subject(letter, reader, language).startswith(mark) == said
        assert (note in plain_text(letter, reader, language)) == said
        assert (note in html(letter, reader, language)) == said


def test_facts_beside_invented_news_are_not_called_invented() -> None:
    mixed = digest(news_item(1), news_item(2, synthetic=False))
    assert "【架空】と付いた項目は、架空のデータです。" in plain_text(mixed, recipient(), "ja").replace("\n", "")
    real = digest(news_item(2, synthetic=False))
    assert "宛先は架空の団体です。" in plain_text(real, recipient(synthetic=True), "ja")


def test_a_number_stays_with_what_it_counts_and_a_word_is_not_cut() -> None:
    lines = wrapped("お知らせします（事例2件、公募1件、数字の更新1件）。", width=44)
    assert not any(line.startswith("件") for line in lines)
    assert all(
        w in " ".join(wrapped("Municipalities wanted for comparisons of counters", width=20)).split()
        for w in ("Municipalities", "comparisons")
    )


def test_without_a_public_site_there_are_no_links() -> None:
    d = digest(news_item(1), site="")
    assert "<a " not in html(d, recipient(), "ja")
    assert "http" not in plain_text(d, recipient(), "ja")


def test_a_text_in_one_language_stands_in_for_the_other() -> None:
    d = digest(opening=Text("日本語だけ", ""))
    assert "日本語だけ" in plain_text(d, recipient(), "en")
