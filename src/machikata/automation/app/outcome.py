# SPDX-License-Identifier: Apache-2.0
"""What a run gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from machikata.domain.effect import Measure
from machikata.domain.text import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the outcome for one subject (a child, a form, a case) is what it is; `code` is kebab-case and stable."""

    subject: str
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """`result` is a JSON document, small enough to show; large parts go into `files`, by name.

    `answers` says per subject what came out, in words that two apps for the same task share: what they are compared by.
    The same inputs, options and seed give the same bytes.
    """

    result: Mapping[str, Any]
    reasons: tuple[Reason, ...]
    measures: tuple[Measure, ...]
    answers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
