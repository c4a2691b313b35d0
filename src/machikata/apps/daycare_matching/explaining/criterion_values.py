# SPDX-License-Identifier: Apache-2.0
"""The value of a criterion as people read it: はい or いいえ, a rank, a cause, a category, or a number."""

from __future__ import annotations

import math

from machikata.apps.daycare_matching.built import Criterion
from machikata.apps.daycare_matching.rules.values import BaseKind, CriterionKind, Link, Ruleset
from machikata.domain.text import Text
from machikata.domain.wording import number

_K = CriterionKind
_YES_OR_NO = (_K.LEAVE_EXTENSION, _K.LINKED_FACILITY, _K.SIBLING_ENROLLED, _K.SAME_FACILITY)
YES, NO = Text("はい", "yes"), Text("いいえ", "no")
BLANK = Text("記入なし", "not stated")


def value_words(ruleset: Ruleset, place: int, criterion: Criterion, key: float) -> Text:
    """The key of criterion `place` of `Built.criteria` (1 = the first of the rules' chain) in words."""
    link = ruleset.chain[place - 1]
    if not math.isfinite(key):
        return BLANK
    if link.kind in _YES_OR_NO:
        return YES if key == 0 else NO
    value = key * criterion.sign
    if link.kind is _K.CATEGORY:
        return _category(link, int(value))
    if link.kind is _K.CAUSE_ORDER:
        return _cause(ruleset, link, int(value))
    if link.kind is _K.RANK or (link.kind is _K.BASE_POINTS and ruleset.base.kind is BaseKind.RANK):
        ranks = ruleset.base.ranks
        written = ranks[int(value) - 1] if 0 < value <= len(ranks) else number(value)
        return Text(written, written)
    decimals = next((d for d in (0, 1) if round(value, d) == value), 2)
    written = number(value, decimals)
    return Text(written, written)


def _category(link: Link, place: int) -> Text:
    if place < len(link.groups):
        return Text(f"{place + 1}番目の区分", f"category {place + 1}")
    return Text("どの区分にも当てはまらない", "in no category")


def _cause(ruleset: Ruleset, link: Link, place: int) -> Text:
    if place >= len(link.causes):
        return Text("順に挙げた事由ではない", "no cause of the list")
    code = link.causes[place]
    return next((c.title for c in ruleset.base.causes if c.code == code), Text(code, code))
