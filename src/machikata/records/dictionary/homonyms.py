# SPDX-License-Identifier: Apache-2.0
"""Labels that stand for several things.

The only evidence that holds is a second key: where logs carry a code beside the label, a label that is seen with several codes, in
one body or in different ones, cannot name one activity. Labels without codes give no such evidence; what was tried instead
(repetition inside a case, variety of neighbours) finds a quarter of them and is not used (docs/decisions/dictionary.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from machikata.records.dictionary.spelling import spelling
from machikata.records.dictionary.values import LabelUse


def codes_of_labels(uses: Iterable[LabelUse]) -> Mapping[str, tuple[str, ...]]:
    """Spelling of a label → the codes it is seen with in all bodies, sorted. Uses without a code of their own are left out."""
    found: dict[str, set[str]] = {}
    for use in uses:
        if use.activity and use.activity != use.label:
            found.setdefault(spelling(use.label), set()).add(use.activity)
    return {key: tuple(sorted(codes)) for key, codes in sorted(found.items())}
