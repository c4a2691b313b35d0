# SPDX-License-Identifier: Apache-2.0
"""The key of the pseudonyms differs from workspace to workspace; figures made from the same files must not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from machikata.bootstrap import open_workspace
from machikata.publication.bundle import figure_differences
from machikata.publication.document import to_document
from machikata.samples.demo_plan import DEMO_EIGHT, DEMO_PLAN
from machikata.workspace.comparisons import compare
from machikata.workspace.demo import build_demo

from .conftest import CARE, EIGHT

ONLY_COMPARED = replace(
    DEMO_PLAN,
    bodies=tuple(
        replace(DEMO_PLAN.body(code), behaviours={CARE: DEMO_PLAN.body(code).behaviour(CARE)}) for code in DEMO_EIGHT
    ),
    truths=(),
)
"""Of the demo what the comparison is about; the rest takes long to bring in."""


def figures(folder: Path):
    document = to_document(compare(open_workspace(folder), process=CARE, group=EIGHT, own="991031"))
    # Content hashes are of admitted tables, pseudonyms and all: they name the log of one workspace.
    return {**document, "provenance": {**document["provenance"], "inputs": []}}


def test_another_key_gives_the_same_figures_to_the_last_digit(demo_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    build_demo(open_workspace(other), plan=ONLY_COMPARED, scale=0.25)
    assert (other / "secret.key").read_bytes() != (demo_folder / "secret.key").read_bytes()
    assert figure_differences(figures(demo_folder), figures(other)) == ()
