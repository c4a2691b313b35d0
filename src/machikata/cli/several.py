# SPDX-License-Identifier: Apache-2.0
"""`machikata compare`, `report`, `reproduce`: one process over a group of bodies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from machikata.analysis.comparison.result import Comparison
from machikata.cli.console import Output, complaints
from machikata.cli.options import STANDARD, Common
from machikata.cli.showing import show_comparison
from machikata.domain.population_class import PeerGroup, PeerGroupKind
from machikata.domain.text import Text
from machikata.publication.document import to_document
from machikata.workspace.bodies import list_groups
from machikata.workspace.comparisons import compare as compare_bodies
from machikata.workspace.comparisons import reproduce as reproduce_bundle
from machikata.workspace.counting import Counting
from machikata.workspace.reports import ExportFormat, export_comparison, export_name, write_file
from machikata.workspace.workspace import Workspace

CountingOptions = Annotated[Counting, Parameter(name="*")]


def compare(
    process: str, group: list[str] | None = None, *, own: str = "", full: bool = False,
    counting: CountingOptions = Counting(), common: Common = STANDARD,
) -> None:  # fmt: skip
    """団体を比べる。 Compare bodies on one process.

    Parameters
    ----------
    process
        業務。 The process.
    group
        相手の番号1つ、または団体コードを並べる。なければ記録のあるすべての団体。 One group id, or the codes of the bodies; none = every
        body with records.
    own
        自分の団体コード。 The body whose view it is.
    full
        すべての表を見せる。 Show every table.
    """
    output = common.output()
    with complaints(output):
        comparison = _compared(common.open(), output, process, group, own, counting)
        output.result(to_document(comparison), lambda: show_comparison(output, comparison, full=full))


def _compared(
    ws: Workspace, output: Output, process: str, group: list[str] | None, own: str, counting: Counting
) -> Comparison:
    with output.progress(Text("比べています", "comparing")) as progress:
        return compare_bodies(
            ws, process=process, group=group_named(ws, group), own=own, counting=counting, progress=progress
        )


def group_named(ws: Workspace, words: list[str] | None) -> str | PeerGroup | None:
    """The group that words of a command line name: the id of a kept one, or the codes of bodies; None without words."""
    if not words:
        return None
    if len(words) == 1 and any(g.id == words[0] for g in list_groups(ws)):
        return words[0]
    name = Text("、".join(words), ", ".join(words))
    return PeerGroup("hand-" + "-".join(words), name, PeerGroupKind.HAND, tuple(dict.fromkeys(words)))


def report(
    process: str, group: list[str] | None = None, *, to: Path | None = None, form: Literal["html", "xlsx", "json", "zip"] = "html", own: str = "",
    counting: CountingOptions = Counting(), common: Common = STANDARD,
) -> None:  # fmt: skip
    """比較を1つのファイルに書き出す。 Write a comparison as a file: html, xlsx, json or zip (the reproducibility bundle).

    Parameters
    ----------
    process
        業務。 The process.
    group
        相手の番号1つ、または団体コードを並べる。なければ記録のあるすべての団体。 One group id, or the codes of the bodies; none = every
        body with records.
    to
        書き出す先。 The file to write (default: a telling name in the current folder).
    form
        形式。 html, xlsx, json or zip.
    own
        自分の団体コード。 The body whose view it is.
    """
    output = common.output()
    with complaints(output):
        ws = common.open()
        comparison = _compared(ws, output, process, group, own, counting)
        path = to or Path(export_name(comparison, process=process, form=ExportFormat(form)))
        write_file(
            path, export_comparison(ws, comparison, process=process, form=ExportFormat(form), language=output.language)
        )
        output.written(path)


def reproduce(bundle: Path, *, common: Common = STANDARD) -> None:
    """再現用の一式から、同じ数値になるかを確かめる。 Compute a bundle again and check that the same figures come.

    Parameters
    ----------
    bundle
        書き出したzip。 The exported zip.
    """
    output = common.output()
    with complaints(output):
        with output.progress(Text("計算し直しています", "computing again")) as progress:
            result = reproduce_bundle(common.open(), bundle, progress=progress)
        output.result(
            to_document(result), lambda: _show_reproduction(output, result.differences, result.versions_changed)
        )
        if not result.same:
            raise SystemExit(1)


def _show_reproduction(output: Output, differences: tuple[str, ...], versions: tuple[str, ...]) -> None:
    if not differences:
        output.say(Text("✓ すべての数値が同じになりました", "✓ every figure came again"))
    for line in (*differences[:50], *versions):
        output.say(line)
