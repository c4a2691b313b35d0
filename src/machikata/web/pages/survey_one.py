# SPDX-License-Identifier: Apache-2.0
"""One survey: who has answered, who has not, what to do next; its forms, its deadline, its sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from machikata.domain.errors import InputRefused, NotFound, Place, Problem
from machikata.domain.progress import Progress
from machikata.domain.provenance import synthetic_notice
from machikata.domain.text import Text
from machikata.publication.csv_table import table_csv
from machikata.publication.workbook import write_workbook
from machikata.web.files import download
from machikata.web.frame import Frame, Link, ScopePart, Step
from machikata.web.pages.survey_new import day_of
from machikata.web.results import Results
from machikata.web.surveyed import SURVEY, CampaignLine, SectionLine, line_of, section_address, section_line, undecided
from machikata.web.surveys_compared import SurveyQuestion, survey_address
from machikata.web.view import OUR_FORM, Form, View, Viewed
from machikata.workspace.answer_checks import check_again
from machikata.workspace.asked_lines import read_asked
from machikata.workspace.campaigns import (
    CampaignState,
    SectionState,
    add_participants,
    campaign_state,
    carries_through,
    change_deadline,
    close_campaign,
    find_campaign,
    remove_participant,
    reopen_campaign,
)
from machikata.workspace.library import Job
from machikata.workspace.overview import SMALLEST_GROUP
from machikata.workspace.survey_comparisons import answered_by
from machikata.workspace.survey_forms import all_forms, form_for, form_name, forms_name
from machikata.workspace.survey_reports import state_table
from machikata.workspace.survey_values import Asked, Campaign, Participant
from machikata.workspace.workspace import Workspace

router = APIRouter()
_MOST_SECTIONS: Final = 300
FILTERS = {
    "": Text("すべて", "All"),
    "silent": Text("未回答", "Not answered"),
    "received": Text("受付済み", "Received"),
    "returned": Text("差し戻し中", "Returned"),
    "accepted": Text("確認済み", "Accepted"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One way of narrowing the list, with how many sections it leaves."""

    value: str
    label: Text
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class NextAct:
    """The main thing to do next: a link, or a button when `posts`."""

    address: str
    text: Text
    reason: Text
    posts: bool = False


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One survey. `sections` are those of the filter, `more` are counted but not listed; `carries`: the actor decides about it.

    `checked`: of how many answers the findings have just changed. `removed` was just taken off the list and can be asked again. `values` are what the forms hold, `problems` what is to be corrected.
    """

    campaign: CampaignLine
    sections: tuple[SectionLine, ...]
    more: int
    filters: tuple[Filter, ...]
    only: str
    words: str
    next: NextAct | None
    letters: int
    carries: bool
    opened: bool
    checked: int | None
    removed: Participant | None
    comparisons: tuple[Link, ...]
    """Processes that enough bodies have answered about to be compared."""
    missing: int
    """How many bodies are still missing for the first comparison; 0 when there is one, or none can come of this survey."""
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


@router.get("/survey/{campaign_id}")
def campaign_page(
    view: Viewed, campaign_id: str, only: str = "", q: str = "", opened: str = "", gone: str = ""
) -> Response:
    """The state of one survey; `only` and `q` narrow the list of sections. `gone` was just taken off it (body and section)."""
    body, _, section = gone.partition("/")
    removed = Participant(campaign_id, body, section) if gone else None
    return _page(view, campaign_id, only=only, q=q, opened=bool(opened), removed=removed)


@router.get("/survey/{campaign_id}/form.xlsx")
def form_file(view: Viewed, campaign_id: str, body: str, section: str = "") -> Response:
    """The form of one section."""
    content = form_for(view.workspace, campaign_id, body, section)
    name = form_name(find_campaign(view.workspace, campaign_id), view.workspace.body(body), section)
    return download(content, name)


@router.get("/survey/{campaign_id}/forms.zip")
def forms_file(view: Viewed, campaign_id: str) -> Response:
    """The forms of all sections; a large set is written as a job first."""
    ws = view.workspace
    campaign = find_campaign(ws, campaign_id)

    def work(progress: Progress) -> bytes:
        return all_forms(ws, campaign_id, progress=progress)

    results: Results = view.request.app.state.results
    address = f"/survey/{campaign_id}/forms.zip"
    state = campaign_state(ws, campaign_id)
    held = tuple((s.participant.key, s.submission.id if s.submission else "") for s in state.sections)
    title = Text(f"「{campaign.title}」の調査票をつくる", f"Writing the forms of {campaign.title}")
    found = results.get(
        ws, ("forms", campaign_id, held), work, owner=campaign.owner, title=title, address=address, wait=view.wants_json
    )
    if isinstance(found, Job):
        return view.go(f"/jobs/{found.id}")
    return download(found, forms_name(ws, campaign))


@router.get("/survey/{campaign_id}/state.{kind}")
def state_file(view: Viewed, campaign_id: str, kind: str) -> Response:
    """The list of sections as a workbook or CSV."""
    ws = view.workspace
    state = campaign_state(ws, campaign_id)
    table, synthetic = state_table(ws, state), line_of(ws, state).synthetic
    makers = {
        "xlsx": lambda: write_workbook([table], language=view.language, notice=synthetic_notice(synthetic)),
        "csv": lambda: table_csv(table, view.language),
    }
    if kind not in makers:
        raise NotFound(Text(f"「{kind}」という書き出しはありません", f"there is no export {kind}"))
    mark = "架空_" if synthetic else ""
    return download(makers[kind](), f"{mark}{state.campaign.title}_{view.text('回答の状況', 'state')}.{kind}")


@router.post("/survey/{campaign_id}/sections")
def ask_sections(view: Viewed, form: Form, campaign_id: str) -> Response:
    """Name sections, or change their addresses."""
    ws = view.workspace
    campaign = find_campaign(ws, campaign_id)
    try:
        wanted = _wanted(ws, campaign, form.text("sections"))
        add_participants(ws, campaign_id, wanted)
    except InputRefused as refused:
        problems = tuple(
            Problem(p.code, p.what, p.remedy, Place(column="sections"), p.severity) for p in refused.problems
        )
        return _page(view, campaign_id, values=form.values(), problems=problems)
    return view.go(f"/survey/{campaign_id}#sections")


def _wanted(ws: Workspace, campaign: Campaign, lines: str) -> tuple[Asked, ...]:
    found = read_asked(lines, [ws.body(b) for b in campaign.bodies])
    if found:
        return found
    raise InputRefused([
        Problem(
            "survey-no-section",
            Text("係が書かれていません", "no section is named"),
            Text("1行に1つ、係を書いてください", "write a section on each line"),
        )
    ])  # fmt: skip


@router.post("/survey/{campaign_id}/ask-again")
def ask_again(view: Viewed, form: Form, campaign_id: str) -> Response:
    """Undo taking a section off the list."""
    add_participants(view.workspace, campaign_id, [Asked(form.text("body"), form.text("section"), form.text("mail"))])
    return view.go(f"/survey/{campaign_id}#sections")


@router.post("/survey/{campaign_id}/sections/remove")
def ask_no_more(view: Viewed, form: Form, campaign_id: str) -> Response:
    """Take a section that has not answered off the list."""
    body, section = form.text("body"), form.text("section")
    remove_participant(view.workspace, campaign_id, body=body, section=section)
    return view.go(f"/survey/{campaign_id}?{urlencode({'gone': f'{body}/{section}'})}")


@router.post("/survey/{campaign_id}/deadline")
def move_deadline(view: Viewed, form: Form, campaign_id: str) -> Response:
    """Give more time, or less."""
    day = day_of(form.text("deadline"))
    if day is None:
        return _page(view, campaign_id, values=form.values(), problems=(_no_day(form.text("deadline")),))
    try:
        change_deadline(view.workspace, campaign_id, day)
    except InputRefused as refused:
        return _page(view, campaign_id, values=form.values(), problems=refused.problems)
    return view.go(f"/survey/{campaign_id}")


def _no_day(written: str) -> Problem:
    return Problem(
        "survey-deadline",
        Text("締切を日付として読めません", "the deadline is not a day"),
        Text("2026-10-30 の形で入れてください", "write it like 2026-10-30"),
        Place(column="deadline", value=written),
    )


@router.post("/survey/{campaign_id}/close", dependencies=OUR_FORM)
def close(view: Viewed, campaign_id: str) -> Response:
    """Take no more answers."""
    close_campaign(view.workspace, campaign_id)
    return view.go(f"/survey/{campaign_id}")


@router.post("/survey/{campaign_id}/reopen", dependencies=OUR_FORM)
def reopen(view: Viewed, campaign_id: str) -> Response:
    """Take answers again."""
    reopen_campaign(view.workspace, campaign_id)
    return view.go(f"/survey/{campaign_id}")


@router.post("/survey/{campaign_id}/check-again", dependencies=OUR_FORM)
def check_once_more(view: Viewed, campaign_id: str) -> Response:
    """Hold every answer against all that have come since."""
    ws = view.workspace
    campaign = find_campaign(ws, campaign_id)

    def work(progress: Progress) -> str:
        return f"/survey/{campaign_id}?checked={check_again(ws, campaign_id, progress=progress)}"

    results: Results = view.request.app.state.results
    title = Text(f"「{campaign.title}」の回答を確かめ直す", f"Checking the answers to {campaign.title} again")
    done = results.get(
        ws, ("check-again", campaign_id, ws.clock()), work, owner=campaign.owner, title=title,
        address=f"/survey/{campaign_id}", gives_address=True,
    )  # fmt: skip
    return view.go(f"/jobs/{done.id}" if isinstance(done, Job) else done)


def _page(
    view: View, campaign_id: str, *, only: str = "", q: str = "", opened: bool = False, removed: Participant | None = None,
    values: Mapping[str, str] | None = None, problems: tuple[Problem, ...] = (),
) -> Response:  # fmt: skip
    page = present(
        view.workspace, campaign_id, only=only, q=q, opened=opened, checked=_checked(view), removed=removed, values=values or {}, problems=problems
    )  # fmt: skip
    return view.page("pages/survey_one.html", page, campaign_frame(page.campaign), status=422 if problems else 200)


def _checked(view: View) -> int | None:
    """Of how many answers the findings have changed, when they were just checked again."""
    written = view.request.query_params.get("checked", "")
    return int(written) if written.isascii() and written.isdigit() else None


def campaign_frame(line: CampaignLine, *more: Link, title: Text | None = None) -> Frame:
    """The frame of a page about one survey."""
    return Frame(
        title=title or line.title, step=Step.RECORDS, shoulder=SURVEY.text if title is None else line.title,
        crumbs=(SURVEY, Link(line.address, line.title), *more), synthetic=line.synthetic,
        scope=(ScopePart(Text("相手", "Asked"), line.of_whom), ScopePart(Text("年度", "Year"), line.year)),
    )  # fmt: skip


def present(
    ws: Workspace, campaign_id: str, *, only: str, q: str, opened: bool, checked: int | None, removed: Participant | None,
    values: Mapping[str, str], problems: tuple[Problem, ...],
) -> CampaignPage:  # fmt: skip
    """The page value."""
    state = campaign_state(ws, campaign_id)
    line, carries = line_of(ws, state), carries_through(ws, state.campaign)
    names = {b.code: b.name for b in ws.library.bodies()}
    sections = [section_line(state, s, names) for s in state.sections]
    chosen = [s for s in sections if only in ("", s.state) and _found(s, q)]
    letters = len(ws.library.reminders(campaign_id)) if carries else 0
    comparisons, missing = _comparisons(ws, state.campaign)
    return CampaignPage(
        line, tuple(chosen[:_MOST_SECTIONS]), max(len(chosen) - _MOST_SECTIONS, 0),
        tuple(_filter(line, sections, value, q) for value in FILTERS), only, q, _next(state, line, letters, comparisons) if carries else None,
        letters, carries, opened, checked, removed, comparisons, missing, values, problems,
    )  # fmt: skip


def _comparisons(ws: Workspace, campaign: Campaign) -> tuple[tuple[Link, ...], int]:
    """The comparisons that the campaign's group can see, and how many bodies are missing for the first."""
    if not campaign.of_group:
        return (), 0
    members, answered = set(campaign.bodies), answered_by(ws, fiscal_year=campaign.fiscal_year)
    counts = {p: len(members & answered.get(p, frozenset())) for p in campaign.processes}
    asked = SurveyQuestion(year=campaign.fiscal_year)
    links = tuple(
        Link(survey_address(campaign.owner, p, asked), ws.process(p).title)
        for p, n in counts.items()
        if n >= SMALLEST_GROUP
    )
    short = SMALLEST_GROUP - max(counts.values(), default=0)
    return links, 0 if links or len(members) < SMALLEST_GROUP else short


def _found(line: SectionLine, words: str) -> bool:
    known = f"{line.body} {line.body_name.ja} {line.body_name.en} {line.section}".casefold()
    return all(word in known for word in words.casefold().split())


def _filter(line: CampaignLine, sections: list[SectionLine], value: str, words: str) -> Filter:
    query = urlencode({k: v for k, v in (("only", value), ("q", words)) if v})
    count = sum(value in ("", s.state) for s in sections)
    return Filter(value, FILTERS[value], count, line.address + (f"?{query}" if query else ""))


def _next(state: CampaignState, line: CampaignLine, letters: int, comparisons: tuple[Link, ...]) -> NextAct | None:
    """What to do next: look at answers, then write to who has not answered, then close, then compare."""
    waiting = undecided(state)
    if waiting:
        n = len(waiting)
        return NextAct(
            _section(waiting[0]), Text("回答を確かめる", "Check the answers"),
            Text(f"確認を待つ回答が{n}件あります。いちばん上から開きます。", f"{n} answer{'' if n == 1 else 's'} to check; the first one is opened."),
        )  # fmt: skip
    if line.closed and comparisons:
        return NextAct(
            comparisons[0].href, Text("調査を比べる", "Compare the surveys"),
            Text("団体どうしで、工程ごとの時間と費用を比べられます。", "Hours and cost can be compared step by step."),
        )  # fmt: skip
    if line.closed:
        return None
    if line.silent or line.returned:
        return _write(line, letters)
    return NextAct(
        f"{line.address}/close", Text("締め切る", "Close the survey"),
        Text("すべての係の回答を確認しました。締め切ると、新しい回答を受け取らなくなります。", "Every section’s answer has been accepted. Once closed, no more are taken."),
        posts=True,
    )  # fmt: skip


def _section(state: SectionState) -> str:
    held = state.submission
    assert held is not None
    return section_address(held.campaign, held.body, held.section)


def _write(line: CampaignLine, letters: int) -> NextAct:
    address, n = f"{line.address}/letters", line.silent + line.returned
    if not letters:
        return NextAct(
            address, Text("依頼文をつくる", "Write the letters"),
            Text("調査票と依頼文を、係に渡してください。", "Give the sections their forms with a letter."),
        )  # fmt: skip
    return NextAct(
        address, Text("催促の文面をつくる", "Write reminders"),
        Text(f"{n}係の回答を待っています。{line.left.ja}。", f"Waiting for {n} section{'' if n == 1 else 's'}; {line.left.en}."),
    )  # fmt: skip
