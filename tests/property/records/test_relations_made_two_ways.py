# SPDX-License-Identifier: Apache-2.0
"""The arrays of admission and the plain loops of `machikata.testing.logs` make the same order and the same relations."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.records.admission.ordering import put_in_order, relation_of, tie_relation_of
from machikata.records.coded import coded
from machikata.records.raw import LogTables
from machikata.testing.log_strategies import logs

WHERE = ("case_index", "source", "target", "duration_us")


def by_step(table: pa.Table) -> dict[tuple, float]:
    return {tuple(row[name] for name in WHERE): row["weight"] for row in table.to_pylist()}


@settings(max_examples=50)
@given(logs(), st.randoms(use_true_random=False))
def test_from_any_order_of_cases_in_the_file(tables: LogTables, random) -> None:
    """Cases may be interleaved in a file; inside a case equal instants keep their order there."""
    events = tables.events
    places = list(range(events.num_rows))
    random.shuffle(places)
    # Shuffle the rows, then put the rows of each case back into their own order at the places they fell on.
    case = np.array(events["case_index"].to_pylist())
    shuffled = np.array(places)
    for one in np.unique(case):
        mine = np.flatnonzero(case[shuffled] == one)
        shuffled[mine] = np.sort(shuffled[mine])
    mixed = events.take(pa.array(shuffled))
    order = put_in_order(
        np.arange(mixed.num_rows), mixed["case_index"].to_numpy().astype(np.int64), mixed["time_us"].to_numpy()
    )
    activity = coded(mixed["activity"]).take(order.rows)
    assert order.seq.tolist() == events["seq"].to_pylist()
    assert order.tie_group.tolist() == events["tie_group"].to_pylist()
    assert relation_of(order, activity).to_pylist() == tables.relation.to_pylist()
    assert by_step(tie_relation_of(order, activity)) == pytest.approx(by_step(tables.tie_relation))
