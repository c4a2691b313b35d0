# SPDX-License-Identifier: Apache-2.0
"""Daycare seats: allocation and chain from files to the data of the letters, by size, rules and seeds; beside ChilmAI.

    python benchmarks/daycare.py [--peers PYTHON_WITH_CHILMAI] [--work FOLDER] [--parts city growth peers seeds letters] [--runs 5]
        [--city 8000] [--sizes 1000 … 80000] [--most-seeds 20]

`PYTHON_WITH_CHILMAI` is the interpreter of an environment with `benchmarks/peers_daycare.txt`. Every run is a fresh process
(`daycare_work.py`, `daycare_peer.py`). Each part is kept in the work folder with the commit it was measured at, so a part can be measured
again by itself; the report tells of all parts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from daycare_report import report
from measuring import RESULTS, ROOT, run_fresh

HERE = Path(__file__).resolve()
WORK, PEER = HERE.with_name("daycare_work.py"), HERE.with_name("daycare_peer.py")
CITY, SEED = 8_000, 1
RULES = ("shiomihara-2027", "fujimizaka-2027", "masagoura-2027")
ALSO = (("fujimizaka-2027", 2),)
"""More cities, by rules and seed: the first one of these rules has no stable allocation."""
SIZES = (1_000, 4_000, 16_000, 40_000, 80_000)
MIDDLE_RUNS = 3
VARIANTS = (
    {"name": "shiomihara-2027", "ruleset": "shiomihara-2027", "seeds": 20},
    {"name": "the same, points ±5 by wish", "ruleset": "shiomihara-2027", "seeds": 10, "noise": 5},
    {"name": "the same, points ±40 by wish", "ruleset": "shiomihara-2027", "seeds": 10, "noise": 40},
    {"name": "the same, 35 % siblings", "ruleset": "shiomihara-2027", "seeds": 10, "siblings": 0.35},
    {"name": "fujimizaka-2027 (points by sibling seats)", "ruleset": "fujimizaka-2027", "seeds": 10},
    {"name": "masagoura-2027 (wish rank in the chain)", "ruleset": "masagoura-2027", "seeds": 10},
)
PEER_SEEDS = {500: (1, 2, 3, 4, 5), 1_000: (1, 2, 3)}


def worker(task: str, **options: object) -> dict:
    """Run a task of `daycare_work.py`."""
    return run_fresh(sys.executable, WORK, task, json.dumps(options))


def city_files(work: Path, children: int, ruleset: str, seed: int = SEED) -> str:
    """The folder with the files of a city."""
    folder = work / f"{ruleset}_{children}_{seed}"
    worker("make", folder=str(folder), children=children, ruleset=ruleset, seed=seed)
    return str(folder)


def measure_city(work: Path, asked: argparse.Namespace) -> dict:
    """The chain at 8,000 children under three rulesets."""
    found = {}
    for ruleset, seed in (*((ruleset, SEED) for ruleset in RULES), *ALSO):
        folder = city_files(work, asked.city, ruleset, seed)
        found[f"{ruleset}, seed {seed}"] = [worker("chain", folder=folder, ruleset=ruleset) for _ in range(asked.runs)]
    return found


def measure_growth(work: Path, asked: argparse.Namespace) -> dict:
    """The chain at growing sizes; the largest with as many runs as the city, since a limit is set for it."""
    found = {}
    for size in asked.sizes:
        folder = city_files(work, size, RULES[0])
        times = asked.runs if size == max(asked.sizes) else min(asked.runs, MIDDLE_RUNS)
        found[str(size)] = [worker("chain", folder=folder, ruleset=RULES[0]) for _ in range(times)]
    return found


def measure_seeds(work: Path, asked: argparse.Namespace) -> dict:
    """Many markets of 8,000 children under both rules of stability; what is there is kept if the rest is broken off."""
    found = {}
    for variant in VARIANTS:
        more = {"siblings": variant.get("siblings", 0.18), "noise": variant.get("noise", 0)}
        seeds = list(range(1, min(variant["seeds"], asked.most_seeds) + 1))
        found[variant["name"]] = worker(
            "many", ruleset=variant["ruleset"], seeds=seeds, stabilities=["household", "strict"],
            children=asked.city, **more,
        )  # fmt: skip
        keep(work, "seeds", asked.commit, found)
    return found


def keep(work: Path, part: str, measured: str, figures: dict) -> None:
    """Write the figures of a part."""
    kept = {"commit": measured, "load": os.getloadavg()[0], "figures": figures}
    (work / f"{part}.json").write_text(json.dumps(kept), encoding="utf-8")


def measure_peers(work: Path, asked: argparse.Namespace) -> dict:
    """The same files to ChilmAI and to us, taking turns: how many children have a seat, and who sits where."""
    found: dict[str, list[dict]] = {}
    for children, seeds in PEER_SEEDS.items():
        rows = []
        for seed in seeds:
            folder = work / f"chilmai_{children}_{seed}"
            worker("make_plain", folder=str(folder), children=children, seed=seed)
            ours = [worker("chain", folder=str(folder), ruleset="chilmai") for _ in range(min(asked.runs, MIDDLE_RUNS))]
            files = [str(folder / name) for name in ("children.csv", "facilities.csv", "chilmai.json")]
            theirs = run_fresh(asked.peers, PEER, *files)
            rows.append(compared(seed, ours, theirs, json.loads(Path(files[2]).read_text(encoding="utf-8"))))
        found[str(children)] = rows
    return found


def compared(seed: int, ours: list[dict], theirs: dict, seats: dict[str, str | None]) -> dict:
    """One market: stops where a unique result is not the same."""
    own = ours[0]["seated"]
    row = {
        "seed": seed, "ours": ours, "theirs": theirs, "proof": ours[0]["proof"], "count": ours[0]["count"],
        "seated": sum(v is not None for v in own.values()), "seated_theirs": sum(v is not None for v in seats.values()),
        "elsewhere": sum(own[number] != seats.get(number) for number in own) if seats else None,
    }  # fmt: skip
    if row["proof"] == "unique" and row["seated"] != row["seated_theirs"]:
        sys.exit(f"seed {seed}: {row['seated']} children have a seat here, {row['seated_theirs']} with ChilmAI")
    for run in ours:
        del run["seated"]
    return row


def measure_letters(work: Path, asked: argparse.Namespace) -> dict:
    """All letters of a round as PDF, once."""
    return worker("letters", folder=city_files(work, asked.city, RULES[0]), ruleset=RULES[0])


def commit() -> str:
    """The commit that is measured, and whether files of the app differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src/machikata/apps/daycare_matching")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else "")


PARTS = {"city": measure_city, "growth": measure_growth, "seeds": measure_seeds, "peers": measure_peers, "letters": measure_letters}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="Python of an environment with ChilmAI")
    parser.add_argument(
        "--work", type=Path, default=Path("build/benchmarks/daycare"), help="where files and figures are kept"
    )
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--city", type=int, default=CITY)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--most-seeds", type=int, default=20)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--commit", default=commit(), help="what to call the version measured")
    arguments = parser.parse_args()
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    for part in arguments.parts:
        if part == "peers" and not arguments.peers:
            continue
        keep(work, part, arguments.commit, PARTS[part](work, arguments))
        print(f"{part}: measured", file=sys.stderr)
    parts = {
        part: json.loads(path.read_text(encoding="utf-8")) for part in PARTS if (path := work / f"{part}.json").exists()
    }
    text = report(parts)
    arguments.results.mkdir(exist_ok=True)
    (arguments.results / "daycare.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
