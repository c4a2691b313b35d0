# SPDX-License-Identifier: Apache-2.0
"""The demo's twelve bodies: eight in one class with everything planted, three that give values without ranks, one alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from machikata.domain.municipality import Municipality, MunicipalityKind
from machikata.domain.text import Text
from machikata.domain.workload import StaffKind
from machikata.samples import care, moving_in, salary_reports, styles
from machikata.samples.answering import ORDINARY, AnsweringHabit
from machikata.samples.model import Behaviour, Practice
from machikata.samples.municipalities import invented
from machikata.samples.names import FIRST_NAMES
from machikata.samples.plans import BodyPlan, SamplePlan
from machikata.samples.styles import Flaws, RecordStyle, with_flaws
from machikata.samples.survey_plan import APPROVAL_APART, CONTRACTED_VISITS, HALF_HOURS, HOURS_TOO_MANY
from machikata.samples.truths import FoundBy, PlantedTruth

_CARE, _MOVING, _SALARY = care.PROCESS.id, moving_in.PROCESS.id, salary_reports.PROCESS.id
_OLD_SYSTEM = frozenset({"care.chosa_kakunin", "care.ikensho_juryo", "care.ichiji", "care.shiryo", "care.shinsakai"})


def _city(number: int, population: int, s23: float, s3: float) -> Municipality:
    return invented(FIRST_NAMES[number], MunicipalityKind.CITY, number=number, population=population, s23=s23, s3=s3)


def _town(number: int, population: int, s23: float, s3: float) -> Municipality:
    return invented(FIRST_NAMES[number], MunicipalityKind.TOWN, number=number, population=population, s23=s23, s3=s3)


_SHIOMIHARA, _FUJIMIZAKA, _MASAGOURA = (
    _city(0, 24_600, 0.953, 0.702),
    _city(1, 28_300, 0.961, 0.713),
    _city(2, 21_500, 0.944, 0.688),
)
_IWASHIMIZU, _ASANAGI, _HIBARINO = (
    _city(3, 2_300, 0.938, 0.721),
    _city(4, 19_700, 0.949, 0.694),
    _city(5, 23_900, 0.957, 0.708),
)
_KAEDESAWA, _INAHONO = _city(6, 18_400, 0.941, 0.679), _city(7, 16_800, 0.946, 0.697)
_KIRINOMIYA, _SHIRASEGAWA, _WAKATAKEDAI = (
    _town(8, 13_200, 0.871, 0.641),
    _town(9, 11_400, 0.858, 0.652),
    _town(10, 10_700, 0.883, 0.634),
)
_SUZUGAMINE = _town(11, 6_300, 0.742, 0.471)


def _care(
    kinds: tuple[float, float, float],
    *practices: Practice,
    opinion: float = 1.0,
    visit: float = 1.0,
    notice: float = 1.0,
    staff: Mapping[str, Mapping[StaffKind, float]] | None = None,
) -> Behaviour:
    waits = {"care.ikensho_juryo": opinion, "care.chosa": visit, "care.shinsakai": notice}
    return Behaviour(practices=frozenset(practices), mix={care.KIND: kinds}, waits=waits, staff=staff or {})


def _body(
    municipality: Municipality,
    certification: Behaviour,
    style: RecordStyle,
    *,
    others: Mapping[str, Behaviour] | None = None,
    lucky: bool = False,
    answering: AnsweringHabit = ORDINARY,
    own_tables: frozenset[str] = frozenset(),
) -> BodyPlan:
    return BodyPlan(
        municipality,
        {_CARE: certification, **(others or {})},
        style,
        lucky=frozenset({_CARE}) if lucky else frozenset(),
        answering={_CARE: answering},
        own_tables=own_tables,
    )


_TYPED_AHEAD = {_MOVING: Behaviour(frozenset({moving_in.TYPED_AHEAD}))}
_NO_FORMS = {_MOVING: Behaviour(frozenset({moving_in.NO_FORMS}))}
_RETYPED = {_SALARY: Behaviour(frozenset({salary_reports.PRINT_AND_RETYPE}))}

_EIGHT = (
    _body(_SHIOMIHARA, _care((0.85, 0.07, 0.08), notice=0.2),
          with_flaws(with_flaws(styles.ERA_CP932, _CARE, Flaws(remarks_with_numbers=4)),
                     _SALARY, Flaws(remarks_with_numbers=2, impossible_days=2, missing_case=1))),
    _body(_FUJIMIZAKA, _care((0.36, 0.50, 0.14), care.EARLY_OPINION), styles.XES, others=_NO_FORMS),
    _body(_MASAGOURA, _care((0.29, 0.58, 0.13), care.CHIEF_APPROVAL), styles.PLAIN, answering=APPROVAL_APART),
    _body(_IWASHIMIZU, _care((0.38, 0.48, 0.14), opinion=0.98, visit=0.94, notice=0.8), styles.SHEET, lucky=True,
        answering=HALF_HOURS),
    _body(_ASANAGI, _care((0.35, 0.52, 0.13), care.EARLY_OPINION, opinion=1.02), styles.PARQUET, others=_TYPED_AHEAD),
    _body(_HIBARINO, _care((0.39, 0.46, 0.15), care.ELECTRONIC_COUNCIL, visit=1.02),
          with_flaws(styles.TABS_BY_TIME, _CARE, Flaws(duplicates=0.004)), others=_NO_FORMS),
    _body(_KAEDESAWA, _care((0.37, 0.48, 0.15), opinion=1.03, visit=1.02), styles.SHEET_OWN_WORDS, others=_TYPED_AHEAD | _RETYPED),
    _body(_INAHONO, _care((0.36, 0.50, 0.14), opinion=1.02), replace(styles.FULL_WIDTH_CP932, date_only=_OLD_SYSTEM),
          answering=HOURS_TOO_MANY),
)  # fmt: skip
_FOUR = (
    _body(_KIRINOMIYA, _care((0.35, 0.51, 0.14), opinion=1.05), styles.XES),
    _body(_SHIRASEGAWA, _care((0.37, 0.49, 0.14), visit=0.95), styles.PLAIN),
    _body(_WAKATAKEDAI, _care((0.40, 0.45, 0.15), care.REMIND_ALL, staff=CONTRACTED_VISITS), styles.PARQUET),
    _body(_SUZUGAMINE, _care((0.33, 0.53, 0.14)), styles.ERA_CP932, own_tables=frozenset({"介護認定係"})),
)

_TRUTHS = (
    PlantedTruth(
        "early-opinion", _CARE, (_FUJIMIZAKA.code, _ASANAGI.code),
        Text("2団体が、更新の意見書を満了60日前の一覧で申請の日に依頼しています。更新の日数が短くなります（良い進め方）。",
             "Two bodies ask for the doctor's opinion of renewals on the day of application, from a list sent 60 days before "
             "expiry. Renewals become shorter (best practice)."),
        FoundBy.FLOW_DIFFERENCE, "care.ikensho_senko"),
    PlantedTruth(
        "electronic-council", _CARE, (_HIBARINO.code,),
        Text("1団体だけが、審査会の資料を電子で送り、週3回の電子の会にかけています。日数が短くなりますが、1団体だけなので「試行」です。",
             "A single body sends the council's papers electronically and lets it sit online three times a week. Cases become shorter, "
             "but with one body only it stays experimental."),
        FoundBy.FLOW_DIFFERENCE, "care.shiryo_denshi"),
    PlantedTruth(
        "case-mix-reversal", _CARE, (_SHIOMIHARA.code,),
        Text("全体では8団体でいちばん長く見えますが、新規・更新・区分変更のどれを見ても区分の平均より短い団体です。新規の申請が多いためです。",
             "Slowest of the eight overall, yet faster than the class in every kind of application: it has many first applications."),
        FoundBy.REVERSAL),
    PlantedTruth(
        "small-and-lucky", _CARE, (_IWASHIMIZU.code,),
        Text("小さな団体で、進め方はふつうですが、偶然で短く見えます。「差がある」と言ってはいけません。",
             "A small body with ordinary ways that looks fast by chance. No difference may be declared."),
        FoundBy.ADJUSTED_INTERVAL),
    PlantedTruth(
        "chief-approval", _CARE, (_MASAGOURA.code,),
        Text("意見書を依頼する前に、係長の決裁をとる工程が余分にあり、日数が長くなります。",
             "An extra step, approval by the section chief before the doctor's opinion is asked for, makes cases longer."),
        FoundBy.FLOW_DIFFERENCE, "care.kakaricho_kessai"),
    PlantedTruth(
        "paper-detour", _SALARY, (_KAEDESAWA.code,),
        Text("電子で届いた報告書を紙に印刷して入力し直しています。日数も時間も余分にかかります。",
             "Reports that came online are printed and typed in again, which costs days and hours."),
        FoundBy.FLOW_DIFFERENCE, "salary.insatsu", "salary.s1p"),
    PlantedTruth(
        "hours-contradict-log", _CARE, (_INAHONO.code,),
        Text("申告した時間が、件数と1件あたりの時間から計算した時間のおよそ1.5倍あり、記録と合いません。",
             "The hours reported are about one and a half times what volume and minutes per case give: they contradict the log."),
        FoundBy.RECONCILIATION),
    PlantedTruth(
        "best-practice-step", _MOVING, (_FUJIMIZAKA.code, _HIBARINO.code),
        Text("2団体が「書かない窓口」で、聞き取った内容をそのまま住民記録システムに取り込んでいます。住民票の入力の時間が短くなります（良い進め方）。",
             "Two bodies need no forms at the counter: what is said is loaded into the resident record. Typing takes less time (best "
             "practice)."),
        FoundBy.SURVEY_COMPARISON, step="moving.s3"),
    PlantedTruth(
        "contracted-step", _CARE, (_WAKATAKEDAI.code,),
        Text("認定調査をすべて委託しています。ほかの団体は、委託と会計年度任用職員で分けています。",
             "All survey visits are done by a contractor. Elsewhere a contractor and fixed-term staff share them."),
        FoundBy.SURVEY_COMPARISON, step="care.s3"),
    PlantedTruth(
        "own-step", _CARE, (_MASAGOURA.code,),
        Text("業務量調査に、辞書にない工程「係長の決裁」を書き足しています。",
             "Its workload survey adds a step that the dictionary does not have, approval by the section chief."),
        FoundBy.SURVEY_COMPARISON, step="係長の決裁"),
    PlantedTruth(
        "heaping-30", _CARE, (_IWASHIMIZU.code,),
        Text("業務量調査の1件あたりの時間がすべて30分きざみで、年間時間もその答えから計算しています。",
             "All its minutes per case are multiples of 30, and yearly hours were worked out from them."),
        FoundBy.SURVEY_CHECK),
)  # fmt: skip

DEMO_PLAN = SamplePlan("demo", Text("架空の12団体", "Twelve invented bodies"), _EIGHT + _FOUR, truths=_TRUTHS)
"""Eight of 都市Ⅰ-3 (compared in full), three of 町村Ⅲ-2 (values without ranks), one of 町村Ⅱ-0 (refused: no peers)."""

DEMO_EIGHT = tuple(b.municipality.code for b in _EIGHT)
"""The codes of the eight."""
