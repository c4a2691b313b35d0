# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date

import pytest

from machikata.analysis.comparison.refusing import check_settings
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.workload.settings import WorkloadSettings
from machikata.domain.errors import InputRefused
from machikata.rules.thresholds import disclosure_thresholds, time_limit

DAY = date(2026, 11, 20)


def test_the_settings_of_a_comparison_begin_at_the_declared_thresholds():
    thresholds, surveyed = disclosure_thresholds(), WorkloadSettings()
    assert thresholds.minimum_cases == ComparisonSettings().minimum_count == surveyed.minimum_count == 10
    assert (thresholds.persons_for_step, thresholds.persons_for_kind) == (3, 5)
    assert (surveyed.persons_for_step, surveyed.persons_for_kind) == (3, 5)


def test_no_comparison_may_show_more_than_the_thresholds_allow():
    check_settings(ComparisonSettings(minimum_count=disclosure_thresholds().smallest_allowed_minimum))
    with pytest.raises(InputRefused):
        check_settings(ComparisonSettings(minimum_count=4))


def test_the_limit_of_the_care_insurance_act_is_thirty_days():
    assert time_limit("要介護認定", as_of=DAY).days == 30


def test_a_process_without_a_limit_in_law_has_none():
    assert time_limit("転入届", as_of=DAY) is None
