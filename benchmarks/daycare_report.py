# SPDX-License-Identifier: Apache-2.0
"""The report of `daycare.py`."""

from __future__ import annotations

import statistics
from collections import Counter

from daycare_work import ALLOCATION, BUILDING, CHAIN, CHECKER, LETTERS, READING, REASONS
from measuring import machine, spread, table

Runs = list[dict]


def report(parts: dict[str, dict]) -> str:
    """Everything that was measured."""
    sections = [
        told(parts[name]["figures"])
        + f"\nMeasured at commit {parts[name]['commit']}, load {parts[name]['load']:.1f}.\n"
        for name, told in SECTIONS.items()
        if name in parts
    ]
    end = f"Machine: {machine()}\n\nMade by `benchmarks/daycare.py`.\n"
    return "\n".join([HEAD, *sections, end])


HEAD = """# Daycare seats: allocation, proof, reasons and letters

CPU seconds of all threads of fresh processes, median (least–most), while others worked on the machine: a busy neighbour on the same core
makes CPU seconds longer too, so the least is nearer to what an idle machine takes. Imports and first use are not timed. Memory is the
peak of the process, Python and libraries included, in gigabytes of 10⁹ bytes. Markets are invented (`samples`): 18 % of the children
apply with siblings, 5 % for a transfer, 8 wishes on average, 8,000 children for 300 facilities. NumPy only; every process
asserts that numba was not loaded.
"""


def total(run: dict, parts: tuple[str, ...] = CHAIN) -> float:
    """CPU seconds of these parts."""
    return sum(run["cpu"][part] for part in parts)


def between(values: list[float], digits: int = 2) -> str:
    """Median (least–most)."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def gigabytes(runs: Runs, key: str) -> str:
    """The largest peak."""
    return f"{max(run[key] for run in runs) * 1.024**3:.2f} GB"


def outcome(run: dict) -> str:
    """The proof in a word."""
    if run["blocked"] is not None:
        lower, upper, _ = run["blocked"]
        return f"none; blocked {lower}" + ("" if lower == upper else f"–{upper}")
    return "unique" if run["proof"] == "unique" else f"{int(run['count']):,} alternatives"


def city(figures: dict[str, Runs]) -> str:
    """8,000 children under three rulesets."""
    rows = [
        {
            "rules": rules,
            "options": f"{runs[0]['options']:,}",
            READING: spread(runs, READING),
            BUILDING: spread(runs, BUILDING),
            "**allocation**": f"**{spread(runs, ALLOCATION)}**",
            REASONS: spread(runs, REASONS),
            CHECKER: spread(runs, CHECKER),
            LETTERS: spread(runs, LETTERS),
            "**together**": f"**{between([total(r) for r in runs])}**",
            "wall": between([sum(r["wall"].values()) for r in runs]),
            "memory": gigabytes(runs, "peak_gib"),
            "result": outcome(runs[0]),
        }
        for rules, runs in figures.items()
    ]
    runs = next(iter(figures.values()))
    return f"""## {runs[0]["children"]:,} children: from files to the data of the letters

Asked for: allocation 0.5, all together 3 CPU seconds, 1 GB; median of {len(runs)} processes.

{table(rows)}

“Reading” is files, all checks of rows and the rules; “building” households, joint options, keys and ranks; “allocation” bounds,
search and proof; “separate checker” the other code that confirms feasibility, stability and the proof.
"""


def growth(figures: dict[str, Runs]) -> str:
    """From 1,000 to 80,000 children."""
    rows = [
        {
            "children": f"{int(size):,}",
            "facilities": str(runs[0]["facilities"]),
            "options": f"{runs[0]['options']:,}",
            "**allocation**": f"**{spread(runs, ALLOCATION)}**",
            "reading, building": between([total(r, (READING, BUILDING)) for r in runs]),
            CHECKER: spread(runs, CHECKER),
            "reasons, letters": between([total(r, (REASONS, LETTERS)) for r in runs]),
            "together": between([total(r) for r in runs]),
            "memory at allocation": gigabytes(runs, "allocation_gib"),
            "in all": gigabytes(runs, "peak_gib"),
            "undecided, nodes": f"{runs[0]['undecided']}, {runs[0]['nodes']}",
            "result": outcome(runs[0]),
            "runs": str(len(runs)),
        }
        for size, runs in figures.items()
    ]
    first, last = (figures[size] for size in (min(figures, key=int), max(figures, key=int)))
    times = statistics.median(total(r, (ALLOCATION,)) for r in last) / statistics.median(
        total(r, (ALLOCATION,)) for r in first
    )
    return f"""## Growth

Asked for at 80,000 children: allocation 10 CPU seconds, 1 GB.

{table(rows)}

{int(max(figures, key=int)) // int(min(figures, key=int))} times the children take {times:.0f} times the CPU seconds of allocation. “Undecided” are the households that the bounds leave to the search.
"""


def seeds(figures: dict[str, dict]) -> str:
    """Many markets."""
    rows = [
        {"rules": name, "stability": stability} | _counted([r for r in found["rows"] if r["stability"] == stability])
        for name, found in figures.items()
        for stability in ("household", "strict")
    ]
    without = [
        {"rules": name, "stability": r["stability"], "seed": str(r["seed"]), **_exception(r)}
        for name, found in figures.items()
        for r in found["rows"]
        if r["blocked"] is not None
    ]
    told = f"\nMarkets without a stable allocation:\n\n{table(without)}\n" if without else ""
    return f"""## Many markets of one city's size

“Household” is rule (b) of the design, the default; “strict” is (a). CPU seconds of the allocation alone, with the search for the fewest
blocked households and for seats that restore stability where there is none.

{table(rows)}
{told}"""


def _counted(rows: Runs) -> dict[str, str]:
    kinds = Counter(r["proof"] for r in rows)
    stable = [r for r in rows if r["blocked"] is None] or [{"cpu": 0.0, "undecided": 0, "nodes": 0, "count": "0"}]
    return {
        "markets": str(len(rows)),
        "unique": str(kinds["unique"]),
        "several": str(kinds["several"]),
        "none": str(kinds["none"] + kinds["undecided"]),
        "most alternatives": f"{max(int(r['count']) for r in stable):,}",
        "most undecided": str(max(r["undecided"] for r in stable)),
        "most nodes": str(max(r["nodes"] for r in stable)),
        "CPU s, stable": between([r["cpu"] for r in stable]),
        "CPU s, worst of all": f"{max(r['cpu'] for r in rows):.2f}",
    }


def _exception(row: dict) -> dict[str, str]:
    lower, upper, restoring = row["blocked"]
    proven = row["proof"] == "none"
    return {
        "none exists": "proven" if proven else "not decided",
        "fewest blocked": f"{lower}, proven" if lower == upper and proven else f"between {lower} and {upper}",
        "ways to restore it with seats": str(restoring),
        "CPU s": f"{row['cpu']:.2f}",
    }


def peers(figures: dict[str, Runs]) -> str:
    """Beside ChilmAI."""
    rows = [_beside(size, row) for size, found in figures.items() for row in found]
    versions = next(iter(figures.values()))[0]["theirs"]["versions"]
    named = ", ".join(f"{name} {number}" for name, number in versions.items())
    return f"""## Beside ChilmAI ({named})

The same two files to both, in turns. ChilmAI: its service from the bytes of the files to the result (CP-SAT, 8 workers, its limit of
360 s). Ours: from the files to the data of the letters, with the separate checker; the median of {len(figures[next(iter(figures))][0]["ours"])} processes. Children who stay in
their present facility count as seated in both. “Elsewhere” are children whose facility is not the same.

{table(rows)}
"""


def _beside(size: str, row: dict) -> dict[str, str]:
    ours, theirs = row["ours"], row["theirs"]
    cpu = statistics.median(total(r) for r in ours)
    wall = statistics.median(sum(r["wall"].values()) for r in ours)
    alone = statistics.median(total(r, (ALLOCATION,)) for r in ours)
    return {
        "children": f"{int(size):,}",
        "seed": str(row["seed"]),
        "stable allocations": row["count"],
        "seated, ours": str(row["seated"]),
        "ChilmAI": str(row["seated_theirs"]) if not theirs["error"] else "ends with an error",
        "elsewhere": "" if row["elsewhere"] is None else str(row["elsewhere"]),
        "ours, CPU s (allocation)": f"{cpu:.2f} ({alone:.3f})",
        "ChilmAI, CPU s": f"{theirs['cpu']['match']:.1f}",
        "ratio, CPU": f"{theirs['cpu']['match'] / cpu:.0f}",
        "wall s": f"{wall:.2f} / {theirs['wall']['match']:.1f}",
        "ratio, wall": f"{theirs['wall']['match'] / wall:.0f}",
        "memory": f"{gigabytes(ours, 'peak_gib')} / {gigabytes([theirs], 'peak_gib')}",
    }


def letters(found: dict) -> str:
    """The PDF."""
    cpu = found["cpu"]["PDF"]
    return f"""## Letters as PDF

{found["letters"]:,} letters of a whole round, with every refused wish: {cpu:.0f} CPU s ({1000 * cpu / found["letters"]:.0f} ms a letter), {found["wall"]["PDF"]:.0f} s of wall
clock, {gigabytes([found], "peak_gib")}, a file of {found["megabytes"]:.0f} MB; making the documents before takes {found["cpu"]["documents"]:.1f} CPU s. One run.
"""


SECTIONS = {"city": city, "growth": growth, "peers": peers, "seeds": seeds, "letters": letters}
