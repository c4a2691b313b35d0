# SPDX-License-Identifier: Apache-2.0
"""The names of an admitted log, with their neighbours."""

from __future__ import annotations

from machikata.records.dictionary import LabelUse, label_uses
from machikata.testing.event_stores import MemoryEventStore
from machikata.testing.logs import SampleEvent, log_from_traces


def test_names_come_with_events_and_neighbours():
    store = MemoryEventStore()
    log = store.admit(log_from_traces(["受付 審査 通知", "受付 通知"]), body="A", process="p", manifest={})
    receive, examine, notify = sorted(label_uses(store, log), key=lambda u: ["受付", "審査", "通知"].index(u.label))
    assert receive == LabelUse("A", "受付", "受付", 2, (), (("審査", 1), ("通知", 1)))
    assert examine.before == (("受付", 1),)
    assert notify.after == ()


def test_the_readable_name_beside_a_code_is_the_label():
    store = MemoryEventStore()
    events = [SampleEvent("01", attributes={"name": "受付"}), SampleEvent("02", attributes={"name": "受付"})]
    log = store.admit(log_from_traces([events]), body="A", process="p", manifest={})
    assert [(u.activity, u.label) for u in label_uses(store, log, label_column="e:name")] == [
        ("01", "受付"),
        ("02", "受付"),
    ]
