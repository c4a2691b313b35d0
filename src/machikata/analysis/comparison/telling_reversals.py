# SPDX-License-Identifier: Apache-2.0
"""Says found reversals in words, with the table of all strata of the attribute behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from machikata.analysis.comparison import figures
from machikata.analysis.comparison.arrays import CaseTable, Floats, Ints
from machikata.analysis.comparison.case_mix import Strata, label_of
from machikata.analysis.comparison.resampling import cluster_sums, rank_intervals, resample
from machikata.analysis.comparison.result import Mode, Reversal, StratumRow, StratumValue
from machikata.analysis.comparison.reversals import FoundReversal, cell_quantiles
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.comparison.suppression import small_share
from machikata.domain.text import Text

_MIX_EXPLAINS = 0.5
_NAMED = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Cases, mean and median days per body and stratum of one attribute; the last row is all bodies together."""

    n: Ints
    mean: Floats
    median: Floats
    overall_mean: Floats
    overall_median: Floats


def tell_reversals(
    found: Sequence[FoundReversal],
    strata: Mapping[str, Strata],
    table: CaseTable,
    *,
    names: Mapping[str, Text],
    mode: Mode,
    settings: ComparisonSettings,
    rng: np.random.Generator,
) -> tuple[Reversal, ...]:
    """The typed reversals in the order given, each with its headline, sentence and table."""
    cells = {name: _cells(table, strata[name]) for name in {f.attribute for f in found}}
    told = []
    for f in found:
        rank = _rank_inside(f, strata[f.attribute], table, settings, rng) if mode.ranked else None
        told.append(_reversal(f, strata[f.attribute], cells[f.attribute], table.bodies, names, rank,
                              minimum_count=settings.minimum_count))  # fmt: skip
    return tuple(told)


def _cells(table: CaseTable, strata: Strata) -> _Cells:
    bodies, n = table.n_bodies, strata.n
    # The pooled cases of all bodies stand as one more body, so that one pass gives both.
    body = np.concatenate([table.body, np.full(table.n, bodies)])
    days, codes = np.tile(table.days, 2), np.tile(strata.codes, 2)
    cell = body * n + codes
    counts = np.bincount(cell, minlength=(bodies + 1) * n).reshape(bodies + 1, n)
    sums = np.bincount(cell, weights=days, minlength=(bodies + 1) * n).reshape(bodies + 1, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, overall = sums / counts, sums.sum(axis=1) / counts.sum(axis=1)
    median = cell_quantiles(days, body, codes, n_bodies=bodies + 1, n_strata=n, share=0.5)
    whole = cell_quantiles(days, body, codes * 0, n_bodies=bodies + 1, n_strata=1, share=0.5)[:, 0]
    return _Cells(counts.astype(np.int64), mean, median, overall, whole)


def _rank_inside(
    f: FoundReversal, strata: Strata, table: CaseTable, settings: ComparisonSettings, rng: np.random.Generator
) -> tuple[int, int, int] | None:
    """Rank of the mean in the stratum from the short side, with its interval from resampled clusters."""
    part = table.where((strata.codes == f.stratum) & np.isin(table.body, f.eligible))
    one_stratum = np.zeros(part.n, dtype=np.int64)
    sums = cluster_sums(part.days, part.cluster, one_stratum, n_clusters=part.n_clusters, n_strata=1)
    drawn = resample([sums], part.cluster_body(), n_bodies=table.n_bodies, replicates=settings.replicates, rng=rng)[
        0
    ].crude[:, list(f.eligible)]
    means = np.array([part.days[part.body == b].mean() for b in f.eligible])
    ranks, low, high = rank_intervals(means, np.where(np.isfinite(drawn), drawn, means), level=settings.level)
    place = f.eligible.index(f.body)
    return int(ranks[place]), int(low[place]), int(high[place])


def _reversal(
    f: FoundReversal,
    strata: Strata,
    cells: _Cells,
    bodies: Sequence[str],
    names: Mapping[str, Text],
    rank: tuple[int, int, int] | None,
    *,
    minimum_count: int,
) -> Reversal:
    most = _mix(f, cells, minimum_count)
    overall = sorted((_whole(cells, b, bodies[b]) for b in f.eligible), key=lambda v: (v.median or 0.0, v.body))
    inside = sorted(
        (_value(cells, b, f.stratum, bodies[b]) for b in f.eligible), key=lambda v: (v.median or 0.0, v.body)
    )
    return Reversal(
        attribute=f.attribute,
        stratum=strata.labels[f.stratum],
        body=bodies[f.body],
        turned_against=tuple(bodies[b] for b in f.against),
        longer_overall=f.delta_overall > 0,
        overall=tuple(overall),
        inside=tuple(inside),
        delta_overall=f.delta_overall,
        delta_stratum=f.delta_stratum,
        p_adjusted=f.p_adjusted,
        searched=f.searched,
        rows=tuple(_row(cells, s, strata.labels[s], bodies) for s in range(strata.n) if cells.n[-1, s]),
        headline=_headline(f, label_of(strata.labels[f.stratum]), names[bodies[f.body]]),
        sentence=_sentence(f, strata, cells, bodies, names, rank) + _mix_said(f, strata, cells, most),
        explained_by="" if most is None else strata.labels[most],
    )


def _row(cells: _Cells, stratum: int, label: str, bodies: Sequence[str]) -> StratumRow:
    values = tuple(_value(cells, b, stratum, code) for b, code in enumerate(bodies))
    return StratumRow(label, label_of(label), values, _value(cells, len(bodies), stratum, ""))


def _value(cells: _Cells, body: int, stratum: int, code: str) -> StratumValue:
    n = int(cells.n[body, stratum])
    share = n / max(int(cells.n[body].sum()), 1)
    if not n:
        return StratumValue(code, 0, share, None, None)
    return StratumValue(code, n, share, float(cells.mean[body, stratum]), float(cells.median[body, stratum]))


def _whole(cells: _Cells, body: int, code: str) -> StratumValue:
    return StratumValue(
        code, int(cells.n[body].sum()), 1.0, float(cells.overall_mean[body]), float(cells.overall_median[body])
    )


def _headline(f: FoundReversal, stratum: Text, name: Text) -> Text:
    ja = "短い" if f.delta_overall > 0 else "長い"
    en = "shorter" if f.delta_overall > 0 else "longer"
    return Text(
        f"「{f.attribute}」が「{stratum.ja}」の案件だけを見ると、{name.ja}は反対に{ja}ほうになります",
        f"For cases whose “{f.attribute}” is “{stratum.en}”, {name.en} is {en} instead",
    )


def _sentence(
    f: FoundReversal,
    strata: Strata,
    cells: _Cells,
    bodies: Sequence[str],
    names: Mapping[str, Text],
    rank: tuple[int, int, int] | None,
) -> Text:
    long, short = ("長く", "短い") if f.delta_overall > 0 else ("短く", "長い")
    stratum = label_of(strata.labels[f.stratum])
    whole = _against(f, cells.overall_median, bodies, names)
    part = _against(f, cells.median[:, f.stratum], bodies, names)
    own_whole = figures.days(float(cells.overall_median[f.body]))
    own_part = figures.days(float(cells.median[f.body, f.stratum]))
    said = Text(
        f"全体の日数の中央の値は{own_whole.ja}で、{whole.ja}より{long}なっています。けれども「{stratum.ja}」では{own_part.ja}で、"
        f"{part.ja}より{short}ほうです。",
        f"Overall its median is {own_whole.en}, {'longer' if f.delta_overall > 0 else 'shorter'} than {whole.en}; "
        f"for “{stratum.en}” it is {own_part.en}, {'shorter' if f.delta_overall > 0 else 'longer'} than {part.en}. ",
    )
    return said + _position(rank, len(f.eligible))


def _against(f: FoundReversal, medians: Floats, bodies: Sequence[str], names: Mapping[str, Text]) -> Text:
    """The bodies (at most three by name) against which the order turns, with their medians."""
    if not f.against:
        rest = [b for b in f.eligible if b != f.body]
        middle = figures.days(float(np.median(medians[rest])))
        return Text(
            f"ほかの{len(rest)}団体（中ほどで{middle.ja}）", f"the other {len(rest)} bodies (middle {middle.en})"
        )
    named = [(names[bodies[b]], figures.days(float(medians[b]))) for b in f.against[:_NAMED]]
    more = len(f.against) - len(named)
    ja = "・".join(f"{n.ja}（{d.ja}）" for n, d in named) + (f"ほか{more}団体" if more else "")
    en = ", ".join(f"{n.en} ({d.en})" for n, d in named) + (f" and {more} more" if more else "")
    return Text(ja, en)


def _position(rank: tuple[int, int, int] | None, count: int) -> Text:
    if rank is None:
        return Text("", "")
    return Text(
        f"平均では{count}団体のうち短いほうから{rank[0]}番目（位置の幅 {rank[1]}〜{rank[2]}番目）です。",
        f"By the mean it is number {rank[0]} of {count} from the short side (rank range {rank[1]} to {rank[2]}). ",
    )


def _mix(f: FoundReversal, cells: _Cells, minimum_count: int) -> int | None:
    """The stratum that makes the whole look long (or short), when the mix explains at least half of the difference; None also when
    its shares would tell of few cases.
    """
    shares = cells.n[f.body] / max(cells.n[f.body].sum(), 1)
    common = cells.n[-1] / max(cells.n[-1].sum(), 1)
    gain = (shares - common) * (np.nan_to_num(cells.mean[-1]) - cells.overall_mean[-1])
    difference = float(cells.overall_mean[f.body] - cells.overall_mean[-1])
    if difference == 0 or float(gain.sum()) / difference < _MIX_EXPLAINS:
        return None
    most = int(np.argmax(gain * np.sign(difference)))
    few = any(small_share(row[most], row.sum(), minimum=minimum_count) for row in (cells.n[f.body], cells.n[-1]))
    return None if few else most


def _mix_said(f: FoundReversal, strata: Strata, cells: _Cells, most: int | None) -> Text:
    if most is None:
        return Text("", "")
    own, common = (float(n[most] / n.sum()) for n in (cells.n[f.body], cells.n[-1]))
    name, own_share, all_ = label_of(strata.labels[most]), figures.share(own), figures.share(common)
    look, en = ("長く", "long") if cells.overall_mean[f.body] > cells.overall_mean[-1] else ("短く", "short")
    more = Text("多い", "more often") if own > common else Text("少ない", "less often")
    return Text(
        f"全体が{look}見えるのは、主に「{name.ja}」が{own_share.ja}（全団体では{all_.ja}）と{more.ja}ためです。",
        f"The whole looks {en} mainly because “{name.en}” occurs {more.en} ({own_share.en}; {all_.en} over all bodies).",
    )
