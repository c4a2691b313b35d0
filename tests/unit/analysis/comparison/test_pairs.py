# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, IndicatorKind
from machikata.analysis.comparison.pairs import delta_interval
from machikata.domain.text import Text
from machikata.testing.offices import QUICK, Office, compare_offices


def test_every_pair_is_compared_and_its_shift_is_in_days():
    main = compare_offices(
        [Office(n=200, slow=0.0, persons=40), Office(n=200, slow=0.0, days=26, persons=40), Office()]
    ).indicators[0]
    assert [(p.a[-1], p.b[-1]) for p in main.pairs] == [("0", "1"), ("0", "2"), ("1", "2")]
    first = main.pairs[0]
    assert first.hodges_lehmann.low < -6 < first.hodges_lehmann.high
    assert first.cliffs_delta.high < 0
    assert first.p_adjusted < 0.001
    assert not main.pairs_against_class


def test_with_many_bodies_each_is_compared_with_all_others_together():
    settings = replace(QUICK, bodies_for_pairs=4)
    main = compare_offices([Office(days=30), *[Office() for _ in range(5)]], settings=settings).indicators[0]
    assert main.pairs_against_class
    assert [p.b for p in main.pairs] == [""] * 6
    assert main.pairs[0].cliffs_delta.low > 0
    assert main.pairs[0].hodges_lehmann.low > 0
    assert main.pairs[0].n_b == 600


def test_a_share_has_no_shift_and_its_delta_is_the_difference_of_shares():
    approved = DeclaredIndicator("approved", Text("決裁", "approved"), IndicatorKind.SHARE_WITH, activity="決裁")
    settings = replace(QUICK, indicators=(TOTAL_DAYS, approved))
    shares = compare_offices([Office(extra=0.7), Office(extra=0.2), Office()], settings=settings).indicators[1]
    crude = [row.crude.value for row in shares.bodies]
    assert shares.pairs[0].hodges_lehmann is None
    assert shares.pairs[0].cliffs_delta.value == pytest.approx(crude[0] - crude[1])


def test_the_interval_of_delta_stays_inside_its_range():
    wide = delta_interval(0.9, 0.04, clusters=(6, 6), level=0.95)
    assert -1 < wide.low < 0.9 < wide.high < 1
    complete = delta_interval(-1.0, 0.0, clusters=(5, 8), level=0.95)
    assert complete.low == -1
    assert -1 < complete.high < 0.2
    unknown = delta_interval(0.3, np.inf, clusters=(1, 8), level=0.95)
    assert (unknown.low, unknown.high) == (-1, 1)


def test_values_that_do_not_vary_are_no_proof_of_equality():
    found = delta_interval(0.0, 0.0, clusters=(10, 14), level=0.95)
    assert found.low == pytest.approx(-0.3085, abs=1e-4)
    assert found.high == pytest.approx(0.3085, abs=1e-4)
