# SPDX-License-Identifier: Apache-2.0
"""Names of the five building-permit logs: the code is the key, its English label is what proposals are made from."""

from __future__ import annotations

import gzip
import re
from collections import Counter

import pytest

from machikata.records.dictionary import LabelUse, Method, draft_concepts, propose

pytestmark = pytest.mark.external

EVENT = re.compile(rb"<event>(.*?)</event>", re.DOTALL)
CODE = re.compile(rb'key="concept:name" value="([^"]*)"')
LABEL = re.compile(rb'key="activityNameEN" value="([^"]*)"')


@pytest.fixture(scope="module")
def uses(shared_data):
    """(body, code, label) with events, read without the product's own reader."""
    counted = Counter()
    for path in sorted((shared_data / "event_logs" / "five_municipalities").glob("*.xes.gz")):
        body = path.name.split("_")[1][0]
        for event in EVENT.findall(gzip.decompress(path.read_bytes())):
            counted[body, CODE.search(event)[1].decode(), LABEL.search(event)[1].decode()] += 1
    assert sum(counted.values()) == 262_628
    return [LabelUse(body, label, code, n) for (body, code, label), n in counted.items()]


def codes_by_label(uses):
    found = {}
    for use in uses:
        found.setdefault(use.label, set()).add(use.activity)
    return found


def test_the_logs_hold_356_labels_and_114_of_them_stand_for_several_codes(uses):
    codes = codes_by_label(uses)
    assert len(codes) == 356
    assert sum(len(c) > 1 for c in codes.values()) == 114


def test_a_code_used_by_two_bodies_nearly_always_has_the_same_labels(uses):
    labels = {}
    for use in uses:
        labels.setdefault(use.activity, {}).setdefault(use.body, set()).add(use.label)
    shared = [bodies for bodies in labels.values() if len(bodies) > 1]
    assert len(shared) == 427
    assert sum(len({frozenset(names) for names in bodies.values()}) == 1 for bodies in shared) == 421


def test_proposals_from_labels_flag_exactly_the_labels_that_stand_for_several_codes(uses):
    proposals = propose(uses, draft_concepts(uses))
    several = {label for label, codes in codes_by_label(uses).items() if len(codes) > 1}
    assert {p.label for p in proposals if p.ambiguous} == several
    assert len(several) == 114
    assert not any(p.confident for p in proposals if p.label in several)


def test_names_of_several_codes_are_flagged_in_bodies_that_use_one_code_only(uses):
    """What one body's codes show holds for all: 3 of the 114 are seen only by putting bodies side by side."""
    flagged_alone = set()
    for body in "12345":
        own = [u for u in uses if u.body == body]
        flagged_alone |= {p.label for p in propose(own, draft_concepts(own)) if p.ambiguous}
    together = {p.label for p in propose(uses, draft_concepts(uses)) if p.ambiguous}
    assert flagged_alone < together
    assert len(together - flagged_alone) == 3


def test_the_flags_come_from_codes_and_the_matches_do_not(uses):
    """Without codes the same names meet the same concepts, and nothing is flagged: labels alone give no such evidence."""
    bare = sorted(
        {(u.body, u.label): LabelUse(u.body, u.label, events=u.events) for u in uses}.values(),
        key=lambda u: (u.body, u.label),
    )
    concepts = draft_concepts(uses)
    with_codes = {(p.body, p.label): (p.concept, p.method) for p in propose(uses, concepts)}
    without = propose(bare, concepts)
    assert {(p.body, p.label): (p.concept, p.method) for p in without} == with_codes
    assert not any(p.ambiguous for p in without)


def test_shared_names_meet_by_letters(uses):
    methods = Counter(p.method for p in propose(uses, draft_concepts(uses)))
    assert methods[Method.EXACT] >= len(uses) - 5
