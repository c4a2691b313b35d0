# SPDX-License-Identifier: Apache-2.0
"""Tables made without a file obey the event log contract."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from machikata.samples import care
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.samples.more_plans import null_plan
from machikata.samples.tables import sample_log, sample_logs


@pytest.fixture(scope="module")
def tables():
    return sample_log(DEMO_PLAN.bodies[7], care.MODEL, seed=1, scale=0.3)


def test_columns_and_types_are_those_of_the_contract(tables):
    coded = pa.dictionary(pa.int32(), pa.string())
    events = dict(zip(tables.events.column_names, tables.events.schema.types, strict=True))
    assert events == {
        "case_index": pa.int32(), "seq": pa.int32(), "tie_group": pa.int32(), "activity": coded, "time_us": pa.int64(),
        "offset_min": pa.int16(), "lifecycle": coded, "resource": coded, "role": coded, "section": coded,
    }  # fmt: skip
    cases = dict(zip(tables.cases.column_names, tables.cases.schema.types, strict=True))
    assert cases["c:申請の種類"] == coded
    assert cases["open"] == pa.bool_()


def test_events_are_sorted_and_numbered_within_their_case(tables):
    case, seq, time = (tables.events[n].to_numpy() for n in ("case_index", "seq", "time_us"))
    same = case[1:] == case[:-1]
    assert (np.diff(case) >= 0).all()
    assert (np.diff(seq)[same] == 1).all()
    assert (seq[1:][~same] == 0).all()
    assert (np.diff(time)[same] >= 0).all()


def test_days_alone_make_ties_that_are_no_order(tables):
    ties = tables.relation["in_tie"].to_numpy(zero_copy_only=False)
    assert 0.05 < ties.mean() < 0.6
    time = tables.events["time_us"].to_numpy() + 540 * 60 * 1_000_000
    assert 0.3 < (time % 86_400_000_000 == 0).mean() < 0.6


def test_weights_of_the_tie_aware_relation_sum_to_one_per_pair_of_groups(tables):
    groups = tables.events.group_by("case_index").aggregate([("tie_group", "max")])
    pairs = sum(groups["tie_group_max"].to_pylist())
    assert sum(tables.tie_relation["weight"].to_pylist()) == pytest.approx(pairs)


def test_persons_and_cases_of_different_bodies_bear_different_names():
    logs = sample_logs(null_plan(3, population=800), care.MODEL, seed=1)
    for table, column in (("events", "resource"), ("cases", "case_id")):
        names = [set(getattr(t, table)[column].to_pylist()) - {None} for t in logs.values()]
        assert not names[0] & names[1]
        assert not names[1] & names[2]


def test_a_hundred_thousand_events_are_a_matter_of_about_a_second():
    """A loose bound (the machine is shared); the speed itself stands in the benchmarks."""
    from time import process_time

    sample_log(null_plan(1, population=500).bodies[0], care.MODEL, seed=1)
    begin = process_time()
    tables = sample_log(null_plan(1, population=60_000).bodies[0], care.MODEL, seed=1)
    assert tables.events.num_rows / (process_time() - begin) > 25_000
