# SPDX-License-Identifier: Apache-2.0
"""On questions that never served tuning, the search finds more of what is wanted than what needs no morphology."""

from __future__ import annotations

import hashlib
import re

import pytest

BASELINES = (
    "substring, words of the question",
    "substring, runs of one script",
    "BM25, spaces",
    "BM25, runs of one script",
    "BM25, character pairs",
    "BM25, character pairs without hiragana",
)


@pytest.fixture(scope="module")
def heldout(evaluation):
    return evaluation.evaluate("heldout")[1]


def test_the_held_out_half_is_the_one_whose_fingerprint_was_committed_before_it(evaluation):
    told = re.search(r"`([0-9a-f]{64})`", (evaluation.JUDGED / "README.md").read_text(encoding="utf-8")).group(1)
    assert hashlib.sha256((evaluation.JUDGED / "questions-heldout.yaml").read_bytes()).hexdigest() == told


def test_no_question_stands_in_both_halves(evaluation):
    tuning, heldout = ({q.text for q in evaluation.questions_of(half)} for half in evaluation.HALVES)
    assert not tuning & heldout


def test_every_ranking_without_morphology_is_held_against_ours(heldout, evaluation):
    assert set(heldout) == {evaluation.OURS, *BASELINES, "static site"}


@pytest.mark.parametrize("baseline", BASELINES)
def test_ours_exceeds_it_with_an_interval_above_zero(evaluation, heldout, baseline):
    assert evaluation.paired_interval(heldout[evaluation.OURS], heldout[baseline]).low > 0
