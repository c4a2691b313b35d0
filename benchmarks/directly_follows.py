# SPDX-License-Identifier: Apache-2.0
"""Directly-follows with exact quantiles, from admitted files, beside pm4py's performance graph on the same log.

    python benchmarks/directly_follows.py --peers PYTHON_WITH_PM4PY [--work FOLDER] [--runs 5] [--peer-runs-at-1e7 3]

`PYTHON_WITH_PM4PY` is the interpreter of an environment with `benchmarks/peers.txt`. Every run is a fresh process; the peer's
runs and ours alternate. Timed are: for us everything from opening the store to the frozen result; for pm4py the discovery alone,
on a data frame that already lies in memory, sorted, with the three columns it needs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from measuring import RESULTS, Stopwatch, machine, median_cpu, peak, run_fresh, spread, table

HERE = Path(__file__).resolve()
SIZES = (100_000, 1_000_000, 10_000_000)


def work_of_ours(folder: Path) -> None:
    from machikata.analysis.flow import FlowOrder
    from machikata.analysis.flow_discovery import discover_flow_bodies
    from machikata.analysis.log_scope import ask
    from machikata.storage.event_files import EventFileStore

    clock = Stopwatch()
    with clock("arcs"):
        store = EventFileStore(folder)
        logs = store.stored()
        arcs = ask("flow_arcs", store=store, logs=logs, by_body=True)
    with clock("file order"):
        flow = discover_flow_bodies(store=store, logs=logs, order=FlowOrder.FILE)
    with clock("tie-aware"):
        discover_flow_bodies(store=store, logs=logs, order=FlowOrder.TIE_AWARE)
    events = sum(f.n_events for f in flow.values())
    clock.report(events=events, arcs=arcs.num_rows, pairs=sum(a.count for f in flow.values() for a in f.arcs))


def work_of_pm4py(folder: Path) -> None:
    import pandas as pd
    import pm4py
    import pyarrow.parquet as pq

    log = next(path for path in folder.iterdir() if (path / "events.parquet").exists())
    columns = pq.read_table(log / "events.parquet", columns=["case_index", "activity", "time_us"])
    frame = pd.DataFrame({
        "case:concept:name": columns["case_index"].to_pandas().astype(str),
        "concept:name": columns["activity"].to_pandas().astype(str),
        "time:timestamp": pd.to_datetime(columns["time_us"].to_numpy(), unit="us", utc=True),
    })  # fmt: skip
    clock = Stopwatch()
    with clock("performance graph"):
        graph, _, _ = pm4py.discover_performance_dfg(frame)
    with clock("frequency graph"):
        counts, _, _ = pm4py.discover_dfg(frame)
    clock.report(events=len(frame), arcs=len(graph), pairs=sum(counts.values()))


def prepare(folder: Path, events: int, bodies: int) -> None:
    from made_logs import admit_made

    admit_made(folder, bodies=bodies, events=events)


def measure(arguments: argparse.Namespace) -> str:
    ours, theirs = {}, {}
    for size in SIZES:
        folder = arguments.work / f"one_{size}"
        prepare(folder, size, 1)
        runs = arguments.runs if size < SIZES[-1] else min(arguments.runs, arguments.peer_runs_at_1e7)
        ours[size], theirs[size] = [], []
        for turn in range(arguments.runs):
            ours[size].append(run_fresh(sys.executable, HERE, "--worker", "ours", "--folder", str(folder)))
            if arguments.peers and turn < runs:
                theirs[size].append(run_fresh(arguments.peers, HERE, "--worker", "pm4py", "--folder", str(folder)))
        check_equal(ours[size], theirs[size])
    many = arguments.work / f"hundred_{SIZES[-1]}"
    prepare(many, SIZES[-1], 100)
    hundred = [
        run_fresh(sys.executable, HERE, "--worker", "ours", "--folder", str(many)) for _ in range(arguments.runs)
    ]
    return report(ours, theirs, hundred)


def check_equal(ours: list[dict], theirs: list[dict]) -> None:
    """The same graph must have come out: as many arcs and pairs."""
    found = {(run["events"], run["arcs"], run["pairs"]) for run in ours + theirs}
    if len(found) != 1:
        sys.exit(f"the graphs differ: {found}")


def report(ours: dict[int, list[dict]], theirs: dict[int, list[dict]], hundred: list[dict]) -> str:
    ratios, figures = [], []
    for size, runs in ours.items():
        peers = theirs[size]
        if peers:
            graph = median_cpu(peers, "performance graph")
            ratios.append({
                "events": f"{size:,}",
                "arcs with count, p10, median, p90, mean": f"**{graph / median_cpu(runs, 'arcs'):.0f} times**",
                "whole file-order map": f"{graph / median_cpu(runs, 'file order'):.0f} times",
                "whole tie-aware map": f"{graph / median_cpu(runs, 'tie-aware'):.1f} times",
            })  # fmt: skip
        figures.append(figure_row(f"{size:,}, one body", runs, peers))
    figures.append(figure_row(f"{SIZES[-1]:,}, 100 bodies", hundred, []))
    growth = [median_cpu(ours[size], "arcs") for size in SIZES]
    return f"""# Directly-follows with exact quantiles

How many times less CPU than pm4py's performance graph (`discover_performance_dfg`, which has mean, median, min, max, sum and
standard deviation, but no p90) on the same log. The whole map adds cases per arc, nodes, beginnings and ends.

{table(ratios) if ratios else "(run without a peer)"}

CPU seconds, median of the runs (smallest–largest), fresh processes. Ours: from opening the store to the result, read from Parquet
files. pm4py: discovery only, data frame in memory.

{table(figures)}

Growth of the arcs from 1e5 to 1e7 events (100 times as many): {growth[2] / growth[0]:.0f} times the CPU
({", ".join(f"{g:.2f} s" for g in growth)}); a fixed part of opening the engine and compiling the question is in each.
All runs of a size gave the same number of events, arcs and pairs, pm4py's included.

Machine: {machine()}
Runs: {len(hundred)} of ours per size, of pm4py {", ".join(f"{len(t)} at {s:,}" for s, t in theirs.items())}.
Made logs: 12 activities, {ours[SIZES[0]][0]["arcs"]} arcs, 45 % of consecutive events tied (`made_logs.py`).
Made by `benchmarks/directly_follows.py`.
"""


def figure_row(name: str, runs: list[dict], peers: list[dict]) -> dict[str, str]:
    return {
        "events": name,
        "arcs": spread(runs, "arcs"),
        "file-order map": spread(runs, "file order"),
        "tie-aware map": spread(runs, "tie-aware"),
        "peak GiB": f"{peak(runs):.2f}",
        "pm4py performance graph": spread(peers, "performance graph") if peers else "",
        "pm4py frequency graph": spread(peers, "frequency graph") if peers else "",
        "its peak GiB": f"{peak(peers):.2f}" if peers else "",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="interpreter of the peers' environment; without it only our own figures")
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"), help="where made logs are kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer-runs-at-1e7", type=int, default=3)
    parser.add_argument("--worker", choices=["ours", "pm4py"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        {"ours": work_of_ours, "pm4py": work_of_pm4py}[arguments.worker](arguments.folder)
        return
    text = measure(arguments)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "directly_follows.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
