# SPDX-License-Identifier: Apache-2.0
"""Thirty bodies for the workload survey: `varied_plan` with eight truths planted in what they do or in how they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from machikata.domain.text import Text
from machikata.domain.workload import Medium, StaffKind
from machikata.samples import care, salary_reports
from machikata.samples.answering import AnsweringHabit
from machikata.samples.model import Behaviour, Practice
from machikata.samples.more_plans import varied_plan
from machikata.samples.plans import BodyPlan, SamplePlan
from machikata.samples.truths import FoundBy, PlantedTruth

_CARE, _SALARY = care.PROCESS.id, salary_reports.PROCESS.id

HOURS_TOO_MANY = AnsweringHabit(hours_factor=1.55)
HALF_HOURS = AnsweringHabit(grid=30, hours_from_minutes=True)
FEW_PEOPLE = AnsweringHabit(staff_factor=0.1)
TABLET = AnsweringHabit(media={"care.s4": Medium.ELECTRONIC})
APPROVAL_APART = AnsweringHabit(own_steps={"care.kakaricho_kessai": "係長の決裁"})
COUNCIL_FIRST = AnsweringHabit(order={"care.s6": 2, "care.s2": 3, "care.s5": 3, "care.s3": 4, "care.s4": 5})
"""Habits that the plans plant in care certification."""
CONTRACTED_VISITS: Mapping[str, Mapping[StaffKind, float]] = {"surveyor": {StaffKind.CONTRACTOR: 1.0}}
"""Desks of a body whose surveyors are all a contractor's."""


@dataclass(frozen=True, slots=True)
class _Planted:
    """What is changed in one body: practices and staff of care certification, habits of answering it, practices of salary reports."""

    practices: frozenset[Practice] = frozenset()
    staff: Mapping[str, Mapping[StaffKind, float]] = field(default_factory=dict)
    habit: AnsweringHabit | None = None
    salary: frozenset[Practice] = frozenset()


_PLANTED: Mapping[int, _Planted] = {
    2: _Planted(habit=APPROVAL_APART),
    3: _Planted(frozenset({care.TABLET_SURVEY}), habit=TABLET),
    6: _Planted(frozenset({care.TABLET_SURVEY}), habit=TABLET),
    10: _Planted(habit=HOURS_TOO_MANY),
    13: _Planted(habit=HALF_HOURS),
    16: _Planted(habit=FEW_PEOPLE),
    20: _Planted(staff=CONTRACTED_VISITS),
    23: _Planted(salary=frozenset({salary_reports.PRINT_AND_RETYPE})),
    26: _Planted(habit=COUNCIL_FIRST),
}
"""By position among the thirty: 0–9 都市Ⅰ-3, 10–19 町村Ⅴ-2, 20–29 町村Ⅲ-1. Both bodies of the best practice are of one class."""


def _survey_plan() -> SamplePlan:
    ordinary = varied_plan(seed=1).bodies
    bodies = tuple(_planted(body, _PLANTED.get(place)) for place, body in enumerate(ordinary))
    title = Text("業務量調査に答えた架空の30団体", "Thirty invented bodies that answered a workload survey")
    return SamplePlan("survey-30", title, bodies, truths=_truths(tuple(b.municipality.code for b in bodies)))


def _planted(body: BodyPlan, planted: _Planted | None) -> BodyPlan:
    if planted is None:
        return body
    certification = body.behaviour(_CARE)
    certification = replace(certification, practices=certification.practices | planted.practices, staff=planted.staff)
    behaviours = {**body.behaviours, _CARE: certification}
    if planted.salary:
        behaviours[_SALARY] = Behaviour(planted.salary)
    return replace(body, behaviours=behaviours, answering={_CARE: planted.habit} if planted.habit else {})


def _truths(codes: tuple[str, ...]) -> tuple[PlantedTruth, ...]:
    return (
        PlantedTruth(
            "best-practice-step", _CARE, (codes[3], codes[6]),
            Text("同じ区分の2団体が、認定調査の結果をタブレットで入力しています。調査票の確認の時間が半分ほどです（良い進め方）。",
                 "Two bodies of one class type survey results on a tablet. Checking the form takes about half the time (best practice)."),
            FoundBy.SURVEY_COMPARISON, step="care.s4"),
        PlantedTruth(
            "own-step", _CARE, (codes[2],),
            Text("1団体が、辞書にない工程「係長の決裁」を書き足しています。",
                 "One body adds a step that the dictionary does not have, approval by the section chief."),
            FoundBy.SURVEY_COMPARISON, "care.kakaricho_kessai", "係長の決裁"),
        PlantedTruth(
            "hours-contradict-log", _CARE, (codes[10],),
            Text("申告した年間時間が、件数と1件あたりの時間から計算した時間のおよそ1.55倍あり、記録と合いません。",
                 "The yearly hours reported are about 1.55 times what volume and minutes per case give: they contradict the log."),
            FoundBy.RECONCILIATION),
        PlantedTruth(
            "heaping-30", _CARE, (codes[13],),
            Text("1件あたりの時間がすべて30分きざみで、年間時間もその答えから計算しています。",
                 "All minutes per case are multiples of 30, and yearly hours were worked out from them."),
            FoundBy.SURVEY_CHECK),
        PlantedTruth(
            "more-hours-than-staff", _CARE, (codes[16],),
            Text("申告した年間時間が、係の職員の年間時間（時間外を含む）を超えています。",
                 "The yearly hours reported are more than the people of the section have, overtime included."),
            FoundBy.SURVEY_CHECK),
        PlantedTruth(
            "contracted-step", _CARE, (codes[20],),
            Text("認定調査をすべて委託しています。ほかの団体は、委託と会計年度任用職員で分けています。",
                 "All survey visits are done by a contractor. Elsewhere a contractor and fixed-term staff share them."),
            FoundBy.SURVEY_COMPARISON, "care.chosa", "care.s3"),
        PlantedTruth(
            "paper-detour", _SALARY, (codes[23],),
            Text("電子で届いた報告書を紙に印刷して入力し直しています。ほかの団体にない工程があり、入力の時間も余分にかかります。",
                 "Reports that came online are printed and typed in again: a step that no other body has, and more hours of typing."),
            FoundBy.SURVEY_COMPARISON, "salary.insatsu", "salary.s1p"),
        PlantedTruth(
            "order-contradicts-log", _CARE, (codes[26],),
            Text("調査票の順番が記録と違います。審査会の資料作成を、認定調査や意見書の依頼より前に書いています。",
                 "The order answered is not that of the log: papers for the council stand before survey visits and doctors' opinions."),
            FoundBy.RECONCILIATION, step="care.s6"),
    )  # fmt: skip


SURVEY_PLAN = _survey_plan()
