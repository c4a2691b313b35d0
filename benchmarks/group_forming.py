# SPDX-License-Identifier: Apache-2.0
"""Groups of calls with 30, 200 and 1,741 applicants: CPU seconds, what is proven, and beside an office's way of first come, first served.

    python benchmarks/group_forming.py [--sizes 30 200 1741] [--runs 3] [--results FOLDER]

Applications are invented (`samples.call_applications`): about three wishes, a quarter wants its own class, a third similar population. The
call "open" is the same with everybody content with any body, which leaves by far the most groups to weigh. The peer takes applications
as they come and puts each into the first group, wish by wish, that has room and fits; groups under three are dissolved and their members
tried once more. It is run with twenty orders of arrival. Every run is a fresh process; imports are not timed.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from measuring import RESULTS, Stopwatch, machine, peak, run_fresh, spread, table

HERE = Path(__file__).resolve()
KINDS = ("mixed", "open")
ORDERS = 20


def made(size: int, kind: str):
    """The call and its applications; the bodies of all classes alike, with keys of their own beyond the invented codes."""
    from machikata.domain.call import ClassWish
    from machikata.domain.case_study import NOTHING
    from machikata.samples.call_applications import sample_applicants, sample_applications, sample_call

    call = sample_call(date(2026, 4, 1))
    bodies = []
    for seed in range(-(-size // 30)):
        bodies += [replace(b, code=f"99{seed:03}{i:02}") for i, b in enumerate(sample_applicants(seed=seed))]
    applications = sample_applications(bodies[:size], call, seed=1, zone=UTC)
    if kind == "open":
        applications = tuple(replace(a, class_wish=ClassWish.ANY, withdrawn=NOTHING) for a in applications)
    return call, applications


def first_come(applications, call):
    """The peer's groups as (field, members): in the order given, each into the first fitting group of its dearest wish."""
    from machikata.analysis.group_forming.pool import pool_of

    pool = pool_of([a for a in applications if not a.withdrawn.ja], call)
    place = {a.body: i for i, a in enumerate(pool.applications)}
    groups: list[tuple[int, list[int]]] = []

    def joins(i: int, *, may_begin: bool) -> bool:
        for wish in pool.applications[i].wishes:
            field = call.fields.index(wish)
            for at, members in groups:
                if at == field and len(members) < call.largest and all(pool.compatible[i] >> m & 1 for m in members):
                    members.append(i)
                    return True
            if may_begin:
                groups.append((field, [i]))
                return True
        return False

    for a in applications:
        if a.body in place:
            joins(place[a.body], may_begin=True)
    left = [i for _, members in groups if len(members) < call.smallest for i in members]
    groups[:] = [g for g in groups if len(g[1]) >= call.smallest]
    for i in left:
        joins(i, may_begin=False)
    return pool, groups


def worth_of_peer(applications, call):
    """What the peer's grouping is worth by our rules."""
    from machikata.analysis.group_forming.objective import group_worth, total
    from machikata.analysis.group_forming.pool import mask_of

    pool, groups = first_come(applications, call)
    return total((group_worth(pool, mask_of(members), field) for field, members in groups), levels=len(call.fields))


def work(size: int, kind: str) -> None:
    """One run, in a process of its own."""
    from machikata.analysis.group_forming.checking import check_grouping
    from machikata.analysis.group_forming.forming import form_groups, worth_of

    call, applications = made(size, kind)
    watch = Stopwatch()
    with watch("forming"):
        formed = form_groups(applications, call, at=datetime(2026, 6, 1, tzinfo=UTC))
    with watch("check"):
        problems = check_grouping(formed, applications, call)
    if problems:
        raise SystemExit(f"the grouping breaks a rule: {problems[0].sentence('en')}")
    rng = np.random.default_rng(3)
    peers = [worth_of_peer([applications[i] for i in rng.permutation(size)], call) for _ in range(ORDERS)]
    standing = sum(not a.withdrawn.ja for a in applications)
    watch.report(ours=worth_of(formed, applications, call), peers=peers, proof=formed.proof.en, standing=standing)


def row(size: int, kind: str, runs: list[dict]) -> dict[str, str]:
    """One line of the table."""
    one = runs[0]
    if any(r["ours"] != one["ours"] for r in runs):
        raise SystemExit("two runs differ")
    ours, peers = one["ours"], one["peers"]

    def beside(at: int) -> str:
        values = sorted(p[at] for p in peers)
        return f"{ours[at]:,} / {values[len(values) // 2]:,} ({values[0]:,}–{values[-1]:,})"

    better = sum(tuple(ours) >= tuple(p) for p in peers)
    return {
        "applicants": f"{size:,} {kind}", "CPU s": spread(runs, "forming"), "check, CPU s": spread(runs, "check"),
        "peak GiB": f"{peak(runs):.2f}", "standing": f"{one['standing']:,}", "grouped": beside(0), "first wish": beside(1),
        "mutual pairs": beside(-6), "in groups of one class": beside(-4), "groups": f"{-ours[-2]:,}",
        "at least as good as the peer": f"{better} of {len(peers)} orders", "proven": one["proof"],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 200, 1741])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--work", type=Path, help="not needed; taken like the other benchmarks")
    parser.add_argument("--worker", nargs=2, metavar=("SIZE", "KIND"))
    chosen = parser.parse_args()
    if chosen.worker:
        return work(int(chosen.worker[0]), chosen.worker[1])
    rows = []
    for size in chosen.sizes:
        for kind in KINDS:
            runs = [run_fresh(sys.executable, HERE, "--worker", str(size), kind) for _ in range(chosen.runs)]
            rows.append(row(size, kind, runs))
    text = (
        "# Groups of calls\n\n" + " ".join(__doc__.split("\n\n")[2].split()) + "\n\nOurs / peer: median of twenty orders (least–most).\n\n"
        + table(rows) + "\n\n" + machine() + "\n"
    )  # fmt: skip
    chosen.results.mkdir(parents=True, exist_ok=True)
    (chosen.results / "group_forming.md").write_text(text, encoding="utf-8")
    return None


if __name__ == "__main__":
    main()
