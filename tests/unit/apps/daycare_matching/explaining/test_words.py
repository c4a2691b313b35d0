# SPDX-License-Identifier: Apache-2.0
"""Sentences for residents: each kind of criterion and condition reads as it is meant, in both languages."""

from __future__ import annotations

import math
import re

import pytest

from machikata.apps.daycare_matching.building.keys import criteria_of
from machikata.apps.daycare_matching.built import Criterion
from machikata.apps.daycare_matching.explaining import words
from machikata.apps.daycare_matching.explaining.criterion_values import BLANK, NO, YES, value_words
from machikata.apps.daycare_matching.explaining.letter_data import letter_data
from machikata.apps.daycare_matching.rules import known_rulesets, ruleset
from machikata.apps.daycare_matching.rules.values import CriterionKind
from machikata.apps.daycare_matching.sibling_codes import SIBLING_CODES, explained_condition
from machikata.domain.text import Text

BARE = re.compile(r"^[01]$")


@pytest.mark.parametrize("name", known_rulesets())
def test_every_criterion_of_every_ruleset_has_a_value_in_words_and_a_sentence(name):
    rules = ruleset(name)
    for place, criterion in enumerate(criteria_of(rules)):
        if place == 0:
            continue
        kind = rules.chain[place - 1].kind
        shown = value_words(rules, place, criterion, 0.0)
        assert shown.ja
        assert value_words(rules, place, criterion, math.inf) == BLANK
        if kind in (CriterionKind.LINKED_FACILITY, CriterionKind.LEAVE_EXTENSION, CriterionKind.SIBLING_ENROLLED):
            assert (shown, value_words(rules, place, criterion, 1.0)) == (YES, NO)
        if kind in (CriterionKind.RANK, CriterionKind.CATEGORY, CriterionKind.CAUSE_ORDER):
            assert not BARE.match(value_words(rules, place, criterion, 1.0).ja)
        sentence = words.class_full(criterion)
        assert sentence.ja.endswith("。")
        assert sentence.en.endswith(".")


def test_points_ties_and_yes_or_no_read_differently():
    points = words.class_full(Criterion("points", Text("指数", "points"), -1, points=True))
    tie = words.class_full(Criterion("tie_value_1", Text("所得割額が低い", "lower tax")))
    linked = words.class_full(Criterion("linked_facility", Text("連携施設の卒園児", "graduate of a linked facility")))
    leave = words.class_full(Criterion("leave_extension", Text("延長の許容でない", "no extension")))
    assert "指数" in points.ja
    assert "「所得割額が低い」の順で" in tie.ja
    assert "当てはまる方でした" in linked.ja
    assert "ほかの申込みの後" in leave.ja
    assert len({points.en, tie.en, linked.en, leave.en}) == 4


@pytest.mark.parametrize("code", SIBLING_CODES, ids=lambda c: c.code)
def test_a_condition_is_explained_without_codes(code):
    said = explained_condition(code.condition)
    assert said.ja.endswith("。")
    assert "ChilmAI" not in said.ja
    assert code.explanation.ja.startswith(said.ja)


def test_letters_of_siblings_say_their_condition_and_those_of_others_do_not(city):
    result = city(children=150, facilities=6, seed=6, sibling_share=0.4).solved()
    data = letter_data(result.built, result.results, result.refused, result.cut_offs)
    with_siblings = [d for d in data if d.siblings]
    assert with_siblings
    assert all(d.condition is not None and d.condition.ja.endswith("。") for d in with_siblings)
    assert all(d.condition is None for d in data if not d.siblings)


def test_every_refused_wish_that_is_told_has_a_reason_and_no_lowest_points_of_a_few(city):
    result = city(children=200, facilities=8, seed=6).solved()
    data = letter_data(result.built, result.results, result.refused, result.cut_offs, fewest_told=3)
    lines = [line for d in data for line in d.refused]
    assert lines
    assert all(line.reason.ja.endswith("。") and line.reason.en.endswith(".") for line in lines)
    hidden = [line for line in lines if line.lowest_hidden]
    assert hidden
    assert all(line.lowest_points is None and line.points_that_suffice is None for line in hidden)
