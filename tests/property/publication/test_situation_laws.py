# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from machikata.domain.adoption import BodyAdoption
from machikata.domain.case_study import ServiceField, Technology
from machikata.publication.catalogue.scales import scales
from machikata.publication.catalogue.situation import Situation, cases_for
from machikata.testing.case_strategies import case_studies

SITUATIONS = st.builds(
    Situation,
    st.just("990001"),
    st.sampled_from(("", "町村Ⅱ-1")),
    st.none() | st.integers(1, 10**6),
    st.lists(st.sampled_from(("児童手当", "保育園の入所選考", "問い合わせ", "OCR")), max_size=2).map(tuple),
    st.none() | st.sampled_from(ServiceField),
    st.lists(st.sampled_from(Technology), max_size=2).map(tuple),
)
CASES = st.lists(case_studies(), max_size=4).map(lambda found: [replace(c, id=f"X-{n}") for n, c in enumerate(found)])


def facts(cases):
    return {
        c.body: BodyAdoption(c.body, "町", "架空県", "町村Ⅱ-1", 5_000, None, None, "2023-12-31")
        for c in cases
        if c.body
    }


@settings(max_examples=60)
@given(SITUATIONS, CASES, st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_nothing(situation, cases, luck):
    shuffled = list(cases)
    luck.shuffle(shuffled)
    assert cases_for(situation, shuffled, facts(cases)) == cases_for(situation, cases, facts(cases))
    assert scales(shuffled) == scales(cases)


@settings(max_examples=60)
@given(SITUATIONS, CASES, st.data())
def test_other_cases_never_change_the_order_or_the_reasons_of_the_rest(situation, cases, data):
    some = [c for c in cases if data.draw(st.booleans())]
    whole = cases_for(situation, cases, facts(cases))
    kept = {c.id for c in some}
    assert tuple(s for s in whole if s.case.id in kept) == cases_for(situation, some, facts(cases))


@settings(max_examples=60)
@given(SITUATIONS, CASES)
def test_every_suggestion_has_a_reason_and_no_failure_is_hidden(situation, cases):
    found = cases_for(situation, cases, facts(cases))
    assert all(s.reasons and s.reasons[0].text.ja and s.reasons[0].text.en for s in found)
    concerned = {
        s.case.id for s in cases_for(situation, [replace(c, status=cases[0].status) for c in cases], facts(cases))
    }
    assert {s.case.id for s in found} == concerned


@settings(max_examples=60)
@given(CASES)
def test_every_point_of_a_scale_is_an_effect_of_its_unit_basis_and_kind(cases):
    for scale in scales(cases, least=1):
        for panel in scale.panels:
            for point in panel.points:
                assert point.figure in point.case.effects
                assert (point.figure.kind, point.figure.basis) == (panel.kind, scale.basis)
