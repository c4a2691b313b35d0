# SPDX-License-Identifier: Apache-2.0
"""`machikata import`, `records`, `remove`: bringing files in and taking them out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.event_log import ColumnMapping
from machikata.domain.text import Text
from machikata.domain.wording import moment, number, share
from machikata.publication.document import from_document, to_document
from machikata.records.mapping import propose_mapping
from machikata.records.quality.report import QualityReport
from machikata.records.readers import read_file
from machikata.workspace.bodies import list_records
from machikata.workspace.imports import Reading, import_log, opened_file, remove_log, restore_log
from machikata.workspace.library import LogEntry


def bring(
    files: list[Path],
    *,
    body: str,
    process: str,
    columns: Path | None = None,
    show_columns: bool = False,
    leave_out_bad_rows: bool = False,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    object_type: str | None = None,
    common: Common = STANDARD,
) -> None:
    """記録のファイルを取り込む。 Import event logs (XES, CSV, xlsx, Parquet, OCEL 2.0).

    Parameters
    ----------
    files
        取り込むファイル。 The files to bring in.
    body
        団体コード（例 011002）。 The body's code; an unknown one is added.
    process
        業務。 The process; an unknown one is added.
    columns
        列の意味を書いたJSON。 What the columns mean, as the JSON that --show-columns --json prints.
    show_columns
        取り込まずに、列の読み方の案を見せる。 Show what the columns are taken for, and import nothing.
    leave_out_bad_rows
        読めない行を除いて取り込む。 Leave rows out that cannot be read, instead of refusing the file.
    sheet
        表計算のシート名。 The sheet of a workbook.
    encoding
        文字コード（cp932など）。 The encoding of a CSV file.
    delimiter
        区切り文字。 The delimiter of a CSV file.
    object_type
        OCELで案件とみなす対象物の種類。 The object type of an OCEL file that makes the cases.
    """
    output = common.output()
    reading = Reading(sheet, encoding, delimiter, object_type)
    with complaints(output):
        if show_columns:
            for file in files:
                _show_columns(output, file, reading)
            return
        mapping = _mapping_in(columns) if columns else None
        admit = partial(
            import_log, common.open_or_make(), body=body, process=process, mapping=mapping, reading=reading,
            accept_refusals=leave_out_bad_rows,
        )  # fmt: skip
        entries = []
        for file in files:
            with output.progress(Text(file.name, file.name)) as progress, _way_to_columns():
                entries.append(admit(file, progress=progress))
        output.result(to_document(tuple(entries)), lambda: _show_entries(output, entries))


def _mapping_in(file: Path) -> ColumnMapping:
    """The mapping in a file that `--show-columns --json` wrote, whole or only its "mapping"."""
    with opened_file(file) as content:
        try:
            document = json.loads(content.read().decode("utf-8-sig"))
            return from_document(ColumnMapping, document.get("mapping", document))
        except (ValueError, AttributeError) as error:
            what = Text("列の意味として読めません", "this does not say what columns mean")
            remedy = Text(
                "--show-columns --json が書き出すJSONを直して渡してください",
                "correct the JSON that --show-columns --json prints, and name that file",
            )
            raise InputRefused([Problem("not-a-mapping", what, remedy, Place(file=file.name))]) from error


@contextmanager
def _way_to_columns() -> Iterator[None]:
    """Where columns are the trouble, say which options of this command settle them."""
    try:
        yield
    except InputRefused as refused:
        if not any(p.code.startswith("mapping-") for p in refused.problems):
            raise
        raise InputRefused((*refused.problems, _HOW_TO_CHOOSE)) from refused


_HOW_TO_CHOOSE = Problem(
    "mapping-how-to",
    Text("列の読み方は、このコマンドで指定できます", "what the columns mean can be told to this command"),
    Text(
        "--show-columns --json で出る mapping を直してファイルに保存し、--columns で渡してください",
        "correct the mapping that --show-columns --json prints, save it, and give the file with --columns",
    ),
)


def _show_columns(output: Output, file: Path, reading: Reading) -> None:
    raw = read_file(file, **asdict(reading))
    proposal = propose_mapping(raw)
    rows = [
        (
            c.column.name,
            c.column.role.value,
            share(c.confidence),
            c.reason.in_(output.language),
            ", ".join(c.samples[:3]),
        )
        for c in proposal.columns
    ]
    heads = [
        output.t(*h)
        for h in (("列", "Column"), ("意味", "Role"), ("確かさ", "Confidence"), ("理由", "Why"), ("例", "Samples"))
    ]
    document = {"file": raw.source.name, "mapping": to_document(proposal.mapping)}
    output.result(document, lambda: output.table(file.name, heads, rows, right=[2]))


def _show_entries(output: Output, entries: list[LogEntry]) -> None:
    for e in entries:
        q = from_document(QualityReport, e.manifest["quality"])
        output.say(
            Text(
                f"✓ {e.file_name}：{number(q.events)}行・{number(q.cases)}件を取り込みました（記録 {e.id[:12]}）",
                f"✓ {e.file_name}: {number(q.events)} events of {number(q.cases)} cases admitted (record {e.id[:12]})",
            )
        )
        for finding in _findings(q):
            output.say(finding)
        for warning in from_document(tuple[Problem, ...], e.manifest["warnings"]):
            output.say(f"  ! {warning.sentence(output.language)}")


def _findings(q: QualityReport) -> list[Text]:
    """What a person should know of the file: rows left out, what was masked, open cases, ties and missing times."""
    found = [
        Text(
            f"  取り込まなかった行：{number(r.rows)}行（{r.what.ja}）",
            f"  rows left out: {number(r.rows)} ({r.what.en})",
        )
        for r in q.refused
    ]
    found += [
        Text(
            f"  消したもの：列「{m.column}」の{m.label.ja} {number(m.cells)}個",
            f"  masked: {number(m.cells)} × {m.label.en} in column “{m.column}”",
        )
        for m in q.masked
    ]
    if q.people:
        found.append(Text(f"  担当者{number(q.people)}人を記号に置きかえました", f"  {number(q.people)} members of the staff became pseudonyms"))  # fmt: skip
    found += [
        Text(
            f"  {m.name.ja}：{number(m.count)}（{share(m.share)}）",
            f"  {m.name.en}: {number(m.count)} ({share(m.share)})",
        )
        for m in q.measures
        if m.count
    ]
    return found


def records(*, body: str | None = None, process: str | None = None, common: Common = STANDARD) -> None:
    """取り込んだ記録の一覧。 List the records.

    Parameters
    ----------
    body
        この団体だけ。 Only this body's.
    process
        この業務だけ。 Only of this process.
    """
    output = common.output()
    with complaints(output):
        found = list_records(common.open(), body=body, process=process)
        rows = [
            (
                e.id[:12],
                e.owner,
                e.process,
                e.file_name,
                number(e.manifest["quality"]["cases"]),
                moment(e.admitted_at, output.language),
            )
            for e in found
        ]
        heads = [
            output.t("記録", "Record"),
            output.t("団体", "Body"),
            output.t("業務", "Process"),
            output.t("ファイル", "File"),
            output.t("件数", "Cases"),
            output.t("取り込み", "Admitted"),
        ]
        output.result(
            to_document(found),
            lambda: (
                output.table("", heads, rows, right=[4])
                if rows
                else output.say(
                    Text(
                        "記録はまだありません。machikata import で取り込めます",
                        "there are no records yet; bring some with machikata import",
                    )
                )
            ),
        )


def remove(record: str, *, undo: bool = False, common: Common = STANDARD) -> None:
    """記録を取り消す（--undo で戻す）。 Take a record out of every figure; --undo brings it back.

    Parameters
    ----------
    record
        記録の番号（一覧の先頭の列）。 The record's number as listed, or its beginning.
    undo
        取り消しを戻す。 Bring it back.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        matching = [e.id for e in ws.library.logs() if e.id.startswith(record)]
        full = matching[0] if len(matching) == 1 else record
        entry = restore_log(ws, full) if undo else remove_log(ws, full)
        output.result(
            to_document(entry),
            lambda: output.say(
                Text(
                    f"{entry.file_name} を{'戻しました' if undo else '取り消しました'}（{entry.id}）",
                    f"{entry.file_name} {'is back' if undo else 'was removed'} ({entry.id})",
                )
            ),
        )
