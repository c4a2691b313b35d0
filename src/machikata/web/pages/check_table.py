# SPDX-License-Identifier: Apache-2.0
"""Can a machine read this table? The 30 checks on any file; nothing of it is kept."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from starlette.datastructures import UploadFile

from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.publication.csv_table import table_csv
from machikata.publication.workbook import write_workbook
from machikata.records.table_checks import Companions, TableReport, check_table_bytes
from machikata.rules.machine_readability import MachineReadability, machine_readability
from machikata.web.files import download
from machikata.web.frame import Frame, Link, Step
from machikata.web.pages.jobs import waiting_page
from machikata.web.results import Results
from machikata.web.view import Form, Posted, View, Viewed
from machikata.workspace.library import Job
from machikata.workspace.table_reports import answers_of_checks, findings_of_checks

router = APIRouter()
_TITLE: Final = Text("表を点検する", "Check a table")
_CRUMB: Final = Link("/check-table", _TITLE)
_MOST_BYTES: Final = 200 << 20
COMPANIONS: Final = ("code_table", "definitions", "last_year")


@dataclass(frozen=True, slots=True)
class CheckTablePage:
    """The form, and what the checks rest on. `values` are what it holds, `problems` what is to be corrected."""

    rules: MachineReadability
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CheckedTablePage:
    """What the 30 checks say about one file. `address` is where it can be seen until the program ends or 32 newer results exist."""

    report: TableReport
    address: str


@router.get("/check-table")
def check_page(view: Viewed) -> Response:
    """The form."""
    return _form(view, {}, ())


@router.post("/check-table")
def check(view: Viewed, form: Form) -> Response:
    """Check the file and go to what was found."""
    upload = form.file("file")
    if upload is None:
        return _form(view, form.values(), (_no_file(),))
    data = upload.file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        return _form(view, form.values(), (_too_large(),))
    ws, token, name = view.workspace, secrets.token_hex(8), upload.filename or "file"
    folder, beside = _companions(form)

    def work(progress: Progress) -> TableReport:
        try:
            return check_table_bytes(
                data, name=name, sheet=form.text("sheet") or None, companions=beside, progress=progress
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    results: Results = view.request.app.state.results
    address = f"/check-table/{token}"
    title = Text(f"「{name}」を点検する", f"Checking {name}")
    try:
        done = results.get(ws, ("table", token), work, owner=ws.actor.body, title=title, address=address)
    except InputRefused as refused:
        return _form(view, form.values(), refused.problems)
    return view.go(f"/jobs/{done.id}" if isinstance(done, Job) else address)


def _companions(form: Posted) -> tuple[Path, Companions]:
    """The files that belong to the table, in a folder that is deleted after the check."""
    folder = Path(tempfile.mkdtemp(prefix="machikata-"))
    found = {name: _saved(folder, name, form.file(name)) for name in COMPANIONS}
    return folder, Companions(**found)


def _saved(folder: Path, name: str, upload: UploadFile | None) -> Path | None:
    if upload is None:
        return None
    path = folder / f"{name}{Path(upload.filename or '').suffix[:8]}"
    with path.open("wb") as f:
        shutil.copyfileobj(upload.file, f)
    return path


@router.get("/check-table/{token}")
def checked_page(view: Viewed, token: str) -> Response:
    """What was found."""
    report = _report(view, token)
    if isinstance(report, Job):
        return waiting_page(view, report, back="/check-table", step=Step.RECORDS)
    name = Text(report.file, report.file)
    frame = Frame(title=name, step=Step.RECORDS, shoulder=_TITLE, crumbs=(_CRUMB, Link("", name)))
    return view.page("pages/checked_table.html", CheckedTablePage(report, f"/check-table/{token}"), frame)


@router.get("/check-table/{token}/findings.{kind}")
def findings_file(view: Viewed, token: str, kind: str) -> Response:
    """The findings as a workbook or CSV."""
    report = _report(view, token)
    makers = {
        "xlsx": lambda r: write_workbook([findings_of_checks(r), answers_of_checks(r)], language=view.language),
        "csv": lambda r: table_csv(findings_of_checks(r), view.language),
    }
    if kind not in makers or isinstance(report, Job):
        raise NotFound(Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"))
    stem = report.file.rpartition(".")[0] or report.file
    return download(makers[kind](report), f"{stem}_{view.text('点検', 'checks')}.{kind}")


def _report(view: View, token: str) -> TableReport | Job:
    results: Results = view.request.app.state.results
    found: TableReport | Job | None = results.kept(view.workspace, ("table", token))
    if found is None:
        raise NotFound(
            Text("この点検の結果は、もう残っていません", "this result is no longer kept"),
            remedy=Text("ファイルをもう一度選んでください。点検したファイルは保管しません", "choose the file again; checked files are not kept"),
        )  # fmt: skip
    return found


def _form(view: View, values: Mapping[str, str], problems: tuple[Problem, ...]) -> Response:
    shown = tuple(_at_field(p) for p in problems)
    page = CheckTablePage(machine_readability(), values, shown)
    frame = Frame(title=_TITLE, step=Step.RECORDS, crumbs=(_CRUMB,))
    return view.page("pages/check_table.html", page, frame, status=422 if problems else 200)


def _at_field(problem: Problem) -> Problem:
    """A problem of the file stands at its field; the place inside the file goes into the sentence."""
    where = problem.place.text()
    what = problem.what if problem.place.column in ("file", "sheet") or not where.ja else Text(
        f"{where.ja}：{problem.what.ja}", f"{where.en}: {problem.what.en}"
    )  # fmt: skip
    return Problem(problem.code, what, problem.remedy, Place(column="file"), problem.severity, problem.count)


def _no_file() -> Problem:
    return Problem(
        "file-missing", Text("ファイルが選ばれていません", "no file is chosen"),
        Text("点検する表のファイルを選んでください", "choose the table to check"), Place(column="file"),
    )  # fmt: skip


def _too_large() -> Problem:
    return Problem(
        "file-too-large",
        Text(f"ファイルが大きすぎます（{_MOST_BYTES >> 20}MBまで）", f"the file is too large (at most {_MOST_BYTES >> 20} MB)"),
        Text("表を分けるか、コマンド machikata check-table を使ってください", "split it, or use the command machikata check-table"),
        Place(column="file"),
    )  # fmt: skip
