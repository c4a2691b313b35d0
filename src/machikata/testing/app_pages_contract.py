# SPDX-License-Identifier: Apache-2.0
"""The part of the kit that looks at an app's pages, forms and commands."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from machikata.automation.app.app import App
from machikata.automation.app.inputs import InputContent
from machikata.automation.app.manifest import AppPage, CommandAnswer
from machikata.automation.app.outcome import Outcome
from machikata.automation.app.page_checks import page_problems
from machikata.automation.app.pages import (
    AppPageView,
    Download,
    GoTo,
    Links,
    PageAnswer,
    PageForm,
    PageLink,
    PageRequest,
    PageTable,
)
from machikata.domain.errors import MachikataError
from machikata.domain.text import LANGUAGES, Language
from machikata.testing.app_contexts import FakeContext

_NONSENSE = (
    {"page": "x", "q": "<script>"},
    {"page": "-1", "id": "../.."},
    {"page": "9" * 30, "": ""},
    {"id": "\x00葛\U000e0100"},
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that is sent to a page of the app; `path` may carry a query, as the address of a form does."""

    path: str
    form: Mapping[str, str]
    files: Mapping[str, InputContent] = field(default_factory=dict)


class AppPagesContract:
    """What every page, form and command must hold. `AppContract` adds the rest."""

    app: ClassVar[App]

    def page_queries(self) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """By path of a page, queries it is asked with, beside the empty one."""
        return {}

    def sent_forms(self) -> Sequence[Sent]:
        """Forms that are sent to the app's pages and taken, in this order."""
        return ()

    def command_options(self) -> Mapping[str, Mapping[str, Any]]:
        """By name of a command, the options it is called with; without an entry it is called with none."""
        return {}

    def _ran(self) -> tuple[Outcome, FakeContext]:  # pragma: no cover - `AppContract` has it
        raise AssertionError("subclass AppContract")

    def test_every_page_answers_in_both_languages(self) -> None:
        _, context = self._ran()
        for page, query in self._asked_for():
            for language in LANGUAGES:
                self._looked_at(page, context, language, query)

    def test_the_overview_of_a_run_says_its_outcome_in_words(self) -> None:
        overview = self.app.manifest.overview
        if overview is None:
            return
        _, context = self._ran()
        run = next(iter(context.ended), "")
        before = context.store.content()
        for language in LANGUAGES:
            blocks = overview(PageRequest(language, run, {}), context.of_run(run))
            assert blocks, "an overview that says nothing"
            view = AppPageView(self.app.manifest.title, blocks)
            assert [p.sentence("en") for p in page_problems(view)] == [], f"overview ({language})"
            unknown = [
                link.address
                for link in _links(view)
                if not link.address.startswith("/") and self._page(link.address) is None
            ]
            assert unknown == [], "the overview leads to pages that are not there"
        assert context.store.content() == before, "looking at the overview changed the store"

    def test_the_overview_of_a_run_is_drawn_in_both_languages(self) -> None:
        _, context = self._ran()
        overview = self.app.manifest.overview
        if overview is None:
            return
        for language in LANGUAGES:
            run = next(iter(context.ended))
            blocks = overview(PageRequest(language, run, {}), context.of_run(run))
            view = AppPageView(self.app.manifest.title, tuple(blocks))
            assert [p.sentence("en") for p in page_problems(view)] == [], f"overview ({language})"

    def _looked_at(
        self, page: AppPage, context: FakeContext, language: Language, query: Mapping[str, str]
    ) -> PageAnswer:
        before = context.store.content()
        answer = asked(page, context, language=language, query=query)
        where = f"page {page.path} {dict(query)} ({language})"
        assert isinstance(answer, (AppPageView, Download, GoTo)), f"{where} answers with {type(answer).__name__}"
        assert [p.sentence("en") for p in page_problems(answer)] == [], where
        assert context.store.content() == before, f"{where}: looking at it changed the store"
        return answer

    def test_a_page_asked_for_nonsense_says_so_or_passes_over_it(self) -> None:
        _, context = self._ran()
        for page in self.app.manifest.pages:
            for query in _NONSENSE:
                answer = _unless_refused(page, context, query=query)
                if answer is not None:
                    assert [p.sentence("en") for p in page_problems(answer)] == [], f"page {page.path} {query}"

    def test_every_form_of_a_page_is_answered_full_empty_and_with_nonsense(self) -> None:
        _, context = self._ran()
        for page, form in tuple(self._forms(context)):
            values = {f.name: f.value or (f.choices[0].value if f.choices else "") for f in form.fields if not f.file}
            for sent in (values, {}, dict.fromkeys(values, "\x00<script>" + "あ" * 3000)):
                answer = _unless_refused(page, context, query=query_of(form.action), form=sent)
                if answer is not None:
                    assert [p.sentence("en") for p in page_problems(answer)] == [], f"form to {page.path}: {sent}"

    def test_forms_that_are_sent_are_taken(self) -> None:
        _, context = self._ran()
        for sent in self.sent_forms():
            answer = self._send(sent, context)
            refused = [p.sentence("en") for p in answer.problems] if isinstance(answer, AppPageView) else []
            assert refused == [], f"form to {sent.path}"

    def test_every_command_runs_and_gives_a_document(self) -> None:
        _, context = self._ran()
        for command in self.app.manifest.commands:
            options = self.command_options().get(command.name, {})
            missing = [n for n, p in _options(command.run) if p.default is p.empty and n not in options]
            assert missing == [], f"command_options() must say {missing} of {command.name}"
            answer = command.run(context.outside_runs(), **options)
            assert isinstance(answer, CommandAnswer), command.name
            assert is_document(answer.document), f"{command.name}: its document is no JSON"
            assert all(line.ja.strip() and line.en.strip() for line in answer.lines), command.name
            assert all("/" not in name and not name.startswith(".") for name, _ in answer.files), command.name

    def use_everything(self, context: FakeContext) -> None:
        """Open every page, send every form that is taken, call every command: what an app keeps, writes and proposes then shows."""
        for page, query in self._asked_for():
            _unless_refused(page, context, query=query)
        for sent in self.sent_forms():
            self._send(sent, context)
        for command in self.app.manifest.commands:
            command.run(context.outside_runs(), **self.command_options().get(command.name, {}))

    def _send(self, sent: Sent, context: FakeContext) -> PageAnswer:
        page = self._page(sent.path)
        assert page is not None, f"sent_forms(): there is no page {sent.path}"
        return asked(page, context, query=query_of(sent.path), form=sent.form, files=sent.files)

    def _page(self, address: str) -> AppPage | None:
        path = address.partition("?")[0]
        return next((p for p in self.app.manifest.pages if p.path == path), None)

    def _forms(self, context: FakeContext) -> Iterator[tuple[AppPage, PageForm]]:
        """Every form on a page and the page it goes to, which must be there."""
        for page, query in self._asked_for():
            answer = _unless_refused(page, context, query=query)
            blocks = answer.blocks if isinstance(answer, AppPageView) else ()
            for form in (b for b in blocks if isinstance(b, PageForm) and not b.action.startswith("/")):
                to = self._page(form.action) if form.action else page
                assert to is not None, f"a form on {page.path} goes to {form.action}, where there is no page"
                if not form.get:
                    yield to, form

    def _asked_for(self) -> Iterator[tuple[AppPage, Mapping[str, str]]]:
        """Pages and the queries they are opened with: a page of the menu also without any."""
        for page in self.app.manifest.pages:
            queries = self.page_queries().get(page.path, ())
            yield from ((page, query) for query in (({}, *queries) if page.in_menu or not queries else queries))


def _links(view: AppPageView) -> Iterator[PageLink]:
    for block in view.blocks:
        if isinstance(block, Links):
            yield from block.links
        elif isinstance(block, PageTable):
            yield from (cell for row in block.rows for cell in row if isinstance(cell, PageLink))


def is_document(value: object) -> bool:
    """Whether a value becomes JSON."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def query_of(address: str) -> dict[str, str]:
    """The query of an address.

    >>> query_of("choose?id=1&version=0")
    {'id': '1', 'version': '0'}
    """
    return dict(parse_qsl(address.partition("?")[2].partition("#")[0], keep_blank_values=True))


def asked(
    page: AppPage, context: FakeContext, *, language: Language = "ja", query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None, files: Mapping[str, InputContent] | None = None,
) -> PageAnswer:  # fmt: skip
    """What a page answers; with `form`, to a form that is sent."""
    run = next(iter(context.ended), "") if page.of_run else ""
    request = PageRequest(language, run, query or {}, form is not None, form or {}, files or {})
    return page.answer(request, context.of_run(run) if run else context.outside_runs())


def _unless_refused(
    page: AppPage, context: FakeContext, *, query: Mapping[str, str], form: Mapping[str, str] | None = None
) -> PageAnswer | None:
    """The answer; None when the app refused in words. Anything else it raises is a defect."""
    try:
        return asked(page, context, query=query, form=form)
    except MachikataError as refused:
        if refused.what.ja.strip() and refused.what.en.strip():
            return None
        raise AssertionError(f"page {page.path}: a refusal without words") from refused
    except Exception as error:
        raise AssertionError(f"page {page.path} {dict(query)} {form}: {type(error).__name__}: {error}") from error


def _options(run: Any) -> list[tuple[str, inspect.Parameter]]:
    return list(inspect.signature(run).parameters.items())[1:]
