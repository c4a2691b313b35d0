# SPDX-License-Identifier: Apache-2.0
"""What keeps a page safe in a browser: answers only to our own names, loads only our own files, takes only our own forms.

- Host check: a page of a foreign site that makes its name point to 127.0.0.1 (DNS rebinding) is refused.
- Content Security Policy and its companions on every answer, also on faults.
- Forms carry a token that also stands in a cookie no other site can set, and come from our own origin.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from machikata.domain.errors import NotAllowed
from machikata.domain.text import Text

LOCAL_HOSTS: Final = ("127.0.0.1", "localhost", "::1")
CSRF_COOKIE: Final = "machikata_csrf"
CSRF_FIELD: Final = "csrf"
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LETTER_SECURITY_POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For a letter shown as mail programs show it, with its styles in the text: in a world of its own, where nothing runs or loads."""
_HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class SecureAnswers:
    """Middleware: refuses foreign host names and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = LOCAL_HOSTS) -> None:
        self.app, self.hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                letter = headers.get("content-security-policy") == LETTER_SECURITY_POLICY
                for name, value in _HEADERS.items():
                    headers[name] = value
                if letter:
                    headers["content-security-policy"] = LETTER_SECURITY_POLICY
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if _host_name(scope) in self.hosts:
            await self.app(scope, receive, send_with_headers)
        else:
            await _FOREIGN_HOST(scope, receive, send_with_headers)


def _host_name(scope: Scope) -> str:
    """The host the browser asked for, without port and brackets."""
    host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


_FOREIGN_HOST: Final = Response(
    "この名前では開けません。127.0.0.1 か localhost で開いてください。\n"
    "This address is not ours. Open 127.0.0.1 or localhost instead.\n",
    status_code=400,
    media_type="text/plain; charset=utf-8",
)


def token_of(request: Request) -> str:
    """The form token of this browser: the cookie's, or a new one."""
    kept = request.cookies.get(CSRF_COOKIE, "")
    return kept if len(kept) >= 32 else secrets.token_urlsafe(32)


def keep_token(response: Response, token: str) -> None:
    """Put the form token into the browser, out of reach of scripts and of other sites."""
    response.set_cookie(CSRF_COOKIE, token, httponly=True, samesite="strict", path="/")


def check_form(request: Request, token: str) -> None:
    """Refuse a form that did not come from one of our own pages.

    Raises:
        NotAllowed: foreign origin, or the token of form and cookie differ.
    """
    origin = request.headers.get("origin")
    kept = request.cookies.get(CSRF_COOKIE, "")
    same_origin = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if same_origin and kept and hmac.compare_digest(kept.encode(), token.encode()):
        return
    raise NotAllowed(
        Text(
            "この画面から送られたことを確かめられませんでした",
            "it could not be confirmed that this form came from this site",
        ),
        remedy=Text(
            "前の画面に戻って読み込み直し、もう一度送ってください", "go back, reload the page and send it again"
        ),
    )
