# SPDX-License-Identifier: Apache-2.0
"""A task: something to do next, as the first page lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do next: the act, why, the site path where it is done, and the day by which, None where there is none."""

    act: Text
    reason: Text
    path: str
    due: date | None = None
