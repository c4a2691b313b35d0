# SPDX-License-Identifier: Apache-2.0
"""Progress of long work, and the way to cancel it."""

from __future__ import annotations

from collections.abc import Callable

from machikata.domain.text import Text

Progress = Callable[[float, Text], None]
"""Called with the share done (0–1) and what is being done; raises `Cancelled` when the person has stopped the work."""


def no_progress(share: float, what: Text) -> None:
    """Nobody watches."""


def part_of(progress: Progress, low: float, high: float) -> Progress:
    """The progress of a part of the whole, which reaches from `low` to `high` of it."""
    return lambda share, what: progress(low + (high - low) * share, what)
