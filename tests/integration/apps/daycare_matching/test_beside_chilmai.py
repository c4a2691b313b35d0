# SPDX-License-Identifier: Apache-2.0
"""As many children have a seat as with ChilmAI, in its own environment, wherever the stable allocation is the only one.

The environment is `build/peers-daycare` (benchmarks/peers_daycare.txt says how to make it), or that of `MACHIKATA_CHILMAI_PYTHON`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from machikata.apps.daycare_matching.allocation import Proof
from machikata.apps.daycare_matching.opening import opened
from machikata.apps.daycare_matching.samples import chilmai_files, sample_municipality
from machikata.apps.daycare_matching.solving import checked, solved
from machikata.automation.app.inputs import InputContent, Inputs
from machikata.automation.table_reading import read_input_table

pytestmark = pytest.mark.slow
CHILDREN, FACILITIES = 120, 6


@pytest.fixture(scope="module")
def peer(root) -> Path:
    """The interpreter that has ChilmAI."""
    named = os.environ.get("MACHIKATA_CHILMAI_PYTHON")
    python = Path(named) if named else root / "build" / "peers-daycare" / "bin" / "python"
    if not python.exists():
        pytest.skip("no environment with ChilmAI: see benchmarks/peers_daycare.txt")
    return python


def files_of(seed: int) -> tuple[bytes, bytes]:
    sample = sample_municipality(
        children=CHILDREN, facilities=FACILITIES, seed=seed, sibling_share=0.3, plain=True, chilmai_patterns=True
    )
    return chilmai_files(sample)


def seats_of_ours(children: bytes, facilities: bytes) -> tuple[Proof, dict[str, str | None]]:
    """Facility per child; who stays has the present one."""
    files = {"children": InputContent("a.csv", children), "facilities": InputContent("d.csv", facilities)}
    options = {"ruleset": "chilmai", "round": "first", "stability": "as_rules", "choice": "as_rules"}
    result = solved(opened(Inputs(files, options, read_input_table)))
    checked(result)
    applications = result.built.applications
    seats: dict[str, str | None] = {}
    for place, held in zip(result.built.child.tolist(), result.results.pool.tolist(), strict=True):
        child = applications.children[place]
        pool = held if held >= 0 else child.current
        seats[child.number] = (
            None if pool is None else applications.facilities[applications.pools[pool].facility].number
        )
    return result.allocation.proof, seats


def seats_of_theirs(peer: Path, root: Path, folder: Path, children: bytes, facilities: bytes) -> dict[str, str | None]:
    paths = [folder / name for name in ("applicants.csv", "daycares.csv", "result.json")]
    paths[0].write_bytes(children)
    paths[1].write_bytes(facilities)
    program = root / "benchmarks" / "daycare_peer.py"
    done = subprocess.run(
        [str(peer), str(program), *map(str, paths)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(paths[2].read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_as_many_children_have_a_seat_as_with_chilmai(peer, root, tmp_path, seed):
    files = files_of(seed)
    proof, ours = seats_of_ours(*files)
    if proof is not Proof.UNIQUE:
        pytest.skip(f"seed {seed}: the stable allocation is not the only one ({proof.value})")
    theirs = seats_of_theirs(peer, root, tmp_path, *files)
    assert len(ours) == CHILDREN
    assert 0 < sum(seat is not None for seat in ours.values()) < CHILDREN
    assert sum(seat is not None for seat in theirs.values()) == sum(seat is not None for seat in ours.values())
    assert theirs == ours  # a single stable allocation is the same for both, child by child


def test_most_seeds_have_a_single_stable_allocation(peer):
    """Else the test above would show nothing."""
    assert sum(seats_of_ours(*files_of(seed))[0] is Proof.UNIQUE for seed in (1, 2, 3, 4)) >= 2
