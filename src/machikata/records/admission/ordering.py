# SPDX-License-Identifier: Apache-2.0
"""The order of events: by case, then instant, ties in file order; and the two directly-follows relations that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from machikata.domain.errors import InputRefused, Problem
from machikata.domain.text import Text
from machikata.records.coded import Coded, Mask, Rows

Ints32 = npt.NDArray[np.int32]
Ints64 = npt.NDArray[np.int64]
_MOST_PAIRS_AT_LEAST = 20_000_000
_MOST_PAIRS_PER_EVENT = 40
"""Ceiling of the tie-aware relation. A sensible log stays below one row per event; only a wrong activity column exceeds it."""
_PAIRS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """Events sorted by (case, seq). `rows` are positions in the raw table; the other arrays are aligned with `rows`."""

    rows: Rows
    case: Ints32
    case_keys: Ints64
    """Per case the key it had in the raw log (number of its trace, or code of its id)."""
    seq: Ints32
    tie_group: Ints32
    time_us: Ints64
    first: Mask
    """Whether the event is the first of its case."""
    same_time: Mask
    """Whether the event has the instant of the one before it in its case."""

    @property
    def case_starts(self) -> Ints64:
        """Where each case begins."""
        return np.flatnonzero(self.first)

    @property
    def cases(self) -> int:
        """Number of cases."""
        return int(self.first.sum())


def put_in_order(rows: Rows, case: Ints64, time_us: Ints64) -> Order:
    """Sort `rows` (in file order) by case and instant; cases are numbered in the order of their keys."""
    if not _is_sorted(case, time_us):
        order = np.lexsort((time_us, case))
        rows, case, time_us = rows[order], case[order], time_us[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = case[1:] != case[:-1]
    same_time = np.zeros(len(rows), np.bool_)
    same_time[1:] = (time_us[1:] == time_us[:-1]) & ~first[1:]
    index = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    groups = np.cumsum(~same_time)
    return Order(
        rows=rows,
        case=index.astype(np.int32),
        case_keys=case[starts],
        seq=(np.arange(len(rows)) - starts[index]).astype(np.int32),
        tie_group=(groups - groups[starts[index]]).astype(np.int32),
        time_us=time_us,
        first=first,
        same_time=same_time,
    )


def relation_of(order: Order, activity: Coded) -> pa.Table:
    """Directly-follows in file order: one row per consecutive pair of a case. `activity` is aligned with the order."""
    target = np.flatnonzero(~order.first)
    source = target - 1
    labels = activity.arrow()
    return pa.table(
        {
            "case_index": pa.array(order.case[source]),
            "seq": pa.array(order.seq[source]),
            "source": labels.take(pa.array(source)),
            "target": labels.take(pa.array(target)),
            "duration_us": pa.array(order.time_us[target] - order.time_us[source]),
            "in_tie": pa.array(order.same_time[target]),
        }
    )


def tie_relation_of(order: Order, activity: Coded) -> pa.Table:
    """Tie-aware directly-follows: consecutive tie groups A, B joined, each pair of events with weight 1/(|A||B|).

    Pairs with the same source and target are summed into one row, so its size grows with the distinct activities of a group
    and not with its events. Raises `InputRefused` when even that is out of proportion: the activity column holds no activities.
    """
    groups = _Groups.of(order, activity.codes)
    pairs = groups.distinct[groups.left].astype(np.int64) * groups.distinct[groups.left + 1]
    _refuse_explosion(int(pairs.sum()), len(order.rows))
    labels = activity.arrow()
    code_of = np.full(len(activity.values) + 1, -1, np.int32)
    code_of[activity.codes] = labels.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    chunks = [_join(groups, left, count, code_of) for left, count in _portions(groups.left, pairs)]
    columns = [np.concatenate(c) for c in zip(*chunks, strict=True)] if chunks else _no_pairs()
    case_index, source, target, duration, weight = columns
    return pa.table(
        {
            "case_index": pa.array(case_index, pa.int32()),
            "source": pa.DictionaryArray.from_arrays(pa.array(source, pa.int32()), labels.dictionary),
            "target": pa.DictionaryArray.from_arrays(pa.array(target, pa.int32()), labels.dictionary),
            "duration_us": pa.array(duration, pa.int64()),
            "weight": pa.array(weight, pa.float64()),
        }
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """Tie groups in order. `member_*` list the distinct activities of the groups one after another, with their shares (sum 1)."""

    case: Ints32
    time_us: Ints64
    left: Ints64
    """Groups that have a next group in their case."""
    begin: Ints64
    distinct: Ints64
    member_code: Ints64
    member_share: npt.NDArray[np.float64]

    @classmethod
    def of(cls, order: Order, codes: Ints32) -> _Groups:
        starts = np.flatnonzero(~order.same_time)
        group_of = np.cumsum(~order.same_time) - 1
        sizes = np.diff(np.append(starts, len(order.rows)))
        distinct = np.ones(len(starts), np.int64)
        joint_group, joint_code, joint_share = _members_of_ties(group_of, codes, sizes)
        np.add.at(distinct, joint_group, 1)
        distinct[sizes > 1] -= 1
        begin = np.cumsum(distinct) - distinct
        member_code, member_share = np.empty(int(distinct.sum()), np.int64), np.ones(int(distinct.sum()))
        alone = sizes == 1
        member_code[begin[alone]] = codes[starts[alone]]
        first_of_group = np.searchsorted(joint_group, joint_group)
        places = begin[joint_group] + np.arange(len(joint_group)) - first_of_group
        member_code[places], member_share[places] = joint_code, joint_share
        return cls(
            case=order.case[starts],
            time_us=order.time_us[starts],
            left=np.flatnonzero(order.case[starts][:-1] == order.case[starts][1:]) if len(starts) else starts,
            begin=begin,
            distinct=distinct,
            member_code=member_code,
            member_share=member_share,
        )


def _members_of_ties(group_of: Ints64, codes: Ints32, sizes: Ints64) -> tuple[Ints64, Ints64, npt.NDArray[np.float64]]:
    """Of groups with several events: group, distinct activity and its share of the group, sorted by group."""
    tied = np.flatnonzero(sizes[group_of] > 1)
    span = int(codes.max(initial=0)) + 1
    keys, counts = np.unique(group_of[tied] * span + codes[tied], return_counts=True)
    group = keys // span
    return group, keys % span, counts / sizes[group]


def _portions(left: Ints64, pairs: Ints64) -> list[tuple[Ints64, Ints64]]:
    """Groups in portions of a few million pairs, so that memory stays bounded."""
    if not len(left):
        return []
    number = (np.cumsum(pairs) - 1) // _PAIRS_AT_ONCE
    cuts = np.flatnonzero(np.diff(number)) + 1
    return list(zip(np.split(left, cuts), np.split(pairs, cuts), strict=True))


def _join(groups: _Groups, left: Ints64, pairs: Ints64, code_of: Ints32) -> tuple[npt.NDArray[Any], ...]:
    """The cross product of each group's members with those of the next group."""
    pair_group = np.repeat(left, pairs)
    within = np.arange(len(pair_group)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    width = groups.distinct[pair_group + 1]
    source = groups.begin[pair_group] + within // width
    target = groups.begin[pair_group + 1] + within % width
    return (
        groups.case[pair_group],
        code_of[groups.member_code[source]],
        code_of[groups.member_code[target]],
        groups.time_us[pair_group + 1] - groups.time_us[pair_group],
        groups.member_share[source] * groups.member_share[target],
    )


def _no_pairs() -> list[npt.NDArray[Any]]:
    return [np.zeros(0, kind) for kind in ("i4", "i4", "i4", "i8", "f8")]


def _is_sorted(case: Ints64, time_us: Ints64) -> bool:
    if len(case) < 2:
        return True
    step, same = case[1:] - case[:-1], case[1:] == case[:-1]
    return bool((step >= 0).all() and (time_us[1:][same] >= time_us[:-1][same]).all())


def _refuse_explosion(pairs: int, events: int) -> None:
    if pairs <= max(_MOST_PAIRS_AT_LEAST, _MOST_PAIRS_PER_EVENT * events):
        return
    what = Text(
        f"同じ時刻に並ぶ違う作業が多すぎて、前後の関係を作れません（組み合わせ{pairs:,}件）",
        f"too many different activities share the same times to relate them ({pairs:,} combinations)",
    )
    remedy = Text(
        "「作業」に選んだ列が作業の名前かどうか、日時の列が正しいかを確かめてください",
        "check that the column chosen as activity holds names of activities, and that the time column is right",
    )
    raise InputRefused([Problem("too-many-ties", what, remedy)])
