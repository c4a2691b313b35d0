# SPDX-License-Identifier: Apache-2.0
"""The admitted logs of a workspace, and the activity names they use."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.event_log import EVENT_ATTRIBUTE_PREFIX, ColumnMapping, ColumnRole
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.publication.document import from_document
from machikata.records.dictionary import LabelUse
from machikata.records.dictionary.inventory import label_uses
from machikata.records.quality import unlike_process
from machikata.records.raw import LogTables, SourceFile
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


def counted_twice(
    ws: Workspace, *, body: str, process: str, source: SourceFile, tables: LogTables
) -> Iterator[Problem]:
    """Cases (equal number and first instant) that an admitted log of the same body and process holds already.

    An error when they come from the very same file or sheet, for then everything would count twice; a warning otherwise.
    """
    fresh = tables.cases.select(["case_id", "start_us"])
    for entry in ws.library.logs():
        if entry.owner != body or entry.process != process:
            continue
        found = ws.events.query(
            "SELECT count(*) AS n FROM cases JOIN fresh USING (case_id, start_us)",
            logs=[stored_log(ws, entry)],
            tables={"fresh": fresh},
        )
        held = entry.manifest["source"]
        same = (held["sha256"], held.get("sheet", "")) == (source.sha256, source.sheet)
        if n := found["n"][0].as_py():
            yield _same_file(entry, source) if same else _overlap(entry, source, n)


def _same_file(entry: LogEntry, source: SourceFile) -> Problem:
    return Problem(
        "same-file",
        Text(
            f"同じ内容のファイルが、別の読み方で取り込まれています（記録 {entry.id[:12]}）。両方を残すと、すべての案件が2回数えられます",
            f"the same file was imported before, read another way (record {entry.id[:12]}): every case would count twice",
        ),
        Text(
            f"記録の一覧で「{entry.file_name}」を取り消してから、やり直してください",
            f"remove “{entry.file_name}” from the list of records, then try again",
        ),
        Place(file=source.name),
    )


def _overlap(entry: LogEntry, source: SourceFile, cases: int) -> Problem:
    return Problem(
        "cases-held",
        Text(
            f"番号と初めの日時が同じ案件が{number(cases)}件、記録「{entry.file_name}」にもあります。このままでは2回数えられます",
            f"{number(cases)} cases with the same number and first time are in “{entry.file_name}” too and would count twice",
        ),
        Text(
            "期間が重ならないファイルにするか、前の記録を取り消してください",
            "bring a file whose period does not overlap, or remove the earlier record",
        ),
        Place(file=source.name),
        Severity.WARNING,
        cases,
    )
