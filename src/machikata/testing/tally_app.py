# SPDX-License-Identifier: Apache-2.0
"""A small app for tests of the platform: it counts letters slowly, or goes wrong in every way that an app can."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import Inputs
from machikata.automation.app.manifest import (
    Authority,
    InputColumn,
    InputFile,
    InputOption,
    Manifest,
    Network,
    OptionChoice,
    PersonalData,
)
from machikata.automation.app.outcome import Outcome, Reason
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

WAYS = ("well", "refuses", "breaks", "exits", "no-outcome", "swallows", "check-breaks")
_COUNTING = Text("数えています", "counting")
_MEND = Text("直してください", "mend it")


@dataclass(frozen=True, slots=True)
class TallyApp:
    """Counts the words of a column. Options: `way` it goes, `steps` of progress, `pause_s` after each, and a `note` file that is told of
    each beginning and step.
    """

    authority: Authority = Authority.DRAFTS
    version: str = "1.0"

    @property
    def manifest(self) -> Manifest:
        """Who it is."""
        free = tuple(
            InputOption(n, Text(n, n), Text(n, n), d) for n, d in (("steps", "3"), ("pause_s", "0"), ("note", ""))
        )
        ways = tuple(OptionChoice(w, Text(w, w)) for w in WAYS)
        return Manifest(
            id="tally",
            version=self.version,
            title=Text("数える", "Tally"),
            summary=Text("言葉を数えます", "counts words"),
            task="counting-words",
            authority=self.authority,
            personal_data=PersonalData.NONE,
            network=Network.NONE,
            inputs=(
                InputFile("words", Text("言葉", "Words"), Text("一行に一つ", "one a row"), (InputColumn("語", Text("語", "a word")),)),
                InputFile("more", Text("追加", "More"), Text("なくてもよい", "need not be"), required=False),
            ),
            options=(InputOption("way", Text("様子", "way"), Text("様子", "way"), "well", ways), *free),
            signatures=0 if self.authority is Authority.SUGGESTS else 2,
        )  # fmt: skip

    def check(self, inputs: Inputs) -> tuple[Problem, ...]:
        """Empty cells are errors, capital letters a warning."""
        if inputs.options["way"] == "check-breaks":
            raise ZeroDivisionError("half of nothing")
        table = inputs.table("words")
        found = [
            Problem("empty", Text("空です", "is empty"), _MEND, Place(file=table.file_name, row=int(row)))
            for row, word in zip(table.rows, table.column("語"), strict=True)
            if not word.strip()
        ]
        if any(word.isupper() for word in table.column("語")):
            what = Text("大文字があります", "there are capital letters")
            found.append(Problem("capitals", what, _MEND, Place(file=table.file_name), Severity.WARNING))
        return (*table.problems, *found)

    def run(self, inputs: Inputs, context: AppContext) -> Outcome:
        """The counts, as result, as answers and as a file."""
        way, steps = inputs.options["way"], int(inputs.options["steps"])
        _tell(inputs, "begin")
        for step in range(steps):
            try:
                context.progress(step / steps, _COUNTING)
            except Exception:
                if way != "swallows":
                    raise
            _tell(inputs, f"step {step}")
            time.sleep(float(inputs.options["pause_s"]))
        _go_wrong(way)
        if way == "no-outcome":
            return None  # type: ignore[return-value] # what a careless app does
        counts = dict(sorted(Counter(inputs.table("words").column("語")).items()))
        reasons = tuple(Reason(word, "counted", Text(f"{n}回", f"{n} times")) for word, n in counts.items())
        file = json.dumps([counts, context.seed], ensure_ascii=False).encode()
        answers = {word: str(n) for word, n in counts.items()}
        return Outcome({"counts": counts}, reasons, (_size(sum(counts.values())),), answers, {"counts.json": file})


def _go_wrong(way: str) -> None:
    if way == "refuses":
        what = Text("数えられません", "cannot be counted")
        raise InputRefused([Problem("uncountable", what, _MEND), Problem("worse", what, _MEND)])
    if way == "breaks":
        raise ZeroDivisionError("half of nothing")
    if way == "exits":
        raise SystemExit(3)


def _size(words: int) -> Measure:
    name, method = Text("言葉", "words"), Text("数えた", "counted")
    return Measure(Quantity.CASES, Aspect.SCALE, float(words), FigureKind.MEASURED, name, method)


def _tell(inputs: Inputs, what: str) -> None:
    """Tell the file outside what happens; no honest app does that."""
    if inputs.options["note"]:
        with Path(inputs.options["note"]).open("a", encoding="utf-8") as f:
            f.write(f"{what}\n")
