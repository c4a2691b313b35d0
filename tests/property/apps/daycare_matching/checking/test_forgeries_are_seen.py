# SPDX-License-Identifier: Apache-2.0
"""What is wrong is refused: moved children, false claims, falsified certificates. What is accepted all the same is true."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from machikata.apps.daycare_matching.allocation import Proof, Stability
from machikata.apps.daycare_matching.checking import check_allocation, check_certificate
from machikata.apps.daycare_matching.engine.allocate import allocate

from .every_allocation import Definitions, tiny_market
from .forging import claim_is_true, forged_certificates, forged_claims, wrong_results

ALWAYS_WRONG = {"none", "unique", "only one", "one dropped", "another chosen", "one invented", "swap dropped"}


def cases(seeds, stability, *, hard=False):
    for seed in seeds:
        market = tiny_market(seed)
        allocation = allocate(market, stability=stability)
        if not hard or allocation.certificate.searches:
            yield seed, market, allocation


@pytest.mark.parametrize("stability", Stability)
def test_another_result_is_refused_or_another_stable_one(stability):
    refused = Counter()
    for seed, market, allocation in cases(range(25), stability):
        if allocation.proof is Proof.NONE:
            continue
        rules = Definitions(market, stability)
        for name, wrong in wrong_results(market, allocation, np.random.default_rng(seed)):
            stable = rules.stable(tuple(wrong.held.tolist())) and wrong.swaps == rules.swaps(wrong.held.tolist())
            assert check_allocation(market, wrong).good == stable, (seed, name)
            # the whole certificate shows which one is chosen: never another
            assert not check_certificate(market, wrong).good, (seed, name)
            refused[name] += not stable
    assert min(refused[name] for name in ("one moved", "two exchanged", "all their best")) > 5, refused


@pytest.mark.parametrize("stability", Stability)
def test_false_claims_are_refused(stability):
    refused = Counter()
    for seed, market, allocation in cases(range(150), stability, hard=True):
        for name, wrong in forged_claims(market, allocation):
            good = check_certificate(market, wrong).good
            assert not good or claim_is_true(market, wrong), (seed, name)
            assert not (good and name in ALWAYS_WRONG), (seed, name)
            refused[name] += not good
    assert min(refused[name] for name in ("none", "only one", "one dropped", "another chosen")) > 1, refused


@pytest.mark.parametrize("stability", Stability)
def test_falsified_certificates_are_refused_or_still_prove_the_truth(stability):
    refused, all_of = Counter(), Counter()
    for seed, market, allocation in [*cases(range(5), stability), *cases(range(10, 100), stability, hard=True)]:
        for name, wrong in forged_certificates(market, allocation, np.random.default_rng(seed)):
            good = check_certificate(market, wrong).good
            assert not good or claim_is_true(market, wrong), (seed, name)
            # that none exists can be shown by a part of the argument
            all_of[name] += allocation.proof is not Proof.NONE
            refused[name] += allocation.proof is not Proof.NONE and not good
    # a search that ends at its root (settled) shows no more than the check of what is held; without it the claim is still true (above)
    for name in ("deletion removed", "all removed", "rounds reversed", "node dropped", "search dropped"):
        assert refused[name] == all_of[name] > 0, (name, refused, all_of)
