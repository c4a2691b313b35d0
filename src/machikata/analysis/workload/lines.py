# SPDX-License-Identifier: Apache-2.0
"""The answered lines of one process and year as arrays: which body, section, step and kind of staff, and the true hours behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from machikata.analysis.comparison.arrays import Bools, Floats, Ints
from machikata.analysis.workload.reporting_error import TrueValues, true_hours, true_minutes
from machikata.domain.workload import StaffKind
from machikata.records.survey.tables import SurveyTables
from machikata.rules.survey_reporting import ReportingError

KINDS = tuple(StaffKind)
CONTRACTOR = KINDS.index(StaffKind.CONTRACTOR)
STAFF = tuple(i for i, kind in enumerate(KINDS) if kind is not StaffKind.CONTRACTOR)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The steps that were answered about: first those of the dictionary in its order, then bodies' own by title."""

    ids: tuple[str, ...]
    own_titles: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of steps, own ones included."""
        return len(self.ids) + len(self.own_titles)

    @property
    def n_common(self) -> int:
        """Number of dictionary steps; smaller step numbers are theirs."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """One entry per line that stands for work. All numbers of bodies, sections, steps and kinds are indices.

    `cases`, `minutes`, `hours`, `fee`: nan = not answered. Lines are sorted, so that their order in the table changes no digit.
    """

    bodies: tuple[str, ...]
    steps: Steps
    body: Ints
    section: Ints
    section_body: Ints
    """The body of each section."""
    step: Ints
    kind: Ints
    cases: Floats
    minutes: Floats
    hours: Floats
    fee: Floats
    persons: Floats
    """Sections × kinds; nan = not answered."""
    prices: Floats
    """Sections × kinds, yen per hour; nan = not answered."""

    @property
    def contracted(self) -> Bools:
        """Lines of contractors."""
        return np.asarray(self.kind == CONTRACTOR, dtype=np.bool_)


def lines_of(
    tables: SurveyTables, *, process: str, fiscal_year: int, bodies: Sequence[str], steps: Sequence[str]
) -> Lines:
    """The lines of `process` and year of these bodies; `steps` are the ids of the dictionary.

    A line without cases and hours stands for no work and is left out.
    """
    table = _chosen(tables.lines, fiscal_year, bodies, process=process)
    people = _chosen(tables.staff, fiscal_year, bodies)
    body, names = _codes(table["body"])
    found = tuple(sorted({names[i] for i in np.flatnonzero(np.bincount(body))}))
    body = _numbered(names, found)[body]
    section, section_keys = _sections(table, body)
    step, made = _steps(table, tuple(steps))
    kinds, kind_names = _codes(table["staff"])
    kind = _numbered(kind_names, tuple(k.value for k in KINDS))[kinds]
    cases, minutes, hours, fee = (_floats(table[name]) for name in ("cases", "minutes_per_case", "hours", "fee_yen"))
    persons, prices = _people(people, section_keys, found)
    worked = (np.nan_to_num(cases) > 0) | (np.nan_to_num(hours) > 0) | (np.nan_to_num(fee) > 0)
    worked |= np.isnan(cases) & np.isnan(hours)
    order = _in_order((section * (made.n + 1) + step) * len(KINDS) + kind, cases, minutes, hours)
    rows = order[worked[order]]
    section_body = np.array([b for b, _ in section_keys], dtype=np.int64)
    return Lines(
        found, made, body[rows], section[rows], section_body, step[rows], kind[rows], cases[rows], minutes[rows],
        hours[rows], fee[rows], persons, prices,
    )  # fmt: skip


def _in_order(key: Ints, cases: Floats, minutes: Floats, hours: Floats) -> Ints:
    """Lines by section, step and kind; by what they say where two speak of the same."""
    order = np.argsort(key, kind="stable")
    doubled = bool((np.diff(key[order]) == 0).any())
    return np.lexsort((hours, minutes, cases, key)) if doubled else order


def _chosen(table: pa.Table, fiscal_year: int, bodies: Sequence[str], *, process: str = "") -> pa.Table:
    mask = pc.and_(pc.equal(table["fiscal_year"], fiscal_year), _among(table["body"], bodies))
    return table.filter(pc.and_(mask, _among(table["process"], [process])) if process else mask)


def _among(column: pa.ChunkedArray, values: Sequence[str]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(list(values), pa.string()))


def _codes(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Indices into the list of different values; null is ""."""
    joined = column.unify_dictionaries().combine_chunks()
    if isinstance(joined, pa.ChunkedArray):
        joined = pa.concat_arrays(joined.chunks) if joined.num_chunks else pa.DictionaryArray.from_arrays(
            pa.array([], pa.int32()), pa.array([], pa.string()))  # fmt: skip
    values = [value or "" for value in joined.dictionary.to_pylist()]
    indices = pc.fill_null(joined.indices, len(values)).to_numpy(zero_copy_only=False).astype(np.int64)
    return indices, [*values, ""]


def _numbered(names: Sequence[str], order: Sequence[str]) -> Ints:
    """The place of each name in `order`; −1 when it is not there."""
    places = {name: i for i, name in enumerate(order)}
    return np.array([places.get(name, -1) for name in names], dtype=np.int64)


def _sections(table: pa.Table, body: Ints) -> tuple[Ints, list[tuple[int, str]]]:
    """Sections numbered by body and name."""
    codes, names = _codes(table["section"])
    ranks = _numbered(names, sorted(set(names)))
    joined = body * (len(names) + 1) + ranks[codes]
    different, section = np.unique(joined, return_inverse=True)
    ordered = sorted(set(names))
    return section.astype(np.int64), [
        (int(k // (len(names) + 1)), ordered[int(k % (len(names) + 1))]) for k in different
    ]


def _steps(table: pa.Table, ids: tuple[str, ...]) -> tuple[Ints, Steps]:
    codes, names = _codes(table["step"])
    step = _numbered(names, ids)[codes]
    titles, title_names = _codes(table["title"])
    own = step < 0
    used = tuple(sorted({title_names[i] for i in np.flatnonzero(np.bincount(titles[own]))}))
    step[own] = len(ids) + _numbered(title_names, used)[titles[own]]
    return step, Steps(ids, used)


def _people(people: pa.Table, sections: list[tuple[int, str]], bodies: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Persons and yen per hour of every section and kind."""
    persons, prices = (np.full((len(sections), len(KINDS)), np.nan) for _ in range(2))
    if not sections:
        return persons, prices
    (body, body_names), (section, names), (kind, kind_names) = (_codes(people[n]) for n in ("body", "section", "staff"))
    rank, width = {name: i for i, name in enumerate(names)}, len(names) + 1
    # Sections of which nobody told the people are numbered after all names.
    asked = np.array([b * width + rank.get(name, len(names)) for b, name in sections], dtype=np.int64)
    order = np.argsort(asked)
    said = _numbered(body_names, bodies)[body] * width + section
    place = order[np.minimum(np.searchsorted(asked, said, sorter=order), len(order) - 1)]
    found = asked[place] == said
    cells = place[found], _numbered(kind_names, tuple(k.value for k in KINDS))[kind[found]]
    persons[cells], prices[cells] = (_floats(people[name])[found] for name in ("persons", "yen_per_hour"))
    return persons, prices


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=np.float64)


def sums_by(owner: Ints, values: Floats, n: int) -> Floats:
    """Sum of `values` for every owner 0 … n − 1; nan where one of them is.

    >>> sums_by(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [1.0, 0.0, 5.0]
    """
    return np.asarray(np.bincount(owner, values, n), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class LineHours:
    """True hours a year of each line, without the error its section has in common: mean and variance, and the fourth cumulant of the
    logarithm; nan where no effort was answered. `answered` are the hours as answered.

    `minutes` and `hours` hold the distributions; `source` numbers the line in them, `scale` turns their unit into hours a year.
    """

    known: Bools
    from_hours: Bools
    source: Ints
    scale: Floats
    answered: Floats
    mean: Floats
    variance: Floats
    fourth: Floats
    low: Floats
    high: Floats
    """Ends of the interval of each line by itself, the common error included."""
    minutes: TrueValues
    hours: TrueValues


def hours_of(lines: Lines, error: ReportingError, *, level: float = 0.95) -> LineHours:
    """Cases × minutes where both were answered, else the yearly hours; contractors have none. `level` is the coverage of intervals."""
    staff = ~lines.contracted
    by_minutes = staff & (lines.cases > 0) & ~np.isnan(lines.minutes)
    by_hours = staff & ~by_minutes & ~np.isnan(lines.hours)
    minutes = true_minutes(lines.minutes[by_minutes], lines.section[by_minutes], error=error)
    hours = true_hours(lines.hours[by_hours], error=error)
    n = len(lines.body)
    scale, source = np.ones(n), np.zeros(n, dtype=np.int64)
    scale[by_minutes] = lines.cases[by_minutes] / 60.0
    answered, mean, variance, fourth, low, high = (np.full(n, np.nan) for _ in range(6))
    for chosen, found in ((by_minutes, minutes), (by_hours, hours)):
        source[chosen] = np.arange(int(chosen.sum()))
        answered[chosen] = found.point * scale[chosen]
        mean[chosen] = found.mean * scale[chosen]
        variance[chosen] = found.variance * scale[chosen] ** 2
        fourth[chosen] = found.log_fourth
        low[chosen], high[chosen] = (end * scale[chosen] for end in found.interval(level))
    return LineHours(
        by_minutes | by_hours, by_hours, source, scale, answered, mean, variance, fourth, low, high, minutes, hours
    )
