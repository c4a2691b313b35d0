# SPDX-License-Identifier: Apache-2.0
"""Laws of the dictionary that hold for any names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from machikata.domain.process import Concept
from machikata.domain.text import Text
from machikata.records.dictionary import CONFIDENT, LabelUse, Method, core, draft_concepts, propose, spelling
from machikata.records.dictionary.likeness import likeness, word_weights

PIECES = [
    *(
        "受付",
        "受け付け",
        "申請書",
        "の",
        "審査",
        "通知",
        "処理",
        "する",
        "等",
        "【福祉課】",
        "（承認）",
        "一次",
        "2次",
        "判定",
        "①",
        "3. ",
        "お知らせ",
    ),
    *(
        "データー",
        "ﾃﾞｰﾀ",
        "　",
        " ",
        "を",
        "・",
        "send",
        "Letter",
        "-",
        "附",
        "問い合わせ",
        "〆切",
        "ー",
        "取り",
        "け",
        "し",
        "々",
        "。",
    ),
]
office_names = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
any_names = st.one_of(office_names, st.text(max_size=12))
uses_of_bodies = st.lists(
    st.builds(LabelUse, st.sampled_from("ABC"), office_names, st.sampled_from(["", "01", "02"]), st.integers(0, 9)),
    max_size=8,
)
dictionaries = st.lists(office_names, max_size=5, unique=True).map(
    lambda names: [Concept(f"c{i}", Text(name, f"concept {i}")) for i, name in enumerate(names)]
)


@given(any_names)
def test_keys_of_a_key_are_the_key(label):
    assert spelling(spelling(label)) == spelling(label)
    assert core(core(label)) == core(label)


@given(any_names)
def test_a_name_with_any_letter_has_keys(label):
    if label.strip():
        assert spelling(label)
        assert core(label)


@given(any_names, any_names)
def test_equal_spellings_have_equal_cores(one, other):
    if spelling(one) == spelling(other):
        assert core(spelling(one)) == core(spelling(other))


@given(any_names, any_names)
def test_likeness_is_symmetric_and_within_bounds(one, other):
    weights = word_weights([one, other])
    there = likeness(one, other, weights)
    assert there == likeness(other, one, weights)
    assert 0 <= there <= 1 + 1e-9


@given(uses_of_bodies, dictionaries, st.randoms(use_true_random=False))
def test_proposals_do_not_depend_on_the_order_of_what_comes_in(uses, concepts, shuffler):
    mixed, mixed_concepts = list(uses), list(concepts)
    shuffler.shuffle(mixed)
    shuffler.shuffle(mixed_concepts)
    assert propose(mixed, mixed_concepts) == propose(uses, concepts)
    assert draft_concepts(mixed) == draft_concepts(uses)


@given(uses_of_bodies, dictionaries)
def test_the_very_name_of_a_concept_always_meets_it_first(uses, concepts):
    by_label = {c.label.ja: c.id for c in concepts}
    for found in propose(uses, concepts):
        if found.label in by_label:
            assert (found.concept, found.method, found.confidence) == (by_label[found.label], Method.EXACT, 1.0)
        else:
            assert found.confidence < 1


@given(uses_of_bodies, dictionaries)
def test_every_use_gets_one_proposal_and_meaning_never_passes_for_spelling(uses, concepts):
    proposals = propose(uses, concepts)
    assert len(proposals) == len(uses)
    for found in proposals:
        assert (found.method is Method.NONE) == (found.concept == "") == (found.confidence == 0)
        assert found.method is not Method.TOKEN or found.confidence < CONFIDENT


@given(uses_of_bodies)
def test_a_label_with_two_codes_is_always_ambiguous(uses):
    codes = {}
    for use in uses:
        if use.activity:
            codes.setdefault(use.label, set()).add(use.activity)
    for found in propose(uses, draft_concepts(uses)):
        if len(codes.get(found.label, ())) > 1:
            assert found.ambiguous
            assert not found.confident
