# SPDX-License-Identifier: Apache-2.0
"""Groups as awkward as they come: no crash, no figure that is no number, no value outside its interval, whoever reads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from machikata.analysis.comparison import disclose
from machikata.analysis.comparison.estimand import TOTAL_DAYS, DeclaredIndicator, Direction, IndicatorKind, share_over
from machikata.analysis.comparison.result import Comparison
from machikata.domain.estimate import Estimate
from machikata.domain.text import Text
from machikata.publication.comparison_pictures import comparison_pictures
from machikata.publication.comparison_tables import comparison_tables
from machikata.publication.document import from_document, to_document
from machikata.testing.offices import QUICK, Office, compare_offices

NAME = Text("指標", "indicator")
INDICATORS = (
    TOTAL_DAYS,
    share_over(1e6),
    DeclaredIndicator("span", NAME, IndicatorKind.DAYS_BETWEEN, start_activity="決裁", end_activity="通知"),
    DeclaredIndicator("approved", NAME, IndicatorKind.SHARE_WITH, direction=Direction.HIGHER, activity="決裁"),
    DeclaredIndicator("again", NAME, IndicatorKind.SHARE_REPEATED, direction=Direction.NEUTRAL, activity="審査"),
)
USUAL = Office(n=40, extra=0.3)
GROUPS = {
    "a body without time": [Office(n=30, days=0), USUAL, USUAL],
    "nobody with time": [Office(n=30, days=0)] * 3,
    "one large and small ones": [Office(n=900, extra=0.01), Office(n=10), Office(n=10, persons=0)],
    "one person, one case, only open cases": [Office(persons=1), Office(n=1), Office(n=0, open=20), *[USUAL] * 3],
    "hardly any with the step": [Office(n=60, extra=0.03, open=2)] * 6,
    "one kind in one body": [Office(n=40, slow=0.0), Office(n=40, slow=1.0), USUAL],
    "many": [replace(USUAL, n=11 + i, extra=i / 14) for i in range(14)],
}


def _figures(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if is_dataclass(value):
        if isinstance(value, Estimate):
            yield path, value
        for field in fields(value):
            yield from _figures(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple):
        for item in value:
            yield from _figures(item, path)
    elif isinstance(value, float):
        yield path, value


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", GROUPS)
def test_an_awkward_group_gives_figures_that_can_be_read(name):
    full = compare_offices(GROUPS[name], own="990000", settings=replace(QUICK, indicators=INDICATORS, replicates=60))
    for audience in ("", "990000", "990002"):
        shown = disclose(full, audience)
        for path, figure in _figures(shown):
            if isinstance(figure, Estimate):
                assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9, path
            else:
                assert math.isfinite(figure), path
        assert from_document(Comparison, to_document(shown)) == shown
        assert comparison_tables(shown)
        comparison_pictures(shown, language="ja")
        assert replace(disclose(shown, audience), suppressed=()) == replace(shown, suppressed=())


def test_a_value_without_interval_is_shown_all_the_same():
    """All cases of the first body take no time: nothing varies, and yet its days are known."""
    row = disclose(compare_offices(GROUPS["a body without time"])).indicators[0].bodies[0]
    assert row.crude is None
    assert row.observed == 0
    assert not row.suppressed
