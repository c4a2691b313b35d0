# SPDX-License-Identifier: Apache-2.0
"""Does a case attribute name a person? Such an attribute is never searched and never shown."""

from __future__ import annotations

from collections.abc import Sequence

from machikata.domain.event_log import CASE_ATTRIBUTE_PREFIX
from machikata.records.masking.headers import names_staff, resident_kind
from machikata.records.masking.pseudonyms import is_pseudonym
from machikata.records.store import StoredLog

_SHARE_OF_VALUES = 0.2


def names_person(
    name: str, logs: Sequence[StoredLog], *, values: Sequence[str] = (), persons: frozenset[str] = frozenset()
) -> bool:
    """Whether the case attribute `name` (without prefix) of `logs`, with these distinct values as far as they are known, names persons.

    It does when its header says so (the same rule that decides what is covered at import), when admission found pseudonyms in it in any
    of the logs, when a value is one, or when a fifth of its values are persons who did events (`persons`).
    """
    if names_staff(name) or resident_kind(name) is not None:
        return True
    column = CASE_ATTRIBUTE_PREFIX + name
    if any(column in log.manifest.get("quality", {}).get("person_columns", ()) for log in logs):
        return True
    if any(is_pseudonym(value) for value in values):
        return True
    return bool(values) and sum(value in persons for value in values) >= _SHARE_OF_VALUES * len(values)
