# SPDX-License-Identifier: Apache-2.0
"""Rules of municipalities: dated YAML files, read into values."""

from machikata.apps.daycare_matching.rules.known import known_rulesets, ruleset, ruleset_file
from machikata.apps.daycare_matching.rules.loading import load_ruleset
from machikata.apps.daycare_matching.rules.values import Ruleset

__all__ = ["Ruleset", "known_rulesets", "load_ruleset", "ruleset", "ruleset_file"]
