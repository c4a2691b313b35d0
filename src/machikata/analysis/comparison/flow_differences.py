# SPDX-License-Identifier: Apache-2.0
"""What some bodies do and others do not: activities, paths, orders and waits, screened with Benjamini–Hochberg."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from machikata.analysis.comparison.arrays import Bools, CaseTable, Floats, Ints
from machikata.analysis.comparison.coarse_shares import coarse_shares, weighty
from machikata.analysis.comparison.correction import benjamini_hochberg
from machikata.analysis.comparison.flow_tables import (
    FlowSource,
    Paths,
    Screened,
    Step,
    order_shares,
    persons_per_activity,
    presence,
)
from machikata.analysis.comparison.presence_effect import presence_effect
from machikata.analysis.comparison.result import FlowDifference, FlowDifferenceKind
from machikata.analysis.comparison.screening import Contrasts, against_others
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text

Label = Callable[[str], Text]
_RARE = 0.05
_ORDERS_ASKED = 60
_ROWS = {
    FlowDifferenceKind.ACTIVITY: 0.5,
    FlowDifferenceKind.ORDER: 0.15,
    FlowDifferenceKind.WAITING: 0.2,
    FlowDifferenceKind.PATH: 0.15,
}
"""Which part of the listed rows each kind may fill."""
NOT_A_CAUSE = Text("行った案件と行わなかった案件の差で、原因を示すものではありません",
                   "between cases with and without; not a cause")  # fmt: skip
NO_EFFECT = Text("差を比べられるだけの案件がありません", "too few cases to compare days with and without")


@dataclass(frozen=True, slots=True, eq=False)
class _Family:
    """One kind of question over all steps: contrasts of every body, which of them count, and from which difference on it matters."""

    kind: FlowDifferenceKind
    screened: Screened
    contrasts: Contrasts
    usable: Bools
    scale: Floats
    """What a difference is multiplied by to say how much it matters: 1 for shares; for waits the share of cases with the path, which
    makes it days per case of the body."""
    margin: float
    base: Floats | None = None
    """Cases that each share is a share of; None for waits."""

    @property
    def sizes(self) -> Floats:
        """How much each difference matters."""
        return np.abs(self.contrasts.difference) * self.scale


@dataclass(frozen=True, slots=True)
class _Finding:
    family: _Family
    body: int
    step: int
    p_adjusted: float

    @property
    def difference(self) -> float:
        return float(self.family.contrasts.difference[self.body, self.step])

    @property
    def size(self) -> float:
        return float(self.family.sizes[self.body, self.step])

    @property
    def named(self) -> Step:
        return self.family.screened.steps[self.step]


def find_flow_differences(
    flow: FlowSource,
    table: CaseTable,
    keys: Ints,
    cells: Ints,
    *,
    activities: Screened,
    paths: Paths,
    comparable: Bools,
    settings: ComparisonSettings,
    label: Label,
) -> tuple[FlowDifference, ...]:
    """Differences of every comparable body from the mean of the others, most different first, at most `flow_rows` per body.

    `cells` numbers the cells of equal body, case mix and month in which days with and without an activity are compared.
    """
    persons = persons_per_activity(flow, table.bodies)
    families = _families(
        flow, table, settings, activities=activities, paths=paths, comparable=comparable, persons=persons
    )
    found = _without_echoes(_significant(families, settings))
    chosen = [f for body in range(table.n_bodies) for f in _first(found, body, settings.flow_rows)]
    names = {f.named.source for f in chosen if f.family.kind is FlowDifferenceKind.ACTIVITY}
    effects = _effects(flow, table, keys, cells, names, settings)
    # Activities stand in the order of the days that go with them (those without a figure last).
    chosen.sort(key=lambda f: (f.body, list(_ROWS).index(f.family.kind), -_days(effects, f)))
    return tuple(_told(f, table.bodies, effects, settings, label) for f in chosen)


def _days(effects: dict[str, Estimate | None], f: _Finding) -> float:
    effect = effects.get(f.named.source) if f.family.kind is FlowDifferenceKind.ACTIVITY else None
    return abs(effect.value) if effect else 0.0


def _families(
    flow: FlowSource,
    table: CaseTable,
    settings: ComparisonSettings,
    *,
    activities: Screened,
    paths: Paths,
    comparable: Bools,
    persons: dict[tuple[int, str], int],
) -> list[_Family]:
    clusters = np.bincount(table.cluster_body(), minlength=table.n_bodies).astype(np.int64)
    k, mean_days = settings.minimum_count, float(table.days.mean())
    cases = np.bincount(table.body, minlength=table.n_bodies).astype(np.float64).reshape(-1, 1)

    def shares(kind: FlowDifferenceKind, screened: Screened) -> _Family:
        frequent = ((screened.ratios.n >= k) & (screened.ratios.value >= _RARE)).any(axis=0)
        usable = comparable.reshape(-1, 1) & frequent.reshape(1, -1)
        contrasts, ones = against_others(screened.ratios, usable, clusters), np.ones(usable.shape)
        return _Family(kind, screened, contrasts, usable, ones, settings.margin_share, cases * ones)

    def means(kind: FlowDifferenceKind, screened: Screened, allowed: Bools, scale: Floats, margin: float) -> _Family:
        usable = comparable.reshape(-1, 1) & (screened.ratios.n >= k) & np.isfinite(screened.ratios.variance) & allowed
        return _Family(kind, screened, against_others(screened.ratios, usable, clusters), usable, scale, margin)

    waits = paths.waits
    several = np.array(
        [[persons.get((b, s.target), 0) != 1 for s in waits.steps] for b in range(table.n_bodies)], dtype=np.bool_
    )
    families = [
        shares(FlowDifferenceKind.ACTIVITY, activities),
        shares(FlowDifferenceKind.PATH, paths.shares),
        means(
            FlowDifferenceKind.WAITING, waits, several.reshape(waits.ratios.n.shape), paths.shares.ratios.value,
            settings.margin_wait * mean_days,
        ),
    ]  # fmt: skip
    pairs = _both_ways(paths.shares, comparable)
    if pairs:
        orders = order_shares(flow, pairs)
        every = np.ones(orders.ratios.n.shape, dtype=np.bool_)
        order = means(FlowDifferenceKind.ORDER, orders, every, np.ones(every.shape), settings.margin_share)
        families.append(replace(order, base=orders.ratios.n))
    return families


def _both_ways(paths: Screened, comparable: Bools) -> list[Step]:
    """Pairs of activities that follow each other directly in either order, each in a twentieth of the cases of some body."""
    place = {s: i for i, s in enumerate(paths.steps)}
    most = np.nan_to_num(paths.ratios.value[comparable]).max(axis=0, initial=0.0)
    pairs = [
        s for s, i in place.items()
        if s.source < s.target and most[i] >= _RARE and (back := place.get(Step(s.target, s.source))) is not None
        and most[back] >= _RARE
    ]  # fmt: skip
    return sorted(pairs, key=lambda s: (-most[place[s]], s.source, s.target))[:_ORDERS_ASKED]


def _significant(families: Sequence[_Family], settings: ComparisonSettings) -> list[_Finding]:
    """What stands after Benjamini–Hochberg over everything asked, and is large enough to matter."""
    flat = np.concatenate([f.contrasts.p.ravel() for f in families])
    adjusted = benjamini_hochberg(flat)
    found, start = [], 0
    for family in families:
        shape = family.contrasts.p.shape
        p = adjusted[start : start + family.contrasts.p.size].reshape(shape)
        start += family.contrasts.p.size
        with np.errstate(invalid="ignore"):
            hit = (p <= settings.false_discovery_rate) & (family.sizes >= family.margin)
            hit &= _off_the_median(family)
        found += [_Finding(family, int(b), int(s), float(p[b, s])) for b, s in np.argwhere(hit)]
    return found


def _off_the_median(family: _Family) -> Bools:
    """Ratios that also lie away from the median of the class: where one equals it, it is the others who differ."""
    values = np.where(family.usable, family.screened.ratios.value, np.nan)
    return np.asarray(np.abs(values - _medians(values)) * family.scale >= family.margin)


def _medians(values: Floats) -> Floats:
    """Median per column over the bodies that have a value; NaN where none has."""
    ordered = np.sort(values, axis=0)
    n = np.isfinite(values).sum(axis=0)
    columns = np.arange(values.shape[1])
    low, high = np.maximum(n - 1, 0) // 2, np.maximum(n, 1) // 2
    return np.asarray(np.where(n > 0, (ordered[low, columns] + ordered[high, columns]) / 2, np.nan))


def _without_echoes(found: Sequence[_Finding]) -> list[_Finding]:
    """Leaves out paths that differ only because one of their activities does: the activity tells it already."""
    shares = {(f.body, f.named.source): f.difference for f in found if f.family.kind is FlowDifferenceKind.ACTIVITY}

    def echo(f: _Finding) -> bool:
        ends = (shares.get((f.body, name), 0.0) for name in (f.named.source, f.named.target))
        return any(end * f.difference > 0 and abs(end) >= abs(f.difference) / 2 for end in ends)

    return [f for f in found if f.family.kind is not FlowDifferenceKind.PATH or not echo(f)]


def _first(found: Sequence[_Finding], body: int, rows: int) -> list[_Finding]:
    """The findings of one body: of each kind the largest in units of what matters, up to the kind's share of the rows."""
    own = [f for f in found if f.body == body]
    own.sort(key=lambda f: (-f.size / f.family.margin, f.named.source, f.named.target))
    return [
        f
        for kind, part in _ROWS.items()
        for f in [g for g in own if g.family.kind is kind][: max(1, round(rows * part))]
    ]


def _effects(
    flow: FlowSource, table: CaseTable, keys: Ints, cells: Ints, names: set[str], settings: ComparisonSettings
) -> dict[str, Estimate | None]:
    if not names:
        return {}
    rows = presence(flow, sorted(names), keys)
    found = {}
    for name in sorted(names):
        present = np.zeros(table.n, dtype=np.bool_)
        present[rows.get(name, np.zeros(0, dtype=np.int64))] = True
        found[name] = presence_effect(
            table.days, present, cells, table.cluster, minimum_count=settings.minimum_count, level=settings.level
        )
    return found


def _told(
    f: _Finding, bodies: Sequence[str], effects: dict[str, Estimate | None], settings: ComparisonSettings, label: Label
) -> FlowDifference:
    family, step = f.family, f.named
    own = float(family.screened.ratios.value[f.body, f.step])
    values, weight = _others(f, settings.minimum_count)
    middle = float(np.median(np.append(values[weight], own)))
    difference = own - float(values[weight].mean()) if weight.any() else None
    df = int(family.contrasts.df[f.body])
    reach = float(stats.t.ppf((1 + settings.level) / 2, df) * family.contrasts.error[f.body, f.step])
    is_activity = family.kind is FlowDifferenceKind.ACTIVITY
    effect = effects.get(step.source) if is_activity else None
    same = [
        bodies[b] for b in range(len(bodies))
        if np.isfinite(values[b]) and (values[b] - (own + middle) / 2) * (own - middle) > 0
    ]  # fmt: skip
    return FlowDifference(
        kind=family.kind,
        body=bodies[f.body],
        source=step.source,
        target=step.target,
        title=_title(family.kind, step, label),
        own=own,
        class_median=middle,
        difference=None
        if difference is None
        else Estimate(difference, difference - reach, difference + reach, settings.level),
        n=int(family.screened.ratios.n[f.body, f.step]),
        users=tuple(same),
        p_adjusted=f.p_adjusted,
        days_effect=effect,
        note=(NOT_A_CAUSE if effect else NO_EFFECT) if is_activity else Text("", ""),
    )


def _others(f: _Finding, minimum: int) -> tuple[Floats, Bools]:
    """Per body its share or wait (NaN: the own one, and those that do not count) as it may enter what is shown, and whether it does."""
    family = f.family
    values = np.where(family.usable[:, f.step], family.screened.ratios.value[:, f.step], np.nan)
    values[f.body] = np.nan
    if family.base is None:
        return values, np.isfinite(values)
    base = family.base[:, f.step]
    coarse = coarse_shares(values, base, minimum=minimum)
    return coarse, np.isfinite(coarse) & weighty(base, minimum=minimum)


def _title(kind: FlowDifferenceKind, step: Step, label: Label) -> Text:
    source, target = label(step.source), label(step.target)
    if kind is FlowDifferenceKind.ACTIVITY:
        return Text(f"「{source.ja}」がある", f"“{source.en}” occurs")
    if kind is FlowDifferenceKind.PATH:
        return Text(f"「{source.ja}」からすぐ「{target.ja}」へ進む", f"From “{source.en}” directly to “{target.en}”")
    if kind is FlowDifferenceKind.ORDER:
        return Text(f"「{source.ja}」が「{target.ja}」より先", f"“{source.en}” comes before “{target.en}”")
    return Text(f"「{source.ja}」から「{target.ja}」までの待ち", f"Wait from “{source.en}” to “{target.en}”")
