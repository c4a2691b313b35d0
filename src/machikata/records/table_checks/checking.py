# SPDX-License-Identifier: Apache-2.0
"""The 30 checks of a file, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.table_checks import companions as beside
from machikata.records.table_checks import meaning, places, sheets, structure, times, units, values
from machikata.records.table_checks.findings import NOT_APPLICABLE, Question, Table, Verdict, make_table, problems_of
from machikata.records.table_checks.grid import FileKind, Grid
from machikata.records.table_checks.opening import OpenedTables, open_tables
from machikata.records.table_checks.report import (
    Answer,
    CheckResult,
    Companions,
    SheetReport,
    TableReport,
    joined_results,
    scores_of,
)
from machikata.rules.machine_readability import Applies, Check, MachineReadability, machine_readability

_JUDGES: Mapping[str, Callable[[Question], Verdict]] = {
    "1-01": structure.file_format,
    "1-02": structure.one_table,
    "1-03": structure.not_broken_up,
    "1-04": structure.nothing_outside,
    "1-05": structure.named_columns,
    "1-06": values.no_padding,
    "1-07": values.one_value,
    "1-08": values.no_odd_characters,
    "1-09": values.blank_and_zero,
    "1-10": sheets.no_objects,
    "1-11": sheets.no_meaning_in_looks,
    "1-12": sheets.no_merged_cells,
    "1-13": sheets.nothing_hidden,
    "1-14": sheets.one_line_records,
    "1-15": sheets.quoted_commas,
    "2-01": meaning.numbers_numeric,
    "2-02": meaning.nothing_omitted,
    "2-03": structure.unique_names,
    "2-04": meaning.options_standard,
    "2-05": meaning.other_apart,
    "2-06": sheets.no_formulas,
    "3-01": structure.header_first,
    "3-02": beside.codes_explained,
    "3-03": beside.symbols_defined,
    "3-04": units.units_given,
    "3-05": times.times_standard,
    "3-06": places.regions_official,
    "3-07": beside.stable_over_years,
    "3-08": beside.defined,
    "3-09": units.long_form,
}


def check_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    companions: Companions = Companions(),
    progress: Progress = no_progress,
) -> TableReport:
    """The 30 checks of machine readability (行政データの機械可読性, decided 2026-03-31) of one file, all findings at once.

    xlsx, xlsm and CSV are checked fully; of xls and ods the values (formatting is `NOT_CHECKED`), of JSON a list of flat records; of
    XML the format alone. Of a workbook every visible sheet that holds data is checked, or the one called `sheet`.

    Raises:
        InputRefused: the file cannot be read for certain (damaged, encrypted, of no encoding), or there is no such sheet.
    """
    source = Path(path)
    try:
        data = source.read_bytes()
    except OSError as error:
        what = Text(f"ファイルを開けません（{error.strerror}）", f"the file cannot be opened ({error.strerror})")
        remedy = Text("場所と権限を確かめてください", "check its place and permissions")
        raise InputRefused([Problem("file-unreadable", what, remedy, Place(file=source.name))]) from None
    return check_table_bytes(data, name=source.name, sheet=sheet, companions=companions, progress=progress)


def check_table_bytes(
    data: bytes,
    *,
    name: str,
    sheet: str | None = None,
    companions: Companions = Companions(),
    progress: Progress = no_progress,
) -> TableReport:
    """As `check_table`, of a file in memory that is called `name`."""
    opened = open_tables(data, name=name, sheet=sheet, progress=progress)
    return check_opened(opened, companions=companions, progress=progress)


def check_opened(
    opened: OpenedTables, *, companions: Companions = Companions(), progress: Progress = no_progress
) -> TableReport:
    """The checks of a file that `open_tables` has read already: an importer reads a workbook once."""
    rules = machine_readability()
    reports = []
    written = [g for g in opened.grids if not g.is_blank]
    for number, grid in enumerate(written):
        progress(0.2 + 0.8 * number / len(written), Text("表を点検しています", "checking the table"))
        reports.append(_sheet_report(grid, number == 0, opened, companions, rules))
    results = joined_results(r.results for r in reports) if reports else _unread(opened, rules)
    return TableReport(
        file=opened.name,
        sha256=opened.sha256,
        format=opened.kind.value,
        sheets=tuple(reports),
        results=results,
        scores=scores_of(results, full=rules.full_score),
        source=rules.source,
    )


def _sheet_report(
    grid: Grid, first: bool, opened: OpenedTables, companions: Companions, rules: MachineReadability
) -> SheetReport:
    hidden = opened.hidden_sheets if first else ()
    table = make_table(grid, hidden)
    written = opened.written
    siblings = tuple(g for g in opened.grids if g is not grid)
    question = Question(
        table, companions, siblings, written.encoding if written else "", written.delimiter if written else ""
    )
    results = tuple(_result(check, question) for check in rules.checks)
    head = table.region.head
    rows = len(table.region.rows) + max(0, head.last - head.first + 1)
    return SheetReport(grid.sheet, rows, len(table.columns), results, scores_of(results, full=rules.full_score))


def _result(check: Check, question: Question) -> CheckResult:
    table: Table = question.table
    if not _applies(check, table.grid.kind):
        return CheckResult(check, NOT_APPLICABLE.answer)
    verdict = _JUDGES[check.id](question)
    return CheckResult(check, verdict.answer, problems_of(verdict, table) if verdict.findings else ())


def _applies(check: Check, kind: FileKind) -> bool:
    if check.applies is Applies.EXCEL:
        return kind.is_workbook
    return check.applies is Applies.BOTH or kind is FileKind.CSV


def _unread(opened: OpenedTables, rules: MachineReadability) -> tuple[CheckResult, ...]:
    """Files without a table that a machine finds: no data at all, XML and nested JSON (readable, but nobody knows as what), the rest."""
    place = Place(file=opened.name)
    first: tuple[Answer, tuple[Problem, ...]]
    if opened.kind is FileKind.OTHER:
        what = Text("機械が表として読める形式ではありません", "a machine cannot read the file as a table")
        remedy = Text("xlsxかCSVで保存し直してください", "save it as xlsx or CSV")
        first, rest = (Answer.FAIL, (Problem("format-unreadable", what, remedy, place),)), Answer.NOT_CHECKED
    elif opened.kind in (FileKind.XML, FileKind.JSON):
        first, rest = (Answer.PASS, ()), Answer.PERSON_NEEDED
    else:
        what = Text("見えるところにデータがありません", "there are no data where they can be seen")
        remedy = Text(
            "データのあるシートを表示して保存し直してください", "show the sheet that holds data and save it again"
        )
        first, rest = (Answer.PASS, (Problem("no-rows", what, remedy, place, Severity.NOTE),)), Answer.NOT_CHECKED
    return tuple(
        CheckResult(check, *first)
        if check.id == "1-01"
        else CheckResult(check, rest if _applies(check, opened.kind) else Answer.NOT_APPLICABLE)
        for check in rules.checks
    )
