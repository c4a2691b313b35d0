# SPDX-License-Identifier: Apache-2.0
"""What keeps an app's answer from being a page."""

from __future__ import annotations

from typing import Any

import pytest

from machikata.automation.app.page_checks import local_address, page_problems
from machikata.automation.app.pages import (
    AppPageView,
    Download,
    FieldChoice,
    FormField,
    GoTo,
    Heading,
    Links,
    PageForm,
    PageLink,
    PageTable,
    Picture,
    Words,
)
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

T = Text("見出し", "Head")
GOOD = AppPageView(
    T,
    (
        Heading(T),
        Words(T),
        PageTable(T, (T, T), ((1, None), ("x", PageLink("row?n=1", T)))),
        PageForm("act", (FormField("name", T, choices=(FieldChoice("a", T),)),), T),
        Picture('<svg xmlns="http://www.w3.org/2000/svg"/>', T),
    ),
    problems=(Problem("x", T, T, Place(column="name")), Problem("y", T, T, Place(file="a.csv", row=3, column="住所"))),
)  # fmt: skip


def test_a_good_page_a_file_and_a_way_on_have_no_problems() -> None:
    assert page_problems(GOOD) == ()
    assert page_problems(Download("a.csv", b"", "text/csv")) == ()
    assert page_problems(GoTo("decided?ok=1")) == ()


def field(**what: Any) -> PageForm:
    return PageForm("act", (FormField(**{"name": "n", "label": T} | what),), T)


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (Words(Text("日本語だけ", "")), "page-words"),
        (Heading("words"), "page-words"),
        (PageTable(T, (T,), ((1, 2),)), "page-table-width"),
        (PageTable(T, (), ()), "page-table-width"),
        (PageTable(T, (T,), ((True,),)), "page-cell"),
        (PageTable(T, (T,), ((b"bytes",),)), "page-cell"),
        (PageTable(T, (T,), ((1,), (2,)), shown_of=1), "page-shown-of"),
        (PageTable(Text("", ""), (T,), ()), "page-words"),
        (Links((PageLink("https://example.jp/", T),)), "page-address"),
        (Links((PageLink("//example.jp/", T),)), "page-address"),
        (Links((PageLink("javascript:alert(1)", T),)), "page-address"),
        (Links((PageLink("../../decide", T),)), "page-address"),
        (Links((PageLink("a\\b", T),)), "page-address"),
        (Links((PageLink("a\nb", T),)), "page-address"),
        (field(name="csrf"), "page-field-name"),
        (field(name='a"b'), "page-field-name"),
        (field(label=Text("欄", " ")), "page-words"),
        (PageForm("act", (FormField("n", T), FormField("n", T)), T), "page-field-twice"),
        (PageForm("act", (FormField("n", T, file=True),), T, get=True), "page-file-by-get"),
        (Picture("<svg><script/></svg>", T), "picture-refused"),
        ("a string", "page-block"),
    ],
)
def test_what_cannot_stand_on_a_page_is_named_with_its_block(block: Any, code: str) -> None:
    found = page_problems(AppPageView(T, (Words(T), block)))
    assert code in {p.code for p in found}
    assert {p.place.row for p in found} == {2}


def test_a_problem_that_names_no_field_is_found() -> None:
    view = AppPageView(T, (field(),), problems=(Problem("x", T, T, Place(column="other")),))
    assert [p.code for p in page_problems(view)] == ["page-problem-field"]
    assert [p.code for p in page_problems(GoTo("http://example.jp"))] == ["page-address"]


@pytest.mark.parametrize("address", ["http:x", "//x", "/../x", "a/../../b", "a b", "data:text/html,x", '"'])
def test_an_address_that_leads_out_is_refused(address: str) -> None:
    with pytest.raises(InputRefused):
        local_address(address, "/apps/a")


def test_an_address_is_joined_to_the_page_it_stands_on() -> None:
    assert local_address("?page=2", "/apps/a/runs/r") == "/apps/a/runs/r?page=2"
    assert local_address("children/あ?時=9:00", "/apps/a") == "/apps/a/children/あ?時=9:00"
