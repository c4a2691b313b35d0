# SPDX-License-Identifier: Apache-2.0
"""No deletion that the checker lets pass removes a stable allocation, and whole certificates show what enumeration shows."""

from __future__ import annotations

from collections import Counter

import pytest

from machikata.apps.daycare_matching.allocation import Stability
from machikata.apps.daycare_matching.checking import check_certificate
from machikata.apps.daycare_matching.checking.demand import read_demands
from machikata.apps.daycare_matching.checking.remaining import all_remain

from .every_allocation import Definitions, tiny_market
from .proving import exhaust, proven

SEARCHED = (*range(8), 46, 49, 51, 64, 70, 71, 98, 99, 111, 151)
"""Seeds of markets that the deletions alone seldom decide."""


def deletes_only_what_is_nowhere(seed, stability):
    market = tiny_market(seed)
    _, rows = exhaust(all_remain(read_demands(market)), stability)
    needed = {option for held in Definitions(market, stability).all_stable() for option in held}
    return not needed & {row[1] for row in rows}


@pytest.mark.parametrize("stability", Stability)
def test_no_stable_allocation_is_lost_by_a_deletion_that_passes(stability):
    assert [seed for seed in range(90, 105) if not deletes_only_what_is_nowhere(seed, stability)] == []


@pytest.mark.slow
@pytest.mark.parametrize("stability", Stability)
def test_no_stable_allocation_is_lost_in_thousands_of_markets(stability):
    assert [seed for seed in range(120, 5_120) if not deletes_only_what_is_nowhere(seed, stability)] == []


@pytest.mark.parametrize("stability", Stability)
def test_certificates_made_the_slow_way_are_accepted(stability):
    seen = Counter()
    for seed in SEARCHED:
        market = tiny_market(seed)
        allocation = proven(market, stability)
        report = check_certificate(market, allocation)
        assert report.good, (seed, report.faults)
        assert report.confirmed
        seen[allocation.proof] += 1
        seen["searched"] += bool(allocation.certificate.searches)
    assert seen["searched"] > 3, seen
