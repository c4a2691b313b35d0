# SPDX-License-Identifier: Apache-2.0
"""One request seen by a page: the workspace, the language, and the way to answer with a page or with its JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData, UploadFile

from machikata.domain.text import Language, Text
from machikata.domain.version import VERSION
from machikata.publication.document import to_document
from machikata.web.acting import acting_workspace, person_text
from machikata.web.frame import CHAIN, Frame, Surroundings
from machikata.web.language import address_in, address_without_language, language_of, remember
from machikata.web.rendering import render
from machikata.web.security import CSRF_FIELD, check_form, keep_token, token_of
from machikata.workspace.library import JobState
from machikata.workspace.workspace import Workspace

_MOST_FILES: Final = 20


@dataclass(frozen=True, slots=True)
class View:
    """A request with what every page needs."""

    request: Request
    workspace: Workspace
    language: Language

    @property
    def wants_json(self) -> bool:
        """Whether the machine-readable form of the page was asked for."""
        return self.request.query_params.get("format") == "json"

    def text(self, ja: str, en: str) -> str:
        """One of two wordings, in the language of the page."""
        return ja if self.language == "ja" else en

    @property
    def partial(self) -> bool:
        """Whether htmx asks for a part of the page only."""
        return self.request.headers.get("hx-request") == "true"

    def page(self, template: str, page: object, frame: Frame, *, status: int = 200, **more: Any) -> Response:
        """Answer with `template` filled from `page`, or with the value itself as JSON (`?format=json`)."""
        if self.wants_json:
            return json_answer(page, status=status)
        token = token_of(self.request)
        html = render(
            template,
            self.language,
            page=page,
            frame=frame,
            around=self._surroundings(),
            chain=CHAIN,
            csrf=token,
            here=address_without_language(self.request),
            address_ja=address_in(self.request, "ja"),
            address_en=address_in(self.request, "en"),
            **more,
        )
        response = HTMLResponse(html, status_code=status)
        keep_token(response, token)
        remember(self.request, response)
        return response

    def part(self, template: str, **values: Any) -> Response:
        """Answer an htmx request with a part of a page."""
        return HTMLResponse(render(template, self.language, csrf=token_of(self.request), **values))

    def go(self, address: str) -> Response:
        """Send the browser on after a form (303: the form is not sent twice)."""
        return RedirectResponse(address, status_code=303)

    def _surroundings(self) -> Surroundings:
        jobs = self.workspace.library.jobs()
        running = sum(1 for job in jobs if job.state in (JobState.RUNNING, JobState.CANCELLING))
        actor = self.workspace.actor
        return Surroundings(person_text(actor), actor.named, running, self.workspace.clock(), VERSION)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: Text


def json_answer(value: object, *, status: int = 200) -> Response:
    """`value` as a JSON document."""
    text = json.dumps(to_document(value), ensure_ascii=False, indent=1)
    return Response(text + "\n", status_code=status, media_type="application/json; charset=utf-8")


def view_of(request: Request) -> View:
    """The view of `request` (a FastAPI dependency)."""
    return View(request, acting_workspace(request), language_of(request))


async def read_form(request: Request) -> AsyncIterator[Posted]:
    """A form of ours with its token checked (a FastAPI dependency); uploaded files are let go after the answer.

    Raises:
        NotAllowed: the form does not come from one of our pages.
    """
    async with request.form(max_files=_MOST_FILES, max_fields=20_000) as form:
        token = form.get(CSRF_FIELD)
        check_form(request, token if isinstance(token, str) else "")
        yield Posted(form)


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form that was sent."""

    form: FormData

    def text(self, name: str, default: str = "") -> str:
        """The trimmed value of a field."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else default

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a field that may occur several times."""
        return tuple(v for v in self.form.getlist(name) if isinstance(v, str) and v != "")

    def values(self) -> Mapping[str, str]:
        """Every field by name, the last value of each."""
        return {k: v for k, v in self.form.multi_items() if isinstance(v, str)}

    def file(self, name: str) -> UploadFile | None:
        """An uploaded file; None when none was chosen."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None


Viewed = Annotated[View, Depends(view_of)]
Form = Annotated[Posted, Depends(read_form)]
OUR_FORM = [Depends(read_form)]
"""For forms that carry nothing but their token."""
