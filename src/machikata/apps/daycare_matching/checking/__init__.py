# SPDX-License-Identifier: Apache-2.0
"""The independent checker: separate code that confirms, straight from the definitions, what the engine and the explanations say."""

from machikata.apps.daycare_matching.checking.allocation import check_allocation
from machikata.apps.daycare_matching.checking.certificate import check_certificate
from machikata.apps.daycare_matching.checking.market import check_market
from machikata.apps.daycare_matching.checking.reasons import check_reasons
from machikata.apps.daycare_matching.checking.report import CheckReport, Fault, FaultKind

__all__ = [
    "CheckReport",
    "Fault",
    "FaultKind",
    "check_allocation",
    "check_certificate",
    "check_market",
    "check_reasons",
]
