# SPDX-License-Identifier: Apache-2.0
"""Hides in a comparison what may not be shown to a reader: small groups, single persons, and what would give them away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.estimand import Estimand, Unit
from machikata.analysis.comparison.hiding_indicators import hide_left_out, hide_small_shares
from machikata.analysis.comparison.result import (
    BodySurvival,
    ComparedBody,
    Comparison,
    FlowDifference,
    FlowDifferenceKind,
    Indicator,
    LeftOut,
    Reversal,
    StratumRow,
    StratumValue,
)
from machikata.analysis.comparison.statements import state
from machikata.analysis.comparison.suppression import gives_away, hidden_cells, small_share
from machikata.analysis.flow import DifferenceArc, DifferenceMap, DifferenceNode
from machikata.domain.text import Text

_FEWEST_PERSONS = 5


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads (`audience`, a body code or '' = nobody in particular), from how many cases on, which bodies are hidden and why, and
    which the class figures are made of.
    """

    audience: str
    minimum: int
    left_out: Mapping[str, LeftOut]
    compared: frozenset[str]

    def own(self, body: str) -> bool:
        return bool(body) and body == self.audience

    def small(self) -> Text:
        return Text(f"{self.minimum}件未満のため表示しません", f"not shown: fewer than {self.minimum} cases")

    def why(self, body: str) -> Text:
        return self.small() if self.left_out[body] is LeftOut.FEW else _WHY[self.left_out[body]]


_WHY = {
    LeftOut.ONE_PERSON: Text("1人の職員の値になるため表示しません", "not shown: it would be the figure of one person"),
    LeftOut.NEARLY_ALL: Text(
        "条件で除かれる案件が少なく、条件のない結果と比べるとその案件が分かるため表示しません",
        "not shown: the conditions leave out so few cases that the result without conditions would tell them",
    ),
}
_SOME_OPEN = Text("あり（件数は表示しません）", "some (their number is not shown)")
_FEW_OPEN = Text(
    "：終わっていない案件の数は、少ないため、または逆算を防ぐため表示しません",
    ": the number of open cases is not shown, being small or needed to protect another",
)


def disclose(comparison: Comparison, audience: str = "") -> Comparison:
    """The comparison as `audience` (a body code; '' = nobody in particular) may see it.

    Hidden are: bodies that are not compared (`LeftOut`), those of a single person from everybody; shares that fewer than the minimum
    count of cases have, or lack; further values wherever totals would give a hidden one away. A body's own officers see all else of
    their own body. Class figures never contained bodies left out, and are made anew when a share is hidden. What was hidden is named
    in `suppressed`.
    """
    reader = _reader(comparison, audience)
    hidden_notes = [
        b.name + Text("：", ": ") + reader.why(b.code) for b in comparison.bodies if b.code in reader.left_out
    ]
    names = {b.code: b.name for b in comparison.bodies}
    indicators = tuple(_indicator(i, reader) for i in comparison.indicators)
    for before, after in zip(comparison.indicators, indicators, strict=True):
        hidden_notes += _newly_hidden(before, after, reader, names)
    few_open, total_tells = _few_open(comparison, reader)
    hidden_notes += [names[code] + _FEW_OPEN for code in sorted(few_open)]
    reversals = tuple(_reversal(r, reader) for r in comparison.reversals if r.body not in reader.left_out)
    flow = _flow_differences(comparison, reader)
    survival = tuple(_survival(s, reader, few_open) for s in comparison.survival.bodies)
    return replace(
        comparison,
        estimand=_without_open(comparison.estimand) if total_tells else comparison.estimand,
        bodies=tuple(_body(b, reader, few_open) for b in comparison.bodies),
        indicators=indicators,
        reversals=reversals,
        flow_differences=flow,
        difference_map=_map(comparison, reader),
        survival=replace(comparison.survival, bodies=survival),
        # Said anew from what may be seen, so that no sentence carries a hidden figure.
        statements=()
        if comparison.own in reader.left_out
        else state(comparison.own, indicators, reversals, flow, names=names),
        suppressed=(*comparison.suppressed, *hidden_notes),
    )


def _reader(c: Comparison, audience: str) -> _Reader:
    own_too = (LeftOut.ONE_PERSON,)
    hidden = {
        b.code: b.left_out
        for b in c.bodies
        if b.left_out is not LeftOut.NO and (b.code != audience or b.left_out in own_too)
    }
    compared = frozenset(b.code for b in c.bodies if b.left_out is LeftOut.NO)
    return _Reader(audience, c.estimand.minimum_count, hidden, compared)


def _few_open(c: Comparison, reader: _Reader) -> tuple[frozenset[str], bool]:
    """Bodies whose number of open cases is hidden: too few, or needed so that the total gives no other away; and whether the total
    has to go as well.
    """
    counts = np.array([b.n_open or 0 if b.code in reader.compared else 0 for b in c.bodies], dtype=np.int64)
    visible = np.array([reader.own(b.code) for b in c.bodies], dtype=np.bool_)
    hidden = hidden_cells(counts, minimum=reader.minimum, visible=visible)
    bodies = frozenset(b.code for b, h in zip(c.bodies, hidden, strict=True) if h)
    return bodies, gives_away(counts, hidden, minimum=reader.minimum)


def _without_open(e: Estimand) -> Estimand:
    """The estimand without the number of open cases."""
    counted = figures.cases(e.n_open)
    return replace(
        e, n_open=None,
        open_text=Text(e.open_text.ja.replace(counted.ja, _SOME_OPEN.ja), e.open_text.en.replace(counted.en, _SOME_OPEN.en)),
    )  # fmt: skip


def _body(b: ComparedBody, reader: _Reader, few_open: frozenset[str]) -> ComparedBody:
    if b.code in reader.left_out:
        return replace(b, n_cases=None, n_open=None, n_persons=None, midnight_share=None)
    few_persons = not reader.own(b.code) and b.n_persons is not None and b.n_persons < _FEWEST_PERSONS
    return replace(b, n_open=None if b.code in few_open else b.n_open, n_persons=None if few_persons else b.n_persons)


def _indicator(i: Indicator, reader: _Reader) -> Indicator:
    notes = {row.body: reader.why(row.body) for row in i.bodies if row.body in reader.left_out}
    few = {r.body for r in i.bodies if not reader.own(r.body) and r.n is not None and 0 < r.n < reader.minimum}
    shown = hide_left_out(i, notes | {body: reader.small() for body in few - set(notes)})
    if i.unit is not Unit.SHARE:
        return shown
    return hide_small_shares(
        shown, own=reader.audience, compared=reader.compared, minimum=reader.minimum, small=reader.small()
    )


def _newly_hidden(before: Indicator, after: Indicator, reader: _Reader, names: dict[str, Text]) -> list[Text]:
    return [
        Text(f"{names[now.body].ja}（{after.title.ja}）：", f"{names[now.body].en} ({after.title.en}): ")
        + now.suppressed_note
        for was, now in zip(before.bodies, after.bodies, strict=True)
        if now.suppressed and not was.suppressed and now.body not in reader.left_out
    ]


def _reversal(r: Reversal, reader: _Reader) -> Reversal:
    """All strata of the attribute are a table whose totals are shown: small cells go, and what would give them away.

    The cells that the order inside and the sentence tell anyway cannot be hidden. Where too little is left to hide behind, only the
    stratum of the reversal stays.
    """
    codes = [v.body for v in r.rows[0].bodies] if r.rows else []
    counts = np.array([[v.n or 0 for v in row.bodies] for row in r.rows], dtype=np.int64).reshape(
        len(r.rows), len(codes)
    )
    told = {(r.stratum, v.body) for v in r.inside} | {(r.explained_by, r.body)}
    known = np.array(
        [[reader.own(code) or (row.value, code) in told for code in codes] for row in r.rows], dtype=np.bool_
    ).reshape(counts.shape)
    hidden = hidden_cells(counts, minimum=reader.minimum, visible=known)
    if gives_away(counts, hidden, minimum=reader.minimum):
        kept = [row for row in r.rows if row.value == r.stratum]
        return replace(
            r, rows=tuple(_shown(row, [(row.value, v.body) not in told for v in row.bodies], None) for row in kept)
        )
    hidden[:, [code in reader.left_out for code in codes]] = True
    return replace(
        r, rows=tuple(_shown(row, line.tolist(), reader.minimum) for row, line in zip(r.rows, hidden, strict=True))
    )


def _shown(row: StratumRow, hidden: list[bool], minimum: int | None) -> StratumRow:
    """The row without its hidden cells; and without the figures of all together, when they are few or `minimum` is None."""
    few = minimum is None or (row.together.n is not None and 0 < row.together.n < minimum)
    return replace(
        row,
        bodies=tuple(_blank(v) if h else v for v, h in zip(row.bodies, hidden, strict=True)),
        together=_blank(row.together) if few else row.together,
    )


def _blank(v: StratumValue) -> StratumValue:
    return StratumValue(v.body, None, None, None, None)


def _flow_differences(c: Comparison, reader: _Reader) -> tuple[FlowDifference, ...]:
    sizes = {b.code: b.n_cases or 0 for b in c.bodies}
    return tuple(
        replace(d, users=tuple(u for u in d.users if u not in reader.left_out))
        for d in c.flow_differences
        if d.body not in reader.left_out and (reader.own(d.body) or not _small_flow(d, sizes[d.body], reader))
    )


def _small_flow(d: FlowDifference, size: int, reader: _Reader) -> bool:
    if d.n is None or d.own is None:
        return True
    if d.kind is FlowDifferenceKind.WAITING:
        return d.n < reader.minimum
    base = d.n if d.kind is FlowDifferenceKind.ORDER else size
    return small_share(d.own * base, base, minimum=reader.minimum)


def _map(c: Comparison, reader: _Reader) -> DifferenceMap | None:
    if c.difference_map is None or c.own in reader.left_out:
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
    if n.own_at_least or not _small_side(n.own_share, size, reader):
        return n
    bound = _lower_bound(n.own_share, size, reader)
    return replace(n, own_share=bound, own_at_least=bound is not None)


def _arc(a: DifferenceArc, size: float, reader: _Reader) -> DifferenceArc:
    if a.own_at_least or not _small_side(a.own_share, size, reader):
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
    if s.body in reader.left_out:
        return BodySurvival(s.body, None, None, None, None, None, ())
    # With the number of cases that count shown elsewhere, all cases would give the open ones back.
    return replace(s, n=None, n_open=None) if s.body in few_open else s
