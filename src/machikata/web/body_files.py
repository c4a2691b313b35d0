# SPDX-License-Identifier: Apache-2.0
"""One body's work as files: the map as a picture, the tables as a workbook or CSV."""

from __future__ import annotations

from typing import Final

from fastapi import Response

from machikata.analysis.flow import FlowMap
from machikata.domain.errors import NotFound
from machikata.domain.text import Language, Text
from machikata.drawing.document import svg_document
from machikata.drawing.maps.process_map import draw_process_map
from machikata.drawing.maps.scales import Show
from machikata.publication.body_tables import flow_table
from machikata.publication.csv_table import table_csv
from machikata.web.files import download
from machikata.web.view import View
from machikata.workspace.body_work import BodyWork
from machikata.workspace.reports import body_workbook

EXPORTS: Final = (
    ("svg", Text("図（SVG）", "Map (SVG)")),
    ("xlsx", Text("表計算（Excel）", "Workbook (Excel)")),
    ("csv", Text("道の一覧（CSV）", "Paths (CSV)")),
)


def body_file(view: View, work: BodyWork, shown: FlowMap, *, kind: str, show: Show) -> Response:
    """The file of `kind`. The picture shows the map as the page does; workbook and CSV hold every path.

    Raises:
        NotFound: no such kind.
    """
    makers = {
        "svg": lambda: svg_document(
            draw_process_map(shown, show=show, language=view.language),
            provenance=work.provenance,
            language=view.language,
            title=_title(work).in_(view.language),
        ),
        "xlsx": lambda: body_workbook(work, language=view.language),
        "csv": lambda: paths_csv(work, view.language),
    }
    if kind not in makers:
        raise NotFound(
            Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"),
            remedy=Text("書き出すメニューから選んでください", "choose from the export menu"),
        )
    content = makers[kind]()
    view.workspace.note(
        "work.exported", owner=work.body.code, details={"process": work.process.id, "form": kind, "bytes": len(content)}
    )
    mark = "架空_" if work.body.synthetic else ""
    return download(
        content, f"{mark}{work.body.name.in_(view.language)}_{work.process.title.in_(view.language)}.{kind}"
    )


def _title(work: BodyWork) -> Text:
    mark = Text("（架空）", " (invented)") if work.body.synthetic else Text("", "")
    return work.body.name + mark + Text("：", ": ") + work.process.title


def paths_csv(work: BodyWork, language: Language) -> bytes:
    """Every path of the flow as CSV."""
    return table_csv(flow_table(work.flow), language)
