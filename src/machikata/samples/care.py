# SPDX-License-Identifier: Apache-2.0
"""要介護認定: certification of the need for long-term care, limit 30 days (介護保険法 第27条第11項)."""

from __future__ import annotations

from datetime import date

from machikata.domain.process import Concept, Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.samples.flow import Again, Awaited, Both, Choice, Flow, Leave, Rounds, Share, Step, Wait, Watch
from machikata.samples.model import (
    Behaviour,
    CaseAttribute,
    DeskPlan,
    Period,
    Practice,
    ProcessModel,
    Season,
)

KIND, CHANNEL, AGE, PLACE = "申請の種類", "受付の方法", "年齢層", "調査の場所"
NEW, RENEWAL, CHANGE = "新規", "更新", "区分変更"

EARLY_OPINION = Practice(
    "early_opinion",
    Text(
        "更新の意見書を、満了60日前の一覧で申請の日に依頼する",
        "For renewals, the doctor's opinion is asked for on the day of application, from a list sent 60 days before expiry",
    ),
)
ELECTRONIC_COUNCIL = Practice(
    "electronic_council",
    Text(
        "審査会の資料を電子で送り、週3回の電子の会にかける",
        "Papers go to the council electronically, which then sits three times a week online",
    ),
)
CHIEF_APPROVAL = Practice(
    "chief_approval",
    Text(
        "意見書を依頼する前に、係長の決裁をとる", "The section chief approves before the doctor's opinion is asked for"
    ),
)
REMIND_ALL = Practice(
    "remind_all", Text("14日を過ぎた意見書を全件催促する", "Every opinion later than 14 days is reminded")
)

TABLET_SURVEY = Practice(
    "tablet_survey",
    Text(
        "認定調査の結果をタブレットで入力し、記入もれは訪問先で機械が知らせる",
        "Survey results are typed on a tablet, which points out gaps during the visit",
    ),
)
"""Leaves no mark of its own in a log: only the minutes of checking the form are fewer."""

_CONCEPTS = (
    ("denshi_todoku", "電子申請の到達", "Electronic application arrives"),
    ("uketsuke", "申請の受付", "Application accepted"),
    ("chosa_irai", "調査の依頼", "Survey arranged"),
    ("chosa", "認定調査", "Survey visit"),
    ("chosa_kakunin", "調査票の確認", "Survey form checked"),
    ("kakaricho_kessai", "係長の決裁", "Approval by the section chief"),
    ("ikensho_irai", "意見書の依頼", "Doctor's opinion asked for"),
    ("ikensho_senko", "意見書の先行依頼（満了60日前の一覧）", "Doctor's opinion asked for early (60-day list)"),
    ("ikensho_saisoku", "意見書の催促", "Doctor's opinion reminded"),
    ("ikensho_juryo", "意見書の受領", "Doctor's opinion received"),
    ("ichiji", "一次判定", "First assessment (computer)"),
    ("shiryo", "審査会の資料作成", "Papers for the council"),
    ("shiryo_denshi", "審査会資料の電子送付", "Papers sent to the council electronically"),
    ("shinsakai", "審査会（二次判定）", "Council (second assessment)"),
    ("shokai", "追加資料の照会", "Further papers asked for"),
    ("tsuchi", "結果の通知", "Notice of the result"),
    ("enki", "延期の通知", "Notice of delay"),
    ("torisage", "申請の取り下げ", "Application withdrawn"),
)

_ACCEPTING, _SURVEYING = Text("申請の受理", "Taking applications"), Text("認定調査の事務", "Survey of the applicant")
_COUNCIL, _NOTICE = Text("審査会の事務", "Business of the council"), Text("通知の事務", "Notices")
_STEPS = (
    ProcessStep("care.s1", Text("申請の受付", "Acceptance"), ("care.uketsuke", "care.torisage"), ("care.uketsuke",), _ACCEPTING),
    ProcessStep("care.s2", Text("調査の依頼・日程の調整", "Survey arranged"), ("care.chosa_irai",), (), _SURVEYING),
    ProcessStep("care.s3", Text("認定調査", "Survey visit"), ("care.chosa",), (), _SURVEYING),
    ProcessStep("care.s4", Text("調査票の確認", "Survey form checked"), ("care.chosa_kakunin",), (), _SURVEYING),
    ProcessStep("care.s5", Text("意見書の依頼・催促", "Doctor's opinion asked for and reminded"),
                ("care.kakaricho_kessai", "care.ikensho_irai", "care.ikensho_senko", "care.ikensho_saisoku"),
                ("care.ikensho_irai", "care.ikensho_senko"), _COUNCIL),
    ProcessStep("care.s6", Text("審査会の資料作成", "Papers for the council"), ("care.shiryo", "care.shiryo_denshi", "care.shokai"),
                ("care.shiryo",), _COUNCIL),
    ProcessStep("care.s7", Text("結果の通知", "Notice of the result"), ("care.tsuchi", "care.enki"), ("care.tsuchi",), _NOTICE),
)  # fmt: skip

PROCESS = Process(
    id="care-need-certification",
    title=Text("要介護認定", "Certification of care need"),
    concepts=tuple(Concept(f"care.{key}", Text(ja, en)) for key, ja, en in _CONCEPTS),
    limit_days=30.0,
    limit_source=Text(
        "介護保険法 第27条第11項（申請の日から30日以内）",
        "Long-Term Care Insurance Act, art. 27 (11): within 30 days of the application",
    ),
    steps=_STEPS,
)

_MOST = Share(0.75)
"""No way of working reaches every case: some doctors and some council groups stay with the ordinary way."""


def flow(behaviour: Behaviour) -> Flow:
    """The way of a case through the care section."""
    return (
        Step("care.uketsuke", "front", 18),
        Watch(Step("care.enki", "clerk", 6), 28, Share(0.9)),
        Leave(Step("care.torisage", "front", 8, wait=Wait(4)), Share(0.006)),
        Both(_survey(behaviour), _opinion(behaviour)),
        Step("care.ichiji", wait=Wait(0.6)),
        *_council(behaviour),
        Step("care.tsuchi", "clerk", 9, wait=Wait(0.8)),
    )


def _survey(behaviour: Behaviour) -> Flow:
    checking = 11.0 if behaviour.does(TABLET_SURVEY) else 24.0
    visit = (
        Step(
            "care.chosa",
            "surveyor",
            68,
            wait=Wait(8.5, 0.4, {KIND: {NEW: 1.4, RENEWAL: 0.75, CHANGE: 1.05}, PLACE: {"病院": 1.2, "施設": 0.95}}),
        ),
        Step("care.chosa_kakunin", "clerk", checking, wait=Wait(1.6)),
    )
    return (Step("care.chosa_irai", "clerk", 22, wait=Wait(0.5)), Again(visit, Share(0.06)))


def _opinion(behaviour: Behaviour) -> Flow:
    share = Share(1.0 if behaviour.does(REMIND_ALL) else 0.55)
    reminder = Step("care.ikensho_saisoku", "clerk", 12)
    received = Step("care.ikensho_juryo")

    def awaited(days: float) -> Awaited:
        wait = Wait(days, 0.5, {KIND: {NEW: 1.7, RENEWAL: 0.85, CHANGE: 1.1}})
        return Awaited(received, wait, reminder, 14.0, share)

    ordinary: Flow = (Step("care.ikensho_irai", "clerk", 19, rounds=Rounds((1, 4), minute=120)), awaited(16.0))
    if behaviour.does(CHIEF_APPROVAL):
        approved: Flow = (Step("care.kakaricho_kessai", "chief", 4, wait=Wait(2.8, 0.3)), *ordinary)
        ordinary = (Choice(_MOST, approved, ordinary),)
    if not behaviour.does(EARLY_OPINION):
        return ordinary
    early: Flow = (Step("care.ikensho_senko", "clerk", 19), awaited(7.0))
    only_renewals = Share(_MOST.value, {KIND: {NEW: 0.0, CHANGE: 0.0}})
    return (Choice(only_renewals, early, ordinary),)


def _council(behaviour: Behaviour) -> Flow:
    shiryo = Step("care.shiryo", "clerk", 21, wait=Wait(0.8))
    once: Flow = (Step("care.shinsakai", rounds=Rounds((1, 3), minute=300, lead_days=5)),)
    if behaviour.does(ELECTRONIC_COUNCIL):
        electronic = Step("care.shinsakai", rounds=Rounds((0, 2, 4), minute=300, lead_days=1))
        once = (Choice(_MOST, (Step("care.shiryo_denshi", "clerk", 3), electronic), once),)
    more = (Step("care.shokai", "clerk", 15), Step("care.shinsakai", wait=Wait(6), rounds=Rounds((1, 3), minute=300)))
    return (shiryo, *once, Choice(Share(0.015), more))


MODEL = ProcessModel(
    process=PROCESS,
    period=Period(date(2025, 4, 1), date(2026, 3, 31), date(2026, 4, 20)),
    cases_per_10000=390.0,
    season=Season((0.97, 0.98, 1.11, 1.02, 1.0, 0.98, 1.05, 0.95, 1.0, 1.04, 0.98, 0.93)),
    attributes=(
        CaseAttribute(KIND, (NEW, RENEWAL, CHANGE), (0.38, 0.48, 0.14)),
        CaseAttribute(CHANNEL, ("窓口", "郵送", "電子"), (0.62, 0.26, 0.12)),
        CaseAttribute(AGE, ("65～74歳", "75～84歳", "85歳以上"), (0.13, 0.37, 0.50)),
        CaseAttribute(PLACE, ("自宅", "病院", "施設"), (0.58, 0.20, 0.22)),
    ),
    desks=(
        DeskPlan("front", "介護保険係", {StaffKind.REGULAR: 0.35, StaffKind.FIXED_TERM: 0.65}, 2),
        DeskPlan("clerk", "介護認定係", {StaffKind.REGULAR: 0.5, StaffKind.FIXED_TERM: 0.5}, 3),
        DeskPlan("surveyor", "介護認定係", {StaffKind.FIXED_TERM: 0.6, StaffKind.CONTRACTOR: 0.4}, 2),
        DeskPlan("chief", "介護認定係", {StaffKind.REGULAR: 1.0}, 1),
    ),
    flow=flow,
    practices=(EARLY_OPINION, ELECTRONIC_COUNCIL, CHIEF_APPROVAL, REMIND_ALL, TABLET_SURVEY),
    outside=(CHANNEL, "電子", "care.denshi_todoku"),
)
