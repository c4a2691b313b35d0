# SPDX-License-Identifier: Apache-2.0
"""What the import pages need of a draft's file, read once: columns with samples and values, and the quality report.

The file itself is not kept in memory: only what a page shows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.errors import Problem
from machikata.domain.event_log import ColumnMapping
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.records.admission import RefusedRow
from machikata.records.mapping import MappingProposal
from machikata.records.quality import QualityReport
from machikata.records.raw import RawLog, SourceFile
from machikata.web.results import Results
from machikata.web.view import View
from machikata.workspace.imports import check_draft, find_draft, open_draft
from machikata.workspace.library import Draft, Job

MOST_VALUES: Final = 60


@dataclass(frozen=True, slots=True)
class DraftColumns:
    """A draft with its columns. `values` are the values of columns with at most 60 of them, most frequent first."""

    draft: Draft
    source: SourceFile
    rows: int
    proposal: MappingProposal
    mapping: ColumnMapping
    problems: tuple[Problem, ...]
    values: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DraftQuality:
    """What would be admitted, and what would not."""

    draft: Draft
    source: SourceFile
    problems: tuple[Problem, ...]
    refused_rows: tuple[RefusedRow, ...]
    quality: QualityReport
    admissible: bool


def draft_columns(view: View, draft_id: str) -> DraftColumns | Job:
    """The columns of a draft, or the job that is reading it.

    Raises:
        InputRefused: the file cannot be read.
    """
    ws = view.workspace
    draft = find_draft(ws, draft_id)

    def work(progress: Progress) -> DraftColumns:
        opened = open_draft(ws, draft_id, progress=progress)
        raw = opened.raw
        return DraftColumns(
            draft, raw.source, raw.events.num_rows, opened.proposal, opened.mapping, raw.problems, _values(raw)
        )

    results: Results = view.request.app.state.results
    found: DraftColumns | Job = results.get(
        ws,
        ("columns", draft_id, _document(draft.reading), _document(draft.mapping)),
        work,
        owner=draft.owner,
        title=Text(f"「{draft.file_name}」を読む", f"Reading {draft.file_name}"),
        address=f"/records/drafts/{draft_id}/columns",
        wait=view.wants_json,
    )
    return found


def draft_quality(view: View, draft_id: str, *, wait: bool = False) -> DraftQuality | Job:
    """The quality of a draft with its confirmed columns, or the job that is checking it.

    Raises:
        InputRefused: the file cannot be read, or the columns do not fit it.
    """
    ws = view.workspace
    draft = find_draft(ws, draft_id)

    def work(progress: Progress) -> DraftQuality:
        admission = check_draft(ws, draft_id, progress=progress)
        return DraftQuality(
            draft,
            admission.source,
            admission.problems,
            admission.refused_rows,
            admission.quality,
            admission.tables is not None,
        )

    held = tuple(e.id for e in ws.library.logs() if e.owner == draft.owner and e.process == draft.process)
    key = ("quality", draft_id, _document(draft.reading), _document(draft.mapping), _document(draft.choices), held)
    results: Results = view.request.app.state.results
    found: DraftQuality | Job = results.get(
        ws,
        key,
        work,
        owner=draft.owner,
        title=Text(f"「{draft.file_name}」の質を確かめる", f"Checking {draft.file_name}"),
        address=f"/records/drafts/{draft_id}/quality",
        wait=wait or view.wants_json,
    )
    return found


def _document(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _values(raw: RawLog) -> dict[str, tuple[str, ...]]:
    tables = [raw.events] if raw.cases is None else [raw.events, raw.cases]
    found: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for name in table.column_names:
            values = _few_values(table[name])
            if values:
                found[name] = values
    return found


def _few_values(column: pa.ChunkedArray) -> tuple[str, ...]:
    """The values of a text column with at most 60 different ones, most frequent first; empty for any other column."""
    kind = column.type
    text = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(text) or pa.types.is_large_string(text)):
        return ()
    counts = pc.value_counts(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0))
    if len(counts) > MOST_VALUES + 1:
        return ()
    pairs = [(row["values"], row["counts"]) for row in counts.to_pylist() if row["values"]]
    return tuple(value for value, _ in sorted(pairs, key=lambda p: (-p[1], p[0])))
