# SPDX-License-Identifier: Apache-2.0
"""Files the browser loads from us: one style sheet, one script, htmx when the set-up has brought it. Nothing comes from outside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
STYLE_ORDER: Final = ("tokens", "base", "frame", "controls", "tables", "charts", "maps", "pages", "narrow")
HTMX: Final = _FOLDER / "vendor" / "htmx" / "htmx.min.js"
_ICON: Final = _FOLDER / "components" / "icon.svg"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served; `digest` is the start of the SHA-256 of its bytes."""

    body: bytes
    media_type: str
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """Every file of ours by its name."""
    styles = b"\n".join((_FOLDER / "styles" / f"{name}.css").read_bytes() for name in STYLE_ORDER)
    scripts = b"\n".join(p.read_bytes() for p in sorted((_FOLDER / "scripts").glob("*.js")))
    found = {
        "machikata.css": _asset(styles, "text/css; charset=utf-8"),
        "machikata.js": _asset(scripts, "text/javascript; charset=utf-8"),
        "icon.svg": _asset(_ICON.read_bytes(), "image/svg+xml"),
    }
    if HTMX.is_file():
        found["htmx.js"] = _asset(HTMX.read_bytes(), "text/javascript; charset=utf-8")
    return found


def asset_address(name: str) -> str:
    """The address of `name` with its content hash, so that browsers may keep it; empty when there is no such file."""
    asset = assets().get(name)
    return f"/static/{name}?v={asset.digest}" if asset else ""


def _asset(body: bytes, media_type: str) -> Asset:
    return Asset(body, media_type, hashlib.sha256(body).hexdigest()[:16])
