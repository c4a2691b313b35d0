# SPDX-License-Identifier: Apache-2.0
"""The outcome of a run follows from what the files say: not from the process, not from the order of their rows."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.outcome import outcome_of
from machikata.apps.daycare_matching.samples import children_csv, facilities_csv, sample_municipality
from machikata.apps.daycare_matching.solving import checked, solved
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.table_reading import read_input_table

RULES = ("fujimizaka-2027", "masagoura-2027", "shiomihara-2027")
CHILDREN, FACILITIES, SEED = 400, 16, 3


def made(ruleset):
    return sample_municipality(children=CHILDREN, facilities=FACILITIES, seed=SEED, ruleset=ruleset)


def outcome(sample, ruleset):
    files = {
        "children": InputContent("children.csv", children_csv(sample)),
        "facilities": InputContent("facilities.csv", facilities_csv(sample)),
    }
    options = {"ruleset": ruleset, "round": "first", "stability": "as_rules", "choice": "as_rules"}
    result = solved(opened(Inputs(files, options, read_input_table)))
    return outcome_of(result, checked(result))


def fingerprint(found):
    """Of everything the platform keeps, byte by byte."""
    document = {
        "result": found.result,
        "reasons": [[r.subject, r.code, r.text.ja, r.text.en] for r in found.reasons],
        "answers": found.answers,
    }
    digest = hashlib.sha256(json.dumps(document, ensure_ascii=False).encode())
    for name, data in found.files.items():
        digest.update(name.encode() + data)
    return digest.hexdigest()


def shuffled(sample, seed):
    """The same rows in another order, in both files."""
    rng = random.Random(seed)
    return replace(
        sample,
        children_rows=tuple(rng.sample(sample.children_rows, len(sample.children_rows))),
        facilities_rows=tuple(rng.sample(sample.facilities_rows, len(sample.facilities_rows))),
    )


def test_processes_with_other_hash_seeds_give_the_same_bytes(root):
    program = (
        "import test_same_input_same_bytes as t; print(*(t.fingerprint(t.outcome(t.made(r), r)) for r in t.RULES))"
    )
    printed = set()
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment, cwd=root
        )
        assert done.returncode == 0, done.stderr
        printed.add(done.stdout)
    assert len(printed) == 1
    assert len(set(printed.pop().split())) == len(RULES)  # other rules, other bytes


@pytest.mark.parametrize("ruleset", RULES)
def test_rows_in_another_order_give_the_same_bytes(ruleset):
    sample = made(ruleset)
    expected = outcome(sample, ruleset)
    assert len(expected.answers) == CHILDREN
    for seed in range(3):
        again = outcome(shuffled(sample, seed), ruleset)
        assert again.answers == expected.answers
        assert fingerprint(again) == fingerprint(expected)


def test_one_more_seat_gives_other_bytes():
    sample = made(RULES[0])
    column = sample.facilities_header.index("募集人数")
    first, *others = sample.facilities_rows
    more = (*first[:column], str(int(first[column]) + 1), *first[column + 1 :])
    changed = replace(sample, facilities_rows=(more, *others))
    assert fingerprint(outcome(changed, RULES[0])) != fingerprint(outcome(sample, RULES[0]))
