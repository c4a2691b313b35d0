# SPDX-License-Identifier: Apache-2.0
"""What an outcome must hold: a JSON document small enough to show, reasons and measures in the vocabulary, files with plain names."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from machikata.automation.app.manifest_checks import KEBAB
from machikata.automation.app.outcome import Outcome, Reason
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.errors import Place, Problem
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

MOST_RESULT_BYTES: Final = 1 << 20
_FILE_NAME: Final = re.compile(r"[^\x00-\x1f/\\:*?\"<>|]{1,120}")


def outcome_problems(outcome: Outcome | Any) -> tuple[Problem, ...]:
    """Everything that keeps this from being kept as an outcome."""
    if not isinstance(outcome, Outcome):
        return (_wrong("outcome", Text("結果の形をしていません", "it is no outcome")),)
    return (
        *_result(outcome.result),
        *(p for r in outcome.reasons for p in _reason(r)),
        *(p for m in outcome.measures for p in measure_problems(m)),
        *_answers(outcome),
        *_files(outcome),
    )


def _result(result: Any) -> Iterator[Problem]:
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        yield _wrong("result", Text(f"JSONの文書になりません（{error}）", f"it makes no JSON document ({error})"))
        return
    if json.loads(text) != result or not isinstance(result, dict):
        yield _wrong("result", Text("JSONにすると値が変わります", "its values change when it becomes JSON"))
    if len(text.encode()) > MOST_RESULT_BYTES:
        yield _wrong(
            "result",
            Text("大きすぎて見せられません。ファイルにしてください", "it is too large to show; make it a file"),
        )


def _reason(reason: Reason | Any) -> Iterator[Problem]:
    if not isinstance(reason, Reason) or not reason.subject or not KEBAB.fullmatch(reason.code):
        yield _wrong("reason", Text("対象か記号のない理由があります", "a reason without subject or code"))
    elif not _said(reason.text):
        yield _wrong(
            f"reason {reason.code}", Text("日本語か英語の言葉がありません", "words are missing in Japanese or English")
        )


def measure_problems(measure: Measure | Any) -> Iterator[Problem]:
    """Why a figure is none of the vocabulary."""
    parts = (("quantity", Quantity), ("aspect", Aspect), ("kind", FigureKind))
    known = isinstance(measure, Measure) and all(isinstance(getattr(measure, name), kind) for name, kind in parts)
    if not known or not _said(measure.name) or not _said(measure.method):
        yield _wrong("measure", Text("語彙にない数値です", "a figure outside the vocabulary"))
        return
    where = f"measure {measure.quantity.value} {measure.name.en}"
    if not math.isfinite(measure.value):
        yield _wrong(where, Text("数ではありません", "it is no number"))
    elif measure.value < 0 and measure.aspect is not Aspect.SAVED:
        yield _wrong(where, Text("0より小さくなっています", "it is below 0"))
    elif measure.quantity is Quantity.ACCURACY and abs(measure.value) > 1:
        yield _wrong(where, Text("割合が1を超えています", "a share above 1"))
    elif measure.quantity is Quantity.CASES and measure.value != int(measure.value):
        yield _wrong(where, Text("件数が整数ではありません", "a count that is no whole number"))
    if measure.n is not None and measure.n < 0:
        yield _wrong(where, Text("件数が0より小さくなっています", "fewer than 0 cases stand behind it"))


def _answers(outcome: Outcome) -> Iterator[Problem]:
    answers: dict[Any, Any] = dict(outcome.answers)
    for subject, answer in answers.items():
        if not isinstance(subject, str) or not isinstance(answer, str) or not subject:
            yield _wrong("answers", Text("答えは、対象と言葉の組です", "an answer is a subject and a word"))
            return


def _files(outcome: Outcome) -> Iterator[Problem]:
    files: dict[Any, Any] = dict(outcome.files)
    for name, data in files.items():
        if not isinstance(name, str) or not _FILE_NAME.fullmatch(name) or name.startswith(".") or "." not in name:
            yield _wrong(f"file {str(name)[:40]}", Text("ファイルの名前に使えない形です", "no name for a file"))
        if not isinstance(data, bytes):
            yield _wrong(f"file {str(name)[:40]}", Text("中身がバイト列ではありません", "its content is no bytes"))


def _said(text: object) -> bool:
    return isinstance(text, Text) and bool(text.ja.strip()) and bool(text.en.strip())


def _wrong(where: str, what: Text) -> Problem:
    remedy = Text("アプリの作り手に知らせてください", "tell the maker of the app")
    return Problem("outcome", what, remedy, Place(value=where))
