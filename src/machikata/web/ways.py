# SPDX-License-Identifier: Apache-2.0
"""Ways of going through a process, told in words: what each has more, lacks, repeats or does sooner than the most frequent one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from machikata.analysis.variants import Variant, VariantSummary
from machikata.domain.text import Text

_STEPS_IN_WORDS = 14


@dataclass(frozen=True, slots=True)
class VariantLine:
    """One way of going through; `difference` says how it differs from the most frequent one."""

    number: int
    difference: Text
    steps: str
    cases: int
    share: float
    median_days: float | None
    p90_days: float | None


def ways_in_words(summary: VariantSummary, labels: dict[str, str]) -> tuple[VariantLine, ...]:
    """Every way shown, most frequent first."""
    if not summary.variants:
        return ()
    main = summary.variants[0]
    return tuple(
        VariantLine(
            i, way_against(v, main, labels) if i > 1 else Text("いちばん多い流れ", "the most frequent way"), _words(v, labels),
            v.cases, v.share, v.median_days, v.p90_days,
        )
        for i, v in enumerate(summary.variants, 1)
    )  # fmt: skip


def way_against(way: Variant, main: Variant, labels: dict[str, str]) -> Text:
    """How a way differs from the most frequent one: what it has more, what it lacks, what it repeats, what comes sooner."""
    ours = Counter(a for step in way.steps for a in step)
    theirs = Counter(a for step in main.steps for a in step)
    parts: list[Text] = []
    for activity in sorted(ours.keys() | theirs.keys(), key=lambda a: labels.get(a, a)):
        name = labels.get(activity, activity)
        if not theirs[activity]:
            parts.append(Text(f"{name}あり", f"with {name}"))
        elif not ours[activity]:
            parts.append(Text(f"{name}なし", f"without {name}"))
        elif ours[activity] > theirs[activity]:
            parts.append(Text(f"{name}が{ours[activity]}回", f"{name} {ours[activity]} times"))
        elif ours[activity] < theirs[activity]:
            parts.append(Text(f"{name}が{ours[activity]}回だけ", f"{name} only {ours[activity]} times"))
    sooner = _sooner(way, main)
    if sooner is not None:
        first, then = (labels.get(a, a) for a in sooner)
        parts.append(Text(f"{first}が{then}より先", f"{first} before {then}"))
    if not parts:
        return Text("同時に記録された作業が違う", "other activities at the same time")
    left = len(parts) - 4
    ja, en = "、".join(p.ja for p in parts[:4]), ", ".join(p.en for p in parts[:4])
    return Text(f"{ja}ほか{left}か所", f"{en} and {left} more") if left > 0 else Text(ja, en)


def _sooner(way: Variant, main: Variant) -> tuple[str, str] | None:
    """The first two activities that follow each other here but stand the other way round in the most frequent way."""
    places: dict[str, int] = {}
    for i, step in enumerate(main.steps):
        for activity in step:
            places.setdefault(activity, i)
    firsts = list(dict.fromkeys(a for step in way.steps for a in step if a in places))
    same_step = {frozenset((a, b)) for step in way.steps for a in step for b in step}
    return next(
        ((a, b) for a, b in pairwise(firsts) if places[a] > places[b] and frozenset((a, b)) not in same_step), None
    )


def _words(way: Variant, labels: dict[str, str]) -> str:
    steps = ["＋".join(labels.get(a, a) for a in step) for step in way.steps]
    return " → ".join(steps[:_STEPS_IN_WORDS]) + (" → …" if len(steps) > _STEPS_IN_WORDS else "")
