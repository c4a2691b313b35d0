# SPDX-License-Identifier: Apache-2.0
"""Blocks of apps become the site's own parts: tables with heads and captions, fields with their faults, pictures that only draw."""

from __future__ import annotations

import re
from typing import Any

import pytest

from machikata.automation.app.pages import (
    AppPageView,
    Block,
    FieldChoice,
    FormField,
    Heading,
    Links,
    Notice,
    PageFacts,
    PageForm,
    PageLink,
    PageTable,
    Picture,
    Tone,
    Words,
)
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Language, Text
from machikata.web.app_pages import Base, at_fields, drawn
from machikata.web.rendering import templates

T = Text("見出し", "Head")


def html(*blocks: Block, problems: tuple[Problem, ...] = (), language: Language = "ja") -> str:
    """The blocks as the page shows them."""
    view = AppPageView(T, blocks, problems=problems)
    macro: Any = templates(language).get_template("components/blocks.html").module
    return str(macro.sections(drawn(view, base=Base("/apps/a/runs/r"), language=language), at_fields(view), "token"))


def test_a_table_has_a_caption_heads_with_scope_and_numbers_to_the_right() -> None:
    table = PageTable(
        Text("児童の一覧", "Children"),
        (Text("児童", "Child"), Text("点数", "Points"), Text("割合", "Share"), Text("結果", "Result")),
        (
            ("A01", 18204, 0.5, Text("内定", "Admitted")),
            ("A02", None, 1.25, PageLink("child?id=A02", Text("見る", "See"))),
        ),
    )
    text = html(table)
    assert "<caption>児童の一覧</caption>" in text
    assert text.count('scope="col"') == 4
    assert text.count('scope="row"') == 2
    assert re.search(r'<td role="cell" class="r" data-l="点数">18,204</td>', text)
    assert re.search(r'class="r" data-l="割合">0.50</td>', text)
    assert '<span class="vh">なし</span>' in text
    assert 'href="/apps/a/runs/r/child?id=A02">見る</a>' in text
    assert "Admitted" in html(table, language="en")


def test_a_table_says_how_many_rows_there_are_and_an_empty_one_says_so() -> None:
    assert "1,200行のうち1行" in html(PageTable(T, (T,), (("a",),), shown_of=1200))
    assert "1 of 1,200 rows" in html(PageTable(T, (T,), (("a",),), shown_of=1200), language="en")
    assert "まだありません" in html(PageTable(T, (T,), ()))


def test_words_of_an_app_are_never_markup() -> None:
    evil = Text("<script>alert(1)</script>", "<b onclick=x>")
    text = html(Words(evil), Notice(evil, Tone.WARN), PageFacts(((evil, evil),)), PageTable(evil, (evil,), (("<i>",),)),
                Links((PageLink("x", evil),)), PageForm("y", (FormField("n", evil, evil, '"><script>'),), evil))  # fmt: skip
    assert "<script" not in text
    assert "<i>" not in text


def test_headings_make_sections_that_are_named_by_them() -> None:
    text = html(Words(T), Heading(Text("一つ目", "One")), Words(T), Heading(Text("二つ目", "Two")))
    assert text.count("<section") == 2
    assert 'aria-labelledby="part-1"' in text
    assert 'id="part-2">二つ目' in text


def test_a_form_carries_our_token_and_its_faults_stand_at_their_fields() -> None:
    form = PageForm(
        "decide",
        (
            FormField("name", Text("氏名", "Name"), Text("姓と名", "both"), "山田"),
            FormField("kind", T, choices=(FieldChoice("a", T), FieldChoice("b", T)), value="b"),
            FormField("file", T, file=True, required=True),
        ),
        Text("送る", "Send"),
    )
    fault = Problem(
        "missing", Text("氏名がありません", "no name"), Text("入れてください", "give it"), Place(column="name")
    )
    text = html(form, problems=(fault,))
    assert 'action="/apps/a/runs/r/decide"' in text
    assert 'method="post"' in text
    assert 'enctype="multipart/form-data"' in text
    assert 'name="csrf" value="token"' in text
    assert re.search(
        r'id="f-name" name="name" value="山田" aria-describedby="h-f-name e-f-name-1" aria-invalid="true"', text
    )
    assert '<option value="b" selected>' in text
    search = html(PageForm("", (FormField("q", T),), T, get=True))
    assert "csrf" not in search
    assert 'method="get" action="/apps/a/runs/r"' in search


def test_two_forms_with_fields_of_one_name_keep_their_ids_apart() -> None:
    text = html(*(PageForm("x", (FormField("n", T),), T) for _ in range(2)))
    ids = re.findall(r'<input type="text" id="([^"]+)"', text)
    assert ids == ["f-n", "f-n-2"]
    assert all(f'for="{i}"' in text for i in ids)


def test_a_problem_of_a_file_tells_its_place_in_the_sentence() -> None:
    fault = Problem("x", Text("読めません", "unreadable"), T, Place(file="a.csv", row=7, column="住所"))
    [told] = at_fields(AppPageView(T, (), problems=(fault,)))
    assert told.what.ja == "a.csv 7行目 列「住所」：読めません"
    assert told.place == Place()


def test_a_picture_is_drawn_with_its_words_and_a_refused_one_leaves_a_note() -> None:
    good = html(Picture('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0"/></svg>', T))
    assert 'role="img" aria-label="見出し"><svg viewBox="0 0 4 4"' in good
    bad = html(Picture('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', T))
    assert "<script" not in bad
    assert "図を表示できません" in bad


@pytest.mark.parametrize(
    "block",
    [
        PageTable(T, (T,), ((1, 2),)),
        Links((PageLink("https://example.jp", T),)),
        PageForm("//example.jp", (), T),
    ],
)
def test_what_would_lead_away_or_break_a_table_is_not_drawn(block: Block) -> None:
    with pytest.raises(InputRefused):
        html(block)
