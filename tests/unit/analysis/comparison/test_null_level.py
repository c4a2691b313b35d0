# SPDX-License-Identifier: Apache-2.0
"""Bodies that differ by nothing but the luck of their staff and months: false alarms stay at the declared level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.analysis.comparison.case_mix import make_strata
from machikata.analysis.comparison.estimand import TOTAL_DAYS, share_over
from machikata.analysis.comparison.indicators import make_indicators
from machikata.analysis.comparison.result import Mode
from machikata.analysis.comparison.reversals import find_reversals
from machikata.analysis.comparison.settings import ComparisonSettings
from machikata.testing.offices import case_table

SEEDS, LEVEL, BODIES, CLUSTERS, CASES = 200, 0.05, 8, 30, 8
SETTINGS = ComparisonSettings(indicators=(TOTAL_DAYS, share_over(40)), replicates=400)


def alike(seed):
    """Eight bodies of thirty clusters; a case shares a third of its variance with its cluster; kinds differ in days and in mix."""
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(BODIES * CLUSTERS), CASES)
    body = cluster // CLUSTERS
    kind = (rng.random(len(cluster)) < rng.uniform(0.2, 0.8, BODIES)[body]).astype(int)
    noise = np.sqrt(1 / 3) * rng.normal(size=BODIES * CLUSTERS)[cluster] + np.sqrt(2 / 3) * rng.normal(
        size=len(cluster)
    )
    days = np.exp(3.0 + 0.5 * kind + 0.5 * noise)
    other = [f"v{i}" for i in rng.integers(0, 3, len(cluster))]
    table = case_table(days, body, {"kind": [f"k{k}" for k in kind], "other": other}, cluster=cluster)
    return replace(table, values={"total-days": days, "share-over-40": (days > 40).astype(float)})


def alarms(seed):
    table = alike(seed)
    strata = make_strata([table.attributes["kind"]], n=table.n, kept=12)
    found = make_indicators(
        table, strata, SETTINGS, comparable=np.ones(BODIES, dtype=bool), mode=Mode.BEST_QUARTER,
        rng=np.random.default_rng([seed, 1]),
    )  # fmt: skip
    rows = [row for i in found for row in i.bodies]
    missed = np.mean([not row.ratio.low <= 1 <= row.ratio.high for row in rows])
    naive = any(p.p * len(found[0].pairs) < LEVEL for p in found[0].pairs)
    reversals = bool(find_reversals(table, SETTINGS)[0])
    return any(row.p_adjusted < LEVEL for row in rows), missed, reversals, naive


@pytest.mark.slow
def test_false_alarms_of_verdicts_and_reversals_stay_at_the_declared_level():
    verdicts, missed, reversals, naive = (np.mean(column) for column in zip(*map(alarms, range(SEEDS)), strict=True))
    most = LEVEL + 3 * np.sqrt(LEVEL * (1 - LEVEL) / SEEDS)
    assert verdicts <= most, verdicts
    assert reversals <= most, reversals
    assert 0.03 <= missed <= 0.07, missed
    # Taking cases as independent would cry wolf many times as often (mix apart, which it does not see either).
    assert naive > 3 * most, naive
