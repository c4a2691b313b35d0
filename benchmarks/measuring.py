# SPDX-License-Identifier: Apache-2.0
"""Measure work in fresh processes: CPU seconds of the timed part only, its peak memory, medians; and say on which machine."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"


class Stopwatch:
    """CPU and wall seconds of named parts."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.wall: dict[str, float] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Time what happens inside."""
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu[part], self.wall[part] = time.process_time() - cpu, time.perf_counter() - wall

    def report(self, **more: object) -> None:
        """Print everything as one line of JSON, the last of the worker's output."""
        print(json.dumps({"cpu": self.cpu, "wall": self.wall, "peak_gib": peak_gib(), **more}))


def peak_gib() -> float:
    """The largest memory this process has had, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def run_fresh(python: str | Path, program: Path, *arguments: str) -> dict:
    """Run a worker in a process of its own and return what it reported."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [str(python), str(program), *arguments], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        sys.exit(f"{program.name} {' '.join(arguments)} failed:\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def median_cpu(runs: list[dict], part: str) -> float:
    """The median CPU seconds of a part."""
    return statistics.median(run["cpu"][part] for run in runs)


def spread(runs: list[dict], part: str) -> str:
    """Median with the smallest and largest in brackets."""
    values = sorted(run["cpu"][part] for run in runs)
    return f"{statistics.median(values):.2f} ({values[0]:.2f}–{values[-1]:.2f})"


def peak(runs: list[dict]) -> float:
    """The largest peak memory of the processes, in GiB."""
    return max(run["peak_gib"] for run in runs)


def machine() -> str:
    """The machine, the versions and the day, in one paragraph."""
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "unknown"
    )
    memory = next(
        (int(line.split()[1]) / 1024**2 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0.0
    )
    ours = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pyarrow", "numpy", "numba", "scipy"))
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; {ours}. Load of the machine at the end: {load:.1f} (others were working on it). "
        f"Recorded on {datetime.now().astimezone():%Y-%m-%d}."
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def table(rows: list[Mapping[str, str]]) -> str:
    """The rows as a Markdown table."""
    heads = list(rows[0])
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(str(row[head]) for head in heads) + " |" for row in rows])
