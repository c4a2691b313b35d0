# SPDX-License-Identifier: Apache-2.0
"""The app: what it is, what it finds wrong, what it proposes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from hello_app import checking, papers
from hello_app.manifest import MANIFEST
from hello_app.rows import Row, spell_rows
from hello_app.words import CHANGES
from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import Inputs
from machikata.automation.app.manifest import Manifest
from machikata.automation.app.outcome import Outcome, Reason
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.errors import Problem
from machikata.domain.progress import part_of
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

SECONDS_BY_HAND = 20.0
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class HelloApp:
    """One spelling for addresses and telephone numbers, proposed to officers."""

    @property
    def manifest(self) -> Manifest:
        """Who it is and what it may do."""
        return MANIFEST

    def check(self, inputs: Inputs) -> tuple[Problem, ...]:
        """Every problem of both files."""
        return checking.check(inputs)

    def run(self, inputs: Inputs, context: AppContext) -> Outcome:
        """The proposals, their reasons and the files."""
        rows = spell_rows(inputs, context.progress)
        sample = _sample(rows, context.seed)
        files = papers.files(rows, context, progress=part_of(context.progress, 0.8, 1.0))
        context.progress(1.0, Text("終わりました", "done"))
        # Kept last: a run that is stopped has left nothing. `found=0`: a run that begins again keeps nothing twice.
        key = f"samples/{context.run}"
        if context.store.get(key) is None:
            context.store.put(key, {"numbers": list(sample)}, found=0)
            context.note("sample-drawn", {"rows": len(sample), "seed": context.seed})
        states = Counter(row.state for row in rows)
        result = {
            "rows": len(rows),
            "states": {state: states[state] for state in ("same", "changed", "person")},
            "changes": dict(sorted(Counter(code for row in rows for code in row.changes).items())),
            "sample": list(sample),
        }
        return Outcome(result, _reasons(rows), _measures(states, len(rows)), {r.number: r.answer for r in rows}, files)


def _sample(rows: tuple[Row, ...], seed: int) -> tuple[str, ...]:
    """Rows that a person looks at although the app has no doubt: drawn with the seed of the run, by number."""
    sure = [row.number for row in rows if row.state == "changed"]
    drawn = np.random.default_rng(seed).permutation(len(sure))[:SAMPLE]
    return tuple(sorted(sure[i] for i in drawn))


def _reasons(rows: tuple[Row, ...]) -> tuple[Reason, ...]:
    return tuple(Reason(row.number, code, CHANGES[code]) for row in rows for code in row.changes)


def _measures(states: Counter[str], rows: int) -> tuple[Measure, ...]:
    changed = states["changed"]
    by_hand = Text(f"1行{SECONDS_BY_HAND:.0f}秒として計算", f"counted with {SECONDS_BY_HAND:.0f} seconds a row")
    counted = Text("数えた行", "rows counted")
    return (
        Measure(Quantity.CASES, Aspect.SCALE, rows, FigureKind.MEASURED, Text("住所録の行", "Rows of the list"), counted, rows),
        Measure(
            Quantity.CASES, Aspect.SCALE, states["person"], FigureKind.MEASURED, Text("職員が決める行", "Rows left to an officer"),
            counted, rows,
        ),
        Measure(
            Quantity.STAFF_TIME, Aspect.SAVED, changed * SECONDS_BY_HAND / 3600, FigureKind.FORECAST,
            Text("書き直しにかかる時間", "Time to respell by hand"), by_hand, changed,
        ),
    )  # fmt: skip


app = HelloApp()
