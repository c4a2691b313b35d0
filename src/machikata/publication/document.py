# SPDX-License-Identifier: Apache-2.0
"""Typed values as JSON documents and back: the same document is served, exported and stored."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_document(value: object) -> Any:
    """`value` (a frozen dataclass, or tuples and mappings of them) as plain JSON: lists, dicts, strings, numbers, null.

    >>> from machikata.domain.text import Text
    >>> to_document(Text("比べる", "Compare"))
    {'ja': '比べる', 'en': 'Compare'}
    """
    return json.loads(_adapter(cast("Any", type(value))).dump_json(value))


def from_document(kind: type[T], document: Any) -> T:
    """The value of type `kind` that `to_document` gave.

    Raises:
        pydantic.ValidationError: the document does not describe such a value.
    """
    return cast("T", _adapter(cast("Any", kind)).validate_json(json.dumps(document)))
