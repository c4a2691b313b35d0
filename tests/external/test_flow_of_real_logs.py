# SPDX-License-Identifier: Apache-2.0
"""The flow of six real logs, from the file through admission and store: equal to what pm4py 2.7.23 counts in file order.

`arcs_sha256` is taken over "source TAB target TAB count" lines sorted by name, as pm4py.discover_dfg gave them for the log sorted
by time with ties in file order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from machikata.analysis.case_survival import case_survival
from machikata.analysis.flow import FlowMap, FlowOrder
from machikata.analysis.flow_discovery import discover_flow
from machikata.analysis.handovers import StaffKind, handovers
from machikata.analysis.profile import profile
from machikata.analysis.variants import discover_variants
from machikata.analysis.waits import longest_waits
from machikata.records.admission import apply_mapping
from machikata.records.mapping.propose import propose_mapping
from machikata.records.store import EventStore, StoredLog
from machikata.records.xes import read_xes
from machikata.testing.event_stores import MemoryEventStore

pytestmark = pytest.mark.external


@dataclass(frozen=True)
class Known:
    """What is known of a log."""

    file: str
    cases: int
    n_open: int
    events: int
    activities: int
    median_days: float
    midnight: float
    ties: float
    arcs: int
    pairs: int
    starts: int
    ends: int
    variants: int
    arcs_sha256: str
    top_arc: tuple[str, str, int]


FIVE = "five_municipalities/BPIC15_{}.xes.gz"
KNOWN = [
    Known(FIVE.format(1), 1199, 502, 52217, 398, 61.4, 0.459, 0.462, 4699, 51018, 14, 108, 1170,
          "7f06cd7de99ec4748d82ca8d57d8733d62559a2e494988f38957d3e376e8299a", ("01_HOOFD_380", "01_HOOFD_430", 792)),
    Known(FIVE.format(2), 832, 79, 44354, 410, 108.5, 0.439, 0.532, 4802, 43522, 14, 82, 828,
          "c84f7be7d085dae0c41af786e13548d125dca7d662b0633526bda9863f20099a", ("01_HOOFD_330", "09_AH_I_010", 577)),
    Known(FIVE.format(3), 1409, 81, 59681, 383, 38.5, 0.426, 0.459, 4909, 58272, 9, 119, 1349,
          "ccc1c3badb510f48ae1c4daf46bc57619a167f69e936d4637db540a2a2208c09", ("01_HOOFD_330", "09_AH_I_010", 1061)),
    Known(FIVE.format(4), 1053, 476, 47293, 356, 96.4, 0.482, 0.563, 3565, 46240, 15, 84, 1049,
          "440f572f97605a744a2f23627554fc60f7503aa0ab53b0891f67d50f8c1f6d6d", ("01_HOOFD_330", "09_AH_I_010", 769)),
    Known(FIVE.format(5), 1156, 104, 59083, 389, 77.2, 0.490, 0.591, 4892, 57927, 13, 70, 1153,
          "fa67b5fff3ca0650d622043f8a218d33bfd0769f44f5546f68b8e0f8c65945b0", ("01_HOOFD_380", "01_HOOFD_430", 866)),
    Known("receipt_phase/Receipt_phase_WABO.xes.gz", 1434, 0, 8577, 27, 0.033, 0, 0, 99, 7143, 1, 14, 116,
          "0f8d07c572f2639971422253bbfeedeae36278691944a8250652d07925196619",
          ("T04 Determine confirmation of receipt", "T05 Print and send confirmation of receipt", 1177)),
]  # fmt: skip


@dataclass(frozen=True)
class Admitted:
    """One log in a store, beside what is known of it."""

    known: Known
    store: EventStore
    log: StoredLog

    def flow(self, order: FlowOrder) -> FlowMap:
        return discover_flow(store=self.store, logs=[self.log], order=order)


@pytest.fixture(scope="module", params=KNOWN, ids=lambda known: Path(known.file).name.split(".")[0])
def admitted(request: pytest.FixtureRequest, shared_data: Path) -> Admitted:
    return admit(request.param, shared_data)


@cache
def admit(known: Known, folder: Path) -> Admitted:
    raw = read_xes(folder / "event_logs" / known.file)
    admission = apply_mapping(raw, propose_mapping(raw).mapping, secret=b"for this test only, not kept anywhere")
    assert admission.tables is not None
    store = MemoryEventStore()
    return Admitted(known, store, store.admit(admission.tables, body="b", process="p", manifest={}))


def test_the_profile_has_the_known_figures(admitted: Admitted) -> None:
    known, found = admitted.known, profile(store=admitted.store, logs=[admitted.log])
    assert found is not None
    assert (found.n_cases, found.n_open, found.n_events, found.n_activities) == (
        known.cases, known.n_open, known.events, known.activities)  # fmt: skip
    assert found.days.median == pytest.approx(known.median_days, abs=0.05 if known.median_days > 1 else 5e-4)
    assert (found.midnight_share, found.tie_share) == pytest.approx((known.midnight, known.ties), abs=5e-4)


def test_the_file_order_map_equals_what_pm4py_counts(admitted: Admitted) -> None:
    known, flow = admitted.known, admitted.flow(FlowOrder.FILE)
    assert (len(flow.arcs), sum(a.count for a in flow.arcs)) == (known.arcs, known.pairs)
    assert (len(flow.starts), len(flow.ends)) == (known.starts, known.ends)
    assert (flow.arcs[0].source, flow.arcs[0].target, flow.arcs[0].count) == known.top_arc
    lines = sorted((a.source, a.target, f"{a.source}\t{a.target}\t{a.count:.0f}") for a in flow.arcs)
    assert hashlib.sha256("\n".join(line for _, _, line in lines).encode()).hexdigest() == known.arcs_sha256


def test_the_tie_aware_map_has_one_step_between_consecutive_instants(admitted: Admitted) -> None:
    known, flow = admitted.known, admitted.flow(FlowOrder.TIE_AWARE)
    assert sum(a.count for a in flow.arcs) == pytest.approx(known.pairs - round(known.ties * known.pairs), rel=1e-3)
    assert all(a.p10_us > 0 for a in flow.arcs)
    if known.ties == 0:
        assert flow.arcs == admitted.flow(FlowOrder.FILE).arcs


def test_variants_in_file_order_and_fewer_when_equal_instants_are_no_order(admitted: Admitted) -> None:
    file, tie = (
        discover_variants(store=admitted.store, logs=[admitted.log], order=order)
        for order in (FlowOrder.FILE, FlowOrder.TIE_AWARE)
    )
    assert file.n_variants == admitted.known.variants
    assert tie.n_variants < file.n_variants or admitted.known.ties == 0


def test_open_cases_make_the_median_longer_than_the_crude_one(admitted: Admitted) -> None:
    found = case_survival(store=admitted.store, logs=[admitted.log])
    assert found is not None
    assert found.n_open == admitted.known.n_open
    assert found.median.value is not None
    assert found.median.value >= admitted.known.median_days - 0.05


def test_the_longest_waits_hold_a_share_of_all_waiting(admitted: Admitted) -> None:
    waits = longest_waits(admitted.flow(FlowOrder.TIE_AWARE), top=5)
    assert len(waits) == 5
    assert 0 < sum(w.share for w in waits) < 1


def test_handovers_of_the_receipt_log_show_no_group_with_fewer_than_five_persons(admitted: Admitted) -> None:
    found = handovers(store=admitted.store, logs=[admitted.log], by=StaffKind.SECTION)
    assert all(kind.persons >= 5 for kind in found.kinds)
    if admitted.known.activities == 27:
        assert len(found.kinds) >= 2
    else:
        assert "記録されていません" in found.note.ja
