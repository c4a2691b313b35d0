# SPDX-License-Identifier: Apache-2.0
"""A survey of every municipality as the workspace keeps it: storing each answer, who has answered, and the answers that count.

    python benchmarks/survey_campaign.py [--runs 5] [--bodies 1741] [--steps 300]

Reading the workbooks is not part of it. Answers are invented; every run is a fresh process with a workspace of its own.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from measuring import RESULTS, Stopwatch, machine, peak, run_fresh, spread, table

HERE = Path(__file__).resolve()
YEAR = 2025
STORING, STATE, COUNTING = "storing all answers", "who has answered", "answers that count"


def work(n_bodies: int, steps: int) -> None:
    import numpy as np

    from machikata.bootstrap import open_workspace
    from machikata.domain.population_class import PeerGroup, PeerGroupKind
    from machikata.domain.text import Text
    from machikata.records.survey.tables import tables_of
    from machikata.testing.campaigns import answered, surveyed_process
    from machikata.workspace.campaigns import campaign_state, open_campaign
    from machikata.workspace.submissions import answers_of
    from machikata.workspace.survey_values import Submission

    rng = np.random.default_rng(1)
    bodies = tuple(f"b{n:05}" for n in range(n_bodies))
    process = surveyed_process(steps=steps)
    surveys = [answered(b, "窓口係", process=process) for b in bodies]
    tables = [
        tables_of([replace(s, lines=tuple(replace(x, cases=int(rng.integers(5000)), hours=float(rng.integers(900))) for x in s.lines))])
        for s in surveys
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        ws = open_workspace(folder)
        ws.library.put_process(process)
        ws.library.put_group(PeerGroup("all", Text("全団体", "all"), PeerGroupKind.HAND, bodies), owner="all")
        asked = open_campaign(ws, processes=[process.id], fiscal_year=YEAR, deadline=date(2099, 1, 1), group="all")
        clock, each = Stopwatch(), []
        with clock(STORING):
            for b, answers in zip(bodies, tables, strict=True):
                began = time.perf_counter()
                made = Submission(
                    f"s-{b}", asked.id, b, "窓口係", YEAR, (process.id,), ws.clock(), "me", "f.xlsx", b, "form"
                )
                ws.library.add_submission(made, answers, act=ws.act("survey.handed-in", owner=b))
                each.append(time.perf_counter() - began)
        with clock(STATE):
            state = campaign_state(ws, asked.id)
        with clock(COUNTING):
            counted = answers_of(ws, process=process.id, fiscal_year=YEAR, bodies=bodies)
        if state.return_share != 1.0 or counted.lines.num_rows != n_bodies * steps:
            sys.exit("not every answer came back")
        size = sum(f.stat().st_size for f in Path(folder).glob("machikata.db*"))
        clock.report(lines=counted.lines.num_rows, each=sorted(each), stored_bytes=size)


def row(arguments: argparse.Namespace, runs: list[dict]) -> dict[str, str]:
    storing = statistics.median(run["cpu"][STORING] for run in runs) / arguments.bodies * 1e3
    each = sorted(x for run in runs for x in run["each"])
    return {
        "bodies": f"{arguments.bodies:,}",
        "lines": f"{runs[0]['lines']:,}",
        "storing an answer, CPU ms": f"**{storing:.1f}**",
        "the same, wall ms: median, 99 %": f"{statistics.median(each) * 1e3:.1f}, {each[int(len(each) * 0.99)] * 1e3:.1f}",
        f"{STATE}, CPU s": spread(runs, STATE),
        f"{COUNTING}, CPU s": f"**{spread(runs, COUNTING)}**",
        "stored": f"{runs[0]['stored_bytes'] / 1e6:.0f} MB",
        "peak": f"{peak(runs):.2f} GiB",
        "runs": str(len(runs)),
    }


def report(arguments: argparse.Namespace, runs: list[dict]) -> str:
    return f"""# A survey of every municipality in the workspace

One section a body, {arguments.steps} steps, one kind of staff; SQLite with a write to the disk (fsync) after every answer.

{table([row(arguments, runs)])}

“Storing” packs the answers (Arrow IPC under zstd), numbers the version, looks for the same file, and writes answer and journal in one
transaction. “{COUNTING}” chooses the version of each section, unpacks and joins all answers into two Arrow tables. Asked for: 5 ms an
answer, 2 CPU s for all that count. Reading workbooks is measured elsewhere.

Machine: {machine()}

Made by `benchmarks/survey_campaign.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--bodies", type=int, default=1741)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--work", default="", help="accepted like the other benchmarks' folder; nothing is kept here")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--worker", action="store_true")
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.bodies, arguments.steps)
        return
    size = ("--worker", "--bodies", str(arguments.bodies), "--steps", str(arguments.steps))
    runs = [run_fresh(sys.executable, HERE, *size) for _ in range(arguments.runs)]
    arguments.results.mkdir(parents=True, exist_ok=True)
    text = report(arguments, runs)
    (arguments.results / "survey_campaign.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
