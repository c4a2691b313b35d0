# SPDX-License-Identifier: Apache-2.0
"""The comparison as files: the same figures as on the page."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Response

from machikata.analysis.comparison.result import Comparison
from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.web.files import download
from machikata.web.view import View
from machikata.workspace.reports import ExportFormat, export_comparison

EXPORTS: Final = (
    (ExportFormat.WORKBOOK, Text("表計算（Excel）", "Workbook (Excel)")),
    (ExportFormat.REPORT, Text("報告書（HTML、1ファイル）", "Report (HTML, one file)")),
    (ExportFormat.BUNDLE, Text("再現用の一式（ZIP）", "Reproducibility bundle (ZIP)")),
)


def comparison_file(view: View, comparison: Comparison, *, process: str, kind: str) -> Response:
    """The comparison as a file of `kind` (the ending of its name).

    Raises:
        NotFound: no such kind.
    """
    form = next((f for f in ExportFormat if f.value == kind), None)
    if form is None:
        raise NotFound(
            Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"),
            remedy=Text("書き出すメニューから選んでください", "choose from the export menu"),
        )
    content = export_comparison(view.workspace, comparison, process=process, form=form, language=view.language)
    return download(content, _name_of(view, comparison, process, form))


def _name_of(view: View, comparison: Comparison, process: str, form: ExportFormat) -> str:
    """A file name in the words of the page; synthetic figures carry 架空."""
    parts = (comparison.group.name, view.workspace.process(process).title)
    words = "_".join(re.sub(r'[\s/\\:*?"<>|]+', "-", view.text(t.ja, t.en)) for t in parts)
    return (view.text("架空_", "invented_") if comparison.provenance.synthetic else "") + f"{words}.{form.value}"
