# SPDX-License-Identifier: Apache-2.0
"""The figures of the five real logs that two independent programs found: read, admitted, stored and compared by ours.

All cases count, open ones as they stand; days are last minus first event; a missing value of the case-mix attribute is "other".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.analysis.comparison import compare_logs, disclose
from machikata.analysis.comparison.case_table import Source, fetch_cases
from machikata.analysis.comparison.estimand import TOTAL_DAYS, Population, share_over
from machikata.analysis.comparison.resampling import rank_intervals
from machikata.analysis.comparison.result import Mode, Verdict
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.analysis.log_scope import ALL_CASES
from machikata.domain.event_log import ColumnMapping, ColumnRole, MappedColumn
from machikata.domain.municipality import Municipality
from machikata.domain.population_class import hand_group
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.records.admission.admit import apply_mapping
from machikata.records.xes import read_xes
from machikata.storage.event_files import EventFileStore

pytestmark = pytest.mark.external
BODIES = tuple(f"municipality-{i}" for i in range(1, 6))
CASE_ROLES = {
    "concept:name": ColumnRole.CASE_ID,
    "Responsible_actor": ColumnRole.PERSON,
    "caseStatus": ColumnRole.CASE_STATUS,
}
EVENT_ROLES = {
    "concept:name": ColumnRole.ACTIVITY,
    "time:timestamp": ColumnRole.TIMESTAMP,
    "org:resource": ColumnRole.RESOURCE,
}
PERMIT = Process("permit", Text("建築の許可", "building permit"))
DECLARED = ComparisonSettings(
    indicators=(TOTAL_DAYS, share_over(56)), population=Population.ALL, stratify_by=("parts",)
)


def mapping_of(raw):
    cases = [n for n in raw.cases.column_names if not n.endswith("@offset")]
    columns = [MappedColumn(n, CASE_ROLES.get(n, ColumnRole.CASE_ATTRIBUTE), "case") for n in cases]
    columns += [MappedColumn(n, role, "event") for n, role in EVENT_ROLES.items()]
    return ColumnMapping(tuple(columns), time_zone="Europe/Amsterdam", open_values=("O",))


@pytest.fixture(scope="module")
def admitted(shared_data, tmp_path_factory):
    store = EventFileStore(tmp_path_factory.mktemp("events"))
    logs = []
    for number, body in enumerate(BODIES, start=1):
        raw = read_xes(shared_data / "event_logs" / "five_municipalities" / f"BPIC15_{number}.xes.gz")
        admission = apply_mapping(raw, mapping_of(raw), secret=b"only for this test, thirty-two bytes or more")
        logs.append(store.admit(admission.required_tables(), body=body, process=PERMIT.id, manifest={}))
    return store, tuple(logs)


def compared(admitted, settings, own=""):
    store, logs = admitted
    municipalities = tuple(Municipality(b, Text(f"団体{b[-1]}", f"municipality {b[-1]}")) for b in BODIES)
    group = hand_group("five", Text("五団体", "five"), BODIES, reason=Text("試験", "test"))
    return compare_logs(
        store, logs, group=group, bodies=municipalities, process=PERMIT, own=own, settings=settings, as_of="2026-11-20"
    )


@pytest.fixture(scope="module")
def comparison(admitted):
    return disclose(compared(admitted, DECLARED))


@pytest.fixture(scope="module")
def undeclared(admitted):
    """Nobody says which attribute matters; ranks are asked for although there are only five bodies."""
    return compared(admitted, replace(DECLARED, stratify_by=(), bodies_for_rank=5), own=BODIES[1])


@pytest.fixture(scope="module")
def cases(admitted):
    store, logs = admitted
    return fetch_cases(Source(store, logs, ALL_CASES, None), bodies=BODIES, indicators=DECLARED.indicators).table


def test_every_case_counts_and_five_bodies_get_values_without_ranks(comparison):
    assert [b.n_cases for b in comparison.bodies] == [1199, 832, 1409, 1053, 1156]
    assert comparison.estimand.n_cases == 5649
    assert comparison.mode is Mode.VALUES_ONLY
    assert all(row.rank is None and row.funnel_position is None for i in comparison.indicators for row in i.bodies)
    assert all(i.funnel is None for i in comparison.indicators)


def test_median_days(comparison):
    rows = comparison.indicators[0].bodies
    assert [round(row.median, 1) for row in rows] == [61.4, 108.5, 38.5, 96.4, 77.2]


def test_kruskal_wallis_and_its_effect_size(comparison):
    test = comparison.indicators[0].omnibus
    assert round(test.statistic, 1) == 802.9
    assert round(test.epsilon_squared, 3) == 0.142
    assert test.n == 5649


def test_cliffs_delta(comparison):
    delta = {(p.a[-1], p.b[-1]): p.cliffs_delta for p in comparison.indicators[0].pairs}
    assert round(delta["2", "3"].value, 3) == 0.575
    assert round(delta["1", "5"].value, 3) == -0.112
    assert all(d.low < d.value < d.high for d in delta.values())


def test_every_one_of_the_ten_pairs_has_a_tiny_p_value(comparison):
    pairs = comparison.indicators[0].pairs
    assert len(pairs) == 10
    assert all(p.p < 1e-5 for p in pairs)
    # Cases of one person and month are alike: what is left after that is less, and never more.
    assert all(p.p_clustered >= p.p for p in pairs)


def test_observed_over_expected_of_the_mean(comparison):
    ratios = [row.ratio.value for row in comparison.indicators[0].bodies]
    assert [round(r, 3) for r in ratios] == [0.912, 1.487, 0.646, 1.204, 0.955]
    assert len(comparison.case_mix.strata) == 13


def test_observed_over_expected_of_the_share_over_56_days(comparison):
    ratios = [row.ratio.value for row in comparison.indicators[1].bodies]
    assert [round(r, 3) for r in ratios] == [0.913, 1.328, 0.560, 1.287, 1.111]


def test_body_five_changes_sides_with_the_indicator(comparison):
    days, share = (i.of(BODIES[4]) for i in comparison.indicators)
    assert days.ratio.value < 1 < share.ratio.value
    assert days.verdict is Verdict.NOT_DISTINGUISHED
    assert share.verdict is Verdict.ABOVE


def test_the_second_way_to_adjust_agrees(comparison):
    assert all(row.check.agrees for i in comparison.indicators for row in i.bodies)


def test_the_reversal_of_body_two_is_shown_unasked(undeclared):
    found = next(r for r in undeclared.reversals if r.body == BODIES[1] and r.stratum == "Kap")
    assert found.attribute == "parts"
    assert found.longer_overall
    assert [v.body for v in found.overall][-1] == BODIES[1]  # slowest overall …
    assert [v.body for v in found.inside][1] == BODIES[1]  # … and second fastest inside
    inside = {v.body: v for v in found.inside}
    assert [inside[b].n for b in BODIES] == [90, 95, 262, 154, 67]
    # 53.45 days: written as 53.5 with halves rounded up.
    assert [inside[b].median for b in BODIES] == pytest.approx([82.5, 53.5, 19.4, 88.5, 67.4], abs=0.0501)
    assert found.p_adjusted <= undeclared.settings.false_discovery_rate
    assert undeclared.statements[0].about == "reversal"


def test_no_attribute_that_names_a_person_is_searched(cases, undeclared):
    assert cases.attributes["Responsible_actor"].names_person
    assert len(cases.attributes["parts"].values) == 209
    assert "Responsible_actor" not in {r.attribute for r in undeclared.reversals}


def test_the_rule_for_case_mix_chooses_the_attribute_known_at_the_start(undeclared):
    assert undeclared.case_mix.attributes == ("parts",)


def test_a_naive_bootstrap_of_cases_would_claim_ranks_without_any_doubt(cases):
    rng = np.random.default_rng(1)
    samples = [cases.days[cases.body == b] for b in range(5)]
    medians = np.array([np.median(s) for s in samples])
    drawn = np.array([[np.median(rng.choice(s, len(s))) for s in samples] for _ in range(300)])
    _, low, high = rank_intervals(medians, drawn, level=0.95)
    assert (low == high).all()


def test_ranks_from_resampled_clusters_admit_doubt(undeclared):
    rows = undeclared.indicators[0].bodies
    assert any(row.rank_low < row.rank_high for row in rows)
    assert all(row.rank_low <= row.rank <= row.rank_high for row in rows)


def test_shared_staff_dates_without_time_and_open_cases_are_named(comparison):
    texts = {a.code: a.text.en for a in reversed(comparison.assumptions)}
    assert "49.1% of the events of municipality 2" in texts["shared-staff"]
    assert "42.6% to 49.0%" in texts["midnight"]
    assert "open-cases" in texts
    opened = {s.body: s for s in comparison.survival.bodies}
    assert opened[BODIES[0]].n_open == 502
    assert opened[BODIES[0]].median.value > comparison.indicators[0].of(BODIES[0]).median


def test_flow_that_only_some_bodies_have_is_found_tie_aware(undeclared):
    own = [d for d in undeclared.flow_differences if d.body == BODIES[1]]
    order = next(d for d in own if d.source == "01_HOOFD_110" and d.target == "01_HOOFD_130")
    assert order.own < 0.2
    assert order.class_median > 0.6
    assert undeclared.difference_map is not None
    assert all(d.p_adjusted <= 0.05 for d in own)
