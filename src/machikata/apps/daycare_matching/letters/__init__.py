# SPDX-License-Identifier: Apache-2.0
"""Letters, rosters and what is published of a round."""

from machikata.apps.daycare_matching.letters.letter import letter_for, letters_for
from machikata.apps.daycare_matching.letters.published import publication_sheets, statistics
from machikata.apps.daycare_matching.letters.rosters import rosters

__all__ = ["letter_for", "letters_for", "publication_sheets", "rosters", "statistics"]
