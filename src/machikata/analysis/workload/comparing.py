# SPDX-License-Identifier: Apache-2.0
"""Compares what the bodies of a group answered about one process: hours, cost and who does what, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats
from machikata.analysis.comparison.result import Mode
from machikata.analysis.workload.adding import interval
from machikata.analysis.workload.cells import EVERYBODY, NOBODY, make_cells, own_prices, who_sees
from machikata.analysis.workload.classes import class_of_all, class_of_steps
from machikata.analysis.workload.lines import LineHours, Lines, hours_of, lines_of
from machikata.analysis.workload.measures import MeasureOfCells, hours_per_case, hours_per_residents, yen_per_case
from machikata.analysis.workload.prices import common_prices, prices_of_lines
from machikata.analysis.workload.refusing import check_settings, refuse_too_few
from machikata.analysis.workload.result import (
    Audience,
    ClassFigures,
    CommonPrice,
    WorkloadBody,
    WorkloadComparison,
)
from machikata.analysis.workload.rows import Found
from machikata.analysis.workload.saying import make_estimand, make_provenance, name_assumptions
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.analysis.workload.shaping import (
    body_totals,
    class_figures,
    hidden_steps,
    rare_steps,
    step_comparisons,
)
from machikata.analysis.workload.standing import stand
from machikata.analysis.workload.statements import state
from machikata.analysis.workload.totals import Basis, total
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import PeerGroup
from machikata.domain.process import Process
from machikata.domain.progress import Progress, no_progress
from machikata.domain.text import Text
from machikata.records.survey.tables import SurveyTables
from machikata.rules.survey_reporting import ReportingError, reporting_error


def compare_workloads(
    tables: SurveyTables,
    *,
    group: PeerGroup,
    bodies: Sequence[Municipality],
    process: Process,
    fiscal_year: int,
    own: str = "",
    settings: WorkloadSettings = WorkloadSettings(),
    as_of: str,
    progress: Progress = no_progress,
) -> WorkloadComparison:
    """Everything that can be said of the answers of the bodies of `group` about `process` and year, for the eyes of nobody but the
    computer: call `disclose_workloads` on it before showing it to a person.

    `own` is the body whose view it is ('' = of the group). The assumptions about errors of answers are those in force at the end of the
    fiscal year. The same answers, settings and seed give the same figures, in whatever order they come.

    Raises:
        ComparisonRefused: fewer than three bodies have answers that may be shown; says how many are missing.
        InputRefused: the settings do not fit (a limit below what is allowed).
    """
    check_settings(settings)
    asked = _Question(
        group, {b.code: b for b in bodies}, process, fiscal_year, own, settings,
        reporting_error(as_of=date(fiscal_year + 1, 3, 31)), as_of,
    )  # fmt: skip
    progress(0.0, Text("答えを集めています", "gathering answers"))
    members = [code for code in group.members if code in asked.known]
    steps = [s.id for s in process.surveyed_steps]
    lines = lines_of(tables, process=process.id, fiscal_year=fiscal_year, bodies=members, steps=steps)
    progress(0.1, Text("申告した値の誤差を推し量っています", "inferring the error of the answers"))
    effort = hours_of(lines, asked.error, level=settings.level)
    found, prices = _find(asked, lines, effort, progress)
    progress(0.8, Text("言えることをまとめています", "putting it into words"))
    result = _put_together(asked, found, prices, effort)
    progress(1.0, Text("終わりました", "done"))
    return result


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked for."""

    group: PeerGroup
    known: Mapping[str, Municipality]
    process: Process
    fiscal_year: int
    own: str
    settings: WorkloadSettings
    error: ReportingError
    as_of: str


def _find(
    asked: _Question, lines: Lines, effort: LineHours, progress: Progress
) -> tuple[Found, tuple[CommonPrice, ...]]:
    settings, prices = asked.settings, own_prices(lines)
    cells = make_cells(lines, effort, prices)
    seen = who_sees(cells, settings)
    comparable = len(np.unique(cells.body[seen.cell == EVERYBODY]))
    refuse_too_few(comparable, len(asked.group.members), asked.fiscal_year, settings)
    residents = np.array([asked.known[code].population or np.nan for code in lines.bodies], dtype=np.float64)
    ends, yen_ends = (interval(s, effort, level=settings.level) for s in (cells.hours, cells.cost))
    hours = _plain(cells.hours.mean, ends, cells.effort_known & cells.has_staff)
    per_case = hours_per_case(cells, seen, ends, minimum=settings.minimum_count)
    yen, per_resident = yen_per_case(cells, seen, yen_ends), hours_per_residents(cells, seen, ends, residents)
    progress(0.4, Text("区分の値を推定しています", "estimating the figures of the class"))
    classes = class_of_steps(cells, effort, (per_case, yen, per_resident), residents, lines.steps, settings)
    standing = stand(per_case, yen, classes, cells, effort, public=seen.cell == EVERYBODY, level=settings.level)
    common = common_prices(lines, minimum_bodies=settings.minimum_bodies)
    best = comparable >= settings.bodies_for_best_quarter
    basis = Basis(lines, effort, cells, prices, prices_of_lines(common, lines), per_case, classes, best, settings.level)
    progress(0.6, Text("団体ごとに合計しています", "adding up by body"))
    found = Found(
        lines, cells, seen, hours, per_case, yen, per_resident, classes, standing,
        total(basis, seen.cell < NOBODY), total(basis, seen.cell == EVERYBODY), residents,
        effort.minutes.common.log_variance, best, settings,
    )  # fmt: skip
    return found, common


def _plain(value: Floats, ends: tuple[Floats, Floats], known: Bools) -> MeasureOfCells:
    nothing = np.zeros(len(value))
    return MeasureOfCells(value, *ends, nothing, nothing, nothing, known, known)


def _put_together(
    asked: _Question, found: Found, prices: tuple[CommonPrice, ...], effort: LineHours
) -> WorkloadComparison:
    lines, settings, group, process = found.lines, found.settings, asked.group, asked.process
    steps = step_comparisons(found, process)
    bodies = _bodies(found, asked.known, process)
    visible = found.seen.cell == EVERYBODY
    n_bodies = len(lines.bodies)
    own = asked.own if asked.own in lines.bodies else ""
    return WorkloadComparison(
        group=group,
        process=process.id,
        fiscal_year=asked.fiscal_year,
        own=own,
        mode=Mode.BEST_QUARTER if found.best_quarter else Mode.VALUES_ONLY,  # ranks are not given of reported figures
        estimand=make_estimand(process, asked.fiscal_year, settings, group=group, n_bodies=n_bodies),
        bodies=bodies,
        steps=steps,
        rare_steps=rare_steps(found, process),
        hours_per_10000=_whole(found),
        prices=prices,
        assumptions=name_assumptions(asked.error, unknown=lines.steps.own_titles, n_hours_only=int(effort.from_hours.sum())),
        statements=state(own, bodies, steps, names={b.code: b.name for b in bodies}),
        suppressed=(),
        settings=settings,
        provenance=make_provenance(
            process, settings, as_of=asked.as_of, n_cases=int(np.nansum(found.cells.cases[visible])), n_bodies=n_bodies,
            synthetic=any(b.synthetic for b in bodies),
        ),
    )  # fmt: skip


def _bodies(found: Found, known: Mapping[str, Municipality], process: Process) -> tuple[WorkloadBody, ...]:
    mine = body_totals(found, found.own, process, audience=Audience.OWN)
    others = body_totals(found, found.others, process, audience=Audience.EVERYBODY)
    sections = np.bincount(found.lines.section_body, minlength=len(found.lines.bodies)).tolist()
    return tuple(
        WorkloadBody(code, known[code].name, known[code].population, known[code].synthetic, n, a, b, hidden)
        for code, n, a, b, hidden in zip(found.lines.bodies, sections, mine, others, hidden_steps(found), strict=True)
    )


def _whole(found: Found) -> ClassFigures:
    """Class figures of hours per 10,000 residents over all steps: of bodies of which everybody may see every step, all done by staff."""
    cells, totals = found.cells, found.others
    whole = (totals.n_left_out == 0) & totals.known & (found.population > 0) & (totals.sums.mean > 0)
    whole[cells.body[cells.contracted]] = False
    step = class_of_all(totals.sums, found.population / 10_000, whole, found.settings)
    return class_figures(step, found.settings, best=found.best_quarter)
