# SPDX-License-Identifier: Apache-2.0
"""The declared settings of a comparison of workload surveys, a sentence on each."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.rules.thresholds import disclosure_thresholds

DISCLOSURE = disclosure_thresholds()


@dataclass(frozen=True, slots=True)
class WorkloadSettings:
    """Everything a person may declare before comparing; stored with the result, so that the same figures come again."""

    minimum_count: int = DISCLOSURE.minimum_cases
    """k: no figure of a step is shown to other bodies that fewer cases stand behind."""
    minimum_bodies: int = 3
    """With fewer bodies the comparison is refused; a step done by fewer has no class figures."""
    bodies_for_best_quarter: int = 8
    """From this number of bodies on, in all and for the step, the best quarter is named."""
    persons_for_step: int = DISCLOSURE.persons_for_step
    """Other bodies see a step only where the sections that answered have at least this many persons: of two, each would learn the
    other's."""
    persons_for_kind: int = DISCLOSURE.persons_for_kind
    """Other bodies see figures by kind of staff only where at least this many persons of each kind stand behind them."""
    level: float = 0.95
    """Coverage of every interval; 1 − level is the error level of all verdicts together (Holm)."""
    margin_ratio: float = 0.20
    """A ratio to the class median whose interval lies within 1 ± this margin counts as about the same. Wider than for logs: minutes
    from memory cannot be told apart more finely."""
    draws: int = 2000
    """Draws from the posterior of the class, at most; fewer for very large groups."""
    seed: int = 20190322
    """Seed of the draws; the same seed gives the same digits."""
