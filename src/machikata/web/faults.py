# SPDX-License-Identifier: Apache-2.0
"""Every fault as a page: what, where, what to do. A program's own defect says so and leaves a number to find it in the log."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from machikata.domain.errors import (
    Cancelled,
    ComparisonRefused,
    InputRefused,
    MachikataError,
    NotAllowed,
    NotFound,
    Problem,
    WorkspaceUnusable,
)
from machikata.domain.text import Text
from machikata.web.frame import Frame
from machikata.web.view import View, view_of

_LOG: Final = logging.getLogger("machikata.web")
_STATUS: Final[dict[type[MachikataError], HTTPStatus]] = {
    InputRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    ComparisonRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    WorkspaceUnusable: HTTPStatus.SERVICE_UNAVAILABLE,
    Cancelled: HTTPStatus.CONFLICT,
}
_TITLES: Final[dict[int, Text]] = {
    400: Text("この形では受け取れません", "This request cannot be read"),
    403: Text("この操作はできません", "You may not do this"),
    404: Text("見つかりません", "Not found"),
    405: Text("この操作はできません", "This cannot be done here"),
    409: Text("中止しました", "Stopped"),
    413: Text("大きすぎて受け取れません", "Too large to take"),
    422: Text("このままでは進めません", "This cannot go on as it is"),
    500: Text("プログラムの誤りで止まりました", "Stopped by a defect of the program"),
    503: Text("作業場所を使えません", "The workspace cannot be used"),
}


@dataclass(frozen=True, slots=True)
class FaultPage:
    """A fault: HTTP status, every finding, and the number under which a defect stands in the log (empty otherwise)."""

    status: int
    problems: tuple[Problem, ...]
    reference: str = ""
    without_conditions: str = ""
    """The page without the conditions of its address, where these are the fault."""


def machikata_fault(request: Request, error: Exception) -> Response:
    """An error that Machikata raised on purpose."""
    assert isinstance(error, MachikataError)
    status = next((s for kind, s in _STATUS.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    asked = request.method == "GET" and isinstance(error, InputRefused) and request.url.query
    return _answer(
        view_of(request), FaultPage(status, error.problems, without_conditions=request.url.path if asked else "")
    )


def http_fault(request: Request, error: Exception) -> Response:
    """An error of the request itself: no such page, wrong method, unreadable form."""
    assert isinstance(error, HTTPException)
    return _answer(
        view_of(request), FaultPage(error.status_code, (_http_problem(error.status_code, request.url.path),))
    )


def form_fault(request: Request, error: Exception) -> Response:  # noqa: ARG001  the signature is Starlette's
    """A query or form whose values are of the wrong kind."""
    problem = Problem(
        "request-values",
        Text("画面から送られた値を読めません", "the values that were sent cannot be read"),
        Text("前の画面に戻り、値を確かめてください", "go back and check the values"),
    )
    return _answer(view_of(request), FaultPage(HTTPStatus.UNPROCESSABLE_ENTITY, (problem,)))


def defect(request: Request, error: Exception) -> Response:
    """A defect of the program: said openly, with a number; the details go to the log, not to the page."""
    reference = secrets.token_hex(4)
    _LOG.error("defect %s at %s", reference, request.url.path, exc_info=error)
    problem = Problem(
        "defect",
        Text(
            "画面を作る途中で、プログラムの誤りが起きました", "a defect of the program occurred while making this page"
        ),
        Text(
            f"記録は失われていません。続くときは、番号 {reference} を添えて管理者に知らせてください",
            f"Your records are not lost. If it happens again, tell the administrator with the number {reference}",
        ),
    )
    return _answer(view_of(request), FaultPage(HTTPStatus.INTERNAL_SERVER_ERROR, (problem,), reference))


def _answer(view: View, page: FaultPage) -> Response:
    title = _TITLES.get(page.status, _TITLES[400])
    return view.page("pages/fault.html", page, Frame(title=title), status=page.status)


def _http_problem(status: int, path: str) -> Problem:
    if status == HTTPStatus.NOT_FOUND:
        return Problem(
            "no-such-page",
            Text(f"「{path}」という画面はありません", f"there is no page {path}"),
            Text("上のメニューから開き直してください", "open it again from the menu above"),
        )
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Problem(
            "too-large",
            Text("送られたものが大きすぎます", "what was sent is too large"),
            Text(
                "期間で分けるか、コマンド machikata import を使ってください",
                "split it by period, or use the command machikata import",
            ),
        )
    return Problem(
        f"http-{status}",
        Text("この画面では、その操作はできません", "that cannot be done on this page"),
        Text("上のメニューから開き直してください", "open it again from the menu above"),
    )
