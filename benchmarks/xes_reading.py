# SPDX-License-Identifier: Apache-2.0
"""XES to columns in memory, all attributes: Machikata beside pm4py (its own reader, chunk_regex), r4pm and rustxes.

    python benchmarks/xes_reading.py --peers PYTHON_WITH_PEERS [--runs 5] [--large-runs 1] [--events 100000 1000000] [FILE ...]

`PYTHON_WITH_PEERS` is the interpreter of an environment with `benchmarks/peers.txt`. Logs are made from a seed; the real files
named are read as well. Every run is a fresh process, readers take turns; timed is the reading alone, from the path to columns
(for the peers: to their data frame), with imports and compiled code already loaded. All must find as many events.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from measuring import RESULTS, Stopwatch, machine, median_cpu, peak, run_fresh, spread, table

HERE = Path(__file__).resolve()
READERS = ("machikata", "machikata, strict", "pm4py", "r4pm", "rustxes")
ACTIVITIES = [
    "uketsuke", "shorui kakunin", "hosei irai", "hosei juryo", "chosa", "ikensho juryo", "ichiji hantei", "shinsakai (A&B)", "tsuchi",
]  # fmt: skip
"""In Latin letters: pm4py's reader breaks off where one of its blocks of bytes ends inside a Japanese character."""

NOTES = (
    "Each run is a fresh process; readers take turns; imports and loading of compiled code are not timed (numba compiles the "
    "tokenizer once per installation, about ten CPU seconds, and loads it in half a second afterwards). Files ending in .gz "
    "are unpacked within the timed part. The fingerprint (SHA-256) that admission takes of every file is no part of reading and stands in `admission.md`. Machikata keeps attributes of cases in a table of their own; "
    "the others repeat them for every event. “strict” is our reference reader, which takes over at anything unusual. "
    "XES of the invented logs has eight attributes an event, real ones up to fifteen and megabytes of statistics in their head. Their texts are in "
    "Latin letters because pm4py's chunk_regex stops with an error where a block of its bytes ends inside a Japanese character."
)


def make_log(path: Path, events: int) -> Path:
    """An invented log: ten events a case, four attributes a case, eight an event."""
    rng = random.Random(20261123)
    start = datetime(2026, 4, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8" ?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
        )
        for case in range(events // 10):
            now = start + timedelta(minutes=rng.randrange(500_000))
            out.write(
                f'\t<trace>\n\t\t<string key="concept:name" value="{case:07d}"/>\n\t\t<int key="age" value="{rng.randrange(99)}"/>\n'
                f'\t\t<date key="received" value="{now.isoformat()}"/>\n\t\t<string key="district" value="district {rng.randrange(40)}"/>\n'
            )
            for _ in range(10):
                now += timedelta(milliseconds=rng.randrange(600_000_000))
                out.write(event_of(rng, now))
            out.write("\t</trace>\n")
        out.write("</log>\n")
    return path


def event_of(rng: random.Random, now: datetime) -> str:
    name = rng.choice(ACTIVITIES).replace("&", "&amp;")
    optional = f'\t\t\t<string key="remark" value="biko {rng.randrange(5000)}"/>\n' if rng.random() < 0.3 else ""
    return (
        f'\t\t<event>\n\t\t\t<string key="concept:name" value="{name}"/>\n\t\t\t<string key="lifecycle:transition" value="complete"/>\n'
        f'\t\t\t<string key="org:resource" value="shokuin {rng.randrange(60):03d}"/>\n\t\t\t<string key="org:group" value="kakari {rng.randrange(6)}"/>\n'
        f'{optional}\t\t\t<date key="time:timestamp" value="{now.isoformat(timespec="milliseconds")}"/>\n'
        f'\t\t\t<int key="pages" value="{rng.randrange(40)}"/>\n\t\t\t<float key="hours" value="{rng.random() * 8:.2f}"/>\n\t\t</event>\n'
    )


def warming_log(path: Path) -> Path:
    """A log that needs every entry point: statistics in the head, more distinct texts than fit at first."""
    events = "".join(f'<event><string key="a" value="{i}"/></event>' for i in range(20_000))
    path.write_text(f'<log><int key="s" value="1"><int key="t" value="1"/></int><trace>{events}</trace></log>', "utf-8")
    return path


def unpacked(path: Path, folder: Path) -> Path:
    """The same log without gzip."""
    plain = folder / path.stem
    with gzip.open(path) as packed, plain.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return plain


def work(reader: str, path: Path) -> None:
    """Read `path` once and report."""
    clock = Stopwatch()
    if reader.startswith("machikata"):
        events, columns = read_ours(clock, path, strict=reader.endswith("strict"))
    elif reader == "pm4py":
        import pm4py

        with clock("read"):
            frame = pm4py.read_xes(str(path), variant="chunk_regex")
        events, columns = frame.shape
    elif reader == "r4pm":
        import r4pm

        with clock("read"):
            frame, _ = r4pm.df.import_xes(str(path))
        events, columns = frame.shape
    else:
        import rustxes

        with clock("read"):
            frame, _ = rustxes.import_xes(str(path))
        events, columns = frame.shape
    clock.report(events=events, columns=columns)


def read_ours(clock: Stopwatch, path: Path, *, strict: bool) -> tuple[int, int]:
    from machikata.records.xes import read_xes

    with tempfile.TemporaryDirectory() as folder:
        # Loads all compiled code (or compiles it, the first time ever) before the clock runs.
        read_xes(warming_log(Path(folder) / "warm.xes"), reader="tokenizer")
    with clock("read"):
        log = read_xes(path, reader="strict" if strict else "auto")
    return log.events.num_rows, log.events.num_columns + log.cases.num_columns


def measure(path: Path, peers: str, runs: int, large_runs: int) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {reader: [] for reader in READERS}
    for turn in range(runs):
        for reader in READERS:
            # Minutes each: the others' runs of large logs are fewer, and the reference reader is read once.
            large = path.stat().st_size > 100_000_000
            if (reader == "machikata, strict" and turn) or (reader != "machikata" and large and turn >= large_runs):
                continue
            python = sys.executable if reader.startswith("machikata") else peers
            found[reader].append(run_fresh(python, HERE, "--worker", reader, str(path)))
    counts = {reader: results[0]["events"] for reader, results in found.items()}
    if len(set(counts.values())) > 1:
        sys.exit(f"{path.name}: the readers disagree about the events: {counts}")
    return found


def ratio_row(path: Path, found: dict[str, list[dict]]) -> dict[str, str]:
    own = median_cpu(found["machikata"], "read")
    row = {"log": path.name, "events": f"{found['machikata'][0]['events']:,}"}
    return row | {f"× {r}": f"{median_cpu(found[r], 'read') / own:.1f}" for r in READERS[2:]}


def seconds_row(path: Path, found: dict[str, list[dict]]) -> dict[str, str]:
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    row = {"log": path.name, "file": size}
    for reader in READERS:
        row[reader] = f"{spread(found[reader], 'read')}; {peak(found[reader]):.2f} GiB; n={len(found[reader])}"
    return row


def report(results: dict[Path, dict[str, list[dict]]], peer_versions: str) -> str:
    return "\n\n".join([
        "# Reading XES: to columns in memory, all attributes",
        "How many times Machikata's CPU seconds the others need (medians):",
        table([ratio_row(path, found) for path, found in results.items()]),
        "CPU seconds of the reading alone, median (least–most); peak memory of the process; number of runs:",
        table([seconds_row(path, found) for path, found in results.items()]),
        NOTES,
        f"Machine: {machine()}",
        f"Peers (development only): {peer_versions}.",
        "Made by `benchmarks/xes_reading.py`.",
    ]) + "\n"  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--peers", help="interpreter with benchmarks/peers.txt")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large-runs", type=int, default=1)
    parser.add_argument("--events", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--worker", choices=READERS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker, arguments.files[0])
        return
    if not arguments.peers:
        parser.error("--peers is needed: there is nothing to compare with")
    with tempfile.TemporaryDirectory() as folder:
        made = [make_log(Path(folder) / f"invented_{events}.xes", events) for events in arguments.events]
        plain = [unpacked(p, Path(folder)) for p in arguments.files if p.suffix == ".gz"]
        paths = [*made, *plain, *arguments.files]
        results = {p: measure(p, arguments.peers, arguments.runs, arguments.large_runs) for p in paths}
        pins = (HERE.parent / "peers.txt").read_text(encoding="utf-8").splitlines()
        text = report(
            results, ", ".join(p.replace("==", " ") for p in pins if p.startswith(("pm4py", "r4pm", "rustxes")))
        )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "xes_reading.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
