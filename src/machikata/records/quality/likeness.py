# SPDX-License-Identifier: Apache-2.0
"""Is this a log of the process it was brought for? Told by how many of its events bear activities that are known there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from machikata.domain.errors import Problem, Severity
from machikata.domain.text import Text

LEAST_KNOWN = 5
"""With fewer known activities nothing can be said."""
TINY_SHARE = 0.1
_ALIKE = 0.5
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a log is known: labels alike, labels in all, and the share (0–1) of events that bear them."""

    alike: int
    labels: int
    share_of_events: float
    strange: tuple[str, ...]
    """The commonest labels that are not known."""


def likeness(labels: Mapping[str, int], known: Iterable[str]) -> Likeness:
    """Compare the labels of a log (with their numbers of events) to known ones; two labels are alike when their keys are equal or
    share half of their letter pairs (Jaccard), so that 受付 / 受付処理 meet.
    """
    keys = {_key(k) for k in known}
    pairs = [_pairs(k) for k in keys]
    alike = {label for label in labels if _is_alike(_key(label), keys, pairs)}
    events = sum(labels.values())
    strange = sorted((label for label in labels if label not in alike), key=lambda label: (-labels[label], label))
    share = sum(labels[label] for label in alike) / events if events else 0.0
    return Likeness(len(alike), len(labels), share, tuple(strange[:_SHOWN]))


def unlike_process(labels: Mapping[str, int], known: Iterable[str]) -> Problem | None:
    """A warning when hardly any event bears an activity known for the process (its dictionary, logs of other bodies), else None.

    >>> unlike_process({"受付": 9, "審査": 9}, ["受付", "審査", "決裁", "通知", "保管"]) is None
    True
    """
    known = list(known)
    if len(known) < LEAST_KNOWN or not labels:
        return None
    found = likeness(labels, known)
    if found.share_of_events >= TINY_SHARE:
        return None
    shown = "、".join(found.strange)
    return Problem(
        "log-of-another-process",
        Text(
            f"知られている作業の名前が記録の{found.share_of_events:.0%}にしかありません（{shown}）。別の業務の記録かもしれません",
            f"only {found.share_of_events:.0%} of the events bear known activities ({shown}): perhaps a log of another process",
        ),
        Text("業務と、作業に選んだ列を確かめてください", "check the process and the column chosen as activity"),
        severity=Severity.WARNING,
    )


def _is_alike(key: str, keys: set[str], pairs: list[frozenset[str]]) -> bool:
    if key in keys:
        return True
    own = _pairs(key)
    return any(len(own & other) >= _ALIKE * len(own | other) for other in pairs)


def _key(label: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", label).casefold() if c.isalnum())


def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[i : i + 2] for i in range(max(1, len(key) - 1)))
