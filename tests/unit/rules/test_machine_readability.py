# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machikata.rules.machine_readability import Applies, machine_readability

FORCED = {"1-01", "1-02", "1-14", "1-15", "2-01", "2-02", "2-03", "3-01"}
"""The sample scoring sets the level to 0 when one of these fails."""


def test_there_are_thirty_checks_in_three_levels_with_both_languages():
    rules = machine_readability()
    assert [sum(c.level == level for c in rules.checks) for level in (1, 2, 3)] == [15, 6, 9]
    assert len({c.id for c in rules.checks}) == 30
    assert all(c.title.ja and c.title.en and c.looks_at.ja and c.looks_at.en for c in rules.checks)
    assert "令和8年3月31日" in rules.source.ja
    assert rules.check("2-01").name == "L2-01"


def test_the_penalties_are_those_of_the_sample_scoring():
    rules = machine_readability()
    assert {c.id for c in rules.checks if c.penalty is None} == FORCED
    points = {c.id: c.penalty for c in rules.checks}
    assert [points[c] for c in ("1-04", "1-09", "2-04", "2-05", "3-02", "3-09")] == [5, 2, 40, 30, 15, 10]
    assert {c.id for c in rules.checks if c.applies is Applies.EXCEL} == {"1-10", "1-11", "1-12", "1-13", "2-06"}
    assert {c.id for c in rules.checks if c.applies is Applies.CSV} == {"1-14", "1-15"}
