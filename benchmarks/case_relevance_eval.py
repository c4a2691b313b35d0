# SPDX-License-Identifier: Apache-2.0
"""How well the search of case studies finds what is wanted: nDCG@10 on judged questions, beside what needs no morphology.

    python benchmarks/case_relevance_eval.py [--halves tuning heldout] [--results FOLDER]

The rankings come from `case_relevance.rankers`; questions, grades and corpus from `tests/judged/cases` (README there).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from measuring import RESULTS, table

from machikata.domain.case_study import CaseStudy
from machikata.facts.cases import seed_cases
from machikata.samples.case_studies import sample_cases

JUDGED = Path(__file__).resolve().parents[1] / "tests" / "judged" / "cases"
HALVES = ("tuning", "heldout")
OURS = "ours"
DEPTH = 10
RESAMPLES, SEED, LEVEL = 10_000, 20_261_123, 0.95
Ranker = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Question:
    """One judged question; cases that `grades` does not name have grade 0."""

    id: str
    type: str
    text: str
    intent: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Interval:
    """A mean difference over questions and the interval of the paired bootstrap."""

    mean: float
    low: float
    high: float


def corpus_plan() -> dict:
    """What the corpus is made of, as written down."""
    return yaml.safe_load((JUDGED / "corpus.yaml").read_text(encoding="utf-8"))


def invented_cases() -> tuple[CaseStudy, ...]:
    """The picked invented cases."""
    plan = corpus_plan()
    made = sample_cases(plan["n"], seed=plan["seed"])
    return tuple(made[number - 1] for number in plan["picked"])


def judged_cases() -> tuple[CaseStudy, ...]:
    """Everything that was judged: real cases and the picked invented ones."""
    return seed_cases() + invented_cases()


def fingerprint(cases: Sequence[CaseStudy]) -> str:
    """Of what the judgements rest on: when it changes, they have to be read again."""
    held = [
        [
            *(c.id, c.body_name, c.title.ja, c.summary.ja, c.challenge.ja, c.content.ja, c.result.ja, c.learnt.ja),
            *(c.status.value, *c.technologies, *c.works, *c.keywords),
        ]
        for c in cases
    ]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()[:16]


def questions_of(half: str) -> tuple[Question, ...]:
    """The questions of one half, in the order of the file."""
    read = yaml.safe_load((JUDGED / f"questions-{half}.yaml").read_text(encoding="utf-8"))
    return tuple(
        Question(q["id"], q["type"], q["question"], q["intent"], {i: g for g, ids in q["grades"].items() for i in ids})
        for q in read["questions"]
    )


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Gain of the ranking over the best possible one: nDCG at `depth` (0–1), gain 2^grade − 1, discount log2(place + 1), ideal over all judgements."""
    if len(set(ranked[:depth])) != len(ranked[:depth]):
        raise ValueError("a case is ranked twice")
    found = _discounted([grades.get(i, 0) for i in ranked[:depth]])
    return found / _discounted(sorted(grades.values(), reverse=True)[:depth])


def _discounted(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def scores_of(ranker: Ranker, questions: Sequence[Question]) -> np.ndarray:
    """Each question's nDCG@10."""
    return np.array([ndcg(ranker(q.text, DEPTH), q.grades) for q in questions])


def paired_interval(ours: np.ndarray, theirs: np.ndarray, *, resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """Mean of ours − theirs; percentile interval over resampled questions, both rankings on the same ones."""
    differences = ours - theirs
    drawn = np.random.default_rng(seed).integers(len(differences), size=(resamples, len(differences)))
    means = differences[drawn].mean(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(differences.mean()), float(low), float(high))


def evaluate(half: str) -> tuple[tuple[Question, ...], dict[str, np.ndarray]]:
    """The questions of one half and nDCG@10 of each by every ranking."""
    from case_relevance import rankers

    questions = questions_of(half)
    return questions, {name: scores_of(ranker, questions) for name, ranker in rankers(judged_cases()).items()}


def report(halves: Sequence[str]) -> str:
    """The whole result as Markdown."""
    parts = [_HEAD.format(real=len(seed_cases()), invented=len(invented_cases()))]
    for half in halves:
        questions, scores = evaluate(half)
        parts += [f"## {_TITLES[half]}\n", _means(scores), _by_type(questions, scores)]
        parts.append(_by_question(questions, scores) if half == "tuning" else _without_kana(questions, scores))
    return "\n".join([*parts, _FOOT.format(resamples=RESAMPLES, seed=SEED)])


def _means(scores: Mapping[str, np.ndarray]) -> str:
    rows = []
    for name, held in scores.items():
        gap = None if name == OURS else paired_interval(scores[OURS], held)
        told = "" if gap is None else f"**{gap.mean:+.3f}** ({gap.low:+.3f} to {gap.high:+.3f})"
        rows.append({"ranking": name, "nDCG@10": f"{held.mean():.3f}", "ours − it (95% paired bootstrap)": told})
    return table(rows) + "\n"


def _by_type(questions: Sequence[Question], scores: Mapping[str, np.ndarray]) -> str:
    rows = []
    for kind in dict.fromkeys(q.type for q in questions):
        at = [i for i, q in enumerate(questions) if q.type == kind]
        rows.append({"type": kind, "n": str(len(at)), **{name: f"{s[at].mean():.2f}" for name, s in scores.items()}})
    return table(rows) + "\n"


def _without_kana(questions: Sequence[Question], scores: Mapping[str, np.ndarray]) -> str:
    """Looked at after the fact: how much hangs on the questions that only readings can answer."""
    at = [i for i, q in enumerate(questions) if q.type != "kana"]
    told = _means({name: held[at] for name, held in scores.items()})
    return f"{_KANA.format(n=len(questions) - len(at))}\n{told}"


def _by_question(questions: Sequence[Question], scores: Mapping[str, np.ndarray]) -> str:
    rows = [
        {"": q.id, "question": q.text, **{name: f"{s[i]:.2f}" for name, s in scores.items()}}
        for i, q in enumerate(questions)
    ]
    return table(rows) + "\n"


_TITLES = {
    "tuning": "Tuning half (30 questions; the search was tuned on it)",
    "heldout": "Held-out half (30 questions)",
}
_HEAD = """# Relevance of the search of case studies

{real} real cases and {invented} invented ones; grades 0–3 for 60 Japanese questions of eleven types, half of them never used for tuning.
Questions, grades and their weak points: `tests/judged/cases/README.md`.
"""
_KANA = """Looked at after the run: without the {n} questions in kana only, which need readings, what is left (nothing was changed for it):
"""
_FOOT = """nDCG@10: gain 2^grade − 1, ideal over all judgements. Interval: percentiles of {resamples:,} resamples of the questions (seed {seed}),
both rankings on the same questions. The held-out half is shown by type only, so that nobody tunes on single questions of it.
"""


def main() -> None:
    """Write `case_relevance.md`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--halves", nargs="+", choices=HALVES, default=list(HALVES))
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    chosen.results.mkdir(parents=True, exist_ok=True)
    (chosen.results / "case_relevance.md").write_text(report(chosen.halves), encoding="utf-8")


if __name__ == "__main__":
    main()
