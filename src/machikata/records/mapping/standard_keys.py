# SPDX-License-Identifier: Apache-2.0
"""Roles of keys that a standard fixes: XES (IEEE 1849, its standard extensions) and OCEL 2.0."""

from __future__ import annotations

from machikata.domain.event_log import ColumnRole

EVENT_KEYS = {
    "concept:name": ColumnRole.ACTIVITY,
    "time:timestamp": ColumnRole.TIMESTAMP,
    "org:resource": ColumnRole.RESOURCE,
    "org:role": ColumnRole.ROLE,
    "org:group": ColumnRole.SECTION,
    "lifecycle:transition": ColumnRole.LIFECYCLE,
    "ocel:activity": ColumnRole.ACTIVITY,
    "ocel:timestamp": ColumnRole.TIMESTAMP,
}
CASE_KEYS = {"concept:name": ColumnRole.CASE_ID, "ocel:oid": ColumnRole.CASE_ID}
FLAT_KEYS = EVENT_KEYS | {"case:concept:name": ColumnRole.CASE_ID}
"""Headers of flat files that other tools export from XES."""
CASE_PREFIX = "case:"
"""Other tools write attributes of the case so in flat files."""
