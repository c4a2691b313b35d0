# SPDX-License-Identifier: Apache-2.0
"""Files and rules drawn at random through the whole app: allocation, proof, reasons, letters, next round, comparison and what-if."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path

import pytest

from machikata.apps.daycare_matching.allocation import Proof
from machikata.apps.daycare_matching.engine.allocate import allocate
from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.rules import known_rulesets, load_ruleset, ruleset
from machikata.apps.daycare_matching.solving import solved

from ..checking.every_allocation import Definitions  # noqa: TID252 the definitions of the neighbour
from .random_files import inputs_of, random_files, with_rules
from .random_rules import random_rules
from .whole_chain import RULES, compared_well, explained_well, followed_well, held_by_all_rules, tried_well

NAMES = sorted(known_rulesets())


def drawn(seed, *, most):
    """Files under rules that come along (every third) or rules that are drawn too; every seventh for another round."""
    if seed % 3 == 0:
        name, text = NAMES[(seed // 3) % len(NAMES)], None
        rules = ruleset(name)
    else:
        name, text = None, random_rules(random.Random(seed))
        rules = load_ruleset(text, file="drawn.yaml")
    files = with_rules(random_files(seed, rules, most=most), name, text)
    return replace(files, options={"round": "early" if seed % 7 == 0 and rules.round("early") else "first"})


def chain(seed, *, most):
    files, draw = drawn(seed, most=most), random.Random(seed)
    found = opened(inputs_of(files))
    faults = held_by_all_rules(found)
    result, more = explained_well(found)
    tried_well(result, draw)
    return faults + more + compared_well(result, draw) + followed_well(found, result, files, draw)


@pytest.mark.parametrize("seed", range(12))
def test_every_step_holds_for_files_and_rules_drawn_at_random(seed):
    assert chain(seed, most=20) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(100, 400, 20))
def test_every_step_holds_for_many_more(start):
    assert {seed: faults for seed in range(start, start + 20) if (faults := chain(seed, most=40))} == {}


def all_held(allocation):
    """Every stable allocation that the proof lists."""
    if allocation.proof is Proof.NONE:
        return set()
    found = set()
    for chosen in product(*(group.alternatives for group in allocation.groups)):
        held = allocation.held.tolist()
        for group, options in zip(allocation.groups, chosen, strict=True):
            for household, option in zip(group.households, options, strict=True):
                held[household] = option
        found.add(tuple(held))
    return found


def enumerated(seeds):
    """How many markets were small enough, after each was compared with all its allocations."""
    count = 0
    for seed in seeds:
        files = drawn(seed, most=5)
        if not files.children:
            continue
        market = opened(inputs_of(files)).built.market
        if prod(len(range(a, b)) for a, b in zip(market.option_start, market.option_start[1:], strict=False)) > 1_000:
            continue
        count += 1
        for stability, choice in RULES:
            allocation = allocate(market, stability=stability, choice=choice)
            stable = set(Definitions(market, stability).all_stable())
            assert all_held(allocation) == stable, (seed, stability)
            assert allocation.count == len(stable), (seed, stability)
    return count


def test_proof_and_count_are_those_of_all_allocations_of_small_files():
    assert enumerated(range(40)) > 20


@pytest.mark.slow
def test_proof_and_count_are_those_of_all_allocations_of_many_small_files():
    assert enumerated(range(1_000, 1_600)) > 300


def given_out(files):
    result = solved(opened(inputs_of(files)))
    applications = result.built.applications
    return {
        applications.children[place].number: int(result.results.pool[c])
        for c, place in enumerate(result.built.child.tolist())
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_of_all_files_changes_nothing(seed):
    files, draw = drawn(seed, most=15), random.Random(seed)
    turned = {name: draw.sample(rows, len(rows)) for name in ("facilities", "children", "siblings") for rows in (getattr(files, name),)}  # fmt: skip
    assert given_out(replace(files, **turned)) == given_out(files)


def test_the_same_files_give_the_same_bytes_whatever_the_hash_seed():
    program = Path(__file__).with_name("same_bytes.py")
    said = [
        subprocess.run(
            [sys.executable, str(program), "4", "5"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert len(said[0].split()) == 2
