# SPDX-License-Identifier: Apache-2.0
"""What every page of an app must hold before it is drawn: words in both languages, tables that fit their head, addresses that stay here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from machikata.automation.app.names import RESERVED_FIELDS, is_file_name, is_page_path, is_written
from machikata.automation.app.pages import (
    AppPageView,
    Block,
    Download,
    FormField,
    GoTo,
    Heading,
    Links,
    Notice,
    PageAnswer,
    PageFacts,
    PageForm,
    PageLink,
    PageTable,
    Picture,
    Words,
)
from machikata.automation.app.svg import safe_svg
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text

_FIELD: Final = re.compile(r"[A-Za-z][\w.-]{0,99}")
_UP: Final = re.compile(r"(^|/)(\.|%2e){2}(/|$)", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\<>\"'`]")


def page_problems(answer: PageAnswer | Any) -> tuple[Problem, ...]:
    """Everything that keeps this answer from being a page; the place names the block (1 = first) as its row."""
    if isinstance(answer, GoTo):
        return tuple(_address(answer.address))
    if isinstance(answer, Download):
        return tuple(_download(answer))
    if not isinstance(answer, AppPageView):
        return (_wrong("page-answer", Text("画面の答えの形をしていません", "it is no answer of a page")),)
    found = [*_words(answer.title, "title"), *(_words(answer.lead, "lead") if answer.lead is not None else ())]
    for number, block in enumerate(answer.blocks, 1):
        found += [
            Problem(p.code, p.what, p.remedy, Place(row=number, column=type(block).__name__)) for p in _of_block(block)
        ]
    return (*found, *_field_names(answer))


def _download(answer: Download) -> Iterator[Problem]:
    data: Any = answer.data
    if not is_file_name(answer.file_name) or not isinstance(data, bytes):
        yield _wrong("page-download", Text("保存できるファイルではありません", "it is no file that a person can save"))


def local_address(address: str, base: str) -> str:
    """`address` as it stands in a page below `base` (which begins with / and ends without): refused when it leads out of the site.

    Raises:
        InputRefused: a foreign or unreadable address.

    >>> (
    ...     local_address("children?page=2", "/apps/a/runs/r"),
    ...     local_address("/help", "/apps/a"),
    ...     local_address("", "/apps/a"),
    ... )
    ('/apps/a/runs/r/children?page=2', '/help', '/apps/a')
    """
    problems = tuple(_address(address))
    if problems:
        raise InputRefused(problems)
    if address.startswith("/"):
        return address
    return f"{base}/{address}" if address and address[0] not in "?#" else base + address


def _address(address: str) -> Iterator[Problem]:
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    scheme = ":" in path.split("/", 1)[0]
    if _FORBIDDEN.search(address) or address.startswith("//") or scheme or _UP.search(path):
        yield _wrong(
            "page-address",
            Text(
                f"この画面の外への行き先です（{address[:80]}）",
                f"an address that leads out of the site ({address[:80]})",
            ),
        )


def _of_block(block: Block | object) -> Iterator[Problem]:
    if isinstance(block, (Heading, Words, Notice)):
        yield from _words(block.text, "text")
    elif isinstance(block, PageFacts):
        for name, value in block.pairs:
            yield from _words(name, "name")
            yield from _words(value, "value")
    elif isinstance(block, PageTable):
        yield from _table(block)
    elif isinstance(block, Links):
        for link in block.links:
            yield from _link(link)
    elif isinstance(block, PageForm):
        yield from _form(block)
    elif isinstance(block, Picture):
        yield from _picture(block)
    else:
        yield _wrong("page-block", Text("知らない部品です", "an unknown block"))


def _table(table: PageTable) -> Iterator[Problem]:
    yield from _words(table.caption, "caption")
    for head in table.head:
        yield from _words(head, "head")
    if not table.head or any(len(row) != len(table.head) for row in table.rows):
        yield _wrong(
            "page-table-width",
            Text("見出しと行の列の数が合いません", "rows and head differ in their number of columns"),
        )
    for row in table.rows:
        for cell in row:
            if isinstance(cell, PageLink):
                yield from _link(cell)
            elif isinstance(cell, str):
                yield from _characters(cell)
            elif isinstance(cell, Text):
                yield from (p for words in (cell.ja, cell.en) for p in _characters(words))
            elif isinstance(cell, bool) or not isinstance(cell, (int, float, type(None))):
                yield _wrong(
                    "page-cell",
                    Text(
                        f"表に置けない値です（{type(cell).__name__}）",
                        f"a value no table holds ({type(cell).__name__})",
                    ),
                )
    if table.shown_of is not None and table.shown_of < len(table.rows):
        yield _wrong(
            "page-shown-of", Text("全体の数が、出ている行より少なくなっています", "fewer rows in all than are shown")
        )


def _link(link: PageLink) -> Iterator[Problem]:
    yield from _address(link.address)
    yield from _words(link.text, "link")


def _form(form: PageForm) -> Iterator[Problem]:
    yield from _address(form.action)
    if not form.get and not is_page_path(form.action.partition("?")[0]):
        # A form carries the site's token: sent to where persons sign, it would make them sign whatever its button says.
        yield _wrong(
            "page-form-action",
            Text(
                f"アプリの画面でないところへ送る様式です（{form.action[:80]}）",
                f"a form that is not sent to a page of the app ({form.action[:80]})",
            ),
        )
    yield from _words(form.submit, "submit")
    names = [f.name for f in form.fields]
    if len(set(names)) < len(names):
        yield _wrong("page-field-twice", Text("同じ名前の欄が2つあります", "two fields of a form have one name"))
    for field in form.fields:
        yield from _field(field, form)


def _field(field: FormField, form: PageForm) -> Iterator[Problem]:
    if not _FIELD.fullmatch(field.name) or field.name in RESERVED_FIELDS:
        yield _wrong(
            "page-field-name",
            Text(f"使えない欄の名前です（{field.name[:40]}）", f"a name no field may have ({field.name[:40]})"),
        )
    yield from _words(field.label, "label")
    if field.help is not None:
        yield from _words(field.help, "help")
    yield from (p for value in (field.value, *(c.value for c in field.choices)) for p in _characters(value))
    for choice in field.choices:
        yield from _words(choice.title, "choice")
    if field.file and form.get:
        yield _wrong(
            "page-file-by-get",
            Text("調べるための様式では、ファイルを送れません", "a form that searches cannot send a file"),
        )


def _picture(picture: Picture) -> Iterator[Problem]:
    yield from _words(picture.alt, "alt")
    try:
        safe_svg(picture.svg)
    except InputRefused as refused:
        yield from refused.problems


def _field_names(view: AppPageView) -> Iterator[Problem]:
    """A problem that names a column names a field of a form, or nobody finds it."""
    fields = {f.name for b in view.blocks if isinstance(b, PageForm) for f in b.fields}
    for problem in view.problems:
        yield from _words(problem.what, "problem")
        yield from _words(problem.remedy, "remedy")
        if (
            problem.place.column
            and problem.place.row is None
            and not problem.place.file
            and problem.place.column not in fields
        ):
            yield _wrong(
                "page-problem-field",
                Text(f"「{problem.place.column}」という欄はありません", f"there is no field “{problem.place.column}”"),
            )


def _words(text: object, what: str) -> Iterator[Problem]:
    faults = [p for words in (text.ja, text.en) for p in _characters(words)] if isinstance(text, Text) else [_NO_TEXT]
    yield from faults
    if not isinstance(text, Text) or (not faults and not (text.ja.strip() and text.en.strip())):
        yield _wrong(
            "page-words",
            Text(f"日本語か英語の言葉がありません（{what}）", f"words are missing in Japanese or English ({what})"),
        )


def _characters(words: object) -> Iterator[Problem]:
    if not is_written(words):
        yield _wrong("page-characters", Text("文字でないものが入っています", "something in it is no character"))


def _wrong(code: str, what: Text) -> Problem:
    return Problem(code, what, Text("アプリの作り手に知らせてください", "tell the maker of the app"))


_NO_TEXT: Final = _wrong(
    "page-characters", Text("二つの言葉で書かれていません", "something is not said in two languages")
)
