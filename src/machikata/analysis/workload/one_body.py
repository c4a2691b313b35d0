# SPDX-License-Identifier: Apache-2.0
"""What one body answered, step by step, for its own officers: hours with the interval that the error of answers gives them.

Steps that are one person's are counted and never shown, not even to the body; kinds of staff of which one is a single person are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from machikata.analysis.comparison.arrays import Floats
from machikata.analysis.workload.adding import Sums, add_up, by_body, interval
from machikata.analysis.workload.cells import NOBODY, Cells, Seen, make_cells, own_prices, who_sees
from machikata.analysis.workload.lines import KINDS, STAFF, LineHours, Lines, hours_of, lines_of
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.analysis.workload.shares import JOINED
from machikata.domain.estimate import Estimate
from machikata.domain.municipality import Municipality
from machikata.domain.process import Process
from machikata.domain.provenance import FigureKind, Provenance
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.domain.workload import StaffKind
from machikata.records.survey.tables import SurveyTables
from machikata.rules.survey_reporting import reporting_error


@dataclass(frozen=True, slots=True)
class KindHours:
    """Hours a year of one kind of staff on one step; `staff` None = regular and fixed-term staff joined."""

    staff: StaffKind | None
    label: Text
    hours: float


@dataclass(frozen=True, slots=True)
class StepWork:
    """One step; `step` is "" for one of the body's own. `hours` are None when not answered, or done by a contractor alone."""

    step: str
    title: Text
    cases: int | None
    hours: Estimate | None
    minutes_per_case: Estimate | None
    by_staff: tuple[KindHours, ...]
    contractor_cases: int | None
    """Cases that a contractor did."""


@dataclass(frozen=True, slots=True)
class BodyWorkload:
    """One body's answers about one process and fiscal year. `hours` add up the steps shown. `left_out` steps are one person's."""

    body: str
    process: str
    fiscal_year: int
    n_sections: int
    steps: tuple[StepWork, ...]
    hours: Estimate | None
    by_staff: tuple[KindHours, ...]
    left_out: int
    note: Text
    provenance: Provenance


def body_workload(
    tables: SurveyTables,
    *,
    body: Municipality,
    process: Process,
    fiscal_year: int,
    as_of: str,
) -> BodyWorkload:
    """What `body` answered, with the assumptions about errors of answers in force at the end of the fiscal year."""
    settings = WorkloadSettings()
    ids = [s.id for s in process.surveyed_steps]
    lines = lines_of(tables, process=process.id, fiscal_year=fiscal_year, bodies=[body.code], steps=ids)
    effort = hours_of(lines, reporting_error(as_of=date(fiscal_year + 1, 3, 31)))
    cells = make_cells(lines, effort, own_prices(lines))
    seen = who_sees(cells, settings)
    shown = seen.cell < NOBODY
    steps = _steps(lines, effort, cells, seen, process, settings.level)
    total = add_up(by_body(lines), effort, chosen=shown[cells.cell] & effort.known)
    low, high = interval(total, effort, level=settings.level)
    known = bool(shown.any()) and bool(cells.effort_known[shown].all()) and float(total.mean[0]) > 0
    hours = Estimate(float(total.mean[0]), float(low[0]), float(high[0]), settings.level) if known else None
    left_out = int((~shown).sum())
    return BodyWorkload(
        body.code, process.id, fiscal_year, len(lines.section_body), steps, hours, _together(steps), left_out,
        _left_out(left_out), _provenance(body, process, cells, as_of),
    )  # fmt: skip


def _steps(
    lines: Lines, effort: LineHours, cells: Cells, seen: Seen, process: Process, level: float
) -> tuple[StepWork, ...]:
    titles = [*(s.title for s in process.surveyed_steps), *(Text(t, t) for t in lines.steps.own_titles)]
    ids = [*lines.steps.ids, *("" for _ in lines.steps.own_titles)]
    hours = _estimates(cells.hours, effort, cells.effort_known & (cells.hours.mean > 0), level)
    made = []
    for row in np.flatnonzero(seen.cell < NOBODY).tolist():
        step, cases, staff = int(cells.step[row]), cells.cases[row], float(cells.staff_cases[row])
        found = hours[row]
        per_case = _times(found, 60.0 / staff) if found is not None and staff > 0 else None
        bought = int(cases - staff) if cells.contracted[row] and not np.isnan(cases) else None
        joined = bool(seen.kinds[row] == NOBODY)
        made.append(StepWork(
            ids[step], titles[step], None if np.isnan(cases) else int(cases), found, per_case,
            _kinds(cells.kind_hours[row], float(cells.hours.mean[row]), joined=joined), bought,
        ))  # fmt: skip
    return tuple(made)


def _estimates(sums: Sums, effort: LineHours, known: np.ndarray, level: float) -> list[Estimate | None]:
    low, high = interval(sums, effort, level=level)
    return [
        Estimate(v, a, b, level) if ok else None
        for v, a, b, ok in zip(sums.mean.tolist(), low.tolist(), high.tolist(), known.tolist(), strict=True)
    ]


def _times(estimate: Estimate, by: float) -> Estimate:
    return Estimate(estimate.value * by, estimate.low * by, estimate.high * by, estimate.level)


def _kinds(parts: Floats, hours: float, *, joined: bool) -> tuple[KindHours, ...]:
    """`hours` of a step by kind, in proportion to `parts`: the error that a section has in common makes all its kinds longer alike."""
    if not hours > 0:
        return ()
    if joined:
        return (KindHours(None, JOINED, hours),)
    return tuple(
        KindHours(KINDS[kind], KINDS[kind].label, hours * part)
        for kind, part in zip(STAFF, (parts / parts.sum()).tolist(), strict=True)
        if part > 0
    )


def _together(steps: Sequence[StepWork]) -> tuple[KindHours, ...]:
    """The kinds over all steps; joined as soon as they are in one step, which total minus the others would tell."""
    parts = [k for s in steps for k in s.by_staff]
    if any(k.staff is None for k in parts):
        return (KindHours(None, JOINED, sum(k.hours for k in parts)),)
    kinds = {k.staff: k.label for k in parts}
    order = sorted(kinds, key=lambda kind: KINDS.index(kind) if kind else -1)
    return tuple(KindHours(kind, kinds[kind], sum(k.hours for k in parts if k.staff is kind)) for kind in order)


def _left_out(n: int) -> Text:
    if not n:
        return Text("", "")
    return Text(
        f"{number(n)}工程は、1人の職員の値になるため表示しません。合計にも入れていません",
        f"{number(n)} step{'s are' if n > 1 else ' is'} not shown, nor in the total: the figure would be one person's",
    )


def _provenance(body: Municipality, process: Process, cells: Cells, as_of: str) -> Provenance:
    return Provenance(
        source=Text(f"{body.name.ja}の業務量調査（{process.title.ja}）", f"workload survey of {body.name.en} ({process.title.en})"),
        as_of=as_of,
        method=Text(
            "件数×1件あたりの分（分の答えがない行は年間の時間）。95%の幅は、仮定した答えの誤差による",
            "cases × minutes per case (yearly hours where no minutes were answered); 95 % intervals from the assumed error of answers",
        ),
        n_cases=int(np.nansum(cells.cases)),
        n_bodies=1,
        kind=FigureKind.REPORTED,
        synthetic=body.synthetic,
    )  # fmt: skip
