# SPDX-License-Identifier: Apache-2.0
"""What is proposed, how sure it is, and what a person is warned of."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from machikata.domain.process import Concept
from machikata.domain.text import Text
from machikata.records.dictionary import CONFIDENT, LabelUse, Method, Verdict, draft_concepts, propose

RECEIVE = Concept("receive", Text("申請書の受付", "Receive the application"))
EXAMINE = Concept("examine", Text("申請書の審査", "Examine the application"))
APPROVE = Concept("approve", Text("課長の決裁", "Approval by the head"))
NOTIFY = Concept("notify", Text("結果の通知", "Notify the result"))
DICTIONARY = (RECEIVE, EXAMINE, APPROVE, NOTIFY)


@dataclass(frozen=True)
class Decided:
    owner: str
    activity: str
    concept: str
    verdict: str = Verdict.SAME


def proposed(label, *others, decisions=(), concepts=DICTIONARY):
    found = propose([LabelUse("A", label, events=5), *others], concepts, decisions)
    return next(p for p in found if (p.body, p.label) == ("A", label))


@pytest.mark.parametrize(
    ("label", "concept", "method"),
    [
        ("申請書の受付", "receive", Method.EXACT),
        ("Receive the application", "receive", Method.EXACT),
        ("申請書の受け付け", "receive", Method.NORMALISED),
        ("【福祉課】申請書受付処理", "receive", Method.NORMALISED),
        ("受理（申請書）", "receive", Method.TOKEN),
        ("結果の送付", "notify", Method.TOKEN),
        ("課長承認", "approve", Method.TOKEN),
        ("公用車の予約", "", Method.NONE),
    ],
)
def test_a_name_meets_its_concept_by_the_surest_way(label, concept, method):
    found = proposed(label)
    assert (found.concept, found.method) == (concept, method)


def test_spelling_is_confident_and_meaning_is_never():
    assert proposed("申請書の受け付け").confident
    synonym = proposed("結果の送付")
    assert synonym.confidence < CONFIDENT
    assert not synonym.confident


def test_every_proposal_gives_its_reasons_in_both_languages():
    for label in ("申請書の受付", "申請書の受け付け", "受理（申請書）", "公用車の予約"):
        reasons = proposed(label).reasons
        assert reasons
        assert all(r.ja and r.en for r in reasons)


def test_a_label_with_several_codes_is_ambiguous_and_names_them():
    uses = [LabelUse("A", "申請書の受付", "01"), LabelUse("A", "申請書の受付", "07")]
    found = propose(uses, DICTIONARY)
    assert [p.ambiguous for p in found] == [True, True]
    assert not any(p.confident for p in found)
    assert "01, 07" in found[0].reasons[-1].en


def test_codes_of_another_body_are_evidence_too_even_in_another_spelling():
    uses = [LabelUse("A", "申請書の受付", "01"), LabelUse("B", "申請書の受け付け", "07"), LabelUse("C", "申請書の受付")]
    assert all(p.ambiguous for p in propose(uses, DICTIONARY))


def test_one_code_in_two_bodies_is_no_ambiguity():
    uses = [LabelUse("A", "申請書の受付", "01"), LabelUse("B", "申請書の受付", "01")]
    assert not any(p.ambiguous for p in propose(uses, DICTIONARY))


def test_codes_never_make_a_match():
    uses = [LabelUse("A", "申請書の受付", "01"), LabelUse("B", "公用車の予約", "01")]
    assert [p.concept for p in propose(uses, DICTIONARY)] == ["receive", ""]


def test_two_concepts_of_one_name_are_ambiguous():
    twin = Concept("receive-again", RECEIVE.label)
    found = proposed("申請書の受付", concepts=(*DICTIONARY, twin))
    assert found.ambiguous
    assert [a.concept for a in found.alternatives] == ["receive-again"]


def test_a_second_name_of_the_same_body_is_not_taken_for_spelling():
    found = proposed("申請書の受付処理", LabelUse("A", "申請書の受付"))
    assert found.concept == "receive"
    assert not found.confident
    assert "申請書の受付" in found.reasons[-1].ja


def test_a_decision_settles_its_name_and_teaches_the_others():
    decisions = [Decided("B", "書類預かり", "receive")]
    uses = [LabelUse("A", "書類預かり"), LabelUse("B", "書類預かり")]
    found = propose(uses, DICTIONARY, decisions)
    assert [(p.body, p.concept) for p in found] == [("A", "receive")]
    assert found[0].confident


def test_an_undone_decision_opens_the_name_and_teaches_nothing():
    decisions = [Decided("B", "書類預かり", "receive"), Decided("B", "書類預かり", "", Verdict.UNDONE)]
    found = propose([LabelUse("A", "書類預かり"), LabelUse("B", "書類預かり")], DICTIONARY, decisions)
    assert [(p.body, p.concept) for p in found] == [("A", ""), ("B", "")]


def test_decisions_that_disagree_leave_the_name_to_a_person():
    decisions = [Decided("B", "書類預かり", "receive"), Decided("C", "書類預かり", "examine")]
    uses = [LabelUse(body, "書類預かり") for body in "ABC"]
    [found] = propose(uses, DICTIONARY, decisions)
    assert found.ambiguous


def test_neighbours_recognise_a_name_without_a_common_word_but_not_alone():
    def chain(body, *names):
        return [
            LabelUse(
                body, n, "", 9, ((names[i - 1], 9),) if i else (), ((names[i + 1], 9),) if i + 1 < len(names) else ()
            )
            for i, n in enumerate(names)
        ]

    known = chain("B", "申請書の受付", "申請書の審査", "課長の決裁", "結果の通知")
    odd = chain("A", "申請書の受付", "申請書の内容の検討", "課長の決裁", "結果の通知")
    plain = [LabelUse(u.body, u.label, events=u.events) for u in (*known, *odd)]
    with_them = {p.label: p for p in propose([*known, *odd], DICTIONARY)}
    without = {p.label: p for p in propose(plain, DICTIONARY)}
    assert with_them["申請書の内容の検討"].concept == "examine"
    assert with_them["申請書の内容の検討"].confidence > without["申請書の内容の検討"].confidence
    stranger = chain("A", "申請書の受付", "公用車の予約", "課長の決裁", "結果の通知")
    assert {p.label: p.concept for p in propose([*known, *stranger], DICTIONARY)}["公用車の予約"] == ""


def test_opposites_are_not_joined_by_standing_at_the_same_place():
    concepts = (RECEIVE, Concept("grant", Text("承認の通知", "Grant")), NOTIFY)
    around = {"before": (("申請書の受付", 9),), "after": (("結果の通知", 9),)}
    uses = [LabelUse(b, n) for b in "AB" for n in ("申請書の受付", "結果の通知")]
    uses += [LabelUse("B", "承認の通知", "", 9, **around), LabelUse("A", "却下の通知", "", 9, **around)]
    found = {(p.body, p.label): p for p in propose(uses, concepts)}
    assert found["A", "却下の通知"].concept != "grant"


def test_a_process_without_a_dictionary_gets_one_from_the_names():
    uses = [
        *(LabelUse(b, "申請書の受付", events=9) for b in "AB"),
        LabelUse("C", "受理（申請書）", events=9),
        LabelUse("C", "公用車の予約", events=1),
    ]
    drafted = draft_concepts(uses)
    assert [c.label.ja for c in drafted] == ["公用車の予約", "申請書の受付"]
    found = {(p.body, p.label): p for p in propose(uses, drafted)}
    assert found["C", "受理（申請書）"].concept == found["A", "申請書の受付"].concept
    assert found["C", "受理（申請書）"].method is Method.TOKEN


def test_alike_names_of_one_body_found_two_concepts():
    uses = [LabelUse("A", "申請書の受付"), LabelUse("A", "受理（申請書）")]
    assert len(draft_concepts(uses)) == 2
