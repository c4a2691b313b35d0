# SPDX-License-Identifier: Apache-2.0
"""The admitted logs of a workspace, and the activity names they use."""

from __future__ import annotations

from functools import lru_cache

from machikata.domain.errors import Problem
from machikata.domain.event_log import EVENT_ATTRIBUTE_PREFIX, ColumnMapping, ColumnRole
from machikata.publication.document import from_document
from machikata.records.dictionary import LabelUse
from machikata.records.dictionary.inventory import label_uses
from machikata.records.quality import unlike_process
from machikata.records.raw import LogTables
from machikata.records.store import EventStore, StoredLog
from machikata.workspace.library import LogEntry
from machikata.workspace.workspace import Workspace


def stored_log(ws: Workspace, entry: LogEntry) -> StoredLog:
    """The event files of a listed log."""
    return StoredLog(entry.id, entry.owner, entry.process, entry.manifest, ws.folder / "events" / entry.id)


def logs_of(ws: Workspace, *, process: str, bodies: tuple[str, ...]) -> tuple[StoredLog, ...]:
    """The admitted logs of these bodies for one process, by body and content."""
    entries = [e for e in ws.library.logs() if e.process == process and e.owner in bodies]
    return tuple(stored_log(ws, e) for e in sorted(entries, key=lambda e: (bodies.index(e.owner), e.id)))


def names_in_use(ws: Workspace, *, process: str) -> tuple[LabelUse, ...]:
    """Every activity name in the admitted logs of a process, with what stands next to it."""
    entries = [e for e in ws.library.logs() if e.process == process]
    return tuple(use for e in entries for use in _uses(ws.events, stored_log(ws, e)))


@lru_cache(maxsize=512)
def _uses(store: EventStore, log: StoredLog) -> tuple[LabelUse, ...]:
    """Admitted logs never change, so their names are read once."""
    return label_uses(store, log, label_column=_label_column(from_document(ColumnMapping, log.manifest["mapping"])))


def _label_column(mapping: ColumnMapping) -> str:
    labels = mapping.named(ColumnRole.ACTIVITY_LABEL)
    return EVENT_ATTRIBUTE_PREFIX + labels[0].name if labels else ""


def perhaps_of_another_process(
    ws: Workspace, *, process: str, mapping: ColumnMapping, tables: LogTables
) -> Problem | None:
    """A warning when hardly any event of a log bears a name that the dictionary or the admitted logs of `process` know."""
    counted = tables.events[_label_column(mapping) or "activity"].value_counts().to_pylist()
    labels = {row["values"]: row["counts"] for row in counted if row["values"]}
    concepts = ws.process(process).concepts
    used = names_in_use(ws, process=process)
    known = {c.id for c in concepts} | {name for c in concepts for name in (c.label.ja, c.label.en)}
    return unlike_process(labels, known | {u.label for u in used} | {u.activity for u in used if u.activity})
