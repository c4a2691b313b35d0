# SPDX-License-Identifier: Apache-2.0
"""Benchmarks go on running when the product changes. How fast anything is, no test says."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("program", "arguments", "figure"),
    [
        ("hundred_bodies", "--runs 1 --sizes 3000 --bodies 3", "tie-aware arc quantiles"),
        ("survey_campaign", "--runs 1 --bodies 3 --steps 4", "answers that count"),
        ("group_forming", "--runs 1 --sizes 9", "at least as good as the peer"),
        pytest.param("daycare", "--runs 1 --city 60 --sizes 60 120 --most-seeds 1", "a letter", marks=pytest.mark.slow),
        pytest.param(
            "directly_follows",
            "--runs 1 --map-runs 1 --sizes 1500 --bodies 2",
            "events, 2 bodies",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "workload_survey",
            "--runs 1 --large-runs 1 --bodies 6 --steps 60 --sample 2",
            "import of 6 workbooks",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_benchmark_runs_at_its_smallest(root, tmp_path, program, arguments, figure):
    places = ["--work", str(tmp_path / "logs"), "--results", str(tmp_path / "results")]
    done = subprocess.run(
        [sys.executable, str(root / "benchmarks" / f"{program}.py"), *arguments.split(), *places],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert figure in (tmp_path / "results" / f"{program}.md").read_text(encoding="utf-8")
