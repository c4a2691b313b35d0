# SPDX-License-Identifier: Apache-2.0
"""The smallest app there can be, for tests of the platform: it counts the rows of a table and answers each with its first column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from machikata.automation.app.context import AppContext
from machikata.automation.app.inputs import Inputs
from machikata.automation.app.manifest import Authority, InputColumn, InputFile, Manifest, Network, PersonalData
from machikata.automation.app.outcome import Outcome, Reason
from machikata.domain.effect import Aspect, Measure, Quantity
from machikata.domain.errors import Problem
from machikata.domain.provenance import FigureKind
from machikata.domain.text import Text

MANIFEST = Manifest(
    id="row-count",
    version="1.0",
    title=Text("行を数える", "Row count"),
    summary=Text("表の行を数えます", "Counts the rows of a table"),
    task="row-counting",
    authority=Authority.DRAFTS,
    personal_data=PersonalData.NONE,
    network=Network.NONE,
    inputs=(
        InputFile(
            "table",
            Text("表", "Table"),
            Text("数える表です", "What is counted"),
            (InputColumn("番号", Text("行の番号", "Number of the row")),),
            more_columns=True,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class RowCount:
    """Counts rows."""

    manifest: Manifest = MANIFEST

    @classmethod
    def saying(cls, **changes: Any) -> RowCount:
        """The same app with another manifest."""
        return cls(replace(MANIFEST, **changes))

    def check(self, inputs: Inputs) -> tuple[Problem, ...]:
        """What the reader found."""
        return inputs.table("table").problems

    def run(self, inputs: Inputs, context: AppContext) -> Outcome:
        """How many rows, and the first column of each."""
        table = inputs.table("table")
        numbers = table.column("番号")
        context.progress(0.5, Text("数えています", "counting"))
        why = Text("表にあります", "it stands in the table")
        size = Measure(
            Quantity.CASES,
            Aspect.SCALE,
            len(numbers),
            FigureKind.MEASURED,
            Text("行", "rows"),
            Text("数えました", "counted"),
        )
        return Outcome(
            result={"rows": len(numbers)},
            reasons=tuple(Reason(n, "listed", why) for n in numbers),
            measures=(size,),
            answers=dict(zip(numbers, numbers, strict=True)),
            files={"rows.txt": "\n".join(numbers).encode()},
        )
