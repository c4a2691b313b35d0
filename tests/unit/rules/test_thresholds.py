# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date

from machikata.analysis.comparison.settings import SMALLEST_ALLOWED_COUNT, ComparisonSettings
from machikata.rules.thresholds import disclosure_thresholds, time_limit

DAY = date(2026, 11, 20)


def test_the_settings_of_a_comparison_begin_at_the_declared_thresholds():
    thresholds = disclosure_thresholds(as_of=DAY)
    assert thresholds.minimum_cases == ComparisonSettings().minimum_count == 10
    assert thresholds.smallest_allowed_minimum == SMALLEST_ALLOWED_COUNT == 5


def test_the_limit_of_the_care_insurance_act_is_thirty_days():
    assert time_limit("要介護認定", as_of=DAY).days == 30


def test_a_process_without_a_limit_in_law_has_none():
    assert time_limit("転入届", as_of=DAY) is None
