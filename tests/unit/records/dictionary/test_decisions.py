# SPDX-License-Identifier: Apache-2.0
"""The newest decision holds; an undo is one more decision."""

from __future__ import annotations

from dataclasses import dataclass

from machikata.records.dictionary import Verdict, apply_decisions


@dataclass(frozen=True)
class Decided:
    owner: str
    activity: str
    concept: str
    verdict: str


def test_the_newest_decision_holds():
    state = apply_decisions(
        [Decided("A", "受理", "receive", Verdict.SAME), Decided("A", "受理", "accept", Verdict.SAME)]
    )
    assert state.same == {("A", "受理"): "accept"}


def test_an_undo_opens_the_name_again_and_can_itself_be_followed():
    same, undone = Decided("A", "受理", "receive", Verdict.SAME), Decided("A", "受理", "", Verdict.UNDONE)
    assert not apply_decisions([same, undone]).settled("A", "受理")
    assert apply_decisions([same, undone, same]).settled("A", "受理")


def test_a_name_can_stay_the_body_s_own():
    state = apply_decisions([Decided("A", "公用車", "", Verdict.OWN)])
    assert state.settled("A", "公用車")
    assert state.own == {("A", "公用車")}
    assert state.same == {}


def test_bodies_decide_for_themselves():
    state = apply_decisions([Decided("A", "受理", "receive", Verdict.SAME)])
    assert not state.settled("B", "受理")
