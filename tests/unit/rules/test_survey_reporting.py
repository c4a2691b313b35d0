# SPDX-License-Identifier: Apache-2.0
"""The assumed error of answers is a proper model."""

from __future__ import annotations

from datetime import date

import pytest

from machikata.rules.survey_reporting import reporting_error


def test_the_shares_of_the_grids_are_a_distribution_from_fine_to_coarse():
    model = reporting_error(as_of=date(2026, 11, 23))
    assert sum(model.grid_shares.values()) == pytest.approx(1.0)
    assert list(model.grid_shares) == sorted(model.grid_shares)
    assert all(share > 0 for share in model.grid_shares.values())


def test_the_source_says_that_the_figures_are_assumed():
    model = reporting_error(as_of=date(2026, 11, 23))
    assert "仮定" in model.source.ja
    assert "ssumption" in model.source.en
