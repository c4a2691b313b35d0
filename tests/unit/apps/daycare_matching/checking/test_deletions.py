# SPDX-License-Identifier: Apache-2.0
"""Cases worked out by hand: which deletions follow, which do not, and what the two stability rules make of siblings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import (
    GUARANTEE,
    REFUSAL,
    Blocked,
    Deletions,
    NodeEnd,
    Proof,
    SearchNode,
    Stability,
    Swap,
)
from machikata.apps.daycare_matching.checking import FaultKind, check_allocation, check_certificate

from .conftest import market, result

NOTHING = Deletions(*(np.zeros(0, dtype=t) for t in (int, int, np.int8, int)))


def kinds(report):
    return {fault.kind for fault in report.faults}


def test_one_seat_goes_to_the_first_and_the_proof_is_confirmed(one_seat, right):
    report = check_certificate(one_seat, right)
    assert report.good
    assert [text.en for text in report.confirmed][-1] == "This is the only stable allocation."


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 3, GUARANTEE, 2), (0, 0, REFUSAL, 0)],  # the second is sure of nothing
        [(0, 1, GUARANTEE, 1), (0, 2, REFUSAL, 0)],  # an option guarantees nothing against itself
        [(0, 1, GUARANTEE, 2), (0, 2, REFUSAL, 0)],  # another household's option
        [(0, 1, REFUSAL, 0), (0, 2, REFUSAL, 0)],  # nothing is asked for there
        [(1, 1, GUARANTEE, 0), (0, 2, REFUSAL, 0)],  # out of order
        [(0, 1, GUARANTEE, 0), (0, 1, GUARANTEE, 0)],  # twice
        [(0, 1, GUARANTEE, 0), (1, 1, GUARANTEE, 0)],  # again in a later round
    ],
)
def test_what_does_not_follow_is_refused(one_seat, right, rows):
    columns = list(zip(*rows, strict=True))
    root = Deletions(*(np.array(c, dtype=t) for c, t in zip(columns, (int, int, np.int8, int), strict=True)))
    wrong = replace(right, certificate=replace(right.certificate, root=root))
    assert kinds(check_certificate(one_seat, wrong)) == {FaultKind.DELETION}


def test_a_child_is_not_sure_of_a_seat_when_its_sibling_must_come_along():
    # Two seats. Twins 0 and 1 only together, ranks 0 and 3; children 2 and 3 rank 1 and 2: these two get the seats.
    seats = market(
        [2],
        [
            [[(0, 0, 0, 0, 0), (1, 0, 3, 3, 0)], []],
            [[(2, 0, 1, 1, 0)], []],
            [[(3, 0, 2, 2, 0)], []],
        ],
    )
    certain = [(0, 0, REFUSAL, 0), (1, 3, GUARANTEE, 2), (1, 5, GUARANTEE, 4)]
    assert check_certificate(seats, result([1, 2, 4], rows=certain)).good
    trap = check_certificate(seats, result([1, 2, 5], rows=[(0, 4, REFUSAL, 0)]))
    assert FaultKind.DELETION in kinds(trap)


@pytest.fixture
def taking_turns():
    """One seat. Siblings 0 and 1 (ranks 0 and 2) would rather have it for 1 than for 0; child 2 ranks between them."""
    return market(
        [1],
        [[[(1, 0, 2, 2, 0)], [(0, 0, 0, 0, 0)], []], [[(2, 0, 1, 1, 0)], []]],
    )


def test_a_sibling_can_hand_on_its_seat_under_the_strict_rule_alone(taking_turns):
    rows = [(0, 0, REFUSAL, 0), (0, 2, GUARANTEE, 1), (1, 3, REFUSAL, 0)]
    kept = result([1, 4], rows=rows)
    assert check_certificate(taking_turns, kept).good
    strict = check_allocation(taking_turns, replace(kept, stability=Stability.STRICT))
    assert [(fault.kind, fault.household, fault.option) for fault in strict.faults] == [(FaultKind.BLOCKS, 0, 0)]


def test_an_option_that_cannot_occur_still_blocks_and_so_none_is_stable(taking_turns):
    rows = [(0, 0, REFUSAL, 0), (0, 2, GUARANTEE, 1), (1, 3, REFUSAL, 0)]
    blocked = Blocked((0,), (0,), 1, 1)
    none = result([1, 4], rows=rows, stability=Stability.STRICT, proof=Proof.NONE, blocked=blocked)
    end = SearchNode(parent=-1, option=-1, deletions=NOTHING, end=NodeEnd.BLOCKED, blocking=0)
    report = check_certificate(taking_turns, replace(none, certificate=replace(none.certificate, searches=((end,),))))
    assert report.good
    assert "no stable allocation exists" in report.confirmed[-1].en
    told_stable = replace(none, proof=Proof.UNIQUE, blocked=None)
    assert FaultKind.BLOCKS in kinds(check_certificate(taking_turns, told_stable))


def test_a_guarantee_counts_the_siblings_who_hold_the_seat_under_the_household_rule(taking_turns):
    alone = replace(taking_turns, entry_rank=np.array([1, 0, 2]), entry_household_rank=np.array([1, 0, 2]))
    rows = [(0, 1, GUARANTEE, 0), (0, 2, GUARANTEE, 0), (1, 3, REFUSAL, 0)]
    assert check_certificate(alone, result([0, 4], rows=rows, stability=Stability.STRICT)).good
    assert kinds(check_certificate(alone, result([0, 4], rows=rows))) == {FaultKind.DELETION}
    equal = replace(alone, entry_household_rank=np.array([0, 0, 2]))
    assert check_certificate(equal, result([0, 4], rows=rows)).good


@pytest.fixture
def seats_to_exchange():
    """Two full pools. Siblings 0 and 1 sit in one each and want to change places; others want both."""
    return market(
        [1, 1],
        [
            [[(0, 1, 2, 2, 0), (1, 0, 2, 2, 0)], [(0, 0, 0, 0, 1), (1, 1, 0, 0, 1)]],
            [[(2, 0, 1, 1, 0)], []],
            [[(3, 1, 1, 1, 0)], []],
        ],
    )


def test_an_exchange_of_own_seats_is_confirmed_and_missed_when_left_out(seats_to_exchange):
    rows = [(0, 2, REFUSAL, 0), (0, 4, REFUSAL, 1), (0, 0, REFUSAL, 0)]
    with_swap = result([1, 3, 5], rows=rows, swaps=(Swap(0, 1, 0),))
    assert check_allocation(seats_to_exchange, with_swap).good
    for swaps in ((), (Swap(0, 0, 0),), (Swap(0, 1, 1),), (Swap(1, 3, 2),), (Swap(0, 1, 0), Swap(0, 1, 0))):
        report = check_allocation(seats_to_exchange, replace(with_swap, swaps=swaps))
        assert kinds(report) == {FaultKind.SWAP}, swaps


def test_a_household_that_does_not_exist_is_no_swap(seats_to_exchange):
    report = check_allocation(
        seats_to_exchange, result([1, 3, 5], swaps=(Swap(0, 1, 0), Swap(99, 0, 0), Swap(-1, 0, 0)))
    )
    assert kinds(report) == {FaultKind.SWAP}


@pytest.mark.parametrize("held", [[], [0], [0, 1], [-1, 3], [0, 99], [0, 3, 3]])
def test_what_is_not_an_option_of_the_household_is_refused(one_seat, right, held):
    wrong = replace(right, held=np.array(held, dtype=np.int64))
    assert kinds(check_allocation(one_seat, wrong)) == {FaultKind.NOT_OWN_OPTION}
    assert kinds(check_certificate(one_seat, wrong)) == {FaultKind.NOT_OWN_OPTION}


def test_a_full_class_and_a_better_option_are_named(one_seat, right):
    both = check_allocation(one_seat, replace(right, held=np.array([0, 2])))
    assert [(fault.kind, fault.pool) for fault in both.faults] == [(FaultKind.OVERFULL, 0)]
    nobody = check_allocation(one_seat, replace(right, held=np.array([1, 3])))
    assert [(fault.kind, fault.household) for fault in nobody.faults] == [(FaultKind.BLOCKS, 0), (FaultKind.BLOCKS, 1)]


def test_what_the_search_left_open_is_said_not_to_be_shown(one_seat, right):
    undecided = replace(right, proof=Proof.UNDECIDED)
    report = check_certificate(one_seat, undecided)
    assert report.good
    assert "broken off" in report.unconfirmed[0].en


def test_more_than_one_blocked_household_is_not_shown_to_be_the_fewest(taking_turns):
    end = SearchNode(parent=-1, option=-1, deletions=NOTHING, end=NodeEnd.BLOCKED, blocking=0)
    none = result(
        [2, 4],
        rows=[(0, 0, REFUSAL, 0), (0, 2, GUARANTEE, 1), (1, 3, REFUSAL, 0)],
        stability=Stability.STRICT,
        proof=Proof.NONE,
        blocked=Blocked((0, 1), (1, 3), 2, 2),
    )
    report = check_certificate(taking_turns, replace(none, certificate=replace(none.certificate, searches=((end,),))))
    assert report.good
    assert any("fewer blocked" in text.en for text in report.unconfirmed)
