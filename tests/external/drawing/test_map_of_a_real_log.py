# SPDX-License-Identifier: Apache-2.0
"""The map of a real log (27 activities, all 99 paths between them) keeps the laws that generated flows keep."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest

from machikata.analysis.flow import FlowOrder
from machikata.analysis.flow_discovery import discover_flow
from machikata.analysis.flow_filter import filter_flow
from machikata.drawing.maps.process_map import draw_process_map, lay_out_process_map
from machikata.records.admission import apply_mapping
from machikata.records.mapping.propose import propose_mapping
from machikata.records.xes import read_xes
from machikata.testing.event_stores import MemoryEventStore

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def flow(shared_data):
    raw = read_xes(next((shared_data / "event_logs/receipt_phase").glob("*.xes.gz")))
    admission = apply_mapping(raw, propose_mapping(raw).mapping, secret=b"for this test only, not kept anywhere")
    store = MemoryEventStore()
    log = store.admit(admission.tables, body="b", process="p", manifest={})
    return discover_flow(store=store, logs=[log], order=FlowOrder.FILE)


@pytest.mark.parametrize(("activities", "paths"), [(1.0, 1.0), (1.0, 0.5), (0.9, 0.9), (0.5, 0.5)])
def test_nothing_covers_anything_at_any_setting_of_the_slider(flow, activities, paths):
    less = filter_flow(flow, activity_share=activities, path_share=paths)
    layout = lay_out_process_map(less, language="en")
    boxes = [n.box for n in layout.nodes] + [a.label for a in layout.arcs]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert len(layout.nodes) == len(less.nodes) + 2
    assert len(layout.arcs) == len(less.arcs) + len(less.starts) + len(less.ends)


def test_the_whole_map_is_drawn_and_the_main_path_reads_downwards(flow):
    root = ET.fromstring(draw_process_map(flow, show="days").markup)
    ways = [e for e in root.iter() if e.get("class") == "pic-way"]
    assert len(ways) == 114
    order = [n.key for n in lay_out_process_map(flow).nodes]
    main = ["Confirmation of receipt", "T02 Check confirmation of receipt", "T04 Determine confirmation of receipt",
            "T05 Print and send confirmation of receipt", "T06 Determine necessity of stop advice",
            "T10 Determine necessity to stop indication"]  # fmt: skip
    places = [order.index(f"activity:{name}") for name in main]
    assert places == sorted(places)
