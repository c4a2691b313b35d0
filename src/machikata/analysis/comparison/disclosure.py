# SPDX-License-Identifier: Apache-2.0
"""Hides in a comparison what may not be shown to a reader: small groups, single persons, and what would give them away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor

import numpy as np

from machikata.analysis.comparison.estimand import Unit
from machikata.analysis.comparison.judging import HIDDEN
from machikata.analysis.comparison.result import (
    BodyIndicator,
    BodySurvival,
    ComparedBody,
    Comparison,
    FlowDifference,
    FlowDifferenceKind,
    Funnel,
    Indicator,
    Reversal,
    StratumRow,
    StratumValue,
    Verdict,
)
from machikata.analysis.comparison.statements import state
from machikata.analysis.comparison.suppression import hidden_cells, small_share
from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.text import Text

_FEWEST_PERSONS = 5


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads (`audience`, a body code or '' = nobody in particular), from how many cases on, and which bodies are hidden."""

    audience: str
    minimum: int
    hidden: frozenset[str]
    one_person: frozenset[str]

    def own(self, body: str) -> bool:
        return bool(body) and body == self.audience

    def small(self) -> Text:
        return Text(f"{self.minimum}件未満のため表示しません", f"not shown: fewer than {self.minimum} cases")

    def why(self, body: str) -> Text:
        if body in self.one_person:
            return Text("1人の職員の値になるため表示しません", "not shown: it would be the figure of one person")
        return self.small()


BACK_CALCULATION = Text("逆算を防ぐため表示しません", "not shown, so that another value cannot be computed back")


_FEW_OPEN = Text(
    "：終わっていない案件の数は、少ないため、または逆算を防ぐため表示しません",
    ": the number of open cases is not shown, being small or needed to protect another",
)


def disclose(comparison: Comparison, audience: str = "") -> Comparison:
    """The comparison as `audience` (a body code; '' = nobody in particular) may see it.

    Hidden are: bodies below the minimum count; shares that fewer than the minimum count of cases have, or lack; a second value
    wherever totals would give a hidden one away; figures of bodies with a single person, from everybody. A body's own officers see
    all else of their own body. The class figures never contained hidden bodies. What was hidden is named in `suppressed`.
    """
    reader = _reader(comparison, audience)
    hidden_notes = [
        b.name + Text("：", ": ") + reader.why(b.code) for b in comparison.bodies if b.code in reader.hidden
    ]
    names = {b.code: b.name for b in comparison.bodies}
    indicators = tuple(_indicator(i, reader) for i in comparison.indicators)
    for before, after in zip(comparison.indicators, indicators, strict=True):
        hidden_notes += _newly_hidden(before, after, reader, names)
    few_open = _few_open(comparison, reader)
    hidden_notes += [names[code] + _FEW_OPEN for code in sorted(few_open)]
    reversals = tuple(_reversal(r, reader) for r in comparison.reversals if r.body not in reader.hidden)
    flow = _flow_differences(comparison, reader)
    survival = tuple(_survival(s, reader, few_open) for s in comparison.survival.bodies)
    return replace(
        comparison,
        bodies=tuple(_body(b, reader, few_open) for b in comparison.bodies),
        indicators=indicators,
        reversals=reversals,
        flow_differences=flow,
        difference_map=_map(comparison, reader),
        survival=replace(comparison.survival, bodies=survival),
        # Said anew from what may be seen, so that no sentence carries a hidden figure.
        statements=()
        if comparison.own in reader.hidden
        else state(comparison.own, indicators, reversals, flow, names=names),
        suppressed=(*comparison.suppressed, *hidden_notes),
    )


def _reader(c: Comparison, audience: str) -> _Reader:
    minimum = c.estimand.minimum_count
    alone = frozenset(b.code for b in c.bodies if b.n_persons == 1)
    small = {b.code for b in c.bodies if b.n_cases is None or b.n_cases < minimum}
    return _Reader(audience, minimum, frozenset((small - {audience}) | alone), alone)


def _few_open(c: Comparison, reader: _Reader) -> frozenset[str]:
    """Bodies whose number of open cases is hidden: too few, or needed so that the total gives no other away."""
    counts = np.array([0 if b.code in reader.hidden else b.n_open or 0 for b in c.bodies], dtype=np.int64)
    visible = np.array([reader.own(b.code) for b in c.bodies], dtype=np.bool_)
    hidden = hidden_cells(counts, minimum=reader.minimum, visible=visible)
    return frozenset(b.code for b, h in zip(c.bodies, hidden, strict=True) if h)


def _body(b: ComparedBody, reader: _Reader, few_open: frozenset[str]) -> ComparedBody:
    if b.code in reader.hidden:
        return replace(b, n_cases=None, n_open=None, n_persons=None, midnight_share=None)
    few_persons = not reader.own(b.code) and b.n_persons is not None and b.n_persons < _FEWEST_PERSONS
    return replace(b, n_open=None if b.code in few_open else b.n_open, n_persons=None if few_persons else b.n_persons)


def _indicator(i: Indicator, reader: _Reader) -> Indicator:
    notes = {row.body: reader.why(row.body) for row in i.bodies if row.body in reader.hidden}
    few = {r.body for r in i.bodies if not reader.own(r.body) and r.n is not None and 0 < r.n < reader.minimum}
    notes |= {body: reader.small() for body in few - set(notes)}
    if i.unit is Unit.SHARE:
        notes |= _small_shares(i, reader, set(notes))
    kept = tuple(_hide(row, notes[row.body]) if row.body in notes else row for row in i.bodies)
    pairs = tuple(p for p in i.pairs if p.a not in notes and p.b not in notes)
    return replace(i, bodies=kept, pairs=pairs, funnel=_funnel(i.funnel, set(notes)))


def _small_shares(i: Indicator, reader: _Reader, hidden: set[str]) -> dict[str, Text]:
    """Shares with a small numerator or remainder, and the smallest further one when the class share would give a single one away."""
    rows = [r for r in i.bodies if r.body not in hidden and r.crude is not None and r.n]
    shares = {r.body: (r.crude.value * r.n, float(r.n)) for r in rows if r.crude is not None and r.n}
    small = [b for b, (x, n) in shares.items() if not reader.own(b) and small_share(x, n, minimum=reader.minimum)]
    found = dict.fromkeys(small, reader.small())
    if len(small) == 1:
        others = [b for b in shares if b not in found and not reader.own(b)]
        if others:
            found[min(others, key=lambda b: (min(shares[b][0], shares[b][1] - shares[b][0]), b))] = BACK_CALCULATION
    return found


def _hide(row: BodyIndicator, note: Text) -> BodyIndicator:
    return BodyIndicator(
        body=row.body, n=None, crude=None, median=None, p25=None, p75=None, expected=None, ratio=None, shrunken=None,
        check=None, p=None, p_adjusted=None, rank=None, rank_low=None, rank_high=None, funnel_position=None, excess=None,
        verdict=Verdict.HIDDEN, verdict_text=HIDDEN, verdict_note=note, suppressed=True, suppressed_note=note,
    )  # fmt: skip


def _funnel(funnel: Funnel | None, hidden: set[str]) -> Funnel | None:
    if funnel is None:
        return None
    return replace(funnel, points=tuple(p for p in funnel.points if p.body not in hidden))


def _newly_hidden(before: Indicator, after: Indicator, reader: _Reader, names: dict[str, Text]) -> list[Text]:
    return [
        Text(f"{names[now.body].ja}（{after.title.ja}）：", f"{names[now.body].en} ({after.title.en}): ")
        + now.suppressed_note
        for was, now in zip(before.bodies, after.bodies, strict=True)
        if now.suppressed and not was.suppressed and now.body not in reader.hidden
    ]


def _reversal(r: Reversal, reader: _Reader) -> Reversal:
    """All strata of the attribute are a table whose totals are shown: small cells go, and what would give them away."""
    codes = [v.body for v in r.rows[0].bodies] if r.rows else []
    counts = np.array([[v.n or 0 for v in row.bodies] for row in r.rows], dtype=np.int64).reshape(
        len(r.rows), len(codes)
    )
    visible = np.zeros(counts.shape, dtype=np.bool_)
    visible[:, [reader.own(code) for code in codes]] = True
    hidden = hidden_cells(counts, minimum=reader.minimum, visible=visible)
    hidden[:, [code in reader.hidden for code in codes]] = True
    rows = tuple(
        replace(
            row,
            bodies=tuple(_blank(v) if h else v for v, h in zip(row.bodies, line, strict=True)),
            together=_whole(row, reader),
        )
        for row, line in zip(r.rows, hidden, strict=True)
    )
    return replace(r, rows=rows)


def _blank(v: StratumValue) -> StratumValue:
    return StratumValue(v.body, None, None, None, None)


def _whole(row: StratumRow, reader: _Reader) -> StratumValue:
    n = row.together.n
    return _blank(row.together) if n is not None and 0 < n < reader.minimum else row.together


def _flow_differences(c: Comparison, reader: _Reader) -> tuple[FlowDifference, ...]:
    sizes = {b.code: b.n_cases or 0 for b in c.bodies}
    return tuple(
        replace(d, users=tuple(u for u in d.users if u not in reader.hidden))
        for d in c.flow_differences
        if d.body not in reader.hidden and (reader.own(d.body) or not _small_flow(d, sizes[d.body], reader))
    )


def _small_flow(d: FlowDifference, size: int, reader: _Reader) -> bool:
    if d.n is None or d.own is None:
        return True
    if d.kind is FlowDifferenceKind.WAITING:
        return d.n < reader.minimum
    base = d.n if d.kind is FlowDifferenceKind.ORDER else size
    return small_share(d.own * base, base, minimum=reader.minimum)


def _map(c: Comparison, reader: _Reader) -> DifferenceMap | None:
    if c.difference_map is None or c.own in reader.hidden:
        return None
    if reader.own(c.own):
        return c.difference_map
    size = float(next((b.n_cases or 0 for b in c.bodies if b.code == c.own), 0))
    m = c.difference_map
    return replace(
        m,
        nodes=tuple(_node(n, size, reader) for n in m.nodes),
        arcs=tuple(_arc(a, size, reader) for a in m.arcs),
    )


def _node(n: DifferenceNode, size: float, reader: _Reader) -> DifferenceNode:
    if not _small_side(n.own_share, size, reader):
        return n
    bound = _lower_bound(n.own_share, size, reader)
    return replace(n, own_share=bound, own_at_least=bound is not None)


def _arc(a: DifferenceArc, size: float, reader: _Reader) -> DifferenceArc:
    if not _small_side(a.own_share, size, reader):
        return a
    bound = _lower_bound(a.own_share, size, reader)
    days = a.own_median_days if bound is not None else None
    return replace(a, own_share=bound, own_at_least=bound is not None, own_median_days=days)


def _small_side(share: float | None, size: float, reader: _Reader) -> bool:
    return share is not None and small_share(share * size, size, minimum=reader.minimum)


def _lower_bound(share: float | None, size: float, reader: _Reader) -> float | None:
    """A bound in whole percent that holds for every share which fewer than the minimum count of cases lack; None for a share that
    few have.
    """
    if share is None or round(share * size) < reader.minimum:
        return None
    return max(floor(100 * (1 - reader.minimum / size)), 0) / 100


def _survival(s: BodySurvival, reader: _Reader, few_open: frozenset[str]) -> BodySurvival:
    if s.body in reader.hidden:
        return BodySurvival(s.body, None, None, None, None, None, ())
    # With the number of cases that count shown elsewhere, all cases would give the open ones back.
    return replace(s, n=None, n_open=None) if s.body in few_open else s
