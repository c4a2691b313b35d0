# SPDX-License-Identifier: Apache-2.0
"""`machikata profile`: how one body works."""

from __future__ import annotations

from pathlib import Path

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.showing import show_table
from machikata.domain.text import Text
from machikata.publication.comparison_tables import ResultTable
from machikata.publication.document import to_document
from machikata.workspace.body_work import body_work
from machikata.workspace.reports import body_tables, body_workbook, write_file


def profile(
    body: str, process: str, *, limit_days: float | None = None, to: Path | None = None, common: Common = STANDARD
) -> None:
    """1つの団体の仕事の流れを見る。 How one body works: outline, waits, variants, paths, months.

    Parameters
    ----------
    body
        団体コード。 The body's code.
    process
        業務。 The process.
    limit_days
        守るべき日数。 A limit in days to hold the cases against.
    to
        Excelに書き出す先。 Also write an Excel workbook here.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with output.progress(Text("数えています", "counting")) as progress:
            work = body_work(
                ws, body=body, process=process, limit_days=limit_days, language=output.language, progress=progress
            )
        if to is not None:
            write_file(to, body_workbook(work, language=output.language))
        output.result(
            to_document(work), lambda: _show(output, work.body.name, work.provenance.synthetic, body_tables(work))
        )


def _show(output: Output, name: Text, synthetic: bool, tables: tuple[ResultTable, ...]) -> None:
    output.say(name + (Text("（架空）", " (synthetic)") if synthetic else Text("", "")))
    for table in tables:
        show_table(output, table, rows=12)
