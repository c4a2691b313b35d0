# SPDX-License-Identifier: Apache-2.0
"""Full admission of XES files: reading, proposal of columns, quality, masking, order and relations, Parquet on the disk.

    python benchmarks/admission.py [--runs 5] [--events 100000 1000000] [FILE ...]

Logs are made from a seed as in `xes_reading.py`; the real files named are admitted as well. Every run is a fresh process.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from measuring import RESULTS, Stopwatch, machine, peak, run_fresh, spread, table

HERE = Path(__file__).resolve()
PARTS = ("reading", "proposal", "quality, masking, relations", "Parquet")
KEY = b"a key for measuring only, 32 bytes"


def work(path: Path) -> None:
    from xes_reading import warming_log

    from machikata.publication.document import to_document
    from machikata.records.admission import apply_mapping
    from machikata.records.mapping.propose import propose_mapping
    from machikata.records.readers import read_file
    from machikata.records.xes import read_xes
    from machikata.storage.event_files import EventFileStore

    with tempfile.TemporaryDirectory() as folder:
        # Loads all compiled code (or compiles it, the first time ever) before the clock runs.
        read_xes(warming_log(Path(folder) / "warm.xes"), reader="tokenizer")
        store = EventFileStore(Path(folder) / "events")
        clock = Stopwatch()
        with clock("reading"):
            raw = read_file(path)
        with clock("proposal"):
            mapping = propose_mapping(raw).mapping
        with clock("quality, masking, relations"):
            admission = apply_mapping(raw, mapping, secret=KEY)
        with clock("Parquet"):
            manifest = {"quality": to_document(admission.quality)}
            log = store.admit(admission.required_tables(), body="990019", process="any", manifest=manifest)
        size = sum(file.stat().st_size for file in log.folder.iterdir())
        clock.report(events=raw.events.num_rows, stored_bytes=size)


def row(path: Path, runs: list[dict]) -> dict[str, str]:
    totals = [sum(run["cpu"].values()) for run in runs]
    return {
        "log": path.name,
        "events": f"{runs[0]['events']:,}",
        "file": f"{path.stat().st_size / 1e6:.0f} MB",
        "all, CPU s": f"**{statistics.median(totals):.2f} ({min(totals):.2f}–{max(totals):.2f})**",
        **{part: spread(runs, part) for part in PARTS},
        "stored": f"{runs[0]['stored_bytes'] / 1e6:.1f} MB",
        "peak": f"{peak(runs):.2f} GiB",
        "runs": str(len(runs)),
    }


def report(results: dict[Path, list[dict]]) -> str:
    return f"""# Full admission of XES files

CPU seconds (all threads) from the file to the admitted log on the disk, median (least–most) of fresh processes:

{table([row(path, runs) for path, runs in results.items()])}

“Reading” is what `xes_reading.md` measures, with the fingerprint (SHA-256) of the file; “proposal” guesses what each column means; “quality, masking, relations” reads the
columns by their role, covers identifiers and names, brings events in order, makes both relations and the quality report; “Parquet”
hashes, writes and syncs four files and a manifest. The proposed columns are taken as they are. Imports and the loading of compiled code
are not timed (numba compiles the tokenizer once per installation, about ten CPU seconds, and loads it in half a second afterwards).

Machine: {machine()}

Made by `benchmarks/admission.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--events", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker)
        return
    from xes_reading import make_log

    with tempfile.TemporaryDirectory() as folder:
        made = [make_log(Path(folder) / f"invented_{events}.xes", events) for events in arguments.events]
        results = {
            path: [run_fresh(sys.executable, HERE, "--worker", str(path)) for _ in range(arguments.runs)]
            for path in [*made, *arguments.files]
        }
        text = report(results)
    arguments.results.mkdir(exist_ok=True)
    (arguments.results / "admission.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
