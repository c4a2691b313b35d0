# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from machikata.domain.adoption import BodyAdoption
from machikata.domain.case_study import CaseStatus, ServiceField, Technology
from machikata.domain.text import Text
from machikata.publication.catalogue.situation import ReasonKind, Situation, cases_for
from machikata.testing.case_strategies import invented_case

FACTS = {
    code: BodyAdoption(code, "町", "架空県", cls, population, None, None, "2023-12-31")
    for code, cls, population in (("990001", "都市Ⅰ-1", 20_000), ("990002", "都市Ⅰ-1", 41_000), ("990003", "町村Ⅴ-2", 39_000))
}  # fmt: skip
OURS = Situation("990001", "都市Ⅰ-1", 20_000, ("児童手当の現況届",), ServiceField.CHILDREN, (Technology.RPA,))


def case(id_, *works, **more):
    given = {
        "id": id_,
        "works": works,
        "keywords": (),
        "body": "",
        "field": ServiceField.TAX,
        "technologies": (Technology.OTHER,),
    }
    plain = {
        "title": Text(id_, ""),
        "summary": Text("概要です。", ""),
        "content": Text("", ""),
        "purpose": Text("", ""),
    }
    return replace(invented_case(), **(given | plain | more))


def ids(situation, *cases, **more):
    return [s.case.id for s in cases_for(situation, cases, FACTS, **more)]


def kinds(situation, one):
    return [r.kind for s in cases_for(situation, [one], FACTS) for r in s.reasons]


def test_the_same_work_stands_before_alike_work_before_what_is_only_mentioned():
    cases = (
        case("c-none", "道路占用"), case("b-mention", title=Text("児童手当の現況届を減らす", "")), case("a-alike", "児童手当"),
        case("d-same", "児童手当現況届"),
    )  # fmt: skip
    assert ids(OURS, *cases) == ["d-same", "a-alike", "b-mention"]


@pytest.mark.parametrize(
    ("word", "work", "kind"),
    [
        ("児童手当の現況届", "児童手当現況届", ReasonKind.SAME_WORK), ("保育所の入所選考", "保育所入所選考", ReasonKind.SAME_WORK),
        ("要介護認定", "介護認定", ReasonKind.ALIKE_WORK), ("申請書の受付", "受理（申請書）", ReasonKind.ALIKE_WORK),
        ("ＲＰＡ", "RPA", ReasonKind.SAME_WORK),
    ],
)  # fmt: skip
def test_work_is_matched_beyond_equal_words(word, work, kind):
    assert kinds(Situation(words=(word,)), case("a", work)) == [kind]


@pytest.mark.parametrize(("word", "work"), [("一次判定", "二次判定"), ("住民税", "道路"), ("税", "税務証明")])
def test_work_that_only_looks_alike_is_not_suggested(word, work):
    assert kinds(Situation(words=(word,)), case("a", work)) == []


def test_every_reason_is_told_the_weightiest_first():
    one = case(
        "a",
        "児童手当",
        body="990002",
        field=ServiceField.CHILDREN,
        technologies=(Technology.RPA,),
        status=CaseStatus.STOPPED,
    )
    assert kinds(replace(OURS, population=30_000), one) == [
        ReasonKind.ALIKE_WORK, ReasonKind.TECHNOLOGY, ReasonKind.FIELD, ReasonKind.READ_FIRST, ReasonKind.CLASS, ReasonKind.POPULATION,
    ]  # fmt: skip


@pytest.mark.parametrize(("population", "similar"), [(10_000, True), (40_000, True), (40_001, False), (9_999, False)])
def test_a_population_is_similar_within_a_factor_of_two(population, similar):
    found = kinds(OURS, case("a", "児童手当", population=population))
    assert (ReasonKind.POPULATION in found) is similar


@pytest.mark.parametrize("status", [CaseStatus.STOPPED, CaseStatus.ABANDONED])
def test_a_failure_of_the_same_kind_comes_first_and_says_so(status):
    good, bad = case("a-good", "児童手当", body="990002"), case("z-bad", "児童手当", status=status)
    assert ids(OURS, good, bad) == ["z-bad", "a-good"]
    first = cases_for(OURS, [good, bad], FACTS)[0]
    assert first.read_first
    assert any("先に読む" in r.text.ja for r in first.reasons)


def test_class_and_population_alone_suggest_nothing_unless_nothing_else_is_known():
    near = case("a", "道路占用", body="990002")
    assert ids(OURS, near) == []
    assert ids(Situation("990001", "都市Ⅰ-1", 20_000), near, case("b", "道路占用", body="990003")) == ["a", "b"]


def test_a_withdrawn_case_is_not_suggested_and_the_bodys_own_case_is_told():
    own = case("a", "児童手当", body="990001")
    assert ReasonKind.OWN in kinds(OURS, own)
    assert ids(OURS, replace(own, withdrawn=Text("誤り", "wrong"))) == []


def test_what_a_search_finds_is_mentioned_work_in_whatever_order_it_is_found():
    cases = (case("a"), case("b"), case("c"))
    for found in (("c", "a"), ("a", "c")):
        assert ids(Situation(words=("子育て",)), *cases, search=lambda _, found=found: found) == ["a", "c"]
