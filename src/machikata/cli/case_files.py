# SPDX-License-Identifier: Apache-2.0
"""`machikata case form`, `submit`, `import` and `export`: case studies as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.problem_lines import problem_lines
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.publication.document import to_document
from machikata.records.case_files import read_case_form, write_case_form
from machikata.workspace.case_exchange import (
    CaseFileForm,
    CaseImport,
    any_invented,
    export_cases,
    export_name,
    import_cases,
)
from machikata.workspace.cases import own_case, save_case
from machikata.workspace.imports import opened_file
from machikata.workspace.reports import write_file


def form(case_id: str = "", *, body: str = "", output: Path | None = None, common: Common = STANDARD) -> None:
    """投稿の様式（Excel）をつくる。 Write the form of a submission (Excel): empty, or with a body's own case filled in.

    Parameters
    ----------
    case_id
        書き入れておく事例の番号。 A case to fill in.
    body
        その事例の団体コード。 The body that it is of.
    output
        書き出す先。 The file to write.
    """
    speaking = common.output()
    with complaints(speaking):
        case = own_case(common.open(), case_id, owner=body).kept.value if case_id else None
        name = speaking.t(f"事例{case_id}.xlsx", f"case{case_id}.xlsx")
        content = write_case_form(case=case, language=speaking.language)
        speaking.written(write_file(output or Path(name), content))


def submit(file: Path, *, body: str, case_id: str = "", common: Common = STANDARD) -> None:
    """記入した様式を取り込み、下書きにする。 Take a filled form in as a draft.

    Parameters
    ----------
    file
        記入した様式（Excel）。 The filled form.
    body
        団体コード。 The body's code.
    case_id
        直す事例の番号（なければ新しい事例）。 The case that it changes; a new one where none is named.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with opened_file(file) as content:
            reading = read_case_form(content.read(), file_name=file.name)
        kept = save_case(ws, replace(reading.case, id=case_id), owner=ws.body(body).code)
        tell = Text(
            f"✓ 事例 {kept.id} の第{kept.version}版（下書き）にしました。machikata case propose {kept.id} で公表の署名を求めます",
            f"✓ case {kept.id}, version {kept.version} (draft); machikata case propose {kept.id} asks for signatures",
        )
        output.result({"case": to_document(kept), "problems": to_document(reading.problems)}, lambda: output.say(tell))
        for _, line in problem_lines(reading.problems, output.language):
            output.err.print(line, markup=False, highlight=False)


def import_(file: Path, *, body: str = "", common: Common = STANDARD) -> None:
    """GIFの形式（JSON・ZIP・CSV）の事例を取り込み、下書きにする。 Take cases in the GIF layout (JSON, ZIP, CSV) in as drafts, all or none.

    Parameters
    ----------
    file
        ファイル。 The file.
    body
        どの団体の事例か（なければ、ファイルにある団体）。 Whose cases they are; without it each is of the body that it names.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with opened_file(file) as content:
            done = import_cases(ws, content.read(), file_name=file.name, owner=body)
        output.result(to_document(done), lambda: _show_import(output, done))


def _show_import(output: Output, done: CaseImport) -> None:
    heads = [
        output.t(*h)
        for h in (
            ("番号", "Id"),
            ("ファイルの番号", "Id in the file"),
            ("題名", "Title"),
            ("団体", "Body"),
            ("結果", "Outcome"),
        )
    ]
    rows = [
        (t.kept.id, t.given_id, t.kept.value.title.in_(output.language), t.kept.owner, t.taken.label.in_(output.language))
        for t in done.cases
    ]  # fmt: skip
    output.table("", heads, rows, whole=[0])
    for _, line in problem_lines(done.problems, output.language):
        output.err.print(line, markup=False, highlight=False)
    output.say(Text(f"{number(len(done.cases))}件", f"{number(len(done.cases))} cases"))


def export(to: Path | None = None, *, format: CaseFileForm = CaseFileForm.GIF_JSON, common: Common = STANDARD) -> None:  # noqa: A002 - the option's name
    """公表された事例をGIFの形式で書き出す。 Write the public cases in the GIF layout.

    Parameters
    ----------
    to
        書き出す先。 The file to write.
    format
        gif-json（1つのJSON）か gif-csv（CSVのZIP）。 One JSON, or a ZIP of CSV tables.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        name = export_name(format, synthetic=any_invented(ws)).in_(output.language)
        output.written(write_file(to or Path(name), export_cases(ws, format)))
