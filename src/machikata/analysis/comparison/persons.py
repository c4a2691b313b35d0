# SPDX-License-Identifier: Apache-2.0
"""Does a case attribute name a person? Such an attribute is never searched and never shown."""

from __future__ import annotations

from collections.abc import Sequence

from machikata.records.masking.headers import names_staff, resident_kind
from machikata.records.masking.pseudonyms import is_pseudonym

_SHARE_OF_VALUES = 0.2


def names_person(name: str, values: Sequence[str], persons: frozenset[str]) -> bool:
    """Whether the attribute `name` with these distinct values names persons.

    It does when a value is a pseudonym, when a fifth of its values are persons who did events (`persons`), or when its header says
    so (the same rule that decides what is covered at import).
    """
    if names_staff(name) or resident_kind(name) is not None:
        return True
    if any(is_pseudonym(value) for value in values):
        return True
    return bool(values) and sum(value in persons for value in values) >= _SHARE_OF_VALUES * len(values)
