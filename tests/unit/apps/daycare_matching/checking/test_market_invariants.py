# SPDX-License-Identifier: Apache-2.0
"""A market that breaks a promise is told so, and never taken as a ground for anything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.apps.daycare_matching.checking import FaultKind, check_allocation, check_certificate, check_market

from .conftest import ints, market, result


@pytest.fixture
def family():
    """Two siblings, the first with a seat of its own in pool 0, and a stranger."""
    return market(
        [2, 1],
        [
            [[(0, 1, 0, 0, 0), (1, 0, 1, 1, 0)], [(0, 0, 0, 0, 1), (1, 0, 1, 1, 0)], [(0, 0, 0, 0, 1)]],
            [[(2, 1, 1, 1, 0)], [(2, 0, 2, 2, 0)], []],
        ],
    )


def test_a_market_that_keeps_its_promises_is_confirmed(family):
    report = check_market(family)
    assert report.good
    assert report.confirmed


BROKEN = {
    "other numbers": {"capacity": np.array([2.0, 1.0])},
    "other shape": {"capacity": np.array([[2, 1]])},
    "no array": {"capacity": [2, 1]},
    "negative seats": {"capacity": ints(-1, 1)},
    "seats missing": {"capacity": ints(2)},
    "short column": {"entry_pool": ints(0)},
    "household outside": {"child_family": ints(0, 0, 7)},
    "child outside": {"entry_child": ints(0, 1, 0, 1, 0, 2, 9)},
    "starts backwards": {"entry_start": ints(0, 2, 4, 5, 7, 6, 7)},
    "starts late": {"option_start": ints(1, 3, 6)},
    "no starts": {"option_start": ints()},
    "no order": {"family_order": ints(0, 0)},
    "order too short": {"family_order": ints(0)},
    "household without option": {"option_start": ints(0, 0, 6)},
    "child twice": {"entry_child": ints(0, 0, 0, 1, 0, 2, 2)},
    "foreign child": {"entry_child": ints(0, 2, 0, 1, 0, 2, 2)},
    "stay with a wish": {"entry_wish": ints(0, 0, 0, 0, 0, 0, 0)},
    "stay of two": {"entry_stay": ints(0, 0, 2, 0, 1, 0, 0)},
    "a tie": {"entry_rank": ints(0, 1, 0, 1, 0, 0, 2)},
    "before a stay": {"entry_rank": ints(0, 0, 1, 0, 1, 1, 2)},
    "household rank against rank": {"entry_household_rank": ints(1, 1, 0, 1, 0, 0, 2)},
    "more own seats than seats": {"capacity": ints(0, 1)},
    "negative rank": {"entry_rank": ints(0, 1, -1, 1, -1, 1, 2)},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_every_broken_promise_is_told_and_ends_the_other_checks(family, right, change):
    broken = replace(family, **change)
    for report in (check_market(broken), check_allocation(broken, right), check_certificate(broken, right)):
        assert {fault.kind for fault in report.faults} == {FaultKind.MARKET}
        assert not report.confirmed
        assert all(fault.text.ja and fault.text.en for fault in report.faults)


def test_a_last_option_that_takes_a_seat_is_told():
    taken = market([1], [[[(0, 0, 0, 0, 0)]]])
    assert [fault.option for fault in check_market(taken).faults] == [0]


def test_an_option_that_takes_the_own_seat_away_is_told():
    lost = market([1, 1], [[[(1, 1, 0, 0, 0)], [(0, 0, 0, 0, 1)]]])
    assert [fault.household for fault in check_market(lost).faults] == [0]


def test_two_own_seats_of_one_child_are_told():
    double = market([1, 1], [[[(0, 1, 0, 0, 1)], [(0, 0, 0, 0, 1)]]])
    assert [fault.household for fault in check_market(double).faults] == [0]


def test_a_market_of_nobody_is_a_market():
    empty = market([1], [])
    assert check_market(empty).good
    assert check_certificate(empty, result([])).good
