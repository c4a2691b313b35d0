# SPDX-License-Identifier: Apache-2.0
"""Use cases of finding a case study: by words and filters, and by the situation of one's own body."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Language
from machikata.publication.catalogue.search import NO_FILTERS, PAGE, CaseFilters, CaseIndex, Found
from machikata.workspace.body_facts import BodyFacts, body_facts
from machikata.workspace.cases import CaseEntry, catalogue
from machikata.workspace.workspace import Workspace

_WORTH_KEEPING: Final = 200
"""From so many cases on the index is kept on disk, because making it anew takes a second and more."""
_CACHE: Final = "cache/case-index.bin"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything public at one moment, ready to be searched. `facts` are those of each case's body."""

    entries: Mapping[str, CaseEntry]
    facts: Mapping[str, BodyFacts]
    index: CaseIndex


@dataclass(slots=True)
class _Held:
    """The newest catalogue of one workspace, and what it rests on: the end of the audit trail, and the bodies."""

    rests_on: tuple[int, int]
    catalogue: Catalogue


_MOST_HELD: Final = 4
_held: OrderedDict[Path, _Held] = OrderedDict()
_lock = threading.Lock()


def search_cases(
    ws: Workspace,
    query: str,
    *,
    filters: CaseFilters = NO_FILTERS,
    limit: int | None = PAGE,
    offset: int = 0,
    language: Language = "ja",
) -> Found:
    """Public cases that answer the query, best first; without a word in it all, newest first."""
    index = searchable(ws).index
    return index.search(query, filters=filters, limit=limit, offset=offset, language=language)


def searchable(ws: Workspace, *, progress: Progress = no_progress) -> Catalogue:
    """The catalogue with its index, made anew when something was recorded since: what becomes public is always recorded."""
    head = ws.library.audit_head()
    rests_on = (head.number if head is not None else 0, hash(ws.library.bodies()))
    with _lock:
        held = _held.get(ws.folder)
        if held is None or held.rests_on != rests_on:
            held = _Held(rests_on, _made(ws, held.catalogue.index if held is not None else None, progress))
            _held[ws.folder] = held
        _held.move_to_end(ws.folder)
        while len(_held) > _MOST_HELD:
            _held.popitem(last=False)
        return held.catalogue


def _made(ws: Workspace, known: CaseIndex | None, progress: Progress) -> Catalogue:
    entries = {e.case.id: e for e in catalogue(ws)}
    cases = tuple(e.case for e in entries.values())
    facts = body_facts(ws, (c.body for c in cases))
    classes = {code: f.class_id for code, f in facts.items() if f.class_id}
    index = CaseIndex.of(cases, classes=classes, reuse=known or _kept(ws), progress=progress)
    if known is None and len(cases) >= _WORTH_KEEPING:
        _keep(ws, index)
    return Catalogue(entries, facts, index)


def _kept(ws: Workspace) -> bytes | None:
    with suppress(OSError):
        return (ws.folder / _CACHE).read_bytes()
    return None


def _keep(ws: Workspace, index: CaseIndex) -> None:
    """Leave the index for the next program; where the disk is full or read-only, the next one makes it anew."""
    file = ws.folder / _CACHE
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        new.write_bytes(index.to_bytes())
        new.replace(file)
