# SPDX-License-Identifier: Apache-2.0
"""`machikata survey compare`, `report`, `reconcile`: what bodies answered, beside one another and beside their logs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from machikata.analysis.workload.reconciliation import Agreement
from machikata.analysis.workload.result import StepComparison, WorkloadComparison
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.several import group_named
from machikata.cli.showing import show_table
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import InputRefused, Place, Problem
from machikata.domain.estimate import Estimate
from machikata.domain.progress import Progress
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number
from machikata.publication.document import to_document
from machikata.publication.reconciliation_tables import AGREEMENT_WORDS, limit_words, reconciliation_tables
from machikata.publication.summary import summary
from machikata.publication.survey_tables import MINUTES_PER_HOUR, survey_tables
from machikata.rules.survey_limits import SurveyLimits
from machikata.workspace.reconciliations import ReconciledBody, limits_of_own, reconcile_body, reconcile_group
from machikata.workspace.reports import write_file
from machikata.workspace.survey_comparisons import compare_surveys, year_of_body, year_to_compare
from machikata.workspace.survey_exports import SurveyFormat, export_surveys, surveys_file_name
from machikata.workspace.workspace import Workspace


def compare(
    process: str, group: list[str] | None = None, *, year: int | None = None, own: str = "", full: bool = False,
    common: Common = STANDARD,
) -> None:  # fmt: skip
    """業務量調査を団体どうしで比べる。 Compare workload surveys: hours and cost step by step.

    Parameters
    ----------
    process
        業務。 The process.
    group
        相手の番号1つ、または団体コードを並べる。なければ回答のあるすべての団体。 One group id, or the codes of the bodies; none = every
        body that answered.
    year
        年度（始まる年）。なければ回答のある最も新しい年度。 The fiscal year, by the year in which it begins; none = the newest answered.
    own
        自分の団体コード。 The body whose view it is.
    full
        すべての表を見せる。 Show every table.
    """
    output = common.output()
    with complaints(output):
        found = _compared(common.open(), output, process, group, year, own)
        output.result(to_document(found), lambda: show_surveys(output, found, full=full))


def _compared(
    ws: Workspace, output: Output, process: str, group: list[str] | None, year: int | None, own: str
) -> WorkloadComparison:
    with output.progress(Text("比べています", "comparing")) as progress:
        return compare_surveys(
            ws, process=process, group=group_named(ws, group), fiscal_year=year, own=own, progress=progress
        )


def show_surveys(output: Output, c: WorkloadComparison, *, full: bool = False) -> None:
    """What the comparison says, as a person reads it; `full` adds every table."""
    output.say(c.estimand.process_title + Text("、", ", ") + fiscal_year_text(c.fiscal_year))
    output.say(summary(c, output.language))
    if full:
        for table in survey_tables(c):
            show_table(output, table)
        return
    heads = [output.t("工程（1件あたりの分）", "Step (minutes per case)")]
    heads += [c.body(c.own).name.in_(output.language)] if c.own else []
    heads += [output.t("区分の中央", "Class median"), output.t("短い側の4分の1", "Best quarter")]
    heads.append(output.t("読み方", "Reading") if c.own else output.t("団体", "Bodies"))
    rows = [_row(output, c, step) for step in c.steps]
    output.table("", heads, rows, right=range(1, len(heads) - 1))
    for text in (*(a.text for a in c.assumptions), *c.suppressed):
        output.say(Text("・", "- ") + text)


def _row(output: Output, c: WorkloadComparison, step: StepComparison) -> list[str]:
    own = step.of(c.own) if c.own else None
    middle, best = step.hours_per_case.median, step.hours_per_case.best_quarter
    cells = [step.title.in_(output.language)]
    cells += [_minutes(own.hours_per_case if own else None)] if c.own else []
    cells += [_minutes(middle), _minutes(best)]
    reading = own.verdict_text.in_(output.language) if own else NOTHING
    return [*cells, reading if c.own else number(len(step.users))]


def _minutes(hours: Estimate | None) -> str:
    if hours is None:
        return NOTHING
    value, low, high = (number(v * MINUTES_PER_HOUR, 1) for v in (hours.value, hours.low, hours.high))
    return f"{value} ({low}–{high})"


def report(
    process: str, group: list[str] | None = None, *, to: Path | None = None, form: Literal["html", "xlsx", "json", "csv", "zip"] = "html",
    year: int | None = None, own: str = "", common: Common = STANDARD,
) -> None:  # fmt: skip
    """業務量調査の比較をファイルに書き出す。 Write a comparison of surveys as a file.

    Parameters
    ----------
    process
        業務。 The process.
    group
        相手の番号1つ、または団体コードを並べる。なければ回答のあるすべての団体。 One group id, or the codes of the bodies; none = every
        body that answered.
    to
        書き出す先。 The file to write (default: a telling name in the current folder).
    form
        形式。csvは公開できる表、zipはコード表と定義も。 html, xlsx, json, csv (open data) or zip (with code table and definitions).
    year
        年度（始まる年）。 The fiscal year, by the year in which it begins.
    own
        自分の団体コード。 The body whose view it is.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = _compared(ws, output, process, group, year, own)
        wanted = SurveyFormat(form)
        path = to or Path(surveys_file_name(found, form=wanted))
        write_file(path, export_surveys(ws, found, form=wanted, language=output.language))
        output.written(path)


def reconcile(
    process: str, body: list[str] | None = None, *, group: str = "", year: int | None = None, limit: float | None = None,
    reason: str = "", common: Common = STANDARD,
) -> None:  # fmt: skip
    """業務量調査の答えを記録と照らす。 Hold the answers against the event logs.

    Parameters
    ----------
    process
        業務。 The process.
    body
        団体コード。なければ回答のあるすべての団体。 Codes of bodies; none = every body that answered.
    group
        相手の番号。組のすべての団体を一度に照らす（画面の組のページと同じ水準）。 One group id: all its bodies are judged together, as on the group's page.
    year
        年度（始まる年）。なければ回答のある最も新しい年度。 The fiscal year, by the year in which it begins; none = the newest answered.
    limit
        食い違いとする限度（0.20＝20%）。 From where on hours and counts contradict, 0.20 = 20 %.
    reason
        限度を変える理由（結果に示す）。 The reason for that limit, shown with the result.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        with output.progress(Text("照らしています", "comparing with the logs")) as progress:
            if body and not group:
                found = tuple(_one(ws, process, b, year, (limit, reason), progress=progress) for b in body)
            else:
                of = year_to_compare(ws, process=process, fiscal_year=year)
                all_found = reconcile_group(
                    ws, process=process, group=group or None, fiscal_year=of, limits=_own(of, limit, reason), progress=progress
                )  # fmt: skip
                found = tuple(b for b in all_found.bodies if not body or b.result.body in body)
        output.result(to_document(found), lambda: _show(output, found, in_full=bool(body)))


def _one(
    ws: Workspace, process: str, body: str, year: int | None, limit: tuple[float | None, str], *, progress: Progress
) -> ReconciledBody:
    of = year_of_body(ws, body=body, process=process, fiscal_year=year)
    return reconcile_body(ws, process=process, body=body, fiscal_year=of, limits=_own(of, *limit), progress=progress)


def _own(year: int, limit: float | None, reason: str) -> SurveyLimits | None:
    if limit is not None:
        return limits_of_own(fiscal_year=year, limit=limit, reason=reason)
    if reason:
        what = Text("限度がありません", "no limit is given")
        remedy = Text("--limit 0.20 のように書いてください", "give it like --limit 0.20")
        raise InputRefused([Problem("reason-no-limit", what, remedy, Place(column="limit"))])
    return None


def _show(output: Output, found: tuple[ReconciledBody, ...], *, in_full: bool) -> None:
    if found:
        output.say(Text("限度：", "limit: ") + limit_words(found[0].result))
    for one in found:
        sign = {Agreement.AGREES: "○", Agreement.CONTRADICTS: "▲", Agreement.NOT_COMPARED: NOTHING}[
            one.result.agreement
        ]
        words = Text(f"{sign} ", f"{sign} ") + one.name + Text("：", ": ") + AGREEMENT_WORDS[one.result.agreement]
        told = one.contradicts or one.result.agreement is Agreement.NOT_COMPARED
        output.say(words + Text("。", ". ") + one.result.reason if told else words)
        if one.kept_back.ja:
            output.say(Text("  ", "  ") + one.kept_back)
        if in_full:
            for table in reconciliation_tables(one.name, one.result):
                show_table(output, table)
