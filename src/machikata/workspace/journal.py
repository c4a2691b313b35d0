# SPDX-License-Identifier: Apache-2.0
"""A line of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the journal: who did what, when, to whose property."""

    at: datetime
    by: str
    owner: str
    what: str
    details: Mapping[str, Any]
    number: int = 0
