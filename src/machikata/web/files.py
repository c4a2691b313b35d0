# SPDX-License-Identifier: Apache-2.0
"""Files a person saves from a page."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from fastapi import Response

_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "eml": "message/rfc822",
}
_UNKNOWN: Final = "application/octet-stream"


def download(body: bytes, name: str) -> Response:
    """A file to save under `name` (any script)."""
    suffix = name.rpartition(".")[2].lower()
    plain = f"machikata.{suffix}" if suffix in _TYPES else "machikata.bin"
    headers = {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(body, media_type=_TYPES.get(suffix, _UNKNOWN), headers=headers)
