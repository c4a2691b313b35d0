# SPDX-License-Identifier: Apache-2.0
"""Sample values for the person who confirms a mapping: enough to recognise a column, nothing that gives a resident away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pyarrow.compute as pc

from machikata.domain.event_log import ColumnRole
from machikata.records.admission.faults import shortened
from machikata.records.admission.instants import OFFSET_SUFFIX
from machikata.records.coded import coded, is_text
from machikata.records.masking.headers import names_staff
from machikata.records.masking.mask import mask_column
from machikata.records.masking.pseudonyms import hint_of

SAMPLES = 5
_LOOKED_AT = 5_000
"""Rows that are looked at for samples, and for the evidence that a column holds identifiers."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PERSON_ROLES = (ColumnRole.RESOURCE, ColumnRole.PERSON)


def samples_of(table: pa.Table, name: str, role: ColumnRole) -> tuple[str, ...]:
    """The first five distinct values. Identifiers are masked; of the names of staff only the first letter is shown."""
    column = table[name]
    if name + OFFSET_SUFFIX in table.column_names:
        return _moments(column, table[name + OFFSET_SUFFIX])
    if not is_text(column.type):
        first = pc.unique(column.drop_null().slice(0, 1000)).slice(0, SAMPLES)
        return tuple(str(v) for v in first.cast(pa.string()).to_pylist())
    values = coded(column.slice(0, _LOOKED_AT))
    if role in _PERSON_ROLES or names_staff(name):
        shown = [hint_of(v) for v in values.values.slice(0, SAMPLES).to_pylist()]
        return shortened(shown)
    masked, _ = mask_column(name, values)
    codes = [c for c in dict.fromkeys(masked.codes.tolist()) if c >= 0][:SAMPLES]
    return shortened([masked.values[c].as_py() for c in codes])


def _moments(instants: pa.ChunkedArray, offsets: pa.ChunkedArray) -> tuple[str, ...]:
    pairs = [
        (t, o)
        for t, o in zip(instants.slice(0, 50).to_pylist(), offsets.slice(0, 50).to_pylist(), strict=True)
        if t is not None
    ]
    shown = [
        (_EPOCH + timedelta(microseconds=t)).astimezone(timezone(timedelta(minutes=o or 0))).isoformat()
        for t, o in dict.fromkeys(pairs)
    ]
    return tuple(shown[:SAMPLES])
