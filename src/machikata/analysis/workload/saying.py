# SPDX-License-Identifier: Apache-2.0
"""The estimand, the assumptions and the provenance of a comparison of workload surveys in words."""

from __future__ import annotations

from collections.abc import Sequence

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.result import Assumption
from machikata.analysis.workload.result import WorkloadEstimand
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.domain import wording
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.provenance import FigureKind, Provenance
from machikata.domain.text import Text
from machikata.rules.survey_reporting import ReportingError


def make_estimand(
    process: Process, fiscal_year: int, settings: WorkloadSettings, *, group: PeerGroup, n_bodies: int
) -> WorkloadEstimand:
    """The question in full."""
    k, persons, kinds = settings.minimum_count, settings.persons_for_step, settings.persons_for_kind
    missing = group.size - n_bodies
    left = (
        Text(f"（答えのない{missing}団体を除く）", f" ({missing} without answers left out)")
        if missing
        else Text("", "")
    )
    return WorkloadEstimand(
        process=process.id,
        process_title=process.title,
        fiscal_year=fiscal_year,
        minimum_count=k,
        counted_text=Text(
            f"{fiscal_year}年度に行った工程。件数は担い手ごとに行った回数の合計。同じ団体のいくつかの係が答えた工程は合わせる",
            f"steps done in fiscal year {fiscal_year}; cases are the times each kind of staff did the step, added up; answers of several "
            "sections of a body about one step are merged",
        ),
        clock_text=Text(
            "係が答えた1件あたりの分に件数を掛けた時間。分の答えがない行は、答えた年間の時間。委託した分に時間はなく、費用だけを見る",
            "minutes per case as the section answered them, times cases; yearly hours where no minutes were answered; contracted work has "
            "no hours, only a cost",
        ),
        unit_text=Text(
            "1件あたりの時間、1件あたりの円、住民1万人あたりの年間の時間",
            "hours per case, yen per case, hours a year per 10,000 residents",
        ),
        bodies_text=Text(
            f"{group.name.ja}のうち{n_bodies}団体{left.ja}", f"{n_bodies} bodies of {group.name.en}{left.en}"
        ),
        self_report_text=Text(
            "時計で計った値ではなく、係が申告した値です。丸め、記憶のずれ、書かれない短い作業を仮定に基づいて見込み、幅に入れています",
            "reported by the sections, not measured by a clock: rounding, memory and short tasks that nobody writes down are allowed for "
            "under stated assumptions, and are part of every interval",
        ),
        minimum_text=Text(
            f"{k}件、係は職員{persons}人、担い手ごとの値は各{kinds}人。下回る値はほかの団体には表示しない",
            f"{k} cases, {persons} persons in a section, {kinds} of each kind for figures by kind of staff; figures below are not shown "
            "to other bodies",
        ),
        prices_text=Text(
            "共通の単価は、比べた団体の1時間あたりの費用の中央値（担い手ごと）",
            "common prices are the median over the bodies compared of yen per hour, for each kind of staff",
        ),
    )


def name_assumptions(error: ReportingError, *, unknown: Sequence[str], n_hours_only: int) -> tuple[Assumption, ...]:
    """What the figures rest on. `unknown` are names of steps that only some wrote and nobody could join."""
    grids = "・".join(f"{grid}分{share:.0%}" for grid, share in error.grid_shares.items())
    grids_en = ", ".join(f"{grid} min {share:.0%}" for grid, share in error.grid_shares.items())
    found = [
        Assumption("reporting-error", Text(
            f"答えの誤差：丸めの刻み（{grids}、係ごとに答えから推し量る）、記憶のずれ±{_sd(error.memory_sd)}、係に共通のずれ"
            f"±{_sd(error.respondent_sd)}、書かれない短い作業{error.forgotten_mean:.0%}（±{error.forgotten_sd:.0%}）。{error.source.ja}",
            f"error of answers: rounding grid ({grids_en}; each section's own is inferred from its answers), memory ±{_sd(error.memory_sd)}, "
            f"common to a section ±{_sd(error.respondent_sd)}, short tasks nobody writes down {error.forgotten_mean:.0%} "
            f"(±{error.forgotten_sd:.0%}). {error.source.en}",
        )),
        Assumption("cases-exact", Text(
            "件数は誤差のないものとしています", "numbers of cases are taken as they are, without error"
        )),
        Assumption("observational", Text(
            "違いの原因を示すものではありません。仕事の分け方や案件の内容の違いも含みます",
            "no difference here shows a cause; differences in how work is divided and in the cases themselves are part of it",
        )),
    ]  # fmt: skip
    if n_hours_only:
        found.append(Assumption("hours-only", Text(
            f"{n_hours_only:,}行は分の答えがなく、年間の時間で見ています",
            f"{n_hours_only:,} lines have no minutes: their yearly hours are used",
        )))  # fmt: skip
    if unknown:
        found.append(Assumption("own-steps", Text(
            f"辞書にない工程が{len(unknown)}あり、区分の値には入れていません",
            f"{len(unknown)} steps are not in the dictionary and enter no class figure",
        )))  # fmt: skip
    return tuple(found)


def _sd(value: float) -> str:
    return f"{value:.0%}"


def make_provenance(
    process: Process, settings: WorkloadSettings, *, as_of: str, n_cases: int, n_bodies: int, synthetic: bool
) -> Provenance:
    """Source, method and numbers of every figure of the comparison: reported, not measured."""
    level = figures.percent(settings.level)
    method = Text(
        f"申告した分の誤差を丸めの刻みから推し量り、区分の中央と短い側の4分の1は真の値の分布から推定。{level}の幅。ホルムの方法で調整",
        f"error of reported minutes inferred from their rounding; class median and best quarter of the true values; {level} intervals; "
        "Holm's correction",
    )
    source = Text(
        f"{wording.number(n_bodies)}団体の業務量調査（{process.title.ja}）",
        f"workload surveys of {wording.number(n_bodies)} bodies ({process.title.en})",
    )
    return Provenance(source, as_of, method, n_cases, n_bodies, kind=FigureKind.REPORTED, synthetic=synthetic)
