# SPDX-License-Identifier: Apache-2.0
"""Replays deletions round by round: each must follow, by counting, from what remained before its round.

Why the two kinds are sound. Let R be the options that remain, known to contain every option of every stable allocation.

GUARANTEE, option o, cause g better than o. In any allocation of options in R, the children of others above g's worst child in a pool are at
most the possible ones. If with these (and, under the household rule, with the siblings whom o itself seats there and g does not) g would be
accepted, then a household that held o would block with g. So o is held in no stable allocation. Whether g itself remains does not matter: a
deleted option is impossible as a result, but it can still block. The siblings must be counted for the very option o that is deleted: what
else the household might hold is of no concern.

REFUSAL, option o of household f, cause pool s. Suppose f holds o in a stable allocation. Its worst child there ranks w. Every other household
with a sure seat in s above w either has it, or s is full of children who rank above that seat (`remaining.sure`). If one is of the second
kind, s holds as many children as it has seats, all above w, and f's worst child besides: too many. If all are of the first kind, they and
the n children of f are more than the seats. Either way it is infeasible. The household rule changes only what makes a seat sure.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from machikata.apps.daycare_matching.allocation import GUARANTEE, REFUSAL, Deletions, Stability
from machikata.apps.daycare_matching.checking.demand import Bools, Demands, Tally, accepted
from machikata.apps.daycare_matching.checking.market import MOST_SHOWN
from machikata.apps.daycare_matching.checking.remaining import Remaining, possible_and_certain, sure
from machikata.apps.daycare_matching.checking.report import Fault, FaultKind
from machikata.apps.daycare_matching.market import Ints
from machikata.domain.text import Text

MALFORMED = Text("削除記録の形が整っていません。", "The deletion log is malformed.")
NOT_THERE = Text(
    "存在しない、またはすでに削除された選択肢の削除です。", "What is deleted is no option, or was deleted before."
)
NO_GUARANTEE = Text(
    "よりよい選択肢が必ず受け入れられるとはいえません。", "It does not follow that a better option would be accepted."
)
NO_REFUSAL = Text("席が足りないとはいえません。", "It does not follow that there are too few seats.")


def replay(remaining: Remaining, deletions: Deletions, stability: Stability) -> tuple[Remaining, tuple[Fault, ...]]:
    """What remains after all deletions, and the faults of those that do not follow. Replay ends with the first faulty round."""
    faults = tuple(_malformed(deletions, remaining))
    if faults:
        return remaining, faults
    rounds, starts = np.unique(deletions.round, return_index=True)
    for start, end in zip(starts, np.append(starts[1:], len(deletions.round))[: len(rounds)], strict=True):
        option, cause = deletions.option[start:end], deletions.cause[start:end]
        guaranteed = deletions.kind[start:end] == GUARANTEE
        faults = tuple(_round(remaining, stability, guaranteed=guaranteed, option=option, cause=cause))
        if faults:
            return remaining, faults
        remaining = remaining.without(option)
    return remaining, ()


def _malformed(deletions: Deletions, remaining: Remaining) -> Iterator[Fault]:
    """One row per deletion, rounds in order, known kinds, options and causes that exist."""
    rows = {len(getattr(deletions, name)) for name in ("round", "option", "kind", "cause")}
    market = remaining.demands.market
    if len(rows) > 1 or not np.all(np.isin(deletions.kind, (GUARANTEE, REFUSAL))):
        yield Fault(FaultKind.DELETION, MALFORMED)
        return
    if np.any(deletions.round < 0) or np.any(np.diff(deletions.round) < 0):
        text = Text("削除の回が順番どおりではありません。", "The rounds of the deletions are out of order.")
        yield Fault(FaultKind.DELETION, text)
    ends = np.where(deletions.kind == GUARANTEE, market.options, len(market.capacity))
    if np.any((deletions.cause < 0) | (deletions.cause >= ends)):
        text = Text("削除の根拠が存在しません。", "A deletion names a cause that does not exist.")
        yield Fault(FaultKind.DELETION, text)
    option = deletions.option
    if np.any((option < 0) | (option >= market.options)) or len(np.unique(option)) != len(option):
        yield Fault(FaultKind.DELETION, NOT_THERE)


def _round(
    remaining: Remaining, stability: Stability, *, guaranteed: Bools, option: Ints, cause: Ints
) -> Iterator[Fault]:
    """The faults of one round: kind (GUARANTEE or not), `option` and `cause` of its deletions."""
    demands = remaining.demands
    gone = option[~remaining.has(option)]
    if len(gone):
        yield from (Fault(FaultKind.DELETION, NOT_THERE, option=o) for o in gone[:MOST_SHOWN].tolist())
        return  # what is followed of others says nothing about these
    possible, certain = possible_and_certain(remaining)
    may_come = possible.tally(demands)
    o, better = option[guaranteed], cause[guaranteed]
    follows = (demands.family[o] == demands.family[better]) & (better < o)
    follows &= accepted(demands, stability, tally=may_come, option=better, instead_of=o)
    yield from _unjustified(demands, NO_GUARANTEE, o[~follows])
    if not np.all(guaranteed):
        will_come = sure(remaining, may_come, certain, stability)
        o, pool = option[~guaranteed], cause[~guaranteed]
        follows = _refused(demands, will_come.tally(demands), option=o, pool=pool)
        yield from _unjustified(demands, NO_REFUSAL, o[~follows])


def _refused(demands: Demands, will_come: Tally, *, option: Ints, pool: Ints) -> Bools:
    """Whether the sure ones above the worst child of `option` in `pool` leave too few seats for it."""
    if not len(demands.pool):
        return np.zeros(len(option), dtype=bool)
    demand = demands.of(option, pool)
    asks = demand >= 0
    above = will_come.others_above(pool=pool, rank=demands.worst[demand], family=demands.family[option])
    refused: Bools = asks & (above + demands.seats[demand] > demands.market.capacity[pool])
    return refused


def _unjustified(demands: Demands, text: Text, options: Ints) -> Iterator[Fault]:
    for option in options[:MOST_SHOWN].tolist():
        yield Fault(FaultKind.DELETION, text, household=int(demands.family[option]), option=option)
