# SPDX-License-Identifier: Apache-2.0
"""What an app gives back must hold: problems that can be shown; a JSON document small enough to show, reasons and measures in the
vocabulary, files with plain names. Whatever passes here can be kept, read again and drawn.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Final

from machikata.automation.app.names import KEBAB, is_file_name, is_written
from machikata.automation.app.outcome import Outcome, Reason
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.errors import Place, Problem, Severity
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

MOST_RESULT_BYTES: Final = 1 << 20
LARGEST_FILE: Final = 500_000_000
"""Bytes; SQLite holds at most twice as much in one value."""
LONGEST_WORDS: Final = 10_000
"""Characters of one reason, answer or name: more is no sentence for a person."""


def outcome_problems(outcome: Outcome | Any) -> tuple[Problem, ...]:
    """Everything that keeps this from being kept as an outcome."""
    if not isinstance(outcome, Outcome):
        return (_wrong("outcome", Text("結果の形をしていません", "it is no outcome")),)
    if wrong := tuple(_kinds(outcome)):
        return wrong
    return (
        *_result(outcome.result),
        *(p for r in outcome.reasons for p in _reason(r)),
        *(p for m in outcome.measures for p in measure_problems(m)),
        *_answers(outcome),
        *_files(outcome),
    )


def are_problems(found: object) -> bool:
    """Whether this is what a check gives: problems that can be shown, and nothing else."""
    return isinstance(found, tuple | list) and all(isinstance(p, Problem) and _shown(p) for p in found)


def _shown(p: Problem) -> bool:
    place: Any = p.place
    severity: Any = p.severity
    if not isinstance(place, Place) or not isinstance(severity, Severity):
        return False
    numbers: tuple[Any, ...] = (0 if place.row is None else place.row, p.count)
    words = (p.code, place.file, place.sheet, place.column, place.value, place.cell, *p.choices)
    return (
        _said(p.what) and _said(p.remedy) and all(isinstance(n, int) for n in numbers) and all(map(is_written, words))
    )


def _kinds(outcome: Outcome | Any) -> Iterator[Problem]:
    """Parts that are of another kind than the contract says; a generator, say, is empty when it is read again."""
    kinds = {"result": dict, "reasons": tuple, "measures": tuple, "answers": dict, "files": dict}
    for name, kind in kinds.items():
        if not isinstance(getattr(outcome, name), kind):
            yield _wrong(name, Text(f"{kind.__name__}ではありません", f"it is no {kind.__name__}"))


def _result(result: Any) -> Iterator[Problem]:
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        yield _wrong("result", Text(f"JSONの文書になりません（{error}）", f"it makes no JSON document ({error})"))
        return
    if json.loads(text) != result:
        yield _wrong("result", Text("JSONにすると値が変わります", "its values change when it becomes JSON"))
    if size > MOST_RESULT_BYTES:
        yield _wrong(
            "result",
            Text("大きすぎて見せられません。ファイルにしてください", "it is too large to show; make it a file"),
        )


def _reason(reason: Reason | Any) -> Iterator[Problem]:
    if not isinstance(reason, Reason) or not _named(reason):
        yield _wrong("reason", Text("対象か記号のない理由があります", "a reason without subject or code"))
    elif not _said(reason.text):
        yield _wrong(
            f"reason {reason.code}", Text("日本語か英語の言葉がありません", "words are missing in Japanese or English")
        )
    elif max(len(reason.subject), len(reason.text.ja), len(reason.text.en)) > LONGEST_WORDS:
        yield _wrong(f"reason {reason.code}", Text("長すぎます", "it is too long"))


def _named(reason: Reason) -> bool:
    return (
        bool(reason.subject)
        and is_written(reason.subject)
        and is_written(reason.code)
        and bool(KEBAB.fullmatch(reason.code))
    )


def measure_problems(measure: Measure | Any) -> Iterator[Problem]:
    """Why a figure is none of the vocabulary."""
    parts = (("quantity", Quantity), ("aspect", Aspect), ("kind", FigureKind))
    known = isinstance(measure, Measure) and all(isinstance(getattr(measure, name), kind) for name, kind in parts)
    if not known or not _said(measure.name) or not _said(measure.method):
        yield _wrong("measure", Text("語彙にない数値です", "a figure outside the vocabulary"))
        return
    where = f"measure {measure.quantity.value} {measure.name.en}"
    numbers = (measure.value, 0 if measure.n is None else measure.n)
    if not all(isinstance(v, int | float) and math.isfinite(v) and not isinstance(v, bool) for v in numbers):
        yield _wrong(where, Text("数ではありません", "it is no number"))
    elif measure.value < 0 and measure.aspect is not Aspect.SAVED:
        yield _wrong(where, Text("0より小さくなっています", "it is below 0"))
    elif measure.quantity is Quantity.ACCURACY and abs(measure.value) > 1:
        yield _wrong(where, Text("割合が1を超えています", "a share above 1"))
    elif measure.quantity is Quantity.CASES and measure.value != int(measure.value):
        yield _wrong(where, Text("件数が整数ではありません", "a count that is no whole number"))
    elif measure.n is not None and (measure.n < 0 or measure.n != int(measure.n)):
        yield _wrong(where, Text("件数が0より小さくなっています", "fewer than 0 cases stand behind it"))


def _answers(outcome: Outcome) -> Iterator[Problem]:
    for subject, answer in outcome.answers.items():
        if not subject or not all(is_written(w) and len(w) <= LONGEST_WORDS for w in (subject, answer)):
            yield _wrong("answers", Text("答えは、対象と言葉の組です", "an answer is a subject and a word"))
            return


def _files(outcome: Outcome) -> Iterator[Problem]:
    data: Any
    for name, data in outcome.files.items():
        where = f"file {ascii(name)[:40]}"
        if not is_file_name(name):
            yield _wrong(where, Text("ファイルの名前に使えない形です", "no name for a file"))
        if not isinstance(data, bytes):
            yield _wrong(where, Text("中身がバイト列ではありません", "its content is no bytes"))
        elif len(data) > LARGEST_FILE:
            yield _wrong(where, Text("大きすぎます", "it is too large"))


def _said(text: object) -> bool:
    return isinstance(text, Text) and all(is_written(w) and bool(w.strip()) for w in (text.ja, text.en))


def _wrong(where: str, what: Text) -> Problem:
    remedy = Text("アプリの作り手に知らせてください", "tell the maker of the app")
    return Problem("outcome", what, remedy, Place(value=where))
