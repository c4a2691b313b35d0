# SPDX-License-Identifier: Apache-2.0
"""`machikata survey steps`: what a survey asks about, joined from the concepts of the dictionary."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.domain.process import Process, ProcessStep
from machikata.domain.text import Text
from machikata.domain.wording import NOTHING, number
from machikata.publication.csv_table import table_csv
from machikata.publication.document import to_document
from machikata.workspace.process_steps import define_steps
from machikata.workspace.process_steps_file import read_steps, steps_table
from machikata.workspace.reports import write_file


def steps(
    process: str, *, to: Path | None = None, from_: Annotated[Path | None, Parameter(name="--from")] = None,
    confirm: bool = False, common: Common = STANDARD,
) -> None:  # fmt: skip
    """たずねる工程を見る、決める。 Show the steps a survey asks about, or join the concepts of the dictionary into steps.

    Parameters
    ----------
    process
        業務。 The process.
    to
        工程の表を書き出す先（CSV）。 Write the table of steps to this file (CSV).
    from_
        書き込んだ工程の表（CSV、xlsx）。工程が空の作業は、たずねない。 The table filled in (CSV, xlsx); concepts without a step are not asked about.
    confirm
        回答のある工程がなくなってもよい。 Let steps go that answers use.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        found = ws.process(process)
        if from_ is not None:
            found = define_steps(ws, process=process, rows=read_steps(from_), confirmed=confirm)
            n = len(found.surveyed_steps)
            output.say(Text(f"✓ 工程を{number(n)}つに決めました", f"✓ {number(n)} step{'' if n == 1 else 's'} defined"))
        if to is not None:
            write_file(to, table_csv(steps_table(found), output.language))
            output.say(Text(f"✓ {to} に書き出しました", f"✓ written to {to}"))
        # Without joined steps every concept is one: the document says what is asked about either way.
        document = to_document(replace(found, steps=found.surveyed_steps))
        output.result(document, lambda: _show(output, found))


def _show(output: Output, process: Process) -> None:
    labels = {c.id: c.label for c in process.concepts}
    joint = output.t("、", ", ")

    def names(concepts: tuple[str, ...]) -> str:
        return joint.join(labels[c].in_(output.language) if c in labels else c for c in concepts) or NOTHING

    def row(s: ProcessStep) -> tuple[str, ...]:
        return (
            s.duty.in_(output.language) or NOTHING,
            s.title.in_(output.language),
            names(s.concepts),
            names(s.counted or s.concepts),
        )

    heads = [
        output.t(*h) for h in (("事務", "Duty"), ("工程", "Step"), ("作業", "Concepts"), ("数える作業", "Counted"))
    ]
    output.table(process.title.in_(output.language), heads, [row(s) for s in process.surveyed_steps])
    asked = {c for s in process.surveyed_steps for c in s.concepts}
    left = tuple(c.id for c in process.concepts if c.id not in asked)
    if left:
        output.say(Text(f"たずねない作業：{names(left)}", f"not asked about: {names(left)}"))
