# SPDX-License-Identifier: Apache-2.0
"""転入届: a household tells the office that it has moved in. Most of it happens at the counter in one visit."""

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

HOUSEHOLD, FROM, CHANNEL, CARD = "世帯", "転入元", "届出の方法", "カードの有無"
_ALONE, _FAMILY = "単身", "2人以上"
_SAME, _OTHER, _ABROAD = "県内", "県外", "国外"
_ONLINE, _COUNTER = "事前にオンライン", "窓口のみ"

TYPED_AHEAD = Practice(
    "typed_ahead",
    Text("事前に届いた内容を、来庁の前に入力しておく", "What was sent ahead online is typed in before the visit"),
)

NO_FORMS = Practice(
    "no_forms",
    Text(
        "書かない窓口：聞き取った内容を、そのまま住民記録システムに取り込む",
        "No forms at the counter: what is said is typed there and loaded into the resident record",
    ),
)
"""Leaves no mark of its own in a log: accepting takes a little longer, typing and checking much less."""

_CONCEPTS = (
    ("jizen", "事前入力", "Typed in ahead"),
    ("uketsuke", "届出の受付", "Notification accepted"),
    ("honnin", "本人確認", "Identity checked"),
    ("shinsa", "届書の審査", "Notification examined"),
    ("koseki", "戸籍の確認", "Family register checked"),
    ("nyuryoku", "住民票の入力", "Resident record typed in"),
    ("shogo", "住民票の照合", "Resident record checked by a second person"),
    ("card", "カードの継続利用", "Card taken over"),
    ("kofu", "住民票の交付", "Certificate issued"),
    ("hikitsugi", "関係課への引き継ぎ", "Passed to other sections"),
    ("tsuchi", "転入通知の送信", "Former municipality told"),
    ("fuhyo", "附票の通知", "Register office told"),
)

_COUNTER_DUTY, _RECORD_DUTY = Text("窓口の事務", "Counter"), Text("住民票の事務", "Resident records")
_STEPS = (
    ProcessStep("moving.s1", Text("受付・本人確認", "Acceptance and identity"),
                ("moving.uketsuke", "moving.honnin", "moving.jizen"), ("moving.uketsuke",), _COUNTER_DUTY),
    ProcessStep("moving.s2", Text("届書の審査", "Examination"), ("moving.shinsa", "moving.koseki"), ("moving.shinsa",), _RECORD_DUTY),
    ProcessStep("moving.s3", Text("住民票の入力・照合", "Typing and checking"), ("moving.nyuryoku", "moving.shogo"),
                ("moving.nyuryoku",), _RECORD_DUTY),
    ProcessStep("moving.s4", Text("カード・証明の交付", "Card and certificate"), ("moving.card", "moving.kofu"), (), _COUNTER_DUTY),
    ProcessStep("moving.s5", Text("引き継ぎ", "Passing on"), ("moving.hikitsugi",), (), _COUNTER_DUTY),
)  # fmt: skip

PROCESS = Process(
    id="moving-in",
    title=Text("転入届", "Moving in"),
    concepts=tuple(Concept(f"moving.{key}", Text(ja, en)) for key, ja, en in _CONCEPTS),
    steps=_STEPS,
)

_FAMILY_WORK = {HOUSEHOLD: {_ALONE: 0.8, _FAMILY: 1.5}}


def flow(behaviour: Behaviour) -> Flow:
    """The way of a notification through the counter and the back office."""
    listened = behaviour.does(NO_FORMS)
    minutes = 3.0 if listened else 13.0
    typing = Step("moving.nyuryoku", "clerk", minutes, factors=_FAMILY_WORK | {CHANNEL: {_ONLINE: 0.8}})
    begin: Flow = (Step("moving.uketsuke", "counter", 6.5 if listened else 5.0),)
    if behaviour.does(TYPED_AHEAD):
        online = Share(0.9, {CHANNEL: {_COUNTER: 0.0}})
        begin = (Choice(online, (Step("moving.jizen", "clerk", 8, factors=_FAMILY_WORK),)), *begin)
        typing = Step("moving.nyuryoku", "clerk", minutes, factors=_FAMILY_WORK | {CHANNEL: {_ONLINE: 0.35}})
    return (
        *begin,
        Step("moving.honnin", "counter", 4),
        Step("moving.shinsa", "clerk", 8, factors=_FAMILY_WORK),
        Choice(Share(0.9, {FROM: {_SAME: 0.0, _OTHER: 0.0}}), (Step("moving.koseki", "clerk", 12, wait=Wait(1.5)),)),
        typing,
        Step("moving.shogo", "clerk", 2.0 if listened else 5.0, factors=_FAMILY_WORK),
        Choice(Share(0.85, {CARD: {"なし": 0.0}}), (Step("moving.card", "counter", 10, factors=_FAMILY_WORK),)),
        Choice(Share(0.62), (Step("moving.kofu", "counter", 4),)),
        Choice(Share(0.4, {HOUSEHOLD: {_FAMILY: 1.9}}), (Step("moving.hikitsugi", "counter", 6),)),
        Step("moving.tsuchi", rounds=Rounds((0, 1, 2, 3, 4), minute=440)),
        Step("moving.fuhyo", rounds=Rounds((0, 3), minute=430)),
    )


MODEL = ProcessModel(
    process=PROCESS,
    period=Period(date(2025, 4, 1), date(2026, 3, 31), date(2026, 4, 20)),
    cases_per_10000=180.0,
    season=Season(
        (0.8, 0.8, 1.7, 1.6, 0.85, 0.8, 0.85, 0.9, 0.85, 0.85, 0.75, 0.75),
        weekdays=(1.35, 1.0, 0.9, 0.85, 1.0),
        peak=Peak(4, 1, height=1.2, days=5.0),
    ),
    attributes=(
        CaseAttribute(HOUSEHOLD, (_ALONE, _FAMILY), (0.61, 0.39)),
        CaseAttribute(FROM, (_SAME, _OTHER, _ABROAD), (0.52, 0.41, 0.07)),
        CaseAttribute(CHANNEL, (_ONLINE, _COUNTER), (0.31, 0.69)),
        CaseAttribute(CARD, ("あり", "なし"), (0.78, 0.22)),
    ),
    desks=(
        DeskPlan("counter", "市民窓口係", {StaffKind.REGULAR: 0.3, StaffKind.FIXED_TERM: 0.7}, 3),
        DeskPlan("clerk", "市民窓口係", {StaffKind.REGULAR: 0.6, StaffKind.FIXED_TERM: 0.4}, 3),
    ),
    flow=flow,
    practices=(TYPED_AHEAD, NO_FORMS),
    busy=0.3,
)
