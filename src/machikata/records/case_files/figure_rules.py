# SPDX-License-Identifier: Apache-2.0
"""What makes a figure of a case study sound: an effect has a kind and nothing else does, levels are not negative, numbers agree."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from machikata.domain.case_study import UNITS, CaseFigure, FigureRole
from machikata.domain.errors import Problem, Severity
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text
from machikata.domain.wording import number
from machikata.records.case_files.columns import KINDS, UNIT_CODES, VALUE_FIELDS
from machikata.records.case_files.messages import code_unknown

_SIGNED_UNITS: Final = frozenset({"percent", "points"})
"""Units in which a level may lie below zero."""
_ROUNDING: Final = 0.01
"""Before − after may differ from the printed difference by this share of the larger one: sources round."""
_POINT: Final = 1.0
"""A printed share may differ from the calculated one by a percentage point."""
Fault = tuple[Problem, str, str]
"""The finding, the item it is about (`value`: the numbers together), and the value as it is quoted."""


def figure_faults(figure: CaseFigure, sources: Sequence[str]) -> Iterator[Fault]:
    """Findings about one figure; `sources` are the ids that it may name."""
    if figure.unit and figure.unit not in UNITS:
        yield Problem("case-code-unknown", *code_unknown(UNIT_CODES), choices=tuple(UNITS)), "unit", figure.unit
    yield from _kind(figure)
    yield from _numbers(figure)
    yield from _agreement(figure)
    if figure.source and figure.source not in sources:
        yield Problem("case-source-unknown", *_SOURCE_UNKNOWN, choices=tuple(sources)), "source", figure.source


def _kind(figure: CaseFigure) -> Iterator[Fault]:
    if figure.role is FigureRole.EFFECT and figure.kind is None:
        yield Problem("case-figure-kind-missing", *_KIND_MISSING, choices=tuple(KINDS.labels)), "kind", ""
    if figure.role is not FigureRole.EFFECT and figure.kind is not None:
        yield Problem("case-figure-kind-without-effect", *_KIND_WITHOUT_EFFECT), "kind", figure.kind.label.ja


def _numbers(figure: CaseFigure) -> Iterator[Fault]:
    known = {name: v for name in VALUE_FIELDS if (v := getattr(figure, name)) is not None}
    if not known:
        yield _warning("case-figure-empty", _EMPTY), "value", ""
    for name, value in known.items():
        if not math.isfinite(value):
            yield Problem("case-number-text", *_NOT_FINITE), name, str(value)
        elif value < 0 and name in ("before", "after") and figure.unit not in _SIGNED_UNITS:
            yield Problem("case-figure-level-negative", *_LEVEL_NEGATIVE), name, number(value, 2)
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        yield Problem("case-figure-range", *_RANGE), "low", f"{figure.low:g}〜{figure.high:g}"
    for aspect in figure.derived:
        if getattr(figure, aspect.value, None) is None:
            yield Problem("case-figure-derived-empty", *_DERIVED_EMPTY), f"derived_{aspect.value}", ""


def _agreement(figure: CaseFigure) -> Iterator[Fault]:
    before, after, saved = figure.before, figure.after, figure.saved
    if before is not None and after is not None and saved is not None and not _near(before - after, saved, before):
        words = _differs(number(before - after, 2), number(saved, 2))
        yield _warning("case-figure-saved-differs", words), "saved", number(saved, 2)
    difference = figure.difference
    if figure.rate_percent is not None and difference is not None and before:
        share = 100 * difference / before
        if abs(share - figure.rate_percent) > _POINT and not figure.approximate:
            words = _rate_differs(number(share, 1), number(figure.rate_percent, 1))
            yield _warning("case-figure-rate-differs", words), "rate_percent", number(figure.rate_percent, 1)
    if figure.role is FigureRole.EFFECT and difference is not None:
        if difference < 0 and figure.kind is not FigureKind.NEGATIVE:
            yield _warning("case-figure-grew", _GREW), "saved", number(difference, 2)
        if difference > 0 and figure.kind is FigureKind.NEGATIVE:
            yield _warning("case-figure-not-negative", _NOT_NEGATIVE), "kind", number(difference, 2)


def _near(one: float, other: float, scale: float) -> bool:
    return abs(one - other) <= _ROUNDING * max(abs(one), abs(other), abs(scale) * _ROUNDING)


def _warning(code: str, words: tuple[Text, Text]) -> Problem:
    return Problem(code, *words, severity=Severity.WARNING)


def _differs(counted: str, printed: str) -> tuple[Text, Text]:
    return (
        Text(f"導入前と導入後の差（{counted}）と、減った量（{printed}）が違います",
             f"before − after is {counted}, the printed difference is {printed}"),
        Text("どちらも書かれたとおりに読みました。資料を確かめ、違うままなら数値の注に理由を書いてください",
             "both are kept as written; check the source, and say why in the note if they truly differ"),
    )  # fmt: skip


def _rate_differs(counted: str, printed: str) -> tuple[Text, Text]:
    return (
        Text(f"減った量から計算した割合（{counted}％）と、書かれた割合（{printed}％）が違います",
             f"the share calculated is {counted} %, the printed one {printed} %"),
        Text("書かれたとおりに読みました。資料を確かめてください", "kept as written; check the source"),
    )  # fmt: skip


_KIND_MISSING = (
    Text("効果の数値に、種類（実測、試行、予測など）がありません", "an effect needs its kind (measured, trial, forecast …)"),
    Text("数値の種類を選んでください。分からなければ資料を確かめ、効果でなければ役割を規模か背景にしてください",
         "choose its kind; if it is no effect, make its role scale or context"),
)  # fmt: skip
_KIND_WITHOUT_EFFECT = (
    Text("規模や背景の数値には、種類を付けません", "scale and context have no kind"),
    Text(
        "効果なら役割を直し、そうでなければ種類を空欄にしてください",
        "correct the role if it is an effect, else leave the kind empty",
    ),
)
_EMPTY = (
    Text("数が1つも書かれていない行です", "the figure holds no number"),
    Text("数を書くか、行を消してください", "write a number or delete the row"),
)
_NOT_FINITE = (
    Text("数ではありません", "not a number"),
    Text("数だけを書いてください", "write a number"),
)
_LEVEL_NEGATIVE = (
    Text("導入前や導入後の量がマイナスです", "a level before or after is negative"),
    Text(
        "量は0以上で書き、差は「減った量」に書いてください", "levels are zero or more; a difference goes into “saved”"
    ),
)
_RANGE = (
    Text("幅の下の端が上の端より大きくなっています", "the lower end of the range lies above the upper one"),
    Text("入れ替わっていないか確かめてください", "find out whether they are exchanged"),
)
_DERIVED_EMPTY = (
    Text("計算で求めたとあるのに、その値がありません", "it is said to be derived, and there is no such value"),
    Text("値を書くか、「はい」を消してください", "write the value, or delete the yes"),
)
_SOURCE_UNKNOWN = (
    Text("出典にない番号です", "there is no source of this id"),
    Text("「出典」に足すか、番号を直してください", "add it to the sources, or correct the id"),
)
_GREW = (
    Text("減った量がマイナス（増えた）なのに、種類が「効果なし・逆効果」ではありません",
         "it grew, and its kind is not “no effect or worse”"),
    Text("符号と種類を確かめてください。書かれたとおりに読みました", "check sign and kind; kept as written"),
)  # fmt: skip
_NOT_NEGATIVE = (
    Text("種類が「効果なし・逆効果」なのに、量は減っています", "its kind is “no effect or worse”, and it fell"),
    Text("符号と種類を確かめてください。書かれたとおりに読みました", "check sign and kind; kept as written"),
)
