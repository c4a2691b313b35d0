# SPDX-License-Identifier: Apache-2.0
"""`machikata check-table`: the 30 checks of machine readability, on any table, without a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from machikata.cli.console import Output, complaints
from machikata.cli.options import Speaking
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number
from machikata.publication.document import to_document
from machikata.records.table_checks import Answer, CheckResult, Companions, TableReport, check_table

_PLACES = 3
"""Places shown for one kind of finding in one column; --json has those that were named."""
_MARKS = {
    Answer.PASS: "○",
    Answer.FAIL: "×",
    Answer.NOT_APPLICABLE: NOTHING,
    Answer.COMPANION_NEEDED: "＋",
    Answer.PERSON_NEEDED: "？",
    Answer.NOT_CHECKED: "・",
}


def check(
    *files: Path,
    sheet: str | None = None,
    code_table: Path | None = None,
    definitions: Path | None = None,
    last_year: Path | None = None,
    speaking: Speaking = Speaking(),
) -> None:
    """表を機械可読性の30の点検にかける。 Check tables against the 30 rules of machine readability.

    Exit code 1 when a check fails, or a file cannot be read for certain.

    Parameters
    ----------
    files
        表のファイル（xlsx、CSV、xls、ods、JSON）。 Tables: xlsx, CSV, xls, ods, JSON.
    sheet
        見るシート（なければデータのあるすべて）。 The sheet to check; without it all that hold data.
    code_table
        コード表。 What the codes mean.
    definitions
        項目の定義と更新履歴。 Definitions of the columns, with their history.
    last_year
        前年のファイル。 The same table of last year.
    """
    output = speaking.output()
    with complaints(output):
        if not files:
            raise InputRefused([_no_file()])
        reports, refused = _check_all(output, files, sheet, Companions(code_table, definitions, last_year))
        output.result(to_document(tuple(reports)), lambda: _show(output, reports))
        if refused and not output.as_json:
            raise InputRefused(refused)
        for problem in refused:
            output.err.print(f"✗ {problem.sentence(output.language)}", markup=False, highlight=False)
        if refused or any(r.failed for r in reports):
            raise SystemExit(1)


def _check_all(
    output: Output, files: Sequence[Path], sheet: str | None, companions: Companions
) -> tuple[list[TableReport], list[Problem]]:
    """The reports of the files that can be read, and why others cannot."""
    reports: list[TableReport] = []
    refused: list[Problem] = []
    for file in files:
        with output.progress(Text(file.name, file.name)) as progress:
            try:
                reports.append(check_table(file, sheet=sheet, companions=companions, progress=progress))
            except InputRefused as error:
                refused += error.problems
    return reports, refused


def _show(output: Output, reports: Sequence[TableReport]) -> None:
    for report in reports:
        sheets = "、".join(f"{s.sheet}" for s in report.sheets if s.sheet)
        output.say(Text(f"■ {report.file}{f'（シート {sheets}）' if sheets else ''}", f"■ {report.file}{f' (sheets {sheets})' if sheets else ''}"))  # fmt: skip
        for score in report.scores:
            of_level = [r for r in report.results if r.check.level == score.level]
            points = NOTHING if score.points is None else number(score.points)
            title = output.t(f"レベル{score.level}：{points}点", f"Level {score.level}: {points} points")
            if score.open:
                title += output.t(
                    f"（ほかに、まだ決められない点検 {score.open}）", f" ({score.open} checks still open)"
                )
            heads = [
                output.t(*h) for h in (("点検", "Check"), ("項目", "Title"), ("答え", "Answer"), ("か所", "Places"))
            ]
            output.table(title, heads, [_row(output, r) for r in of_level], right=[3])
        for result in report.results:
            _show_findings(output, result)


def _row(output: Output, result: CheckResult) -> list[str]:
    check_ = result.check
    title = check_.title.in_(output.language) + (" ‡" if check_.our_reading else "")
    answer = f"{_MARKS[result.answer]} {result.answer.label.in_(output.language)}"
    return [check_.name, title, answer, number(result.count) if result.count else ""]


def _show_findings(output: Output, result: CheckResult) -> None:
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in result.problems:
        groups.setdefault((problem.code, problem.place.sheet, problem.what.ja), []).append(problem)
    for problems in groups.values():
        first, total = problems[0], sum(p.count for p in problems)
        places = [_where(p.place, output) for p in problems[:_PLACES]]
        more = total - len(places)
        shown = output.t("、", ", ").join(p for p in places if p)
        rest = output.t(f" ほか{number(more)}か所", f" and {number(more)} more") if more > 0 else ""
        said = f"{result.check.name} {first.what.in_(output.language)}"
        output.say(f"{said}{output.t('：', ': ') if shown else ''}{shown}{rest}")
        output.say(f"    → {first.remedy.in_(output.language)}")


def _where(place: Place, output: Output) -> str:
    """The place without the file, which stands above."""
    return Place("", place.sheet, place.row, place.column, place.value, place.cell).text().in_(output.language)


def _no_file() -> Problem:
    what = Text("点検するファイルがありません", "there is no file to check")
    return Problem("no-file", what, Text("ファイルの名前を書いてください", "name a file"))
