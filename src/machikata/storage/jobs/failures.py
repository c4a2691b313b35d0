# SPDX-License-Identifier: Apache-2.0
"""What a work raised, as a JSON document beside it. Nothing is pickled: a database from a stranger must not run code."""

from __future__ import annotations

from typing import Any

from machikata.automation.jobs import WorkFailed, WorkGivenUp
from machikata.domain import errors
from machikata.domain.errors import InputRefused, MachikataError, Problem
from machikata.domain.text import Text
from machikata.publication.document import from_document, to_document

_KINDS: dict[str, type[MachikataError]] = {
    kind.__name__: kind
    for kind in (*vars(errors).values(), WorkFailed, WorkGivenUp)
    if isinstance(kind, type) and issubclass(kind, MachikataError)
}


def as_document(error: MachikataError) -> dict[str, Any]:
    """Its kind and its findings."""
    return {"kind": type(error).__name__, "problems": [to_document(p) for p in error.problems]}


def from_failure(document: object, *, message: str) -> MachikataError:
    """The error of a document; of one that is not ours, a `WorkFailed` with the library's message."""
    if not isinstance(document, dict) or not document.get("problems"):
        return WorkFailed(Text(f"処理が止まりました（{message}）", f"the work stopped ({message})"))
    problems = tuple(from_document(Problem, p) for p in document["problems"])
    kind = _KINDS.get(str(document.get("kind")), WorkFailed)
    if issubclass(kind, InputRefused):
        return InputRefused(problems)
    return kind(problems[0].what, remedy=problems[0].remedy, place=problems[0].place)
