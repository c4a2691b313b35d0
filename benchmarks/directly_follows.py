# SPDX-License-Identifier: Apache-2.0
"""Directly-follows with exact quantiles per body, from admitted files, beside pm4py's performance graph on the same files.

    python benchmarks/directly_follows.py --peers PYTHON_WITH_PM4PY [--work FOLDER] [--runs 5] [--map-runs 3] [--sizes ...]

`PYTHON_WITH_PM4PY` is the interpreter of an environment with `benchmarks/peers.txt`. Every run is a fresh process; the peer's
runs and ours take turns. Both sides first answer the question once for a log of a few events, so that imports are not timed.
Every run must give the same arcs with the same counts, medians and means, pm4py's included.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from pathlib import Path

from measuring import RESULTS, Stopwatch, machine, median_cpu, peak, peak_gib, run_fresh, spread, table

HERE = Path(__file__).resolve()
SIZES = (100_000, 1_000_000, 10_000_000)
BODIES = 100
Arcs = dict[str, list[float]]
"""Per "body|source|target": pairs, median and mean in seconds."""


def work_on_arcs(folder: Path) -> None:
    """The question the product puts for the arcs of a map, from opening the store to the answer in Arrow."""
    from machikata.analysis.log_scope import ask
    from machikata.storage.event_files import EventFileStore

    warm_up(lambda store: ask("flow_arcs", store=store, logs=store.stored(), by_body=True))
    clock = Stopwatch()
    with clock("arcs"):
        store = EventFileStore(folder)
        answer = ask("flow_arcs", store=store, logs=store.stored(), by_body=True)
    arcs = {
        f"{row['scope']}|{row['source']}|{row['target']}": [row["n"], row["median_us"] / 1e6, row["mean_us"] / 1e6]
        for row in answer.to_pylist()
    }
    clock.report(arcs=arcs)


def work_on_maps(folder: Path) -> None:
    """The whole maps of the product: arcs with quantiles and cases, nodes, beginnings and ends, as frozen values."""
    from machikata.analysis.flow import FlowOrder
    from machikata.analysis.flow_discovery import discover_flow_bodies
    from machikata.storage.event_files import EventFileStore

    warm_up(lambda store: discover_flow_bodies(store=store, logs=store.stored(), order=FlowOrder.TIE_AWARE))
    clock = Stopwatch()
    store = EventFileStore(folder)
    with clock("file-order map"):
        flows = discover_flow_bodies(store=store, logs=store.stored(), order=FlowOrder.FILE)
    with clock("tie-aware map"):
        discover_flow_bodies(store=store, logs=store.stored(), order=FlowOrder.TIE_AWARE)
    arcs = {
        f"{body}|{a.source}|{a.target}": [a.count, a.median_us / 1e6, a.mean_us / 1e6]
        for body, flow in flows.items()
        for a in flow.arcs
    }
    clock.report(arcs=arcs)


def warm_up(answer) -> None:
    from made_logs import admit_made

    from machikata.storage.event_files import EventFileStore

    with tempfile.TemporaryDirectory() as small:
        admit_made(Path(small), bodies=1, events=500)
        answer(EventFileStore(Path(small)))


def work_of_pm4py(folder: Path) -> None:
    """For each body: its admitted file into a data frame of the three columns needed, and the graph."""
    import json

    import pandas as pd
    import pm4py
    import pyarrow.parquet as pq

    def frame_of(log: Path) -> pd.DataFrame:
        events = pq.read_table(log / "events.parquet", columns=["case_index", "activity", "time_us"])
        case_ids = pq.read_table(log / "cases.parquet", columns=["case_id"])["case_id"].to_pandas()
        return pd.DataFrame({
            "case:concept:name": case_ids.take(events["case_index"].to_numpy()).reset_index(drop=True),
            "concept:name": events["activity"].to_pandas().astype("str"),
            "time:timestamp": pd.to_datetime(events["time_us"].to_numpy(), unit="us", utc=True),
        })  # fmt: skip

    logs = sorted(path.parent for path in folder.glob("*/manifest.json"))
    pm4py.discover_performance_dfg(frame_of(logs[0]).head(500))
    clock = Stopwatch()
    cpu = {"reading": 0.0, "graph": 0.0}
    arcs: Arcs = {}
    for log in logs:
        with clock("reading"):
            frame = frame_of(log)
        with clock("graph"):
            graph, _, _ = pm4py.discover_performance_dfg(frame)
        cpu = {part: cpu[part] + clock.cpu[part] for part in cpu}
        memory = peak_gib()
        body = json.loads((log / "manifest.json").read_text(encoding="utf-8"))["body"]
        counts, _, _ = pm4py.discover_dfg(frame)
        arcs |= {f"{body}|{s}|{t}": [int(counts[s, t]), g["median"], g["mean"]] for (s, t), g in graph.items()}
    clock.cpu = {"graph": cpu["graph"], "reading and graph": cpu["reading"] + cpu["graph"]}
    clock.report(arcs=arcs, peak_gib=memory)


WORKERS = {"arcs": work_on_arcs, "maps": work_on_maps, "pm4py": work_of_pm4py}


def measure(folder: Path, arguments: argparse.Namespace) -> dict[str, list[dict]]:
    """Runs of every worker over one folder, taking turns."""
    found: dict[str, list[dict]] = {worker: [] for worker in WORKERS}
    runs = {"arcs": arguments.runs, "pm4py": arguments.runs if arguments.peers else 0, "maps": arguments.map_runs}
    for turn in range(arguments.runs):
        for worker, wanted in runs.items():
            if turn < wanted:
                python = arguments.peers if worker == "pm4py" else sys.executable
                found[worker].append(run_fresh(python, HERE, "--worker", worker, "--folder", str(folder)))
    everything = [run["arcs"] for runs in found.values() for run in runs]
    for other in everything[1:]:
        check_equal(everything[0], other)
    return found


def check_equal(one: Arcs, other: Arcs) -> None:
    """The same graph must have come out."""
    if one.keys() != other.keys():
        sys.exit(f"arcs differ: {sorted(one.keys() ^ other.keys())[:5]}")
    for arc, figures in one.items():
        # A microsecond: pm4py reckons in seconds.
        if not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6) for a, b in zip(figures, other[arc], strict=True)):
            sys.exit(f"figures of {arc} differ: {figures} and {other[arc]}")


def ratio_row(name: str, found: dict[str, list[dict]]) -> dict[str, str]:
    def times(theirs: str, ours: str, part: str) -> str:
        return f"{median_cpu(found['pm4py'], theirs) / median_cpu(found[ours], part):.1f}"

    return {
        "log": name,
        "both from the files": f"**{times('reading and graph', 'arcs', 'arcs')}**",
        "pm4py's frame already in memory": times("graph", "arcs", "arcs"),
        "our whole file-order map, both from the files": times("reading and graph", "maps", "file-order map"),
        "our whole tie-aware map, both from the files": times("reading and graph", "maps", "tie-aware map"),
    }


def figure_row(name: str, found: dict[str, list[dict]]) -> dict[str, str]:
    peers = found["pm4py"]
    return {
        "log": name,
        "arcs": spread(found["arcs"], "arcs"),
        "peak": f"{peak(found['arcs']):.2f} GiB",
        "file-order map": spread(found["maps"], "file-order map"),
        "tie-aware map": spread(found["maps"], "tie-aware map"),
        "peak of maps": f"{peak(found['maps']):.2f} GiB",
        "pm4py, frame in memory": spread(peers, "graph") if peers else "",
        "pm4py, from the files": spread(peers, "reading and graph") if peers else "",
        "its peak": f"{peak(peers):.2f} GiB" if peers else "",
        "runs": " / ".join(str(len(found[worker])) for worker in WORKERS),
    }


def report(results: dict[str, dict[str, list[dict]]], sizes: list[int]) -> str:
    with_peer = [ratio_row(name, found) for name, found in results.items() if found["pm4py"]]
    growth = [median_cpu(found["arcs"], "arcs") for found in list(results.values())[: len(sizes)]]
    arcs = len(next(iter(results.values()))["arcs"][0]["arcs"])
    return f"""# Directly-follows with exact quantiles, per body

How many times Machikata's CPU seconds pm4py needs for its performance graph (`discover_performance_dfg`: mean, median, min, max,
sum and standard deviation, no p90, no counts), medians of the runs. Ours: count, p10, median, p90 and mean of every arc.

{table(with_peer) if with_peer else "(run without a peer)"}

“Both from the files”: each side begins at the admitted Parquet files; pm4py's frame gets the three columns it needs. “Frame already
in memory”: pm4py's reading is taken off, ours is not. With many bodies pm4py is called once for each. The whole maps add to the
arcs the cases of each arc, nodes, beginnings and ends; the tie-aware one has weighted quantiles, which pm4py has not.

CPU seconds (all threads), median (least–most) of fresh processes; runs of arcs / maps / pm4py:

{table([figure_row(name, found) for name, found in results.items()])}

Growth of the arcs over {", ".join(f"{size:,}" for size in sizes)} events: {", ".join(f"{g:.2f} s" for g in growth)}, that is
{growth[-1] / growth[0]:.0f} times the CPU for {sizes[-1] // sizes[0]} times the events; opening the engine and planning the question is in each.

Timed are, for us, everything from opening the store to the answer; imports are not (both sides have answered for a log of a few
events before). No compiled kernel of ours takes part. In all runs the arcs, their pairs, medians and means were the same, pm4py's
included.

Made logs: 12 activities, {arcs} arcs, 45 % of consecutive events at equal instants (`made_logs.py`).

Machine: {machine()} pm4py 2.7.23.

Made by `benchmarks/directly_follows.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="interpreter of the peers' environment; without it only our own figures")
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"), help="where made logs are kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--map-runs", type=int, default=3, help="of the whole maps, which take half a minute each")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--bodies", type=int, default=BODIES, help="of the log of many bodies")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--worker", choices=WORKERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        WORKERS[arguments.worker](arguments.folder)
        return
    from made_logs import admit_made

    results = {}
    for size, bodies in [*((size, 1) for size in arguments.sizes), (arguments.sizes[-1], arguments.bodies)]:
        folder = arguments.work / f"{bodies}_{size}"
        admit_made(folder, bodies=bodies, events=size)
        name = f"{size:,} events, {'one body' if bodies == 1 else f'{bodies} bodies'}"
        results[name] = measure(folder, arguments)
    text = report(results, list(arguments.sizes))
    arguments.results.mkdir(exist_ok=True)
    (arguments.results / "directly_follows.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
