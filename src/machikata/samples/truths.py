# SPDX-License-Identifier: Apache-2.0
"""What was planted in the samples, so that anyone can check whether it is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from machikata.domain.text import Text


class FoundBy(StrEnum):
    """Which part of the product must find a planted truth."""

    FLOW_DIFFERENCE = "flow_difference"
    """The comparison's differences of flow: an activity that only some use, with the difference in days."""
    REVERSAL = "reversal"
    """The comparison's search for reversals by case mix."""
    ADJUSTED_INTERVAL = "adjusted_interval"
    """Observed/expected with its interval: no difference may be declared."""
    RECONCILIATION = "reconciliation"
    """Reported hours against volume times unit time; a survey's counts and order against the log's."""
    SURVEY_CHECK = "survey_check"
    """The check of answers for what cannot be right: a grid too coarse, more hours than the people have."""
    SURVEY_COMPARISON = "survey_comparison"
    """The comparison of surveys by step and kind of staff: effort, who does it, steps that only some have."""


@dataclass(frozen=True, slots=True)
class PlantedTruth:
    """One truth: in which process and bodies (codes) it was planted, what it is, and who must find it.

    `activity` is the concept that shows it in a log, `step` the surveyed step (its id, or the title of a body's own) that shows it in
    a survey, where one does.
    """

    id: str
    process: str
    bodies: tuple[str, ...]
    description: Text
    found_by: FoundBy
    activity: str = ""
    step: str = ""
