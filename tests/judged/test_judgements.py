# SPDX-License-Identifier: Apache-2.0
"""The judged questions are whole, and judgements are read again when what they judge changes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest


@pytest.fixture(scope="module")
def cases(evaluation):
    return evaluation.judged_cases()


@pytest.mark.parametrize("part", ["invented", "seeds"])
def test_the_corpus_is_the_one_that_was_judged(evaluation, part):
    held = {"invented": evaluation.invented_cases, "seeds": evaluation.seed_cases}[part]()
    assert evaluation.fingerprint(held) == evaluation.corpus_plan()["fingerprints"][part], (
        "cases have changed: read the judgements that name them again, then put the new fingerprint into corpus.yaml"
    )


def test_every_judged_case_is_there_once(cases, evaluation):
    ids = [c.id for c in cases]
    assert len(set(ids)) == len(ids)
    assert len(evaluation.invented_cases()) == 162


@pytest.mark.parametrize("half", ["tuning", "heldout"])
def test_questions_are_whole(evaluation, cases, half):
    questions, ids = evaluation.questions_of(half), {c.id for c in cases}
    assert len(questions) == 30
    assert len({q.text for q in questions}) == 30
    for question in questions:
        assert set(question.grades) <= ids
        assert set(question.grades.values()) <= {1, 2, 3}
        assert 3 in question.grades.values()
        assert question.intent


def test_ndcg_is_one_for_the_best_order_and_counts_by_grade_and_place(evaluation):
    grades = {"a": 3, "b": 2, "c": 1}
    assert evaluation.ndcg(["a", "b", "c", "x"], grades) == 1.0
    assert evaluation.ndcg(["x", "y"], grades) == 0.0
    best = 7 + 3 / np.log2(3) + 1 / 2
    assert evaluation.ndcg(["x", "a"], grades) == pytest.approx(7 / np.log2(3) / best)
    assert evaluation.ndcg([*"pqrstuvwxy", "a"], grades) == 0.0


def test_a_ranking_that_names_a_case_twice_is_refused(evaluation):
    with pytest.raises(ValueError, match="twice"):
        evaluation.ndcg(["a", "a"], {"a": 3})


def test_the_ideal_takes_no_more_than_ten(evaluation):
    grades = {f"c{i}": 3 for i in range(25)}
    assert evaluation.ndcg([f"c{i}" for i in range(12, 22)], grades) == 1.0


def test_the_paired_interval_holds_the_mean_and_repeats(evaluation):
    rng = np.random.default_rng(4)
    ours, theirs = rng.uniform(size=30), rng.uniform(size=30)
    gap = evaluation.paired_interval(ours, theirs)
    assert gap == evaluation.paired_interval(ours, theirs)
    assert gap.low < gap.mean < gap.high
    assert gap.mean == pytest.approx((ours - theirs).mean())
    # Normal approximation: mean ± 1.96 standard errors.
    error = (ours - theirs).std(ddof=0) / np.sqrt(30)
    assert gap.high - gap.low == pytest.approx(2 * 1.96 * error, rel=0.05)


def test_a_constant_difference_has_no_width(evaluation):
    gap = evaluation.paired_interval(np.full(30, 0.7), np.full(30, 0.5))
    assert (gap.low, gap.high) == (pytest.approx(0.2), pytest.approx(0.2))


@pytest.mark.parametrize("half", ["tuning", "heldout"])
def test_each_half_has_as_many_of_every_type(evaluation, half):
    counts = Counter(q.type for q in evaluation.questions_of(half))
    assert counts == {
        "word": 3, "words": 5, "sentence": 5, "kana": 2, "slip": 3, "width": 2, "paraphrase": 3, "body": 2, "failure": 2,
        "abbreviation": 2, "spelling": 1,
    }  # fmt: skip
