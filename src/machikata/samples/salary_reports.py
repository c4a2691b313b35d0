# SPDX-License-Identifier: Apache-2.0
"""給与支払報告書の処理: salary reports that employers send in January for the local income tax. One case is one submission."""

from __future__ import annotations

from datetime import date

from machikata.domain.process import Concept, Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.samples.flow import Choice, Flow, Rounds, Share, Step, Wait
from machikata.samples.model import (
    Behaviour,
    CaseAttribute,
    DeskPlan,
    Peak,
    Period,
    Practice,
    ProcessModel,
    Season,
)

CHANNEL, SIZE, COLLECTION = "提出の方法", "事業所の規模", "徴収の方法"
ONLINE, DISC, PAPER = "eLTAX", "光ディスク等", "紙"
_SMALL, _MIDDLE, _LARGE = "9人以下", "10～49人", "50人以上"

PRINT_AND_RETYPE = Practice(
    "print_and_retype",
    Text("電子で届いた報告書を紙に印刷し、入力し直す", "Reports that came online are printed and typed in again"),
)

_CONCEPTS = (
    ("uketsuke", "報告書の受付", "Report accepted"),
    ("denshi", "電子データの取り込み", "Online data loaded"),
    ("baitai", "媒体の取り込み", "Disc loaded"),
    ("insatsu", "報告書の印刷", "Report printed on paper"),
    ("shiwake", "報告書の仕分け", "Reports sorted"),
    ("nyuryoku", "データの入力（紙）", "Data typed in (paper)"),
    ("shogo", "入力の照合", "Typing checked"),
    ("nayose", "宛名の名寄せ", "Matched with residents"),
    ("chosa", "宛名の調査", "Resident searched for"),
    ("shinsa", "報告書の審査", "Report examined"),
    ("shokai", "事業所への照会", "Employer asked"),
    ("kaito", "回答の受領", "Answer received"),
    ("toroku", "課税資料の登録", "Tax record registered"),
    ("kakutei", "課税資料の確定", "Tax record closed"),
)

_ACCEPTING, _ENTRY, _EXAMINING = (
    Text("報告書の受理", "Taking reports"),
    Text("入力の事務", "Data entry"),
    Text("審査の事務", "Examination"),
)
_STEPS = (
    ProcessStep("salary.s1", Text("受付・仕分け", "Acceptance and sorting"),
                ("salary.uketsuke", "salary.shiwake", "salary.baitai"), ("salary.uketsuke",), _ACCEPTING),
    ProcessStep("salary.s1p", Text("電子で届いた報告書の印刷", "Printing of reports that came online"), ("salary.insatsu",), (), _ENTRY),
    ProcessStep("salary.s2", Text("データの入力・照合", "Typing and checking"), ("salary.nyuryoku", "salary.shogo"),
                ("salary.nyuryoku",), _ENTRY),
    ProcessStep("salary.s3", Text("名寄せ・宛名の調査", "Matching with residents"), ("salary.chosa",), (), _EXAMINING),
    ProcessStep("salary.s4", Text("審査・照会", "Examination and questions"), ("salary.shinsa", "salary.shokai", "salary.kaito"),
                ("salary.shinsa",), _EXAMINING),
    ProcessStep("salary.s5", Text("登録", "Registration"), ("salary.toroku",), (), _EXAMINING),
)  # fmt: skip

PROCESS = Process(
    id="salary-reports",
    title=Text("給与支払報告書の処理", "Salary reports (local income tax)"),
    concepts=tuple(Concept(f"salary.{key}", Text(ja, en)) for key, ja, en in _CONCEPTS),
    steps=_STEPS,
)

_BY_SIZE = {SIZE: {_SMALL: 0.55, _MIDDLE: 1.3, _LARGE: 2.8}}


def flow(behaviour: Behaviour) -> Flow:
    """The way of a submission through the tax section."""
    online = Share(1.0, {CHANNEL: {DISC: 0.0, PAPER: 0.0}})
    disc = Share(1.0, {CHANNEL: {ONLINE: 0.0, PAPER: 0.0}})
    typed: Flow = (
        Step("salary.nyuryoku", "typing", 16, factors=_BY_SIZE),
        Step("salary.shogo", "typing", 6, factors=_BY_SIZE),
    )
    loaded: Flow = (Step("salary.denshi", rounds=Rounds((0, 1, 2, 3, 4), minute=20)),)
    if behaviour.does(PRINT_AND_RETYPE):
        printed: Flow = (
            Step("salary.insatsu", "front", 4, factors=_BY_SIZE, rounds=Rounds((1, 4), minute=60, lead_days=1)),
            *typed,
        )
        loaded = (Choice(Share(0.8), printed, loaded),)
    on_paper: Flow = (Step("salary.shiwake", "front", 5), *typed)
    return (
        Step("salary.uketsuke", "front", 3),
        Choice(online, loaded, (Choice(disc, (Step("salary.baitai", "front", 9),), on_paper),)),
        *_examination(),
        Step("salary.toroku", "tax", 3),
        Step("salary.kakutei", rounds=Rounds((0, 2, 4), minute=450)),
    )


def _examination() -> Flow:
    search: Flow = (Step("salary.chosa", "tax", 11, wait=Wait(1.0)),)
    ask: Flow = (Step("salary.shokai", "tax", 10), Step("salary.kaito", "tax", 4, wait=Wait(8.0)))
    return (
        Step("salary.nayose", rounds=Rounds((1, 4), minute=30)),
        Choice(Share(0.22, {SIZE: {_LARGE: 1.6}}), search),
        Step("salary.shinsa", "tax", 8, factors=_BY_SIZE),
        Choice(Share(0.08, {CHANNEL: {PAPER: 1.4}}), ask),
    )


MODEL = ProcessModel(
    process=PROCESS,
    period=Period(date(2026, 1, 5), date(2026, 4, 17), date(2026, 4, 20)),
    cases_per_10000=340.0,
    season=Season(
        (1.0, 0.5, 0.12, 0.06, 0.05, 0.04, 0.03, 0.03, 0.03, 0.03, 0.03, 0.15), peak=Peak(1, 29, height=5.0, days=6.0)
    ),
    attributes=(
        CaseAttribute(CHANNEL, (ONLINE, DISC, PAPER), (0.62, 0.07, 0.31)),
        CaseAttribute(SIZE, (_SMALL, _MIDDLE, _LARGE), (0.61, 0.28, 0.11)),
        CaseAttribute(COLLECTION, ("特別徴収", "普通徴収"), (0.81, 0.19)),
    ),
    desks=(
        DeskPlan("front", "市民税係", {StaffKind.FIXED_TERM: 1.0}, 1),
        DeskPlan("typing", "市民税係", {StaffKind.FIXED_TERM: 0.5, StaffKind.CONTRACTOR: 0.5}, 2),
        DeskPlan("tax", "市民税係", {StaffKind.REGULAR: 0.8, StaffKind.FIXED_TERM: 0.2}, 2),
    ),
    flow=flow,
    practices=(PRINT_AND_RETYPE,),
    busy=0.42,
)
