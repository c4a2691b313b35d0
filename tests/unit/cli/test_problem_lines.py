# SPDX-License-Identifier: Apache-2.0
"""Findings on the command line: marked by their weight, and those of one kind on one column in one line."""

from __future__ import annotations

import pytest
from rich.console import Console

from machikata.cli.console import Output, complaints
from machikata.cli.problem_lines import problem_lines
from machikata.domain.errors import InputRefused, Place, Problem, Severity
from machikata.domain.text import Text


def merged(row: int, *, column: str = "件数", count: int = 1) -> Problem:
    """A figure in a merged cell."""
    place = Place("a.xlsx", "回答", row, column, "30")
    return Problem("merged", Text("結合されています", "merged"), Text("分けてください", "split it"), place, count=count)


def test_findings_of_one_kind_on_one_column_are_one_line_with_number_and_first_places() -> None:
    found = [*(merged(row) for row in range(2, 13)), merged(13, count=4), merged(2, column="分")]
    told = [line for _, line in problem_lines(found, "ja")]
    first = "2行目 値「30」、3行目 値「30」、4行目 値「30」、5行目 値「30」、6行目 値「30」など"
    assert told == [
        f"✗ a.xlsx シート「回答」 列「件数」：結合されています → 分けてください（全部で15か所：{first}）",
        "✗ a.xlsx シート「回答」 2行目 列「分」 値「30」：結合されています → 分けてください",
    ]
    [english, _] = [line for _, line in problem_lines(found, "en")]
    assert "split it (15 places: row 2, value “30”, row 3, value “30”, " in english
    assert english.endswith("row 6, value “30” and more)")


def test_a_finding_that_stands_for_many_says_how_many() -> None:
    [(_, line)] = problem_lines([merged(2, count=1_200)], "ja")
    assert line.endswith("（全部で1,200か所）")


def test_warnings_and_notes_of_a_refused_file_bear_marks_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    words = Text("隠れたシート", "a hidden sheet"), Text("確かめてください", "make sure")
    refused = InputRefused([
        merged(2), Problem("hidden", *words, severity=Severity.WARNING), Problem("note", *words, severity=Severity.NOTE),
    ])  # fmt: skip
    output = Output("ja", as_json=False, out=Console(), err=Console(stderr=True))
    with pytest.raises(SystemExit), complaints(output):
        raise refused
    assert [line[0] for line in capsys.readouterr().err.splitlines() if line[0] in "✗!・"] == ["✗", "!", "・"]
