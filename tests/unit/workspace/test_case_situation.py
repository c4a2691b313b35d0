# SPDX-License-Identifier: Apache-2.0
"""Cases for a body's situation: its class and population are filled in, and a title is looked for as a whole."""

from __future__ import annotations

import pytest

from machikata.bootstrap import open_workspace
from machikata.domain.case_study import ServiceField, Technology
from machikata.domain.errors import NotFound
from machikata.domain.process import Process
from machikata.domain.text import Text
from machikata.publication.catalogue.situation import ReasonKind
from machikata.samples.demo_plan import DEMO_PLAN
from machikata.workspace.bodies import save_body, save_process
from machikata.workspace.case_situation import cases_for_body
from machikata.workspace.demo_publication import plant_publication

BODY = DEMO_PLAN.bodies[6].municipality


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    ws = open_workspace(tmp_path_factory.mktemp("w"))
    for body in DEMO_PLAN.bodies:
        save_body(ws, body.municipality)
    save_process(ws, Process("pension", Text("国民年金", "National pension")))
    save_process(ws, Process("moving-in", Text("転入届", "Moving in")))
    plant_publication(ws)
    return ws


def kinds(suggestion):
    return {r.kind for r in suggestion.reasons}


def test_class_and_population_are_filled_in_and_are_reasons_beside_the_work(ws):
    found = cases_for_body(ws, BODY.code, process="pension")
    assert found.situation.body_class == found.facts.class_label != ""
    assert found.situation.population == BODY.population
    first = found.suggestions[0]
    assert first.case.body == BODY.code
    assert kinds(first) >= {ReasonKind.SAME_WORK, ReasonKind.READ_FIRST, ReasonKind.CLASS, ReasonKind.OWN}


def test_a_case_that_holds_a_piece_of_the_title_alone_is_not_about_it(ws):
    found = cases_for_body(ws, BODY.code, process="moving-in")
    ids = [s.case.id for s in found.suggestions]
    assert "C19" in ids
    assert "C14" not in ids


def test_what_is_withdrawn_waits_or_was_sent_back_is_never_suggested(ws):
    found = cases_for_body(ws, BODY.code, technologies=tuple(Technology))
    bodies = {s.case.body for s in found.suggestions if s.case.synthetic}
    assert len(bodies) == 8
    assert not bodies & {"991023", "991082", "991104", "991112"}


def test_field_and_technology_alone_suggest_too(ws):
    found = cases_for_body(ws, BODY.code, field=ServiceField.TAX)
    assert found.suggestions
    assert all(ReasonKind.FIELD in kinds(s) for s in found.suggestions)


def test_blank_words_ask_for_nothing(ws):
    plain, blank = (cases_for_body(ws, BODY.code, words=words) for words in ((), (" ", "")))
    assert plain == blank
    assert all(not r.kind.about_content for s in plain.suggestions for r in s.reasons)


def test_a_body_or_process_that_is_not_there_is_told(ws):
    with pytest.raises(NotFound):
        cases_for_body(ws, "990999")
    with pytest.raises(NotFound):
        cases_for_body(ws, BODY.code, process="none")
