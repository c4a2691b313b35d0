# SPDX-License-Identifier: Apache-2.0
"""The comparison as files: the same figures as on the page."""

from __future__ import annotations

from typing import Final

from fastapi import Response

from machikata.analysis.comparison.result import Comparison
from machikata.domain.errors import NotFound
from machikata.domain.text import Text
from machikata.publication.bundle import write_bundle
from machikata.publication.comparison_tables import comparison_tables
from machikata.publication.workbook import write_workbook
from machikata.web.files import download
from machikata.web.view import View
from machikata.workspace.comparisons import bundle_comparison

SYNTHETIC_NOTICE: Final = Text("架空のデータです。実在の団体とは関係ありません。", "Invented data; nothing to do with real bodies.")
EXPORTS: Final = (
    ("xlsx", Text("表計算（Excel）", "Workbook (Excel)")),
    ("bundle", Text("再現用の一式（ZIP）", "Reproducibility bundle (ZIP)")),
)


def comparison_file(view: View, comparison: Comparison, *, process: str, kind: str) -> Response:
    """The comparison as a file of `kind`.

    Raises:
        NotFound: no such kind.
    """
    synthetic = comparison.provenance.synthetic
    stem = f"{'架空_' if synthetic else ''}{comparison.group.name.in_(view.language)}_{view.workspace.process(process).title.in_(view.language)}"
    if kind == "xlsx":
        notice = SYNTHETIC_NOTICE if synthetic else Text("", "")
        return download(write_workbook(comparison_tables(comparison), language=view.language, notice=notice), f"{stem}.xlsx")
    if kind == "bundle":
        return download(write_bundle(bundle_comparison(view.workspace, comparison, process=process)), f"{stem}.zip")
    raise NotFound(
        Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"),
        remedy=Text("書き出すメニューから選んでください", "choose from the export menu"),
    )
