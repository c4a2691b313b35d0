# SPDX-License-Identifier: Apache-2.0
"""`machikata survey`: carrying a workload survey through, from the form to the last answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from cyclopts import App

from machikata.cli import survey_answers, survey_checking, survey_comparison, survey_letters, survey_steps
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.showing import show_table
from machikata.cli.survey_named import campaign_named
from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import InputRefused, Problem
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number, share, short_date
from machikata.publication.csv_table import table_csv
from machikata.publication.document import to_document
from machikata.publication.workbook import write_workbook
from machikata.workspace.asked_lines import read_asked
from machikata.workspace.campaigns import (
    CampaignState,
    add_participants,
    asked_whom,
    campaign_state,
    change_deadline,
    close_campaign,
    list_campaigns,
    open_campaign,
    reopen_campaign,
    title_and_whom,
)
from machikata.workspace.imports import opened_file
from machikata.workspace.reports import write_file
from machikata.workspace.shown_answers import shown_state
from machikata.workspace.survey_forms import all_forms, blank_form, form_for, form_name, forms_name
from machikata.workspace.survey_reports import ANSWER_NUMBER, RECEIVED, state_table
from machikata.workspace.survey_values import Asked
from machikata.workspace.workspace import Workspace

app = App(
    name="survey",
    help="業務量調査を行う。 Carry a workload survey through: forms, letters, answers, findings.",
)
app.command(survey_steps.steps)
app.command(survey_answers.bring, name="hand-in")
app.command(survey_checking.check)
app.command(survey_answers.answers)
app.command(survey_answers.send_back, name="return")
app.command(survey_answers.accept)
app.command(survey_answers.withdraw)
app.command(survey_letters.remind)
app.command(survey_comparison.compare)
app.command(survey_comparison.report)
app.command(survey_comparison.reconcile)


@app.command
def template(
    processes: list[str] | None = None, *, body: str = "", section: str = "", year: int | None = None, campaign: str = "",
    to: Path | None = None, common: Common = STANDARD,
) -> None:  # fmt: skip
    """調査票（Excel）をつくる。 Write the survey form (Excel): of a section, or of every section of a campaign.

    Parameters
    ----------
    processes
        たずねる業務（調査を選んだときは要らない）。 The processes to ask about; not needed with --campaign.
    body
        団体コード。 The body's code.
    section
        係の名前。 The section that answers.
    year
        対象の年度（西暦。2025 は令和7年度）。 The fiscal year asked about, by the year it begins in.
    campaign
        調査の番号。団体を選ばなければ、すべての係の調査票をzipにする。 A campaign; without --body the forms of all its sections as a zip.
    to
        書き出す先。 The file to write (default: a telling name in the current folder).
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        name, content = _form(ws, output, processes or [], body=body, section=section, year=year, campaign=campaign)
        path = write_file(to or Path(name), content)
        output.written(path)


def _form(
    ws: Workspace, output: Output, processes: list[str], *, body: str, section: str, year: int | None, campaign: str
) -> tuple[str, bytes]:
    if campaign:
        asked = campaign_named(ws, campaign)
        if body:
            return form_name(asked, ws.body(body), section), form_for(ws, asked.id, body, section)
        with output.progress(Text("調査票", "forms")) as progress:
            return forms_name(ws, asked), all_forms(ws, asked.id, progress=progress)
    missing = [
        _missing(option, what)
        for option, what, said in (
            ("PROCESS", Text("業務がありません", "no process is named"), processes),
            ("--body", Text("団体がありません", "no body is named"), body),
            ("--year", Text("対象の年度がありません", "no fiscal year is named"), year),
        )
        if not said
    ]
    if missing or year is None:
        raise InputRefused(missing)
    return blank_form(ws, body=body, section=section, fiscal_year=year, processes=processes)


def _missing(option: str, what: Text) -> Problem:
    remedy = Text(
        f"{option} で指定するか、--campaign で調査を選んでください",
        f"give {option}, or choose a campaign with --campaign",
    )
    return Problem("survey-form-missing", what, remedy)


@app.command(name="open")
def open_(
    processes: list[str], *, group: str = "", body: str = "", year: int, deadline: date, title: str = "",
    sections: Path | None = None, common: Common = STANDARD,
) -> None:  # fmt: skip
    """調査を始める。 Open a survey of a group of bodies, or of the sections of one body.

    Parameters
    ----------
    processes
        たずねる業務。 The processes to ask about.
    group
        団体の組の番号（machikata group の一覧）。 The group that is asked, as `machikata group` lists it.
    body
        1つの団体のコード。 The one body that is asked.
    year
        対象の年度（西暦）。 The fiscal year asked about, by the year it begins in.
    deadline
        回答の締切（2026-10-30）。 The last day to answer.
    title
        調査の名前。 A title.
    sections
        「団体、係、メール」を1行に1つ書いたファイル。 A file with body, section and mail address, one section a line.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        asked: tuple[Asked, ...] = ()
        if sections is not None:
            codes = next((g.members for _, g in ws.library.groups() if g.id == group), (body,))
            asked = read_asked(_text_of(sections), [ws.body(c) for c in codes if c])
        made = open_campaign(
            ws, processes=processes, fiscal_year=year, deadline=deadline, group=group, body=body, title=title, asked=asked
        )  # fmt: skip
        whom = asked_whom(ws, made)
        output.result(to_document(made), lambda: output.say(Text(
            f"✓ 「{made.title}」（{whom.ja}）を始めました（調査 {made.id}）。調査票は machikata survey template --campaign {made.id} でつくれます",
            f"✓ “{made.title}” ({whom.en}) is open (campaign {made.id}); machikata survey template --campaign {made.id} writes its forms",
        )))  # fmt: skip


def _text_of(file: Path) -> str:
    with opened_file(file) as content:
        return content.read().decode("utf-8-sig", errors="replace")


@app.command
def state(campaign: str = "", *, to: Path | None = None, common: Common = STANDARD) -> None:
    """だれが答えたかを見る。 Who has answered; without a campaign the list of campaigns.

    Parameters
    ----------
    campaign
        調査の番号（一覧の先頭の列）。 The campaign's number as listed, or its beginning.
    to
        一覧を書き出す先（.xlsx か .csv）。 Write the sections to this file (.xlsx or .csv).
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        if not campaign:
            states = [shown_state(ws, campaign_state(ws, c.id)) for c in list_campaigns(ws)]
            output.result(to_document(tuple(states)), lambda: _show_campaigns(ws, output, states))
            return
        found = shown_state(ws, campaign_state(ws, campaign_named(ws, campaign).id))
        if to is not None:
            write_file(to, _state_file(ws, found, to, output))
        output.result(to_document(found), lambda: _show_state(ws, output, found))


def _state_file(ws: Workspace, found: CampaignState, to: Path, output: Output) -> bytes:
    table = state_table(ws, found)
    if to.suffix.lower() == ".csv":
        return table_csv(table, output.language)
    synthetic = any(ws.body(b).synthetic for b in found.campaign.bodies)
    return write_workbook([table], language=output.language, notice=synthetic_notice(synthetic))


def _show_campaigns(ws: Workspace, output: Output, states: list[CampaignState]) -> None:
    if not states:
        output.say(
            Text(
                "調査はまだありません。machikata survey open で始められます",
                "there is no survey yet; begin with machikata survey open",
            )
        )
        return
    heads = [output.t(*h) for h in (("調査", "Campaign"), ("名前", "Title"), ("相手", "Asked"), ("締切", "Deadline"), ("回答", "Answered"),
                                    ("回収率", "Return rate"), ("状態", "State"))]  # fmt: skip
    rows = [
        (
            s.campaign.id,
            s.campaign.title,
            asked_whom(ws, s.campaign).in_(output.language),
            short_date(s.campaign.deadline, output.language) if s.campaign.deadline else NOTHING,
            f"{len(s.answered)}/{len(s.sections)}",
            NOTHING if s.campaign.implicit else share(s.return_share, n=len(s.sections)),
            output.t("締め切り済み", "closed") if s.campaign.closed_at else output.t("受付中", "open"),
        )
        for s in states
    ]
    output.table("", heads, rows, right=[4, 5])


def _show_state(ws: Workspace, output: Output, found: CampaignState) -> None:
    year = fiscal_year_text(found.campaign.fiscal_year)
    left = Text("", "")
    if found.days_left is not None:
        left = Text(f"、締切まであと{found.days_left}日", f", {found.days_left} days left")
        if found.days_left < 0:
            left = Text(f"、締切から{-found.days_left}日", f", {-found.days_left} days past the deadline")
    answered, asked = number(len(found.answered)), number(len(found.sections))
    named = title_and_whom(ws, found.campaign)
    output.say(
        Text(f"{named.ja}、{year.ja}：{asked}係のうち{answered}係が回答", f"{named.en}, {year.en}: {answered} of {asked} sections have answered")
        + left
    )  # fmt: skip
    table = state_table(ws, found, for_people=True)
    used = [i for i in range(len(table.columns)) if any(row[i] not in (None, "") for row in table.rows)]
    columns = tuple(table.columns[i] for i in used)
    rows = tuple(tuple(row[i] for i in used) for row in table.rows)
    show_table(output, replace(table, columns=columns, rows=rows), whole=(RECEIVED, ANSWER_NUMBER))


@app.command
def sections(
    campaign: str, lines: list[str] | None = None, *, file: Path | None = None, common: Common = STANDARD
) -> None:
    """係を足す、メールを直す。 Name sections to be asked, or change their addresses.

    Parameters
    ----------
    campaign
        調査の番号。 The campaign.
    lines
        「団体、係、メール」。 "body, section, mail address", one argument a section.
    file
        それを1行に1つ書いたファイル。 A file with one a line.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = campaign_named(ws, campaign)
        text = "\n".join([*(lines or []), *([_text_of(file)] if file else [])])
        asked = add_participants(ws, found.id, read_asked(text, [ws.body(b) for b in found.bodies]))
        rows = [(p.body, p.section or NOTHING, p.mail or NOTHING) for p in asked]
        heads = [output.t("団体", "Body"), output.t("係", "Section"), output.t("メール", "Mail")]
        output.result(to_document(asked), lambda: output.table("", heads, rows))


@app.command
def close(campaign: str, *, undo: bool = False, common: Common = STANDARD) -> None:
    """受付を締め切る（--undo で再開する）。 Take no more answers; --undo takes them again.

    Parameters
    ----------
    campaign
        調査の番号。 The campaign.
    undo
        受付を再開する。 Take answers again.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = campaign_named(ws, campaign)
        changed = reopen_campaign(ws, found.id) if undo else close_campaign(ws, found.id)
        named = title_and_whom(ws, changed)
        said = Text(
            f"「{named.ja}」の受付を{'再開しました' if undo else '締め切りました'}",
            f"“{named.en}” is {'open again' if undo else 'closed'}",
        )
        output.result(to_document(changed), lambda: output.say(said))


@app.command
def deadline(campaign: str, day: date, *, common: Common = STANDARD) -> None:
    """締切を変える。 Change the deadline.

    Parameters
    ----------
    campaign
        調査の番号。 The campaign.
    day
        新しい締切（2026-10-30）。 The new last day to answer.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        changed = change_deadline(ws, campaign_named(ws, campaign).id, day)
        when = day.isoformat()
        output.result(
            to_document(changed), lambda: output.say(Text(f"締切を {when} にしました", f"the deadline is {when}"))
        )
