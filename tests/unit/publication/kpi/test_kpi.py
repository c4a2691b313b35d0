# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machikata.domain.adoption import Among, BodyAdoption, Tool
from machikata.domain.errors import NotFound
from machikata.facts.adoption import adoption_facts
from machikata.facts.municipalities import municipality_facts
from machikata.publication.kpi import BANDS, COUNTED, kpi, uses

FACTS = adoption_facts()
BODIES = municipality_facts()
KPI = kpi(FACTS, BODIES)


def figures(value: object, path: str = "kpi", sources: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every number in a value, with the sources that the value around it names."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)):
        yield path, sources
    elif dataclasses.is_dataclass(value):
        own = getattr(value, "sources", ())
        if isinstance(value, BodyAdoption):
            own = KPI.body_sources
        named = tuple(s for s in own if isinstance(s, str)) or sources
        for f in dataclasses.fields(value):
            yield from figures(getattr(value, f.name), f"{path}.{f.name}", named)
    elif isinstance(value, (tuple, list)):
        for i, part in enumerate(value):
            yield from figures(part, f"{path}[{i}]", sources)


def test_every_figure_of_the_kpi_page_is_traced_to_its_source():
    known = {s.id for s in KPI.sources}
    found = list(figures(KPI))
    assert len(found) > 2000
    assert [path for path, sources in found if not sources or not set(sources) <= known] == []
    assert all(s.title.ja and s.publisher.ja and s.terms.ja for s in KPI.sources)


def test_every_published_count_and_target_is_there_once_and_unchanged():
    shown = [c for s in KPI.series for c in s.counts]
    assert sorted(c.id for c in shown) == sorted(c.id for c in FACTS.counts)
    assert {c.id: c for c in shown} == {c.id: c for c in FACTS.counts}
    assert KPI.targets == FACTS.targets
    for series in KPI.series:
        assert [c.as_of for c in series.counts] == sorted(c.as_of for c in series.counts)


def test_the_counts_by_body_are_the_published_counts_of_their_day():
    whole = {tool: KPI.whole.of(tool).users for tool in COUNTED}
    assert whole == {Tool.AI: 879, Tool.RPA: 720, Tool.EITHER: 1012}
    for tool, users in whole.items():
        (count,) = [c for c in KPI.series_of(tool, Among.MUNICIPALITIES) if c.as_of == KPI.as_of]
        assert (count.low, count.n) == (users, KPI.whole.n)


def test_by_population_the_shares_are_those_of_the_domain_notes():
    shares = [tuple(round(100 * row.of(tool).share) for tool in (Tool.AI, Tool.RPA)) for row in KPI.bands]
    assert shares == [(11, 8), (52, 36), (80, 69), (94, 93), (97, 97)]


@pytest.mark.parametrize("rows", ["bands", "classes", "prefectures"])
def test_each_way_of_grouping_holds_every_municipality_once(rows):
    groups = getattr(KPI, rows)
    assert sum(g.n for g in groups) == KPI.whole.n == 1741
    for tool in COUNTED:
        assert sum(g.of(tool).users for g in groups) == KPI.whole.of(tool).users
    assert len({g.id for g in groups}) == len(groups)
    assert all(g.id.isascii() for g in groups)


def test_bands_leave_no_gap():
    assert BANDS[0].at_least == 0
    assert [a.below for a in BANDS] == [*[b.at_least for b in BANDS[1:]], None]


def test_the_municipalities_of_a_prefecture_are_in_the_order_of_codes():
    tokyo = KPI.of_prefecture("13")
    assert len(tokyo) == 62
    assert [b.code for b in tokyo] == sorted(b.code for b in tokyo)
    assert len(KPI.of_prefecture("01")) == 179


def test_the_order_of_municipalities_changes_nothing():
    assert kpi(FACTS, BODIES[::-1]) == KPI


def test_a_body_without_an_answer_counts_in_n_but_not_in_the_share():
    silent = tuple(replace(b, ai=None, rpa=None) if b.code[:2] == "47" else b for b in BODIES)
    row = kpi(FACTS, silent).prefectures[46]
    assert row.n == row.of(Tool.AI).n == 41
    assert (row.of(Tool.AI).answered, row.of(Tool.AI).share) == (0, None)


def test_answers_of_several_days_and_an_unknown_table_are_refused():
    with pytest.raises(ValueError, match="one day"):
        kpi(FACTS, (BODIES[0], replace(BODIES[1], as_of="2024-12-31")))
    with pytest.raises(ValueError, match="one day"):
        kpi(FACTS, ())
    with pytest.raises(NotFound):
        kpi(FACTS, BODIES, table="unknown")


ANSWER = st.sampled_from([True, False, None])


@given(st.lists(st.tuples(ANSWER, ANSWER), min_size=1, max_size=40))
def test_either_lies_between_the_larger_and_the_sum(answers):
    bodies = [replace(BODIES[i], ai=ai, rpa=rpa) for i, (ai, rpa) in enumerate(answers)]
    whole = kpi(FACTS, bodies).whole
    ai, rpa, either = (whole.of(tool).users for tool in COUNTED)
    assert max(ai, rpa) <= either <= min(len(bodies), ai + rpa)
    assert all(f.users <= f.answered <= f.n for f in whole.figures)


@given(ANSWER, ANSWER)
def test_either_is_known_where_the_answers_tell(ai, rpa):
    body = replace(BODIES[0], ai=ai, rpa=rpa)
    assert uses(body, Tool.EITHER) is (True if ai or rpa else None if None in (ai, rpa) else False)
