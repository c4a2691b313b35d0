# SPDX-License-Identifier: Apache-2.0
"""A comparison as files to take elsewhere: workbook, JSON, report, bundle. Every export is noted in the journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from machikata.analysis.comparison.result import Comparison
from machikata.domain.errors import WorkspaceUnusable
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Language, Text
from machikata.publication.body_tables import (
    flow_table,
    handover_table,
    months_table,
    profile_table,
    rework_table,
    variants_table,
    waits_table,
)
from machikata.publication.bundle import write_bundle
from machikata.publication.comparison_pictures import comparison_pictures
from machikata.publication.comparison_tables import ResultTable, comparison_tables
from machikata.publication.document import to_document
from machikata.publication.report import write_report
from machikata.publication.workbook import write_workbook
from machikata.workspace.body_work import BodyWork
from machikata.workspace.comparisons import bundle_comparison
from machikata.workspace.workspace import Workspace


class ExportFormat(StrEnum):
    """The files a comparison can become; the value is the ending of the file name."""

    REPORT = "html"
    WORKBOOK = "xlsx"
    DOCUMENT = "json"
    BUNDLE = "zip"


def export_comparison(
    ws: Workspace, comparison: Comparison, *, process: str, form: ExportFormat, language: Language
) -> bytes:
    """The bytes of the file; every form carries the same figures."""
    makers: dict[ExportFormat, Callable[[], bytes]] = {
        ExportFormat.REPORT: lambda: _report(ws, comparison, process, language).encode(),
        ExportFormat.WORKBOOK: lambda: write_workbook(
            comparison_tables(comparison),
            language=language,
            notice=synthetic_notice(comparison.provenance.synthetic),
        ),
        ExportFormat.DOCUMENT: lambda: json.dumps(to_document(comparison), ensure_ascii=False, indent=1).encode(),
        ExportFormat.BUNDLE: lambda: write_bundle(bundle_comparison(ws, comparison, process=process)),
    }
    content = makers[form]()
    details = {"group": comparison.group.id, "process": process, "form": form.value, "bytes": len(content)}
    ws.note("comparison.exported", owner=comparison.group.id, details=details)
    return content


def export_name(comparison: Comparison, *, process: str, form: ExportFormat) -> str:
    """A file name that says what is inside; synthetic figures carry 架空."""
    mark = "架空_" if comparison.provenance.synthetic else ""
    return f"{mark}{comparison.group.id}_{process}.{form.value}"


def _report(ws: Workspace, comparison: Comparison, process: str, language: Language) -> str:
    title = ws.process(process).title
    return write_report(
        comparison,
        title=Text(f"{title.ja}の比較", f"Comparison: {title.en}"),
        language=language,
        made_on=ws.clock().date(),
        pictures=comparison_pictures(comparison, language=language),
    )


def body_tables(work: BodyWork) -> tuple[ResultTable, ...]:
    """Every table of one body's work that has rows."""
    tables = (
        replace(profile_table(work.profile, work.deadline), note=work.kept_back),
        waits_table(work.waits, work.labels),
        variants_table(work.variants, work.labels),
        months_table(work.calendar),
        rework_table(work.rework, work.labels),
        *(handover_table(m) for m in work.handovers),
        flow_table(work.flow),
    )
    return tuple(t for t in tables if t.rows)


def body_workbook(work: BodyWork, *, language: Language) -> bytes:
    """One body's work as an Excel workbook."""
    notice = synthetic_notice(work.provenance.synthetic)
    return write_workbook(body_tables(work), language=language, notice=notice)


def write_file(path: Path, content: bytes) -> Path:
    """Write an exported file whole or not at all.

    Raises:
        WorkspaceUnusable: the disk is full or the folder cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WorkspaceUnusable(
            Text(f"「{path}」に書けません（{error.strerror}）", f"{path} cannot be written ({error.strerror})"),
            remedy=Text("空き容量と権限を確かめてください", "check free space and permissions"),
        ) from error
    return path
