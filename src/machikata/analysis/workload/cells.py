# SPDX-License-Identifier: Apache-2.0
"""Steps of bodies: what all sections of one body answered about one step, merged; and who may see it.

Disclosure (method.md 2.9), decided here once, before any class figure is made, so that class figures never hold what somebody may not
see:

- one person behind a step (of the kinds that do it, in the sections that answered): nobody sees it;
- fewer than three in the sections that answered: only the body's own officers. With two, each of them knows their own part and would
  learn the other's;
- persons not answered, fewer cases than k, or cases not answered: only the body's own officers;
- kinds of staff apart: everybody where at least five persons of each kind stand behind them, the body's own officers where at least two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.adding import Sums, add_up, grouped
from machikata.analysis.workload.lines import KINDS, STAFF, LineHours, Lines, sums_by
from machikata.analysis.workload.result import Audience
from machikata.analysis.workload.settings import WorkloadSettings

AUDIENCES = tuple(Audience)
EVERYBODY, OWN, NOBODY = (AUDIENCES.index(a) for a in (Audience.EVERYBODY, Audience.OWN, Audience.NOBODY))
_TWO, _THREE = 2.0, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """One entry per body and step that is done there, sorted by step and body. `cell` numbers the cell of each line.

    nan: not answered. `effort_known`, `price_known`, `fee_known`: of every line of the cell.
    """

    body: Ints
    step: Ints
    cell: Ints
    cases: Floats
    staff_cases: Floats
    contracted: Bools
    fee: Floats
    answered: Floats
    effort_known: Bools
    cost_known: Bools
    hours: Sums
    cost: Sums
    """Of staff hours at own prices; fees apart."""
    persons: Floats
    persons_together: Floats
    """All persons of the sections that answered about the step, without sections that have fewer than three."""
    kind_persons: Floats
    """Cells × staff kinds: persons of that kind in the sections that answered; nan where not answered."""
    kind_hours: Floats
    """Cells × staff kinds: mean of hours, and beside it the variance; then the same in yen. Without the error in common."""
    kind_hours_variance: Floats
    kind_cost: Floats
    kind_cost_variance: Floats

    @property
    def n(self) -> int:
        """Number of cells."""
        return len(self.body)

    @property
    def has_staff(self) -> Bools:
        """Whether staff of the body does (part of) the step."""
        return self.kind_hours.any(axis=1) | ~self.effort_known


class Hidden(IntEnum):
    """Why a cell is not for everybody."""

    NO = 0
    ONE_PERSON = 1
    FEW_PERSONS = 2
    PERSONS_UNKNOWN = 3
    FEW_CASES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Who may see each cell, its kinds of staff, and its contractor's part (indices into `Audience`), and why not everybody the cell."""

    cell: Ints
    kinds: Ints
    contractor: Ints
    reason: Ints


def make_cells(lines: Lines, effort: LineHours, prices: Floats) -> Cells:
    """The cells of the lines; `prices` are yen per hour of each line (own prices)."""
    n_bodies = len(lines.bodies)
    keys, cell = np.unique(lines.step * max(n_bodies, 1) + lines.body, return_inverse=True)
    n, contracted, staff = len(keys), lines.contracted, ~lines.contracted
    step, body = np.divmod(keys, max(n_bodies, 1))
    fee_missing = _any(cell, n, contracted & np.isnan(lines.fee))
    unknown = _any(cell, n, staff & ~effort.known)
    priceless = _any(cell, n, effort.known & np.isnan(prices) & (np.nan_to_num(effort.mean) > 0))
    priced = effort.known & ~np.isnan(prices)
    by = grouped(cell.astype(np.int64), n, lines)
    cost = np.nan_to_num(prices)

    def of_kinds(values: Floats) -> Floats:
        known = np.nan_to_num(values)
        return np.stack([sums_by(cell, np.where(lines.kind == k, known, 0.0), n) for k in STAFF], axis=1)

    persons, together, kind_persons = _persons(lines, cell, n)
    return Cells(
        body, step, cell,
        sums_by(cell, lines.cases, n), sums_by(cell, np.where(staff, lines.cases, 0.0), n),
        _any(cell, n, contracted), np.where(fee_missing, np.nan, sums_by(cell, np.where(contracted, np.nan_to_num(lines.fee), 0.0), n)),
        sums_by(cell, np.nan_to_num(effort.answered), n), ~unknown, ~(unknown | priceless | fee_missing),
        add_up(by, effort, chosen=effort.known), add_up(by, effort, chosen=priced, weight=cost),
        persons, together, kind_persons, of_kinds(effort.mean),
        of_kinds(effort.variance), of_kinds(effort.mean * cost), of_kinds(effort.variance * cost**2),
    )  # fmt: skip


def own_prices(lines: Lines) -> Floats:
    """Yen per hour of each line: what its section says of that kind; nan where it does not."""
    return np.asarray(lines.prices[lines.section, lines.kind], dtype=np.float64)


def who_sees(cells: Cells, settings: WorkloadSettings) -> Seen:
    """Decides it by the rules at the top of this file."""
    k, staff = settings.minimum_count, cells.has_staff
    bought = cells.cases - cells.staff_cases
    with np.errstate(invalid="ignore"):
        reasons = [
            (staff & (cells.persons < _TWO), Hidden.ONE_PERSON),
            (staff & np.isnan(cells.persons), Hidden.PERSONS_UNKNOWN),
            (staff & (cells.persons_together < settings.persons_for_step), Hidden.FEW_PERSONS),
            (~(cells.cases >= k), Hidden.FEW_CASES),
        ]
        least = np.min(np.where(cells.kind_hours > 0, cells.kind_persons, np.inf), axis=1)
        kinds = np.where(least >= settings.persons_for_kind, EVERYBODY, np.where(least < _TWO, NOBODY, OWN))
        small = cells.contracted & staff & ~((bought >= k) & (cells.staff_cases >= k))
    reason = np.select([mask for mask, _ in reasons], [int(why) for _, why in reasons], int(Hidden.NO))
    cell = np.select([reason == Hidden.ONE_PERSON, reason != Hidden.NO], [NOBODY, OWN], EVERYBODY)
    return Seen(cell, kinds, np.where(small, OWN, EVERYBODY), reason)


def _any(cell: Ints, n: int, mask: Bools) -> Bools:
    return np.asarray(np.bincount(cell[mask], minlength=n) > 0, dtype=np.bool_)


def _section_kinds(lines: Lines, cell: Ints) -> tuple[Ints, Ints, Ints]:
    """Section, kind and cell of everybody who does a step: each section and kind of staff once a cell."""
    rows = np.flatnonzero(~lines.contracted)
    joined = (cell[rows] * (len(lines.section_body) + 1) + lines.section[rows]) * len(KINDS) + lines.kind[rows]
    # Lines are sorted by section, step and kind: what comes twice stands together.
    first = np.diff(joined, prepend=-1) != 0
    rest, kind = np.divmod(joined[first], len(KINDS))
    owner, section = np.divmod(rest, len(lines.section_body) + 1)
    return section, kind, owner


def _persons(lines: Lines, cell: Ints, n: int) -> tuple[Floats, Floats, Floats]:
    """Persons of the kinds that do the step in the sections that answered about it, in all and by kind (columns); and between them all
    persons of those of these sections that have three or more (a small section hides behind no other small one). nan where a section
    did not say.
    """
    section, kind, owner = _section_kinds(lines, cell)
    heads = lines.persons[section, kind]
    by_kind = [sums_by(owner[kind == k], heads[kind == k], n) for k in STAFF]
    everyone = np.nansum(lines.persons[:, list(STAFF)], axis=1)
    once = (np.diff(owner, prepend=-1) != 0) | (np.diff(section, prepend=-1) != 0)
    large = np.where(everyone >= _THREE, everyone, 0.0)
    return (
        sums_by(owner, heads, n),
        sums_by(owner[once], large[section[once]], n),
        np.stack(by_kind, axis=1),
    )
