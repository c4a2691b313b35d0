# SPDX-License-Identifier: Apache-2.0
"""How answers to a workload survey miss what was really worked: assumed figures, from a dated file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from machikata.domain.text import Text
from machikata.rules.loading import edition_in_force, text_of


@dataclass(frozen=True, slots=True)
class ReportingError:
    """The model of an answer of m minutes: true minutes × (1 − forgotten) × respondent × memory, rounded on a grid.

    respondent and memory are log-normal around 1 with the standard deviations below (of the logarithm), respondent and forgotten one draw
    per section, memory one per line. The grid of an answer is drawn from the section's shares, which are Dirichlet around
    `grid_shares` with `grid_concentration`; grids that would round the answer to zero are left out.

    forgotten is a beta variable. Yearly hours are answered with the same respondent and forgotten and a memory of their own; what their
    grid would round to nothing is told in whole hours, at least one.
    """

    memory_sd: float
    respondent_sd: float
    forgotten_mean: float
    forgotten_sd: float
    grid_shares: Mapping[int, float]
    """Grid in minutes → share of answers (0–1, sum 1), finest first."""
    grid_concentration: float
    hours_grid: float
    """Yearly hours are rounded on this grid (hours)."""
    source: Text


def reporting_error(*, as_of: date) -> ReportingError:
    """The assumptions in force on `as_of`.

    Raises:
        NotFound: no edition covers that day.
    """
    edition = edition_in_force("survey_reporting", as_of)
    shares = edition["rounding_grids"]["shares"]
    return ReportingError(
        memory_sd=float(edition["memory_sd"]["value"]),
        respondent_sd=float(edition["respondent_sd"]["value"]),
        forgotten_mean=float(edition["forgotten_mean"]["value"]),
        forgotten_sd=float(edition["forgotten_sd"]["value"]),
        grid_shares={int(grid): float(shares[grid]) for grid in sorted(shares)},
        grid_concentration=float(edition["grid_concentration"]["value"]),
        hours_grid=float(edition["hours_grid"]["value"]),
        source=text_of(edition["source"]),
    )
