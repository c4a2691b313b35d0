# SPDX-License-Identifier: Apache-2.0
"""JSON documents as one text, so that their fingerprints can be compared."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(document: Any) -> str:
    r"""The one JSON text of a document: the same in every database and on every machine.

    >>> canonical({"b": 1, "a": "町"})
    '{"a":"\\u753a","b":1}'
    """
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def fingerprint_of(document: Any) -> str:
    """SHA-256 of the canonical text of a JSON document."""
    return hashlib.sha256(canonical(document).encode("ascii")).hexdigest()
