# SPDX-License-Identifier: Apache-2.0
"""Every limit says its unit and why, lies within its own bounds, and gives way to a body's own."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from machikata.domain.errors import InputRefused, NotFound
from machikata.domain.text import Text
from machikata.rules.survey_limits import SurveyLimits, survey_limits

LIMITS = survey_limits(as_of=date(2026, 4, 1))
REASON = Text("当市の取り決め", "agreed in this city")


@pytest.mark.parametrize("name", [f.name for f in fields(SurveyLimits)])
def test_every_limit_has_unit_reason_and_source_in_both_languages(name):
    limit = getattr(LIMITS, name)
    assert limit.lowest <= limit.value <= limit.highest
    for text in (limit.unit, limit.reason, limit.source):
        assert text.ja
        assert text.en
        assert text.en.isascii()


def test_the_limits_of_law_name_the_law():
    assert "第16条の2の2" in LIMITS.overtime_hours.source.ja
    assert "第5条" in LIMITS.year_hours.source.ja


def test_a_body_sets_its_own_limit_with_its_reason_and_leaves_the_others():
    own = LIMITS.with_own(reason=REASON, hours_margin=0.3, overtime_hours=360)
    assert (own.hours_margin.value, own.hours_margin.reason) == (0.3, REASON)
    assert own.overtime_hours.value == 360
    assert own.count_margin == LIMITS.count_margin


def test_values_out_of_bounds_and_unknown_limits_are_refused_together():
    with pytest.raises(InputRefused) as refused:
        LIMITS.with_own(reason=REASON, hours_margin=7.0, patience=1.0)
    assert {p.code for p in refused.value.problems} == {"limit-out-of-bounds", "no-such-limit"}


def test_before_the_first_edition_there_is_none():
    with pytest.raises(NotFound):
        survey_limits(as_of=date(2019, 3, 31))
