# SPDX-License-Identifier: Apache-2.0
"""Invented applications are reproducible, marked as invented, and in order."""

from __future__ import annotations

from datetime import UTC, date

from machikata.analysis.group_forming.stated import application_problems, call_problems
from machikata.samples.call_applications import sample_applicants, sample_applications, sample_call


def test_the_same_seed_gives_the_same_applications_and_all_are_invented_and_in_order():
    call = sample_call(date(2026, 4, 1))
    bodies = sample_applicants(seed=1)
    applications = sample_applications(bodies, call, seed=1, zone=UTC)
    assert applications == sample_applications(bodies, call, seed=1, zone=UTC)
    assert applications != sample_applications(bodies, call, seed=2, zone=UTC)
    assert call_problems(call) == ()
    assert [p for a in applications for p in application_problems(a, call)] == []
    assert call.synthetic
    assert "架空" in call.title.ja
    assert all(a.synthetic and a.body.startswith("99") and a.body_class for a in applications)
    assert {c for a in applications for c in a.partners} <= {b.code for b in bodies}
    assert 2.5 < sum(len(a.wishes) for a in applications) / len(applications) < 3.7
