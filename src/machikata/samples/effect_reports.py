# SPDX-License-Identifier: Apache-2.0
"""Invented reports of effects by the demo's bodies: measured, tried, expected, made worse, too few to be shown, and not measured at all."""

from __future__ import annotations

from datetime import date
from typing import Final

from machikata.domain.case_study import ServiceField
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.effect_report import EffectReport, Measured, ReportedMeasure
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

_SURVEY: Final = Text("業務量調査（前年度との比較）", "workload survey, held against the year before")
_RECORDS: Final = Text("システムの記録から数えた", "counted in the records of the system")
_TIMED: Final = Text("担当者が時間を計った", "timed by the staff")
_BUDGET: Final = Text("予算要求のときの見積もり", "estimate of the budget request")
_YEAR: Final = (date(2025, 4, 1), date(2026, 3, 31))
_TRIAL: Final = (date(2025, 10, 1), date(2025, 12, 26))


def _figure(
    quantity: Quantity,
    aspect: Aspect,
    value: float,
    kind: FigureKind,
    told: tuple[Text, Text],
    behind: tuple[int | None, int | None],
) -> ReportedMeasure:
    """`told` are name and method, `behind` the numbers of cases and persons."""
    (name, method), (n, persons) = told, behind
    return ReportedMeasure(Measure(quantity, aspect, value, kind, name, method, n), persons)


def _hours(
    aspect: Aspect, value: float, kind: FigureKind, *, n: int, persons: int, name: Text, method: Text = _SURVEY
) -> ReportedMeasure:
    return _figure(Quantity.STAFF_TIME, aspect, value, kind, (name, method), (n, persons))


_ENTRY: Final = Text("1年の入力の時間", "hours of entry a year")
_CHECK: Final = Text("1年の確認の時間", "hours of checking a year")
_WAIT: Final = Text("受付から通知までの日数（中央値）", "days from receipt to notice (median)")
_MEASURED, _EXPECTED = FigureKind.MEASURED, FigureKind.FORECAST


_REPORTS: Final = (
    EffectReport(
        "", "991015", Text("避難所の名簿を文字読み取りで作る（架空の見本）", "Shelter lists by OCR (invented sample)"),
        ServiceField.OTHER, Measured.YES,
        (_hours(Aspect.BEFORE, 46.0, FigureKind.TRIAL, n=240, persons=5, name=Text("訓練1回の名簿づくりの時間", "hours for the lists of one drill"), method=_TIMED),
         _hours(Aspect.AFTER, 19.5, FigureKind.TRIAL, n=240, persons=5, name=Text("訓練1回の名簿づくりの時間", "hours for the lists of one drill"), method=_TIMED)),
        begins=_TRIAL[0], ends=_TRIAL[1],
        comment=Text("訓練での試行です。災害のときに同じとは限りません。", "A trial in a drill; a disaster may be different."),
    ),
    EffectReport(
        "", "991031", Text("引っ越しの届出の入力（架空の見本）", "Entering notices of moving (invented sample)"),
        ServiceField.RESIDENTS, Measured.NOT_MEASURED,
        comment=Text("入れる前の時間を計っていなかったため、比べられません。", "The time before was never taken, so there is nothing to compare."),
    ),
    EffectReport(
        "", "991040", Text("軽自動車税の登録と廃車の自動入力（架空の見本）", "Robot for the light vehicle tax (invented sample)"),
        ServiceField.TAX, Measured.YES,
        (_hours(Aspect.BEFORE, 624.0, _MEASURED, n=8420, persons=6, name=_ENTRY),
         _hours(Aspect.AFTER, 187.5, _MEASURED, n=8310, persons=6, name=_ENTRY),
         _figure(Quantity.LEAD_TIME, Aspect.BEFORE, 9.0, _MEASURED, (_WAIT, _RECORDS), (8420, None)),
         _figure(Quantity.LEAD_TIME, Aspect.AFTER, 4.0, _MEASURED, (_WAIT, _RECORDS), (8310, None))),
        begins=_YEAR[0], ends=_YEAR[1],
        comment=Text("書式の直しに年40時間ほどかかっています。減った時間には入れていません。", "Mending the layouts takes about 40 hours a year, which is not in the figures."),
    ),
    EffectReport(
        "", "991058", Text("国民健康保険料の納付の案内（架空の見本）", "Reminders of health insurance (invented sample)"),
        ServiceField.HEALTH_INSURANCE, Measured.YES,
        (_figure(Quantity.CASES, Aspect.SAVED, 118.0, FigureKind.ANNUALISED_TRIAL, (Text("1年の督促状の数", "letters of demand a year"), Text("3か月の試行を4倍した", "three months of trial times four")), (1200, None)),),
        begins=_TRIAL[0], ends=_TRIAL[1],
    ),
    EffectReport(
        "", "991066", Text("戸籍の調べものの支援（架空の見本）", "Help with questions of family registers (invented sample)"),
        ServiceField.RESIDENTS, Measured.YES,
        (_hours(Aspect.BEFORE, 210.0, _MEASURED, n=6, persons=1, name=_CHECK, method=_TIMED),
         _hours(Aspect.AFTER, 228.0, _MEASURED, n=6, persons=1, name=_CHECK, method=_TIMED),
         _figure(Quantity.COST, Aspect.SAVED, -330000.0, FigureKind.NEGATIVE, (Text("1年の費用", "cost a year"), Text("契約の金額", "sum of the contract")), (None, None))),
        begins=_YEAR[0], ends=_YEAR[1],
        comment=Text("答えの確かめに時間がかかり、やめました。", "Checking its answers took longer, and it was stopped."),
    ),
    EffectReport(
        "", "991091", Text("鳥獣被害の写真の仕分け（架空の見本）", "Sorting photographs of wild animals (invented sample)"),
        ServiceField.AGRICULTURE, Measured.YES,
        (_hours(Aspect.TARGET, 80.0, _EXPECTED, n=5000, persons=6, name=Text("1年の仕分けの時間", "hours of sorting a year"), method=_BUDGET),
         _figure(Quantity.COST, Aspect.SAVED, 450000.0, _EXPECTED, (Text("1年の委託の費用", "cost of the contract a year"), _BUDGET), (None, None))),
        begins=date(2026, 4, 1), ends=date(2027, 3, 31),
    ),
    EffectReport(
        "", "991112", Text("業務量調査の見直し（架空の見本）", "A new way to survey workload (invented sample)"),
        ServiceField.INTERNAL, Measured.NOT_YET,
        comment=Text("1年分の記録がそろう来年度に測ります。", "It will be measured next year, when a year of records is there."),
    ),
)  # fmt: skip


def sample_effects() -> tuple[EffectReport, ...]:
    """The invented reports, by body, without ids; the last is meant to wait for signatures.

    >>> sample_effects()[1].measured.value
    'not_measured'
    """
    return _REPORTS
