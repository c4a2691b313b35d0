# SPDX-License-Identifier: Apache-2.0
"""Hides the rows of an indicator that may not be shown, and every figure of the class from which they could be computed back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from machikata.analysis.comparison.estimand import Direction
from machikata.analysis.comparison.funnel import funnel_among
from machikata.analysis.comparison.judging import HIDDEN
from machikata.analysis.comparison.omnibus import kruskal_wallis
from machikata.analysis.comparison.result import BodyIndicator, Funnel, Indicator, Verdict
from machikata.analysis.comparison.suppression import small_share
from machikata.domain.text import Text

BACK_CALCULATION = Text("逆算を防ぐため表示しません", "not shown, so that another value cannot be computed back")
_FEWEST_HIDDEN = 2


def hide_left_out(indicator: Indicator, notes: Mapping[str, Text]) -> Indicator:
    """The indicator without the rows in `notes` (body: reason). They never entered a class figure, an expected value or a pair."""
    rows = tuple(_hidden(r, notes[r.body]) if r.body in notes else r for r in indicator.bodies)
    funnel = (
        None if indicator.funnel is None else _points_of(indicator.funnel, {r.body for r in rows if not r.suppressed})
    )
    pairs = tuple(p for p in indicator.pairs if p.a not in notes and p.b not in notes)
    return replace(indicator, bodies=rows, pairs=pairs, funnel=funnel)


def hide_small_shares(
    indicator: Indicator, *, own: str, compared: Collection[str], minimum: int, small: Text
) -> Indicator:
    """A share indicator without shares that fewer than `minimum` cases have, or lack, and without what would tell them.

    `compared` are the bodies that the class figures are made of, `own` is the reader's. The class mean tells how many of the hidden
    bodies' cases have it together: further rows go until these, too, are at least `minimum`. Quartiles, omnibus test and funnel
    are made anew from the rows that stay; ranks, shrunken ratios and effects against all others go: each is one more equation.
    """
    shares = {
        r.body: (r.observed * r.n, float(r.n))
        for r in indicator.bodies
        if r.body in compared and r.body != own and r.observed is not None and r.n
    }
    few = [b for b, (x, n) in shares.items() if small_share(x, n, minimum=minimum)]
    if not few:
        return indicator
    hidden, protected = _with_others(few, shares, minimum)
    notes = {b: small if b in few else BACK_CALCULATION for b in hidden}
    left = hide_left_out(indicator, notes)
    kept = [r.body for r in left.bodies if not r.suppressed and r.body in compared]
    made = _made_anew(left, kept)
    return made if protected else replace(made, class_mean=None)


def _with_others(few: list[str], shares: Mapping[str, tuple[float, float]], minimum: int) -> tuple[list[str], bool]:
    """The bodies to hide: `few`, and the smallest others until nothing small can be told; whether that was reached."""

    def protected(bodies: list[str]) -> bool:
        with_it = sum(shares[b][0] for b in bodies)
        without = sum(shares[b][1] - shares[b][0] for b in bodies)
        return len(bodies) >= _FEWEST_HIDDEN and min(round(with_it), round(without)) >= minimum

    def size(body: str) -> tuple[bool, float, str]:
        least = min(shares[body][0], shares[body][1] - shares[body][0])
        return least == 0, least, body

    hidden, others = list(few), sorted((b for b in shares if b not in few), key=size)
    while not protected(hidden) and others:
        hidden.append(others.pop(0))
    return hidden, protected(hidden)


def _made_anew(i: Indicator, kept: Collection[str]) -> Indicator:
    funnel = None if i.funnel is None else funnel_among(i.funnel, kept)
    places = {p.body: p.position for p in funnel.points} if funnel else {}
    rows = tuple(
        r if r.suppressed else replace(r, rank=None, shrunken=None, funnel_position=places.get(r.body))
        for r in i.bodies
    )
    among = [r for r in rows if r.body in kept and r.observed is not None and r.n]
    low, middle, high = _quartiles(among)
    best = {Direction.LOWER: low, Direction.HIGHER: high, Direction.NEUTRAL: None}[i.direction]
    with_it = np.array([[r.n - r.observed * r.n, r.observed * r.n] for r in among if r.n and r.observed is not None])
    return replace(
        i,
        bodies=rows,
        pairs=() if i.pairs_against_class else i.pairs,
        funnel=funnel,
        class_median=middle,
        class_p25=low,
        class_p75=high,
        best_quarter=None if i.best_quarter is None else best,
        omnibus=kruskal_wallis(with_it.round()) if among else None,
    )


def _quartiles(rows: list[BodyIndicator]) -> tuple[float | None, float | None, float | None]:
    values = [r.observed for r in rows if r.observed is not None]
    if not values:
        return None, None, None
    low, middle, high = (float(q) for q in np.quantile(values, [0.25, 0.5, 0.75]))
    return low, middle, high


def _points_of(funnel: Funnel, bodies: Collection[str]) -> Funnel:
    return replace(funnel, points=tuple(p for p in funnel.points if p.body in bodies))


def _hidden(row: BodyIndicator, note: Text) -> BodyIndicator:
    return BodyIndicator(
        body=row.body, n=None, crude=None, median=None, p25=None, p75=None, expected=None, ratio=None, shrunken=None,
        check=None, p=None, p_adjusted=None, rank=None, rank_low=None, rank_high=None, funnel_position=None, excess=None,
        verdict=Verdict.HIDDEN, verdict_text=HIDDEN, verdict_note=note, suppressed=True, suppressed_note=note,
    )  # fmt: skip
