# SPDX-License-Identifier: Apache-2.0
"""`machikata survey hand-in`, `answers`, `return`, `accept`, `withdraw`: what sections answer, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.problem_lines import MARKS, problem_lines
from machikata.cli.showing import show_table
from machikata.cli.survey_checking import taken_together, tell_refused
from machikata.cli.survey_named import answer_named, campaign_named, whose_answer
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.progress import Progress
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number, share
from machikata.domain.workload import SectionStaff, StaffKind
from machikata.publication.csv_table import table_csv
from machikata.publication.document import from_document, to_document
from machikata.publication.workbook import write_workbook
from machikata.records.survey.mapping import SurveyMapping
from machikata.records.survey.proposing import propose_mapping
from machikata.workspace.campaigns import list_campaigns
from machikata.workspace.handing_in import hand_in
from machikata.workspace.imports import opened_file
from machikata.workspace.reports import write_file
from machikata.workspace.shown_answers import shown_answer
from machikata.workspace.submissions import (
    accept_submission,
    history,
    restore_submission,
    return_submission,
    undecide_submission,
    withdraw_submission,
)
from machikata.workspace.survey_mappings import find_survey_mapping, remember_mapping
from machikata.workspace.survey_reports import answers_table, staff_table
from machikata.workspace.survey_values import Submission
from machikata.workspace.workspace import Workspace


def bring(
    files: list[Path], *, campaign: str = "", body: str = "", section: str = "", year: int | None = None,
    columns: str | None = None, show_columns: bool = False, sheet: str = "", common: Common = STANDARD,
) -> None:  # fmt: skip
    """回答を受け取る。 Take what sections answered: filled forms, or tables of their own with --columns.

    Parameters
    ----------
    files
        書き込み済みの調査票、または係の表（xlsx、xls、CSV）。 Filled forms, or tables of the sections' own.
    campaign
        調査の番号。なければ、締切を決めずに受け取る。 The campaign; none = taken without one.
    body
        団体コード（ファイルに書かれていないとき）。 The body's code, where the file does not say it.
    section
        係の名前（ファイルに書かれていないとき）。 The section, where the file does not say it.
    year
        年度（ファイルに書かれていないとき）。 The fiscal year, where the file does not say it.
    columns
        列の意味と人員（people）を書いたJSONのファイル、または前に保存した読み方の名前。 What the columns mean and who works in the section
        (people): the JSON that --show-columns --json prints, or the name of a saved mapping of the body.
    show_columns
        受け取らずに、列の読み方の案を見せる。 Show what the columns are taken for, and take nothing.
    sheet
        表計算のシート名（--show-columns のとき）。 The sheet, with --show-columns.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        campaign_id = campaign_named(ws, campaign).id if campaign else None
        if show_columns:
            for file in files:
                _show_columns(ws, output, file, campaign_id, sheet)
            return
        said = _said(ws, columns, body) if columns else _Said()
        if said.people and len(files) > 1:
            raise InputRefused([Problem("people-of-one", *_PEOPLE_OF_ONE, Place(file=columns or ""))])

        def take(file: Path, by_itself: bool, progress: Progress) -> Submission:
            kept = hand_in(
                ws, campaign_id, file, body=body, section=section, fiscal_year=year, mapping=said.mapping,
                people=said.people, check=by_itself, progress=progress,
            )  # fmt: skip
            if said.mapping is not None and not said.saved:
                remember_mapping(ws, body=kept.body, file_name=file.name, mapping=said.mapping)
            return kept

        if len(files) == 1:
            with output.progress(Text(files[0].name, files[0].name)) as progress:
                taken, refused = [take(files[0], True, progress)], list[Problem]()
        else:
            taken, refused = taken_together(ws, output, campaign_id, files, take)
        output.result(to_document(tuple(taken)), lambda: _show_taken(ws, output, taken))
        tell_refused(output, refused)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said beside a file: how its columns are read (by a mapping that is `saved` already), and who works in the section."""

    mapping: SurveyMapping | None = None
    people: tuple[SectionStaff, ...] = ()
    saved: bool = False


def _said(ws: Workspace, columns: str, body: str) -> _Said:
    """What a file says that `--show-columns --json` wrote, or the mapping that was saved for the body under this name."""
    if not Path(columns).exists() and body:
        return _Said(find_survey_mapping(ws, body=body, name=columns).mapping, saved=True)
    with opened_file(Path(columns)) as content:
        try:
            document = json.loads(content.read().decode("utf-8-sig"))
            people = from_document(tuple[SectionStaff, ...], document.get("people", []))
            return _Said(from_document(SurveyMapping, document.get("mapping", document)), people)
        except (ValueError, AttributeError) as error:
            what = Text("列の意味として読めません", "this does not say what columns mean")
            remedy = Text(
                "--show-columns --json が書き出すJSONを直して渡してください",
                "correct the JSON that --show-columns --json prints, and name that file",
            )
            raise InputRefused([Problem("not-a-mapping", what, remedy, Place(file=columns))]) from error


_PEOPLE_OF_ONE = (
    Text("人員は1つの係のものなのに、ファイルが2つ以上あります", "the people are those of one section, and there are several files"),
    Text("ファイルを1つずつ渡すか、people を消してください", "hand the files in one by one, or leave out the people"),
)  # fmt: skip


def _show_columns(ws: Workspace, output: Output, file: Path, campaign: str | None, sheet: str) -> None:
    known = next((c for c in list_campaigns(ws) if c.id == campaign), None)
    processes = tuple(ws.process(p) for p in known.processes) if known else ws.library.processes()
    with opened_file(file) as content:
        proposal = propose_mapping(content.read(), name=file.name, processes=processes, sheet=sheet)
    rows = [
        (
            c.letter,
            c.head,
            c.answer.field.label.in_(output.language) if c.answer else NOTHING,
            c.answer.staff.label.in_(output.language) if c.answer and c.answer.staff else NOTHING,
            c.answer.unit.label.in_(output.language) if c.answer and c.answer.unit else NOTHING,
            share(c.confidence, n=1),
            ", ".join(c.samples[:3]),
        )
        for c in proposal.columns
    ]
    heads = [output.t(*h) for h in (("列", "Column"), ("見出し", "Head"), ("答え", "Answers"), ("担い手", "Staff"), ("単位", "Unit"),
                                    ("確かさ", "Confidence"), ("例", "Samples"))]  # fmt: skip
    document = {
        "file": file.name,
        "mapping": to_document(proposal.mapping),
        "questions": to_document(proposal.questions),
        "people": to_document(tuple(SectionStaff(kind) for kind in StaffKind)),
    }

    def show() -> None:
        output.table(file.name, heads, rows, right=[5])
        for question in proposal.questions:
            output.say(f"? {question.sentence(output.language)}")

    output.result(document, show)


def _show_taken(ws: Workspace, output: Output, taken: list[Submission]) -> None:
    for s in taken:
        whose = whose_answer(ws, s.body, s.section)
        late = Text("（締切後）", " (late)") if s.late else Text("", "")
        output.say(
            Text(f"✓ {s.file_name}：{whose.ja}の第{s.version}版として受け取りました（回答 {s.id}）",
                 f"✓ {s.file_name}: taken as version {s.version} of {whose.en} (answer {s.id})") + late
        )  # fmt: skip
        _show_findings(output, s)


def _show_findings(output: Output, s: Submission) -> None:
    for _, line in problem_lines(s.problems, output.language):
        output.say(f"  {line}")
    for f in s.findings:
        words = f.what + Text(" → ", " → ") + f.remedy
        output.say(f"  {MARKS[f.severity]} {words.in_(output.language)}")
    if s.table_faults:
        n = number(len(s.table_faults))
        output.say(
            Text(f"  表の形の点検で{n}件（--json で見られます）", f"  {n} findings of the 30 checks (see --json)")
        )


def answers(answer: str, *, to: Path | None = None, common: Common = STANDARD) -> None:
    """1つの回答を見る。 Show one answer with its findings.

    Parameters
    ----------
    answer
        回答の番号。 The answer's number, as `survey state` and `survey hand-in` tell it, or its beginning.
    to
        書き出す先（.xlsx か .csv）。 Write it to this file (.xlsx or .csv).
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = answer_named(ws, answer)
        versions = history(ws, found.campaign, body=found.body, section=found.section)
        told = shown_answer(ws, found, versions=versions)
        found, survey = told.submission, told.survey
        table = replace(answers_table(survey, ws.library.processes()), note=told.note)
        if to is not None:
            notice = synthetic_notice(ws.body(found.body).synthetic)
            tables = [table, staff_table(survey)]
            book = to.suffix.lower() != ".csv"
            write_file(
                to, write_workbook(tables, language=output.language, notice=notice) if book else table_csv(table, output.language)
            )  # fmt: skip

        def show() -> None:
            whose = whose_answer(ws, found.body, found.section)
            output.say(Text(f"{whose.ja} 第{found.version}版（{found.state.label.ja}）",
                            f"{whose.en}, version {found.version} ({found.state.label.en.lower()})"))  # fmt: skip
            show_table(output, table)
            show_table(output, staff_table(survey))
            _show_findings(output, found)

        output.result({"submission": to_document(found), "answers": to_document(survey)}, show)


def send_back(
    answer: str,
    *,
    reason: list[str] | None = None,
    findings: bool = False,
    undo: bool = False,
    common: Common = STANDARD,
) -> None:
    """回答を差し戻す。 Send an answer back, with what is to be corrected.

    Parameters
    ----------
    answer
        回答の番号。 The answer's number.
    reason
        直してほしいこと（何度でも）。 What to correct; may be given several times.
    findings
        見つかったことを理由にする。 Take the findings as reasons.
    undo
        差し戻しを取り消す。 Undo it.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = answer_named(ws, answer)
        versions = history(ws, found.campaign, body=found.body, section=found.section)
        shown = shown_answer(ws, found, versions=versions).submission
        weighty = (f for f in shown.findings if f.severity is not Severity.NOTE)
        told = [Text(f"{f.what.ja}。{f.remedy.ja}", f"{f.what.en}; {f.remedy.en}") for f in weighty] if findings else []
        decided = (
            undecide_submission(ws, found.id) if undo else return_submission(ws, found.id, [*(reason or []), *told])
        )
        _tell(ws, output, decided)


def accept(answer: str, *, undo: bool = False, common: Common = STANDARD) -> None:
    """回答を確認済みにする（--undo で戻す）。 Say that an answer may stand; --undo undoes it.

    Parameters
    ----------
    answer
        回答の番号。 The answer's number.
    undo
        確認を取り消す。 Undo it.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = answer_named(ws, answer)
        _tell(ws, output, undecide_submission(ws, found.id) if undo else accept_submission(ws, found.id))


def withdraw(answer: str, *, undo: bool = False, common: Common = STANDARD) -> None:
    """回答を取り下げる（--undo で戻す）。 Take a version back, so that the one before stands; --undo undoes it.

    Parameters
    ----------
    answer
        回答の番号。 The answer's number.
    undo
        取り下げを取り消す。 Undo it.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = answer_named(ws, answer)
        _tell(ws, output, restore_submission(ws, found.id) if undo else withdraw_submission(ws, found.id))


def _tell(ws: Workspace, output: Output, s: Submission) -> None:
    whose = whose_answer(ws, s.body, s.section)
    said = Text(
        f"{whose.ja} 第{s.version}版：{s.state.label.ja}",
        f"{whose.en}, version {s.version}: {s.state.label.en.lower()}",
    )
    output.result(to_document(shown_answer(ws, s).submission), lambda: output.say(said))
