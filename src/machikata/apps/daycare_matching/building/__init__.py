# SPDX-License-Identifier: Apache-2.0
"""From applications and rules to the market."""

from machikata.apps.daycare_matching.building.build import build
from machikata.apps.daycare_matching.building.lots import draw_lots

__all__ = ["build", "draw_lots"]
