# SPDX-License-Identifier: Apache-2.0
"""A survey that is carried through as tables: who has answered, and what a section answered. Pages, commands and files show these rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from machikata.domain.calendar import fiscal_year_text
from machikata.domain.errors import Problem, Severity
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.domain.wording import moment
from machikata.domain.workload import SectionSurvey, SurveyLine
from machikata.publication.comparison_tables import Form, ResultTable, TableColumn, Value
from machikata.workspace.campaigns import CampaignState, SectionState
from machikata.workspace.table_reports import ended, quoted
from machikata.workspace.workspace import Workspace

NOT_ANSWERED = Text("未回答", "Not answered")
RECEIVED, ANSWER_NUMBER = Text("受け取った日時", "Received"), Text("回答の番号", "Answer")
_YES, _NO = Text("はい", "yes"), Text("いいえ", "no")


def state_table(ws: Workspace, state: CampaignState, *, for_people: bool = False) -> ResultTable:
    """Every section of a campaign with where it stands, one row each. Times as files hold them, or as people read them."""
    names = {b.code: b.name for b in ws.library.bodies()}
    columns = (
        TableColumn(Text("団体コード", "Code")), TableColumn(Text("団体", "Body")), TableColumn(Text("係", "Section")),
        TableColumn(Text("メール", "Mail")), TableColumn(Text("状態", "State")), TableColumn(Text("版", "Version"), Form.COUNT),
        TableColumn(RECEIVED), TableColumn(Text("気づいたこと（件）", "Findings"), Form.COUNT),
        TableColumn(Text("締切後", "Late")), TableColumn(ANSWER_NUMBER),
    )  # fmt: skip
    rows = tuple(_state_row(s, names, for_people) for s in state.sections)
    title = Text(state.campaign.title, state.campaign.title)
    return ResultTable("state", title, columns, rows)


def _state_row(state: SectionState, names: Mapping[str, Text], for_people: bool) -> tuple[Value, ...]:
    asked, held = state.participant, state.submission
    start = (asked.body, names.get(asked.body, Text(asked.body, asked.body)), asked.section, asked.mail)
    if held is None:
        return (*start, NOT_ANSWERED, None, "", None, "", "")
    weights = [f.severity for f in held.findings] + [p.severity for p in held.problems]
    seen = sum(weight is not Severity.NOTE for weight in weights)
    at = held.received_at
    when = Text(moment(at, "ja"), moment(at, "en")) if for_people else at.isoformat(timespec="minutes")
    return (*start, held.state.label, held.version, when, seen, _YES if held.late else _NO, held.id)


def answers_table(survey: SectionSurvey, processes: Iterable[Process]) -> ResultTable:
    """The lines of an answer: step, kind of staff, what was answered, and the hours that follow from volume and minutes."""
    titles = {(p.id, s.id): s.title for p in processes for s in p.surveyed_steps}
    names = {p.id: p.title for p in processes}
    heads = (
        (("業務", "Process"), Form.WORDS), (("事務", "Duty"), Form.WORDS), (("工程", "Step"), Form.WORDS),
        (("担い手", "Kind of staff"), Form.WORDS), (("順番", "Order"), Form.COUNT), (("年間件数（件）", "Cases a year"), Form.COUNT),
        (("1件あたり（分）", "Minutes per case"), Form.DAYS), (("年間時間（時間）", "Hours a year"), Form.DAYS),
        (("件数×分（時間）", "Cases × minutes (hours)"), Form.DAYS), (("年間委託料（円）", "Fee a year (yen)"), Form.COUNT),
        (("繁忙月", "Busy months"), Form.WORDS), (("定型・判断", "Nature"), Form.WORDS), (("紙・電子", "Medium"), Form.WORDS),
        (("システム", "System"), Form.WORDS), (("例外の割合", "Exceptions"), Form.SHARE), (("根拠法令", "Legal basis"), Form.WORDS),
        (("備考", "Note"), Form.WORDS),
    )  # fmt: skip
    rows = tuple(_answer_row(line, names, titles) for line in survey.lines)
    title = fiscal_year_text(survey.fiscal_year)
    columns = tuple(TableColumn(Text(*head), form) for head, form in heads)
    return ResultTable("answers", Text(f"回答（{title.ja}）", f"Answers ({title.en})"), columns, rows)


def _answer_row(
    line: SurveyLine, names: Mapping[str, Text], titles: Mapping[tuple[str, str], Text]
) -> tuple[Value, ...]:
    return (
        names.get(line.process, Text(line.process, line.process)), line.duty, step_title(line, titles), line.staff.label,
        line.order, line.cases, line.minutes_per_case, line.hours, line.hours_from_volume, line.fee_yen, busy_months(line),
        line.nature.label if line.nature else "", line.medium.label if line.medium else "", line.system,
        line.exception_share, line.legal_basis, line.note,
    )  # fmt: skip


def step_title(line: SurveyLine, titles: Mapping[tuple[str, str], Text]) -> Text:
    """What the step is called; one of the section's own says so."""
    if not line.step:
        return Text(f"{line.title}（独自）", f"{line.title} (own)")
    return titles.get((line.process, line.step)) or Text(line.title or line.step, line.title or line.step)


def busy_months(line: SurveyLine) -> Text:
    """The busy months in words; "" when they were not answered."""
    first, last = line.busy_from, line.busy_to
    if first is None or last is None:
        only = first or last
        return Text(f"{only}月", f"month {only}") if only else Text("", "")
    if first == last:
        return Text(f"{first}月", f"month {first}")
    return Text(f"{first}月〜{last}月", f"months {first} to {last}")


def staff_table(survey: SectionSurvey) -> ResultTable:
    """The people of the section by kind of staff."""
    heads = (
        (("担い手", "Kind of staff"), Form.WORDS), (("人数（人）", "Persons"), Form.DAYS),
        (("年間勤務時間（時間）", "Hours a year"), Form.COUNT), (("年間時間外（時間）", "Overtime a year"), Form.COUNT),
        (("1時間あたりの費用（円）", "Yen per hour"), Form.COUNT),
    )  # fmt: skip
    rows = tuple((s.staff.label, s.persons, s.hours, s.overtime_hours, s.yen_per_hour) for s in survey.staff)
    columns = tuple(TableColumn(Text(*head), form) for head, form in heads)
    return ResultTable("staff", Text("人員", "Staff"), columns, rows)


def problems_table(problems: Sequence[Problem], title: Text) -> ResultTable:
    """Findings with place, value and remedy: a list to work through."""
    words = (("重さ", "Weight"), ("シート", "Sheet"), ("セル・行", "Cell or row"), ("列", "Column"), ("書かれている値", "Value"),
             ("理由", "Reason"), ("直し方", "Remedy"))  # fmt: skip
    columns = (*(TableColumn(Text(*w)) for w in words), TableColumn(Text("数", "Count"), Form.COUNT))
    rows = tuple(
        (WEIGHTS[p.severity], p.place.sheet, p.place.cell or (str(p.place.row) if p.place.row else ""), p.place.column,
         quoted(p.place.value), ended(p.what), ended(p.remedy), p.count)
        for p in problems
    )  # fmt: skip
    return ResultTable("problems", title, columns, rows)


WEIGHTS = {
    Severity.ERROR: Text("直す", "to correct"),
    Severity.WARNING: Text("確かめる", "to check"),
    Severity.NOTE: Text("参考", "for information"),
}
