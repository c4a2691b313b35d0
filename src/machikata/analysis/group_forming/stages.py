# SPDX-License-Identifier: Apache-2.0
"""The best choice of candidates of which no two share an applicant, one number of the worth after the other, by integer programming.

Method: set packing, maximised in stages; each stage keeps what the earlier ones have reached, and drops every candidate whose reduced cost
shows that no choice with it can reach it. Floating point only proposes: every value is counted again in whole numbers, and the bound
of the linear relaxation is proven in whole numbers from rounded dual values (any non-negative ones give a true bound). Only where the
solver had to branch does its own bound, with a margin of a hundredth, stand for the proof.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import LinearConstraint, linprog, milp

from machikata.analysis.group_forming.candidates import Candidate
from machikata.analysis.group_forming.pool import places_of

Whole = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
_LARGEST_TOTAL = 1_000_000
"""Numbers of the worth are joined into one stage while no total can exceed this: far from where floating point would blur them."""
_DUAL_UNIT = 1 << 20
_MARGIN = 0.01
_NODES = 5_000
_INFEASIBLE = 2


@dataclass(slots=True)
class _Packing:
    """The candidates still in play (`keep`), what earlier stages have reached (`held`), and the best choice so far."""

    cover: sparse.csc_array
    keep: Places
    chosen: Places
    held: list[tuple[Whole, int]] = field(default_factory=list)
    proven: bool = True

    @property
    def settled(self) -> bool:
        """Whether nothing but the choice is left."""
        return len(self.keep) == len(self.chosen)


def best_packing(
    found: Sequence[Candidate], *, canonical: bool, known: Collection[int] = ()
) -> tuple[tuple[Candidate, ...], bool]:
    """The best choice, and whether it is proven best. With `canonical`, of equals the one that comes first by codes: applicant by
    applicant, a group before none, then the group whose members come first. `known` are the masks of a choice to begin with.
    """
    if not found:
        return (), True
    places = sorted({p for c in found for p in places_of(c.mask)})
    ordered = sorted(found, key=lambda c: places_of(c.mask))
    members = [places_of(c.mask) for c in ordered]
    packing = _Packing(_cover(members, places), np.arange(len(ordered)), np.array([], np.intp))
    packing.chosen = np.array([i for i, c in enumerate(ordered) if c.mask in known], np.intp)
    for worth in _stages(
        np.array([c.worth for c in ordered], np.int64), np.array([len(m) for m in members]), len(places)
    ):
        if not packing.settled:
            _advance(packing, worth)
    if canonical and not packing.settled:
        _first_by_code(packing, members, places)
    return tuple(ordered[i] for i in sorted(packing.chosen)), packing.proven


def _cover(members: Sequence[tuple[int, ...]], places: Sequence[int]) -> sparse.csc_array:
    row = {p: i for i, p in enumerate(places)}
    rows = [row[p] for m in members for p in m]
    ends = np.cumsum([0, *(len(m) for m in members)])
    return sparse.csc_array((np.ones(len(rows)), rows, ends), shape=(len(places), len(members)))


def _stages(worths: Whole, sizes: Whole, n: int) -> list[Whole]:
    """The numbers of the worth, joined two and more where their totals stay small; those that are the same in every choice left out."""
    stages: list[tuple[Whole, int]] = []
    for column in worths.T:
        most = int(np.max(-(-n * np.abs(column) // sizes)))  # a choice holds at most n applicants
        if most == 0:
            continue
        if stages and (joined := stages[-1][1] * (2 * most + 1) + most) <= _LARGEST_TOTAL:
            stages[-1] = (stages[-1][0] * (2 * most + 1) + column, joined)
        else:
            stages.append((column.copy(), most))
    return [column for column, _ in stages]


def _advance(packing: _Packing, worth: Whole) -> None:
    """One stage: the best choice by `worth` among those that keep what was reached."""
    kept = packing.keep
    rows, limits = _rows(packing, kept)
    relaxed = linprog(-worth[kept].astype(float), A_ub=rows, b_ub=limits, bounds=(0, None), method="highs")
    duals = np.maximum(-relaxed.ineqlin.marginals, 0) if relaxed.status == 0 else np.zeros(len(limits))
    bound, slack = _bound(worth[kept], rows, limits, duals)
    _take(packing, relaxed.x, worth, kept)
    value = int(worth[packing.chosen].sum())
    if value < bound:
        packing.proven = _better(packing, worth, slack, value) and packing.proven
        value = int(worth[packing.chosen].sum())
    packing.held.append((worth, value))
    wanted = slack >= value * _DUAL_UNIT
    wanted[np.isin(kept, packing.chosen)] = True
    packing.keep = kept[wanted]


def _better(packing: _Packing, worth: Whole, slack: Whole, value: int) -> bool:
    """Look for a choice worth more than `value`, among the candidates that one can hold; whether the outcome is proven."""
    able = packing.keep[slack >= (value + 1) * _DUAL_UNIT]
    if not len(able):
        return True
    rows, limits = _rows(packing, able, (worth, value + 1))
    answer = milp(
        -worth[able].astype(float), integrality=np.ones(len(able)), bounds=(0, 1),
        constraints=LinearConstraint(rows, ub=limits), options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )  # fmt: skip
    if answer.status == _INFEASIBLE:
        return True
    _take(packing, answer.x, worth, able)
    return bool(answer.status == 0 and -float(answer.mip_dual_bound) < int(worth[packing.chosen].sum()) + 1 - _MARGIN)


def _rows(packing: _Packing, among: Places, *more: tuple[Whole, int]) -> tuple[sparse.csc_array, Whole]:
    """At most one group for each applicant, and no less than was reached and than `more` says, as rows ≤ limits over candidates."""
    cover = packing.cover[:, among]
    held = [*packing.held, *more]
    below = [sparse.csc_array(-worth[among].astype(float)[None, :]) for worth, _ in held]
    limits = np.array([1] * cover.shape[0] + [-value for _, value in held], np.int64)
    return sparse.csc_array(sparse.vstack([cover, *below])), limits


def _bound(worth: Whole, rows: sparse.csc_array, limits: Whole, duals: npt.NDArray[np.float64]) -> tuple[int, Whole]:
    """In whole numbers: what no choice can exceed, and for each candidate the same (times the unit) for choices that hold it."""
    unit = np.rint(duals * _DUAL_UNIT).astype(np.int64)
    gain = worth * _DUAL_UNIT - (rows.T.astype(np.int64) @ unit)
    most = int(limits @ unit) + int(np.maximum(gain, 0).sum())
    return most // _DUAL_UNIT, most + np.minimum(gain, 0)


def _take(packing: _Packing, answer: npt.NDArray[np.float64] | None, worth: Whole, among: Places) -> None:
    """Take the solver's choice if, counted in whole numbers, it is one, keeps what was reached, and is better."""
    if answer is None or np.any(np.abs(answer - np.rint(answer)) > 1e-4):
        return
    chosen = among[np.rint(answer) == 1]
    once = packing.cover[:, chosen].sum(axis=1).max(initial=0) <= 1
    kept = all(int(w[chosen].sum()) >= value for w, value in packing.held)
    first = not packing.held and len(packing.chosen) == 0
    if once and kept and (first or worth[chosen].sum() > worth[packing.chosen].sum()):
        packing.chosen = chosen


def _first_by_code(packing: _Packing, members: Sequence[tuple[int, ...]], places: Sequence[int]) -> None:
    """Among equals, the first by codes; the candidates are in the order of their members."""
    other = np.ones(len(members), np.int64)
    other[packing.chosen] = 0
    probe = _Packing(packing.cover, packing.keep, packing.chosen, list(packing.held))
    _advance(probe, other)
    if probe.proven and probe.held[-1][1] == 0:
        return
    for place in places:
        holding = [i for i in packing.keep if place in members[i]]
        if packing.settled or not holding:
            continue
        rank = np.zeros(len(members), np.int64)
        rank[holding] = np.arange(len(holding), 0, -1)
        _advance(packing, rank)
