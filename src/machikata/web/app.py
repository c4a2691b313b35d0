# SPDX-License-Identifier: Apache-2.0
"""The site: pages over one workspace, for one local officer by default."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint
from starlette.routing import BaseRoute

from machikata.domain.errors import MachikataError, NotFound
from machikata.domain.text import Text
from machikata.web import faults
from machikata.web.assets import assets
from machikata.web.results import Results
from machikata.web.security import LOCAL_HOSTS, SecureAnswers
from machikata.workspace.workspace import Workspace

_ONE_YEAR = 365 * 24 * 60 * 60
_PAGES = Path(__file__).parent / "pages"


def create_app(workspace: Workspace, *, hosts: Iterable[str] = LOCAL_HOSTS) -> FastAPI:
    """The site over `workspace`. `hosts` are the names it answers to; any other name is refused.

    Every page also gives its value as JSON (`?format=json`).
    """
    app = FastAPI(title="Machikata", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.workspace = workspace
    app.state.results = Results()
    app.include_router(_pages())
    app.add_api_route("/static/{name}", _static, methods=["GET"])
    app.add_exception_handler(MachikataError, faults.machikata_fault)
    app.add_exception_handler(HTTPException, faults.http_fault)
    app.add_exception_handler(RequestValidationError, faults.form_fault)
    app.middleware("http")(_defects_as_pages)
    app.add_middleware(SecureAnswers, hosts=hosts)
    return app


def _pages() -> APIRouter:
    """Every page, from the router of every file in `pages/`: a new page is a new file and nothing else.

    Where two addresses could meet one request, the one with a word there goes before the one that takes anything.
    """
    names = sorted(p.stem for p in _PAGES.glob("*.py") if p.stem != "__init__")
    routes = [r for name in names for r in import_module(f"machikata.web.pages.{name}").router.routes]
    return APIRouter(routes=sorted(routes, key=_words_first))


def _words_first(route: BaseRoute) -> list[bool]:
    return [part.startswith("{") for part in getattr(route, "path", "").split("/")]


async def _defects_as_pages(request: Request, call_next: RequestResponseEndpoint) -> Response:
    try:
        return await call_next(request)
    except Exception as error:  # noqa: BLE001  the outermost place: whatever was not foreseen becomes a page with a number
        return faults.defect(request, error)


def _static(name: str) -> Response:
    asset = assets().get(name)
    if asset is None:
        raise NotFound(Text(f"「{name}」というファイルはありません", f"there is no file {name}"))
    headers = {"cache-control": f"public, max-age={_ONE_YEAR}, immutable", "etag": f'"{asset.digest}"'}
    return Response(asset.body, media_type=asset.media_type, headers=headers)
