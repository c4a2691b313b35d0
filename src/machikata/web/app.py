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
    for router in _routers():
        app.include_router(router)
    app.add_api_route("/static/{name}", _static, methods=["GET"])
    app.add_exception_handler(MachikataError, faults.machikata_fault)
    app.add_exception_handler(HTTPException, faults.http_fault)
    app.add_exception_handler(RequestValidationError, faults.form_fault)
    app.middleware("http")(_defects_as_pages)
    app.add_middleware(SecureAnswers, hosts=hosts)
    return app


def _routers() -> list[APIRouter]:
    """The router of every file in `pages/`: a new page is a new file and nothing else."""
    names = sorted(p.stem for p in _PAGES.glob("*.py") if p.stem != "__init__")
    return [import_module(f"machikata.web.pages.{name}").router for name in names]


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
