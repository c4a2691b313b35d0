# SPDX-License-Identifier: Apache-2.0
"""The values of a proposal: what each column is taken for, how surely, and why."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.domain.errors import Problem
from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """One column: the role proposed, the confidence (0–1), the reason, and up to five masked samples."""

    column: MappedColumn
    confidence: float
    reason: Text
    samples: tuple[str, ...]
    distinct: int
    missing: float
    """Share (0–1) of rows without a value."""


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """What a file's columns are taken for. A person confirms or corrects it; `questions` name what only a person can decide."""

    columns: tuple[ProposedColumn, ...]
    mapping: ColumnMapping
    questions: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether case, activity and time were found."""
        roles = {c.role for c in self.mapping.columns}
        return (
            ColumnRole.ACTIVITY in roles
            and bool(roles & {ColumnRole.TIMESTAMP, ColumnRole.DATE})
            and ColumnRole.CASE_ID in roles
        )
