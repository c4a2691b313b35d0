# SPDX-License-Identifier: Apache-2.0
"""Case mix: strata from case attributes, and the rule that chooses the attribute when nobody has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from machikata.analysis.comparison.arrays import CaseAttribute, CaseTable, Floats, Ints
from machikata.analysis.comparison.refusing import attribute_refused
from machikata.analysis.comparison.result import CaseMix
from machikata.domain.text import Text

OTHER = "(other)"
OTHER_LABEL = Text("ほか", "other")
_JOINED = "／"
_OUTCOME_INFORMATION = 0.2
_SHARE_FILLED = 0.5
_IDENTIFIER_SHARE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """`codes` per case into `labels`; the last label is `OTHER` (values beyond the most frequent, and missing ones)."""

    codes: Ints
    labels: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of strata, `OTHER` included."""
        return len(self.labels)


def label_of(stratum: str) -> Text:
    """The stratum for a person: its own value, or ほか."""
    return OTHER_LABEL if stratum == OTHER else Text(stratum, stratum)


def make_strata(attributes: Sequence[CaseAttribute], *, n: int, kept: int, least: int = 1) -> Strata:
    """The `kept` most frequent (combinations of) values that at least `least` cases have, all else and missing = `OTHER`. Equal
    frequencies go by value.
    """
    if not attributes:
        return Strata(np.zeros(n, dtype=np.int64), (OTHER,))
    joined, values = attributes[0].codes, list(attributes[0].values)
    for attribute in attributes[1:]:
        joined, values = _joined(joined, values, attribute)
    counts = np.bincount(joined[joined >= 0], minlength=len(values))
    order = sorted((i for i in range(len(values)) if counts[i] >= least), key=lambda i: (-counts[i], values[i]))[:kept]
    place = np.full(len(values) + 1, len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Strata(place[joined], (*(values[i] for i in order), OTHER))


def _joined(codes: Ints, values: list[str], attribute: CaseAttribute) -> tuple[Ints, list[str]]:
    width = max(len(attribute.values), 1)
    both = np.where((codes >= 0) & (attribute.codes >= 0), codes * width + attribute.codes, -1)
    used, new = np.unique(both, return_inverse=True)
    offset = 1 if len(used) and used[0] < 0 else 0
    names = [f"{values[u // width]}{_JOINED}{attribute.values[u % width]}" for u in used[offset:]]
    return new.astype(np.int64) - offset, names


def searchable(attribute: CaseAttribute) -> bool:
    """Whether an attribute may be searched and shown: it names no person and is no identifier (nearly a value per case)."""
    filled = int((attribute.codes >= 0).sum())
    return not attribute.names_person and filled > 0 and len(attribute.values) < _IDENTIFIER_SHARE * filled


def choose_case_mix(
    table: CaseTable, ending: Ints, *, declared: Sequence[str], kept: int, least: int = 1
) -> tuple[Strata, CaseMix]:
    """The strata of the declared attributes; if none are declared, of the attribute that explains most.

    A value that fewer than `least` cases have is never named. `ending` is a code per case of how it ended (its last activity). Chosen
    is the searchable attribute, filled in at least half of the cases, whose strata explain the largest share of the variance of ranks of
    days inside bodies; attributes that tell more than 20 % of what the last activity or the open state tells are passed over: they
    describe how a case ended, not what was applied for.
    """
    if declared:
        return _declared(table, declared, kept, least)
    ranks = _ranks_inside_bodies(table)
    found: list[tuple[float, str]] = []
    for name, attribute in sorted(table.attributes.items()):
        if searchable(attribute) and float((attribute.codes >= 0).mean()) >= _SHARE_FILLED:
            strata = make_strata([attribute], n=table.n, kept=kept, least=least)
            if _no_outcome(strata, ending, table):
                found.append((_explained(ranks, strata), name))
    best = max(found, default=(0.0, ""), key=lambda item: (item[0], item[1]))
    if best[0] <= 0:
        return _none(table)
    reason = Text(
        f"案件の属性のうち、日数の順位のちがいを団体の中で最もよく説明するもの（{best[0]:.1%}）を選びました。"
        "申請のときに決まっている属性かどうかは、担当の方が確かめてください",
        f"the case attribute that explains most of the differences of days inside bodies ({best[0]:.1%} of rank variance); "
        "a person should confirm that it is known when the case begins",
    )
    strata = make_strata([table.attributes[best[1]]], n=table.n, kept=kept, least=least)
    return strata, CaseMix((best[1],), strata.labels, reason, best[0])


def _declared(table: CaseTable, declared: Sequence[str], kept: int, least: int) -> tuple[Strata, CaseMix]:
    for name in declared:
        if name not in table.attributes or table.attributes[name].names_person:
            raise attribute_refused(name, person=name in table.attributes)
    strata = make_strata([table.attributes[name] for name in declared], n=table.n, kept=kept, least=least)
    reason = Text("比べる前に指定された属性です", "declared before the comparison")
    return strata, CaseMix(tuple(declared), strata.labels, reason, _explained(_ranks_inside_bodies(table), strata))


def _none(table: CaseTable) -> tuple[Strata, CaseMix]:
    reason = Text("構成をそろえるのに使える属性がありません。見込みは全体の平均と同じです",
                  "no case attribute can be used to adjust; what is expected is the mean of all")  # fmt: skip
    strata = make_strata([], n=table.n, kept=0)
    return strata, CaseMix((), strata.labels, reason, 0.0)


def _ranks_inside_bodies(table: CaseTable) -> Floats:
    ranks = np.asarray(rankdata(table.days), dtype=np.float64)
    counts = np.maximum(np.bincount(table.body, minlength=table.n_bodies), 1)
    means = np.bincount(table.body, weights=ranks, minlength=table.n_bodies) / counts
    return ranks - means[table.body]


def _explained(ranks: Floats, strata: Strata) -> float:
    """ε² of a one-way layout: share of variance between strata, corrected for their number."""
    n, total = len(ranks), float(((ranks - ranks.mean()) ** 2).sum()) if len(ranks) else 0.0
    counts = np.bincount(strata.codes, minlength=strata.n)
    groups = int((counts > 0).sum())
    if total == 0 or groups < 2 or n <= groups:
        return 0.0
    sums = np.bincount(strata.codes, weights=ranks - ranks.mean(), minlength=strata.n)
    between = float((sums**2 / np.maximum(counts, 1)).sum())
    within = (total - between) / (n - groups)
    return max(0.0, (between - (groups - 1) * within) / total)


def _no_outcome(strata: Strata, ending: Ints, table: CaseTable) -> bool:
    known = (uncertainty_coefficient(strata.codes, other) for other in (ending, table.is_open.astype(np.int64)))
    return all(share <= _OUTCOME_INFORMATION for share in known)


def uncertainty_coefficient(of: Ints, given: Ints) -> float:
    """Theil's U: share (0–1) of the information in `of` that `given` already tells; 0 when `of` is constant."""
    entropy = _entropy(of)
    if entropy == 0:
        return 0.0
    joint = _entropy(np.asarray(of * (int(given.max()) + 1) + given))
    return (entropy + _entropy(given) - joint) / entropy


def _entropy(codes: Ints) -> float:
    counts = np.unique(codes, return_counts=True)[1]
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())
