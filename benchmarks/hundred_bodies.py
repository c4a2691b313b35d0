# SPDX-License-Identifier: Apache-2.0
"""A hundred bodies compared: profile, comparison (items 1–6, 8, 9 of the method) and arc quantiles, at growing numbers of events.

    python benchmarks/hundred_bodies.py [--work FOLDER] [--runs 5] [--sizes 100000 1000000 10000000]

Every run is a fresh process over admitted files, by the functions the product itself calls. Imports are not timed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from measuring import RESULTS, Stopwatch, machine, peak, peak_gib, run_fresh, spread, table

HERE = Path(__file__).resolve()
SIZES = (100_000, 1_000_000, 10_000_000)
BODIES = 100
ASKED = ("profile", "comparison", "disclosure", "arc quantiles")
"""What the target of 60 CPU seconds and 4 GiB is about."""
BESIDE = ("tie-aware arc quantiles",)


def work(folder: Path) -> None:
    # Everything that is loaded when first used is loaded before the clock runs.
    import scipy.optimize
    import scipy.sparse
    import scipy.stats  # noqa: F401

    from machikata.analysis.comparison import compare_logs, disclose
    from machikata.analysis.log_scope import ask
    from machikata.analysis.profile import profile_bodies
    from machikata.domain.municipality import Municipality
    from machikata.domain.population_class import PeerGroup, PeerGroupKind
    from machikata.domain.process import Process
    from machikata.domain.text import Text
    from machikata.storage.event_files import EventFileStore

    clock = Stopwatch()
    with clock("profile"):
        store = EventFileStore(folder)
        logs = store.stored()
        profiles = profile_bodies(store=store, logs=logs)
    codes = tuple(sorted(profiles))
    with clock("comparison"):
        comparison = compare_logs(
            store,
            logs,
            group=PeerGroup("all", Text("全団体", "all bodies"), PeerGroupKind.HAND, codes),
            bodies=[Municipality(code, Text(code, code), synthetic=True) for code in codes],
            process=Process("care", Text("要介護認定", "care certification")),
            own=codes[0],
        )
    with clock("disclosure"):
        shown = disclose(comparison, codes[0])
    with clock("arc quantiles"):
        arcs = ask("flow_arcs", store=store, logs=logs, by_body=True)
    asked = peak_gib()
    with clock("tie-aware arc quantiles"):
        ask("weighted_arcs", store=store, logs=logs, by_body=True, parts={"steps": "flow_tie_steps"})
    clock.report(
        events=sum(profile.n_events for profile in profiles.values()),
        cases=sum(profile.n_cases for profile in profiles.values()),
        bodies=len(shown.bodies),
        replicates=comparison.settings.replicates,
        arcs=arcs.num_rows,
        asked_gib=asked,
    )


def total(run: dict, parts: tuple[str, ...]) -> float:
    return sum(run["cpu"][part] for part in parts)


def between(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def row(runs: list[dict]) -> dict[str, str]:
    first = runs[0]
    return {
        "events": f"{first['events']:,}",
        "cases": f"{first['cases']:,}",
        "asked for, CPU s": f"**{between([total(run, ASKED) for run in runs])}**",
        "peak": f"{max(run['asked_gib'] for run in runs):.2f} GiB",
        "wall s": between([sum(run["wall"][part] for part in ASKED) for run in runs]),
        "with tie-aware arcs too, CPU s": between([total(run, ASKED + BESIDE) for run in runs]),
        "peak then": f"{peak(runs):.2f} GiB",
        "runs": str(len(runs)),
    }


def report(results: dict[int, list[dict]]) -> str:
    parts = [
        {"events": f"{runs[0]['events']:,}"} | {part: spread(runs, part) for part in ASKED + BESIDE}
        for runs in results.values()
    ]
    middles = {size: statistics.median(total(run, ASKED) for run in runs) for size, runs in results.items()}
    sizes = list(results)
    first = results[sizes[-1]][0]
    return f"""# A hundred bodies: profile, comparison and arc quantiles

CPU seconds of all threads and peak memory of the process, from opening the store of admitted files to the results, median
(least–most). Asked for are at most 60 CPU seconds and 4 GiB at ten million events.

{table([row(runs) for runs in results.values()])}

By part:

{table(parts)}

Growth: {middles[sizes[-1]] / middles[sizes[0]]:.1f} times the CPU for {sizes[-1] // sizes[0]} times the events
({", ".join(f"{m:.1f} s" for m in middles.values())}); ranks and resampling grow more slowly than the events.

“Profile” is `profile_bodies`; “comparison” is `compare_logs` with its default settings ({first["replicates"]:,} resamplings):
estimand, peers, case mix, effect sizes with intervals and tests, funnel and ranks by resampling of clusters, open cases, reversals
(items 1–6) and also the differences of flow on the tie-aware graph (item 8); “disclosure” is `disclose` (item 9); “arc quantiles”
are count, p10, median, p90 and mean of the {first["arcs"]:,} arcs of all bodies in file order. Their tie-aware counterparts
(weighted quantiles) are given beside them. Imports are not timed; no numba kernel takes part; SciPy's and NumPy's threads count.

Made logs: {first["bodies"]} bodies of equal size, 12 activities, 40 persons each, two case attributes (`made_logs.py`).

Machine: {machine()}

Made by `benchmarks/hundred_bodies.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"), help="where made logs are kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--bodies", type=int, default=BODIES)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker)
        return
    from made_logs import admit_made

    results = {}
    for size in arguments.sizes:
        folder = arguments.work / f"{arguments.bodies}_{size}"
        admit_made(folder, bodies=arguments.bodies, events=size)
        results[size] = [run_fresh(sys.executable, HERE, "--worker", str(folder)) for _ in range(arguments.runs)]
    text = report(results)
    arguments.results.mkdir(exist_ok=True)
    (arguments.results / "hundred_bodies.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
