# SPDX-License-Identifier: Apache-2.0
"""What `daycare.py` measures, each in a process of its own: `python benchmarks/daycare_work.py TASK OPTIONS-AS-JSON`.

Every task first runs a market of 200 children of other rules, so that what is loaded when first used is loaded before the clock runs.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from measuring import Stopwatch, peak_gib

READING, BUILDING, ALLOCATION = "reading", "building", "allocation"
REASONS, CHECKER, LETTERS = "reasons", "separate checker", "data of the letters"
CHAIN = (READING, BUILDING, ALLOCATION, REASONS, CHECKER, LETTERS)
WARM_UP = "shiomihara-2026"


def facilities_of(children: int) -> int:
    """As many as 300 for 8,000 children."""
    return max(3, round(children * 300 / 8_000))


def make(*, folder: str, children: int, ruleset: str, seed: int) -> None:
    """Write the files of an invented city."""
    from machikata.apps.daycare_matching.samples import children_csv, facilities_csv, sample_municipality

    made = sample_municipality(children=children, facilities=facilities_of(children), seed=seed, ruleset=ruleset)
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "children.csv").write_bytes(children_csv(made))
    Path(folder, "facilities.csv").write_bytes(facilities_csv(made))
    Stopwatch().report()


def make_plain(*, folder: str, children: int, seed: int) -> None:
    """Write the files of an invented city as ChilmAI's."""
    from machikata.apps.daycare_matching.samples import chilmai_files, sample_municipality

    made = sample_municipality(
        children=children, facilities=facilities_of(children), seed=seed, plain=True, chilmai_patterns=True
    )
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, data in zip(("children.csv", "facilities.csv"), chilmai_files(made), strict=True):
        Path(folder, name).write_bytes(data)
    Stopwatch().report()


def inputs_of(children: bytes, facilities: bytes, ruleset: str, stability: str = "as_rules"):
    """A run's inputs, as the platform hands them to the app."""
    from machikata.automation.app.inputs import InputContent, Inputs
    from machikata.automation.table_reading import read_input_table

    files = {
        "children": InputContent("children.csv", children),
        "facilities": InputContent("facilities.csv", facilities),
    }
    options = {"ruleset": ruleset, "round": "first", "stability": stability, "choice": "as_rules"}
    return Inputs(files, options, read_input_table)


def sample_inputs(children: int, seed: int, ruleset: str, stability: str = "as_rules", **more: object):
    """The same from an invented city in memory."""
    from machikata.apps.daycare_matching.samples import children_csv, facilities_csv, sample_municipality

    made = sample_municipality(
        children=children, facilities=facilities_of(children), seed=seed, ruleset=ruleset, **more
    )  # fmt: skip
    return inputs_of(children_csv(made), facilities_csv(made), ruleset, stability)


def run_chain(read, clock: Stopwatch):
    """From files to the data of the letters by the functions that the app itself calls (`opened`, `solved`, `checked`, `letter_data`)."""
    from machikata.apps.daycare_matching.engine.allocate import allocate
    from machikata.apps.daycare_matching.explaining.letter_data import letter_data
    from machikata.apps.daycare_matching.opening import applications_of, rules_of, with_rules
    from machikata.apps.daycare_matching.solving import checked, explained

    with clock(READING):
        inputs = read()
        rules = rules_of(inputs)
        applications = applications_of(inputs, rules)
    with clock(BUILDING):
        opened = with_rules(applications, rules, inputs)
    with clock(ALLOCATION):
        allocation = allocate(opened.built.market, stability=opened.stability, choice=opened.choice)
    clock.allocation_gib = peak_gib()
    with clock(REASONS):
        result = explained(opened, allocation)
    with clock(CHECKER):
        checked(result)
    with clock(LETTERS):
        letters = letter_data(result.built, result.results, result.refused, result.cut_offs)
    return result, letters


class Timed(Stopwatch):
    """With the peak memory when the allocation was there."""

    allocation_gib = 0.0


def warm_up() -> None:
    """Load everything."""
    run_chain(lambda: sample_inputs(200, 0, WARM_UP), Timed())


def chain(*, folder: str, ruleset: str) -> None:
    """Files to letters' data."""
    warm_up()
    clock, at = Timed(), Path(folder)

    def read():
        return inputs_of((at / "children.csv").read_bytes(), (at / "facilities.csv").read_bytes(), ruleset)

    result, letters = run_chain(read, clock)
    market = result.built.market
    clock.report(
        allocation_gib=clock.allocation_gib, children=len(letters), households=market.families, options=market.options,
        entries=len(market.entry_pool), facilities=len(result.built.applications.facilities),
        results=dict(Counter(letter.result.value for letter in letters)), numba=no_numba(), **found(result.allocation),
        seated=seated(result),
    )  # fmt: skip


def found(allocation) -> dict:
    """What came out, and how hard it was."""
    search = allocation.certificate.searches
    blocked = allocation.blocked
    return {
        "proof": allocation.proof.value,
        "count": str(allocation.count),
        "undecided": sum(len(g.households) for g in allocation.groups),
        "nodes": sum(len(nodes) for nodes in search),
        "complete": all(g.complete for g in allocation.groups),
        "blocked": None if blocked is None else [blocked.lower, blocked.upper, len(blocked.restoring)],
        "swaps": len(allocation.swaps),
    }


def seated(result) -> dict[str, str | None] | None:
    """Facility per child where ChilmAI's files are the input: that of the present seat where the child stays."""
    if result.opened.ruleset.id != "chilmai":
        return None
    applications, places = result.built.applications, result.results
    children = [applications.children[place] for place in result.built.child.tolist()]
    pools = [pool if pool >= 0 else child.current for pool, child in zip(places.pool.tolist(), children, strict=True)]
    return {
        child.number: None if pool is None else applications.facilities[applications.pools[pool].facility].number
        for pool, child in zip(pools, children, strict=True)
    }


def no_numba() -> bool:
    """Whether numba was loaded; it must not be."""
    assert "numba" not in sys.modules, "numba was imported"
    return False


def many(*, seeds: list[int], ruleset: str, stabilities: list[str], children: int, siblings: float, noise: int) -> None:
    """One market per seed, allocated by each rule of stability."""
    from machikata.apps.daycare_matching.allocation import Stability
    from machikata.apps.daycare_matching.engine.allocate import allocate

    warm_up()
    clock, rows = Timed(), []
    with clock("all"):
        for seed in seeds:
            opened = _opened(children, seed, ruleset, siblings, noise)
            for stability in stabilities:
                start = time.process_time()
                allocation = allocate(opened.built.market, stability=Stability(stability), choice=opened.choice)
                cpu = time.process_time() - start
                rows.append({"seed": seed, "stability": stability, "cpu": cpu, **found(allocation)})
    clock.report(rows=rows, numba=no_numba())


def _opened(children: int, seed: int, ruleset: str, siblings: float, noise: int):
    """With `noise`: between −noise and +noise points more per wish, by chance, so that nurseries order children differently."""
    import numpy as np

    from machikata.apps.daycare_matching.opening import applications_of, rules_of, with_rules

    inputs = sample_inputs(children, seed, ruleset, sibling_share=siblings)
    rules = rules_of(inputs)
    applications = applications_of(inputs, rules)
    if noise:
        rng = np.random.default_rng(seed)
        noisy = tuple(
            replace(c, wishes=tuple(replace(w, points=w.points + int(rng.integers(-noise, noise + 1))) for w in c.wishes))
            for c in sorted(applications.children, key=lambda c: c.number)
        )  # fmt: skip
        applications = replace(applications, children=noisy)
    return with_rules(applications, rules, inputs)


def letters(*, folder: str, ruleset: str) -> None:
    """The letters of a round as one PDF."""
    from machikata.apps.daycare_matching.opening import opened
    from machikata.apps.daycare_matching.pages.letters import documents_of, frame_of, suggested_values
    from machikata.apps.daycare_matching.solving import solved
    from machikata.publication.app_documents import AppDocuments

    at = Path(folder)
    result = solved(
        opened(inputs_of((at / "children.csv").read_bytes(), (at / "facilities.csv").read_bytes(), ruleset))
    )
    frame = frame_of(suggested_values(result.opened.ruleset, today=date(2027, 2, 1)), result)
    clock = Timed()
    with clock("documents"):
        documents = documents_of(result, frame, language="ja", synthetic=True, draft=True)
    with clock("PDF"):
        data = AppDocuments().pdf(documents)
    clock.report(letters=len(documents), megabytes=len(data) / 1e6, pages=data.count(b"/Type /Page\n"))


TASKS = {"make": make, "make_plain": make_plain, "chain": chain, "many": many, "letters": letters}

if __name__ == "__main__":
    TASKS[sys.argv[1]](**json.loads(sys.argv[2]))
