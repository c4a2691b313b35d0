# SPDX-License-Identifier: Apache-2.0
"""Everything that was computed, as arrays, and the rows of steps made from them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.amounts import Amounts
from machikata.analysis.workload.cells import AUDIENCES, EVERYBODY, Cells, Hidden, Seen
from machikata.analysis.workload.classes import ClassesOfStep
from machikata.analysis.workload.judging import Judge
from machikata.analysis.workload.lines import Lines
from machikata.analysis.workload.measures import MeasureOfCells
from machikata.analysis.workload.result import KindShare, Measure, StepFigure
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.analysis.workload.shares import cost_parts, hours_parts, kind_shares
from machikata.analysis.workload.standing import Standing
from machikata.analysis.workload.totals import Totals
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Everything that was computed, before it is put into words."""

    lines: Lines
    cells: Cells
    seen: Seen
    hours: MeasureOfCells
    hours_per_case: MeasureOfCells
    yen: MeasureOfCells
    residents: MeasureOfCells
    classes: list[ClassesOfStep]
    standing: Standing
    own: Totals
    others: Totals
    population: Floats
    common_variance: float
    best_quarter: bool
    settings: WorkloadSettings


def hidden_note(reason: Hidden, settings: WorkloadSettings) -> Text:
    """Why a step of a body is not shown."""
    return {
        Hidden.NO: Text("", ""),
        Hidden.ONE_PERSON: Text(
            "1人の職員の値になるため表示しません", "not shown: it would be the figure of one person"
        ),
        Hidden.FEW_PERSONS: Text(
            f"{settings.persons_for_step}人未満の係の値のため、ほかの団体には表示しません（2人では互いの値が分かります）",
            f"not shown to other bodies: a section of fewer than {settings.persons_for_step} persons (of two, each would learn the other's)",
        ),
        Hidden.PERSONS_UNKNOWN: Text(
            "職員の人数の答えがないため、ほかの団体には表示しません",
            "not shown to other bodies: the number of staff was not answered",
        ),
        Hidden.FEW_CASES: Text(
            f"{settings.minimum_count}件未満か件数が分からないため、ほかの団体には表示しません",
            f"not shown to other bodies: fewer than {settings.minimum_count} cases, or not answered",
        ),
    }[reason]


def estimates(amounts: Amounts, known: Bools, level: float) -> list[Estimate | None]:
    """One estimate per entry, None where not known."""
    columns = zip(amounts.value.tolist(), amounts.low.tolist(), amounts.high.tolist(), known.tolist(), strict=True)
    return [Estimate(v, a, b, level) if ok else None for v, a, b, ok in columns]


class Rows:
    """Makes the rows (`StepFigure`) of any cells. Class figures and totals are made before; a row is words and values."""

    def __init__(self, found: Found) -> None:
        cells, self.found, self.level = found.cells, found, found.settings.level
        self._judge = Judge(found.settings)
        self._notes = {reason: hidden_note(reason, found.settings) for reason in Hidden}
        self._hours = hours_parts(cells.kind_hours, cells.kind_hours_variance, level=self.level)
        self._cost = cost_parts(
            cells.kind_cost, cells.kind_cost_variance, np.nan_to_num(cells.fee),
            common_variance=found.common_variance, level=self.level,
        )  # fmt: skip
        self._kinds = (cells.kind_hours > 0) @ np.array([1, 2]) + 4 * (cells.contracted & (cells.fee > 0))
        # Most steps are done by one kind alone: those share one value.
        self._alone: dict[tuple[Any, ...], tuple[KindShare, ...]] = {}
        has = np.array([[c.draws is not None for c in (s.hours, s.yen)] for s in found.classes] + [[False, False]])
        step = np.minimum(cells.step, len(found.classes))
        self._has_class = has[step, found.standing.by_yen.astype(np.int64)]
        self._answered = np.where(cells.effort_known & cells.has_staff, cells.answered, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            self._bought = np.where(cells.contracted, (cells.cases - cells.staff_cases) / cells.cases, 0.0)

    def of(self, rows: Ints) -> tuple[StepFigure, ...]:
        """The rows of these cells."""
        f, cells, standing, seen = self.found, self.found.cells, self.found.standing, self.found.seen
        p = standing.p_adjusted[rows]
        ratios = estimates(
            Amounts(standing.ratio[rows], standing.low[rows], standing.high[rows]), ~np.isnan(p), self.level
        )
        measures = (self._measure(m, rows) for m in (f.hours, f.hours_per_case, f.yen, f.residents))
        figures = zip(optional(cells.cases[rows]), optional(self._answered[rows]), *measures, strict=True)
        judged = zip(ratios, optional(p), strict=True)
        audiences = zip(
            seen.cell[rows].tolist(), seen.kinds[rows].tolist(), seen.contractor[rows].tolist(), strict=True
        )
        return tuple(
            self._row(row, *parts) for row, *parts in zip(rows.tolist(), figures, judged, audiences, strict=True)
        )

    def _row(
        self, row: int, figures: tuple[Any, ...], judged: tuple[Estimate | None, float | None], seen: tuple[int, int, int]
    ) -> StepFigure:  # fmt: skip
        f = self.found
        by_yen, bought = bool(f.standing.by_yen[row]), float(self._bought[row])
        said = self._judge.judge(*judged, by_yen=by_yen, has_class=bool(self._has_class[row]))
        cases, answered, hours, per_case, yen, residents = figures
        sees, sees_kinds, sees_contractor = (AUDIENCES[s] for s in seen)
        return StepFigure(
            f.lines.bodies[int(f.cells.body[row])], None if cases is None else int(cases), answered, hours, per_case, yen,
            residents, self._shares(row), None if isnan(bought) else bought, by_yen,
            Measure.YEN_PER_CASE if by_yen else Measure.HOURS_PER_CASE, judged[0], judged[1], said.verdict, said.text,
            said.note, sees, sees_kinds, sees_contractor, suppressed_note=self._notes[Hidden(f.seen.reason[row])],
        )  # fmt: skip

    def _measure(self, m: MeasureOfCells, rows: Ints) -> list[Estimate | None]:
        return estimates(Amounts(m.value[rows], m.low[rows], m.high[rows]), m.known[rows], self.level)

    def _shares(self, row: int) -> tuple[KindShare, ...]:
        which, known = int(self._kinds[row]), bool(self.found.cells.cost_known[row])
        cost = self._cost if known else None
        if which not in (1, 2, 4):
            return kind_shares(self._hours, cost, row)
        if (which, known) not in self._alone:
            self._alone[which, known] = kind_shares(self._hours, cost, row)
        return self._alone[which, known]


def standing_out(found: Found) -> Ints:
    """Per dictionary step how many bodies everybody sees to be longer or shorter (dearer, cheaper) than the class median."""
    s, settings = found.standing, found.settings
    with np.errstate(invalid="ignore"):
        same = (s.low >= 1 - settings.margin_ratio) & (s.high <= 1 + settings.margin_ratio)
        out = (s.p_adjusted < 1 - settings.level) & ~same & (found.seen.cell == EVERYBODY)
    return np.asarray(np.bincount(found.cells.step[out], minlength=found.lines.steps.n), dtype=np.int64)


def optional(values: Floats) -> list[float | None]:
    """Numbers, None for nan."""
    return [None if isnan(x) else x for x in values.tolist()]
