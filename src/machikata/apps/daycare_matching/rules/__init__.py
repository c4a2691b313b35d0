# SPDX-License-Identifier: Apache-2.0
"""Rules of municipalities: dated YAML files, read into values."""

from machikata.apps.daycare_matching.rules.describing import (
    RuleDifference,
    RuleRow,
    RuleTable,
    describe,
    differences,
)
from machikata.apps.daycare_matching.rules.known import known_rulesets, ruleset, ruleset_file
from machikata.apps.daycare_matching.rules.loading import load_ruleset
from machikata.apps.daycare_matching.rules.values import Ruleset

__all__ = [
    "RuleDifference",
    "RuleRow",
    "RuleTable",
    "Ruleset",
    "describe",
    "differences",
    "known_rulesets",
    "load_ruleset",
    "ruleset",
    "ruleset_file",
]
