# SPDX-License-Identifier: Apache-2.0
"""The manifest beside the Parquet files: what admission knows, and what the store adds.

Added keys: `format_version`, `id`, `body`, `process`, `columns` (table → column → Arrow type), `rows` (table → rows) and, for
stored files, `files` (table → size in bytes and SHA-256).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from machikata.domain.errors import NotFound
from machikata.domain.event_log import FORMAT_VERSION
from machikata.domain.text import Text
from machikata.records.raw import LogTables
from machikata.storage.event_files.faults import damaged, newer_format
from machikata.storage.event_files.layout import MANIFEST, named_tables


def completed(
    manifest: Mapping[str, Any],
    tables: LogTables,
    *,
    log_id: str,
    body: str,
    process: str,
) -> dict[str, Any]:
    """The manifest of admission with the store's own keys."""
    named = named_tables(tables)
    return dict(manifest) | {
        "format_version": FORMAT_VERSION,
        "id": log_id,
        "body": body,
        "process": process,
        "columns": {n: {f.name: str(f.type) for f in t.schema} for n, t in named.items()},
        "rows": {n: t.num_rows for n, t in named.items()},
    }


def written(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it stands in the file."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the log in `folder`.

    Raises:
        NotFound: there is no such log.
        WorkspaceUnusable: damaged, or written by a newer program.
    """
    path = folder / MANIFEST
    if not folder.is_dir():
        raise NotFound(Text("その記録はありません", "there is no such log"))
    try:
        manifest = dict(json.loads(path.read_bytes()))
        version = int(manifest["format_version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(path, Text("目録を読めません", "its manifest cannot be read")) from error
    if version > FORMAT_VERSION:
        raise newer_format(path, version)
    return manifest
