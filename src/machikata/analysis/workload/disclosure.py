# SPDX-License-Identifier: Apache-2.0
"""Hides in a comparison of workload surveys what may not be shown to a reader.

Who may see what is decided when the comparison is made (`cells`), because class figures must never hold a figure that somebody may not
see: a median over three bodies, two of which are shown, would tell the third. Totals of a body hold only steps that the reader may see,
so nothing comes back by subtraction. Kinds of staff that may not be told apart are joined; what would tell them apart again goes with
them: cost at common prices beside hours (two equations with two unknowns when the common prices are known), and for the body's own
officers, who know their own prices, every cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from machikata.analysis.comparison.judging import HIDDEN
from machikata.analysis.comparison.result import Verdict
from machikata.analysis.workload.result import (
    Audience,
    BodyTotals,
    RareStep,
    StepComparison,
    StepFigure,
    WorkloadBody,
    WorkloadComparison,
)
from machikata.analysis.workload.shaping import StepOnDemand
from machikata.analysis.workload.shares import joined_kinds
from machikata.analysis.workload.statements import state
from machikata.domain.text import Text

_ORDER = tuple(Audience)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads: a body code, or '' = nobody in particular."""

    audience: str

    def sees(self, body: str, seen_by: Audience) -> bool:
        """Whether a figure of `body` may be seen."""
        limit = Audience.OWN if body and body == self.audience else Audience.EVERYBODY
        return _ORDER.index(seen_by) <= _ORDER.index(limit)

    def own(self, body: str) -> bool:
        return bool(body) and body == self.audience


def disclose_workloads(comparison: WorkloadComparison, *, audience: str) -> WorkloadComparison:
    """The comparison as `audience` (a body code; '' = nobody in particular) may see it.

    Hidden from other bodies are steps with fewer cases than the minimum count, and steps with fewer than three persons behind them: of
    two, each knows the own part and would learn the other's. Figures of one person are hidden from everybody. Kinds of staff with fewer
    than five persons are joined. What was hidden is named in `suppressed`.
    """
    reader = _Reader(audience)
    bodies = tuple(_body(b, reader) for b in comparison.bodies)
    steps = tuple(_step(s, reader) for s in comparison.steps)
    names = {b.code: b.name for b in bodies}
    return replace(
        comparison,
        bodies=bodies,
        steps=steps,
        rare_steps=tuple(r for step in comparison.rare_steps if (r := _rare(step, reader)).users),
        # Said anew from what may be seen, so that no sentence carries a hidden figure.
        statements=state(comparison.own, bodies, steps, names=names),
        suppressed=(*comparison.suppressed, *_named(bodies)),
    )


def _body(body: WorkloadBody, reader: _Reader) -> WorkloadBody:
    seen = body.totals if reader.own(body.code) else body.for_others
    hidden = tuple(h for h in body.hidden if not reader.sees(body.code, h.seen_by))
    return replace(body, totals=_totals(body.code, seen, reader), for_others=None, hidden=hidden)


def _totals(body: str, totals: BodyTotals | None, reader: _Reader) -> BodyTotals | None:
    if totals is None:
        return None
    kinds, bought = reader.sees(body, totals.kinds_seen_by), reader.sees(body, totals.contractor_seen_by)
    costs = _costs_shown(body, totals.kinds_seen_by, reader)
    parts = totals.by_staff if kinds else joined_kinds(totals.by_staff)
    return replace(
        totals,
        by_staff=parts if costs and bought else tuple(replace(p, cost=None) for p in parts),
        cost_own=totals.cost_own if costs else None,
        cost_common=totals.cost_common if kinds else None,
        contractor_share=totals.contractor_share if bought else None,
        fee_yen=totals.fee_yen if bought else None,
    )


def _costs_shown(body: str, kinds_seen_by: Audience, reader: _Reader) -> bool:
    """Own officers know their own prices: hours and cost together would tell the hours of the one person of a kind."""
    return not (reader.own(body) and kinds_seen_by is Audience.NOBODY)


def _step(step: StepComparison, reader: _Reader) -> StepComparison:
    if isinstance(step, StepOnDemand):
        return step.through(lambda row: _figure(row, reader))
    return replace(step, bodies=tuple(_figure(row, reader) for row in step.bodies))


def _figure(row: StepFigure, reader: _Reader) -> StepFigure:
    if not reader.sees(row.body, row.seen_by):
        return _blank(row)
    kinds, bought = reader.sees(row.body, row.kinds_seen_by), reader.sees(row.body, row.contractor_seen_by)
    parts = row.by_staff if kinds else joined_kinds(row.by_staff)
    costs = _costs_shown(row.body, row.kinds_seen_by, reader)
    if not costs or not bought:
        parts = tuple(replace(p, cost=None) for p in parts)
    return replace(
        row,
        by_staff=parts,
        yen_per_case=row.yen_per_case if costs else None,
        contractor_share=row.contractor_share if bought else None,
        # Hours over hours per case would be the cases that staff did, and the rest the contractor's few.
        hours_per_case=row.hours_per_case if bought else None,
    )


def _blank(row: StepFigure) -> StepFigure:
    return replace(
        row,
        cases=None, answered_hours=None, hours=None, hours_per_case=None, yen_per_case=None, hours_per_10000=None,
        by_staff=(), contractor_share=None, contracted=False, ratio=None, p_adjusted=None, verdict=Verdict.HIDDEN,
        verdict_text=HIDDEN, verdict_note=row.suppressed_note, suppressed=True,
    )  # fmt: skip


def _rare(step: RareStep, reader: _Reader) -> RareStep:
    return replace(step, users=tuple(u for u in step.users if reader.sees(u.body, u.seen_by)))


def _named(bodies: Sequence[WorkloadBody]) -> list[Text]:
    """Body, how many steps, and the reason."""
    return [
        Text(
            f"{body.name.ja}（{h.n_steps}工程）：{h.reason.ja}",
            f"{body.name.en} ({h.n_steps} step{'s' if h.n_steps > 1 else ''}): {h.reason.en}",
        )
        for body in bodies
        for h in body.hidden
    ]
